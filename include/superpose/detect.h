/* Scores of codes on examples whose features are known: who is on when, how large, and
   what is reconstructed.  Codes are f (B, k), and `truth` lists the features that are
   on in the same B examples; a latent or feature is on when it is not 0, of whatever
   sign.  Examples come in batches and are forgotten; all sums are double.  See score.h
   for the other letters. */
#ifndef SUPERPOSE_DETECT_H
#define SUPERPOSE_DETECT_H

#include "superpose/batch.h"
#include "superpose/score.h"

/* A batch as one contender sees it. */
struct sp_sight {
    int rows;
    const sp_real *x, *y;         /* (rows, d) activations and their reconstruction */
    const sp_real *f;             /* (rows, k) codes */
    const struct sp_batch *truth; /* listed: what was on in these rows */
    int turn; /* example b is scored against the truth of b + turn (mod rows) */
};

/* Sums over examples. */
struct sp_detect {
    int k, n, d, most_k;
    double rows;
    double l0, l0_tolerant, l0_true; /* what is on */
    /* reconstruction, with e = x - y; ratio is that of norms, where ||x|| > 1e-6 */
    double x_square, e_square, y_square, product, ratio, ratio_rows;
    size_t sums;
    double *block; /* (sums) the arrays of sums below */
    /* per latent, each (k): rows in which it is on, sums of |f_i|, f_i and f_i^2 */
    double *on, *mass, *sum, *square;
    double *true_on, *true_sum, *true_square; /* the same of features, each (n) */
    double *x_sum, *e_sum;                    /* (d) */
    double *hits;         /* (k + n) rows in which both of a pair are on: those of
                             latent i are start[i] .. start[i + 1] - 1 */
    double *both, *cross; /* (k, n) rows with both on, sum of f_i a_j; NULL: too many */
    double *norm;         /* (k) ||W_i||: the size of a code is |f_i| ||W_i|| */
    int *start, *feature; /* (k + 1), (k + n) */
    sp_real *gain;        /* (k, n) for the assignment of codes; NULL: too many */
    int *list;            /* (k) work space: latents on in a row */
    sp_real *truth;       /* (n) work space: a row of features, dense */
};

/* How well one latent tells when one feature is on; what is undefined is 0. */
struct sp_detection {
    double precision, recall, f1, accuracy;
};

/* With counts of rows in all, with the latent on, the feature on, and both. */
struct sp_detection sp_detection_of(double rows, double on, double true_on,
                                    double both);

/* Space for K latents at most.  ALL_PAIRS: also what needs k x n sums. */
struct sp_detect sp_detect_make(struct sp_arena *a, int k, int n, int d,
                                bool all_pairs);

/* Forgets everything and takes the latents of these cosines.  Pairs with features are
   R's: each latent with its nearest feature, each feature with its nearest latent. */
void sp_detect_reset(struct sp_detect *c, const struct sp_cosines *cosines,
                     const struct sp_recovery *r);

void sp_detect_add(struct sp_detect *c, const struct sp_sight *sight);

/* Of latent i with its nearest feature; of feature j with its nearest latent; and of
   feature j with the latent whose F1 is largest (requires all pairs). */
struct sp_detection sp_detect_latent(const struct sp_detect *c, int i);
struct sp_detection sp_detect_feature(const struct sp_detect *c,
                                      const struct sp_recovery *r, int j);
struct sp_detection sp_detect_best(const struct sp_detect *c, int j, int *latent);

/* The whole. */
struct sp_detect_score {
    struct sp_detection latents;  /* mean over all latents, nearest feature of each */
    struct sp_detection features; /* mean over features on at all, nearest latent */
    double mcc; /* Hungarian mean of |Pearson(f_i, a_j)| over min(k, n) pairs, or NaN */
    double l0_true, l0,
        l0_tolerant;          /* tolerant: |f_i| ||W_i|| > 1e-3 of the row's most */
    double explained;         /* 1 - E||e||^2 / (E||x||^2 - ||E x||^2) */
    double explained_centred; /* 1 - sum_d var e / sum_d var x: blind to a mean error */
    double shrinkage;         /* mean of ||y|| / ||x|| over rows with ||x|| > 1e-6 */
    double bias;              /* E||y||^2 / E x.y; 0 where nothing is reconstructed */
    double dead, dense;       /* latents never on; on in more than a share of rows */
    double effective; /* exp(H(p)), p_i the share of sum |f_i| (Bereska et al. 2025) */
    double psi;       /* effective / d */
};

/* DENSE is the share of rows above which a latent is dense. */
void sp_detect_measure(struct sp_detect *c, struct sp_cosines *cosines,
                       const struct sp_recovery *r, double dense,
                       struct sp_detect_score *out);

#endif
