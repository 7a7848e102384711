/* The loss on unseen data against exact expectations. */
#include "superpose/bottleneck.h"
#include "superpose/evaluate.h"
#include "superpose/theory.h"

#include "scene.h"

#include <string.h>

extern const struct sp_measure_kind sp_measure_loss;

static struct sp_evaluation evaluate(struct scene *scene, int most, double error)
{
    struct sp_evaluation out;
    sp_evaluate(&scene->arena, &scene->source, &scene->net, scene->subject.seed,
                scene->subject.rows, most, error, &out);
    return out;
}

/* W_i = NORM (cos, sin)(2 pi i / n), all biases BIAS. */
static void set_polygon(struct scene *scene, double norm, double bias)
{
    double W[64], b[32];
    int n = scene->net.n;
    for (int i = 0; i < n; i++) {
        double angle = 6.283185307179586 * i / n;
        W[2 * i] = norm * cos(angle);
        W[2 * i + 1] = norm * sin(angle);
        b[i] = bias;
    }
    scene_set(scene, "W", W);
    scene_set(scene, "b", b);
}

/* The expected loss comes from quadrature over all patterns of five features. */
START_TEST(a_pentagon_has_its_exact_loss)
{
    const struct {
        double density, norm, bias, loss;
    } known[] = {{0.05, 1.136, -0.248, 0.008903}, {0.01, 1.162, -0.273, 0.001001}};
    for (int k = 0; k < 2; k++) {
        struct scene scene;
        scene_open(&scene,
                   &(struct scene_plan){.n = 5, .m = 2, .density = known[k].density});
        set_polygon(&scene, known[k].norm, known[k].bias);
        struct sp_evaluation seen = evaluate(&scene, 30000000, 0.002);
        ck_near(seen.loss, known[k].loss, 0.01 * known[k].loss);
        scene_close(&scene);
    }
}
END_TEST

/* Only rows where both are on lose: each is off by the smaller one,
   E min(u, v)^2 = 1/6. */
START_TEST(an_antipodal_pair_loses_a_third_of_the_squared_density)
{
    for (double p = 0.1; p < 1; p += 0.4) {
        struct scene scene;
        scene_open(&scene, &(struct scene_plan){.n = 2, .m = 1, .density = p});
        scene_set(&scene, "W", (const double[]){1, -1});
        struct sp_evaluation seen = evaluate(&scene, 500000, 0);
        ck_near(seen.loss, p * p / 3, 4 * seen.loss_se);
        double variance = 4 * p * p / 15 - pow(p * p / 3, 2);
        ck_near(seen.loss_se / sqrt(variance / 500000), 1, 0.1);
        scene_close(&scene);
    }
}
END_TEST

START_TEST(a_dropped_feature_with_its_mean_as_bias_loses_its_variance)
{
    for (double p = 0.1; p < 1; p += 0.4) {
        struct scene scene;
        scene_open(&scene, &(struct scene_plan){.n = 2, .m = 1, .density = p});
        scene_set(&scene, "W", (const double[]){1, 0});
        scene_set(&scene, "b", (const double[]){0, p / 2});
        struct sp_evaluation seen = evaluate(&scene, 500000, 0);
        ck_near(seen.loss, p / 3 - p * p / 4, 4 * seen.loss_se);
        ck_near(seen.mse[0], 0, 1e-10);
        ck_near(seen.mse[1], seen.loss, 1e-6 * seen.loss);
        scene_close(&scene);
    }
}
END_TEST

START_TEST(importance_weighs_the_loss_and_not_the_squared_errors)
{
    struct scene scene;
    const double importance[] = {1, 0.25};
    scene_open(&scene, &(struct scene_plan){
                           .n = 2, .m = 1, .density = 0.5, .importances = importance});
    struct sp_evaluation seen = evaluate(&scene, 200000, 0);
    ck_near(seen.loss, 1.25 * 0.5 / 3, 4 * seen.loss_se);
    ck_near(seen.loss, seen.mse[0] + 0.25 * seen.mse[1], 1e-6 * seen.loss);
    scene_close(&scene);
}
END_TEST

