/* A bottleneck net's loss and gradient, a tile of SP_TILE samples at a time.

   With r the rows of the batch, I importance, t = x or |x|:

       h = f(W^T x)   p_i = W_out_i . h + b_i   y = g(p)   e = y - t
       loss = 1 / (r n) sum I_i e_i^2        delta_i = I_i e_i g'(p_i)
       dL/db_i = 2 / (r n) sum delta_i       dL/dW_out_i = 2 / (r n) sum delta_i h
       dL/dh = sum_i delta_i W_out_i f'      dL/dW_j = 2 / (r n) sum x_j dL/dh

   with sums over samples, f'(0) = g'(0) = 0 for ReLU as in torch; tied weights add the
   last two gradients of W.  Rows with no active feature have h = 0 and y = g(b): they
   are all alike and counted at once. */
#include "superpose/bottleneck.h"

#include <string.h>

#include "superpose/fault.h"

/* What is denser than this goes back by dense products.  Measured with n = 400, m = 30
   and 1,024 rows on Zen 5, output gradient: even at 0.2 with avx512, at 0.3 with avx2,
   at 0.45 with plain; input gradient at density 1: the whole step takes 1.26 ms dense,
   1.62 ms sparse. */
static const double DENSE = 0.3;

static void pack(const struct sp_net *net, const char *name, size_t stride, sp_real *to)
{
    const sp_real *from = sp_net_values(net, name);
    for (int i = 0; i < net->n; i++)
        memcpy(to + (size_t)i * stride, from + (size_t)i * (size_t)net->m,
               (size_t)net->m * sizeof *to);
}

/* Shows the kernels the parameters as they are now. */
static void read_parameters(struct sp_bottleneck *b, const struct sp_net *net)
{
    if (b->law.bias)
        memcpy(b->bias, sp_net_values(net, "b"), (size_t)net->n * sizeof *b->bias);
    if (b->small)
        return;
    pack(net, "W", b->stride, b->in);
    if (!b->law.tied)
        pack(net, "W_out", b->stride, b->out);
}

/* Lists the rows that have an entry; gives how many. */
static int list_active(struct sp_bottleneck *b, const struct sp_batch *batch)
{
    int count = 0;
    sp_require(batch->rows <= b->most);
    for (int r = 0; r < batch->rows; r++) {
        b->row[count] = r;
        count += batch->start[r + 1] > batch->start[r];
    }
    return count;
}

static void begin_tile(struct sp_bottleneck *b, const struct sp_entries *tile)
{
    for (int s = 0; s < SP_TILE; s++) {
        b->filled[s] = s < tile->count;
        b->loss[s] = 0;
    }
    for (int s = 0; s < tile->count; s++)
        b->cursor[s] = tile->batch->start[tile->row[s]];
}

/* The features `first` .. `first + count - 1` of the tile, dense and in lanes; blocks
   are asked for in ascending order. */
static void fill(struct sp_bottleneck *b, const struct sp_entries *tile, int first,
                 int count, sp_real *to)
{
    const struct sp_batch *batch = tile->batch;
    memset(to, 0, (size_t)count * SP_TILE * sizeof *to);
    for (int s = 0; s < tile->count; s++) {
        int e = b->cursor[s], end = batch->start[tile->row[s] + 1];
        for (; e < end && batch->index[e] < first + count; e++)
            to[(batch->index[e] - first) * SP_TILE + s] = batch->value[e];
        b->cursor[s] = e;
    }
}

static void rectify(sp_real *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        value[i] = value[i] <= 0 ? 0 : value[i];
}

/* h of the tile, in b->lanes; b->input or b->rows hold what the way back needs. */
static void hidden(struct sp_bottleneck *b, const struct sp_net *net,
                   const struct sp_entries *tile)
{
    size_t m = (size_t)net->m, samples = (size_t)tile->count;
    if (b->small) {
        fill(b, tile, 0, net->n, b->input);
        memset(b->lanes, 0, m * SP_TILE * sizeof *b->lanes);
        b->kernels->product(&(struct sp_product){net->m, net->n, SP_TILE, b->in, 1,
                                                 b->stride, b->input, SP_TILE, b->lanes,
                                                 SP_TILE});
        if (b->law.relu_hidden)
            rectify(b->lanes, m * SP_TILE);
        return;
    }
    b->kernels->encode(tile, b->in, b->rows);
    memset(b->rows + samples * b->stride, 0,
           (SP_TILE - samples) * b->stride * sizeof *b->rows);
    if (b->law.relu_hidden)
        rectify(b->rows, samples * b->stride);
    b->kernels->turn(b->rows, b->stride, net->m, b->lanes);
}

