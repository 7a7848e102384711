/* Prediction of the geometry from the data: all of it where the cosine is a function of
   what is known of a pair, nothing where directions are random. */
#include "superpose/directions.h"
#include "superpose/measure.h"

#include "scene.h"

extern const struct sp_measure_kind sp_measure_predict;

enum { N = 24 };

static void take(struct scene *scene)
{
    scene_take(scene, &sp_measure_predict, NULL, 0);
}

/* W_i = (g_i, sqrt(1 - g_i^2) e_i): cosines are g_i g_j. */
static void set_products(struct scene *scene, const double *g)
{
    double W[N * (N + 1)] = {0};
    for (int i = 0; i < N; i++) {
        W[i * (N + 1)] = g[i];
        W[i * (N + 1) + i + 1] = sqrt(1 - g[i] * g[i]);
    }
    scene_set(scene, "W", W);
}

static void check_foretold(const struct scene *scene)
{
    ck_near(scene_run(scene, "predict_pairs"), N * (N - 1) / 2, 0);
    ck_near(scene_run(scene, "predict_r2"), 1, 1e-5);
    ck_assert(scene_run(scene, "predict_r2_null") < 0);
    ck_near(scene_run(scene, "predict_excess"),
            scene_run(scene, "predict_r2") - scene_run(scene, "predict_r2_null"),
            1e-12);
    ck_near(scene_run(scene, "predict_p"), 0.01, 1e-12);
}

START_TEST(cosines_made_of_densities_are_foretold)
{
    struct scene scene;
    double p[N], g[N];
    for (int i = 0; i < N; i++) {
        p[i] = 0.02 + 0.01 * i;
        g[i] = 3 * p[i];
    }
    scene_open(&scene, &(struct scene_plan){.n = N, .m = N + 1, .densities = p});
    set_products(&scene, g);
    take(&scene);
    check_foretold(&scene);
    scene_close(&scene);
}
END_TEST

START_TEST(cosines_made_of_importances_are_foretold)
{
    struct scene scene;
    double I[N], g[N];
    for (int i = 0; i < N; i++) {
        I[i] = 0.1 + 0.035 * i;
        g[i] = I[i];
    }
    scene_open(&scene, &(struct scene_plan){
                           .n = N, .m = N + 1, .density = 0.1, .importances = I});
    set_products(&scene, g);
    take(&scene);
    check_foretold(&scene);
    scene_close(&scene);
}
END_TEST

/* Pairs of cosine 1/2, which are the blocks of the source (phi = 0.3), at right angles
   to all others: phi, phi^2 and P_ij all say the same. */
START_TEST(cosines_made_of_co_occurrence_are_foretold)
{
    struct scene scene;
    double W[N * (N + 1)] = {0};
    scene_open(&scene, &(struct scene_plan){
                           .n = N, .m = N + 1, .density = 0.1, .source = "blocks"});
    for (int i = 0; i < N; i++) {
        W[i * (N + 1) + i / 2] = i % 2 ? 0.5 : 1;
        W[i * (N + 1) + N / 2 + i / 2] = i % 2 ? sqrt(0.75) : 0;
    }
    scene_set(&scene, "W", W);
    take(&scene);
    check_foretold(&scene);
    scene_close(&scene);
}
END_TEST

/* The fit has seen no member of the pairs it is judged on, so that what it makes of
   noise is worth less than nothing; and swapping statistics then changes nothing on
   average. */
START_TEST(random_directions_are_not_foretold)
{
    enum { M = 6, NETS = 60 };
    double p[N], W[N * M], sum = 0, excess = 0, square = 0, small = 0;
    for (int i = 0; i < N; i++)
        p[i] = 0.02 + 0.01 * i;
    for (int k = 0; k < NETS; k++) {
        struct scene scene;
        struct sp_rng rng = sp_rng_make((uint64_t)k, SP_USE_DIRECTIONS);
        scene_open(&scene, &(struct scene_plan){.n = N, .m = M, .densities = p});
        sp_directions_random(&rng, N, M, W);
        scene_set(&scene, "W", W);
        scene.subject.seed = (uint64_t)k;
        take(&scene);
        double e = scene_run(&scene, "predict_excess");
        sum += scene_run(&scene, "predict_r2") / NETS;
        excess += e / NETS;
        square += e * e / NETS;
        small += scene_run(&scene, "predict_p") <= 0.2;
        scene_close(&scene);
    }
    ck_assert(sum < 0);
    ck_near(excess, 0, 4 * sqrt(square / NETS));
    /* p <= 0.2 in a fifth of the nets. */
    ck_near(small / NETS, 0.2, 4 * sqrt(0.2 * 0.8 / NETS));
}
END_TEST

START_TEST(what_does_not_vary_says_nothing)
{
    struct scene scene;
    double W[N * 6];
    struct sp_rng rng = sp_rng_make(1, SP_USE_DIRECTIONS);
    scene_open(&scene, &(struct scene_plan){.n = N, .m = 6, .density = 0.1});
    sp_directions_random(&rng, N, 6, W);
    scene_set(&scene, "W", W);
    take(&scene);
    ck_near(scene_run(&scene, "predict_r2"), 0, 1e-12);
    ck_near(scene_run(&scene, "predict_excess"), 0, 1e-12);
    ck_near(scene_run(&scene, "predict_p"), 1, 1e-12);
    scene_close(&scene);
}
END_TEST

START_TEST(few_features_are_not_split)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 7, .m = 7, .density = 0.1});
    double W[49] = {0};
    for (int i = 0; i < 7; i++)
        W[8 * i] = 1;
    scene_set(&scene, "W", W);
    take(&scene);
    ck_near(scene_run(&scene, "predict_pairs"), 21, 0);
    ck_assert(isnan(scene_run(&scene, "predict_r2")));
    ck_assert(isnan(scene_run(&scene, "predict_p")));
    scene_close(&scene);
}
END_TEST

SUITE("predict", cosines_made_of_densities_are_foretold,
      cosines_made_of_importances_are_foretold,
      cosines_made_of_co_occurrence_are_foretold, random_directions_are_not_foretold,
      what_does_not_vary_says_nothing, few_features_are_not_split)
