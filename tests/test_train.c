/* The trainer, on nets whose loss and gradient are written down here. */
#include <math.h>

#include "suite.h"
#include "superpose/optimizer.h"

enum { SINGLE = sizeof(sp_real) == 4 };

/* A net of one weight, one bias and one given number that plays back a script. */
struct script {
    double loss[4], weight[4], bias[4]; /* of steps 0, 1, .. ; then the last again */
    double (*law)(int step);            /* in place of loss; NULL: none */
    int step;
};

static int open_script(struct sp_arena *a, struct sp_net *net, const void *own,
                       int rows, uint64_t seed)
{
    (void)rows, (void)seed;
    struct script *script = SP_TAKE(a, 1, struct script);
    *script = *(const struct script *)own;
    sp_net_declare(net, "W", SP_ROLE_WEIGHT, 1, 1);
    sp_net_declare(net, "b", SP_ROLE_BIAS, 1, 1);
    sp_net_declare(net, "G", SP_ROLE_GIVEN, 1, 1);
    sp_net_take_block(a, net);
    net->param[0] = 1;
    net->param[1] = -2;
    net->param[2] = 3;
    net->own = script;
    return 0;
}

static double play(struct sp_net *net, const struct sp_batch *batch)
{
    struct script *script = net->own;
    int step = script->step++, place = step < 3 ? step : 3;
    (void)batch;
    net->grad[0] = (sp_real)script->weight[place];
    net->grad[1] = (sp_real)script->bias[place];
    net->grad[2] = 0;
    return script->law ? script->law(step) : script->loss[place];
}

static const struct sp_net_kind scripted = {.open = open_script, .slope = play};

static const struct script steps = {
    .loss = {1, 1, 1, 1}, .weight = {0.5, -0.25, 0.125, 0}, .bias = {4, 0, 1, 0}};

struct stage {
    struct sp_arena arena;
    struct sp_train_settings settings;
    struct sp_net net;
    struct sp_feed feed;
    struct sp_training training;
};

/* Settings are pairs of key and text, ended by NULL. */
static struct stage *set_up(const struct script *script, const char *const *pairs)
{
    static const double importance = 1;
    struct stage *s = calloc(1, sizeof *s);
    sp_param_defaults(&s->arena, sp_train_params, &s->settings);
    for (; pairs && *pairs; pairs += 2) {
        const struct sp_param *row = sp_param_find(sp_train_params, pairs[0]);
        ck_assert_msg(row && !sp_param_read(&s->arena, row, &s->settings, pairs[1]),
                      "%s", pairs[0]);
    }
    sp_net_open(&s->arena, &scripted, 1, 1, &importance, script, 1, 0, &s->net);
    s->feed = (struct sp_feed){.rows = 1, .set = sp_batch_make(&s->arena, 1, 1, 1)};
    return s;
}

static void run(struct stage *s)
{
    s->training =
        sp_train(&s->arena, &s->net, sp_stream_features(&s->feed), &s->settings, NULL);
}

static void tear_down(struct stage *s)
{
    sp_arena_free(&s->arena);
    free(s);
}

#define STAGE(script, ...) set_up(&(script), (const char *const[]){__VA_ARGS__, NULL})

/* The net after three steps, against numbers worked out from the formulas: within a few
   roundings of numbers near 3. */
static void lands_at(struct stage *s, double weight, double bias)
{
    run(s);
    ck_near(s->net.param[0], weight, SINGLE ? 1e-6 : 1e-14);
    ck_near(s->net.param[1], bias, SINGLE ? 1e-6 : 1e-14);
    ck_assert(s->net.param[2] == 3);
    ck_assert(s->training.end == SP_TRAIN_DONE && s->training.steps == 3);
    tear_down(s);
}

START_TEST(sgd_follows_torch)
{
    /* 1 - 0.1 (0.5 + 0.2 + 0.305); -2 - 0.1 (4 + 3.6 + 4.24) */
    lands_at(STAGE(steps, "train.optimizer", "sgd", "train.steps", "3", "train.rate",
                   "0.1", "train.momentum", "0.9", "train.weight_decay", "0"),
             0.8995, -3.184);
    lands_at(STAGE(steps, "train.optimizer", "sgd", "train.steps", "3", "train.rate",
                   "0.1", "train.weight_decay", "0"),
             0.9625, -2.5);
    /* gradients 1, 0.2, 0.52; momenta 1, 1.1, 1.51; of the bias 3, -1.15, -0.2275 */
    lands_at(STAGE(steps, "train.optimizer", "sgd", "train.steps", "3", "train.rate",
                   "0.1", "train.momentum", "0.9", "train.l2", "0.5"),
             0.639, -2 - 0.1 * (3 + 1.55 + 0.9 * 1.55 + 1 - 0.5 * 2.455));
}
END_TEST

