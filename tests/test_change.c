/* How much the end of training still changed the loss, where that is known on paper. */
#include <math.h>

#include "suite.h"
#include "superpose/train.h"

/* The loss is w^2; a number of the kind's own counts slopes. */
static int open_square(struct sp_arena *a, struct sp_net *net, const void *own,
                       int rows, uint64_t seed)
{
    (void)own, (void)rows, (void)seed;
    sp_net_declare(net, "W", SP_ROLE_WEIGHT, 1, 1);
    sp_net_declare(net, "G", SP_ROLE_GIVEN, 1, 1);
    sp_net_take_block(a, net);
    net->param[0] = 1;
    return 0;
}

static double slope(struct sp_net *net, const struct sp_batch *batch)
{
    (void)batch;
    net->grad[0] = 2 * net->param[0];
    net->param[1] += 1;
    return net->param[0] * net->param[0];
}

static const struct sp_net_kind square = {.open = open_square, .slope = slope};

struct trial {
    struct sp_arena arena;
    struct sp_net net;
    struct sp_train_settings settings;
};

static struct sp_training train(struct trial *t, int steps, double rate)
{
    static const double importance = 1;
    sp_param_defaults(&t->arena, sp_train_params, &t->settings);
    t->settings.optimizer = 0; /* sgd: w becomes (1 - 2 rate) w */
    t->settings.steps = steps;
    t->settings.rate = rate;
    sp_net_open(&t->arena, &square, 1, 1, &importance, NULL, 1, 0, &t->net);
    struct sp_feed feed = {.rows = 1, .set = sp_batch_make(&t->arena, 1, 1, 1)};
    return sp_train(&t->arena, &t->net, sp_stream_features(&feed), &t->settings, NULL);
}

START_TEST(the_change_is_that_of_the_last_fifth_of_the_steps)
{
    static const int steps[] = {10, 11, 14, 1000};
    for (int k = 0; k < 4; k++) {
        struct trial t = {0};
        double rate = k == 3 ? 1e-3 : 0.1, by = 1 - 2 * rate;
        int last = steps[k] - steps[k] / 5 * 4;
        struct sp_training training = train(&t, steps[k], rate);
        ck_near(training.change, pow(by, 2 * last) - 1, 1e-4);
        ck_near(t.net.param[0], pow(by, steps[k]), 1e-4);
        ck_assert(t.net.param[1] == steps[k]); /* looking left no trace */
        sp_arena_free(&t.arena);
    }
}
END_TEST

/* w^2 goes from 1 to 0.8^80 = 1.8e-8, below a hundredth of what it was. */
START_TEST(a_loss_that_has_vanished_changes_no_more)
{
    struct trial t = {0};
    double change = train(&t, 40, 0.1).change;
    ck_assert(change < 0);
    ck_near(change, (pow(0.8, 80) - pow(0.8, 64)) / 0.01, 1e-7);
    sp_arena_free(&t.arena);
}
END_TEST

START_TEST(what_learns_nothing_has_no_change)
{
    struct trial t = {0};
    ck_assert(train(&t, 50, 0).change == 0);
    sp_arena_free(&t.arena);
}
END_TEST

START_TEST(a_training_that_ended_by_itself_has_none)
{
    struct trial t = {0};
    ck_assert(isnan(train(&t, 3000, 2).change)); /* w becomes -3 w */
    sp_arena_free(&t.arena);
}
END_TEST

SUITE("change", the_change_is_that_of_the_last_fifth_of_the_steps,
      a_loss_that_has_vanished_changes_no_more, what_learns_nothing_has_no_change,
      a_training_that_ended_by_itself_has_none)
