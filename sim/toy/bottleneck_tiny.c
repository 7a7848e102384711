/* A bottleneck net small enough for the kernels of tiny.h: batches in tiles, sums of
   the gradient in lanes.  Rows with no active feature are all alike and counted at
   once. */
#include <string.h>

#include "bottleneck_inside.h"
#include "superpose/fault.h"

struct sp_bottleneck_tiny {
    struct sp_tiny t;
    const struct sp_tiny_kernels *kernels;
    const struct sp_bottleneck_law *law;
    int most;      /* rows a batch may have */
    sp_real *tile; /* (n, SP_TILE) one tile of a batch that comes as a list */
};

bool sp_bottleneck_is_tiny(const struct sp_net *net)
{
    return net->m <= SP_TINY_HIDDEN && (double)net->n * net->m * net->m <= SP_TINY_SIZE;
}

struct sp_bottleneck_tiny *sp_bottleneck_open_tiny(struct sp_arena *a,
                                                   const struct sp_net *net,
                                                   const struct sp_bottleneck_law *law,
                                                   int rows)
{
    struct sp_bottleneck_tiny *tiny = SP_TAKE(a, 1, struct sp_bottleneck_tiny);
    size_t n = (size_t)net->n, m = (size_t)net->m, sums = n * m * SP_HALF;
    sp_real *weight = SP_TAKE(a, n, sp_real), *none = SP_TAKE(a, n, sp_real);
    struct sp_tiny *t = &tiny->t;
    *t = (struct sp_tiny){.n = net->n,
                          .m = net->m,
                          .relu_hidden = law->relu_hidden,
                          .relu_output = law->relu_output,
                          .absolute = law->absolute,
                          .tied = law->tied,
                          .given = law->given,
                          .in = sp_net_values(net, "W"),
                          .bias = law->bias ? sp_net_values(net, "b") : none,
                          .weight = weight,
                          .in_slope = SP_TAKE(a, sums, sp_real),
                          .bias_slope = SP_TAKE(a, n * SP_HALF, sp_real)};
    t->out = law->tied ? t->in : sp_net_values(net, "W_out");
    t->out_slope = law->tied ? t->in_slope : SP_TAKE(a, sums, sp_real);
    t->delta = SP_TAKE(a, SP_TINY_TILES * n * SP_TILE, sp_real);
    t->hidden = SP_TAKE(a, SP_TINY_TILES * m * SP_TILE, sp_real);
    t->hidden_slope = SP_TAKE(a, SP_TINY_TILES * m * SP_TILE, sp_real);
    for (size_t i = 0; i < n; i++)
        weight[i] = (sp_real)net->importance[i];
    tiny->kernels = sp_tiny_best();
    tiny->law = law;
    tiny->most = rows;
    tiny->tile = SP_TAKE(a, n * SP_TILE, sp_real);
    return tiny;
}

void sp_bottleneck_use_tiny(struct sp_bottleneck_tiny *tiny,
                            const struct sp_tiny_kernels *kernels)
{
    tiny->kernels = kernels;
}

/* Fills the tile with the next rows of a list that have an entry, from *row on; gives
   how many there are. */
static int next_tile(struct sp_bottleneck_tiny *tiny, const struct sp_batch *batch,
                     int *row)
{
    int lanes = 0;
    memset(tiny->tile, 0, (size_t)tiny->t.n * SP_TILE * sizeof *tiny->tile);
    for (; *row < batch->rows && lanes < SP_TILE; ++*row) {
        int e = batch->start[*row], end = batch->start[*row + 1];
        for (; e < end; e++)
            tiny->tile[batch->index[e] * SP_TILE + lanes] = batch->value[e];
        lanes += batch->start[*row] < end;
    }
    return lanes;
}

/* Adds the rows that have an entry to the sums; gives their loss, and their number. */
static double add_rows(struct sp_bottleneck_tiny *tiny, const struct sp_batch *batch,
                       int *active)
{
    if (batch->tile) {
        *active = batch->active;
        return tiny->kernels->slope(&tiny->t, batch->tile, batch->active);
    }
    double loss = 0;
    *active = 0;
    for (int row = 0; row < batch->rows;) {
        int lanes = next_tile(tiny, batch, &row);
        loss += tiny->kernels->slope(&tiny->t, tiny->tile, lanes);
        *active += lanes;
    }
    return loss;
}

/* Sums become net->grad; what is given keeps the zeros it was opened with. */
static void write_gradient(const struct sp_tiny *t, struct sp_net *net, sp_real scale)
{
    for (int k = 0; k < net->arrays; k++) {
        const struct sp_array *array = &net->array[k];
        const sp_real *sums = k ? t->out_slope : t->in_slope;
        if (array->role == SP_ROLE_BIAS)
            sums = t->bias_slope;
        if (array->role == SP_ROLE_GIVEN)
            continue;
        for (size_t i = 0; i < array->rows * array->columns; i++)
            net->grad[array->at + i] = scale * sp_sum_lanes(sums + i * SP_HALF);
    }
}

double sp_bottleneck_slope_tiny(struct sp_bottleneck_tiny *tiny, struct sp_net *net,
                                const struct sp_batch *batch)
{
    const struct sp_tiny *t = &tiny->t;
    size_t n = (size_t)t->n, sums = n * (size_t)t->m * SP_HALF;
    int active;
    sp_require(batch->rows <= tiny->most);
    memset(t->bias_slope, 0, n * SP_HALF * sizeof *t->bias_slope);
    memset(t->in_slope, 0, sums * sizeof *t->in_slope);
    if (!t->tied)
        memset(t->out_slope, 0, sums * sizeof *t->out_slope);
    double loss = add_rows(tiny, batch, &active);
    loss += sp_empty_slope(tiny->law, t->bias, t->weight, 0, t->n, batch->rows - active,
                           0, t->bias_slope);
    double terms = (double)batch->rows * net->n;
    write_gradient(t, net, (sp_real)(2 / terms));
    return loss / terms;
}

static void tally_tile(const struct sp_bottleneck_tiny *tiny, const struct sp_net *net,
                       const sp_real *tile, int active, struct sp_tally *out)
{
    double loss[SP_TILE] = {0};
    tiny->kernels->errors(&tiny->t, tile, active);
    for (int i = 0; i < net->n; i++)
        sp_add_errors(net, i, tiny->t.delta + i * SP_TILE, active, loss, out);
    for (int s = 0; s < active; s++) {
        out->loss += loss[s];
        out->loss_square += loss[s] * loss[s];
    }
}

void sp_bottleneck_tally_tiny(struct sp_bottleneck_tiny *tiny, const struct sp_net *net,
                              const struct sp_batch *batch, struct sp_tally *out)
{
    int active = 0;
    if (batch->tile) {
        for (; active < batch->active; active += SP_TILE) {
            int left = batch->active - active;
            tally_tile(tiny, net, batch->tile + (size_t)active * (size_t)net->n,
                       left < SP_TILE ? left : SP_TILE, out);
        }
        active = batch->active;
    } else {
        for (int row = 0; row < batch->rows;) {
            int lanes = next_tile(tiny, batch, &row);
            tally_tile(tiny, net, tiny->tile, lanes, out);
            active += lanes;
        }
    }
    sp_empty_tally(tiny->law, net, tiny->t.bias, batch->rows - active, out);
    out->rows += batch->rows;
}