START_TEST(adam_follows_torch)
{
    /* Kingma and Ba's algorithm with epsilon 0.01, beyond the corrected root. */
    lands_at(STAGE(steps, "train.optimizer", "adam", "train.steps", "3", "train.rate",
                   "0.1", "train.epsilon", "0.01", "train.weight_decay", "0"),
             0.8429409183195632, -2.2319994824927547);
}
END_TEST

START_TEST(adamw_decays_weights_and_biases_before_its_step)
{
    lands_at(STAGE(steps, "train.steps", "3", "train.rate", "0.1", "train.epsilon",
                   "0.01", "train.weight_decay", "0.5"),
             0.7111735642192872, -1.9336853117168298);
}
END_TEST

START_TEST(the_gradient_is_clipped_by_its_norm)
{
    static const struct script steep = {
        .loss = {1, 1, 1, 1}, .weight = {3}, .bias = {4}};
    lands_at(STAGE(steep, "train.optimizer", "sgd", "train.steps", "3", "train.rate",
                   "1", "train.clip", "0.5"),
             1 - 0.3 * 5 / (5 + 1e-6), -2 - 0.4 * 5 / (5 + 1e-6));
    lands_at(STAGE(steep, "train.optimizer", "sgd", "train.steps", "3", "train.rate",
                   "1", "train.clip", "6"),
             -2, -6);
}
END_TEST

START_TEST(schedules_have_their_closed_forms)
{
    struct stage *s = STAGE(steps, "train.steps", "10");
    static const char *const words[] = {"constant", "linear", "cosine",
                                        "quarter_cosine"};
    const double pi = acos(-1);
    for (int k = 0; k < 4; k++) {
        const struct sp_param *row = sp_param_find(sp_train_params, "train.schedule");
        ck_assert(!sp_param_read(&s->arena, row, &s->settings, words[k]));
        for (int warmup = 0; warmup <= 4; warmup += 4) {
            s->settings.warmup = warmup;
            for (int t = 0; t < warmup; t++)
                ck_near(sp_train_schedule(&s->settings, t), (t + 1) / 4.0, 1e-15);
            for (int t = 0; t < 10 - warmup; t++) {
                double T = 10 - warmup;
                double rates[] = {1, 1 - t / T, 0.5 + 0.5 * cos(pi * t / T),
                                  cos(0.5 * pi * t / (T - 1))};
                ck_near(sp_train_schedule(&s->settings, t + warmup), rates[k], 1e-15);
            }
        }
    }
    s->settings.steps = 1;
    s->settings.warmup = 0;
    ck_near(sp_train_schedule(&s->settings, 0), 1, 0);
    tear_down(s);
}
END_TEST

static double counting(int step)
{
    return step + 1;
}

START_TEST(the_curve_is_the_mean_loss_between_steps_evenly_spaced_in_the_logarithm)
{
    static const struct script script = {.law = counting};
    struct stage *s = STAGE(script, "train.steps", "10000", "train.curve", "5");
    run(s);
    const struct sp_curve *curve = &s->training.curve;
    ck_assert_int_eq(curve->points, 5);
    static const int at[] = {1, 10, 100, 1000, 10000};
    for (int j = 0; j < 5; j++) {
        int before = j ? at[j - 1] : 0;
        ck_assert_int_eq(curve->step[j], at[j]);
        ck_near(curve->loss[j], (before + 1 + at[j]) / 2.0, 1e-9);
    }
    tear_down(s);
}
END_TEST

