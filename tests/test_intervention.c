/* What becomes of overlap when features swap with whom they are on together. */
#include <string.h>

#include "superpose/measure.h"

#include "scene.h"

extern const struct sp_measure_kind sp_measure_intervention;

enum { N = 12, M = 6 };

/* Blocks of two (phi = 0.3), and settings of training that last for STEPS at RATE. */
static void open(struct scene *scene, struct sp_train_settings *train, uint64_t seed,
                 double rate, int steps)
{
    scene_open(scene, &(struct scene_plan){
                          .n = N, .m = M, .density = 0.1, .source = "blocks"});
    sp_param_defaults(&scene->arena, sp_train_params, train);
    train->rate = rate;
    train->steps = steps;
    train->batch = SCENE_ROWS;
    scene->subject.train = train;
    scene->subject.seed = seed;
}

static void take(struct scene *scene)
{
    scene_take(scene, &sp_measure_intervention, NULL, 0);
}

/* Antipodal pairs of features of different blocks: 0 and 2, 1 and 3, 4 and 6, .. */
static void set_matched(struct scene *scene)
{
    double W[N * M] = {0};
    for (int i = 0; i < N; i++)
        W[i * M + i / 4 * 2 + i % 2] = i % 4 < 2 ? 1 : -1;
    scene_set(scene, "W", W);
}

/* Both phi (0.3 within blocks, else 0) and the cosine (-1 in antipodal pairs, else 0)
   take two values, each the rarer one in 6 of 66 pairs: ranks are linear in them, and
   their correlation follows from how many pairs are both. */
static double spearman(int opposed_within)
{
    double pairs = 66, few = 6;
    double both = opposed_within, sum = both - few * few / pairs;
    return -sum / (few - few * few / pairs);
}

/* With a rate of 0 nothing is learned: what is seen after training is what is seen
   right after the swap, and with the old names all is as before. */
START_TEST(without_learning_the_geometry_stays_with_the_old_names)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct scene scene;
        struct sp_train_settings train;
        open(&scene, &train, seed, 0, 3);
        set_matched(&scene);
        take(&scene);
        ck_near(scene_run(&scene, "company_before"), spearman(0), 1e-12);
        ck_near(scene_run(&scene, "company_old"), spearman(0), 1e-12);
        ck_near(scene_run(&scene, "company_after"),
                scene_run(&scene, "company_swapped"), 1e-12);
        ck_near(scene_run(&scene, "company_followed"),
                scene_run(&scene, "company_swapped") - spearman(0), 1e-12);
        ck_near(scene_run(&scene, "matched_before"), 1, 1e-12);
        ck_near(scene_run(&scene, "matched_old"), 1, 1e-12);
        ck_near(scene_run(&scene, "matched_after"),
                scene_run(&scene, "matched_swapped"), 1e-12);
        ck_near(scene_run(&scene, "digons_kept"), 1, 0);
        ck_near(scene_run(&scene, "change_after"), 0, 0);
        scene_close(&scene);
    }
}
END_TEST

/* A random swap makes 6 * 6 / 66 of the antipodal pairs a block on average, which is a
   correlation of 0. */
START_TEST(after_a_swap_company_is_that_of_chance)
{
    enum { SWAPS = 200 };
    double sum = 0, square = 0;
    for (int k = 0; k < SWAPS; k++) {
        struct scene scene;
        struct sp_train_settings train;
        open(&scene, &train, (uint64_t)k, 0, 1);
        set_matched(&scene);
        take(&scene);
        double value = scene_run(&scene, "company_swapped");
        sum += value / SWAPS;
        square += value * value / SWAPS;
        scene_close(&scene);
    }
    ck_near(sum, 0, 4 * sqrt(square / SWAPS));
    ck_assert(square > 0);
}
END_TEST

/* Small random weights hold nothing of the old company, so what is learned after the
   swap is the company as it then is. */
START_TEST(what_is_learned_after_the_swap_has_the_new_names)
{
    double followed = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct scene scene;
        struct sp_train_settings train;
        open(&scene, &train, seed, 0.01, 1500);
        train.schedule = 0;
        sp_train_init(&scene.net, &train, seed);
        take(&scene);
        ck_assert(scene_run(&scene, "company_after") > 0);
        followed += scene_run(&scene, "company_followed");
        scene_close(&scene);
    }
    ck_assert(followed > 0);
}
END_TEST

START_TEST(the_net_is_left_as_it_was)
{
    struct scene scene;
    struct sp_train_settings train;
    open(&scene, &train, 1, 0.01, 20);
    set_matched(&scene);
    sp_real *kept = SP_TAKE(&scene.arena, scene.net.count, sp_real);
    memcpy(kept, scene.net.param, scene.net.count * sizeof *kept);
    take(&scene);
    ck_assert(!memcmp(kept, scene.net.param, scene.net.count * sizeof *kept));
    scene_close(&scene);
}
END_TEST

START_TEST(a_net_of_unknown_training_is_not_trained_on)
{
    struct scene scene;
    struct sp_train_settings train;
    open(&scene, &train, 1, 0.01, 20);
    set_matched(&scene);
    scene.subject.train = NULL;
    take(&scene);
    ck_assert(isnan(scene_run(&scene, "company_before")));
    ck_assert(isnan(scene_run(&scene, "digons_kept")));
    ck_assert(isnan(scene_run(&scene, "change_after")));
    scene_close(&scene);
}
END_TEST

SUITE("intervention", without_learning_the_geometry_stays_with_the_old_names,
      after_a_swap_company_is_that_of_chance,
      what_is_learned_after_the_swap_has_the_new_names, the_net_is_left_as_it_was,
      a_net_of_unknown_training_is_not_trained_on)
