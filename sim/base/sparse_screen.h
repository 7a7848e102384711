/* Upper bounds of products from numbers of eight bits, and products of those that reach
   a bound; why the bounds hold is said in screen.h. */
#ifndef SUPERPOSE_SPARSE_SCREEN_H
#define SUPERPOSE_SPARSE_SCREEN_H

#include <string.h>

#include "sparse_select.h"
#include "superpose/screen.h"

/* Bits are the same where the dense product is fused as these are; it is not where
   gcc's sanitizers come between a product and its sum. */
#if defined __AVX2__ && !defined SP_REAL_DOUBLE && !defined __SANITIZE_ADDRESS__

/* Four coordinates of a vector lie together, and meet in two sums of 16 bits.  The sums
   of a chunk with numbers q and p are at most |q| |p| over the coordinates of one of
   its halves: those 0 and 1, or 2 and 3, of each four. */
enum {
    QUAD = 4,
    CHUNK = SP_SCREEN_CHUNK,
    ACROSS = SP_SCREEN_LANES,
    TALL = 4,
    TILED = QUAD * SP_SCREEN_ROWS
};

/* Of numbers, so that two neighbours' products, at most 2 x 255 x 64, stay below 2^15;
   and of their norm over half a chunk, which rounding of 32 numbers raises by less than
   3, so that sums stay below 133 x 243 < 2^15. */
static const float MOST_E = 64, MOST_X = 127, NORM_E = 130, NORM_X = 240;

static const float UP = 1 + 0x1p-12F, LEAST_UNIT = 1e-30F;

/* Of norms and biases, so that no bound comes near the largest number there is. */
static const float LARGEST = 1e9F;

INLINE __m256 part_of(const float *v)
{
    return _mm256_load_ps(v);
}

INLINE float larger_norm(float square)
{
    return __builtin_sqrtf(square) * UP + 1e-17F;
}

/* The larger of two sums, over lanes of the first and of the second half of quads. */
INLINE float larger_half(__m256 square)
{
    _Alignas(32) float l[8];
    _mm256_store_ps(l, square);
    float first = l[0] + l[1] + l[4] + l[5], second = l[2] + l[3] + l[6] + l[7];
    return first > second ? first : second;
}

INLINE float sum_of(__m256 lanes)
{
    _Alignas(32) float l[8];
    _mm256_store_ps(l, lanes);
    return ((l[0] + l[4]) + (l[1] + l[5])) + ((l[2] + l[6]) + (l[3] + l[7]));
}

INLINE int shorter(int a, int b)
{
    return a < b ? a : b;
}

/* The unit of v (d) with numbers up to MOST and norms up to MOST_NORM of half a chunk;
   and a bound of the norm of v. */
INLINE float unit_of(int d, const float *v, float most, float most_norm, float *norm)
{
    __m256 sign = _mm256_set1_ps(-0.0F), peak = _mm256_setzero_ps(), all = peak;
    float half = 0, largest = 0;
    for (int c = 0; c < d; c += CHUNK) {
        __m256 square = _mm256_setzero_ps();
        for (int j = c; j < shorter(c + CHUNK, d); j += 8) {
            __m256 x = part_of(v + j);
            square = _mm256_fmadd_ps(x, x, square);
            peak = _mm256_max_ps(peak, _mm256_andnot_ps(sign, x));
        }
        float sum = larger_half(square);
        half = sum > half ? sum : half;
        all = _mm256_add_ps(all, square);
    }
    _Alignas(32) float l[8];
    _mm256_store_ps(l, peak);
    for (int i = 0; i < 8; i++)
        largest = l[i] > largest ? l[i] : largest;
    *norm = larger_norm(sum_of(all));
    float unit = larger_norm(half) / most_norm, other = largest / most;
    unit = unit > other ? unit : other;
    return unit < LEAST_UNIT ? 0 : unit;
}

/* Eight numbers of v in whole units, which are taken from v. */
INLINE __m256i whole_units(__m256 v, float unit, float per, __m256 *left)
{
    __m256i q = _mm256_cvtps_epi32(_mm256_mul_ps(v, _mm256_set1_ps(per)));
    *left = _mm256_fnmadd_ps(_mm256_cvtepi32_ps(q), _mm256_set1_ps(unit), v);
    return q;
}

