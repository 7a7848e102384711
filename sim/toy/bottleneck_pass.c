/* What a training step and a tally do alike: the rows that have an entry, their hidden
   dimensions and their targets. */
#include <string.h>

#include "bottleneck_inside.h"
#include "superpose/crew.h"
#include "superpose/fault.h"

static void copy_rows(const struct sp_net *net, const char *name, int first, int end,
                      size_t stride, sp_real *to)
{
    const sp_real *from = sp_net_values(net, name);
    size_t m = (size_t)net->m;
    if (from == to)
        return;
    for (size_t i = (size_t)first; i < (size_t)end; i++)
        memcpy(to + i * stride, from + i * m, m * sizeof *to);
}

/* The weights of a part as the kernels read them. */
static void copy_part(void *context, int k)
{
    const struct sp_pass *pass = context;
    const struct sp_bottleneck *b = pass->b;
    const struct sp_bottleneck_part *part = &b->part[k];
    copy_rows(pass->net, "W", part->first, part->end, b->stride, b->in);
    if (!b->law.tied)
        copy_rows(pass->net, "W_out", part->first, part->end, b->stride, b->out);
}

/* Gives how many rows have an entry. */
static int list_active(struct sp_bottleneck *b, const struct sp_batch *batch)
{
    int count = 0;
    if (batch->tile)
        return batch->active;
    for (int r = 0; r < batch->rows; r++) {
        int from = batch->start[r], to = batch->start[r + 1];
        b->from[count] = from;
        b->to[count] = to;
        count += to > from;
    }
    return count;
}

/* The share of a tile that is on, from which the ways through all of them are
   chosen. */
static double share_on(const struct sp_bottleneck *b, int n, const sp_real *tile)
{
    double count = 0;
    for (int i = 0; i < n; i += SP_BLOCK) {
        int left = n - i;
        count += b->kernels->mark(left < SP_BLOCK ? left : SP_BLOCK,
                                  tile + (size_t)i * SP_TILE, b->part->on);
    }
    return count / SP_TILE / n;
}

struct sp_pass sp_pass_begin(struct sp_net *net, const struct sp_batch *batch)
{
    struct sp_bottleneck *b = net->own;
    sp_require(batch->rows <= b->most);
    struct sp_pass pass = {.b = b, .net = net, .batch = batch};
    sp_crew_run(net->crew, b->parts, copy_part, &pass);
    pass.active = list_active(b, batch);
    for (int s = 0; s < SP_TILE; s++)
        b->filled[s] = s < pass.active % SP_TILE;
    if (batch->tile && pass.active)
        pass.share = share_on(b, net->n, batch->tile);
    return pass;
}

int sp_pass_rows(const struct sp_pass *pass, int pair)
{
    int left = pass->rows - pair * SP_PAIR;
    return left < SP_PAIR ? left : SP_PAIR;
}

static void rectify(sp_real *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        value[i] = value[i] <= 0 ? 0 : value[i];
}

const sp_real *sp_pass_tile(const struct sp_pass *pass, int pair, int t)
{
    size_t at = (size_t)pass->first / SP_TILE + (size_t)pair * 2 + (size_t)t;
    return pass->batch->tile + at * (size_t)pass->net->n * SP_TILE;
}

struct sp_marked sp_pass_mark(const struct sp_pass *pass, int pair, int i, int count,
                              uint32_t *on)
{
    const struct sp_kernels *kernels = pass->b->kernels;
    size_t at = (size_t)i * SP_TILE;
    const sp_real *first = sp_pass_tile(pass, pair, 0) + at;
    kernels->mark(count, first, on);
    if (sp_pass_rows(pass, pair) > SP_TILE)
        kernels->mark(count, sp_pass_tile(pass, pair, 1) + at, on + 1);
    else
        for (int k = 0; k < count; k++)
            on[2 * k + 1] = 0;
    return (struct sp_marked){count, on, first, SP_TILE,
                              (size_t)pass->net->n * SP_TILE};
}

/* h (SP_PAIR, row_step) of a pair of tiles, following what is on. */
static void encode_marked(const struct sp_pass *pass, int pair, sp_real *h)
{
    const struct sp_bottleneck *b = pass->b;
    uint32_t on[SP_BLOCK * 2];
    memset(h, 0, SP_PAIR * b->row_step * sizeof *h);
    for (int i = 0; i < pass->net->n; i += SP_BLOCK) {
        int left = pass->net->n - i, count = left < SP_BLOCK ? left : SP_BLOCK;
        struct sp_marked x = sp_pass_mark(pass, pair, i, count, on);
        b->kernels->gather(&x, &(struct sp_ways){.W = b->in + (size_t)i * b->stride,
                                                 .stride = b->stride,
                                                 .hidden_slope = h,
                                                 .row_step = b->row_step});
    }
}

static void encode_list(const struct sp_pass *pass, int pair, sp_real *h)
{
    const struct sp_bottleneck *b = pass->b;
    int first = pass->first + pair * SP_PAIR, rows = sp_pass_rows(pass, pair);
    b->kernels->encode(&(struct sp_entries){pass->batch->index, pass->batch->value,
                                            b->from + first, b->to + first, rows,
                                            b->stride, b->row_step},
                       b->in, h);
    memset(h + (size_t)rows * b->row_step, 0,
           (size_t)(SP_PAIR - rows) * b->row_step * sizeof *h);
}

/* h (m, SP_TILE) of a tile of features x (n, SP_TILE), a block of features at a time so
   that it is still in the first cache for the next hidden dimensions. */