/* A block of outputs with their targets where the errors will be. */
static struct sp_decode block(struct sp_bottleneck *b, const struct sp_net *net,
                              const struct sp_entries *tile, int first)
{
    int left = net->n - first, count = left < SP_BLOCK ? left : SP_BLOCK;
    if (b->small)
        memcpy(b->error, b->input, (size_t)count * SP_TILE * sizeof *b->error);
    else
        fill(b, tile, first, count, b->error);
    if (b->law.absolute)
        for (int l = 0; l < count * SP_TILE; l++)
            b->error[l] = b->error[l] < 0 ? -b->error[l] : b->error[l];
    return (struct sp_decode){
        .outputs = count,
        .m = net->m,
        .relu = b->law.relu_output,
        .W = b->out + (size_t)first * b->stride,
        .stride = b->stride,
        .bias = b->bias + first,
        .weight = b->weight + first,
        .hidden = b->lanes,
        .filled = b->filled,
        .error = b->error,
        .loss = b->loss,
        .bias_slope = b->bias_slope + (size_t)first * SP_HALF,
        .on = b->on,
    };
}

/* dL/dh stops where a hidden ReLU is off. */
static void stop_where_off(const sp_real *h, size_t count, sp_real *slope)
{
    for (size_t i = 0; i < count; i++)
        slope[i] = h[i] > 0 ? slope[i] : 0;
}

static void back_small(struct sp_bottleneck *b, const struct sp_net *net)
{
    const struct sp_kernels *kernels = b->kernels;
    size_t lanes = (size_t)net->m * SP_TILE;
    kernels->outer(net->n, net->m, b->error, b->lanes, b->out_slope);
    if (b->law.given)
        return;
    memset(b->lanes_slope, 0, lanes * sizeof *b->lanes_slope);
    kernels->product(&(struct sp_product){net->m, net->n, SP_TILE, b->out, 1, b->stride,
                                          b->error, SP_TILE, b->lanes_slope, SP_TILE});
    if (b->law.relu_hidden)
        stop_where_off(b->lanes, lanes, b->lanes_slope);
    kernels->outer(net->n, net->m, b->input, b->lanes_slope, b->in_slope);
}

/* A block's way back, ON of it on.  Either way adds the same terms in the same order,
   because what is off adds zero. */
static void back_block(struct sp_bottleneck *b, const struct sp_decode *d, int first,
                       int on)
{
    sp_real *slope = b->out_slope + (size_t)first * b->stride;
    int lanes = (int)b->stride;
    if (on <= DENSE * d->outputs * SP_TILE) {
        b->kernels->back(&(struct sp_back){d->outputs, b->stride, d->W, b->error, b->on,
                                           b->rows, slope, b->rows_slope});
        return;
    }
    b->kernels->product(&(struct sp_product){d->outputs, SP_TILE, lanes, b->error,
                                             SP_TILE, 1, b->rows, b->stride, slope,
                                             b->stride});
    b->kernels->product(&(struct sp_product){SP_TILE, d->outputs, lanes, b->error, 1,
                                             SP_TILE, d->W, b->stride, b->rows_slope,
                                             b->stride});
}

/* dL/dW of the inputs.  Again either way adds the same terms in the same order. */
static void back_input(struct sp_bottleneck *b, const struct sp_net *net,
                       const struct sp_entries *tile)
{
    double entries = 0;
    for (int s = 0; s < tile->count; s++)
        entries +=
            tile->batch->start[tile->row[s] + 1] - tile->batch->start[tile->row[s]];
    if (b->law.relu_hidden)
        stop_where_off(b->rows, SP_TILE * b->stride, b->rows_slope);
    if (entries <= DENSE * net->n * SP_TILE) {
        b->kernels->spread(tile, b->rows_slope, b->in_slope);
        return;
    }
    begin_tile(b, tile);
    for (int first = 0; first < net->n; first += SP_BLOCK) {
        int left = net->n - first, count = left < SP_BLOCK ? left : SP_BLOCK;
        fill(b, tile, first, count, b->error);
        b->kernels->product(&(struct sp_product){
            count, SP_TILE, (int)b->stride, b->error, SP_TILE, 1, b->rows_slope,
            b->stride, b->in_slope + (size_t)first * b->stride, b->stride});
    }
}

/* Adds the tile to loss and gradient sums. */
static double slope_tile(struct sp_bottleneck *b, const struct sp_net *net,
                         const struct sp_entries *tile)
{
    bool weights = !(b->law.given && b->law.tied);
    begin_tile(b, tile);
    hidden(b, net, tile);
    if (!b->small)
        memset(b->rows_slope, 0, SP_TILE * b->stride * sizeof *b->rows_slope);
    for (int first = 0; first < net->n; first += SP_BLOCK) {
        struct sp_decode d = block(b, net, tile, first);
        int on = b->kernels->deltas(&d);
        if (weights && !b->small)
            back_block(b, &d, first, on);
    }
    double loss = 0;
    for (int s = 0; s < tile->count; s++)
        loss += (double)b->loss[s];
    if (weights && b->small)
        back_small(b, net);
    if (!b->law.given && !b->small)
        back_input(b, net, tile);
    return loss;
}

/* ROWS rows with no active feature, all alike: y = g(b), and only b has a gradient. */
static double slope_empty(struct sp_bottleneck *b, int n, double rows)
{
    double loss = 0;
    for (int i = 0; i < n; i++) {
        double y = (double)b->bias[i];
        if (b->law.relu_output && y <= 0)
            continue;
        double delta = rows * (double)b->weight[i] * y;
        loss += delta * y;
        b->bias_slope[(size_t)i * SP_HALF] += (sp_real)delta;
    }
    return loss;
}

