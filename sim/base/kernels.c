/* The kernels, compiled once for each instruction set (see the Makefile), each time
   with another SP_KERNELS_NAME.  Vector types are those of gcc and clang: arithmetic on
   them is arithmetic on each lane, so only the width depends on the processor. */
#include "superpose/kernels.h"

#include <stddef.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#if defined __AVX512F__
#define KERNELS_WORD "avx512"
enum { BYTES = 64, PANEL = 8 };
#elif defined __AVX2__
#define KERNELS_WORD "avx2"
enum { BYTES = 32, PANEL = 4 };
#else
#define KERNELS_WORD "plain"
enum { BYTES = 16, PANEL = 4 };
#endif

#ifdef SP_REAL_DOUBLE
typedef int64_t whole;
#else
typedef int32_t whole;
#endif

#define INLINE static inline __attribute__((always_inline))

typedef sp_real vec __attribute__((vector_size(BYTES), may_alias));
typedef whole mask __attribute__((vector_size(BYTES), may_alias)); /* 0 or -1 a lane */

enum { WIDTH = BYTES / sizeof(sp_real), STRIP = 2 * WIDTH };

_Static_assert(SP_TILE % STRIP == 0 && SP_HALF % WIDTH == 0, "strips fill a tile");

INLINE vec load(const sp_real *from)
{
    return *(const vec *)from;
}

INLINE void store(vec value, sp_real *to)
{
    *(vec *)to = value;
}

INLINE vec chosen(mask where, vec value)
{
    return (vec)(where & (mask)value);
}

/* Bit l of the result says whether lane l of the mask is set. */
#if defined __AVX512F__
INLINE uint32_t bits(mask m)
{
    return sizeof(whole) == 4 ? (uint32_t)_mm512_movepi32_mask((__m512i)m)
                              : (uint32_t)_mm512_movepi64_mask((__m512i)m);
}
#elif defined __AVX2__
INLINE uint32_t bits(mask m)
{
    return sizeof(whole) == 4 ? (uint32_t)_mm256_movemask_ps((__m256)m)
                              : (uint32_t)_mm256_movemask_pd((__m256d)m);
}
#elif defined __x86_64__
INLINE uint32_t bits(mask m)
{
    return sizeof(whole) == 4 ? (uint32_t)_mm_movemask_ps((__m128)m)
                              : (uint32_t)_mm_movemask_pd((__m128d)m);
}
#else
INLINE uint32_t bits(mask m)
{
    uint32_t all = 0;
    for (int l = 0; l < WIDTH; l++)
        all |= (uint32_t)(m[l] & 1) << l;
    return all;
}
#endif

/* acc (rows, wide vectors) += A (rows, inner) B (inner, wide vectors): in registers,
   because rows and wide are constants wherever it is called. */
INLINE void panel(int rows, int wide, int inner, const sp_real *A, size_t row_step,
                  size_t inner_step, const sp_real *B, size_t B_step, vec acc[PANEL][2])
{
    for (int q = 0; q < inner; q++) {
        vec b[2];
        for (int v = 0; v < wide; v++)
            b[v] = load(B + v * WIDTH);
        for (int r = 0; r < rows; r++) {
            sp_real a = A[(size_t)r * row_step];
            for (int v = 0; v < wide; v++)
                acc[r][v] += a * b[v];
        }
        A += inner_step;
        B += B_step;
    }
}

/* Rows i .. i + rows - 1 and `wide` vectors from lane j of C += A B. */
INLINE void patch(int rows, int wide, const struct sp_product *p, int i, int j)
{
    sp_real *C = p->C + (size_t)i * p->C_step + j;
    vec acc[PANEL][2];
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < wide; v++)
            acc[r][v] = load(C + (size_t)r * p->C_step + v * WIDTH);
    panel(rows, wide, p->inner, p->A + (size_t)i * p->row_step, p->row_step,
          p->inner_step, p->B + j, p->B_step, acc);
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < wide; v++)
            store(acc[r][v], C + (size_t)r * p->C_step + v * WIDTH);
}

INLINE void patches(int rows, const struct sp_product *p, int i)
{
    int j = 0;
    for (; j + STRIP <= p->lanes; j += STRIP)
        patch(rows, 2, p, i, j);
    for (; j < p->lanes; j += WIDTH)
        patch(rows, 1, p, i, j);
}

static void product(const struct sp_product *p)
{
    int i = 0;
    for (; i + PANEL <= p->rows; i += PANEL)
        patches(PANEL, p, i);
    for (; i < p->rows; i++)
        patches(1, p, i);
}

