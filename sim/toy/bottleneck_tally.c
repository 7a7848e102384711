/* A bottleneck net's loss over unseen data, forward only, in double: what is reported
   must not drown in a long sum. */
#include <string.h>

#include "bottleneck_inside.h"
#include "superpose/fault.h"

/* Adds the errors of `count` outputs from i on over `rows` samples of a tile; loss
   (rows) takes each sample's. */
static void add_errors(const struct sp_net *net, const struct sp_decode *d, int i,
                       int rows, double *loss, struct sp_tally *out)
{
    for (int k = 0; k < d->outputs; k++) {
        double sum = 0, importance = net->importance[i + k];
        for (int s = 0; s < rows; s++) {
            double e = (double)d->delta[(size_t)k * d->delta_step + (size_t)s];
            loss[s] += importance * (e * e);
            sum += e * e;
        }
        out->square_error[i + k] += sum;
    }
}

/* The chunk of outputs first .. end - 1 over the pair that the pass has. */
static void tally_chunk(const struct sp_pass *pass, int first, int end, double *loss,
                        struct sp_tally *out)
{
    const struct sp_bottleneck *b = pass->b;
    struct sp_bottleneck_part *part = b->part;
    sp_pass_fill(pass, part, 0, first, end);
    for (int t = 0; t * SP_TILE < pass->rows; t++)
        for (int i = first; i < end; i += SP_BLOCK) {
            int count = end - i < SP_BLOCK ? end - i : SP_BLOCK;
            int left = pass->rows - t * SP_TILE;
            struct sp_decode d = sp_pass_decode(pass, part, 0, t, first, i, count);
            sp_real unused[SP_TILE] __attribute__((aligned(64))) = {0};
            d.loss = unused;
            b->kernels->errors(&d);
            add_errors(pass->net, &d, i, left < SP_TILE ? left : SP_TILE,
                       loss + t * SP_TILE, out);
        }
}

static void tally_pair(struct sp_pass *pass, struct sp_tally *out)
{
    const struct sp_bottleneck *b = pass->b;
    double loss[SP_PAIR] = {0};
    int n = pass->net->n;
    sp_pass_encode(pass, 0);
    sp_pass_seek(pass, b->part, 0);
    for (int first = 0; first < n; first += b->chunk)
        tally_chunk(pass, first, n - first < b->chunk ? n : first + b->chunk, loss,
                    out);
    for (int s = 0; s < pass->rows; s++) {
        out->loss += loss[s];
        out->loss_square += loss[s] * loss[s];
    }
}

/* ROWS rows with no active feature: y = g(b). */
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
    struct sp_bottleneck_tiny *tiny = ((struct sp_bottleneck *)net->own)->tiny;
    if (tiny) {
        sp_bottleneck_tally_tiny(tiny, net, batch, out);
        return;
    }
    struct sp_pass pass = sp_pass_begin(net, batch);
    for (; pass.first < pass.active; pass.first += SP_PAIR) {
        int left = pass.active - pass.first;
        pass.rows = left < SP_PAIR ? left : SP_PAIR;
        tally_pair(&pass, out);
    }
    tally_empty(pass.b, net, batch->rows - pass.active, out);
    out->rows += batch->rows;
}
