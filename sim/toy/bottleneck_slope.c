/* A bottleneck net's loss and gradient.

   With r the rows of the batch, I importance, t = x or |x|, c_i = 2 I_i / (r n):

       h = f(W^T x)   p_i = W_out_i . h + b_i   y = g(p)   e = y - t
       loss = 1 / 2 sum c_i e_i^2            delta_i = c_i e_i g'(p_i)
       dL/db_i = sum delta_i                 dL/dW_out_i = sum delta_i h
       dL/dh = sum_i delta_i W_out_i f'      dL/dW_j = sum x_j dL/dh

   with sums over samples, f'(0) = g'(0) = 0 for ReLU as in torch; tied weights add the
   last two gradients of W.  Rows with no active feature have h = 0 and y = g(b): they
   are all alike and counted at once.

   A group of rows goes through four steps: hidden, a pair of tiles after the other;
   outputs and the way back from them, a share of the outputs after the other; dL/dh, a
   pair after the other; the gradient of the input weights, a share of the features
   after the other.  Threads take pairs and shares, and how these are cut follows from
   the shape, so that the sums are the same for any number of threads. */
#include <string.h>

#include "bottleneck_inside.h"
#include "superpose/crew.h"

/* Deltas of a block of outputs go back by dense products when more than this share is
   on.  Either way adds the same terms in the same order, because what is off adds
   zero. */
static const double DENSE = 0.65;

static void back_block(const struct sp_pass *pass, struct sp_bottleneck_part *part,
                       int pair, int i, int count, int on)
{
    const struct sp_bottleneck *b = pass->b;
    size_t at = (size_t)pair * SP_PAIR * b->row_step, row = (size_t)i * b->stride;
    int rows = sp_pass_rows(pass, pair) > SP_TILE ? SP_PAIR : SP_TILE;
    int lanes = (int)b->stride;
    if (on <= DENSE * count * rows) {
        const struct sp_marked deltas = {count, part->on, part->delta, SP_PAIR,
                                         SP_TILE};
        const struct sp_ways ways = {b->out + row, b->out_slope + row,    b->stride,
                                     b->rows + at, part->rows_slope + at, b->row_step};
        b->kernels->back(&deltas, &ways);
        return;
    }
    b->kernels->product(&(struct sp_product){count, rows, lanes, part->delta, SP_PAIR,
                                             1, b->rows + at, b->row_step,
                                             b->out_slope + row, b->stride});
    b->kernels->product(&(struct sp_product){rows, count, lanes, part->delta, 1,
                                             SP_PAIR, b->out + row, b->stride,
                                             part->rows_slope + at, b->row_step});
}

/* The chunk of outputs first .. end - 1 over a pair. */
static void decode_pair(const struct sp_pass *pass, struct sp_bottleneck_part *part,
                        int pair, int first, int end)
{
    const struct sp_bottleneck *b = pass->b;
    bool weights = !(b->law.given && b->law.tied);
    int rows = sp_pass_rows(pass, pair);
    sp_real loss[SP_TILE] __attribute__((aligned(64))) = {0};
    sp_pass_fill(pass, part, pair, first, end);
    for (int i = first; i < end; i += SP_BLOCK) {
        int on = 0, count = end - i < SP_BLOCK ? end - i : SP_BLOCK;
        if (rows <= SP_TILE)
            memset(part->on, 0, SP_BLOCK * 2 * sizeof *part->on);
        for (int t = 0; t * SP_TILE < rows; t++) {
            struct sp_decode d = sp_pass_decode(pass, part, pair, t, first, i, count);
            d.loss = loss;
            on += b->kernels->deltas(&d);
        }
        if (weights)
            back_block(pass, part, pair, i, count, on);
    }
    for (int s = 0; s < SP_TILE; s++)
        part->loss += (double)loss[s];
}

/* dL/db. */
static void write_bias(const struct sp_pass *pass,
                       const struct sp_bottleneck_part *part)
{
    sp_real *out = pass->net->grad + sp_net_array(pass->net, "b")->at;
    for (int i = part->first; i < part->end; i++)
        out[i] = sp_sum_lanes(pass->b->bias_slope + (size_t)i * SP_HALF);
}

