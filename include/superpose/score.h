/* Scores of a dictionary against features that are known (Sharkey et al. 2022,
   Cunningham et al. 2023, Chanin and Garriga-Alonso 2026, arXiv:2602.14687).  W (k, d)
   are the decoder rows of k latents, D (n, d) the true directions of n features, both
   double and row-major.  A row without direction has cosine 0 with everything and
   matches nothing; no score is NaN because a latent is dead. */
#ifndef SUPERPOSE_SCORE_H
#define SUPERPOSE_SCORE_H

#include "superpose/assign.h"

enum { SP_STRIP = 64 }; /* rows that are turned into unit vectors at a time */

/* All cosines of two sets of directions. */
struct sp_cosines {
    int k, n, d;
    const double *W, *D;      /* (k, d), (n, d): live as long as this does */
    double *W_norm, *D_norm;  /* (k), (n) */
    size_t stride;            /* n, rounded up */
    sp_real *value;           /* (k, stride) cos(W_i, D_j), in sp_real */
    sp_real *turned;          /* (d, stride) unit vectors of D as columns */
    sp_real *row;             /* (SP_STRIP, d) work space */
    struct sp_assign *assign; /* for assignments of these sizes */
    int *column;              /* (k) what the last assignment chose */
};

/* Space for cosines of k rows with the n rows of D. */
struct sp_cosines sp_cosines_make(struct sp_arena *a, int k, int n, int d,
                                  const double *D);

/* All cosines of the first K rows of W (k at most). */
void sp_cosines_fill(struct sp_cosines *c, const double *W, int k);

/* out (rows, stride) = products of ROW (rows, d) with the unit vectors of D. */
void sp_cosines_project(const struct sp_cosines *c, int rows, const sp_real *row,
                        sp_real *out);

/* cos(W_i, D_j) in double; 0 where one of them is 0. */
double sp_cosine(const struct sp_cosines *c, int i, int j);

/* How well directions are recovered.  Signed scores take a latent that points the other
   way for wrong, absolute ones for right (codes may be negative). */
struct sp_recovery {
    double mmcs, mmcs_abs; /* mean over features of the largest cosine of any latent */
    double mmcs_latents, mmcs_latents_abs; /* over latents, of any feature */
    double mcc, mcc_abs; /* mean over the min(k, n) pairs of the best assignment */
    double mcc_all, mcc_all_abs; /* the same sum / n: what is unmatched counts 0 */
    double uniqueness;           /* distinct nearest features of all latents / k */
    double above;                /* share of latents with a largest cosine > 0.9 */
    /* per feature, each (n) */
    double *represented, *represented_abs; /* largest cosine of any latent */
    int *latent;  /* the latent with the largest |cosine|, the first of equals, or -1 */
    int *aligned; /* the latent with the largest cosine */
    bool *seen;   /* work space */
    int *paired;  /* what the absolute assignment gives it, or -1 */
    /* per latent, each (k) */
    int *
        feature; /* the feature with the largest |cosine|, the first of equals, or -1 */
    double *cosine;  /* cos with that feature */
    double *largest; /* its largest cosine with any feature */
};

struct sp_recovery sp_recovery_make(struct sp_arena *a, int k, int n);
void sp_recovery_measure(struct sp_cosines *c, struct sp_recovery *out);

#endif
