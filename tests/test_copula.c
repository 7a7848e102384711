/* Correlated events: known values of phi, and what the forms of a copula draw. */
#include "../sim/source/factors.h"

#include <math.h>

#include "open_source.h"
#include "suite.h"

static double phi(double p, double c)
{
    double t = sp_threshold(p);
    return (sp_both_above(t, t, c) - p * p) / (p * (1 - p));
}

START_TEST(latent_correlations_give_the_known_phi)
{
    ck_near(phi(0.4, 0.4), 0.2586, 5e-5);
    ck_near(phi(0.4, -0.4), -0.2514, 5e-5);
    ck_near(phi(0.4, 0.5), 0.3297, 5e-5);
    ck_near(phi(0.1, 0), 0, 1e-12);
    /* Sheppard 1899: P(both above 0) = 1/4 + asin(c) / 2 pi. */
    for (double c = -0.99; c < 1; c += 0.09)
        ck_near(sp_both_above(0, 0, c), 0.25 + asin(c) / (2 * M_PI), 1e-10);
    ck_near(sp_both_above(1, 2, 1), sp_above(2), 1e-15);
    ck_near(sp_both_above(1, 2, -1), 0, 1e-15);
}
END_TEST

/* phi of latent correlations .1, .2, .3, .5, .7, .9, .99 for five densities, and the
   latent correlations that phi = .1, .3, .5, .9 need. */
START_TEST(events_and_latent_numbers_correlate_as_the_table_says)
{
    static const double p[] = {0.5, 0.1, 0.05, 0.01, 0.001};
    static const double c[] = {0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99};
    static const double events[5][7] = {{.064, .128, .194, .333, .494, .713, .910},
                                        {.037, .080, .129, .249, .409, .654, .890},
                                        {.026, .058, .098, .204, .360, .618, .878},
                                        {.009, .024, .046, .121, .259, .537, .849},
                                        {.002, .006, .014, .053, .159, .440, .811}};
    static const double wish[] = {0.1, 0.3, 0.5, 0.9};
    static const double latent[5][4] = {{.156, .454, .707, .988},
                                        {.242, .571, .788, .992},
                                        {.306, .632, .824, .993},
                                        {.456, .741, .882, .996},
                                        {.612, .826, .923, .997}};
    for (int d = 0; d < 5; d++) {
        double t = sp_threshold(p[d]);
        for (int k = 0; k < 7; k++)
            ck_near(phi(p[d], c[k]), events[d][k], 1e-3);
        for (int k = 0; k < 4; k++) {
            ck_near(sp_latent(t, t, wish[k]), latent[d][k], 1e-3);
            ck_near(phi(p[d], sp_latent(t, t, wish[k])), wish[k], 1e-10);
        }
    }
}
END_TEST

/* The phi that was asked for, between features i and j of five. */
static double wished(const char *form, const char *density, const char *text, int i,
                     int j)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert_msg(!open_source(&a, sp_source_kind("copula"), &source, "source.features",
                               "5", "source.density", density, "copula.form", form,
                               "copula.phi", text, NULL),
                  "%s", sp_fault_text());
    double p = source.density[i], q = source.density[j];
    double both = source.kind->joint(&source, i, j);
    sp_arena_free(&a);
    return (both - p * q) / sqrt(p * (1 - p) * q * (1 - q));
}

START_TEST(wished_correlations_of_events_are_met)
{
    ck_near(wished("equal", "0.05", "0.3", 1, 4), 0.3, 1e-10);
    ck_near(wished("equal", "0.001", "0.9", 0, 2), 0.9, 1e-10);
    ck_near(wished("equal", "0.3", "-0.05", 0, 2), -0.05, 1e-10);
    ck_near(wished("equal", "0.3", "0", 0, 2), 0, 1e-12);
    ck_near(wished("star", "[.1,.3,.3,.01,.5]", "0.05", 0, 3), 0.05, 1e-10);
    ck_near(wished("star", "[.1,.3,.3,.01,.5]", "0.05", 4, 0), 0.05, 1e-10);
    ck_near(wished("star", "[.1,.3,.3,.01,.5]", "0.05", 1, 2), 0, 1e-12);
}
END_TEST

START_TEST(wishes_that_cannot_be_met_are_refused_with_the_range)
{
    refused(
        "copula", "source.density", "0.01", "copula.phi", "-0.02",
        "densities 0.01 and 0.01 have a correlation from -0.010101 to 1, not -0.02");
    refused("copula", "copula.form", "random", "copula.phi", "0.1",
            "only the forms star and equal");
    refused("copula", "copula.phi", "[0.1, 0.2]", NULL, NULL, "2 numbers");
    refused("copula", "source.density_law", "zipf", "copula.phi", "0.1",
            "equal takes one density for all");
    refused("copula", "source.density", "1", "copula.phi", "0.1", "is always on");
    refused("copula", "source.density", "0.4", "copula.phi", "-0.3",
            "copula.phi: no 20 normal numbers");
}
END_TEST