/* Bytes of eight numbers, as two quads STEP bytes apart. */
INLINE void put_quads(__m256i q, uint32_t flip, uint8_t *out, size_t step)
{
    __m256i words = _mm256_packs_epi32(q, q), bytes = _mm256_packs_epi16(words, words);
    uint32_t quad[2] = {(uint32_t)_mm256_extract_epi32(bytes, 0) ^ flip,
                        (uint32_t)_mm256_extract_epi32(bytes, 4) ^ flip};
    memcpy(out, quad, sizeof *quad);
    memcpy(out + step, quad + 1, sizeof *quad);
}

/* v (d) in whole units, quads STEP bytes apart; offset (chunks, 16, 2), if any, is what
   makes up for 128 more in the other factor.  Gives a bound of |v - v^|. */
INLINE float make_whole(int d, const float *v, float unit, uint32_t flip, uint8_t *out,
                        size_t step, int16_t *offset)
{
    float per = unit > 0 ? 1 / unit : 0;
    __m256 square = _mm256_setzero_ps(), left;
    for (int c = 0; c < d; c += CHUNK) {
        __m256i sum = _mm256_setzero_si256();
        for (int j = c; j < shorter(c + CHUNK, d); j += 8, out += 2 * step) {
            __m256i q = whole_units(part_of(v + j), unit, per, &left);
            square = _mm256_fmadd_ps(left, left, square);
            sum = _mm256_add_epi32(sum, q);
            put_quads(q, flip, out, step);
        }
        _Alignas(32) int l[8];
        _mm256_store_si256((__m256i *)l, sum);
        if (offset) {
            offset[0] = (int16_t)(-128 * (l[0] + l[1] + l[4] + l[5]));
            offset[1] = (int16_t)(-128 * (l[2] + l[3] + l[6] + l[7]));
            offset += 2 * ACROSS;
        }
    }
    return larger_norm(sum_of(square));
}

INLINE size_t chunks_of(int d)
{
    return ((size_t)d + CHUNK - 1) / CHUNK;
}

/* Of |x| |e| + |b|, for rounding. */
INLINE float room(int d)
{
    return (float)(d + 64) * 0x1p-23F;
}

/* Not a number is not within it either. */
INLINE bool within(float value)
{
    return value <= LARGEST && value >= -LARGEST;
}

static bool screen_vectors(struct sp_screen *s)
{
    float norm = 0, miss = 0;
    size_t d = (size_t)s->d, chunks = chunks_of(s->d);
    struct sp_coarse *c = &s->vectors;
    for (int i = 0; i < s->k; i++) {
        const float *v = s->E + (size_t)i * d;
        size_t block = (size_t)i / ACROSS, lane = (size_t)i % ACROSS;
        uint8_t *q = c->q + block * ACROSS * d + lane * QUAD;
        float b = s->b ? s->b[i] : 0;
        c->unit[i] = unit_of(s->d, v, MOST_E, NORM_E, &c->norm[i]);
        if (!within(c->norm[i]) || !within(b) || (s->norm && !within(s->norm[i])))
            return false;
        c->miss[i] = make_whole(s->d, v, c->unit[i], 0, q, ACROSS * QUAD,
                                s->offset + 2 * (block * chunks * ACROSS + lane));
        s->bias[i] = b + (b < 0 ? -b : b) * room(s->d) + 1e-30F;
        norm += c->norm[i] * (s->norm ? s->norm[i] : 1);
        miss += c->miss[i] * (s->norm ? s->norm[i] : 1);
    }
    s->mean_norm = norm / (float)s->k;
    s->mean_miss = miss / (float)s->k;
    return true;
}

/* From sums of a row to bounds: eight vectors from i. */
INLINE __m256 bounds_of(const struct sp_screen *s, __m256i sum, int r, int i)
{
    const struct sp_coarse *x = &s->rows, *e = &s->vectors;
    __m256 unit = _mm256_mul_ps(_mm256_set1_ps(x->unit[r]), part_of(e->unit + i));
    __m256 u = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), unit, part_of(s->bias + i));
    u = _mm256_fmadd_ps(_mm256_set1_ps(x->norm[r]), part_of(e->norm + i), u);
    return _mm256_fmadd_ps(_mm256_set1_ps(x->miss[r]), part_of(e->miss + i), u);
}

