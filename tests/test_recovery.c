/* Measure `recovery` on autoencoders whose scores are known. */
#include "scene.h"

#include <stdio.h>
#include <string.h>

extern const struct sp_measure_kind sp_measure_recovery;

enum { N = 6, M = 8 };
enum { SAE, RANDOM, PERMUTED, UNTRAINED, SHUFFLED, ORACLE, LINEAR, PROBE };

/* Features along the first axes of the hidden layer, on with probability 0.2 at size 1,
   and an autoencoder with K latents. */
static void open(struct scene *scene, int k)
{
    double W[N * M] = {0};
    for (int j = 0; j < N; j++)
        W[j * M + j] = 1;
    scene_open(
        scene,
        &(struct scene_plan){
            .toy = "linear", .n = N, .m = M, .density = 0.2, .size = "constant"});
    scene_set(scene, "W", W);
    scene_autoencoder(scene, k);
}

static void set_sae(struct scene *scene, const char *array, const double *value)
{
    const struct sp_array *found = sp_net_array(&scene->sae, array);
    for (size_t i = 0; i < found->rows * found->columns; i++)
        sp_net_values(&scene->sae, array)[i] = (sp_real)value[i];
}

/* Latent i is feature i, as far as there are both. */
static void set_truth(struct scene *scene)
{
    int k = scene->sae.n;
    double *W = SP_TAKE(&scene->arena, k * M, double);
    for (int i = 0; i < k && i < N; i++)
        W[i * M + i] = 1;
    set_sae(scene, "D", W);
    set_sae(scene, "E", W);
}

static void take(struct scene *scene)
{
    scene_take(scene, &sp_measure_recovery,
               (const char *[]){"recovery.samples", "5000", "recovery.others", "5000"},
               2);
}

static double contender(const struct scene *scene, const char *name, int who)
{
    return scene_column(scene, SP_CONTENDERS, name)[who];
}

START_TEST(the_truth_has_every_score_at_its_ceiling)
{
    struct scene *scene = malloc(sizeof *scene);
    const char *const ones[] = {"mmcs",         "mmcs_abs",
                                "mmcs_latents", "mcc",
                                "mcc_abs",      "mcc_all",
                                "uniqueness",   "close",
                                "precision",    "recall",
                                "f1",           "accuracy",
                                "feature_f1",   "code_mcc",
                                "explained",    "explained_centred",
                                "shrinkage",    "reconstruction_bias"};
    open(scene, N);
    set_truth(scene);
    take(scene);
    for (size_t s = 0; s < sizeof ones / sizeof *ones; s++) {
        char ceiling[64];
        snprintf(ceiling, sizeof ceiling, "%s_ceiling", ones[s]);
        ck_near(scene_run(scene, ones[s]), 1, 1e-6);
        ck_near(scene_run(scene, ceiling), 1, 1e-6);
    }
    ck_near(scene_run(scene, "sae_l0"), scene_run(scene, "true_l0"), 1e-12);
    ck_near(scene_run(scene, "true_l0"), N * 0.2, 4 * sqrt(N * 0.16 / 5000));
    ck_near(scene_run(scene, "dead_latents"), 0, 0);
    for (int j = 0; j < N; j++) {
        ck_near(scene_column(scene, SP_FEATURES, "representedness")[j], 1, 1e-6);
        ck_near(scene_column(scene, SP_FEATURES, "nearest_latent")[j], j, 0);
        ck_near(scene_column(scene, SP_FEATURES, "paired_latent")[j], j, 0);
        ck_near(scene_column(scene, SP_FEATURES, "best_f1")[j], 1, 0);
        ck_near(scene_column(scene, SP_LATENTS, "match")[j], j, 0);
        ck_near(scene_column(scene, SP_LATENTS, "latent_f1")[j], 1, 0);
        ck_near(scene_column(scene, SP_LATENTS, "frequency")[j], 0.2,
                4 * sqrt(0.16 / 5000));
    }
    scene_close(scene);
    free(scene);
}
END_TEST

/* Detection by codes of another example is chance: the density.  The mean of a latent's
   dictionary is the truth's, so those scores are left out. */
