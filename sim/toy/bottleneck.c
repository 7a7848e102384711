/* A bottleneck net's parameters and work space. */
#include "bottleneck_inside.h"

#include <stdint.h>
#include <string.h>

#include "superpose/sets.h"
#include "superpose/source.h"

/* Above this density the rows of a batch had better come in tiles.  With n = 400,
   m = 30 a step takes as long either way at 0.1, drawing included, with n = 80, m = 20
   at 0.07; but only above SP_SOURCE_DENSE are tiles drawn as such. */
static const double TILES = SP_SOURCE_DENSE;

/* Bytes of a chunk's weights; their gradient takes as many, and both stay in the second
   cache while a group of rows passes. */
enum { CHUNK_BYTES = 1 << 18 };

/* A slope of fewer multiplications than this in a product takes no longer than some
   thousand threads' handshakes, and has one part. */
static const double WORTH_SHARING = 1 << 25;
enum { PARTS = 8 };

static int at_least(int value, int least)
{
    return value < least ? least : value;
}

/* How outputs and rows are cut; it follows from the shape alone. */
static void cut(struct sp_bottleneck *b, int n, int m)
{
    int pairs = (b->most + SP_PAIR - 1) / SP_PAIR;
    int blocks = (n + SP_BLOCK - 1) / SP_BLOCK;
    int fit = (int)(CHUNK_BYTES / sizeof(sp_real) / b->stride / SP_BLOCK);
    bool shared = (double)n * m * b->most >= WORTH_SHARING;
    int share = shared ? (blocks + PARTS - 1) / PARTS : blocks;
    b->parts = (blocks + share - 1) / share;
    b->chunk = SP_BLOCK * (share < fit ? share : at_least(fit, 1));
    b->group = b->parts > 1 || b->chunk < n ? pairs : 1;
}

static void take_parts(struct sp_arena *a, struct sp_bottleneck *b, int n)
{
    int blocks = (n + SP_BLOCK - 1) / SP_BLOCK;
    int share = (blocks + b->parts - 1) / b->parts * SP_BLOCK;
    size_t rows = (size_t)b->group * SP_PAIR;
    b->part = SP_TAKE(a, b->parts, struct sp_bottleneck_part);
    for (int k = 0; k < b->parts; k++) {
        int first = k * share, end = n - first < share ? n : first + share;
        b->part[k] = (struct sp_bottleneck_part){
            .first = first,
            .end = end,
            .cursor = SP_TAKE(a, rows, int),
            .target = SP_TAKE(a, (size_t)b->chunk * SP_PAIR, sp_real),
            .delta = SP_TAKE(a, SP_BLOCK * SP_PAIR, sp_real),
            .on = SP_TAKE(a, SP_BLOCK * 2, uint32_t),
            .rows_slope = SP_TAKE(a, rows * b->row_step, sp_real),
        };
    }
}

/* Rows of hidden dimensions, padded with zeros to whole vectors: the net's own where
   they are so already, and as aligned as an arena aligns. */
static void take_weights(struct sp_arena *a, struct sp_bottleneck *b,
                         struct sp_net *net, const char *name, sp_real **values,
                         sp_real **slope)
{
    size_t count = (size_t)net->n * b->stride;
    sp_real *own = sp_net_values(net, name);
    if (b->stride == (size_t)net->m && (uintptr_t)own % 64 == 0) {
        *values = own;
        *slope = net->grad + (own - net->param);
    } else {
        *values = SP_TAKE(a, count, sp_real);
        *slope = SP_TAKE(a, count, sp_real);
    }
}

/* Rows that are a power of two apart would compete for few places of the first
   cache. */
static size_t row_step(size_t stride)
{
    return stride >= 64 && stride % 32 == 0 ? stride + SP_HALF : stride;
}

