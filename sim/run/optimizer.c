/* The update rules, as torch.optim states them.  With g the gradient, t = 1, 2, ..:

       sgd     m = mu m + g     p -= rate m
       adam    m = b1 m + (1 - b1) g             v = b2 v + (1 - b2) g^2
               p -= rate / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + epsilon)
       adamw   p *= 1 - rate decay, then as adam

   Rows u of norm 1 that are to keep it (SP_ROLE_UNIT) lose the part of their gradient
   along themselves before anything else sees it, and are rescaled after the step:

       g -= (g . u) u     then any of the three     then u /= |u|

   Kingma and Ba 2015, algorithm 1 (epsilon outside the corrected root); Loshchilov and
   Hutter 2019, algorithm 2, with decay in units of the rate and on biases too, as torch
   does; Sutskever et al. 2013 for momentum without their scaling by the rate; Bricken
   et al. 2023 (Towards Monosemanticity), on autoencoders, for rows of norm 1. */
#include "superpose/optimizer.h"

#include "superpose/update.h"

struct sp_optimizer sp_optimizer_make(struct sp_arena *a, const struct sp_net *net,
                                      const struct sp_train_settings *settings)
{
    bool moments = settings->optimizer != SP_SGD;
    return (struct sp_optimizer){
        .settings = settings,
        .power1 = 1,
        .power2 = 1,
        .update = sp_update_best(),
        .first = SP_TAKE(a, net->count, sp_real),
        .second = moments ? SP_TAKE(a, net->count, sp_real) : NULL,
    };
}

/* Scales the gradient down to Euclidean norm `most`, as torch's clip_grad_norm_. */
static void clip(sp_real *grad, size_t count, double most)
{
    double square = 0;
    for (size_t i = 0; i < count; i++)
        square += (double)grad[i] * (double)grad[i];
    double by = most / (sqrt(square) + 1e-6);
    if (by < 1)
        for (size_t i = 0; i < count; i++)
            grad[i] *= (sp_real)by;
}

/* Biases and weights between `at` and `end` of the block. */
static void step_sgd(const struct sp_optimizer *o, struct sp_net *net, double rate,
                     size_t at, size_t end)
{
    sp_real keep = (sp_real)o->settings->momentum, by = (sp_real)rate;
    sp_real *restrict p = net->param, *restrict m = o->first;
    const sp_real *restrict g = net->grad;
    for (size_t i = at; i < end; i++) {
        m[i] = keep * m[i] + g[i];
        p[i] -= by * m[i];
    }
}

static struct sp_adam adam_of(const struct sp_optimizer *o, double rate)
{
    const struct sp_train_settings *s = o->settings;
    double decay = s->optimizer == SP_ADAMW ? rate * s->weight_decay : 0;
    return (struct sp_adam){.b1 = (sp_real)s->beta1,
                            .new1 = (sp_real)(1 - s->beta1),
                            .b2 = (sp_real)s->beta2,
                            .new2 = (sp_real)(1 - s->beta2),
                            .shrink = (sp_real)(1 - decay),
                            .by = (sp_real)(rate / (1 - o->power1)),
                            .root = (sp_real)(1 / sqrt(1 - o->power2)),
                            .epsilon = (sp_real)s->epsilon};
}

static void step_range(const struct sp_optimizer *o, struct sp_net *net, double rate,
                       size_t at, size_t end)
{
    if (o->settings->optimizer == SP_SGD) {
        step_sgd(o, net, rate, at, end);
        return;
    }
    struct sp_adam adam = adam_of(o, rate);
    o->update->adam(&adam, end - at, net->grad + at, o->first + at, o->second + at,
                    net->param + at);
}

/* Takes from the gradients of rows of norm 1 what would change it. */
static void project(const struct sp_optimizer *o, struct sp_net *net)
{
    for (int k = 0; k < net->arrays; k++) {
        const struct sp_array *array = &net->array[k];
        if (array->role == SP_ROLE_UNIT)
            o->update->project(array->rows, array->columns, net->param + array->at,
                               net->grad + array->at);
    }
}

/* A few rows at a time, so that they are still in cache when they are rescaled; they
   are projected already where a limit of the gradient had to know. */
static void step_unit(const struct sp_optimizer *o, struct sp_net *net, double rate,
                      const struct sp_array *array, bool projected)
{
    size_t columns = array->columns, some = 1 + 1024 / columns;
    for (size_t row = 0; row < array->rows; row += some) {
        size_t rows = array->rows - row < some ? array->rows - row : some;
        size_t at = array->at + row * columns;
        if (!projected)
            o->update->project(rows, columns, net->param + at, net->grad + at);
        step_range(o, net, rate, at, at + rows * columns);
        o->update->rescale(rows, columns, net->param + at);
    }
}

/* Not to rows of norm 1, for which it would be along themselves. */
static void add_l2(struct sp_net *net, double l2)
{
    for (int k = 0; k < net->arrays; k++) {
        const struct sp_array *array = &net->array[k];
        size_t end = array->at + array->rows * array->columns;
        if (array->role == SP_ROLE_GIVEN || array->role == SP_ROLE_UNIT)
            continue;
        for (size_t i = array->at; i < end; i++)
            net->grad[i] += (sp_real)l2 * net->param[i];
    }
}

void sp_optimizer_step(struct sp_optimizer *optimizer, struct sp_net *net, double rate)
{
    const struct sp_train_settings *s = optimizer->settings;
    optimizer->power1 *= s->beta1;
    optimizer->power2 *= s->beta2;
    if (s->clip > 0) {
        project(optimizer, net);
        clip(net->grad, net->count, s->clip);
    }
    if (s->l2 != 0)
        add_l2(net, s->l2);
    for (int k = 0; k < net->arrays; k++) {
        const struct sp_array *array = &net->array[k];
        if (array->role == SP_ROLE_UNIT)
            step_unit(optimizer, net, rate, array, s->clip > 0);
        else if (array->role != SP_ROLE_GIVEN)
            step_range(optimizer, net, rate, array->at,
                       array->at + array->rows * array->columns);
    }
}
