/* A bottleneck net's parameters and work space. */
#include "superpose/bottleneck.h"

/* Nets of at most SMALL weights keep samples in lanes on the way back too, with SP_HALF
   sums of each weight's gradient: 8 KB of floats at most. */
enum { SMALL = 128 };

static void take_common(struct sp_arena *a, struct sp_bottleneck *b, int n, int m,
                        int rows)
{
    int outputs = n < SP_BLOCK ? n : SP_BLOCK;
    b->bias = SP_TAKE(a, n, sp_real);
    b->bias_slope = SP_TAKE(a, (size_t)n * SP_HALF, sp_real);
    b->weight = SP_TAKE(a, n, sp_real);
    b->row = SP_TAKE(a, rows, int);
    b->filled = SP_TAKE(a, SP_TILE, sp_real);
    b->loss = SP_TAKE(a, SP_TILE, sp_real);
    b->error = SP_TAKE(a, (size_t)outputs * SP_TILE, sp_real);
    b->on = SP_TAKE(a, outputs, uint32_t);
    b->lanes = SP_TAKE(a, (size_t)m * SP_TILE, sp_real);
}

/* Samples in lanes throughout: the weights are read where they are trained. */
static void take_small(struct sp_arena *a, struct sp_bottleneck *b, struct sp_net *net)
{
    size_t sums = (size_t)net->n * (size_t)net->m * SP_HALF;
    b->stride = (size_t)net->m;
    b->in = sp_net_values(net, "W");
    b->out = b->law.tied ? b->in : sp_net_values(net, "W_out");
    b->in_slope = SP_TAKE(a, sums, sp_real);
    b->out_slope = b->law.tied ? b->in_slope : SP_TAKE(a, sums, sp_real);
    b->input = SP_TAKE(a, (size_t)net->n * SP_TILE, sp_real);
    b->lanes_slope = SP_TAKE(a, (size_t)net->m * SP_TILE, sp_real);
}

/* Rows of hidden dimensions, padded with zeros to whole vectors. */
static void take_wide(struct sp_arena *a, struct sp_bottleneck *b, struct sp_net *net)
{
    b->stride = ((size_t)net->m + SP_HALF - 1) / SP_HALF * SP_HALF;
    size_t weights = (size_t)net->n * b->stride;
    b->in = SP_TAKE(a, weights, sp_real);
    b->out = b->law.tied ? b->in : SP_TAKE(a, weights, sp_real);
    b->in_slope = SP_TAKE(a, weights, sp_real);
    b->out_slope = b->law.tied ? b->in_slope : SP_TAKE(a, weights, sp_real);
    b->rows = SP_TAKE(a, SP_TILE * b->stride, sp_real);
    b->rows_slope = SP_TAKE(a, SP_TILE * b->stride, sp_real);
}

void sp_bottleneck_open(struct sp_arena *a, struct sp_net *net,
                        const struct sp_bottleneck_law *law, int rows)
{
    int n = net->n, m = net->m;
    enum sp_array_role role = law->given ? SP_ROLE_GIVEN : SP_ROLE_WEIGHT;
    sp_net_declare(net, "W", role, (size_t)n, (size_t)m);
    if (law->bias)
        sp_net_declare(net, "b", SP_ROLE_BIAS, (size_t)n, 1);
    if (!law->tied)
        sp_net_declare(net, "W_out", SP_ROLE_WEIGHT, (size_t)n, (size_t)m);
    sp_net_take_block(a, net);
    struct sp_bottleneck *b = SP_TAKE(a, 1, struct sp_bottleneck);
    net->own = b;
    b->law = *law;
    b->most = rows;
    b->kernels = sp_kernels_best();
    b->small = (double)n * m <= SMALL;
    take_common(a, b, n, m, rows);
    if (b->small)
        take_small(a, b, net);
    else
        take_wide(a, b, net);
    for (int i = 0; i < n; i++)
        b->weight[i] = (sp_real)net->importance[i];
}

const sp_real *sp_bottleneck_dictionary(const struct sp_net *net)
{
    return sp_net_values(net, "W");
}
