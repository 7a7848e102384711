/* Nets for tests: any kind with any of its settings, parameters and batches by chance,
   and the plain triple loop that says what loss and gradient should be. */
#ifndef SUPERPOSE_TESTS_NETS_H
#define SUPERPOSE_TESTS_NETS_H

#include <math.h>
#include <string.h>

#include "superpose/bottleneck.h"
#include "superpose/fault.h"

extern const struct sp_net_kind sp_toy_linear, sp_toy_relu, sp_toy_relu_hidden,
    sp_toy_absolute, sp_toy_given;

/* A kind with some settings: "key=value" each, NULL ends them. */
struct variant {
    const struct sp_net_kind *kind;
    const char *set[3];
};

static const struct variant variants[] = {
    {&sp_toy_linear, {0}},
    {&sp_toy_linear, {"toy.tied=false", "toy.bias=false"}},
    {&sp_toy_relu, {0}},
    {&sp_toy_relu, {"toy.tied=false"}},
    {&sp_toy_relu, {"toy.bias=false"}},
    {&sp_toy_relu_hidden, {0}},
    {&sp_toy_relu_hidden, {"toy.bias=false"}},
    {&sp_toy_absolute, {0}},
    {&sp_toy_given, {0}},
    {&sp_toy_given, {"toy.tied=false", "given.output=linear"}},
    {&sp_toy_given, {"toy.tied=false"}},
};

enum { VARIANTS = sizeof variants / sizeof *variants };

static inline void *own_settings(struct sp_arena *a, const struct variant *v)
{
    const struct sp_kind *kind = &v->kind->self;
    void *own = sp_arena_take(a, 1, kind->own_size);
    sp_param_defaults(a, kind->own, own);
    for (int i = 0; i < 3 && v->set[i]; i++) {
        char key[64];
        size_t length = strcspn(v->set[i], "=");
        memcpy(key, v->set[i], length);
        key[length] = 0;
        const struct sp_param *row = sp_param_find(kind->own, key);
        sp_require(row && !sp_param_read(a, row, own, v->set[i] + length + 1));
    }
    return own;
}

/* Parameters N(0, 0.5^2 / m) and biases N(0, 0.2^2), importances 0.5 to 1.5. */
static inline struct sp_net random_net(struct sp_arena *a, const struct variant *v,
                                       int n, int m, int rows, uint64_t seed)
{
    struct sp_net net;
    struct sp_rng rng = sp_rng_make(seed, SP_USE_INIT);
    double *importance = SP_TAKE(a, n, double);
    for (int i = 0; i < n; i++)
        importance[i] = 0.5 + sp_rng_uniform(&rng);
    sp_require(!sp_net_open(a, v->kind, n, m, importance, own_settings(a, v), rows,
                            seed, &net));
    for (int k = 0; k < net.arrays; k++) {
        const struct sp_array *array = &net.array[k];
        double deviation = array->role == SP_ROLE_BIAS ? 0.2 : 0.5 / sqrt(m);
        for (size_t i = 0; i < array->rows * array->columns; i++)
            if (array->role != SP_ROLE_GIVEN)
                net.param[array->at + i] = (sp_real)(deviation * sp_rng_normal(&rng));
    }
    return net;
}

/* Features on with probability p, sizes uniform in [-1, 1] or, unsigned, in [0, 1]. */
static inline struct sp_batch random_batch(struct sp_arena *a, int rows, int n,
                                           double p, bool signs, uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_TRAIN);
    struct sp_batch batch = sp_batch_make(a, rows, n, rows * n);
    for (int r = 0; r < rows; r++) {
        int e = batch.start[r];
        for (int i = 0; i < n; i++)
            if (sp_rng_uniform(&rng) < p) {
                double size = sp_rng_open(&rng);
                batch.index[e] = i;
                batch.value[e++] = (sp_real)(signs ? 2 * size - 1 : size);
            }
        batch.start[r + 1] = e;
    }
    return batch;
}

/* The batch in tiles as well, which a slope then reads in place of the list. */
static inline struct sp_batch tiled(struct sp_arena *a, const struct sp_batch *list)
{
    int entries = list->start[list->rows];
    struct sp_batch out = sp_batch_make_tiled(a, list->rows, list->features, entries);
    int *row = SP_TAKE(a, list->rows, int);
    for (int b = 0; b < list->rows; b++)
        row[b] = b;
    sp_batch_gather(list, row, list->rows, &out);
    return out;
}

