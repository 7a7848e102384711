/* Limits against published values, against sums over the laws' own quantiles, and what
   the measure says of them. */
#include <math.h>
#include <string.h>

#include "superpose/limits.h"

#include "../scene.h"

extern const struct sp_measure_kind sp_measure_limits;

static struct sp_source sizes_of(const char *law)
{
    struct sp_source source = {.scale = 1, .sigma = 1, .size = sp_size_laws};
    while (source.size->name && strcmp(source.size->name, law) != 0)
        source.size++;
    ck_assert_msg(source.size->name, "%s", law);
    return source;
}

START_TEST(a_pair_switches_at_the_co_occurrence_known_on_paper)
{
    struct sp_source uniform = sizes_of("uniform"), constant = sizes_of("constant");
    struct sp_source normal = sizes_of("half_normal");
    struct sp_source exponential = sizes_of("exponential");
    struct sp_source negative = sizes_of("signed_uniform");
    ck_near(sp_pair_switch(&uniform), 4.0 / 7, 1e-15);
    ck_near(sp_pair_switch(&constant), 1.0 / 3, 1e-15);
    ck_near(sp_pair_switch(&normal), 0.7335, 5e-5);
    ck_near(sp_pair_switch(&exponential), 1, 1e-15);
    ck_assert(isnan(sp_pair_switch(&negative)));
}
END_TEST

/* The two losses, with P(only i on) = P(only j on) = p - p q and P(both) = p q, over a
   grid of quantiles: each as the net computes it. */
static double pair_loss(const struct sp_source *source, double w, double v, double p,
                        double q)
{
    enum { GRID = 400 };
    double sum = 0;
    for (int i = 0; i < GRID; i++) {
        double x = source->size->quantile((i + 0.5) / GRID, source->sigma);
        double own = x - fmax(w * w * x, 0), other = fmax(w * v * x, 0);
        sum += 2 * p * (1 - q) * (own * own + other * other) / GRID;
        for (int j = 0; j < GRID; j++) {
            double y = source->size->quantile((j + 0.5) / GRID, source->sigma);
            double h = w * x + v * y;
            double e = x - fmax(w * h, 0), f = y - fmax(v * h, 0);
            sum += p * q * (e * e + f * f) / GRID / GRID;
        }
    }
    return sum;
}

START_TEST(on_either_side_of_the_switch_the_other_pair_has_less_loss)
{
    for (const struct sp_size_law *size = sp_size_laws; size->name; size++) {
        struct sp_source source = {.scale = 1, .sigma = 0.3, .size = size};
        if (!size->lesser)
            continue;
        double q = sp_pair_switch(&source), p = 0.1;
        double below = 0.98 * q, above = 1.02 * q;
        ck_assert_msg(pair_loss(&source, 1, -1, p, below) <
                          pair_loss(&source, sqrt(0.5), sqrt(0.5), p, below),
                      "%s", size->name);
        ck_assert_msg(pair_loss(&source, 1, -1, p, above) >
                          pair_loss(&source, sqrt(0.5), sqrt(0.5), p, above),
                      "%s", size->name);
        ck_near(sp_antipodal_loss(&source, p * q) / pair_loss(&source, 1, -1, p, q), 1,
                0.01);
    }
}
END_TEST

/* p^2 / 3 a pair; over the variance of two, p^2 / (6 v). */
START_TEST(antipodal_pairs_lose_a_third_of_the_squared_density)
{
    const double p[] = {0.3, 0.1, 0.05, 0.02};
    const double nmse[] = {0.1935, 0.0541, 0.0260, 0.0102};
    struct sp_source source = sizes_of("uniform");
    for (int k = 0; k < 4; k++) {
        double loss = sp_antipodal_loss(&source, p[k] * p[k]);
        ck_near(loss, p[k] * p[k] / 3, 1e-16);
        ck_near(loss / (2 * (p[k] / 3 - p[k] * p[k] / 4)), nmse[k], 5e-5);
    }
    source.scale = 3;
    ck_near(sp_antipodal_loss(&source, 0.01), 9 * 0.01 / 3, 1e-15);
}
END_TEST

START_TEST(l1_recovers_up_to_the_load_of_the_minimax_risk)
{
    const double p[] = {0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005};
    const double positive[] = {1.44, 1.92, 2.44, 3.77, 5.99, 11.4, 19.2, 32.6};
    const double any[] = {1.20, 1.55, 1.96, 3.04, 4.90, 9.6, 16.3, 28.2};
    for (int k = 0; k < 8; k++) {
        double digit = k < 5 ? 0.005 : 0.05;
        ck_near(sp_l1_load(p[k], true), positive[k], digit);
        ck_near(sp_l1_load(p[k], false), any[k], digit);
    }
    ck_near(sp_l1_load(1, true), 1, 1e-12);
    ck_near(sp_l1_load(1, false), 1, 1e-12);
}
END_TEST

