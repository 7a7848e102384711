/* Amounts of superposition, and who shares with whom, where both are known on paper. */
#include <string.h>

#include "superpose/amount.h"
#include "superpose/directions.h"
#include "superpose/job.h"
#include "superpose/limits.h"
#include "superpose/measure.h"

#include "scene.h"

extern const struct sp_measure_kind sp_measure_amount, sp_measure_loss,
    sp_measure_geometry;

static void take(struct scene *scene)
{
    scene_take(scene, &sp_measure_amount, NULL, 0);
}

/* Rows +e_k and -e_k for k < m; 2 k and 2 k + 1 face each other. */
static void set_antipodal(struct scene *scene)
{
    double W[256] = {0};
    int m = scene->net.m;
    for (int i = 0; i < 2 * m; i++)
        W[i * m + i / 2] = i % 2 ? -1 : 1;
    scene_set(scene, "W", W);
}

/* R^2 = 1 - p^2 / (6 v), v = p / 3 - p^2 / 4: the pair's loss is p^2 / 3. */
START_TEST(antipodal_pairs_hold_two_features_a_dimension)
{
    enum { N = 8, M = 4 };
    struct scene scene;
    double p = 0.1, v = p / 3 - p * p / 4;
    scene_open(&scene, &(struct scene_plan){.n = N, .m = M, .density = p});
    set_antipodal(&scene);
    scene_take(&scene, &sp_measure_geometry, NULL, 0);
    scene_take(&scene, &sp_measure_loss, NULL, 0);
    take(&scene);
    ck_near(scene_run(&scene, "norm2_per_dim"), 2, 0);
    ck_near(scene_run(&scene, "tightness"), 1, 1e-14);
    ck_near(scene_run(&scene, "welch_overlap"), 0, 1e-14);
    ck_near(scene_run(&scene, "effective_directions"), N, 1e-13);
    ck_near(scene_run(&scene, "paired_features"), N, 0);
    ck_near(scene_run(&scene, "pairs_within"), 0, 0);
    ck_near(scene_run(&scene, "pairs_between"), 28, 0);
    ck_assert(isnan(scene_run(&scene, "cosine_within")));
    ck_near(scene_run(&scene, "cosine_between"), -1.0 / 7, 1e-15);
    ck_near(scene_run(&scene, "cosine_all"), -1.0 / 7, 1e-15);
    ck_near(scene_run(&scene, "opposed_all"), 1.0 / 7, 1e-15);
    ck_near(scene_run(&scene, "aligned_all"), 0, 0);
    ck_near(scene_run(&scene, "digons"), 4, 0);
    ck_near(scene_run(&scene, "digon_depletion"), 1, 1e-14);
    ck_assert(isnan(scene_run(&scene, "matching_efficiency")));
    double spread = scene_run(&scene, "loss_se") / (M * v);
    ck_near(scene_run(&scene, "recovered_per_dim"), 2 * (1 - p * p / (6 * v)),
            8 * spread);
    ck_near(scene_run(&scene, "recovered_per_dim_linear"), 1, 1e-12);
    scene_close(&scene);
}
END_TEST

/* n = m: nothing is shared, and nothing is lost, whoever is on together. */
START_TEST(features_with_a_dimension_each_are_all_there)
{
    enum { N = 6 };
    const char *const sources[] = {"independent", "groups"};
    for (int k = 0; k < 2; k++) {
        struct scene scene;
        double W[N * N] = {0};
        for (int i = 0; i < N; i++)
            W[i * N + i] = 1;
        struct scene_plan plan = {.n = N, .m = N, .density = 0.2};
        plan.source = sources[k];
        scene_open(&scene, &plan);
        scene_set(&scene, "W", W);
        take(&scene);
        ck_near(scene_run(&scene, "recovered_per_dim"), 1, 1e-12);
        ck_near(scene_run(&scene, "recovered_per_dim_linear"), 1, 1e-12);
        ck_near(scene_run(&scene, "private_per_dim"), 1, 1e-8);
        for (int i = 0; i < N; i++)
            ck_near(scene_column(&scene, SP_FEATURES, "r2_private")[i], 1, 1e-8);
        ck_near(scene_run(&scene, "cosine_all"), 0, 0);
        ck_near(scene_run(&scene, "tightness"), 1, 1e-14);
        ck_near(scene_run(&scene, "digons"), 0, 0);
        ck_assert(isnan(scene_run(&scene, "digon_depletion")));
        ck_assert(isnan(scene_run(&scene, "gain_null")));
        scene_close(&scene);
    }
}
END_TEST

