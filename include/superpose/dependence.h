/* What a source has besides densities and sizes: how many features are on (L0), how
   events and values are correlated within blocks of g neighbours and between them,
   and how often three are on together.  Sources with the same correlations of pairs are
   told apart by the rest. */
#ifndef SUPERPOSE_DEPENDENCE_H
#define SUPERPOSE_DEPENDENCE_H

#include "superpose/source.h"

/* With sums over pairs within blocks, or over the others, a correlation is
   sum Cov_ij / sum sqrt(Var_i Var_j): where features are alike, that of any pair. */
enum sp_dependence {
    SP_L0_MEAN,
    SP_L0_VARIANCE,
    SP_PHI_WITHIN, /* of the events */
    SP_PHI_BETWEEN,
    SP_VALUE_WITHIN, /* of x_i and x_j */
    SP_VALUE_BETWEEN,
    SP_TRIPLE_WITHIN, /* mean P(i, j, k on) over triples within blocks / mean p */
    SP_MASK_ENTROPY,  /* of who is on in a block, bits per feature */
    SP_DEPENDENCES
};

/* From the law; NaN where it is not known or there are no such pairs or triples.  Of
   more than 65536 pairs as many are looked at, drawn once. */
void sp_dependence_exact(struct sp_arena *a, const struct sp_source *source, int g,
                         double out[SP_DEPENDENCES]);

/* From ROWS unseen rows (at least 20) of the stream of SEED, about the exact means and
   densities, with the standard errors over twenty parts; no entropy, and no correlation
   of values that are rescaled to unit norm. */
void sp_dependence_sampled(struct sp_arena *a, const struct sp_source *source, int g,
                           uint64_t seed, int rows, double out[SP_DEPENDENCES],
                           double error[SP_DEPENDENCES]);

/* The moments of one side, events or values, that both ways of looking share. */
struct sp_side {
    bool values;
    double *mean;           /* (n) */
    double *block;          /* (ceil(n / g)) sums of the means of a block */
    double total;           /* sum of means */
    double squares;         /* sum of their squares */
    double block_squares;   /* sum of squared sums of blocks */
    double within, between; /* sums of sqrt(Var_i Var_j) over pairs; NaN: none */
};

struct sp_side sp_side_make(struct sp_arena *a, const struct sp_source *source, int g,
                            bool values);

/* Triples within blocks. */
double sp_triples(int n, int g);

#endif
