/* Measure `theory` on nets whose numbers are known on paper. */
#include "superpose/theory.h"

#include "scene.h"

extern const struct sp_measure_kind sp_measure_theory, sp_measure_loss;

/* The boundary is at p = 4 r / (2 + 5 r) = 4/9 for r = 1/2 (the restricted model). */
START_TEST(theory_knows_the_phase_of_the_extra_feature)
{
    const double importances[] = {1, 0.5}, reversed[] = {0.5, 1},
                 density[] = {0.3, 0.6};
    const double best[] = {1.5 * 0.09 / 6, 0.5 * (0.2 - 0.09)};
    const int phase[] = {SP_SUPERPOSED, SP_IGNORED};
    for (int k = 0; k < 2; k++) {
        struct scene scene;
        struct scene_plan plan = {.n = 2, .m = 1, .density = density[k]};
        plan.importances = importances;
        scene_open(&scene, &plan);
        scene_take(&scene, &sp_measure_theory, NULL, 0);
        ck_near(scene_run(&scene, "theory_phase"), phase[k], 0);
        ck_near(scene_run(&scene, "theory_boundary"), 4.0 / 9, 1e-12);
        ck_near(scene_run(&scene, "theory_loss"), best[k], 1e-12);
        scene_close(&scene);
        plan.importances = reversed;
        scene_open(&scene, &plan);
        scene_take(&scene, &sp_measure_theory, NULL, 0);
        ck_assert(isnan(scene_run(&scene, "theory_phase")));
        scene_close(&scene);
    }
}
END_TEST

START_TEST(theory_is_silent_outside_its_model)
{
    const double unequal[] = {0.1, 0.2};
    const struct scene_plan plans[] = {
        {.n = 4, .m = 2, .density = 0.1},
        {.n = 2, .m = 1, .density = 0.1, .unit_norm = true},
        {.n = 2, .m = 1, .densities = unequal},
        {.n = 2, .m = 1, .density = 0.1, .size = "constant"},
        {.n = 2, .m = 1, .density = 0.1, .source = "groups"},
        {.n = 2, .m = 1, .density = 0.1, .untied = true},
    };
    for (size_t k = 0; k < sizeof plans / sizeof *plans; k++) {
        struct scene scene;
        scene_open(&scene, &plans[k]);
        scene_take(&scene, &sp_measure_theory, NULL, 0);
        ck_assert(isnan(scene_run(&scene, "theory_phase")));
        ck_assert(isnan(scene_run(&scene, "theory_boundary")));
        ck_assert(isnan(scene_run(&scene, "theory_loss")));
        scene_close(&scene);
    }
}
END_TEST

static void set_random(struct scene *scene, const char *array, double deviation,
                       struct sp_rng *rng)
{
    const struct sp_array *found = sp_net_array(&scene->net, array);
    for (size_t i = 0; found && i < found->rows * found->columns; i++)
        sp_net_values(&scene->net, array)[i] =
            (sp_real)(deviation * sp_rng_normal(rng));
}

/* Also with untied weights, and with features that are on two by two. */
START_TEST(the_loss_of_a_linear_net_is_what_theory_expects)
{
    const double importances[] = {1, 2, 3, 0.5, 1, 1};
    for (int k = 0; k < 4; k++) {
        struct scene scene;
        struct sp_rng rng = sp_rng_make(3, SP_USE_DIRECTIONS);
        struct scene_plan plan = {.toy = "linear", .n = 6, .m = 3, .density = 0.3};
        plan.importances = importances;
        plan.untied = k & 1;
        plan.source = k & 2 ? "groups" : "independent";
        scene_open(&scene, &plan);
        set_random(&scene, "W", 0.6, &rng);
        set_random(&scene, "W_out", 0.6, &rng);
        set_random(&scene, "b", 0.1, &rng);
        scene_take(&scene, &sp_measure_theory, NULL, 0);
        scene_take(&scene, &sp_measure_loss, NULL, 0);
        ck_near(scene_run(&scene, "loss"), scene_run(&scene, "theory_loss"),
                4 * scene_run(&scene, "loss_se"));
        ck_assert(isnan(scene_run(&scene, "theory_phase")));
        ck_assert(scene_run(&scene, "gain") < 0);
        scene_close(&scene);
    }
}
END_TEST

SUITE("measure_theory", theory_knows_the_phase_of_the_extra_feature,
      theory_is_silent_outside_its_model,
      the_loss_of_a_linear_net_is_what_theory_expects)