static void clear_slopes(struct sp_bottleneck *b, const struct sp_net *net)
{
    size_t n = (size_t)net->n;
    size_t weights = b->small ? n * (size_t)net->m * SP_HALF : n * b->stride;
    memset(b->bias_slope, 0, n * SP_HALF * sizeof *b->bias_slope);
    memset(b->in_slope, 0, weights * sizeof *b->in_slope);
    if (!b->law.tied)
        memset(b->out_slope, 0, weights * sizeof *b->out_slope);
}

/* out (count) = scale times the sum of SP_HALF lanes each, in a fixed order. */
static void sum_lanes(size_t count, sp_real scale, const sp_real *lanes, sp_real *out)
{
    for (size_t i = 0; i < count; i++, lanes += SP_HALF) {
        sp_real sum[SP_HALF];
        memcpy(sum, lanes, sizeof sum);
        for (int half = SP_HALF / 2; half > 0; half /= 2)
            for (int l = 0; l < half; l++)
                sum[l] += sum[l + half];
        out[i] = scale * sum[0];
    }
}

static void write_weights(const struct sp_bottleneck *b, const struct sp_net *net,
                          sp_real scale, const sp_real *slope, sp_real *out)
{
    size_t n = (size_t)net->n, m = (size_t)net->m;
    if (b->small) {
        sum_lanes(n * m, scale, slope, out);
        return;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            out[i * m + k] = scale * slope[i * b->stride + k];
}

/* Sums become net->grad; what is given keeps the zeros it was opened with. */
static void write_gradient(const struct sp_bottleneck *b, struct sp_net *net,
                           sp_real scale)
{
    for (int i = 0; i < net->arrays; i++) {
        const struct sp_array *array = &net->array[i];
        sp_real *out = net->grad + array->at;
        if (array->role == SP_ROLE_BIAS)
            sum_lanes(array->rows, scale, b->bias_slope, out);
        else if (array->role == SP_ROLE_WEIGHT)
            write_weights(b, net, scale, i ? b->out_slope : b->in_slope, out);
    }
}

static struct sp_entries tile_at(const struct sp_bottleneck *b,
                                 const struct sp_batch *batch, int first, int active)
{
    int left = active - first;
    return (struct sp_entries){batch, b->row + first, left < SP_TILE ? left : SP_TILE,
                               b->stride};
}

double sp_bottleneck_slope(struct sp_net *net, const struct sp_batch *batch)
{
    struct sp_bottleneck *b = net->own;
    read_parameters(b, net);
    clear_slopes(b, net);
    int active = list_active(b, batch);
    double loss = 0;
    for (int first = 0; first < active; first += SP_TILE) {
        struct sp_entries tile = tile_at(b, batch, first, active);
        loss += slope_tile(b, net, &tile);
    }
    loss += slope_empty(b, net->n, batch->rows - active);
    double terms = (double)batch->rows * net->n;
    write_gradient(b, net, (sp_real)(2 / terms));
    return loss / terms;
}

/* Adds the tile's errors, in double: what is reported must not drown in a long sum. */
static void tally_tile(struct sp_bottleneck *b, const struct sp_net *net,
                       const struct sp_entries *tile, struct sp_tally *out)
{
    double loss[SP_TILE] = {0};
    begin_tile(b, tile);
    hidden(b, net, tile);
    for (int first = 0; first < net->n; first += SP_BLOCK) {
        struct sp_decode d = block(b, net, tile, first);
        b->kernels->errors(&d);
        for (int i = 0; i < d.outputs; i++) {
            double sum = 0, importance = net->importance[first + i];
            for (int s = 0; s < SP_TILE; s++) {
                double e = (double)b->error[i * SP_TILE + s];
                loss[s] += importance * (e * e);
                sum += e * e;
            }
            out->square_error[first + i] += sum;
        }
    }
    for (int s = 0; s < tile->count; s++) {
        out->loss += loss[s];
        out->loss_square += loss[s] * loss[s];
    }
}

static void tally_empty(const struct sp_bottleneck *b, const struct sp_net *net,
                        double rows, struct sp_tally *out)
{
    double loss = 0;
    for (int i = 0; i < net->n; i++) {
        double y = (double)b->bias[i];
        if (b->law.relu_output && y <= 0)
            continue;
        loss += net->importance[i] * (y * y);
        out->square_error[i] += rows * (y * y);
    }
    out->loss += rows * loss;
    out->loss_square += rows * (loss * loss);
}

void sp_bottleneck_tally(struct sp_net *net, const struct sp_batch *batch,
                         struct sp_tally *out)
{
    struct sp_bottleneck *b = net->own;
    read_parameters(b, net);
    int active = list_active(b, batch);
    for (int first = 0; first < active; first += SP_TILE) {
        struct sp_entries tile = tile_at(b, batch, first, active);
        tally_tile(b, net, &tile, out);
    }
    tally_empty(b, net, batch->rows - active, out);
    out->rows += batch->rows;
}