/* m = 16, n = 64; in one dimension all directions are one line, in two E |cos| is
   2 / pi, in three |cos| is uniform. */
START_TEST(random_directions_overlap_as_on_paper)
{
    ck_near(sp_random_overlap(1), 1, 1e-14);
    ck_near(sp_random_overlap(2), 2 / M_PI, 1e-14);
    ck_near(sp_random_overlap(3), 0.5, 1e-14);
    ck_near(sp_random_overlap(16), 0.2026, 5e-5);
    ck_near(sp_random_dimensionality(64, 16), 0.810, 5e-4);
    ck_near(sp_random_coherence(64, 16), 0.768, 5e-4);
    ck_near(sp_random_coherence(2, 16), sp_random_overlap(16), 1e-9);
    ck_near(sp_random_coherence(3, 3), 3.0 / 4, 1e-9); /* of three uniform numbers */
    ck_near(sp_random_coherence(9, 1), 1, 0);
}
END_TEST

START_TEST(directions_that_never_agree_are_a_simplex_or_an_orthoplex)
{
    ck_near(sp_rankin_bound(3, 2), -0.5, 0);
    ck_near(sp_rankin_bound(2, 5), -1, 0);
    ck_near(sp_rankin_bound(4, 2), 0, 0);
    ck_near(sp_rankin_bound(10, 5), 0, 0);
    ck_assert(isnan(sp_rankin_bound(5, 2)));
}
END_TEST

START_TEST(a_job_has_the_limits_of_its_data)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 4, .m = 2, .density = 0.05});
    scene_take(&scene, &sp_measure_limits, NULL, 0);
    ck_near(scene_run(&scene, "limit_pair_switch"), 4.0 / 7, 1e-15);
    ck_near(scene_run(&scene, "limit_antipodal_nmse"), 0.0260, 5e-5);
    ck_near(scene_run(&scene, "limit_information_load"), 20, 1e-12);
    ck_near(scene_run(&scene, "limit_l1_load"), 5.99, 5e-3);
    ck_near(scene_run(&scene, "limit_rankin"), 0, 0);
    ck_near(scene_run(&scene, "random_overlap"), 2 / M_PI, 1e-14);
    ck_near(scene_run(&scene, "random_dimensionality"), 0.8, 1e-15);
    ck_assert(scene_run(&scene, "random_coherence") > 2 / M_PI);
    ck_assert(scene_run(&scene, "limit_genie_nmse") > 0);
    scene_close(&scene);
}
END_TEST

START_TEST(limits_are_silent_where_they_do_not_hold)
{
    const double unequal[] = {0.1, 0.2};
    const struct scene_plan plans[] = {
        {.n = 2, .m = 1, .density = 0.1, .unit_norm = true},
        {.n = 2, .m = 1, .densities = unequal},
        {.n = 2, .m = 1, .density = 0.1, .source = "groups"},
        {.n = 2, .m = 1, .density = 0.1, .size = "constant"},
        {.n = 2, .m = 1, .density = 0.1, .size = "signed_uniform"},
        {.n = 2, .m = 1, .density = 0.1, .size = "normal"},
    };
    const bool switches[] = {false, true, true, true, false, false};
    for (int k = 0; k < 6; k++) {
        struct scene scene;
        scene_open(&scene, &plans[k]);
        scene_take(&scene, &sp_measure_limits, NULL, 0);
        ck_assert(isnan(scene_run(&scene, "limit_pair_switch")) == !switches[k]);
        ck_assert(isnan(scene_run(&scene, "limit_information_load")) == (k != 4));
        ck_assert(isnan(scene_run(&scene, "limit_antipodal_nmse")) == (k != 3));
        ck_assert(isnan(scene_run(&scene, "limit_l1_load")) == (k < 3 || k == 5));
        scene_close(&scene);
    }
}
END_TEST

SUITE("limits", a_pair_switches_at_the_co_occurrence_known_on_paper,
      on_either_side_of_the_switch_the_other_pair_has_less_loss,
      antipodal_pairs_lose_a_third_of_the_squared_density,
      l1_recovers_up_to_the_load_of_the_minimax_risk,
      random_directions_overlap_as_on_paper,
      directions_that_never_agree_are_a_simplex_or_an_orthoplex,
      a_job_has_the_limits_of_its_data, limits_are_silent_where_they_do_not_hold)