START_TEST(the_standard_error_is_the_spread_over_seeds)
{
    enum { SEEDS = 30 };
    const double densities[] = {0.02, 0.3};
    for (int k = 0; k < 2; k++) {
        double sum = 0, square = 0, announced = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            struct scene scene;
            scene_open(&scene,
                       &(struct scene_plan){.n = 5, .m = 2, .density = densities[k]});
            set_polygon(&scene, 1.136, -0.248);
            scene.subject.seed = 100 + (uint64_t)seed;
            struct sp_evaluation seen = evaluate(&scene, 20000, 0);
            sum += seen.loss;
            square += seen.loss * seen.loss;
            announced += seen.loss_se / SEEDS;
            scene_close(&scene);
        }
        double spread = sqrt((square - sum * sum / SEEDS) / (SEEDS - 1));
        ck_assert_msg(spread < 1.5 * announced && spread > announced / 1.5,
                      "spread %g, standard error %g", spread, announced);
    }
}
END_TEST

START_TEST(as_many_examples_are_seen_as_asked_for)
{
    const int most[] = {2, 511, 512, 513, 10001};
    for (int k = 0; k < 5; k++) {
        struct scene scene;
        scene_open(&scene, &(struct scene_plan){.n = 3, .m = 2, .density = 0.5});
        ck_assert(evaluate(&scene, most[k], 0).samples == most[k]);
        ck_assert(evaluate(&scene, most[k], 1).samples == most[k]);
        scene_close(&scene);
    }
}
END_TEST

START_TEST(looking_stops_at_the_first_power_of_two_that_suffices)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 3, .m = 2, .density = 0.5});
    struct sp_evaluation rough = evaluate(&scene, 1000000, 0.1);
    struct sp_evaluation fine = evaluate(&scene, 1000000, 0.002);
    struct sp_evaluation again = evaluate(&scene, 1000000, 0.002);
    ck_assert(rough.samples == 1 << 14);
    ck_assert(fine.samples == 1 << 18);
    ck_assert(fine.loss_se <= 0.002 * fine.loss);
    ck_assert(fine.loss_se > 0.001 * fine.loss);
    ck_assert(again.loss == fine.loss && again.samples == fine.samples);
    scene_close(&scene);
}
END_TEST

/* In 2^14 rows the rare feature is not on for five seeds of six, and the loss of the
   common one alone is known well enough. */
START_TEST(looking_goes_on_for_a_feature_too_rare_to_have_been_on)
{
    const double densities[] = {1, 1e-5}, heavy[] = {1, 1e4}, light[] = {1, 1};
    for (uint64_t seed = 0; seed < 8; seed++) {
        struct scene scene;
        struct scene_plan plan = {.n = 2, .m = 1, .densities = densities};
        plan.importances = heavy;
        scene_open(&scene, &plan);
        scene.subject.seed = seed;
        ck_assert(evaluate(&scene, 100000, 0.02).samples == 100000);
        scene_close(&scene);
        plan.importances = light;
        scene_open(&scene, &plan);
        scene.subject.seed = seed;
        ck_assert(evaluate(&scene, 100000, 0.02).samples == 1 << 14);
        scene_close(&scene);
    }
}
END_TEST

START_TEST(a_loss_that_is_not_finite_is_not_looked_at_for_long)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 2, .m = 1, .density = 0.5});
    scene_set(&scene, "W", (const double[]){INFINITY, 1});
    struct sp_evaluation seen = evaluate(&scene, 1000000, 0.005);
    ck_assert(!isfinite(seen.loss));
    ck_assert(seen.samples == 1 << 14);
    scene_close(&scene);
}
END_TEST