START_TEST(a_curve_of_more_points_than_steps_has_every_step_it_can)
{
    static const struct script script = {.law = counting};
    for (int steps_taken = 1; steps_taken < 30; steps_taken++)
        for (int points = 1; points < 40; points++) {
            struct stage *s = STAGE(script, "train.rate", "0");
            s->settings.steps = steps_taken;
            s->settings.curve = points;
            run(s);
            const struct sp_curve *curve = &s->training.curve;
            ck_assert(curve->points >= 1 && curve->points <= points);
            for (int j = 1; j < curve->points; j++)
                ck_assert(curve->step[j] > curve->step[j - 1]);
            ck_assert_int_eq(curve->step[curve->points - 1], steps_taken);
            tear_down(s);
        }
}
END_TEST

static double infinite_at_seven(int step)
{
    return step < 6 ? 2 : INFINITY;
}

START_TEST(a_loss_that_is_not_finite_ends_training_with_its_step)
{
    static const struct script script = {.law = infinite_at_seven};
    struct stage *s = STAGE(script, "train.steps", "100", "train.curve", "4");
    run(s);
    ck_assert(s->training.end == SP_TRAIN_DIVERGED);
    ck_assert_int_eq(s->training.steps, 7);
    const struct sp_curve *curve = &s->training.curve;
    ck_assert_int_eq(curve->step[curve->points - 1], 6);
    for (int j = 0; j < curve->points; j++)
        ck_assert(curve->loss[j] == 2);
    sp_real last = s->net.param[0]; /* one more such step changes nothing */
    struct sp_optimizer o = sp_optimizer_make(&s->arena, &s->net, &s->settings);
    ck_assert(!isfinite(sp_train_step(&o, &s->net, sp_stream_features(&s->feed), 7)));
    ck_assert(s->net.param[0] == last && o.power1 == 1);
    tear_down(s);
}
END_TEST

START_TEST(a_parameter_that_is_not_finite_is_divergence_even_under_a_finite_loss)
{
    static const struct script script = {.loss = {1, 1, 1, 1}, .bias = {INFINITY}};
    struct stage *s =
        STAGE(script, "train.steps", "3", "train.curve", "1", "train.optimizer", "sgd");
    run(s);
    ck_assert(s->training.end == SP_TRAIN_DIVERGED);
    tear_down(s);
}
END_TEST

/* 1, 1/2, 1/4, .. over windows of ten steps, and from the sixth on level. */
static double staircase(int step)
{
    return ldexp(1, -(step / 10 < 5 ? step / 10 : 5));
}

START_TEST(training_settles_when_two_windows_agree)
{
    static const struct script script = {.law = staircase};
    struct stage *s = STAGE(script, "train.steps", "1000", "train.settle", "0.4",
                            "train.settle_window", "10");
    run(s);
    ck_assert(s->training.end == SP_TRAIN_SETTLED);
    ck_assert_int_eq(s->training.steps, 70);
    const struct sp_curve *curve = &s->training.curve;
    ck_assert_int_eq(curve->step[curve->points - 1], 70);
    tear_down(s);
    s = STAGE(script, "train.steps", "100", "train.settle", "0.5",
              "train.settle_window", "10");
    run(s);
    ck_assert_int_eq(s->training.steps, 20);
    tear_down(s);
}
END_TEST

START_TEST(training_stops_when_asked_to)
{
    struct stage *s = STAGE(steps, "train.steps", "5");
    const atomic_bool stop = true;
    s->training =
        sp_train(&s->arena, &s->net, sp_stream_features(&s->feed), &s->settings, &stop);
    ck_assert(s->training.end == SP_TRAIN_STOPPED && s->training.steps == 0);
    ck_assert(s->net.param[0] == 1);
    tear_down(s);
}
END_TEST

START_TEST(a_step_allocates_nothing)
{
    size_t taken[2];
    for (int k = 0; k < 2; k++) {
        struct stage *s = STAGE(steps, "train.curve", "3");
        s->settings.steps = k ? 1000 : 10;
        run(s);
        taken[k] = s->arena.taken;
        tear_down(s);
    }
    ck_assert_uint_eq(taken[0], taken[1]);
}
END_TEST

