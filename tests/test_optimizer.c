/* The update rules over blocks of many ranges, with and without threads that help. */
#include "superpose/optimizer.h"

#include <pthread.h>
#include <string.h>

#include "suite.h"
#include "superpose/crew.h"

enum { COUNT = 100003, GIVEN = 40000, STEPS = 3 };

/* Two arrays, the first of which is given or not. */
static struct sp_net net_of(struct sp_arena *a, bool given)
{
    struct sp_net net = {.n = COUNT, .m = 1};
    struct sp_rng rng = sp_rng_make(1, SP_USE_TEST);
    sp_net_declare(&net, "W", given ? SP_ROLE_GIVEN : SP_ROLE_WEIGHT, GIVEN, 1);
    sp_net_declare(&net, "b", SP_ROLE_BIAS, COUNT - GIVEN, 1);
    sp_net_take_block(a, &net);
    for (int i = 0; i < COUNT; i++) {
        net.param[i] = (sp_real)sp_rng_normal(&rng);
        net.grad[i] = (sp_real)sp_rng_normal(&rng);
    }
    return net;
}

/* One parameter after STEPS steps along the same gradient, by the formulas alone. */
static double by_hand(const struct sp_train_settings *s, double p, double grad)
{
    double m = 0, v = 0;
    for (int t = 1; t <= STEPS; t++) {
        double g = grad + s->l2 * p;
        if (s->optimizer == SP_SGD) {
            m = s->momentum * m + g;
            p -= s->rate * m;
            continue;
        }
        m = s->beta1 * m + (1 - s->beta1) * g;
        v = s->beta2 * v + (1 - s->beta2) * g * g;
        if (s->optimizer == SP_ADAMW)
            p *= 1 - s->rate * s->weight_decay;
        double mean = m / (1 - pow(s->beta1, t)),
               root = sqrt(v / (1 - pow(s->beta2, t)));
        p -= s->rate * mean / (root + s->epsilon);
    }
    return p;
}

static struct sp_train_settings settings_of(int optimizer)
{
    return (struct sp_train_settings){.optimizer = optimizer,
                                      .rate = 0.01,
                                      .momentum = 0.5,
                                      .beta1 = 0.9,
                                      .beta2 = 0.99,
                                      .epsilon = 1e-3,
                                      .weight_decay = 0.1,
                                      .l2 = 0.03};
}

/* STEPS steps along the gradient that the net has. */
static void train(struct sp_arena *a, struct sp_net *net,
                  const struct sp_train_settings *settings)
{
    struct sp_optimizer optimizer = sp_optimizer_make(a, net, settings);
    sp_real *grad = SP_TAKE(a, COUNT, sp_real);
    memcpy(grad, net->grad, COUNT * sizeof *grad);
    for (int t = 0; t < STEPS; t++) {
        memcpy(net->grad, grad, COUNT * sizeof *grad);
        sp_optimizer_step(&optimizer, net, settings->rate);
    }
}

START_TEST(every_parameter_goes_by_the_formulas_and_what_is_given_stays)
{
    for (int optimizer = SP_SGD; optimizer <= SP_ADAMW; optimizer++)
        for (int given = 0; given < 2; given++) {
            struct sp_arena a = {0};
            struct sp_train_settings settings = settings_of(optimizer);
            struct sp_net net = net_of(&a, given), before = net_of(&a, given);
            train(&a, &net, &settings);
            for (int i = 0; i < COUNT; i++) {
                double p = (double)before.param[i];
                if (!given || i >= GIVEN)
                    p = by_hand(&settings, p, (double)before.grad[i]);
                ck_near(net.param[i], p, sizeof(sp_real) == 4 ? 2e-6 : 1e-14);
            }
            sp_arena_free(&a);
        }
}
END_TEST

static void *help(void *crew)
{
    return sp_crew_help(crew) ? crew : NULL;
}

START_TEST(helpers_do_not_change_a_bit)
{
    for (int optimizer = SP_SGD; optimizer <= SP_ADAMW; optimizer++) {
        struct sp_arena a = {0};
        struct sp_crew crew = {0};
        pthread_t thread;
        struct sp_train_settings settings = settings_of(optimizer);
        struct sp_net alone = net_of(&a, true), helped = net_of(&a, true);
        train(&a, &alone, &settings);
        sp_crew_open(&crew);
        ck_assert(!pthread_create(&thread, NULL, help, &crew));
        while (sp_crew_helpers(&crew) < 1)
            continue;
        helped.crew = &crew;
        train(&a, &helped, &settings);
        sp_crew_close(&crew);
        ck_assert(!pthread_join(thread, NULL));
        ck_assert(!memcmp(alone.param, helped.param, COUNT * sizeof *alone.param));
        sp_arena_free(&a);
    }
}
END_TEST

SUITE("optimizer", every_parameter_goes_by_the_formulas_and_what_is_given_stays,
      helpers_do_not_change_a_bit)
