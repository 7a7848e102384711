/* The linear optimum of blocks of g exchangeable features, whose values have
   correlation c = phi a(p), a(p) = mu^2 (1 - p) / (E u^2 - p mu^2), against its closed
   form: eigenvalues v (1 + (g - 1) c), n / g times, and v (1 - c), n (g - 1) / g
   times. */
#include <math.h>
#include <stdio.h>

#include "superpose/theory.h"

#include "../open_source.h"

static struct sp_arena a;

enum { N = 24 };

/* The sum of all but the m largest. */
static double closed_form(const struct sp_source *source, int g, double phi, int m)
{
    const struct sp_size_law *size = source->size;
    double p = source->density[0], mean = size->mean(source->sigma);
    double square = size->square(source->sigma), v = p * square - p * p * mean * mean;
    double c = phi * mean * mean * (1 - p) / (square - p * mean * mean);
    double whole = v * (1 + (g - 1) * c), rest = v * (1 - c);
    int wholes = N / g, rests = N - wholes, left = N - m;
    if (c < 0) {
        int few = left < wholes ? left : wholes;
        return few * whole + (left - few) * rest;
    }
    int few = left < rests ? left : rests;
    return few * rest + (left - few) * whole;
}

static void check(const struct sp_source *source, int g, double phi)
{
    for (int m = 1; m < N; m++) {
        double expected = closed_form(source, g, phi, m);
        ck_near(sp_linear_optimum(&a, source, m) / expected, 1, 1e-10);
    }
}

START_TEST(blocks_have_the_linear_optimum_of_their_correlation)
{
    const char *const law[] = {"common", "beta_binomial", "copula"};
    const char *const size[] = {"2", "4", "8"}, *const p[] = {"0.3", "0.05", "0.001"};
    const char *const phi[] = {"0", "0.02", "0.35", "0.9", "1"};
    const char *const sizes[] = {"uniform", "exponential", "constant"};
    for (int k = 0; k < 3 * 3 * 3 * 5 * 3; k++) {
        int f = k / 27 % 5;
        struct sp_source source;
        ck_assert_int_eq(open_source(&a, sp_source_kind("blocks"), &source,
                                     "source.features", "24", "blocks.law", law[k % 3],
                                     "blocks.size", size[k / 3 % 3], "source.density",
                                     p[k / 9 % 3], "blocks.phi", phi[f], "source.size",
                                     sizes[k / 135], NULL),
                         0);
        if (f < 4 || k / 135 < 2)
            check(&source, 2 << k / 3 % 3, strtod(phi[f], NULL));
        sp_arena_free(&a);
    }
}
END_TEST

START_TEST(blocks_that_exclude_have_it_too)
{
    const char *const size[] = {"2", "4", "8"}, *const phi[] = {"-0.111", "-0.05"};
    for (int k = 0; k < 6; k++) {
        struct sp_source source;
        ck_assert_int_eq(open_source(&a, sp_source_kind("blocks"), &source,
                                     "source.features", "24", "source.density", "0.1",
                                     "blocks.law", "exclusion", "blocks.size",
                                     size[k / 2], "blocks.phi", phi[k % 2], NULL),
                         0);
        check(&source, 2 << k / 2, strtod(phi[k % 2], NULL));
        sp_arena_free(&a);
    }
}
END_TEST

START_TEST(sets_that_are_on_together_or_exclude_each_other_have_it)
{
    const char *const mode[] = {"correlated", "anticorrelated"};
    for (int k = 0; k < 6; k++) {
        char size[8];
        int g = 2 << k / 2;
        snprintf(size, sizeof size, "%d", g);
        struct sp_source source;
        ck_assert_int_eq(open_source(&a, sp_source_kind("groups"), &source,
                                     "source.features", "24", "source.density", "0.05",
                                     "groups.size", size, "groups.mode", mode[k % 2],
                                     NULL),
                         0);
        double p = source.density[0];
        check(&source, g, k % 2 ? -p / (1 - p) : 1);
        sp_arena_free(&a);
    }
}
END_TEST

/* v = p / 3 - p^2 / 4. */
START_TEST(independent_features_have_it_without_correlation)
{
    struct sp_source source;
    ck_assert_int_eq(open_source(&a, sp_source_kind("independent"), &source,
                                 "source.features", "24", "source.density", "0.05",
                                 NULL),
                     0);
    ck_near(sp_linear_optimum(&a, &source, 6), 18 * (0.05 / 3 - 0.0025 / 4), 1e-10);
    check(&source, 1, 0);
    sp_arena_free(&a);
}
END_TEST

SUITE("linear_blocks", blocks_have_the_linear_optimum_of_their_correlation,
      blocks_that_exclude_have_it_too,
      sets_that_are_on_together_or_exclude_each_other_have_it,
      independent_features_have_it_without_correlation)