/* Adds a chunk of COUNT coordinates, of rows x and 16 vectors q. */
INLINE void add_chunk(int count, const uint8_t *x, const uint8_t *q,
                      const int16_t *offset, __m256i sum[TALL][2])
{
    __m256i part[TALL][2];
    for (int r = 0; r < TALL; r++)
        for (int v = 0; v < 2; v++)
            part[r][v] = _mm256_load_si256((const __m256i *)(offset + v * ACROSS));
    for (int j = 0; j < count; j += QUAD, q += ACROSS * QUAD, x += TILED) {
        __m256i e0 = _mm256_load_si256((const __m256i *)q);
        __m256i e1 = _mm256_load_si256((const __m256i *)(q + ACROSS * QUAD / 2));
        for (int r = 0; r < TALL; r++) {
            int32_t quad;
            memcpy(&quad, x + r * QUAD, sizeof quad);
            __m256i all = _mm256_set1_epi32(quad);
            part[r][0] = _mm256_add_epi16(part[r][0], _mm256_maddubs_epi16(all, e0));
            part[r][1] = _mm256_add_epi16(part[r][1], _mm256_maddubs_epi16(all, e1));
        }
    }
    for (int r = 0; r < TALL; r++)
        for (int v = 0; v < 2; v++)
            sum[r][v] = _mm256_add_epi32(
                sum[r][v], _mm256_madd_epi16(part[r][v], _mm256_set1_epi16(1)));
}

/* Bounds of TALL rows from r, and of 16 vectors from i. */
INLINE void bound_tile(const struct sp_screen *s, int r, int i)
{
    const uint8_t *q = s->vectors.q + (size_t)i * (size_t)s->d;
    const uint8_t *x = s->rows.q + r * QUAD;
    const int16_t *offset = s->offset + 2 * (size_t)i * chunks_of(s->d);
    sp_real *u = s->u + (size_t)r * s->step + i;
    __m256i sum[TALL][2];
    for (int row = 0; row < TALL; row++)
        sum[row][0] = sum[row][1] = _mm256_setzero_si256();
    for (int c = 0; c < s->d; c += CHUNK, offset += 2 * ACROSS)
        add_chunk(shorter(CHUNK, s->d - c), x + c * SP_SCREEN_ROWS, q + c * ACROSS,
                  offset, sum);
    for (int row = 0; row < TALL; row++, u += s->step) {
        _mm256_store_ps(u, bounds_of(s, sum[row][0], r + row, i));
        _mm256_store_ps(u + 8, bounds_of(s, sum[row][1], r + row, i + 8));
    }
}

static void bound(const struct sp_screen *whole, int rows)
{
    const struct sp_screen s = *whole;
    for (int i = 0; i < s.k; i += ACROSS)
        for (int r = 0; r < rows; r += TALL)
            bound_tile(&s, r, i);
}

static bool screen_rows(struct sp_screen *s, int rows, const sp_real *x)
{
    struct sp_coarse *c = &s->rows;
    for (int r = 0; r < rows; r++) {
        const float *v = x + (size_t)r * (size_t)s->d;
        float norm, unit = unit_of(s->d, v, MOST_X, NORM_X, &norm);
        if (!within(norm))
            return false;
        float miss =
            make_whole(s->d, v, unit, 0x80808080, c->q + r * QUAD, TILED, NULL);
        c->unit[r] = unit;
        c->norm[r] = (miss + room(s->d) * norm) * UP;
        c->miss[r] = (norm + miss) * UP;
    }
    bound(s, rows);
    for (int r = 0; s->norm && r < rows; r++)
        for (int i = 0; i < s->k; i++)
            s->u[(size_t)r * s->step + (size_t)i] *= s->norm[i];
    return true;
}

/* Vectors whose products are taken together, in lanes of eight. */
enum { OCTETS = 2, TOGETHER = 8 * OCTETS, LINE = 16, AHEAD = LINE };

