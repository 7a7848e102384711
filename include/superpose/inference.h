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

struct sp_interval {
    double low, high;
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

/* trend.c */

/* Page's trend test over ordered levels (1963, JASA 58): L = sum_j j R_j with the rank
   sums R_j of X (blocks, levels), every block one subject seen at all levels.  p is
   exact, ties included, for at most SP_PAGE_LEVELS and SP_PAGE_BLOCKS, and normal
   beyond. */
enum { SP_PAGE_LEVELS = 10, SP_PAGE_BLOCKS = 12 };
struct sp_test sp_page(struct sp_arena *a, const double *x, int blocks, int levels,
                       enum sp_tail tail);

/* The test of Jonckheere (1954, Biometrika 41) and Terpstra (1952) for COUNT values in
   ordered GROUPs (from 0): z of the number of pairs that rise from a group to a later
   one, its variance corrected for ties (Hollander and Wolfe 1999, section 6.2).  p is
   normal for DRAWS = 0, otherwise from so many exchanges of groups among all values or,
   with BLOCK (count), among those of one block. */
struct sp_test sp_jonckheere(struct sp_arena *a, const double *x, const int *group,
                             const int *block, int count, enum sp_tail tail, int draws,
                             uint64_t seed);

/* shape.c */

/* Two one-sided t tests (Schuirmann 1987): whether the mean of independent slopes lies
   within -margin .. margin.  value is the mean, p the larger of both. */
struct sp_test sp_tost(const double *slope, int count, double margin);

/* The nondecreasing numbers nearest to Y in squares with WEIGHTs (NULL: equal), by
   pooling neighbours (Ayer et al. 1955); OUT may be Y. */
void sp_isotonic(struct sp_arena *a, const double *y, const double *weight, int count,
                 double *out);

/* Whether means over blocks fall anywhere along the levels of X (blocks, levels): the
   sum of squares between them and their isotonic fit, against that of DRAWS bootstrap
   samples of blocks, moved so that all levels are equal.  A small p says not
   monotone. */
struct sp_test sp_shape(struct sp_arena *a, const double *x, int blocks, int levels,
                        int draws, uint64_t seed);

/* Two lines (Simonsohn 2018, AMPPS 1): a U is a slope that is negative below some x and
   another that is positive above it.  The x is where a parabola through all points
   turns, or the nearest one that leaves two places on either side. */
struct sp_two_lines {
    double turn, below, above; /* where; both slopes */
    double p;                  /* the larger of both one-sided t tests */
};
struct sp_two_lines sp_two_lines(struct sp_arena *a, const double *x, const double *y,
                                 int count);

/* resample.c */

/* A statistic of the units that PICK (count) names. */
struct sp_statistic {
    double (*value)(void *context, const int *pick, int count);
    void *context;
};

enum sp_interval_kind { SP_PERCENTILE, SP_BCA };

/* Interval of a statistic over UNITS by DRAWS bootstrap samples, drawn within each of
   the strata that STRATUM (units) numbers (NULL: one).  BCa is corrected for bias and
   acceleration (Efron 1987, JASA 82) with the jackknife.  Draws whose value is NaN do
   not count; all equal is an interval of no length. */
struct sp_interval sp_bootstrap(struct sp_arena *a, struct sp_statistic statistic,
                                const int *stratum, int units,
                                enum sp_interval_kind kind, double level, int draws,
                                uint64_t seed);

/* P values as they are when COUNT tests are looked at together: the chance of any false
   alarm (Holm 1979), the share of them among all (Benjamini and Hochberg 1995).  NaN is
   no test and stays. */
void sp_holm(struct sp_arena *a, const double *p, int count, double *out);
void sp_benjamini_hochberg(struct sp_arena *a, const double *p, int count, double *out);

#endif
