/* What follows only what is on: hidden dimensions of one sample side by side, in strips
   of vectors and, with a tail, half a vector more. */
#ifndef SUPERPOSE_KERNELS_ROWS_H
#define SUPERPOSE_KERNELS_ROWS_H

#include "kernels_vec.h"

struct strip {
    vec v[4];
    half end;
};

INLINE struct strip load_strip(int wide, bool tail, const sp_real *from)
{
    struct strip s = {.end = {0}};
    for (int v = 0; v < wide; v++)
        s.v[v] = load_row(from + v * WIDTH);
    if (tail)
        s.end = load_half(from + wide * WIDTH);
    return s;
}

INLINE void store_strip(int wide, bool tail, const struct strip *s, sp_real *to)
{
    for (int v = 0; v < wide; v++)
        store_row(s->v[v], to + v * WIDTH);
    if (tail)
        store_half(s->end, to + wide * WIDTH);
}

/* s += a times the strip at `from`. */
INLINE void add_to(int wide, bool tail, sp_real a, const sp_real *from, struct strip *s)
{
    for (int v = 0; v < wide; v++)
        s->v[v] += a * load_row(from + v * WIDTH);
    if (tail)
        s->end += a * load_half(from + wide * WIDTH);
}

/* The strip at `to` += a s. */
INLINE void add_at(int wide, bool tail, sp_real a, const struct strip *s, sp_real *to)
{
    for (int v = 0; v < wide; v++)
        store_row(load_row(to + v * WIDTH) + a * s->v[v], to + v * WIDTH);
    if (tail)
        store_half(load_half(to + wide * WIDTH) + a * s->end, to + wide * WIDTH);
}

/* Calls f(wide, tail, from dimension, ...) for every strip of `stride` dimensions; wide
   and tail are constants in each call. */
#define EACH_STRIP(stride, f, ...)                                                     \
    do {                                                                               \
        size_t k_ = 0, stride_ = (stride);                                             \
        for (; k_ + STRIP <= stride_; k_ += STRIP)                                     \
            f(WIDE, false, k_, __VA_ARGS__);                                           \
        size_t wide_ = (stride_ - k_) / WIDTH;                                         \
        bool tail_ = TAIL && (stride_ - k_) % WIDTH;                                   \
        if (tail_ && wide_)                                                            \
            f(1, true, k_, __VA_ARGS__);                                               \
        else if (tail_)                                                                \
            f(0, true, k_, __VA_ARGS__);                                               \
        else if (wide_ == 3)                                                           \
            f(3, false, k_, __VA_ARGS__);                                              \
        else if (wide_ == 2)                                                           \
            f(2, false, k_, __VA_ARGS__);                                              \
        else if (wide_ == 1)                                                           \
            f(1, false, k_, __VA_ARGS__);                                              \
    } while (0)

/* g += a h and h_slope += a w, by turns: a tenth faster than one after the other. */
INLINE void add_both(int wide, bool tail, sp_real a, const sp_real *h,
                     const struct strip *w, sp_real *h_slope, struct strip *g)
{
    for (int v = 0; v < wide; v++) {
        sp_real *to = h_slope + v * WIDTH;
        g->v[v] += a * load_row(h + v * WIDTH);
        store_row(load_row(to) + a * w->v[v], to);
    }
    if (tail) {
        sp_real *to = h_slope + wide * WIDTH;
        g->end += a * load_half(h + wide * WIDTH);
        store_half(load_half(to) + a * w->end, to);
    }
}

INLINE uint64_t both_tiles(const uint32_t *on)
{
    return on[0] | (uint64_t)on[1] << SP_TILE;
}

/* Where the next sample's number is in a row that begins at VALUE. */
INLINE const sp_real *number(const struct sp_marked *a, const sp_real *value, size_t s)
{
    return value + s + s / SP_TILE * (a->apart - SP_TILE);
}

/* A row's gradient and weights stay in registers while the samples pass. */
INLINE void back_strip(int wide, bool tail, size_t k, const struct sp_marked *a,
                       const struct sp_ways *w)
{
    for (int i = 0; i < a->rows; i++) {
        const sp_real *value = a->value + (size_t)i * a->step;
        size_t row = (size_t)i * w->stride + k;
        struct strip weights = load_strip(wide, tail, w->W + row);
        struct strip slope = load_strip(wide, tail, w->W_slope + row);
        for (uint64_t on = both_tiles(a->on + 2 * i); on; on &= on - 1) {
            size_t s = (size_t)__builtin_ctzll(on), at = s * w->row_step + k;
            add_both(wide, tail, value[s], w->hidden + at, &weights,
                     w->hidden_slope + at, &slope);
        }
        store_strip(wide, tail, &slope, w->W_slope + row);
    }
}