/* x' = (x_1 + x_2) / 2 for both of a pair: R^2 = (1 + c) / 2, of the private part
   (1 - c) / 2, c the correlation of the values: 0, and for events that coincide
   E[v]^2 - p E[v]^2 over E[v^2] - p E[v]^2. */
START_TEST(merged_pairs_tell_more_of_each_other_than_of_themselves)
{
    enum { N = 4, M = 2 };
    double p = 0.2, together = (0.25 - 0.25 * p) / (1 / 3.0 - 0.25 * p);
    for (int k = 0; k < 2; k++) {
        struct scene scene;
        double h = sqrt(0.5), c = k ? together : 0;
        struct scene_plan plan = {.n = N, .m = M, .density = p, .toy = "relu"};
        plan.source = k ? "groups" : "independent";
        scene_open(&scene, &plan);
        scene_set(&scene, "W", (const double[]){h, 0, h, 0, 0, h, 0, h});
        scene_take(&scene, &sp_measure_loss, NULL, 0);
        take(&scene);
        double se = scene_run(&scene, "loss_se") / (p / 3 - p * p / 4) / M;
        ck_near(scene_run(&scene, "recovered_per_dim"), 1 + c, 8 * se);
        ck_near(scene_run(&scene, "recovered_per_dim_linear"), 1 + c, 1e-12);
        /* 65536 examples tell a share to about 0.004. */
        ck_near(scene_run(&scene, "private_per_dim"), 1 - c, 0.03);
        ck_near(scene_run(&scene, "gain"), 0, 4 * se);
        ck_near(scene_run(&scene, "aligned_all"), 1.0 / 3, 1e-15);
        if (k) {
            ck_near(scene_run(&scene, "pairs_within"), 2, 0);
            ck_near(scene_run(&scene, "pairs_between"), 4, 0);
            ck_near(scene_run(&scene, "cosine_within"), 1, 1e-7);
            ck_near(scene_run(&scene, "aligned_within"), 1, 0);
            ck_near(scene_run(&scene, "cosine_between"), 0, 0);
            ck_near(scene_run(&scene, "opposed_between"), 0, 0);
        }
        scene_close(&scene);
    }
}
END_TEST

/* The best linear map of independent features keeps m of them, and gives the means of
   the others. */
START_TEST(the_linear_optimum_gains_nothing)
{
    enum { N = 6, M = 2 };
    struct scene scene;
    double W[N * M] = {1, 0, 0, 1}, p = 0.3;
    const double b[N] = {0, 0, p / 2, p / 2, p / 2, p / 2};
    scene_open(&scene,
               &(struct scene_plan){.toy = "linear", .n = N, .m = M, .density = p});
    scene_set(&scene, "W", W);
    scene_set(&scene, "b", b);
    scene_take(&scene, &sp_measure_loss, NULL, 0);
    take(&scene);
    double v = p / 3 - p * p / 4, se = scene_run(&scene, "loss_se") / v;
    ck_near(scene_run(&scene, "gain"), 0, se);
    ck_near(scene_run(&scene, "recovered_per_dim"), 1, 8 * se);
    ck_near(scene_run(&scene, "recovered_per_dim_linear"), 1, 1e-12);
    ck_near(scene_run(&scene, "private_per_dim"), 1, 0.001);
    ck_near(scene_run(&scene, "participation"), M, 0.002);
    ck_near(scene_run(&scene, "paired_features"), 2, 0);
    scene_close(&scene);
}
END_TEST

