/* Each measure on nets whose numbers are known on paper. */
#include "superpose/geometry.h"
#include "superpose/measure.h"
#include "superpose/theory.h"

#include "scene.h"

#include <string.h>

extern const struct sp_measure_kind sp_measure_geometry, sp_measure_neurons,
    sp_measure_pairs, sp_measure_vectors;

static void set_polygon(struct scene *scene, double norm)
{
    double W[64];
    int n = scene->net.n;
    for (int i = 0; i < n; i++) {
        W[2 * i] = norm * cos(6.283185307179586 * i / n);
        W[2 * i + 1] = norm * sin(6.283185307179586 * i / n);
    }
    scene_set(scene, "W", W);
}

/* Of norm 1.136, which is above 1: D* = 0.31 although every D_i = 2/5. */
START_TEST(a_pentagon_shares_two_dimensions_among_five)
{
    struct scene scene;
    double norm = 1.136, cosine = cos(0.2 * 3.141592653589793);
    scene_open(&scene, &(struct scene_plan){.n = 5, .m = 2, .density = 0.05});
    set_polygon(&scene, norm);
    scene_set(&scene, "b", (const double[]){-0.25, -0.25, -0.25, -0.25, 0.5});
    scene.subject.source = NULL;
    scene_take(&scene, &sp_measure_geometry, NULL, 0);
    ck_near(scene_run(&scene, "load"), 2.5, 0);
    ck_near(scene_run(&scene, "norm2_per_dim"), 2.5 * norm * norm, 1e-6);
    ck_near(scene_run(&scene, "dims_per_feature"), 0.4 / (norm * norm), 1e-6);
    ck_near(scene_run(&scene, "represented"), 5, 0);
    ck_near(scene_run(&scene, "represented_per_dim"), 2.5, 0);
    ck_near(scene_run(&scene, "sum_dimensionality"), 2, 1e-6);
    ck_near(scene_run(&scene, "rank"), 2, 0);
    ck_near(scene_run(&scene, "coherence"), cosine, 1e-6);
    ck_near(scene_run(&scene, "welch"), sqrt(3.0 / 8), 1e-12);
    ck_near(scene_run(&scene, "frame_potential"), 12.5, 1e-5);
    ck_near(scene_run(&scene, "frame_bound"), 12.5, 1e-12);
    ck_near(scene_run(&scene, "phase"), SP_SUPERPOSED, 0);
    for (int i = 0; i < 5; i++) {
        const double interference = 1.5 * norm * norm;
        ck_near(scene_column(&scene, SP_FEATURES, "norm")[i], norm, 1e-6);
        ck_near(scene_column(&scene, SP_FEATURES, "dimensionality")[i], 0.4, 1e-6);
        ck_near(scene_column(&scene, SP_FEATURES, "interference")[i], interference,
                1e-5);
        ck_near(scene_column(&scene, SP_FEATURES, "interference_root")[i],
                sqrt(interference), 1e-5);
        ck_near(scene_column(&scene, SP_FEATURES, "overlap_max")[i], -cosine, 1e-6);
        ck_near(scene_column(&scene, SP_FEATURES, "bias")[i], i < 4 ? -0.25 : 0.5, 0);
    }
    scene_close(&scene);
}
END_TEST

START_TEST(a_pair_and_a_dropped_feature_are_told_apart)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 4, .m = 2, .density = 0.1});
    scene_set(&scene, "W", (const double[]){1, 0, 0, 0.4, -1, 0, 0, 0});
    scene_take(&scene, &sp_measure_geometry,
               (const char *[]){"geometry.represented", "0.3"}, 1);
    const double *D = scene_column(&scene, SP_FEATURES, "dimensionality");
    const double *partner = scene_column(&scene, SP_FEATURES, "partner");
    const double expected[] = {0.5, 1, 0.5, 0};
    for (int i = 0; i < 4; i++)
        ck_near(D[i], expected[i], 1e-6);
    ck_near(partner[0], 2, 0);
    ck_near(partner[2], 0, 0);
    ck_assert(isnan(partner[3]));
    ck_near(scene_run(&scene, "represented"), 3, 0);
    ck_near(scene_run(&scene, "coherence"), 1, 1e-6);
    ck_near(scene_run(&scene, "frame_potential"), 5, 1e-5);
    ck_near(scene_run(&scene, "frame_bound"), 4.5, 1e-12);
    ck_near(scene_run(&scene, "welch"), 0.5, 1e-12);
    ck_near(scene_run(&scene, "phase"), SP_IGNORED, 0);
    scene_close(&scene);
}
END_TEST

