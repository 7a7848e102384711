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

struct sp_optimizer sp_optimizer_make(struct sp_arena *a, const struct sp_net *net,
                                      const struct sp_train_settings *settings)
{
    bool moments = settings->optimizer != SP_SGD;
    return (struct sp_optimizer){
        .settings = settings,
        .power1 = 1,
        .power2 = 1,
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

static void step_adam(const struct sp_optimizer *o, struct sp_net *net, double rate,
                      size_t at, size_t end)
{
    const struct sp_train_settings *s = o->settings;
    double decay = s->optimizer == SP_ADAMW ? rate * s->weight_decay : 0;
    sp_real shrink = (sp_real)(1 - decay), epsilon = (sp_real)s->epsilon;
    sp_real b1 = (sp_real)s->beta1, new1 = (sp_real)(1 - s->beta1);
    sp_real b2 = (sp_real)s->beta2, new2 = (sp_real)(1 - s->beta2);
    sp_real by = (sp_real)(rate / (1 - o->power1));
    sp_real root = (sp_real)(1 / sqrt(1 - o->power2));
    sp_real *restrict p = net->param, *restrict m = o->first, *restrict v = o->second;
    const sp_real *restrict g = net->grad;
    for (size_t i = at; i < end; i++) {
        m[i] = b1 * m[i] + new1 * g[i];
        v[i] = b2 * v[i] + new2 * (g[i] * g[i]);
        p[i] = shrink * p[i] - by * (m[i] / (sp_sqrt(v[i]) * root + epsilon));
    }
}

static double dot(const sp_real *a, const sp_real *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

/* Takes from the gradient of each row what would change its norm. */
static void project_rows(struct sp_net *net, const struct sp_array *array)
{
    for (size_t row = 0; row < array->rows; row++) {
        const sp_real *u = net->param + array->at + row * array->columns;
        sp_real *g = net->grad + array->at + row * array->columns;
        sp_real along = (sp_real)dot(g, u, array->columns);
        for (size_t i = 0; i < array->columns; i++)
            g[i] -= along * u[i];
    }
}

/* A row of zeros has no direction and stays. */
static void rescale_rows(struct sp_net *net, const struct sp_array *array)
{
    for (size_t row = 0; row < array->rows; row++) {
        sp_real *u = net->param + array->at + row * array->columns;
        double norm = sqrt(dot(u, u, array->columns));
        for (size_t i = 0; i < array->columns && norm > 0; i++)
            u[i] = (sp_real)((double)u[i] / norm);
    }
}

/* Does this to every array whose rows keep their norm. */
static void each_unit(struct sp_net *net,
                      void (*act)(struct sp_net *net, const struct sp_array *array))
{
    for (int k = 0; k < net->arrays; k++)
        if (net->array[k].role == SP_ROLE_UNIT)
            act(net, &net->array[k]);
}

static bool is_given(const struct sp_net *net, int array)
{
    return net->array[array].role == SP_ROLE_GIVEN;
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

/* Arrays that follow each other take their step as one. */
static void step_arrays(struct sp_optimizer *optimizer, struct sp_net *net, double rate)
{
    for (int k = 0, first = 0; k < net->arrays; first = k) {
        while (k < net->arrays && is_given(net, k) == is_given(net, first))
            k++;
        size_t at = net->array[first].at;
        size_t end = k < net->arrays ? net->array[k].at : net->count;
        if (is_given(net, first))
            continue;
        if (optimizer->settings->optimizer == SP_SGD)
            step_sgd(optimizer, net, rate, at, end);
        else
            step_adam(optimizer, net, rate, at, end);
    }
}

void sp_optimizer_step(struct sp_optimizer *optimizer, struct sp_net *net, double rate)
{
    const struct sp_train_settings *s = optimizer->settings;
    optimizer->power1 *= s->beta1;
    optimizer->power2 *= s->beta2;
    each_unit(net, project_rows);
    if (s->clip > 0)
        clip(net->grad, net->count, s->clip);
    if (s->l2 != 0)
        add_l2(net, s->l2);
    step_arrays(optimizer, net, rate);
    each_unit(net, rescale_rows);
}
