/* Tests, effect sizes and intervals that a verdict rests on.  Whatever is left to
   chance is a pure function of SEED, stream SP_USE_BOOTSTRAP.  Values must be finite;
   what cannot be said (one value, nothing but ties) is NaN. */
#ifndef SUPERPOSE_INFERENCE_H
#define SUPERPOSE_INFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "superpose/arena.h"

/* Which outcomes count as being at least as extreme as the one seen. */
enum sp_tail { SP_TAIL_UP, SP_TAIL_DOWN, SP_TAIL_BOTH };

struct sp_test {
    double value; /* the statistic */
    double p;     /* of so much or more of it when there is no effect */
};

/* rank.c */

/* Ranks from 1 of COUNT values; equal ones share the mean of theirs. */
void sp_ranks(struct sp_arena *a, const double *x, int count, double *rank);

/* Correlation of COUNT pairs, of the numbers (Pearson) or of their ranks (Spearman). */
double sp_pearson(const double *x, const double *y, int count);
double sp_spearman(struct sp_arena *a, const double *x, const double *y, int count);

/* P(x > y) - P(x < y) over all pairs (Cliff 1993, Psychological Bulletin 114). */
double sp_cliff_delta(const double *x, int xs, const double *y, int ys);

/* Median of the slopes of all pairs of points with different x (Theil 1950, Sen 1968);
   that of least squares. */
double sp_theil_sen(struct sp_arena *a, const double *x, const double *y, int count);
double sp_slope(const double *x, const double *y, int count);

/* permute.c */

/* Mantel's test (1967, Cancer Research 27): the correlation between the entries i < j
   of two symmetric (n, n) matrices, of ranks when RANKED, against its values after
   PERMUTATIONS relabellings of one of them.  p counts the labelling seen as one
   more. */
struct sp_test sp_mantel(struct sp_arena *a, const double *x, const double *y, int n,
                         bool ranked, enum sp_tail tail, int permutations,
                         uint64_t seed);

/* Whether the mean of independent differences is 0, by changing their signs: all
   2^count ways when that is at most DRAWS, so many random ones otherwise (Fisher 1935,
   The Design of Experiments, section 21). */
struct sp_test sp_sign_flip(const double *x, int count, enum sp_tail tail, int draws,
                            uint64_t seed);

#endif
