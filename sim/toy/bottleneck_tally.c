/* A bottleneck net's loss over unseen data, forward only, in double: what is reported
   must not drown in a long sum. */
#include <string.h>

#include "bottleneck_inside.h"
#include "superpose/fault.h"

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
            for (int k = 0; k < count; k++)
                sp_add_errors(pass->net, i + k, d.delta + (size_t)k * d.delta_step,
                              left < SP_TILE ? left : SP_TILE, loss + t * SP_TILE, out);
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
    sp_empty_tally(&pass.b->law, net, pass.b->bias, batch->rows - pass.active, out);
    out->rows += batch->rows;
}
