/* Bits of a feature against values found by iteration, bounds, and closed forms. */
#include <math.h>
#include <string.h>

#include "superpose/rate.h"

#include "../scene.h"

extern const struct sp_measure_kind sp_measure_bits;

static struct sp_arena a;

static struct sp_source sizes_of(const char *law)
{
    struct sp_source source = {.scale = 1, .sigma = 1, .size = sp_size_laws};
    while (source.size->name && strcmp(source.size->name, law) != 0)
        source.size++;
    ck_assert_msg(source.size->name, "%s", law);
    return source;
}

/* p = .05, U[0, 1]: D / v, half of its last digit, and R as found by iterations that
   stop above the curve, here by up to 8e-4 bits. */
START_TEST(the_rate_of_uniform_features_is_the_known_one)
{
    const double nmse[] = {0.343, 0.151, 0.0569, 0.0225, 0.0016, 0.0001};
    const double half[] = {5e-4, 5e-4, 5e-5, 5e-5, 5e-5, 5e-5};
    const double bits[] = {0.1075, 0.1695, 0.2386, 0.2958, 0.4326, 0.5405};
    struct sp_source source = sizes_of("uniform");
    struct sp_rate rate = sp_rate_make(&a, &source, 0.05);
    for (int k = 0; k < 6; k++) {
        double more = sp_rate_bits(&rate, nmse[k] - half[k]);
        double less = sp_rate_bits(&rate, nmse[k] + half[k]);
        ck_assert_msg(bits[k] > less - 1e-4 && bits[k] < more + 8e-4,
                      "D / v = %g: %g not in %g .. %g", nmse[k], bits[k], less, more);
    }
    sp_arena_free(&a);
}
END_TEST

/* Blahut's and Arimoto's own steps from the same points of slope 1 / v, as many as it
   takes to be within 4e-5 bits: never below, and about the same. */
START_TEST(iterations_end_on_the_curve)
{
    enum { N = 161, STEPS = 12000 };
    struct sp_source source = sizes_of("uniform");
    struct sp_rate rate = sp_rate_make(&a, &source, 0.05);
    double v = 0.05 / 3 - 0.0025 / 4, (*A)[N] = sp_arena_take(&a, N, sizeof *A);
    double x[N] = {0}, P[N] = {0.95}, q[N], c[N], w[N], D = 0, R = 0;
    for (int i = 1; i < N; i++) {
        x[i] = (i - 0.5) / (N - 1);
        P[i] = 0.05 / (N - 1);
    }
    for (int i = 0; i < N; i++) {
        q[i] = 1.0 / N;
        for (int j = 0; j < N; j++)
            A[i][j] = exp(-(x[i] - x[j]) * (x[i] - x[j]) / v);
    }
    for (int t = 0; t < STEPS; t++) {
        memset(c, 0, sizeof c);
        memset(w, 0, sizeof w);
        for (int j = 0; j < N; j++)
            for (int i = 0; i < N; i++)
                c[i] += q[j] * A[j][i];
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                w[j] += P[i] / c[i] * A[i][j];
        for (int j = 0; j < N; j++)
            q[j] *= w[j];
    }
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++)
            D += P[i] / c[i] * q[j] / w[j] * A[i][j] * (x[i] - x[j]) * (x[i] - x[j]);
        R -= P[i] * log2(c[i]);
    }
    R -= D / v / M_LN2;
    ck_assert(sp_rate_bits(&rate, D / v) < R + 3e-5);
    ck_near(sp_rate_bits(&rate, D / v), R, 1e-4);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_rate_lies_between_its_bounds_and_is_convex)
{
    const char *const law[] = {"uniform", "exponential", "signed_uniform"};
    for (int k = 0; k < 3; k++) {
        struct sp_source source = sizes_of(law[k]);
        struct sp_rate rate = sp_rate_make(&a, &source, 0.1);
        double last = INFINITY, slope = -INFINITY;
        for (double nmse = 3e-4; nmse < 1; nmse *= 1.1) {
            double bits = sp_rate_bits(&rate, nmse);
            double next = sp_rate_bits(&rate, 1.01 * nmse);
            double fall = (next - bits) / (0.01 * nmse);
            ck_assert_msg(bits >= sp_rate_least(&source, 0.1, nmse) - 1e-3 &&
                              bits <= sp_rate_most(&source, 0.1, nmse) + 1e-3,
                          "%s: %g has %g", law[k], nmse, bits);
            ck_assert_msg(bits <= last && fall > slope - 0.02 * fabs(slope) - 0.01,
                          "%s: %g has %g", law[k], nmse, bits);
            last = bits;
            slope = fall;
        }
        sp_arena_free(&a);
    }
}
END_TEST