static inline double product_of(const double *a, const double *b, int m)
{
    double sum = 0;
    for (int k = 0; k < m; k++)
        sum += a[k] * b[k];
    return sum;
}

struct oracle {
    double loss;          /* mean over rows and features */
    double *grad;         /* (count) as net->grad */
    double *square_error; /* (n) sum over rows */
    double loss_square;   /* sum over rows */
};

/* One row, by the formulas and nothing else; x dense, W the parameter block. */
static inline void oracle_row(const struct sp_net *net, const double *W,
                              const double *x, double rows, double *h, double *h_slope,
                              struct oracle *out)
{
    const struct sp_bottleneck_law *law =
        &((const struct sp_bottleneck *)net->own)->law;
    int n = net->n, m = net->m;
    size_t at_b = law->bias ? sp_net_array(net, "b")->at : 0;
    size_t at_out = law->tied ? 0 : sp_net_array(net, "W_out")->at;
    const double *W_out = W + at_out;
    double row_loss = 0;
    for (int k = 0; k < m; k++) {
        h[k] = h_slope[k] = 0;
        for (int j = 0; j < n; j++)
            h[k] += x[j] * W[j * m + k];
        h[k] = law->relu_hidden && h[k] <= 0 ? 0 : h[k];
    }
    for (int i = 0; i < n; i++) {
        double pre = product_of(W_out + i * m, h, m);
        pre += law->bias ? W[at_b + (size_t)i] : 0;
        bool on = !law->relu_output || pre > 0;
        double e = (on ? pre : 0) - (law->absolute ? fabs(x[i]) : x[i]);
        row_loss += net->importance[i] * e * e;
        out->square_error[i] += e * e;
        double s = on ? 2 * net->importance[i] * e / (rows * n) : 0;
        if (law->bias)
            out->grad[at_b + (size_t)i] += s;
        for (int k = 0; k < m; k++) {
            h_slope[k] += s * W_out[i * m + k];
            if (!(law->given && law->tied))
                out->grad[at_out + (size_t)(i * m + k)] += s * h[k];
        }
    }
    for (int j = 0; j < n && !law->given; j++)
        for (int k = 0; k < m; k++)
            if (!law->relu_hidden || h[k] > 0)
                out->grad[j * m + k] += x[j] * h_slope[k];
    out->loss += row_loss / (rows * n);
    out->loss_square += row_loss * row_loss;
}

/* The whole batch with these (count) parameters. */
static inline struct oracle oracle_at(struct sp_arena *a, const struct sp_net *net,
                                      const double *param, const struct sp_batch *batch)
{
    struct oracle out = {.grad = SP_TAKE(a, net->count, double),
                         .square_error = SP_TAKE(a, net->n, double)};
    double *h = SP_TAKE(a, net->m, double), *h_slope = SP_TAKE(a, net->m, double);
    double *x = SP_TAKE(a, net->n, double);
    for (int r = 0; r < batch->rows; r++) {
        memset(x, 0, (size_t)net->n * sizeof *x);
        for (int e = batch->start[r]; e < batch->start[r + 1]; e++)
            x[batch->index[e]] = (double)batch->value[e];
        oracle_row(net, param, x, batch->rows, h, h_slope, &out);
    }
    return out;
}

static inline double *widened(struct sp_arena *a, const sp_real *value, size_t count)
{
    double *out = SP_TAKE(a, count, double);
    for (size_t i = 0; i < count; i++)
        out[i] = (double)value[i];
    return out;
}

/* The same with the parameters that the net has. */
static inline struct oracle oracle_of(struct sp_arena *a, const struct sp_net *net,
                                      const struct sp_batch *batch)
{
    return oracle_at(a, net, widened(a, net->param, net->count), batch);
}

/* max |grad - expected| / max |expected|. */
static inline double gradient_error(const struct sp_net *net, const double *expected)
{
    double worst = 0, scale = 1e-30;
    for (size_t i = 0; i < net->count; i++) {
        worst = fmax(worst, fabs((double)net->grad[i] - expected[i]));
        scale = fmax(scale, fabs(expected[i]));
    }
    return worst / scale;
}

#endif