START_TEST(a_net_without_weights_represents_nothing)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 3, .m = 2, .density = 0.1});
    scene_take(&scene, &sp_measure_geometry, NULL, 0);
    ck_near(scene_run(&scene, "norm2_per_dim"), 0, 0);
    ck_assert(isnan(scene_run(&scene, "dims_per_feature")));
    ck_near(scene_run(&scene, "represented"), 0, 0);
    ck_near(scene_run(&scene, "rank"), 0, 0);
    ck_near(scene_run(&scene, "phase"), SP_IGNORED, 0);
    scene_close(&scene);
}
END_TEST

/* The null: n unit vectors drawn evenly.  Of each pair E cos^2 = 1 / m and Var cos^2 =
   2 (m - 1) / (m^2 (m + 2)), and pairs are uncorrelated. */
START_TEST(random_directions_have_the_frame_potential_of_chance)
{
    enum { N = 200, M = 20 };
    struct scene scene;
    struct sp_rng rng = sp_rng_make(7, SP_USE_DIRECTIONS);
    double W[N * M], square[N] = {0};
    for (int i = 0; i < N * M; i++) {
        W[i] = sp_rng_normal(&rng);
        square[i / M] += W[i] * W[i];
    }
    for (int i = 0; i < N * M; i++)
        W[i] /= sqrt(square[i / M]);
    scene_open(&scene, &(struct scene_plan){.n = N, .m = M, .density = 0.1});
    scene_set(&scene, "W", W);
    scene_take(&scene, &sp_measure_geometry, NULL, 0);
    double pairs = N * (N - 1.0), variance = 2.0 * (M - 1) / (M * M * (M + 2.0));
    ck_near(scene_run(&scene, "frame_potential"), N + pairs / M,
            4 * sqrt(2 * pairs * variance));
    ck_assert(scene_run(&scene, "frame_potential") > scene_run(&scene, "frame_bound"));
    ck_assert(scene_run(&scene, "coherence") > scene_run(&scene, "welch"));
    ck_assert(scene_run(&scene, "sum_dimensionality") < M);
    ck_assert(scene_run(&scene, "sum_dimensionality") > 0.9 * M);
    ck_near(scene_run(&scene, "rank"), M, 0);
    scene_close(&scene);
}
END_TEST

START_TEST(neurons_name_the_features_they_serve)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 4, .m = 5, .density = 0.1});
    const double W[4][5] = {{2, 0.5, 0.005, 0, 1},
                            {-0.3, 1, 0.001, 0, -1},
                            {0.5, 0.15, 0, 0, 1},
                            {0, 0, 0, 0, -1}};
    scene_set(&scene, "W", W[0]);
    scene.subject.source = NULL;
    scene_take(&scene, &sp_measure_neurons, NULL, 0);
    const double served[] = {2, 2, 0, 0, 4}, primary[] = {0, 1, 0, NAN, 0};
    const double first[] = {2, 1, 0.005, NAN, 1}, secondary[] = {2, 0, 1, NAN, 1};
    const double second[] = {0.5, 0.5, 0.001, NAN, -1};
    const double share[] = {4 / 4.34, 1 / 1.2725, 25.0 / 26, NAN, 0.25};
    const struct {
        const char *name;
        const double *value;
    } known[] = {{"polysemanticity", served},  {"primary", primary},
                 {"primary_weight", first},    {"secondary", secondary},
                 {"secondary_weight", second}, {"primary_share", share}};
    for (int c = 0; c < 6; c++) {
        const double *value = scene_column(&scene, SP_NEURONS, known[c].name);
        for (int j = 0; j < 5; j++) {
            if (isnan(known[c].value[j]))
                ck_assert(isnan(value[j]));
            else
                ck_near(value[j], known[c].value[j], 1e-6);
        }
    }
    ck_near(scene_run(&scene, "dead_neurons"), 2, 0);
    ck_near(scene_run(&scene, "polysemantic_neurons"), 3, 0);
    scene_close(&scene);
}
END_TEST