/* A feature of one size is a coin: with nothing lost H(p). */
START_TEST(a_feature_of_one_size_has_the_bits_of_a_coin)
{
    const double p[] = {0.5, 0.1, 0.05};
    struct sp_source source = sizes_of("constant");
    for (int k = 0; k < 3; k++) {
        struct sp_rate rate = sp_rate_make(&a, &source, p[k]);
        double coin = -p[k] * log2(p[k]) - (1 - p[k]) * log2(1 - p[k]);
        ck_near(sp_rate_bits(&rate, 1e-6), coin, 1e-4);
        ck_near(sp_rate_most(&source, p[k], 1e-6), coin, 1e-12);
        ck_near(sp_rate_bits(&rate, 1), 0, 0);
        sp_arena_free(&a);
    }
}
END_TEST

/* Always on and finely told, U[0, 1] takes log2(1 / D) / 2 less log2(2 pi e) / 2 bits;
   Shannon's bound is reached for D -> 0. */
START_TEST(fine_detail_takes_shannons_bound)
{
    struct sp_source source = sizes_of("uniform");
    struct sp_rate rate = sp_rate_make(&a, &source, 1);
    double D = 1e-2 / 12;
    ck_near(sp_rate_least(&source, 1, 1e-2), -log2(2 * M_PI * M_E * D) / 2, 1e-12);
    ck_near(sp_rate_bits(&rate, 1e-2) / sp_rate_least(&source, 1, 1e-2), 1, 0.03);
    sp_arena_free(&a);
}
END_TEST

/* p = .05 at 20 dB. */
START_TEST(a_noisy_channel_lets_through_so_many_features)
{
    struct sp_source source = sizes_of("uniform");
    struct sp_rate rate = sp_rate_make(&a, &source, 0.05);
    ck_near(sp_rate_load(100, sp_rate_bits(&rate, 0.15)), 19.6, 0.1);
    ck_near(sp_rate_load(100, sp_rate_bits(&rate, 7e-4)), 7.1, 0.05);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_rate_that_is_not_known_is_not_a_number)
{
    struct sp_source source = sizes_of("normal");
    struct sp_rate rate = sp_rate_make(&a, &source, 0.1);
    ck_assert(isnan(sp_rate_bits(&rate, 0.5)));
    ck_assert(isnan(sp_rate_least(&source, 0.1, 0.5)));
    ck_assert(isnan(sp_rate_most(&source, 0.1, 0.5)));
    source = sizes_of("constant");
    rate = sp_rate_make(&a, &source, 1);
    ck_assert(isnan(sp_rate_bits(&rate, 0.5)));
    sp_arena_free(&a);
}
END_TEST

/* With b = 0 the first comes out as .81 x; the other, as 0, has more error than its
   mean. */
START_TEST(a_net_tells_the_bits_of_what_it_keeps)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 2, .m = 1, .density = 0.05});
    scene_set(&scene, "W", (const double[]){0.9, 0});
    scene_take(&scene, &sp_measure_bits, NULL, 0);
    const double *bits = scene_column(&scene, SP_FEATURES, "bits");
    struct sp_rate rate = sp_rate_make(&a, &scene.source, 0.05);
    double mse = 0.19 * 0.19 * 0.05 / 3, v = sp_source_variance(&scene.source, 0);
    ck_near(bits[0], sp_rate_bits(&rate, mse / v), 0.005); /* mse to some percent */
    ck_near(bits[1], 0, 0);
    ck_near(scene_run(&scene, "bits_per_dim"), bits[0], 1e-15);
    ck_near(scene_run(&scene, "bits_snr"), 10 * log10(exp2(2 * bits[0]) - 1), 1e-12);
    ck_assert(scene_run(&scene, "bits_least_per_dim") <= bits[0]);
    ck_assert(scene_run(&scene, "bits_most_per_dim") >= bits[0]);
    scene_close(&scene);
    scene_open(&scene, &(struct scene_plan){
                           .n = 2, .m = 1, .density = 0.1, .source = "groups"});
    scene_take(&scene, &sp_measure_bits, NULL, 0);
    ck_assert(isnan(scene_run(&scene, "bits_per_dim")));
    scene_close(&scene);
}
END_TEST

SUITE("rate", iterations_end_on_the_curve,
      the_rate_of_uniform_features_is_the_known_one,
      a_rate_lies_between_its_bounds_and_is_convex,
      a_feature_of_one_size_has_the_bits_of_a_coin, fine_detail_takes_shannons_bound,
      a_noisy_channel_lets_through_so_many_features,
      a_rate_that_is_not_known_is_not_a_number, a_net_tells_the_bits_of_what_it_keeps)
