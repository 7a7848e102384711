/* Sums of a few rows of a matrix, and dot products with them.  A strip of the sum, or
   of the row that is multiplied, stays in registers while the entries of a row pass. */
#ifndef SUPERPOSE_SPARSE_ROWS_H
#define SUPERPOSE_SPARSE_ROWS_H

#include "superpose/sparse.h"
#include "vec.h"

/* Vectors of a strip of a sum: as many as hide the time a multiply-add takes. */
enum { BROAD = 8 };

INLINE void blend_strip(int wide, size_t k, const struct sp_listed *l,
                        const sp_real *value, const sp_real *M, sp_real *out)
{
    for (int r = 0; r < l->rows; r++) {
        sp_real *to = out + (size_t)r * l->step + k;
        vec sum[BROAD];
        if (l->from[r] == l->to[r])
            continue;
        for (int v = 0; v < wide; v++)
            sum[v] = load(to + v * WIDTH);
        for (int e = l->from[r]; e < l->to[r]; e++) {
            const sp_real *row = M + (size_t)l->index[e] * l->M_step + k;
            for (int v = 0; v < wide; v++)
                sum[v] += value[e] * load(row + v * WIDTH);
        }
        for (int v = 0; v < wide; v++)
            store(sum[v], to + v * WIDTH);
    }
}

static void blend(const struct sp_listed *listed, const sp_real *value,
                  const sp_real *M, sp_real *out)
{
    const struct sp_listed l = *listed;
    size_t k = 0;
    for (; k + BROAD * WIDTH <= l.width; k += BROAD * WIDTH)
        blend_strip(BROAD, k, &l, value, M, out);
    for (; k + BROAD / 2 * WIDTH <= l.width; k += BROAD / 2 * WIDTH)
        blend_strip(BROAD / 2, k, &l, value, M, out);
    for (; k + WIDTH <= l.width; k += WIDTH)
        blend_strip(1, k, &l, value, M, out);
}

/* Dot products are summed in SP_HALF lanes, whatever the width: lane l has the terms l,
   l + 16, l + 32 and l + 48 of a strip, in order.  Then the upper half of the lanes is
   added to the lower, until there is one. */
enum { PARTS = SP_HALF / WIDTH, CHUNKS = 4, DOT = CHUNKS * SP_HALF };

struct lanes {
    vec part[PARTS];
};

INLINE struct lanes dot_lanes(int chunks, const vec *row, const sp_real *M)
{
    struct lanes s;
    for (int p = 0; p < PARTS; p++)
        s.part[p] = row[p] * load(M + p * WIDTH);
    for (int c = 1; c < chunks; c++)
        for (int p = 0; p < PARTS; p++) {
            int v = c * PARTS + p;
            s.part[p] += row[v] * load(M + v * WIDTH);
        }
    return s;
}

#if defined __AVX2__ && !defined SP_REAL_DOUBLE
INLINE __m256 upper_to_lower(const struct lanes *s)
{
#if defined __AVX512F__
    return _mm256_add_ps(_mm512_castps512_ps256((__m512)s->part[0]),
                         _mm512_extractf32x8_ps((__m512)s->part[0], 1));
#else
    return (__m256)(s->part[0] + s->part[1]);
#endif
}

/* Lanes of two sums, four each. */
INLINE __m256 pair_of(const struct lanes *a, const struct lanes *b)
{
    __m256 u = upper_to_lower(a), v = upper_to_lower(b);
    return _mm256_add_ps(_mm256_permute2f128_ps(u, v, 0x20),
                         _mm256_permute2f128_ps(u, v, 0x31));
}

/* Four sums, of pairs a, b and c, d. */
INLINE __m128 four_of(__m256 ab, __m256 cd)
{
    __m256 two = _mm256_add_ps(_mm256_shuffle_ps(ab, cd, 0x44),
                               _mm256_shuffle_ps(ab, cd, 0xee)); /* a c, b d */
    __m128 ac = _mm256_castps256_ps128(two), bd = _mm256_extractf128_ps(two, 1);
    __m128 sum = _mm_add_ps(_mm_shuffle_ps(ac, bd, 0x88), _mm_shuffle_ps(ac, bd, 0xdd));
    return _mm_shuffle_ps(sum, sum, 0xd8);
}