START_TEST(nulls_know_nothing)
{
    struct scene *scene = malloc(sizeof *scene);
    open(scene, N);
    set_truth(scene);
    take(scene);
    double sigma = sqrt(0.16 / (0.2 * 5000) / N);
    ck_near(contender(scene, "precision", SHUFFLED), 0.2, 4 * sigma);
    ck_assert(isnan(contender(scene, "mcc", SHUFFLED)));
    ck_assert(isnan(contender(scene, "mcc", PERMUTED)));
    ck_assert(contender(scene, "explained", PERMUTED) < 0.6);
    ck_assert(contender(scene, "mcc_abs", RANDOM) < 0.8);
    ck_near(contender(scene, "sae_l0", RANDOM), 1, 0.3);
    ck_assert(scene_run(scene, "mcc_null") < 0.8);
    ck_assert(scene_run(scene, "f1_null") < 0.8);
    ck_near(contender(scene, "f1", ORACLE), 1, 1e-6);
    ck_near(contender(scene, "explained", ORACLE), 1, 1e-6);
    ck_near(contender(scene, "f1", LINEAR), 1, 1e-6);
    ck_near(contender(scene, "feature_f1", PROBE), 1, 0);
    ck_assert(isnan(contender(scene, "f1", PROBE)));
    scene_close(scene);
    free(scene);
}
END_TEST

/* Half of the latents are dead: they count 0 in the mean over latents, and every number
   is one but those that a contender has not. */
START_TEST(dead_latents_leave_no_hole)
{
    struct scene *scene = malloc(sizeof *scene);
    open(scene, 2 * N);
    set_truth(scene);
    take(scene);
    ck_near(scene_run(scene, "dead_latents"), N, 0);
    ck_near(scene_run(scene, "f1"), 0.5, 1e-6);
    ck_near(scene_run(scene, "feature_f1"), 1, 1e-6);
    ck_near(scene_run(scene, "mcc"), 1, 1e-6);
    ck_near(scene_run(scene, "uniqueness"), 0.5, 1e-6);
    for (const struct sp_values *v = scene->rows.first; v; v = v->next) {
        if (v->column->scope == SP_RUNS)
            ck_assert_msg(isfinite(*v->value), "%s is not a number", v->name);
        for (size_t i = 0; v->column->scope == SP_LATENTS && i < v->count; i++)
            ck_assert(isfinite(v->value[i]) || (i >= N && !strcmp(v->name, "match")));
    }
    scene_close(scene);
    free(scene);
}
END_TEST

/* With a shift and noise the oracle still knows the constant part. */
START_TEST(a_constant_part_is_no_feature)
{
    struct scene *scene = malloc(sizeof *scene);
    open(scene, 3);
    scene->activations.shift = 5;
    scene->activations.noise = 0.01;
    set_truth(scene);
    take(scene);
    ck_near(contender(scene, "f1", ORACLE), 1, 1e-3);
    ck_assert(contender(scene, "explained", ORACLE) > 0.3);
    ck_near(scene_run(scene, "mcc"), 1, 1e-6);
    ck_near(scene_run(scene, "mcc_all"), 0.5, 1e-6);
    ck_near(scene_run(scene, "mcc_all_ceiling"), 0.5, 1e-6);
    ck_near(contender(scene, "feature_f1", PROBE), 1, 1e-3);
    scene_close(scene);
    free(scene);
}
END_TEST

/* The same subject gives the same numbers, and a null never starts from the truth. */
START_TEST(an_untrained_null_forgets_that_it_was_told_the_truth)
{
    struct scene *scene = malloc(sizeof *scene);
    open(scene, N);
    scene->sae_settings.start = SP_START_TRUTH;
    set_truth(scene);
    take(scene);
    ck_assert(contender(scene, "mcc", UNTRAINED) < 0.9);
    scene_close(scene);
    free(scene);
}
END_TEST

SUITE("recovery", the_truth_has_every_score_at_its_ceiling, nulls_know_nothing,
      dead_latents_leave_no_hole, a_constant_part_is_no_feature,
      an_untrained_null_forgets_that_it_was_told_the_truth)