START_TEST(a_perfect_net_explains_everything)
{
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 4, .m = 4, .density = 0.2});
    scene_set(&scene, "W",
              (const double[]){1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
    scene_take(&scene, &sp_measure_loss, (const char *[]){"loss.samples", "20000"}, 1);
    ck_near(scene_run(&scene, "loss"), 0, 1e-12);
    ck_near(scene_run(&scene, "r2_per_dim"), 1, 1e-10);
    for (int i = 0; i < 4; i++)
        ck_near(scene_column(&scene, SP_FEATURES, "r2")[i], 1, 1e-10);
    ck_assert(isnan(scene_run(&scene, "gain")));
    scene_close(&scene);
}
END_TEST

/* The variance of (x - mu)^2 is at most its second moment, E (x - mu)^4. */
START_TEST(the_mean_as_a_guess_explains_nothing)
{
    struct scene scene;
    double p = 0.3, mean = p / 2, variance = p / 3 - p * p / 4;
    double fourth = (1 - p) * pow(mean, 4) + p * (pow(1 - mean, 5) + pow(mean, 5)) / 5;
    scene_open(&scene, &(struct scene_plan){.n = 4, .m = 2, .density = p});
    scene_set(&scene, "b", (const double[]){mean, mean, mean, mean});
    scene_take(&scene, &sp_measure_loss,
               (const char *[]){"loss.samples", "200000", "loss.error", "0"}, 2);
    double tolerance = 4 * sqrt(fourth / 200000) / variance;
    for (int i = 0; i < 4; i++)
        ck_near(scene_column(&scene, SP_FEATURES, "r2")[i], 0, tolerance);
    ck_near(scene_run(&scene, "linear_loss"), 2 * variance, 1e-12);
    ck_near(scene_run(&scene, "gain"), -1,
            4 * scene_run(&scene, "loss_se") / variance / 2);
    ck_near(scene_run(&scene, "loss_mean"), scene_run(&scene, "loss") / 4, 1e-15);
    scene_close(&scene);
}
END_TEST

START_TEST(a_feature_that_does_not_vary_has_no_r2)
{
    struct scene scene;
    const double densities[] = {0.5, 1};
    scene_open(&scene, &(struct scene_plan){
                           .n = 2, .m = 1, .densities = densities, .size = "constant"});
    scene_set(&scene, "W", (const double[]){1, 0});
    scene_take(&scene, &sp_measure_loss, (const char *[]){"loss.samples", "1000"}, 1);
    ck_near(scene_run(&scene, "loss"), 1, 1e-12);
    ck_near(scene_column(&scene, SP_FEATURES, "r2")[0], 1, 1e-12);
    ck_assert(isnan(scene_column(&scene, SP_FEATURES, "r2")[1]));
    ck_near(scene_run(&scene, "r2_per_dim"), 1, 1e-12);
    scene_close(&scene);
}
END_TEST

/* A neuron for each sign: |x| = ReLU(x) + ReLU(-x). */
START_TEST(a_perfect_absolute_net_explains_everything)
{
    struct scene scene;
    const double W[] = {1, -1, 0, 0, 0, 0, 1, -1}, W_out[] = {1, 1, 0, 0, 0, 0, 1, 1};
    scene_open(&scene, &(struct scene_plan){.toy = "absolute",
                                            .n = 2,
                                            .m = 4,
                                            .density = 0.3,
                                            .size = "signed_uniform"});
    scene_set(&scene, "W", W);
    scene_set(&scene, "W_out", W_out);
    scene_take(&scene, &sp_measure_loss, (const char *[]){"loss.samples", "20000"}, 1);
    ck_near(scene_run(&scene, "loss"), 0, 1e-12);
    ck_near(scene_run(&scene, "r2_per_dim"), 0.5, 1e-10);
    ck_assert(isnan(scene_run(&scene, "linear_loss")));
    scene_close(&scene);
}
END_TEST

START_TEST(absolute_targets_vary_about_their_own_mean)
{
    const char *const sizes[] = {"signed_uniform", "uniform"};
    const char *const toys[] = {"absolute", "relu"};
    const double variance[2][2] = {{0.1 - 0.0225, 0.1}, {0.1 - 0.0225, 0.1 - 0.0225}};
    for (int size = 0; size < 2; size++) {
        for (int toy = 0; toy < 2; toy++) {
            struct scene scene;
            double out[2];
            scene_open(&scene, &(struct scene_plan){.toy = toys[toy],
                                                    .n = 2,
                                                    .m = 1,
                                                    .density = 0.3,
                                                    .size = sizes[size]});
            sp_target_variances(&scene.source, &scene.net, out);
            ck_near(out[0], variance[size][toy], 1e-8);
            ck_near(out[1], variance[size][toy], 1e-8);
            scene_close(&scene);
        }
    }
}
END_TEST

START_TEST(rescaled_examples_have_a_loss_but_no_closed_form)
{
    struct scene scene;
    scene_open(&scene,
               &(struct scene_plan){.n = 3, .m = 2, .density = 0.5, .unit_norm = true});
    scene_take(&scene, &sp_measure_loss, (const char *[]){"loss.samples", "50000"}, 1);
    ck_near(scene_run(&scene, "loss"), 1 - pow(0.5, 3),
            4 * scene_run(&scene, "loss_se"));
    ck_assert(isnan(scene_run(&scene, "gain")));
    ck_assert(isnan(scene_run(&scene, "r2_per_dim")));
    ck_assert(isnan(scene_column(&scene, SP_FEATURES, "r2")[0]));
    scene_close(&scene);
}
END_TEST

static void fill_random(struct sp_net *net)
{
    struct sp_rng rng = sp_rng_make(9, SP_USE_INIT);
    for (size_t i = 0; i < net->count; i++)
        net->param[i] = (sp_real)(0.5 * sp_rng_normal(&rng));
}

/* Two ways to the same squared errors, for every toy model, tiny and not. */
START_TEST(outputs_have_the_errors_that_nets_count)
{
    const int shapes[][2] = {{6, 2}, {40, 12}};
    for (int k = 0; sp_toy_kinds[k]; k++)
        for (int s = 0; s < 2; s++) {
            struct scene scene;
            int n = shapes[s][0], m = shapes[s][1];
            scene_open(&scene, &(struct scene_plan){.toy = sp_toy_kinds[k]->self.name,
                                                    .n = n,
                                                    .m = m,
                                                    .density = 0.2,
                                                    .size = "signed_uniform"});
            struct sp_arena *a = &scene.arena;
            struct sp_net *net = &scene.net;
            ck_assert(sp_bottleneck_is(net));
            fill_random(net);
            struct sp_batch batch = sp_source_batch(a, &scene.source, 100, false);
            struct sp_lanes lanes = sp_lanes_make(3, SP_USE_TEST);
            sp_source_draw(&scene.source, &lanes, &batch);
            sp_real *h = SP_TAKE(a, 100 * m, sp_real);
            double *y = SP_TAKE(a, 100 * n, double), *own = SP_TAKE(a, n, double);
            net->kind->hidden(net, &batch, h);
            sp_bottleneck_outputs(net, h, 100, y);
            bool absolute = strcmp(net->kind->self.name, "absolute") == 0;
            for (int r = 0; r < 100; r++)
                for (int e = batch.start[r]; e < batch.start[r + 1]; e++) {
                    double x = (double)batch.value[e];
                    y[r * n + batch.index[e]] -= absolute ? fabs(x) : x;
                }
            for (int e = 0; e < 100 * n; e++)
                own[e % n] += y[e] * y[e];
            struct sp_tally tally = {.square_error = SP_TAKE(a, n, double)};
            net->kind->tally(net, &batch, &tally);
            for (int i = 0; i < n; i++)
                ck_near(own[i], tally.square_error[i], 1e-5 * own[i]);
            scene_close(&scene);
        }
}
END_TEST

SUITE("evaluate", a_pentagon_has_its_exact_loss,
      an_antipodal_pair_loses_a_third_of_the_squared_density,
      a_dropped_feature_with_its_mean_as_bias_loses_its_variance,
      importance_weighs_the_loss_and_not_the_squared_errors,
      the_standard_error_is_the_spread_over_seeds,
      as_many_examples_are_seen_as_asked_for,
      looking_stops_at_the_first_power_of_two_that_suffices,
      looking_goes_on_for_a_feature_too_rare_to_have_been_on,
      a_loss_that_is_not_finite_is_not_looked_at_for_long,
      a_perfect_net_explains_everything, the_mean_as_a_guess_explains_nothing,
      a_feature_that_does_not_vary_has_no_r2,
      a_perfect_absolute_net_explains_everything,
      absolute_targets_vary_about_their_own_mean,
      rescaled_examples_have_a_loss_but_no_closed_form,
      outputs_have_the_errors_that_nets_count)