/* Sums of four entries. */
INLINE void dot_four(int chunks, const vec *row, const int *index, size_t stride,
                     const sp_real *M, bool more, sp_real *out)
{
    struct lanes a = dot_lanes(chunks, row, M + (size_t)index[0] * stride);
    struct lanes b = dot_lanes(chunks, row, M + (size_t)index[1] * stride);
    __m256 ab = pair_of(&a, &b);
    a = dot_lanes(chunks, row, M + (size_t)index[2] * stride);
    b = dot_lanes(chunks, row, M + (size_t)index[3] * stride);
    __m128 sum = four_of(ab, pair_of(&a, &b));
    if (more)
        sum = _mm_add_ps(_mm_loadu_ps(out), sum);
    _mm_storeu_ps(out, sum);
}
#else
INLINE sp_real sum_lanes(const struct lanes *s)
{
    sp_real lane[SP_HALF];
    for (int p = 0; p < PARTS; p++)
        for (int l = 0; l < WIDTH; l++)
            lane[p * WIDTH + l] = s->part[p][l];
    for (int left = SP_HALF / 2; left; left /= 2)
        for (int l = 0; l < left; l++)
            lane[l] += lane[l + left];
    return lane[0];
}

INLINE void dot_four(int chunks, const vec *row, const int *index, size_t stride,
                     const sp_real *M, bool more, sp_real *out)
{
    for (int i = 0; i < 4; i++) {
        struct lanes s = dot_lanes(chunks, row, M + (size_t)index[i] * stride);
        out[i] = more ? out[i] + sum_lanes(&s) : sum_lanes(&s);
    }
}
#endif

/* What is left of a row goes by fours too, some of them idle. */
INLINE void dots_strip(int chunks, size_t k, const struct sp_listed *l,
                       const sp_real *R, const sp_real *M, bool more, sp_real *out)
{
    M += k;
    R += k;
    for (int r = 0; r < l->rows; r++, R += l->step) {
        int e = l->from[r], end = l->to[r];
        vec row[CHUNKS * PARTS];
        for (int v = 0; v < chunks * PARTS; v++)
            row[v] = load(R + v * WIDTH);
        for (; e + 4 <= end; e += 4)
            dot_four(chunks, row, l->index + e, l->M_step, M, more, out + e);
        if (e < end) {
            int index[4] = {l->index[e], l->index[e], l->index[e], l->index[e]};
            sp_real sum[4] = {0};
            for (int i = 0; i < end - e; i++) {
                index[i] = l->index[e + i];
                sum[i] = out[e + i];
            }
            dot_four(chunks, row, index, l->M_step, M, more, sum);
            for (int i = 0; i < end - e; i++)
                out[e + i] = sum[i];
        }
    }
}

enum { LANES = 8 };

/* Lane l has the terms l, l + 8, .., in double, and lanes are added by halves. */
static double miss(int d, sp_real by, const sp_real *restrict x, sp_real *restrict y)
{
    double lane[LANES] = {0};
    int j = 0;
    for (; j + LANES <= d; j += LANES)
        for (int l = 0; l < LANES; l++) {
            sp_real difference = y[j + l] - x[j + l];
            lane[l] += (double)difference * (double)difference;
            y[j + l] = by * difference;
        }
    for (; j < d; j++) {
        sp_real difference = y[j] - x[j];
        lane[j % LANES] += (double)difference * (double)difference;
        y[j] = by * difference;
    }
    for (int left = LANES / 2; left; left /= 2)
        for (int l = 0; l < left; l++)
            lane[l] += lane[l + left];
    return lane[0];
}

static void dots(const struct sp_listed *listed, const sp_real *R, const sp_real *M,
                 bool more, sp_real *out)
{
    const struct sp_listed l = *listed;
    size_t k = 0;
    for (; k + DOT <= l.width; k += DOT)
        dots_strip(CHUNKS, k, &l, R, M, more || k, out);
    for (; k + SP_HALF <= l.width; k += SP_HALF)
        dots_strip(1, k, &l, R, M, more || k, out);
}

#endif
