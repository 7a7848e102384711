/* What mean field predicts, against values that were found by other means: quadrature
   with E(x | y) and a search over a and b with Gauss's nodes in x. */
#include <math.h>
#include <string.h>

#include "superpose/limits.h"
#include "superpose/mean_field.h"

#include "../scene.h"

extern const struct sp_measure_kind sp_measure_limits;

static const double p[] = {0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005};
enum { DENSITIES = 8 };

static struct sp_source sizes_of(const char *law)
{
    struct sp_source source = {.scale = 1, .sigma = 1, .size = sp_size_laws};
    while (source.size->name && strcmp(source.size->name, law) != 0)
        source.size++;
    ck_assert_msg(source.size->name, "%s", law);
    return source;
}

enum { NODES = 4000 };

/* Density and moment of y by summing over the law's own quantiles. */
static void by_quantiles(const struct sp_size_law *size, double y, double tau,
                         double *density, double *moment)
{
    *density = *moment = 0;
    for (int k = 0; k < NODES; k++) {
        double v = size->quantile((k + 0.5) / NODES, 1), z = (y - v) / tau;
        double f = exp(-z * z / 2) / (sqrt(2 * M_PI) * tau) / NODES;
        *density += f;
        *moment += v * f;
    }
}

START_TEST(blurred_sizes_have_the_density_of_their_quantiles_in_noise)
{
    for (const struct sp_size_law *size = sp_size_laws; size->name; size++) {
        for (double tau = 0.1; size->blurred && tau < 5; tau *= 3) {
            for (double y = -2 * tau; y < 2 + 2 * tau; y += 0.41) {
                double density, moment, f, m;
                size->blurred(y, tau, &density, &moment);
                by_quantiles(size, y, tau, &f, &m);
                ck_assert_msg(fabs(density - f) < 1e-3 * f + 1e-6, "%s %g %g: %g %g",
                              size->name, y, tau, density, f);
                ck_assert_msg(fabs(moment - m) < 2e-3 * f + 1e-6, "%s %g %g: %g %g",
                              size->name, y, tau, moment, m);
            }
        }
    }
}
END_TEST

/* Far below 0 the density is that of the noise times tau over z, by the first terms of
   Mills's series, and not rounding. */
START_TEST(far_below_zero_a_blurred_exponential_keeps_its_digits)
{
    struct sp_source source = sizes_of("exponential");
    for (double z = 24.5; z < 26; z += 0.1) {
        double tau = 0.5, density, moment;
        source.size->blurred(-(z - tau) * tau, tau, &density, &moment);
        double y = (z - tau) * tau, phi = exp(-y * y / (2 * tau * tau));
        double s = 1 / (z * z);
        double series = phi / sqrt(2 * M_PI) / z * (1 - s + 3 * s * s - 15 * s * s * s);
        ck_near(density / series, 1, 1e-8);
    }
}
END_TEST

/* p = .05; published with three digits, .337 at load 4 where quadrature has .33647. */
START_TEST(errors_at_a_load_are_the_known_ones)
{
    const double load[] = {2, 4, 8}, relu[] = {0.119, 0.361, 0.677};
    const double bayes[] = {0.0974470, 0.3364692, 0.6595066};
    struct sp_source source = sizes_of("uniform");
    for (int k = 0; k < 3; k++) {
        ck_near(sp_mean_field_nmse(&source, 0.05, load[k], SP_RELU), relu[k], 5e-4);
        ck_near(sp_mean_field_nmse(&source, 0.05, load[k], SP_BAYES), bayes[k], 1e-6);
    }
    ck_near(sp_mean_field_nmse(&source, 0.05, 1, SP_RELU), 0, 0);
    ck_near(sp_mean_field_nmse(&source, 0.05, 0.5, SP_BAYES), 0, 0);
}
END_TEST

/* The published range of g*, of both decoders, came from a grid of loads; the numbers
   with more digits are from quadrature and a simplex search over a and b. */