/* Rows in which i, j and both are on. */
struct seen {
    double i, j, both;
};

static struct seen look(struct sp_arena *a, const struct sp_source *source, int rows,
                        int i, int j)
{
    struct sp_batch batch = sp_source_batch(a, source, 1000, false);
    struct sp_lanes lanes = sp_lanes_make(2, SP_USE_TEST);
    struct seen seen = {0};
    for (int done = 0; done < rows; done += 1000) {
        sp_source_draw(source, &lanes, &batch);
        for (int b = 0; b < 1000; b++) {
            bool on_i = false, on_j = false;
            for (int e = batch.start[b]; e < batch.start[b + 1]; e++) {
                on_i |= batch.index[e] == i;
                on_j |= batch.index[e] == j;
            }
            seen.i += on_i;
            seen.j += on_j;
            seen.both += on_i && on_j;
        }
    }
    return seen;
}

/* Densities stay as asked for, and pairs are as likely as the source says. */
static void check_form(const char *form, const char *key, const char *text, int j)
{
    enum { ROWS = 200000 };
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert_msg(!open_source(&a, sp_source_kind("copula"), &source, "source.features",
                               "10", "source.density", "0.2", "copula.form", form, key,
                               text, NULL),
                  "%s", sp_fault_text());
    struct seen seen = look(&a, &source, ROWS, 0, j);
    double both = source.kind->joint(&source, 0, j);
    double bound = 4 * sqrt(0.25 / ROWS);
    ck_near(seen.i / ROWS, 0.2, bound);
    ck_near(seen.j / ROWS, 0.2, bound);
    ck_near(seen.both / ROWS, both, 4 * sqrt(both / ROWS));
    sp_arena_free(&a);
}

START_TEST(all_forms_draw_the_pairs_they_say)
{
    check_form("star", "copula.correlation", "0.3", 4);
    check_form("star", "copula.correlation", "-0.3", 4);
    check_form("equal", "copula.correlation", "0.7", 9);
    check_form("random", "copula.most", "0.9", 3);
    check_form("factors", "copula.load", "0.4", 5);
    for (int j = 1; j < 10; j++)
        check_form("single", "copula.rank", "2", j);
}
END_TEST

START_TEST(correlations_that_cannot_be_are_refused)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert_int_eq(open_source(&a, sp_source_kind("copula"), &source,
                                 "source.features", "10", "copula.form", "equal",
                                 "copula.correlation", "-0.3", NULL),
                     SP_BAD);
    ck_assert_int_eq(open_source(&a, sp_source_kind("copula"), &source,
                                 "source.features", "3000", "copula.form", "equal",
                                 NULL),
                     SP_BAD);
    sp_arena_free(&a);
}
END_TEST

/* The table decides as the inverse does, also next to the limit. */
START_TEST(who_is_on_is_told_as_by_the_inverse)
{
    enum { N = 3, ROWS = 20000 };
    const double p[N] = {0.5, 0.03, 1e-9};
    struct sp_arena a = {0};
    struct sp_factors *f = sp_factors_make(&a, N, 2, 0.5, false, p, 1);
    struct sp_rng rng = sp_rng_make(5, SP_USE_TEST);
    for (int t = 0; t < ROWS; t++)
        for (int i = 0; i < N; i++) {
            f->g[0] = 3 * sp_rng_normal(&rng);
            f->g[1] = sp_rng_normal(&rng);
            double limit = sp_factors_limit(f, i);
            double near = sp_above(-limit) + 1e-3 * (sp_rng_uniform(&rng) - 0.5);
            double u[] = {sp_rng_uniform(&rng), fmin(fmax(near, 1e-9), 1 - 1e-9)};
            for (int k = 0; k < 2; k++)
                ck_assert(sp_factors_on(f, i, u[k]) ==
                          (sp_normal_quantile(u[k]) > limit));
        }
    sp_arena_free(&a);
}
END_TEST

/* Two million features, of which 40 are on: a row looks at few more. */
START_TEST(single_factors_cost_what_is_on)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("copula"), &source, "source.features",
                           "2000000", "source.density", "2e-5", "copula.form", "single",
                           NULL));
    struct sp_batch batch = sp_source_batch(&a, &source, 100, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    double sum = 0;
    for (int t = 0; t < 40; t++) {
        sp_source_draw(&source, &lanes, &batch);
        sum += batch.start[100];
    }
    ck_near(sum / 4000, 40, 4 * sqrt(source.row_variance / 4000));
    sp_arena_free(&a);
}
END_TEST

SUITE("copula", latent_correlations_give_the_known_phi,
      events_and_latent_numbers_correlate_as_the_table_says,
      wished_correlations_of_events_are_met,
      wishes_that_cannot_be_met_are_refused_with_the_range,
      all_forms_draw_the_pairs_they_say, correlations_that_cannot_be_are_refused,
      who_is_on_is_told_as_by_the_inverse, single_factors_cost_what_is_on)