START_TEST(the_threshold_says_what_a_neuron_serves)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 3, .m = 1, .density = 0.1});
    scene_set(&scene, "W", (const double[]){1, 0.5, 0.25});
    scene_take(&scene, &sp_measure_neurons,
               (const char *[]){"neurons.threshold", "0.4"}, 1);
    ck_near(scene_column(&scene, SP_NEURONS, "polysemanticity")[0], 2, 0);
    scene_close(&scene);
}
END_TEST

START_TEST(pairs_hold_the_entries_above_the_diagonal)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 4, .m = 2, .density = 0.1});
    scene_set(&scene, "W", (const double[]){2, 0, 1, 1, 0, -1, 0, 0});
    scene.subject.source = NULL;
    scene_take(&scene, &sp_measure_pairs, NULL, 0);
    const double overlap[] = {2, 0, 0, -1, 0, 0};
    const double cosine[] = {sqrt(0.5), 0, NAN, -sqrt(0.5), NAN, NAN};
    for (int k = 0; k < 6; k++) {
        ck_near(scene_column(&scene, SP_PAIRS, "overlap")[k], overlap[k], 1e-12);
        if (isnan(cosine[k]))
            ck_assert(isnan(scene_column(&scene, SP_PAIRS, "cosine")[k]));
        else
            ck_near(scene_column(&scene, SP_PAIRS, "cosine")[k], cosine[k], 1e-12);
    }
    ck_near(scene_run(&scene, "pair_rows"), 6, 0);
    scene_close(&scene);
}
END_TEST

/* Sets of two that are on together have phi 1 within and 0 between. */
START_TEST(pairs_say_how_often_both_are_on)
{
    struct scene scene;
    const double p[] = {0.2, 0.2, 0.5, 0.5};
    scene_open(&scene, &(struct scene_plan){
                           .n = 4, .m = 2, .densities = p, .source = "groups"});
    scene_take(&scene, &sp_measure_pairs, NULL, 0);
    const double together[] = {0.2, 0.1, 0.1, 0.1, 0.1, 0.5};
    const double phi[] = {1, 0, 0, 0, 0, 1};
    for (int k = 0; k < 6; k++) {
        ck_near(scene_column(&scene, SP_PAIRS, "together")[k], together[k], 1e-15);
        ck_near(scene_column(&scene, SP_PAIRS, "phi")[k], phi[k], 1e-15);
    }
    scene_close(&scene);
    scene_open(&scene, &(struct scene_plan){.n = 2, .m = 2, .density = 1});
    scene.subject.source = NULL;
    scene_take(&scene, &sp_measure_pairs, NULL, 0);
    ck_assert(isnan(scene_column(&scene, SP_PAIRS, "together")[0]));
    ck_assert(isnan(sp_source_phi(&scene.source, 0, 1, 1)));
    scene_close(&scene);
}
END_TEST

START_TEST(too_many_pairs_or_coordinates_are_not_written)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 4, .m = 3, .density = 0.1});
    scene_take(&scene, &sp_measure_pairs, (const char *[]){"pairs.most", "3"}, 1);
    scene_take(&scene, &sp_measure_vectors, (const char *[]){"vectors.most", "2"}, 1);
    ck_near(scene_run(&scene, "pair_rows"), 0, 0);
    ck_near(scene_run(&scene, "vector_columns"), 0, 0);
    ck_assert_ptr_null(sp_rows_find(&scene.rows, SP_PAIRS, "overlap"));
    ck_assert_ptr_null(sp_rows_find(&scene.rows, SP_FEATURES, "w0"));
    scene_close(&scene);
}
END_TEST

