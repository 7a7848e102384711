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

/* The outputs' gradient and weights stay in registers while the samples pass. */
INLINE void back_strip(int wide, bool tail, size_t k, const struct sp_back *b)
{
    const sp_real *hidden = b->hidden + k, *delta = b->delta;
    sp_real *hidden_slope = b->hidden_slope + k;
    for (int i = 0; i < b->outputs; i++, delta += SP_PAIR) {
        size_t row = (size_t)i * b->stride + k;
        struct strip w = load_strip(wide, tail, b->W + row);
        struct strip g = load_strip(wide, tail, b->W_slope + row);
        uint64_t on = b->on[2 * i] | (uint64_t)b->on[2 * i + 1] << SP_TILE;
        for (; on; on &= on - 1) {
            size_t s = (size_t)__builtin_ctzll(on);
            add_to(wide, tail, delta[s], hidden + s * b->row_step, &g);
            add_at(wide, tail, delta[s], &w, hidden_slope + s * b->row_step);
        }
        store_strip(wide, tail, &g, b->W_slope + row);
    }
}

static void back(const struct sp_back *whole)
{
    const struct sp_back b = *whole;
    EACH_STRIP(b.stride, back_strip, &b);
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