static void encode_tile(const struct sp_bottleneck *b, const struct sp_net *net,
                        const sp_real *x, sp_real *h)
{
    memset(h, 0, (size_t)net->m * SP_TILE * sizeof *h);
    for (int i = 0; i < net->n; i += SP_BLOCK) {
        int left = net->n - i, count = left < SP_BLOCK ? left : SP_BLOCK;
        b->kernels->product(&(struct sp_product){
            net->m, count, SP_TILE, b->in + (size_t)i * b->stride, 1, b->stride,
            x + (size_t)i * SP_TILE, SP_TILE, h, SP_TILE});
    }
}

/* Above this share dense products make h faster than following what is on.  Both add
   the same terms in the same order. */
static const double DENSE = 0.35;

void sp_pass_encode(void *context, int pair)
{
    const struct sp_pass *pass = context;
    struct sp_bottleneck *b = pass->b;
    bool dense = pass->batch->tile && pass->share > DENSE;
    sp_real *rows = b->rows + (size_t)pair * SP_PAIR * b->row_step;
    sp_real *lanes = b->lanes + (size_t)pair * SP_PAIR * b->stride;
    if (!pass->batch->tile)
        encode_list(pass, pair, rows);
    else if (!dense)
        encode_marked(pass, pair, rows);
    if (!dense && b->law.relu_hidden)
        rectify(rows, SP_PAIR * b->row_step);
    for (int t = 0; t < 2 && t * SP_TILE < sp_pass_rows(pass, pair); t++) {
        if (dense) {
            encode_tile(b, pass->net, sp_pass_tile(pass, pair, t), lanes);
            if (b->law.relu_hidden)
                rectify(lanes, (size_t)pass->net->m * SP_TILE);
            b->kernels->turn(b->stride, SP_TILE, lanes, SP_TILE, rows, b->row_step);
        } else {
            b->kernels->turn(SP_TILE, b->stride, rows, b->row_step, lanes, SP_TILE);
        }
        lanes += b->stride * SP_TILE;
        rows += b->row_step * SP_TILE;
    }
}

void sp_pass_seek(const struct sp_pass *pass, struct sp_bottleneck_part *part,
                  int first)
{
    const int *index = pass->batch->index;
    if (pass->batch->tile)
        return;
    for (int r = 0; r < pass->rows; r++) {
        int low = pass->b->from[pass->first + r], high = pass->b->to[pass->first + r];
        while (first && low < high) {
            int middle = low + (high - low) / 2;
            if (index[middle] < first)
                low = middle + 1;
            else
                high = middle;
        }
        part->cursor[r] = low;
    }
}

static void fill_tile(const sp_real *x, int features, sp_real *to)
{
    for (int l = 0; l < features * SP_TILE; l++)
        to[l] = x[l] < 0 ? -x[l] : x[l];
}

void sp_pass_fill(const struct sp_pass *pass, struct sp_bottleneck_part *part, int pair,
                  int first, int end)
{
    const struct sp_bottleneck *b = pass->b;
    const struct sp_batch *batch = pass->batch;
    int rows = sp_pass_rows(pass, pair);
    size_t size = (size_t)b->chunk * SP_TILE;
    if (batch->tile) {
        for (int t = 0; b->law.absolute && t * SP_TILE < rows; t++)
            fill_tile(sp_pass_tile(pass, pair, t) + (size_t)first * SP_TILE,
                      end - first, part->target + (size_t)t * size);
        return;
    }
    int *cursor = part->cursor + pair * SP_PAIR;
    const int *to = b->to + pass->first + pair * SP_PAIR;
    for (int r = 0; r < rows; r++) {
        sp_real *target = part->target + (size_t)(r / SP_TILE) * size + r % SP_TILE;
        int e = cursor[r];
        for (; e < to[r] && batch->index[e] < end; e++) {
            sp_real x = batch->value[e];
            target[(batch->index[e] - first) * SP_TILE] =
                b->law.absolute && x < 0 ? -x : x;
        }
        cursor[r] = e;
    }
}

struct sp_decode sp_pass_decode(const struct sp_pass *pass,
                                const struct sp_bottleneck_part *part, int pair,
                                int tile, int first, int i, int count)
{
    const struct sp_bottleneck *b = pass->b;
    size_t here = (size_t)pair * 2 + (size_t)tile, size = (size_t)b->chunk * SP_TILE;
    int at = pass->first + pair * SP_PAIR + tile * SP_TILE;
    sp_real *target =
        part->target + (size_t)tile * size + (size_t)(i - first) * SP_TILE;
    struct sp_decode d = {
        .outputs = count,
        .m = pass->net->m,
        .relu = b->law.relu_output,
        .W = b->out + (size_t)i * b->stride,
        .stride = b->stride,
        .bias = b->bias + i,
        .weight = b->weight + i,
        .hidden = b->lanes + here * b->stride * SP_TILE,
        .filled = pass->active - at < SP_TILE ? b->filled : NULL,
        .target = target,
        .clear = target,
        .delta = part->delta + tile * SP_TILE,
        .delta_step = SP_PAIR,
        .bias_slope = b->bias_slope + (size_t)i * SP_HALF,
        .on = part->on + tile,
    };
    if (pass->batch->tile && !b->law.absolute) {
        d.target = sp_pass_tile(pass, pair, tile) + (size_t)i * SP_TILE;
        d.clear = NULL;
    }
    return d;
}