/* Adds the products of eight vectors with eight coordinates from j. */
INLINE __m256 multiply_eight(const float *x, const float *const row[8], int j,
                             __m256 sum)
{
    const float *part[8];
    __m256 v[8];
    for (int l = 0; l < 8; l++)
        part[l] = row[l] + j;
    turn_eight(part, v);
    for (int c = 0; c < 8; c++)
        sum = _mm256_fmadd_ps(_mm256_set1_ps(x[j + c]), v[c], sum);
    return sum;
}

/* Products of TOGETHER vectors with x, in order of coordinates.  Of so many rows none
   is fetched ahead unless it is asked for. */
INLINE void multiply_together(int d, const float *x, const float *const *row,
                              __m256 sum[OCTETS])
{
    for (int j = 0; j < d; j += LINE)
        for (int o = 0; o < OCTETS; o++) {
            for (int l = 0; l < 8; l++)
                _mm_prefetch((const char *)(row[8 * o + l] + j + AHEAD), _MM_HINT_T0);
            sum[o] = multiply_eight(x, row + 8 * o, j, sum[o]);
            sum[o] = multiply_eight(x, row + 8 * o, j + 8, sum[o]);
        }
}

/* h of those in the list, into value, score and h. */
static void find_products(const struct sp_screen *s, int count, const float *x,
                          float *h)
{
    for (int e = 0; e < count; e += TOGETHER) {
        const float *row[TOGETHER];
        _Alignas(32) float bias[TOGETHER];
        __m256 sum[OCTETS];
        for (int l = 0; l < TOGETHER; l++) {
            int i = s->index[shorter(e + l, count - 1)];
            row[l] = s->E + (size_t)i * (size_t)s->d;
            bias[l] = s->b ? s->b[i] : 0;
        }
        for (int o = 0; o < OCTETS; o++)
            sum[o] = part_of(bias + 8 * o);
        multiply_together(s->d, x, row, sum);
        for (int o = 0; o < OCTETS; o++)
            _mm256_store_ps(bias + 8 * o, sum[o]);
        for (int l = 0; l < shorter(TOGETHER, count - e); l++) {
            int i = s->index[e + l];
            float score = s->norm ? bias[l] * s->norm[i] : bias[l];
            s->score[e + l] = score > 0 ? score : 0;
            h[i] = bias[l];
        }
    }
}

INLINE int list_from(const struct sp_screen *s, const float *u, float bound)
{
    return bound > 0 ? collect_from(s->k, u, bound, s->index, s->value)
                     : collect(s->k, u, s->index, s->value);
}

/* The least of the WISHED largest scores of the list. */
INLINE float least_of(const struct sp_screen *s, int count, int wished)
{
    float bound = count < wished ? 0 : bound_of(count, s->score, wished);
    float least = 1e30F;
    for (int e = 0; e < count; e++)
        if (s->score[e] >= bound && s->score[e] < least)
            least = s->score[e];
    return bound > 0 ? least : 0;
}

/* What enough bounds reach is above what enough products reach by about as much as
   bounds are above products.  Those down to there come first; what they are says how
   large the others must be able to be. */
static int refine(struct sp_screen *s, int r, const sp_real *x, int wished, int most,
                  sp_real *h)
{
    const float *u = s->u + (size_t)r * s->step;
    float rough = wished ? rough_bound(s->k, u, wished, s->value) : 0;
    float above = s->rows.norm[r] * s->mean_norm + s->rows.miss[r] * s->mean_miss;
    float guess = rough > above ? rough - above : 0;
    int count = list_from(s, u, guess), kept = 0;
    if (count > most)
        return -1;
    memset(h, 0, (size_t)s->k * sizeof *h);
    find_products(s, count, x, h);
    float least = guess > 0 ? least_of(s, count, wished) : 0;
    if (!(least < guess))
        return count;
    int others = list_from(s, u, least);
    for (int e = 0; e < others; e++) {
        s->index[kept] = s->index[e];
        kept += s->value[e] < guess;
    }
    if (count + kept > most)
        return -1;
    find_products(s, kept, x, h);
    return count + kept;
}

static const struct sp_screening screening = {screen_vectors, screen_rows, refine};
#define SCREENING &screening
#else
#define SCREENING NULL
#endif

#endif