/* Rows i .. end - 1 of the gradient of an array, unless they are in place already. */
static void write_weights(const struct sp_pass *pass, const char *name,
                          const sp_real *slope, int i, int end)
{
    size_t m = (size_t)pass->net->m;
    sp_real *out = pass->net->grad + sp_net_array(pass->net, name)->at;
    if (out == slope)
        return;
    for (; i < end; i++)
        memcpy(out + (size_t)i * m, slope + (size_t)i * pass->b->stride,
               m * sizeof *out);
}

static void clear(sp_real *rows, size_t step, int from, int to)
{
    memset(rows + (size_t)from * step, 0, (size_t)(to - from) * step * sizeof *rows);
}

static int chunk_end(const struct sp_bottleneck *b,
                     const struct sp_bottleneck_part *part, int first)
{
    return part->end - first < b->chunk ? part->end : first + b->chunk;
}

static void decode_part(void *context, int k)
{
    const struct sp_pass *pass = context;
    struct sp_bottleneck *b = pass->b;
    struct sp_bottleneck_part *part = &b->part[k];
    int pairs = (pass->rows + SP_PAIR - 1) / SP_PAIR;
    bool weights = !(b->law.given && b->law.tied);
    sp_pass_seek(pass, part, part->first);
    clear(part->rows_slope, b->row_step, 0, pairs * SP_PAIR);
    if (pass->begin) {
        part->loss = 0;
        clear(b->bias_slope, SP_HALF, part->first, part->end);
    }
    for (int i = part->first, end; i < part->end; i = end) {
        end = chunk_end(b, part, i);
        if (pass->begin && weights)
            clear(b->out_slope, b->stride, i, end);
        for (int pair = 0; pair < pairs; pair++)
            decode_pair(pass, part, pair, i, end);
        if (pass->end && !b->law.tied)
            write_weights(pass, "W_out", b->out_slope, i, end);
    }
    if (!pass->end)
        return;
    part->loss =
        sp_empty_slope(&b->law, b->bias, b->weight, part->first, part->end,
                       pass->batch->rows - pass->active, part->loss, b->bias_slope);
    if (b->law.bias)
        write_bias(pass, part);
}

/* dL/dh of a pair: what the parts have of it, and nothing where a hidden ReLU is
   off. */
static void join_pair(void *context, int pair)
{
    const struct sp_pass *pass = context;
    const struct sp_bottleneck *b = pass->b;
    size_t at = (size_t)pair * SP_PAIR * b->row_step, count = SP_PAIR * b->row_step;
    sp_real *restrict sum = b->part[0].rows_slope + at;
    for (int k = 1; k < b->parts; k++) {
        const sp_real *restrict share = b->part[k].rows_slope + at;
        for (size_t i = 0; i < count; i++)
            sum[i] += share[i];
    }
    if (b->law.relu_hidden)
        for (size_t i = 0; i < count; i++)
            sum[i] = b->rows[at + i] > 0 ? sum[i] : 0;
}

/* Above this share of what is on dense products make the gradient of the input weights
   faster than following it.  Both add the same terms in the same order. */
static const double DENSE_INPUT = 0.55;

/* Features first .. end - 1 of the input gradient of a pair of tiles. */
static void input_marked(const struct sp_pass *pass, struct sp_bottleneck_part *part,
                         int pair, int first, int end, const sp_real *h_slope)
{
    const struct sp_bottleneck *b = pass->b;
    for (int i = first; i < end; i += SP_BLOCK) {
        int count = end - i < SP_BLOCK ? end - i : SP_BLOCK;
        struct sp_marked x = sp_pass_mark(pass, pair, i, count, part->on);
        b->kernels->outer(
            &x, &(struct sp_ways){.W_slope = b->in_slope + (size_t)i * b->stride,
                                  .stride = b->stride,
                                  .hidden = h_slope,
                                  .row_step = b->row_step});
    }
}

