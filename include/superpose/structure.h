/* What an autoencoder does to features that belong together: absorption, splitting and
   hedging in hierarchies, latents of compositions and of planes; and what a dictionary
   says about its own sparsity.  See score.h and detect.h for the letters. */
#ifndef SUPERPOSE_STRUCTURE_H
#define SUPERPOSE_STRUCTURE_H

#include "superpose/detect.h"

/* Absorption: the latent of a parent stays off where the latent of a child, whose
   direction holds a part of the parent's, is on.  Sums over examples. */
struct sp_absorption {
    int n;
    const int *parent; /* (n) the parent of each feature, -1: none */
    /* per feature as a parent, each (n): rows in which it is on, and of these those
       with its latent on; sums of full absorption and of the fraction absorbed */
    double *on, *heard, *full, *fraction;
    /* per feature as a child, each (n): rows with it and its parent on, and of these
       those with the parent's latent on */
    double *both, *both_heard;
    bool *is_parent; /* (n) */
    int *list;       /* (k) work space */
    sp_real *truth;  /* (n) work space: a row of features, dense */
};

struct sp_absorption sp_absorption_make(struct sp_arena *a, int k, int n,
                                        const int *parent);

/* SHIFT (d) is the constant part of x, which no feature explains. */
void sp_absorption_add(struct sp_absorption *s, const struct sp_cosines *cosines,
                       const struct sp_recovery *r, const struct sp_sight *sight,
                       const sp_real *shift);

/* P(parent's latent on | parent on, child off) - P(the same | parent on, child on): 0
   is none, 1 total absorption; NaN where one of both never happened. */
double sp_absorption_gap(const struct sp_absorption *s, int child);

/* hedge (k): how much of a latent points along features that are not its own,

       max_{j != own} |(w - (w . d_own) d_own) . d_j|    w, d of norm 1, own = nearest,

   0 for a latent on its feature, whatever the angles between features. */
void sp_hedging(struct sp_arena *a, const struct sp_cosines *c,
                const struct sp_recovery *r, double *hedge);

/* bias (n) = (b - shift) . D_j / D_j . D_j: p_j E a_j where feature j is left to the
   bias alone (Chanin et al. 2025, Feature Hedging). */
void sp_bias_components(const struct sp_cosines *c, const double *b,
                        const sp_real *shift, double *bias);

/* splits (n): latents whose nearest feature it is, with |cosine| > LEAST. */
void sp_splits(const struct sp_cosines *c, const struct sp_recovery *r, double least,
               int *splits);

/* Sets of features: those of set s are member[start[s]] .. member[start[s + 1] - 1]. */
struct sp_sets {
    int count;
    const int *start, *member;
};

/* Per set: the largest cosine of any latent with the sum of the members' unit vectors,
   and how many latents are nearer to that sum than to every single member, with a
   cosine above LEAST.  cosine (count), merged (count). */
void sp_compositions(const struct sp_cosines *c, const struct sp_sets *sets,
                     double least, double *cosine, int *merged);

/* Per set, for features of several dimensions: how many latents have more than LEAST of
   their squared norm in the span of its members, and which share of its dimensions
   these latents span.  inside (count), spanned (count). */
void sp_planes(struct sp_arena *a, const struct sp_cosines *c,
               const struct sp_sets *sets, double least, int *inside, double *spanned);

/* Mean |cosine| of two different rows of W (k, d): smallest at the right sparsity
   (Chanin and Garriga-Alonso 2025, arXiv:2508.16560, c_dec). */
double sp_decoder_coherence(struct sp_arena *a, const double *W, int k, int d);

/* Of the products of ROWS activations, less b (d), with all unit rows of W, the one at
   rank nth x rows from above (the same paper, s_n^dec). */
double sp_nth_projection(struct sp_arena *a, const double *W, int k, int d,
                         const double *b, const sp_real *x, int rows, int nth);

#endif
