/* Outputs of a tile of samples: product, bias, ReLU, error, loss and gradient while a
   register tile of them is in work. */
#ifndef SUPERPOSE_KERNELS_DECODE_H
#define SUPERPOSE_KERNELS_DECODE_H

#include "kernels_product.h"

/* What is wanted of an output. */
enum after { ERRORS, DELTAS };

enum { FOLD = SP_HALF / WIDTH }; /* vectors of a sum in lanes */

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

/* Adds deltas of a strip from lane j to the sums (SP_HALF) of an output. */
INLINE void add_lanes(int j, const vec delta[WIDE], sp_real *sums)
{
    for (int v = 0; v < WIDE && v < FOLD; v++) {
        sp_real *to = sums + (j + v * WIDTH) % SP_HALF;
        vec sum = load(to);
        for (int u = v; u < WIDE; u += FOLD)
            sum += delta[u];
        store(sum, to);
    }
}

/* Output i and the strip of samples from lane j; gives how many are on. */
INLINE int finish_row(struct how how, const struct sp_decode *d, int i, int j,
                      const vec pre[WIDE], vec loss[WIDE])
{
    uint32_t before = j ? d->on[2 * i] : 0, on = how.relu ? before : UINT32_MAX;
    vec delta[WIDE];
#pragma GCC unroll 4
    for (int v = 0; v < WIDE; v++)
        delta[v] = finish(how, d, i, j + v * WIDTH, pre[v], &loss[v], &on);
    if (how.after == ERRORS)
        return 0;
    add_lanes(j, delta, d->bias_slope + (size_t)i * SP_HALF);
    d->on[2 * i] = on;
    return __builtin_popcount(on ^ before);
}

INLINE int outputs(int rows, struct how how, const struct sp_decode *d, int i, int j,
                   vec loss[WIDE])
{
    struct patch patch;
    int on = 0;
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < WIDE; v++)
            patch.sum[r][v] = d->bias[i + r] + (vec){0};
    multiply(rows, WIDE, false, d->m, d->W + (size_t)i * d->stride, d->stride, 1,
             d->hidden + j, SP_TILE, &patch);
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
        on += finish_row(how, d, i + r, j, patch.sum[r], loss);
    if (d->clear)
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < WIDE; v++)
                store((vec){0}, d->clear + (i + r) * SP_TILE + j + v * WIDTH);
    return on;
}

INLINE int decode(const struct sp_decode *whole, struct how how)
{
    const struct sp_decode d = *whole;
    int on = 0;
    for (int j = 0; j < SP_TILE; j += STRIP) {
        vec loss[WIDE];
        int i = 0;
        for (int v = 0; v < WIDE; v++)
            loss[v] = load(d.loss + j + v * WIDTH);
        for (; i + ROWS(WIDE) <= d.outputs; i += ROWS(WIDE))
            on += outputs(ROWS(WIDE), how, &d, i, j, loss);
        for (; i + 2 <= d.outputs; i += 2)
            on += outputs(2, how, &d, i, j, loss);
        for (; i < d.outputs; i++)
            on += outputs(1, how, &d, i, j, loss);
        for (int v = 0; v < WIDE; v++)
            store(loss[v], d.loss + j + v * WIDTH);
    }
    return on;
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
    if (d->relu && d->filled)
        return decode(d, (struct how){true, true, DELTAS});
    if (d->relu)
        return decode(d, (struct how){true, false, DELTAS});
    if (d->filled)
        return decode(d, (struct how){false, true, DELTAS});
    return decode(d, (struct how){false, false, DELTAS});
}

#endif