/* What becomes of an output: y = f(pre), error, and for deltas loss and gradient. */
enum after { ERRORS, DELTAS };

/* One vector of samples of output i, from lane j.  A pre-activation that is not a
   number counts as on, so that it reaches the loss. */
INLINE vec finish(const struct sp_decode *d, bool relu, enum after after, int i, int j,
                  vec pre, vec *loss)
{
    sp_real *error = d->error + (size_t)i * SP_TILE + j;
    mask on = relu ? (mask) ~(pre <= 0) : ~(mask){0};
    vec y = chosen(on, pre);
    vec e = (y - load(error)) * load(d->filled + j);
    if (after == ERRORS) {
        store(e, error);
        return e;
    }
    vec weighted = d->weight[i] * e;
    *loss += weighted * e;
    vec delta = chosen(on, weighted);
    store(delta, error);
    d->on[i] |= bits(on) << j;
    return delta;
}

/* Outputs i .. i + rows - 1 and the STRIP samples from lane j. */
INLINE void outputs(int rows, bool relu, enum after after, const struct sp_decode *d,
                    int i, int j)
{
    vec acc[PANEL][2], loss[2];
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < 2; v++)
            acc[r][v] = d->bias[i + r] + (vec){0};
    panel(rows, 2, d->m, d->W + (size_t)i * d->stride, d->stride, 1, d->hidden + j,
          SP_TILE, acc);
    for (int v = 0; v < 2; v++)
        loss[v] = load(d->loss + j + v * WIDTH);
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 2
        for (int v = 0; v < 2; v++) {
            int lane = j + v * WIDTH;
            vec delta = finish(d, relu, after, i + r, lane, acc[r][v], &loss[v]);
            sp_real *sum = d->bias_slope + (size_t)(i + r) * SP_HALF + lane % SP_HALF;
            if (after == DELTAS)
                store(load(sum) + delta, sum);
        }
    for (int v = 0; v < 2; v++)
        store(loss[v], d->loss + j + v * WIDTH);
}

INLINE void decode(const struct sp_decode *d, bool relu, enum after after)
{
    if (after == DELTAS)
        memset(d->on, 0, (size_t)d->outputs * sizeof *d->on);
    for (int j = 0; j < SP_TILE; j += STRIP) {
        int i = 0;
        for (; i + PANEL <= d->outputs; i += PANEL)
            outputs(PANEL, relu, after, d, i, j);
        for (; i < d->outputs; i++)
            outputs(1, relu, after, d, i, j);
    }
}

static void errors(const struct sp_decode *d)
{
    if (d->relu)
        decode(d, true, ERRORS);
    else
        decode(d, false, ERRORS);
}

static int deltas(const struct sp_decode *d)
{
    if (d->relu)
        decode(d, true, DELTAS);
    else
        decode(d, false, DELTAS);
    int on = 0;
    for (int i = 0; i < d->outputs; i++)
        on += __builtin_popcount(d->on[i]);
    return on;
}

/* The lanes of one output that are on, with their deltas. */
struct lanes {
    int count;
    int lane[SP_TILE];
    sp_real delta[SP_TILE];
};

INLINE void list_lanes(uint32_t on, const sp_real *delta, struct lanes *out)
{
    int count = 0;
    for (; on; on &= on - 1) {
        int s = __builtin_ctz(on);
        out->lane[count] = s;
        out->delta[count++] = delta[s];
    }
    out->count = count;
}

/* `wide` vectors of output i's way back, from hidden dimension k: its own gradient and
   its weights stay in registers while the samples pass. */
INLINE void back_columns(int wide, const struct sp_back *b, const struct lanes *on,
                         int i, size_t k)
{
    sp_real *slope = b->W_slope + (size_t)i * b->stride + k;
    const sp_real *W = b->W + (size_t)i * b->stride + k;
    vec w[4], g[4];
    for (int v = 0; v < wide; v++) {
        w[v] = load(W + v * WIDTH);
        g[v] = load(slope + v * WIDTH);
    }
    for (int s = 0; s < on->count; s++) {
        sp_real delta = on->delta[s];
        const sp_real *h = b->hidden + (size_t)on->lane[s] * b->stride + k;
        sp_real *h_slope = b->hidden_slope + (size_t)on->lane[s] * b->stride + k;
        for (int v = 0; v < wide; v++) {
            g[v] += delta * load(h + v * WIDTH);
            store(load(h_slope + v * WIDTH) + delta * w[v], h_slope + v * WIDTH);
        }
    }
    for (int v = 0; v < wide; v++)
        store(g[v], slope + v * WIDTH);
}

