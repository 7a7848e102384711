/* What a training step and a tally do alike: the rows that have an entry, their hidden
   dimensions and their targets. */
#include <string.h>

#include "bottleneck_inside.h"
#include "superpose/fault.h"

static void copy_weights(const struct sp_net *net, const char *name, size_t stride,
                         sp_real *to)
{
    const sp_real *from = sp_net_values(net, name);
    size_t m = (size_t)net->m;
    if (from == to)
        return;
    for (size_t i = 0; i < (size_t)net->n; i++)
        memcpy(to + i * stride, from + i * m, m * sizeof *to);
}

/* Gives how many rows have an entry. */
static int list_active(struct sp_bottleneck *b, const struct sp_batch *batch)
{
    int count = 0;
    if (batch->tile)
        return batch->active;
    for (int r = 0; r < batch->rows; r++) {
        b->from[count] = batch->start[r];
        b->to[count] = batch->start[r + 1];
        count += b->to[count] > b->from[count];
    }
    return count;
}

struct sp_pass sp_pass_begin(struct sp_net *net, const struct sp_batch *batch)
{
    struct sp_bottleneck *b = net->own;
    sp_require(batch->rows <= b->most);
    copy_weights(net, "W", b->stride, b->in);
    if (!b->law.tied)
        copy_weights(net, "W_out", b->stride, b->out);
    int active = list_active(b, batch);
    for (int s = 0; s < SP_TILE; s++)
        b->filled[s] = s < active % SP_TILE;
    return (struct sp_pass){.b = b, .net = net, .batch = batch, .active = active};
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

static void encode_list(const struct sp_pass *pass, int pair, sp_real *h)
{
    struct sp_bottleneck *b = pass->b;
    int first = pass->first + pair * SP_PAIR, rows = sp_pass_rows(pass, pair);
    b->kernels->encode(&(struct sp_entries){pass->batch->index, pass->batch->value,
                                            b->from + first, b->to + first, rows,
                                            b->stride, b->row_step},
                       b->in, h);
    memset(h + (size_t)rows * b->row_step, 0,
           (size_t)(SP_PAIR - rows) * b->row_step * sizeof *h);
    if (b->law.relu_hidden)
        rectify(h, (size_t)rows * b->row_step);
}

void sp_pass_encode(void *context, int pair)
{
    const struct sp_pass *pass = context;
    struct sp_bottleneck *b = pass->b;
    const struct sp_batch *batch = pass->batch;
    sp_real *rows = b->rows + (size_t)pair * SP_PAIR * b->row_step;
    if (!batch->tile)
        encode_list(pass, pair, rows);
    for (int t = 0; t < 2 && t * SP_TILE < sp_pass_rows(pass, pair); t++) {
        size_t at = (size_t)(pair * 2 + t);
        sp_real *lanes = b->lanes + at * b->stride * SP_TILE;
        sp_real *tile_rows = b->rows + at * SP_TILE * b->row_step;
        if (!batch->tile) {
            b->kernels->turn(SP_TILE, b->stride, tile_rows, b->row_step, lanes,
                             SP_TILE);
            continue;
        }
        at += (size_t)(pass->first / SP_TILE);
        encode_tile(b, pass->net, batch->tile + at * (size_t)pass->net->n * SP_TILE,
                    lanes);
        if (b->law.relu_hidden)
            rectify(lanes, (size_t)pass->net->m * SP_TILE);
        b->kernels->turn(b->stride, SP_TILE, lanes, SP_TILE, tile_rows, b->row_step);
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

static void fill_tile(const struct sp_pass *pass, int pair, int t, int first, int end,
                      sp_real *to)
{
    const struct sp_bottleneck *b = pass->b;
    size_t at = (size_t)(pass->first / SP_TILE + pair * 2 + t);
    const sp_real *from =
        pass->batch->tile + (at * (size_t)pass->net->n + (size_t)first) * SP_TILE;
    if (b->law.absolute)
        for (int l = 0; l < (end - first) * SP_TILE; l++)
            to[l] = from[l] < 0 ? -from[l] : from[l];
}

void sp_pass_fill(const struct sp_pass *pass, struct sp_bottleneck_part *part, int pair,
                  int first, int end)
{
    const struct sp_bottleneck *b = pass->b;
    const struct sp_batch *batch = pass->batch;
    int rows = sp_pass_rows(pass, pair);
    size_t size = (size_t)b->chunk * SP_TILE;
    if (batch->tile) {
        for (int t = 0; t * SP_TILE < rows; t++)
            fill_tile(pass, pair, t, first, end, part->target + (size_t)t * size);
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
    size_t here = (size_t)(pair * 2 + tile), size = (size_t)b->chunk * SP_TILE;
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
        size_t first_row = (size_t)(at / SP_TILE) * (size_t)pass->net->n;
        d.target = pass->batch->tile + (first_row + (size_t)i) * SP_TILE;
        d.clear = NULL;
    }
    return d;
}
