/* Measures of autoencoders, where they say what is known on paper. */
#include "scene.h"

#include <string.h>

extern const struct sp_measure_kind sp_measure_hierarchy, sp_measure_composition,
    sp_measure_sparsity, sp_measure_stability;

enum { N = 4, M = 6 };

/* Features of size 1 along the first axes. */
static void open(struct scene *scene, int k)
{
    double W[N * M] = {0};
    for (int j = 0; j < N; j++)
        W[j * M + j] = 1;
    scene_open(
        scene,
        &(struct scene_plan){
            .toy = "linear", .n = N, .m = M, .density = 0.3, .size = "constant"});
    scene_set(scene, "W", W);
    scene_autoencoder(scene, k);
}

/* Decoder and encoder of latent i; whatever stays is set to the truth. */
static void set_latent(struct scene *scene, int i, const double *D, const double *E)
{
    for (int q = 0; q < M; q++) {
        sp_net_values(&scene->sae, "D")[i * M + q] = (sp_real)(D ? D[q] : q == i);
        sp_net_values(&scene->sae, "E")[i * M + q] = (sp_real)(E ? E[q] : q == i);
    }
}

static void set_truth(struct scene *scene)
{
    for (int i = 0; i < scene->sae.n; i++)
        set_latent(scene, i, NULL, NULL);
}

static const char *const few[] = {"hierarchy.samples", "4000", "hierarchy.others",
                                  "4000"};

/* Latent 1 is (D_0 + D_1) / sqrt 2 with its child, and latent 0 is off with it. */
START_TEST(absorption_is_seen_beside_a_truth_without_any)
{
    static const int parent[N] = {-1, 0, -1, -1};
    const double r = sqrt(0.5), off[M] = {1, -1}, both[M] = {r, r + 1e-6},
                 child[M] = {0, 1 / r};
    for (int absorbs = 0; absorbs < 2; absorbs++) {
        struct scene *scene = malloc(sizeof *scene);
        open(scene, N);
        scene->source.parent = parent;
        set_truth(scene);
        if (absorbs) {
            set_latent(scene, 0, NULL, off);
            set_latent(scene, 1, both, child);
        }
        scene_take(scene, &sp_measure_hierarchy, few, 2);
        ck_near(scene_run(scene, "absorption_gap"), absorbs, 1e-12);
        ck_near(scene_run(scene, "absorption_full"), 0.3 * absorbs,
                4 * sqrt(0.21 / 1200));
        ck_near(scene_run(scene, "absorption_fraction"),
                scene_run(scene, "absorption_full"), 1e-12);
        ck_near(scene_run(scene, "absorption_gap_ceiling"), 0, 1e-12);
        ck_near(scene_run(scene, "hedging"), absorbs ? r / N : 0, 1e-4);
        ck_near(scene_run(scene, "hedging_ceiling"), 0, 1e-6);
        ck_assert(scene_run(scene, "hedging_null") > 0.2);
        ck_near(scene_column(scene, SP_FEATURES, "child_gap")[1], absorbs, 1e-12);
        ck_assert(isnan(scene_column(scene, SP_FEATURES, "child_gap")[0]));
        scene_close(scene);
        free(scene);
    }
}
END_TEST

START_TEST(a_latent_of_two_parts_and_a_plane_are_found)
{
    static const int part[][2] = {{3, 0}, {3, 1}}, group[N] = {-1, 0, 0, -1};
    const double sum[M] = {1, 1};
    struct scene *scene = malloc(sizeof *scene);
    open(scene, N);
    scene->source.parts = 2;
    scene->source.part = part;
    scene->source.group = group;
    set_truth(scene);
    set_latent(scene, 3, sum, sum);
    scene_take(scene, &sp_measure_composition, NULL, 0);
    ck_near(scene_run(scene, "part_sum_cosine"), 1, 1e-6);
    ck_near(scene_run(scene, "merged_composites"), 1, 0);
    ck_near(scene_run(scene, "merged_composites_ceiling"), 0, 0);
    ck_near(scene_run(scene, "part_sum_cosine_ceiling"), sqrt(0.5), 1e-6);
    ck_near(scene_run(scene, "planes_spanned"), 1, 0);
    ck_near(scene_run(scene, "plane_latents"), 2, 0);
    ck_near(scene_run(scene, "planes_spanned_ceiling"), 1, 0);
    ck_near(scene_column(scene, SP_FEATURES, "sum_cosine")[3], 1, 1e-6);
    ck_assert(isnan(scene_column(scene, SP_FEATURES, "sum_cosine")[0]));
    ck_near(scene_column(scene, SP_FEATURES, "plane_spanned")[2], 1, 0);
    scene_close(scene);
    free(scene);
}
END_TEST

START_TEST(orthogonal_decoders_have_no_coherence)
{
    struct scene *scene = malloc(sizeof *scene);
    open(scene, N);
    set_truth(scene);
    scene_take(scene, &sp_measure_sparsity, NULL, 0);
    ck_near(scene_run(scene, "decoder_coherence"), 0, 1e-7);
    ck_near(scene_run(scene, "decoder_coherence_ceiling"), 0, 1e-7);
    ck_assert(scene_run(scene, "decoder_coherence_null") > 0.1);
    /* 1.2 of four projections are 1, so at rank 2 there is a 0. */
    ck_near(scene_run(scene, "nth_projection"), 0, 1e-7);
    ck_near(scene_run(scene, "nth_projection_ceiling"), 0, 1e-7);
    scene_close(scene);
    free(scene);
}
END_TEST

/* Both begin at the truth and take one small step; or at random, and then agree no more
   than chance. */
START_TEST(two_seeds_agree_where_both_begin_alike)
{
    for (int start = SP_START_RANDOM; start <= SP_START_TRUTH; start += 2) {
        struct scene *scene = malloc(sizeof *scene);
        open(scene, N);
        scene->sae_settings.start = start;
        scene->sae_train.steps = 1;
        if (start == SP_START_TRUTH)
            set_truth(scene);
        scene_take(scene, &sp_measure_stability, NULL, 0);
        double got = scene_run(scene, "stability_abs");
        double chance = scene_run(scene, "stability_abs_null");
        ck_assert(chance < 0.9);
        if (start == SP_START_TRUTH)
            ck_near(got, 1, 1e-3);
        else
            ck_assert(got < 0.9);
        ck_assert(isfinite(scene_column(scene, SP_LATENTS, "stable")[N - 1]));
        scene_close(scene);
        free(scene);
    }
}
END_TEST

SUITE("measure_sae", absorption_is_seen_beside_a_truth_without_any,
      a_latent_of_two_parts_and_a_plane_are_found,
      orthogonal_decoders_have_no_coherence, two_seeds_agree_where_both_begin_alike)