/* value lies without a gap between tiles. */
static void back(const struct sp_marked *marked, const struct sp_ways *ways)
{
    const struct sp_marked a = *marked;
    const struct sp_ways w = *ways;
    EACH_STRIP(w.stride, back_strip, &a, &w);
}

INLINE void gather_strip(int wide, bool tail, size_t k, const struct sp_marked *a,
                         const struct sp_ways *w)
{
    for (int i = 0; i < a->rows; i++) {
        const sp_real *value = a->value + (size_t)i * a->step;
        struct strip weights = load_strip(wide, tail, w->W + (size_t)i * w->stride + k);
        for (uint64_t on = both_tiles(a->on + 2 * i); on; on &= on - 1) {
            size_t s = (size_t)__builtin_ctzll(on);
            add_at(wide, tail, *number(a, value, s), &weights,
                   w->hidden_slope + s * w->row_step + k);
        }
    }
}

static void gather(const struct sp_marked *marked, const struct sp_ways *ways)
{
    const struct sp_marked a = *marked;
    const struct sp_ways w = *ways;
    EACH_STRIP(w.stride, gather_strip, &a, &w);
}

INLINE void outer_strip(int wide, bool tail, size_t k, const struct sp_marked *a,
                        const struct sp_ways *w)
{
    for (int i = 0; i < a->rows; i++) {
        const sp_real *value = a->value + (size_t)i * a->step;
        size_t row = (size_t)i * w->stride + k;
        struct strip slope = load_strip(wide, tail, w->W_slope + row);
        for (uint64_t on = both_tiles(a->on + 2 * i); on; on &= on - 1) {
            size_t s = (size_t)__builtin_ctzll(on);
            add_to(wide, tail, *number(a, value, s), w->hidden + s * w->row_step + k,
                   &slope);
        }
        store_strip(wide, tail, &slope, w->W_slope + row);
    }
}

static void outer(const struct sp_marked *marked, const struct sp_ways *ways)
{
    const struct sp_marked a = *marked;
    const struct sp_ways w = *ways;
    EACH_STRIP(w.stride, outer_strip, &a, &w);
}

static int mark(int rows, const sp_real *tile, uint32_t *on)
{
    int count = 0;
    for (int i = 0; i < rows; i++, tile += SP_TILE) {
        uint32_t row = 0;
        for (int l = 0; l < SP_TILE; l += WIDTH)
            row |= bits(flags_of(load(tile + l) != 0)) << l;
        on[2 * i] = row;
        count += __builtin_popcount(row);
    }
    return count;
}

/* Two sums, of every other entry, because one would wait for itself. */
INLINE void encode_strip(int wide, bool tail, size_t k, const struct sp_entries *e,
                         const sp_real *W, sp_real *hidden)
{
    W += k;
    hidden += k;
    for (int s = 0; s < e->count; s++, hidden += e->row_step) {
        struct strip even = {.end = {0}}, odd = even;
        int at = e->from[s], end = e->to[s];
        for (; at + 2 <= end; at += 2) {
            add_to(wide, tail, e->value[at], W + (size_t)e->index[at] * e->stride,
                   &even);
            add_to(wide, tail, e->value[at + 1],
                   W + (size_t)e->index[at + 1] * e->stride, &odd);
        }
        if (at < end)
            add_to(wide, tail, e->value[at], W + (size_t)e->index[at] * e->stride,
                   &even);
        for (int v = 0; v < wide; v++)
            even.v[v] += odd.v[v];
        even.end += odd.end;
        store_strip(wide, tail, &even, hidden);
    }
}

static void encode(const struct sp_entries *whole, const sp_real *W, sp_real *hidden)
{
    const struct sp_entries e = *whole;
    EACH_STRIP(e.stride, encode_strip, &e, W, hidden);
}

INLINE void spread_strip(int wide, bool tail, size_t k, const struct sp_entries *e,
                         const sp_real *hidden_slope, sp_real *W_slope)
{
    hidden_slope += k;
    W_slope += k;
    for (int s = 0; s < e->count; s++, hidden_slope += e->row_step) {
        struct strip h = load_strip(wide, tail, hidden_slope);
        for (int at = e->from[s], end = e->to[s]; at < end; at++)
            add_at(wide, tail, e->value[at], &h,
                   W_slope + (size_t)e->index[at] * e->stride);
    }
}

static void spread(const struct sp_entries *whole, const sp_real *hidden_slope,
                   sp_real *W_slope)
{
    const struct sp_entries e = *whole;
    EACH_STRIP(e.stride, spread_strip, &e, hidden_slope, W_slope);
}

#endif