/* Whatever m directions a linear net has, they tell m of n independent features of one
   variance: the trace of a projector. */
START_TEST(linear_codes_tell_as_much_as_they_have_dimensions)
{
    enum { N = 12, M = 3 };
    struct scene scene;
    struct sp_rng rng = sp_rng_make(5, SP_USE_DIRECTIONS);
    double W[N * M];
    sp_directions_random(&rng, N, M, W);
    scene_open(&scene,
               &(struct scene_plan){.toy = "linear", .n = N, .m = M, .density = 0.3});
    scene_set(&scene, "W", W);
    take(&scene);
    ck_near(scene_run(&scene, "private_per_dim"), 1, 0.002);
    ck_assert(scene_run(&scene, "participation") < M);
    scene_close(&scene);
}
END_TEST

/* g features merged into one direction have norms g^-1/2: no threshold says how many
   there are, and e^H does. */
START_TEST(merged_groups_pass_a_threshold_only_when_they_are_small)
{
    const int sizes[] = {2, 3, 5, 8};
    for (int k = 0; k < 4; k++) {
        struct scene scene;
        int g = sizes[k];
        double W[32] = {0};
        for (int i = 0; i < 2 * g; i++)
            W[2 * i + i / g] = 1 / sqrt(g);
        scene_open(&scene, &(struct scene_plan){.n = 2 * g, .m = 2, .density = 0.1});
        scene_set(&scene, "W", W);
        scene_take(&scene, &sp_measure_geometry, NULL, 0);
        take(&scene);
        ck_near(scene_run(&scene, "norm2_per_dim"), 1, 1e-6);
        ck_near(scene_run(&scene, "represented"), g < 4 ? 2 * g : 0, 0);
        ck_near(scene_run(&scene, "paired_features"), g < 4 ? 2 * g : 0, 0);
        ck_near(scene_run(&scene, "effective_directions"), 2 * g, 1e-12);
        ck_near(scene_run(&scene, "tightness"), 1, 1e-12);
        scene_close(&scene);
    }
}
END_TEST

START_TEST(a_simplex_is_as_good_as_packing_gets_without_a_digon)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 4, .m = 3, .density = 0.1});
    scene_set(&scene, "W", (const double[]){1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1});
    take(&scene);
    ck_near(scene_run(&scene, "cosine_all"), -1.0 / 3, 1e-15);
    ck_near(scene_run(&scene, "welch_overlap"), 0, 1e-14);
    ck_near(scene_run(&scene, "tightness"), 1, 1e-14);
    ck_near(scene_run(&scene, "opposed_all"), 0, 0);
    ck_near(scene_run(&scene, "digons"), 0, 0);
    ck_assert(isnan(scene_run(&scene, "matching_efficiency")));
    scene_close(&scene);
}
END_TEST

START_TEST(effective_numbers_are_those_of_hill)
{
    const double shares[] = {1, 1, 2, 0}, matrix[] = {2, 1, 1, 2};
    ck_near(sp_effective_count(shares, 4), pow(2, 1.5), 1e-14);
    ck_near(sp_effective_count((const double[]){3, 3, 3}, 3), 3, 1e-14);
    ck_assert(isnan(sp_effective_count((const double[]){0, 0}, 2)));
    ck_near(sp_participation(matrix, 2), 16.0 / 10, 1e-15); /* eigenvalues 1 and 3 */
    ck_assert(isnan(sp_participation((const double[]){0}, 1)));
}
END_TEST

/* From sin^(m - 2): the angle itself, its cosine, sin^3. */
START_TEST(chance_of_alignment_is_the_cap_of_a_sphere)
{
    ck_near(sp_random_aligned(1), 0.5, 0);
    ck_near(sp_random_aligned(2), 1.0 / 3, 1e-14);
    ck_near(sp_random_aligned(3), 0.25, 1e-11);
    ck_near(sp_random_aligned(5), 5.0 / 32, 1e-11);
}
END_TEST