START_TEST(the_plateau_lies_where_mean_field_has_it)
{
    const double from[] = {0, 2.2, 2.7, 3.9, 5.7, 10.3, 17.2, 28.6};
    const double to[] = {0, 2.3, 2.8, 4.0, 6.0, 10.7, 17.2, 29.8};
    const double bayes[] = {1.812, 2.321, 2.830, 4.004, 5.889, 10.544, 17.200, 29.020};
    const double relu[] = {1.816, 2.260, 2.721, 3.869, 5.775, 10.515, 17.296, 29.325};
    struct sp_source source = sizes_of("uniform");
    for (int k = 0; k < DENSITIES; k++) {
        struct sp_plateau best = sp_mean_field_plateau(&source, p[k], SP_BAYES);
        struct sp_plateau line = sp_mean_field_plateau(&source, p[k], SP_RELU);
        ck_near(best.load, bayes[k], 1e-3);
        ck_near(line.load / relu[k], 1, 2e-3);
        ck_assert(line.recovered < best.recovered);
        ck_assert(!k || (best.load > from[k] - 0.05 && best.load < to[k] + 0.05));
    }
}
END_TEST

/* At p = .5 the top is so flat that the load 1.84 of a coarse grid recovers as much. */
START_TEST(the_plateau_of_dense_features_is_flat)
{
    struct sp_source source = sizes_of("uniform");
    for (int d = 0; d < SP_DECODERS; d++) {
        enum sp_decoder decoder = (enum sp_decoder)d;
        struct sp_plateau best = sp_mean_field_plateau(&source, 0.5, decoder);
        double near = 1.84 * (1 - sp_mean_field_nmse(&source, 0.5, 1.84, decoder));
        ck_near(best.load, 1.84, 0.03);
        ck_assert(near < best.recovered && near > best.recovered - 5e-4);
    }
}
END_TEST

START_TEST(what_is_recovered_on_the_plateau_is_known)
{
    const double sparse[] = {0.1, 0.05, 0.02};
    const double relu[] = {1.87, 2.71, 4.9}, bayes[] = {1.94, 2.81, 5.1};
    struct sp_source source = sizes_of("uniform");
    for (int k = 0; k < 3; k++) {
        double digit = k < 2 ? 0.006 : 0.06;
        ck_near(sp_mean_field_plateau(&source, sparse[k], SP_RELU).recovered, relu[k],
                digit);
        ck_near(sp_mean_field_plateau(&source, sparse[k], SP_BAYES).recovered, bayes[k],
                digit);
    }
}
END_TEST

/* 2 (1 - p^2 / (6 v)). */
START_TEST(antipodal_pairs_recover_less_than_two_features_a_dimension)
{
    const double density[] = {0.3, 0.4}, recovered[] = {1.613, 1.43};
    struct sp_source source = sizes_of("uniform");
    for (int k = 0; k < 2; k++) {
        double q = density[k], v = q / 3 - q * q / 4;
        ck_near(2 * (1 - sp_antipodal_loss(&source, q * q) / (2 * v)), recovered[k],
                k ? 5e-3 : 5e-4);
    }
}
END_TEST

START_TEST(message_passing_recovers_up_to_the_known_load)
{
    const double load[] = {1.75, 2.50, 3.28, 5.33, 8.91, 18.2, 31.8, 56.5};
    struct sp_source source = sizes_of("uniform");
    for (int k = 0; k < DENSITIES; k++)
        ck_near(sp_message_load(&source, p[k]), load[k], k < 5 ? 0.005 : 0.05);
}
END_TEST

/* Whether sizes are not all one: exact recovery then needs m > n p. */
static bool is_spread(const struct sp_size_law *size)
{
    return size->quantile(0.1, 1) < size->quantile(0.9, 1);
}

/* Knowing more never hurts; and E(x | y) is no worse than a ReLU, nor a ReLU of sizes
   that are not negative than the best line, which has tau^2 / (v + tau^2). */
