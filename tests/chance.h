/* Numbers by chance, and whether p values are uniform, for tests of tests. */
#ifndef SUPERPOSE_TESTS_CHANCE_H
#define SUPERPOSE_TESTS_CHANCE_H

#include <math.h>
#include <string.h>

#include "suite.h"
#include "superpose/inference.h"
#include "superpose/rng.h"

static inline void normals(struct sp_rng *rng, double *x, int count)
{
    for (int i = 0; i < count; i++)
        x[i] = sp_rng_normal(rng);
}

static inline int smaller_first(const void *left, const void *right)
{
    double x = *(const double *)left, y = *(const double *)right;
    return (x > y) - (x < y);
}

/* How far shares of p values lie above and below those of a uniform law, times the root
   of their number (Kolmogorov and Smirnov).  Sorts p. */
struct ks {
    double above, below;
};

static inline struct ks ks_uniform(double *p, int count)
{
    struct ks d = {0, 0};
    qsort(p, (size_t)count, sizeof *p, smaller_first);
    for (int i = 0; i < count; i++) {
        d.above = fmax(d.above, (i + 1.0) / count - p[i]);
        d.below = fmax(d.below, p[i] - (double)i / count);
    }
    return (struct ks){d.above * sqrt(count), d.below * sqrt(count)};
}

/* exp(-2 t^2) is the chance of t or more on one side: 1.86 has one in a thousand. */
#define KS_MOST 1.86

/* Never too many small p values. */
#define ck_valid(p, count)                                                             \
    do {                                                                               \
        struct ks valid_d = ks_uniform((p), (count));                                  \
        ck_assert_msg(valid_d.above < KS_MOST, "small p values too often: %g",         \
                      valid_d.above);                                                  \
    } while (0)

#define ck_uniform(p, count)                                                           \
    do {                                                                               \
        struct ks uniform_d = ks_uniform((p), (count));                                \
        ck_assert_msg(uniform_d.above < KS_MOST && uniform_d.below < KS_MOST,          \
                      "p values are not uniform: %g above, %g below", uniform_d.above, \
                      uniform_d.below);                                                \
    } while (0)

#endif