START_TEST(random_capacity_of_equal_norms_is_that_of_unit_vectors)
{
    const double square[] = {4, 4, 4, 4, 4, 4};
    ck_near(sp_random_capacity(square, 6, 3), 3 * sp_random_dimensionality(6, 3),
            1e-14);
    ck_near(sp_random_tightness(square, 6, 3), sp_random_dimensionality(6, 3), 1e-14);
    ck_near(sp_random_capacity((const double[]){4, 0, 1}, 3, 3),
            4 / (4 + 1 / 3.0) + 1 / (1 + 4 / 3.0), 1e-14);
}
END_TEST

/* Over frames of random directions and unequal norms every number is at its null,
   within 4 standard errors of its mean. */
START_TEST(random_frames_are_at_their_nulls)
{
    enum { N = 40, M = 5, FRAMES = 200, NUMBERS = 6 };
    double sum[NUMBERS] = {0}, square[NUMBERS] = {0}, W[N * M], a[N], null_tight = 0;
    struct scene scene = {0};
    scene_source(&scene, &(struct scene_plan){.n = N, .density = 0.1});
    for (uint64_t seed = 0; seed < FRAMES; seed++) {
        struct sp_arena arena = {0};
        struct sp_rng rng = sp_rng_make(seed, SP_USE_DIRECTIONS);
        sp_directions_random(&rng, N, M, W);
        for (int i = 0; i < N * M; i++)
            W[i] *= 1 + i / M % 3;
        for (int i = 0; i < N; i++)
            a[i] = (1 + i % 3) * (1 + i % 3);
        struct sp_company c = sp_company_make(&arena, &scene.source, W, M, 0.5);
        struct sp_signed_overlap o = sp_signed_overlaps(&c, SP_ALL);
        struct sp_digon pair[N];
        int digons = sp_digons(&c, 0.6, pair);
        null_tight = sp_random_tightness(a, N, M);
        const double value[] = {o.mean,
                                o.aligned - sp_random_aligned(M),
                                o.opposed - sp_random_aligned(M),
                                sp_welch_overlap(o.square, N, M) - 1,
                                sp_tightness(&arena, W, N, M),
                                digons};
        for (int k = 0; k < NUMBERS; k++) {
            sum[k] += value[k] / FRAMES;
            square[k] += value[k] * value[k] / FRAMES;
        }
        sp_arena_free(&arena);
    }
    for (int k = 0; k < 4; k++)
        ck_near(sum[k], 0, 4 * sqrt((square[k] - sum[k] * sum[k]) / FRAMES));
    /* A ratio of means is not the mean of the ratio: to 1 / N. */
    ck_near(sum[4], null_tight, null_tight / N);
    ck_assert(sum[5] > 1);
    scene_close(&scene);
}
END_TEST

/* Before training: weights of norm almost 0 and no bias give back 0, so that the loss
   is the sum of E x^2 = p / 3.  The net's parameters are as they were. */
START_TEST(the_null_is_the_net_before_training)
{
    enum { N = 5, M = 2 };
    struct scene scene;
    double p = 0.3, v = p / 3 - p * p / 4, W[N * M], b[N] = {0.1, 0, 0.2, -1, 0};
    scene_open(&scene, &(struct scene_plan){.n = N, .m = M, .density = p});
    struct sp_rng rng = sp_rng_make(2, SP_USE_DIRECTIONS);
    sp_directions_random(&rng, N, M, W);
    scene_set(&scene, "W", W);
    scene_set(&scene, "b", b);
    struct sp_train_settings train = {0};
    sp_param_defaults(&scene.arena, sp_train_params, &train);
    train.init_scale = 1e-8;
    scene.subject.train = &train;
    sp_real *before = SP_TAKE(&scene.arena, scene.net.count, sp_real);
    memcpy(before, scene.net.param, scene.net.count * sizeof *before);
    take(&scene);
    ck_assert(!memcmp(before, scene.net.param, scene.net.count * sizeof *before));
    /* amount.error is 0.01 of the loss. */
    double gain = 1 - N * p / 3 / ((N - M) * v);
    ck_near(scene_run(&scene, "gain_null"), gain, 4 * 0.01 * (1 - gain));
    ck_near(scene_run(&scene, "recovered_per_dim_null"), 0, 0);
    ck_assert(scene_run(&scene, "effective_directions_null") < N);
    ck_near(scene_run(&scene, "effective_directions"), N, 1e-6);
    scene_close(&scene);
}
END_TEST