static void back(const struct sp_back *b)
{
    struct lanes on;
    for (int i = 0; i < b->outputs; i++) {
        list_lanes(b->on[i], b->delta + (size_t)i * SP_TILE, &on);
        size_t k = 0;
        for (; k + 4 * WIDTH <= b->stride; k += 4 * WIDTH)
            back_columns(4, b, &on, i, k);
        for (; k + 2 * WIDTH <= b->stride; k += 2 * WIDTH)
            back_columns(2, b, &on, i, k);
        for (; k < b->stride; k += WIDTH)
            back_columns(1, b, &on, i, k);
    }
}

/* `wide` vectors of one row's hidden, from dimension k.  Four sums, entry e in sum e
   mod 4, because one would wait for itself. */
INLINE void encode_columns(int wide, const struct sp_batch *batch, int row,
                           size_t stride, const sp_real *W, sp_real *hidden)
{
    vec sum[4][2] = {0};
    int e = batch->start[row], end = batch->start[row + 1];
    for (; e + 4 <= end; e += 4)
        for (int u = 0; u < 4; u++) {
            const sp_real *w = W + (size_t)batch->index[e + u] * stride;
            for (int v = 0; v < wide; v++)
                sum[u][v] += batch->value[e + u] * load(w + v * WIDTH);
        }
    for (; e < end; e++) {
        const sp_real *w = W + (size_t)batch->index[e] * stride;
        for (int v = 0; v < wide; v++)
            sum[0][v] += batch->value[e] * load(w + v * WIDTH);
    }
    for (int v = 0; v < wide; v++)
        store((sum[0][v] + sum[1][v]) + (sum[2][v] + sum[3][v]), hidden + v * WIDTH);
}

static void encode(const struct sp_entries *e, const sp_real *W, sp_real *hidden)
{
    for (int s = 0; s < e->count; s++) {
        sp_real *h = hidden + (size_t)s * e->stride;
        size_t k = 0;
        for (; k + STRIP <= e->stride; k += STRIP)
            encode_columns(2, e->batch, e->row[s], e->stride, W + k, h + k);
        for (; k < e->stride; k += WIDTH)
            encode_columns(1, e->batch, e->row[s], e->stride, W + k, h + k);
    }
}

INLINE void spread_columns(int wide, const struct sp_batch *batch, int row,
                           size_t stride, const sp_real *hidden_slope, sp_real *W_slope)
{
    vec h[2];
    for (int v = 0; v < wide; v++)
        h[v] = load(hidden_slope + v * WIDTH);
    for (int e = batch->start[row]; e < batch->start[row + 1]; e++) {
        sp_real *slope = W_slope + (size_t)batch->index[e] * stride;
        for (int v = 0; v < wide; v++)
            store(load(slope + v * WIDTH) + batch->value[e] * h[v], slope + v * WIDTH);
    }
}

static void spread(const struct sp_entries *e, const sp_real *hidden_slope,
                   sp_real *W_slope)
{
    for (int s = 0; s < e->count; s++) {
        const sp_real *h = hidden_slope + (size_t)s * e->stride;
        size_t k = 0;
        for (; k + STRIP <= e->stride; k += STRIP)
            spread_columns(2, e->batch, e->row[s], e->stride, h + k, W_slope + k);
        for (; k < e->stride; k += WIDTH)
            spread_columns(1, e->batch, e->row[s], e->stride, h + k, W_slope + k);
    }
}

static void turn(const sp_real *restrict rows, size_t stride, int m,
                 sp_real *restrict lanes)
{
    for (int k = 0; k < m; k++)
        for (int s = 0; s < SP_TILE; s++)
            lanes[(size_t)k * SP_TILE + (size_t)s] =
                rows[(size_t)s * stride + (size_t)k];
}

static void outer(int n, int m, const sp_real *a, const sp_real *b, sp_real *sums)
{
    for (int i = 0; i < n; i++, a += SP_TILE)
        for (int k = 0; k < m; k++, sums += SP_HALF)
            for (int l = 0; l < SP_HALF; l += WIDTH) {
                const sp_real *bk = b + (size_t)k * SP_TILE + l;
                vec sum = load(sums + l) + load(a + l) * load(bk);
                store(sum + load(a + SP_HALF + l) * load(bk + SP_HALF), sums + l);
            }
}

extern const struct sp_kernels SP_KERNELS_NAME;

const struct sp_kernels SP_KERNELS_NAME = {
    .name = KERNELS_WORD,
    .product = product,
    .errors = errors,
    .deltas = deltas,
    .back = back,
    .encode = encode,
    .spread = spread,
    .turn = turn,
    .outer = outer,
};