/* The same by dense products. */
static void input_dense(const struct sp_pass *pass, int pair, int first, int end,
                        const sp_real *h_slope)
{
    const struct sp_bottleneck *b = pass->b;
    for (int t = 0; t * SP_TILE < sp_pass_rows(pass, pair); t++) {
        const sp_real *x = sp_pass_tile(pass, pair, t) + (size_t)first * SP_TILE;
        b->kernels->product(&(struct sp_product){
            end - first, SP_TILE, (int)b->stride, x, SP_TILE, 1,
            h_slope + (size_t)t * SP_TILE * b->row_step, b->row_step,
            b->in_slope + (size_t)first * b->stride, b->stride});
    }
}

static void input_list(const struct sp_pass *pass, struct sp_bottleneck_part *part,
                       int pair, int end, const sp_real *h_slope)
{
    const struct sp_bottleneck *b = pass->b;
    const struct sp_batch *batch = pass->batch;
    int rows = sp_pass_rows(pass, pair);
    int *from = part->cursor + pair * SP_PAIR, to[SP_PAIR];
    const int *row_end = b->to + pass->first + pair * SP_PAIR;
    for (int r = 0; r < rows; r++) {
        to[r] = end == pass->net->n ? row_end[r] : from[r];
        while (to[r] < row_end[r] && batch->index[to[r]] < end)
            to[r]++;
    }
    b->kernels->spread(&(struct sp_entries){batch->index, batch->value, from, to, rows,
                                            b->stride, b->row_step},
                       h_slope, b->in_slope);
    memcpy(from, to, (size_t)rows * sizeof *from);
}

static void input_part(void *context, int k)
{
    const struct sp_pass *pass = context;
    struct sp_bottleneck *b = pass->b;
    struct sp_bottleneck_part *part = &b->part[k];
    int pairs = (pass->rows + SP_PAIR - 1) / SP_PAIR;
    sp_pass_seek(pass, part, part->first);
    for (int i = part->first, end; i < part->end; i = end) {
        end = chunk_end(b, part, i);
        if (pass->begin && !b->law.tied)
            clear(b->in_slope, b->stride, i, end);
        for (int pair = 0; pair < pairs; pair++) {
            const sp_real *h_slope =
                b->part[0].rows_slope + (size_t)pair * SP_PAIR * b->row_step;
            if (!pass->batch->tile)
                input_list(pass, part, pair, end, h_slope);
            else if (pass->share > DENSE_INPUT)
                input_dense(pass, pair, i, end, h_slope);
            else
                input_marked(pass, part, pair, i, end, h_slope);
        }
        if (pass->end)
            write_weights(pass, "W", b->in_slope, i, end);
    }
}

static void slope_group(struct sp_pass *pass)
{
    struct sp_bottleneck *b = pass->b;
    struct sp_crew *crew = pass->net->crew;
    int pairs = (pass->rows + SP_PAIR - 1) / SP_PAIR;
    sp_crew_run(b->parts > 1 ? crew : NULL, pairs, sp_pass_encode, pass);
    sp_crew_run(crew, b->parts, decode_part, pass);
    if (b->law.given)
        return;
    if (b->parts > 1 || b->law.relu_hidden)
        sp_crew_run(b->parts > 1 ? crew : NULL, pairs, join_pair, pass);
    sp_crew_run(crew, b->parts, input_part, pass);
}

double sp_bottleneck_slope(struct sp_net *net, const struct sp_batch *batch)
{
    struct sp_bottleneck_tiny *tiny = ((struct sp_bottleneck *)net->own)->tiny;
    if (tiny)
        return sp_bottleneck_slope_tiny(tiny, net, batch);
    struct sp_pass pass = sp_pass_begin(net, batch);
    struct sp_bottleneck *b = pass.b;
    double loss = 0, terms = (double)batch->rows * net->n;
    for (int i = 0; i < net->n; i++)
        b->weight[i] = (sp_real)(net->importance[i] * (2 / terms));
    do {
        int left = pass.active - pass.first, most = b->group * SP_PAIR;
        pass.rows = left < most ? left : most;
        pass.begin = pass.first == 0;
        pass.end = left <= most;
        slope_group(&pass);
        pass.first += most;
    } while (!pass.end);
    for (int k = 0; k < b->parts; k++)
        loss += b->part[k].loss;
    return loss / 2;
}