/* A job at rate 0 ends where it began. */
START_TEST(a_net_that_learned_nothing_is_its_own_null)
{
    static const struct sp_setting settings[] = {{"source.features", "5"},
                                                 {"train.rate", "0"},
                                                 {"train.steps", "2"},
                                                 {"measure", "amount"}};
    const char *const amounts[] = {"recovered_per_dim", "private_per_dim",
                                   "participation", "effective_directions"};
    struct sp_arena a = {0};
    struct sp_job job;
    struct sp_result result;
    ck_assert(!sp_job_resolve(&a, settings, 4, &job));
    ck_assert(
        !sp_job_run(&a, &job, (struct sp_taken){NULL, NULL}, NULL, NULL, &result));
    for (int k = 0; k < 4; k++) {
        const char *null = sp_arena_print(&a, "%s_null", amounts[k]);
        double value = sp_rows_find(&result.rows, SP_RUNS, amounts[k])->value[0];
        ck_near(value, sp_rows_find(&result.rows, SP_RUNS, null)->value[0], 0);
        ck_assert(value > 0 || k == 0);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_not_known_is_left_out)
{
    struct scene scene;
    scene_open(&scene,
               &(struct scene_plan){.n = 4, .m = 2, .density = 0.3, .unit_norm = true});
    set_antipodal(&scene);
    scene_take(&scene, &sp_measure_amount,
               (const char *[]){"amount.most", "3", "amount.private_most", "3"}, 2);
    const char *const none[] = {"recovered_per_dim",
                                "recovered_per_dim_null",
                                "recovered_per_dim_linear",
                                "private_per_dim",
                                "gain_null",
                                "participation",
                                "cosine_all",
                                "digons",
                                "digon_depletion",
                                "welch_overlap",
                                "effective_directions_null"};
    for (size_t k = 0; k < sizeof none / sizeof *none; k++)
        ck_assert_msg(isnan(scene_run(&scene, none[k])), "%s", none[k]);
    ck_near(scene_run(&scene, "paired_features"), 4, 0);
    ck_near(scene_run(&scene, "aligned_null"), 1.0 / 3, 1e-14);
    ck_assert(isnan(scene_column(&scene, SP_FEATURES, "r2_private")[0]));
    scene_close(&scene);
}
END_TEST

START_TEST(copies_have_no_private_part)
{
    struct scene scene;
    scene_open(
        &scene,
        &(struct scene_plan){
            .n = 4, .m = 2, .density = 0.3, .source = "groups", .size = "constant"});
    set_antipodal(&scene);
    take(&scene);
    ck_assert(isnan(scene_column(&scene, SP_FEATURES, "r2_private")[0]));
    ck_assert(isnan(scene_run(&scene, "private_per_dim")));
    scene_close(&scene);
}
END_TEST

SUITE("amount", antipodal_pairs_hold_two_features_a_dimension,
      features_with_a_dimension_each_are_all_there,
      merged_pairs_tell_more_of_each_other_than_of_themselves,
      the_linear_optimum_gains_nothing,
      linear_codes_tell_as_much_as_they_have_dimensions,
      merged_groups_pass_a_threshold_only_when_they_are_small,
      a_simplex_is_as_good_as_packing_gets_without_a_digon,
      effective_numbers_are_those_of_hill, chance_of_alignment_is_the_cap_of_a_sphere,
      random_capacity_of_equal_norms_is_that_of_unit_vectors,
      random_frames_are_at_their_nulls, the_null_is_the_net_before_training,
      a_net_that_learned_nothing_is_its_own_null, what_is_not_known_is_left_out,
      copies_have_no_private_part)