static void take_work(struct sp_arena *a, struct sp_bottleneck *b, struct sp_net *net)
{
    int n = net->n, m = net->m;
    b->stride = ((size_t)m + SP_PAD - 1) / SP_PAD * SP_PAD;
    b->row_step = row_step(b->stride);
    cut(b, n, m);
    take_weights(a, b, net, "W", &b->in, &b->in_slope);
    b->out = b->in;
    b->out_slope = b->in_slope;
    if (!b->law.tied)
        take_weights(a, b, net, "W_out", &b->out, &b->out_slope);
    b->bias = b->law.bias ? sp_net_values(net, "b") : SP_TAKE(a, n, sp_real);
    b->bias_slope = SP_TAKE(a, (size_t)n * SP_HALF, sp_real);
    b->weight = SP_TAKE(a, n, sp_real);
    b->filled = SP_TAKE(a, SP_TILE, sp_real);
    b->from = SP_TAKE(a, b->most, int);
    b->to = SP_TAKE(a, b->most, int);
    size_t rows = (size_t)b->group * SP_PAIR;
    b->lanes = SP_TAKE(a, rows * b->stride, sp_real);
    b->rows = SP_TAKE(a, rows * b->row_step, sp_real);
    take_parts(a, b, n);
}

void sp_bottleneck_open(struct sp_arena *a, struct sp_net *net,
                        const struct sp_bottleneck_law *law, int rows)
{
    size_t n = (size_t)net->n, m = (size_t)net->m;
    enum sp_array_role role = law->given ? SP_ROLE_GIVEN : SP_ROLE_WEIGHT;
    sp_net_declare(net, "W", role, n, m);
    if (law->bias)
        sp_net_declare(net, "b", SP_ROLE_BIAS, n, 1);
    if (!law->tied)
        sp_net_declare(net, "W_out", SP_ROLE_WEIGHT, n, m);
    sp_net_take_block(a, net);
    struct sp_bottleneck *b = SP_TAKE(a, 1, struct sp_bottleneck);
    net->own = b;
    b->law = *law;
    if (sp_bottleneck_is_tiny(net)) {
        b->tiny = sp_bottleneck_open_tiny(a, net, &b->law, rows);
        return;
    }
    b->most = rows;
    b->kernels = sp_kernels_best();
    take_work(a, b, net);
}

bool sp_bottleneck_tiles(const struct sp_net *net, double density)
{
    const struct sp_bottleneck *b = net->own;
    return b->tiny || density > (net->n <= SP_SOURCE_FEW ? SP_SOURCE_DENSE_FEW : TILES);
}

bool sp_bottleneck_shares(const struct sp_net *net, int rows)
{
    const struct sp_bottleneck *b = net->own;
    (void)rows;
    return b->parts > 1;
}

bool sp_bottleneck_use(struct sp_net *net, const char *set)
{
    struct sp_bottleneck *b = net->own;
    if (!sp_set_runs(set))
        return false;
    if (b->tiny)
        sp_bottleneck_use_tiny(b->tiny, sp_tiny_named(set));
    else
        b->kernels = sp_kernels_named(set);
    return true;
}

/* h = f(W^T x), at the cost of what is on. */
void sp_bottleneck_hidden(const struct sp_net *net, const struct sp_batch *batch,
                          sp_real *h)
{
    const struct sp_bottleneck *b = net->own;
    const sp_real *W = sp_net_values(net, "W");
    size_t m = (size_t)net->m;
    memset(h, 0, (size_t)batch->rows * m * sizeof *h);
    for (int s = 0; s < batch->rows; s++, h += m) {
        for (int e = batch->start[s]; e < batch->start[s + 1]; e++) {
            const sp_real *row = W + (size_t)batch->index[e] * m;
            for (size_t j = 0; j < m; j++)
                h[j] += batch->value[e] * row[j];
        }
        for (size_t j = 0; b->law.relu_hidden && j < m; j++)
            h[j] = h[j] > 0 ? h[j] : 0;
    }
}

const sp_real *sp_bottleneck_dictionary(const struct sp_net *net)
{
    return sp_net_values(net, "W");
}
