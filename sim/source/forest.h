/* The trees of source `forest` and what follows from them. */
#ifndef SUPERPOSE_FOREST_H
#define SUPERPOSE_FOREST_H

#include "superpose/source.h"

struct sp_forest {
    int n;
    int *parent;        /* (n) -1: a root, or in no tree */
    int *start, *child; /* (n + 1) and ids: children of i, ascending */
    bool exclusive;     /* of siblings one at most is on */
    double *chance;     /* (n) that it would be on, were its parent on */
    double *given;      /* (n) P(on | parent on) */
    double *on;         /* (n) P(on) */
    int tops, *top;     /* features without a parent, ascending */
};

/* Children of a full forest, numbered level by level: of ROOTS trees with BRANCHING
   children down to DEPTH, as far as there are features. */
void sp_forest_grow(struct sp_arena *a, struct sp_forest *f, int roots, int branching,
                    int depth);

/* The same from given parents (n), each before its children. */
void sp_forest_plant(struct sp_arena *a, struct sp_forest *f);

/* Chances from densities p (n) as asked for: p itself, or with COMPENSATE what is lost
   to parents and siblings made up for, approximately, as in Chanin and Garriga-Alonso
   2026 (arXiv:2602.14687):

       q_i = min(1, p_i / p_parent (1 + sum of siblings' p / p_parent))

   with the second factor where siblings exclude each other.  Then given and on. */
void sp_forest_chances(struct sp_arena *a, struct sp_forest *f, const double *p,
                       bool compensate);

/* P(i and j on), i != j. */
double sp_forest_joint(const struct sp_forest *f, int i, int j);

/* Of one tree, the most that can be on at once; variance of the number that is on. */
int sp_forest_together(struct sp_arena *a, const struct sp_forest *f);
double sp_forest_variance(struct sp_arena *a, const struct sp_forest *f);

/* The nearest feature above both, or one of them; -1: they are in two trees. */
int sp_forest_meet(const struct sp_forest *f, int i, int j);

#endif
