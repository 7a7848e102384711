/* The bound with a genie, against sums over the law of how many are on and an error
   that is known exactly. */
#include <math.h>

#include "superpose/limits.h"

#include "../open_source.h"

static struct sp_arena a;

static const double unit = 1 / (2 * M_PI * M_E); /* entropy power of U[0, 1] */

/* Of K U[0, 1] seen through m numbers. */
static double of_uniform(int k, int m)
{
    return k > m ? (k - m) * unit * pow(12 * unit, (double)m / (k - m)) : 0;
}

START_TEST(of_independent_features_the_bound_is_a_binomial_sum)
{
    for (int m = 1; m < 20; m += 4) {
        struct sp_source source;
        ck_assert_int_eq(open_source(&a, sp_source_kind("independent"), &source,
                                     "source.features", "20", "source.density", "0.3",
                                     "source.size_scale", "2", NULL),
                         0);
        double sum = 0, chance = pow(0.7, 20);
        for (int k = 0; k <= 20; k++) {
            sum += chance * of_uniform(k, m);
            chance *= (20.0 - k) / (k + 1) * 0.3 / 0.7;
        }
        ck_near(sp_genie_loss(&a, &source, m) / (4 * sum), 1, 1e-12);
    }
    sp_arena_free(&a);
}
END_TEST

/* x_1 + x_2 leaves x_1 uniform over a width w that has density 2 w: the loss of both is
   2 E w^2 / 12 = 1 / 12.  Exponential sizes leave it uniform over the sum, of density
   s e^-s: 2 E s^2 / 12 = 1. */
START_TEST(a_sum_of_two_loses_more_than_the_bound)
{
    const char *const law[] = {"uniform", "exponential", "half_normal",
                               "signed_uniform", "constant"};
    const double loss[] = {1.0 / 12, 1, 1, 1, 1};
    const double bound[] = {unit * 12 * unit, pow(M_E * M_E * unit, 2),
                            0.25 * 0.25 / (1 - 2 / M_PI), 4 * unit * 4 * unit * 3, 0};
    for (int k = 0; k < 5; k++) {
        struct sp_source source;
        ck_assert_int_eq(open_source(&a, sp_source_kind("independent"), &source,
                                     "source.features", "2", "source.density", "1",
                                     "source.size", law[k], NULL),
                         0);
        double value = sp_genie_loss(&a, &source, 1);
        ck_near(value, bound[k], 1e-14);
        ck_assert(value < loss[k]);
    }
    sp_arena_free(&a);
}
END_TEST

static double of_blocks(const char *law, const char *size, const char *phi, int m)
{
    struct sp_source source;
    ck_assert_int_eq(open_source(&a, sp_source_kind("blocks"), &source,
                                 "source.features", "32", "source.density", "0.1",
                                 "blocks.size", size, "blocks.law", law, "blocks.phi",
                                 phi, NULL),
                     0);
    return sp_genie_loss(&a, &source, m);
}

START_TEST(the_bound_follows_the_law_of_how_many_are_on)
{
    double alone = of_blocks("common", "2", "0", 8);
    ck_near(of_blocks("beta_binomial", "32", "0", 8) / alone, 1, 1e-10);
    ck_assert(of_blocks("beta_binomial", "32", "0.3", 8) > 10 * alone);
    ck_assert(of_blocks("common", "2", "0.3", 8) > alone);
    ck_assert(of_blocks("common", "2", "0.3", 8) < 10 * alone);
    ck_assert(of_blocks("exclusion", "4", "-0.1", 7) > 0);
    /* A wish below -1 / 9 by rounding is -1 / 9. */
    ck_near(of_blocks("exclusion", "8", "-0.11111111112", 4), 0, 0);
    ck_assert(isnan(of_blocks("markov", "32", "0.3", 8)));
    sp_arena_free(&a);
}
END_TEST

START_TEST(sizes_that_go_together_have_no_bound)
{
    struct sp_source source;
    ck_assert_int_eq(open_source(&a, sp_source_kind("blocks"), &source,
                                 "source.features", "8", "blocks.size_correlation",
                                 "0.5", NULL),
                     0);
    ck_assert(isnan(sp_genie_loss(&a, &source, 2)));
    source.unit_norm = true;
    ck_assert(isnan(sp_genie_loss(&a, &source, 2)));
    sp_arena_free(&a);
}
END_TEST

SUITE("genie", of_independent_features_the_bound_is_a_binomial_sum,
      a_sum_of_two_loses_more_than_the_bound,
      the_bound_follows_the_law_of_how_many_are_on,
      sizes_that_go_together_have_no_bound)
