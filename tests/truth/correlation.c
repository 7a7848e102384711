/* Correlations within pairs of features with sizes U(0, 1), known on paper.

   Shared on/off with density p: E x_i x_j = p/4, so Cov = p/4 - p^2/4, and over
   Var = p/3 - p^2/4 the correlation is 3 (1 - p) / (4 - 3 p): 3/4 as p -> 0, 0 at p
   = 1. One of two at a time with SET density p: each is on with p/2 and E x_i x_j = 0,
   so Cov = -p^2/16, and over Var = p/6 - p^2/16 the correlation is -3 p / (8 - 3 p). */
#include <math.h>

#include "open_source.h"
#include "suite.h"

static const char *const densities[] = {"1e-9", "0.01", "0.1", "0.3",
                                        "0.5",  "0.9",  "1"};
enum { DENSITIES = sizeof densities / sizeof *densities };

static struct sp_source pair(struct sp_arena *a, const char *density, const char *mode,
                             const char *marginal)
{
    struct sp_source source;
    int code = open_source(a, sp_source_kind("groups"), &source, "source.features", "4",
                           "source.density", density, "groups.size", "2", "groups.mode",
                           mode, "groups.marginal", marginal, NULL);
    ck_assert_msg(!code, "%s", sp_fault_text());
    return source;
}

static double correlation(const struct sp_source *source, int i, int j)
{
    return sp_source_covariance(source, i, j) /
           sqrt(sp_source_variance(source, i) * sp_source_variance(source, j));
}

START_TEST(members_of_a_correlated_pair_correlate_as_on_paper)
{
    for (int d = 0; d < DENSITIES; d++) {
        struct sp_arena a = {0};
        struct sp_source source = pair(&a, densities[d], "correlated", "true");
        double p = strtod(densities[d], NULL);
        ck_near(sp_source_mean(&source, 0), p / 2, 1e-12);
        ck_near(sp_source_variance(&source, 0), p / 3 - p * p / 4, 1e-12);
        ck_near(correlation(&source, 0, 1), 3 * (1 - p) / (4 - 3 * p), 1e-12);
        ck_assert(correlation(&source, 1, 2) == 0);
        sp_arena_free(&a);
    }
}
END_TEST

START_TEST(members_of_an_anticorrelated_pair_correlate_as_on_paper)
{
    for (int d = 0; d < DENSITIES; d++) {
        struct sp_arena a = {0};
        struct sp_source source = pair(&a, densities[d], "anticorrelated", "false");
        double p = strtod(densities[d], NULL);
        ck_near(sp_source_mean(&source, 3), p / 4, 1e-12);
        ck_near(correlation(&source, 2, 3), -3 * p / (8 - 3 * p), 1e-12);
        ck_assert(correlation(&source, 0, 3) == 0);
        sp_arena_free(&a);
    }
}
END_TEST

/* Marginal density p is set density 2 p. */
START_TEST(marginal_density_is_half_the_density_of_an_anticorrelated_pair)
{
    struct sp_arena a = {0};
    struct sp_source members = pair(&a, "0.2", "anticorrelated", "true");
    struct sp_source sets = pair(&a, "0.4", "anticorrelated", "false");
    ck_near(members.density[0], 0.2, 1e-15);
    ck_near(sets.density[0], 0.2, 1e-15);
    ck_near(correlation(&members, 0, 1), correlation(&sets, 0, 1), 1e-12);
    ck_near(correlation(&members, 0, 1), -3 * 0.4 / (8 - 3 * 0.4), 1e-12);
    sp_arena_free(&a);
}
END_TEST

/* The principal components of a pair are the normalised sum and difference, of variance
   sigma^2 (1 +- correlation), as draws show. */
static void check_components(const char *mode)
{
    enum { ROWS = 1000, BATCHES = 300, DRAWS = ROWS * BATCHES };
    struct sp_arena a = {0};
    struct sp_source source = pair(&a, "0.3", mode, "true");
    struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    double mean = sp_source_mean(&source, 0), variance[2] = {0}, fourth[2] = {0};
    for (int t = 0; t < DRAWS; t++) {
        if (t % ROWS == 0)
            sp_source_draw(&source, &lanes, &batch);
        double x[4] = {0};
        for (int k = batch.start[t % ROWS]; k < batch.start[t % ROWS + 1]; k++)
            x[batch.index[k]] = (double)batch.value[k];
        double square[] = {pow(x[0] + x[1] - 2 * mean, 2) / 2, pow(x[0] - x[1], 2) / 2};
        for (int c = 0; c < 2; c++) {
            variance[c] += square[c] / DRAWS;
            fourth[c] += square[c] * square[c] / DRAWS;
        }
    }
    for (int c = 0; c < 2; c++) {
        double sign = c ? -1 : 1, sigma2 = sp_source_variance(&source, 0);
        double expected = sigma2 * (1 + sign * correlation(&source, 0, 1));
        double error = sqrt((fourth[c] - variance[c] * variance[c]) / DRAWS);
        ck_near(variance[c], expected, 4 * error);
    }
    sp_arena_free(&a);
}

START_TEST(draws_of_pairs_have_the_principal_components_known_on_paper)
{
    check_components("correlated");
    check_components("anticorrelated");
}
END_TEST

SUITE("correlation", members_of_a_correlated_pair_correlate_as_on_paper,
      members_of_an_anticorrelated_pair_correlate_as_on_paper,
      marginal_density_is_half_the_density_of_an_anticorrelated_pair,
      draws_of_pairs_have_the_principal_components_known_on_paper)