START_TEST(decoders_and_limits_are_in_their_order)
{
    for (const struct sp_size_law *size = sp_size_laws; size->name; size++) {
        struct sp_source source = {.scale = 1, .sigma = 1, .size = size};
        for (int k = 0; size->blurred && k < DENSITIES; k++) {
            double load = sp_message_load(&source, p[k]);
            ck_assert(!is_spread(size) || load <= 1 / p[k] * (1 + 1e-12));
            ck_assert(load > sp_l1_load(p[k], size->lesser));
            for (double g = 1.1; g < 1000; g *= 2) {
                double bayes = sp_mean_field_nmse(&source, p[k], g, SP_BAYES);
                double relu = sp_mean_field_nmse(&source, p[k], g, SP_RELU);
                ck_assert_msg(bayes <= relu + 1e-6 && relu < 1 + 1e-9, "%s %g %g",
                              size->name, bayes, relu);
                if (size->lesser)
                    ck_assert_msg(relu < (g - 1) / g + 1e-4, "%s %g %g: %g", size->name,
                                  p[k], g, relu);
            }
        }
    }
}
END_TEST

START_TEST(a_job_has_the_predictions_of_its_load)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 16, .m = 4, .density = 0.05});
    scene_take(&scene, &sp_measure_limits, NULL, 0);
    ck_near(scene_run(&scene, "plateau_load"), 5.889, 1e-3);
    ck_near(scene_run(&scene, "plateau_load_relu"), 5.775, 0.01);
    ck_near(scene_run(&scene, "plateau_recovered"), 2.81, 5e-3);
    ck_near(scene_run(&scene, "mean_field_nmse"), 0.33647, 1e-5);
    ck_near(scene_run(&scene, "mean_field_nmse_relu"), 0.361, 5e-4);
    ck_near(scene_run(&scene, "mean_field_recovered"), 4 * (1 - 0.33647), 1e-4);
    ck_near(scene_run(&scene, "antipodal_recovered"), 2 * (1 - 0.0260), 1e-4);
    ck_near(scene_run(&scene, "limit_message_load"), 8.91, 5e-3);
    scene_close(&scene);
    scene_open(&scene, &(struct scene_plan){.n = 40, .m = 4, .density = 0.05});
    scene_take(&scene, &sp_measure_limits, NULL, 0);
    ck_near(scene_run(&scene, "mean_field_recovered"),
            scene_run(&scene, "plateau_recovered"), 0);
    scene_close(&scene);
}
END_TEST

START_TEST(predictions_are_silent_where_they_do_not_hold)
{
    const double unequal[] = {0.1, 0.2};
    const struct scene_plan plans[] = {
        {.n = 2, .m = 1, .density = 0.1, .unit_norm = true},
        {.n = 2, .m = 1, .densities = unequal},
        {.n = 2, .m = 1, .density = 0.1, .source = "groups"},
        {.n = 2, .m = 1, .density = 0.1, .size = "log_normal"},
        {.n = 2, .m = 1, .density = 1, .size = "constant"},
    };
    for (int k = 0; k < 5; k++) {
        struct scene scene;
        scene_open(&scene, &plans[k]);
        scene_take(&scene, &sp_measure_limits, NULL, 0);
        ck_assert(isnan(scene_run(&scene, "plateau_load")));
        ck_assert(isnan(scene_run(&scene, "plateau_recovered_relu")));
        ck_assert(isnan(scene_run(&scene, "mean_field_nmse")));
        ck_assert(isnan(scene_run(&scene, "mean_field_recovered")));
        ck_assert(isnan(scene_run(&scene, "limit_message_load")));
        scene_close(&scene);
    }
}
END_TEST

SUITE("mean_field", blurred_sizes_have_the_density_of_their_quantiles_in_noise,
      far_below_zero_a_blurred_exponential_keeps_its_digits,
      errors_at_a_load_are_the_known_ones, the_plateau_lies_where_mean_field_has_it,
      the_plateau_of_dense_features_is_flat, what_is_recovered_on_the_plateau_is_known,
      antipodal_pairs_recover_less_than_two_features_a_dimension,
      message_passing_recovers_up_to_the_known_load,
      decoders_and_limits_are_in_their_order, a_job_has_the_predictions_of_its_load,
      predictions_are_silent_where_they_do_not_hold)
