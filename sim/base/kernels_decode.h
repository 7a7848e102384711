/* Outputs of a tile of samples: product, bias, ReLU, error, loss and gradient while a
   register tile of them is in work. */
#ifndef SUPERPOSE_KERNELS_DECODE_H
#define SUPERPOSE_KERNELS_DECODE_H

#include "kernels_product.h"

/* What is wanted of an output. */
enum after { ERRORS, DELTAS };

struct how {
    bool relu, masked;
    enum after after;
};

/* One vector of samples of output i, from lane j. */
INLINE vec finish(struct how how, const struct sp_decode *d, int i, int j, vec pre,
                  vec *loss, uint32_t *on)
{
    size_t at = (size_t)i * SP_TILE + (size_t)j;
    flags active = above(pre);
    vec y = how.relu ? kept(active, pre) : pre;
    vec e = y - load(d->target + at);
    if (how.masked)
        e *= load(d->filled + j);
    sp_real *to = d->delta + (size_t)i * d->delta_step + j;
    if (how.after == ERRORS) {
        store(e, to);
        return e;
    }
    vec weighted = d->weight[i] * e;
    *loss += weighted * e;
    vec delta = how.relu ? kept(active, weighted) : weighted;
    store(delta, to);
    if (how.relu)
        *on |= bits(active) << j;
    return delta;
}

/* Output i and the strip of samples from lane j. */
INLINE void finish_row(struct how how, const struct sp_decode *d, int i, int j,
                       const vec pre[WIDE], vec loss[WIDE])
{
    uint32_t on = how.relu ? j ? d->on[2 * i] : 0 : UINT32_MAX;
    sp_real *sums = d->bias_slope + (size_t)i * SP_HALF;
#pragma GCC unroll 4
    for (int v = 0; v < WIDE; v++) {
        int lane = j + v * WIDTH;
        vec delta = finish(how, d, i, lane, pre[v], &loss[v], &on);
        if (how.after == DELTAS) {
            sp_real *sum = sums + lane % SP_HALF;
            store(load(sum) + delta, sum);
        }
    }
    if (how.after == DELTAS)
        d->on[2 * i] = on;
}

INLINE void outputs(int rows, struct how how, const struct sp_decode *d, int i, int j,
                    vec loss[WIDE])
{
    struct patch patch;
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < WIDE; v++)
            patch.sum[r][v] = d->bias[i + r] + (vec){0};
    multiply(rows, WIDE, false, d->m, d->W + (size_t)i * d->stride, d->stride, 1,
             d->hidden + j, SP_TILE, &patch);
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
        finish_row(how, d, i + r, j, patch.sum[r], loss);
    if (d->clear)
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < WIDE; v++)
                store((vec){0}, d->clear + (i + r) * SP_TILE + j + v * WIDTH);
}

INLINE void decode(const struct sp_decode *whole, struct how how)
{
    const struct sp_decode d = *whole;
    for (int j = 0; j < SP_TILE; j += STRIP) {
        vec loss[WIDE];
        int i = 0;
        for (int v = 0; v < WIDE; v++)
            loss[v] = load(d.loss + j + v * WIDTH);
        for (; i + ROWS(WIDE) <= d.outputs; i += ROWS(WIDE))
            outputs(ROWS(WIDE), how, &d, i, j, loss);
        for (; i < d.outputs; i++)
            outputs(1, how, &d, i, j, loss);
        for (int v = 0; v < WIDE; v++)
            store(loss[v], d.loss + j + v * WIDTH);
    }
}

static void errors(const struct sp_decode *d)
{
    if (d->relu)
        decode(d, (struct how){true, false, ERRORS});
    else
        decode(d, (struct how){false, false, ERRORS});
}

static int deltas(const struct sp_decode *d)
{
    int on = 0;
    if (d->relu && d->filled)
        decode(d, (struct how){true, true, DELTAS});
    else if (d->relu)
        decode(d, (struct how){true, false, DELTAS});
    else if (d->filled)
        decode(d, (struct how){false, true, DELTAS});
    else
        decode(d, (struct how){false, false, DELTAS});
    for (int i = 0; i < d->outputs; i++)
        on += __builtin_popcount(d->on[2 * i]);
    return on;
}

#endif