START_TEST(initial_deviations_are_those_of_the_notebook)
{
    static const struct {
        const char *init;
        int instances, n, m;
        double scale;
    } cases[] = {
        {"notebook", 10, 5, 2, 0.258199},    {"notebook", 20, 100, 20, 0.028868},
        {"notebook", 20, 200, 20, 0.021320}, {"xavier", 1, 5, 2, 0.534522},
        {"xavier", 1, 100, 20, 0.129099},    {"normal", 1, 9, 9, 1}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct stage *s = STAGE(steps, "train.init", cases[k].init);
        s->settings.init_instances = cases[k].instances;
        double scale = sp_train_init_scale(&s->settings, cases[k].n, cases[k].m);
        ck_near(scale, cases[k].scale, 1e-6);
        s->settings.init_scale = 0.1;
        ck_near(sp_train_init_scale(&s->settings, cases[k].n, cases[k].m), 0.1 * scale,
                1e-15);
        tear_down(s);
    }
}
END_TEST

static int open_large(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                      uint64_t seed)
{
    (void)own, (void)rows, (void)seed;
    sp_net_declare(net, "W", SP_ROLE_WEIGHT, (size_t)net->n, (size_t)net->m);
    sp_net_declare(net, "b", SP_ROLE_BIAS, (size_t)net->n, 1);
    sp_net_declare(net, "G", SP_ROLE_GIVEN, 1, 1);
    sp_net_take_block(a, net);
    return 0;
}

START_TEST(initial_parameters_have_their_deviation_and_are_a_function_of_the_seed)
{
    static const struct sp_net_kind large = {.open = open_large};
    struct stage *s = STAGE(steps, "train.init", "normal", "train.init_scale", "2",
                            "train.bias_init", "normal", "train.bias_scale", "0.5");
    struct sp_net net, same, other;
    sp_net_open(&s->arena, &large, 10000, 1, NULL, NULL, 1, 0, &net);
    sp_net_open(&s->arena, &large, 10000, 1, NULL, NULL, 1, 0, &same);
    sp_net_open(&s->arena, &large, 10000, 1, NULL, NULL, 1, 0, &other);
    sp_train_init(&net, &s->settings, 7);
    sp_train_init(&same, &s->settings, 7);
    sp_train_init(&other, &s->settings, 8);
    double square[2] = {0}, differ = 0;
    for (size_t i = 0; i < 20000; i++) {
        square[i / 10000] += (double)net.param[i] * (double)net.param[i];
        ck_assert(net.param[i] == same.param[i]);
        differ += net.param[i] != other.param[i];
    }
    /* Four standard errors of a variance over 10,000 draws: 4 sqrt(2 / 10^4) = 0.057.
     */
    ck_near(square[0] / 10000 / 4, 1, 0.057);
    ck_near(square[1] / 10000 / 0.25, 1, 0.057);
    ck_assert(net.param[20000] == 0 && differ > 19990);
    tear_down(s);
}
END_TEST

static void contradicts(const char *key, const char *text, const char *other,
                        const char *more, int code)
{
    struct stage *s = STAGE(steps, key, text, other, more);
    ck_assert_int_eq(sp_train_check("train", &s->settings), code);
    tear_down(s);
}

START_TEST(settings_that_contradict_each_other_are_refused)
{
    contradicts("train.steps", "10", "train.warmup", "11", -1);
    contradicts("train.steps", "10", "train.warmup", "10", 0);
    contradicts("train.steps", "1999", "train.settle", "0.1", -1);
    contradicts("train.steps", "2000", "train.settle", "0.1", 0);
    contradicts("train.optimizer", "adam", "train.weight_decay", "0.1", -1);
    contradicts("train.optimizer", "adam", "train.l2", "0.1", 0);
    contradicts("train.optimizer", "adamw", "train.weight_decay", "0.1", 0);
}
END_TEST

SUITE("train", sgd_follows_torch, adam_follows_torch,
      adamw_decays_weights_and_biases_before_its_step,
      the_gradient_is_clipped_by_its_norm, schedules_have_their_closed_forms,
      the_curve_is_the_mean_loss_between_steps_evenly_spaced_in_the_logarithm,
      a_curve_of_more_points_than_steps_has_every_step_it_can,
      a_loss_that_is_not_finite_ends_training_with_its_step,
      a_parameter_that_is_not_finite_is_divergence_even_under_a_finite_loss,
      training_settles_when_two_windows_agree, training_stops_when_asked_to,
      a_step_allocates_nothing, initial_deviations_are_those_of_the_notebook,
      initial_parameters_have_their_deviation_and_are_a_function_of_the_seed,
      settings_that_contradict_each_other_are_refused)
