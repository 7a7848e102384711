/* The update rules over blocks of many ranges, with and without threads that help. */
#include "superpose/optimizer.h"

#include <pthread.h>
#include <string.h>

#include "suite.h"
#include "superpose/crew.h"
#include "superpose/update.h"

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

enum { ROWS = 7, WIDTH = 13, MORE = 5, CELLS = ROWS * WIDTH + MORE };

/* ROWS rows of norm 1 and MORE free numbers; the gradient is large, so that it is
   clipped where there is a limit. */
static struct sp_net unit_net(struct sp_arena *a)
{
    struct sp_net net = {.n = ROWS, .m = WIDTH};
    struct sp_rng rng = sp_rng_make(2, SP_USE_TEST);
    sp_net_declare(&net, "D", SP_ROLE_UNIT, ROWS, WIDTH);
    sp_net_declare(&net, "b", SP_ROLE_BIAS, MORE, 1);
    sp_net_take_block(a, &net);
    for (int i = 0; i < CELLS; i++) {
        net.param[i] = (sp_real)sp_rng_normal(&rng);
        net.grad[i] = (sp_real)(3 * sp_rng_normal(&rng));
    }
    for (int row = 0; row < ROWS; row++) {
        sp_real *u = net.param + row * WIDTH;
        double square = 0;
        for (int i = 0; i < WIDTH; i++)
            square += (double)u[i] * (double)u[i];
        for (int i = 0; i < WIDTH; i++)
            u[i] = (sp_real)((double)u[i] / sqrt(square));
    }
    return net;
}

static double product(const double *a, const double *b)
{
    double sum = 0;
    for (int i = 0; i < WIDTH; i++)
        sum += a[i] * b[i];
    return sum;
}

/* The same in double, from what is promised alone: project, clip, step, rescale. */
struct by_rows {
    double p[CELLS], g[CELLS], m[CELLS], v[CELLS];
};

static void clip_by_rows(struct by_rows *o, double most)
{
    double square = 0;
    for (int row = 0; row < ROWS; row++) {
        double *g = o->g + row * WIDTH, *u = o->p + row * WIDTH;
        double along = product(g, u);
        for (int i = 0; i < WIDTH; i++)
            g[i] -= along * u[i];
    }
    for (int i = 0; i < CELLS; i++)
        square += o->g[i] * o->g[i];
    for (int i = 0; i < CELLS && most > 0; i++)
        o->g[i] *= fmin(1, most / (sqrt(square) + 1e-6));
}

static void step_by_rows(const struct sp_train_settings *s, struct by_rows *o, int t)
{
    for (int i = 0; i < CELLS; i++) {
        double g = o->g[i] + (i < ROWS * WIDTH ? 0 : s->l2 * o->p[i]);
        if (s->optimizer == SP_SGD) {
            o->m[i] = s->momentum * o->m[i] + g;
            o->p[i] -= s->rate * o->m[i];
            continue;
        }
        o->m[i] = s->beta1 * o->m[i] + (1 - s->beta1) * g;
        o->v[i] = s->beta2 * o->v[i] + (1 - s->beta2) * g * g;
        double root = sqrt(o->v[i] / (1 - pow(s->beta2, t))) + s->epsilon;
        double decay = s->optimizer == SP_ADAMW ? s->rate * s->weight_decay : 0;
        o->p[i] =
            (1 - decay) * o->p[i] - s->rate * o->m[i] / (1 - pow(s->beta1, t)) / root;
    }
    for (int row = 0; row < ROWS; row++) {
        double *u = o->p + row * WIDTH, norm = sqrt(product(u, u));
        for (int i = 0; i < WIDTH; i++)
            u[i] /= norm;
    }
}

/* STEPS steps of both along the gradient that the net has. */
static void compare_by_rows(const struct sp_train_settings *settings)
{
    struct sp_arena a = {0};
    struct sp_net net = unit_net(&a), start = unit_net(&a);
    struct sp_optimizer optimizer = sp_optimizer_make(&a, &net, settings);
    struct by_rows o = {0};
    for (int i = 0; i < CELLS; i++)
        o.p[i] = (double)start.param[i];
    for (int t = 1; t <= STEPS; t++) {
        for (int i = 0; i < CELLS; i++) {
            o.g[i] = (double)start.grad[i];
            net.grad[i] = start.grad[i];
        }
        clip_by_rows(&o, settings->clip);
        step_by_rows(settings, &o, t);
        sp_optimizer_step(&optimizer, &net, settings->rate);
    }
    for (int i = 0; i < CELLS; i++)
        ck_near(net.param[i], o.p[i], sizeof(sp_real) == 4 ? 2e-6 : 1e-14);
    sp_arena_free(&a);
}

START_TEST(rows_of_norm_one_lose_what_is_along_them_and_keep_their_norm)
{
    for (int optimizer = SP_SGD; optimizer <= SP_ADAMW; optimizer++)
        for (int clipped = 0; clipped < 2; clipped++) {
            struct sp_train_settings settings = settings_of(optimizer);
            settings.clip = clipped ? 2 : 0;
            compare_by_rows(&settings);
        }
}
END_TEST

START_TEST(a_row_of_zeros_stays_finite)
{
    struct sp_arena a = {0};
    struct sp_train_settings settings = settings_of(SP_SGD);
    struct sp_net net = unit_net(&a);
    struct sp_optimizer optimizer = sp_optimizer_make(&a, &net, &settings);
    memset(net.param, 0, CELLS * sizeof *net.param);
    memset(net.grad, 0, CELLS * sizeof *net.grad);
    sp_optimizer_step(&optimizer, &net, settings.rate);
    for (int i = 0; i < CELLS; i++)
        ck_assert(net.param[i] == 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(every_instruction_set_gives_the_same_bits)
{
    static const char *const names[] = {"plain", "avx2", "avx512"};
    const struct sp_adam adam = {.b1 = (sp_real)0.9,
                                 .new1 = (sp_real)0.1,
                                 .b2 = (sp_real)0.99,
                                 .new2 = (sp_real)0.01,
                                 .shrink = 1,
                                 .by = (sp_real)0.01,
                                 .root = 2,
                                 .epsilon = (sp_real)1e-8};
    struct sp_arena a = {0};
    struct sp_net net[3];
    for (int k = 0; k < 3; k++) {
        const struct sp_update *update = sp_update_named(names[k]);
        sp_real moment[2][CELLS] = {{0}};
        net[k] = unit_net(&a);
        if (!update)
            continue;
        update->project(ROWS, WIDTH, net[k].param, net[k].grad);
        update->adam(&adam, CELLS, net[k].grad, moment[0], moment[1], net[k].param);
        update->rescale(ROWS, WIDTH, net[k].param);
        ck_assert(!memcmp(net[k].param, net[0].param, CELLS * sizeof(sp_real)));
        ck_assert(!memcmp(net[k].grad, net[0].grad, CELLS * sizeof(sp_real)));
    }
    sp_arena_free(&a);
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
      rows_of_norm_one_lose_what_is_along_them_and_keep_their_norm,
      a_row_of_zeros_stays_finite, every_instruction_set_gives_the_same_bits,
      helpers_do_not_change_a_bit)