START_TEST(vectors_are_the_rows_of_the_dictionary)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 2, .m = 3, .density = 0.1});
    scene_set(&scene, "W", (const double[]){1, 2, 3, 4, 5, 6});
    scene_take(&scene, &sp_measure_vectors, NULL, 0);
    ck_near(scene_run(&scene, "vector_columns"), 3, 0);
    ck_near(scene_column(&scene, SP_FEATURES, "w0")[1], 4, 0);
    ck_near(scene_column(&scene, SP_FEATURES, "w2")[0], 3, 0);
    scene_close(&scene);
}
END_TEST

/* Whether NAME is what COLUMN announces: the same word, or with a number for its #. */
static bool announced(const struct sp_measure_kind *kind, const struct sp_values *value)
{
    for (int k = 0; k < 2; k++) {
        const char *key = sp_scope_keys[value->column->scope][k];
        if (!key)
            break;
        if (strcmp(value->name, key) == 0)
            return true;
    }
    for (const struct sp_column *column = kind->columns; column->name; column++)
        if (column == value->column)
            return strncmp(column->name, value->name, strcspn(column->name, "#")) == 0;
    return false;
}

START_TEST(every_measure_writes_the_columns_it_announces_and_no_others)
{
    for (int k = 0; sp_measure_kinds[k]; k++) {
        const struct sp_measure_kind *kind = sp_measure_kinds[k];
        struct scene scene;
        scene_open(&scene, &(struct scene_plan){.n = 3, .m = 2, .density = 0.3});
        scene_autoencoder(&scene, 4);
        scene_take(&scene, kind, NULL, 0);
        size_t written = 0, columns = 0;
        for (const struct sp_values *each = scene.rows.first; each; each = each->next)
            ck_assert_msg(announced(kind, each), "%s: %s", kind->self.name, each->name);
        for (; kind->columns[columns].name; columns++) {
            bool found = false;
            ck_assert(kind->columns[columns].doc && kind->columns[columns].doc[0]);
            for (const struct sp_values *each = scene.rows.first; each;
                 each = each->next)
                found |= each->column == &kind->columns[columns];
            written += found;
        }
        ck_assert_uint_eq(written, columns);
        scene_close(&scene);
    }
}
END_TEST

START_TEST(all_measures_together_write_no_column_twice)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 3, .m = 2, .density = 0.3});
    scene_autoencoder(&scene, 4);
    for (int k = 0; sp_measure_kinds[k]; k++)
        scene_take(&scene, sp_measure_kinds[k], NULL, 0);
    scene_close(&scene);
}
END_TEST

START_TEST(measures_that_need_no_source_look_at_weights_from_elsewhere)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 5, .m = 2, .density = 0.3});
    scene.subject.source = NULL;
    set_polygon(&scene, 1);
    for (int k = 0; sp_measure_kinds[k]; k++)
        if (!sp_measure_kinds[k]->needs_source && !sp_measure_kinds[k]->needs_sae)
            scene_take(&scene, sp_measure_kinds[k], NULL, 0);
    ck_near(scene_run(&scene, "sum_dimensionality"), 2, 1e-6);
    scene_close(&scene);
}
END_TEST

SUITE("measure", a_pentagon_shares_two_dimensions_among_five,
      a_pair_and_a_dropped_feature_are_told_apart,
      a_net_without_weights_represents_nothing,
      random_directions_have_the_frame_potential_of_chance,
      neurons_name_the_features_they_serve, the_threshold_says_what_a_neuron_serves,
      pairs_hold_the_entries_above_the_diagonal, pairs_say_how_often_both_are_on,
      too_many_pairs_or_coordinates_are_not_written,
      vectors_are_the_rows_of_the_dictionary,
      every_measure_writes_the_columns_it_announces_and_no_others,
      all_measures_together_write_no_column_twice,
      measures_that_need_no_source_look_at_weights_from_elsewhere)
