/* Random numbers in lanes, compiled once for each instruction set (see the Makefile),
   each time with another SP_DRAWS_NAME.  Nothing here may be contracted to a fused
   multiply-add: the numbers are the same everywhere. */
#include "superpose/lanes.h"

#include <stdbool.h>

#include "normal.h"
#include "vec.h"

enum {
    WIDE = VEC_BYTES / 8,      /* 64-bit lanes of a vector */
    PARTS = SP_LANES / WIDE,   /* vectors of 64-bit lanes in a block */
    NARROW = VEC_BYTES / 4,    /* 32-bit lanes of a vector */
    HALVES = SP_LANES / NARROW /* vectors of 32-bit lanes in a block */
};

typedef uint64_t wide __attribute__((vector_size(VEC_BYTES), may_alias));
typedef uint32_t narrow __attribute__((vector_size(VEC_BYTES), may_alias));
typedef double twice __attribute__((vector_size(VEC_BYTES), may_alias));
typedef int64_t test __attribute__((vector_size(VEC_BYTES), may_alias));
typedef int32_t whole
    __attribute__((vector_size(VEC_BYTES / 2), may_alias, aligned(4)));

/* The generators in registers. */
struct state {
    wide state[PARTS], increment[PARTS];
};

INLINE struct state open_state(const struct sp_lanes *lanes)
{
    struct state s;
    for (int p = 0; p < PARTS; p++) {
        s.state[p] = *(const wide *)(lanes->state + p * WIDE);
        s.increment[p] = *(const wide *)(lanes->increment + p * WIDE);
    }
    return s;
}

INLINE void close_state(struct sp_lanes *lanes, const struct state *s)
{
    for (int p = 0; p < PARTS; p++)
        *(wide *)(lanes->state + p * WIDE) = s->state[p];
}

/* The lower, or upper, 32 bits of all lanes of two vectors. */
INLINE narrow words(wide a, wide b, int upper)
{
    narrow x = (narrow)a, y = (narrow)b;
#if defined __AVX512F__
    return upper ? __builtin_shufflevector(x, y, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21,
                                           23, 25, 27, 29, 31)
                 : __builtin_shufflevector(x, y, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20,
                                           22, 24, 26, 28, 30);
#elif defined __AVX2__
    return upper ? __builtin_shufflevector(x, y, 1, 3, 5, 7, 9, 11, 13, 15)
                 : __builtin_shufflevector(x, y, 0, 2, 4, 6, 8, 10, 12, 14);
#else
    return upper ? __builtin_shufflevector(x, y, 1, 3, 5, 7)
                 : __builtin_shufflevector(x, y, 0, 2, 4, 6);
#endif
}

/* The next block: every generator gives out bits 27 to 58 of its state as it was before
   the step, folded on itself 18 bits further down, and turned by the uppermost five. */
INLINE void next(struct state *s, narrow out[HALVES])
{
    for (int h = 0; h < HALVES; h++) {
        wide a = s->state[2 * h], b = s->state[2 * h + 1];
        s->state[2 * h] = a * 6364136223846793005u + s->increment[2 * h];
        s->state[2 * h + 1] = b * 6364136223846793005u + s->increment[2 * h + 1];
        narrow low = words(a, b, 0), high = words(a, b, 1);
        narrow folded = (low >> 27 | high << 5) ^ high >> 13, turn = high >> 27;
#if defined __AVX512F__
        out[h] = (narrow)_mm512_rorv_epi32((__m512i)folded, (__m512i)turn);
#else
        out[h] = folded >> turn | folded << (-turn & 31);
#endif
    }
}

static void numbers(struct sp_lanes *lanes, size_t blocks, uint32_t *out)
{
    struct state s = open_state(lanes);
    for (size_t k = 0; k < blocks; k++, out += SP_LANES) {
        narrow word[HALVES];
        next(&s, word);
        for (int h = 0; h < HALVES; h++)
            *(narrow *)(out + h * NARROW) = word[h];
    }
    close_state(lanes, &s);
}

/* 64-bit numbers from the lower, or upper, lanes of their low and high words. */
INLINE wide joined(narrow low, narrow high, int upper)
{
#if defined __AVX512F__
    return upper ? (wide)__builtin_shufflevector(low, high, 8, 24, 9, 25, 10, 26, 11,
                                                 27, 12, 28, 13, 29, 14, 30, 15, 31)
                 : (wide)__builtin_shufflevector(low, high, 0, 16, 1, 17, 2, 18, 3, 19,
                                                 4, 20, 5, 21, 6, 22, 7, 23);
#elif defined __AVX2__
    return upper ? (wide)__builtin_shufflevector(low, high, 4, 12, 5, 13, 6, 14, 7, 15)
                 : (wide)__builtin_shufflevector(low, high, 0, 8, 1, 9, 2, 10, 3, 11);
#else
    return upper ? (wide)__builtin_shufflevector(low, high, 2, 6, 3, 7)
                 : (wide)__builtin_shufflevector(low, high, 0, 4, 1, 5);
#endif
}

/* A block of uniform numbers with 52 bits in (0, 1), from two of the generators: as the
   significand of a number in [1, 2), of which 1 - 2^-53 is taken away. */
INLINE void next_uniform(struct state *s, twice out[PARTS])
{
    narrow high[HALVES], low[HALVES];
    next(s, high);
    next(s, low);
    for (int p = 0; p < PARTS; p++) {
        wide word = joined(low[p / 2], high[p / 2], p % 2);
        out[p] = (twice)(word >> 12 | 0x3ff0000000000000u) - (1 - 0x1p-53);
    }
}

static void uniform(struct sp_lanes *lanes, size_t blocks, double *out)
{
    struct state s = open_state(lanes);
    for (size_t k = 0; k < blocks; k++, out += SP_LANES) {
        twice u[PARTS];
        next_uniform(&s, u);
        for (int p = 0; p < PARTS; p++)
            *(twice *)(out + p * WIDE) = u[p];
    }
    close_state(lanes, &s);
}

/* sp_log of every lane, operation for operation; 2^52 + 2^51 in front turns a small
   whole number into a double. */
INLINE twice logarithm(twice x)
{
    const double high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33;
    const double magic = 0x1.8p52;
    test bits = (test)x;
    test k = (bits - 0x3fe6a09e667f3bcd) >> 52;
    twice exponent = (twice)(k + 0x4338000000000000) - magic;
    twice f = (twice)(bits - (k << 52)) - 1, s = f / (2 + f), z = s * s, zz = z * z;
    twice a = (2.0 / 3 + z * (2.0 / 5)) + zz * (2.0 / 7 + z * (2.0 / 9));
    twice b = (2.0 / 11 + z * (2.0 / 13)) + zz * (2.0 / 15 + z * (2.0 / 17));
    twice c = b + (zz * zz) * (2.0 / 19 + z * (2.0 / 21));
    twice r = z * (a + (zz * zz) * c);
    return exponent * high - ((s * (f - r) - exponent * low) - f);
}

/* The whole part of a value >= 0; plain code leaves alone what is 2^51 or more. */
INLINE twice whole_part(twice value)
{
#if defined __AVX512F__
    return (twice)_mm512_floor_pd((__m512d)value);
#elif defined __AVX2__
    return (twice)_mm256_floor_pd((__m256d)value);
#else
    twice near = (value + 0x1p52) - 0x1p52;
    near -= (twice)((test)(near > value) & (test)(1 + (twice){0}));
    test small = value < 0x1p51;
    return (twice)((small & (test)near) | (~small & (test)value));
#endif
}

/* Lane l of the result is lane l - by, or 0. */
INLINE twice shifted(twice v, int by)
{
    const twice zero = {0};
#if defined __AVX512F__
    return by == 1   ? __builtin_shufflevector(zero, v, 0, 8, 9, 10, 11, 12, 13, 14)
           : by == 2 ? __builtin_shufflevector(zero, v, 0, 0, 8, 9, 10, 11, 12, 13)
                     : __builtin_shufflevector(zero, v, 0, 0, 0, 0, 8, 9, 10, 11);
#elif defined __AVX2__
    return by == 1 ? __builtin_shufflevector(zero, v, 0, 4, 5, 6)
                   : __builtin_shufflevector(zero, v, 0, 0, 4, 5);
#else
    (void)by;
    return __builtin_shufflevector(zero, v, 0, 2);
#endif
}

/* Sums of lanes 0 .. l: whole numbers, so that below 2^53 their order is no matter, and
   above the end of every table has passed. */
INLINE twice running_sum(twice v)
{
#pragma GCC unroll 3
    for (int by = 1; by < WIDE; by *= 2)
        v += shifted(v, by);
    return v;
}

/* Lanes of which the test holds, when those are the first ones. */
INLINE int how_many(test t)
{
#if defined __AVX512F__
    return __builtin_popcount(_mm512_movepi64_mask((__m512i)t));
#elif defined __AVX2__
    return __builtin_popcount((unsigned)_mm256_movemask_pd((__m256d)t));
#else
    return -(int)(t[0] + t[1]);
#endif
}

/* Rows and columns of whole positions up to rows x width < 2^44.  Half a candidate is
   added so that no rounding reaches the next row. */
INLINE void place(const struct sp_skip *t, twice position, int *row, int *column)
{
    const double width = t->width, per = 1 / width;
    twice r = whole_part((position + 0.5) * per);
    twice c = position - r * width + (double)t->first;
    *(whole *)row = __builtin_convertvector(r, whole);
    *(whole *)column = __builtin_convertvector(c, whole);
}

/* How many blocks of gaps to take at once: those hits that are left to expect and two
   of their standard deviations. */
INLINE int blocks_ahead(const struct sp_skip *t, double cells)
{
    double mean = cells * t->density, blocks = (mean + 2 * sqrt(mean)) / SP_LANES;
    return blocks < SP_SKIP_BLOCKS - 1 ? (int)blocks + 1 : SP_SKIP_BLOCKS;
}

/* Gaps first and cells afterwards, because a cell waits for the one before. */
static int skip(struct sp_lanes *lanes, struct sp_skip *t)
{
    const double end = (double)t->rows * t->width;
    _Alignas(64) double sums[SP_SKIP_BLOCKS * SP_LANES];
    struct state s = open_state(lanes);
    double at = t->at;
    int count = 0;
    while (at < end && count <= t->room) {
        int numbers = SP_LANES * blocks_ahead(t, end - 1 - at);
        for (int k = 0; k < numbers; k += SP_LANES) {
            twice u[PARTS];
            next_uniform(&s, u);
            for (int p = 0; p < PARTS; p++)
                *(twice *)(sums + k + p * WIDE) =
                    running_sum(whole_part(logarithm(u[p]) * t->per_log) + 1);
        }
        for (int k = 0; k < numbers; k += WIDE) {
            twice position = at + *(const twice *)(sums + k);
            test inside = position < end;
            at = position[WIDE - 1];
            position = (twice)((inside & (test)position) |
                               (~inside & (test)(end + (twice){0})));
            place(t, position, t->row + count, t->column + count);
            count += how_many(inside);
        }
    }
    close_state(lanes, &s);
    t->at = at;
    return count;
}

/* One block of sizes, in units: low + span (word / 2^8 + 1/2) 2^8 / ceiling. */
struct units {
    sp_real zero, unit;
    bool all;
    uint32_t ceiling;
};

static struct units units_of(const struct sp_affine *law)
{
    double unit = law->span * 256 / (double)law->ceiling;
    return (struct units){.zero = (sp_real)(law->low + unit / 2),
                          .unit = (sp_real)unit,
                          .all = law->ceiling > UINT32_MAX,
                          .ceiling = (uint32_t)law->ceiling};
}

#ifdef SP_REAL_DOUBLE
INLINE void one_block(struct state *s, const struct units *by, bool all, sp_real *out)
{
    uint32_t word[SP_LANES] __attribute__((aligned(64)));
    narrow r[HALVES];
    next(s, r);
    for (int h = 0; h < HALVES; h++)
        *(narrow *)(word + h * NARROW) = r[h];
    for (int l = 0; l < SP_LANES; l++) {
        sp_real size = by->zero + by->unit * (sp_real)(word[l] >> 8);
        out[l] = all || word[l] < by->ceiling ? size : 0;
    }
}
#else
INLINE void one_block(struct state *s, const struct units *by, bool all, sp_real *out)
{
    narrow r[HALVES];
    next(s, r);
    for (int h = 0; h < HALVES; h++) {
        vec size =
            by->zero + by->unit * __builtin_convertvector((mask)(r[h] >> 8), vec);
        store(all ? size : kept(flags_of((mask)(r[h] < by->ceiling)), size),
              out + h * WIDTH);
    }
}
#endif

static void sizes(struct sp_lanes *lanes, const struct sp_affine *law, size_t blocks,
                  sp_real *out)
{
    const struct units by = units_of(law);
    struct state s = open_state(lanes);
    if (by.all)
        for (size_t k = 0; k < blocks; k++)
            one_block(&s, &by, true, out + k * SP_LANES);
    else
        for (size_t k = 0; k < blocks; k++)
            one_block(&s, &by, false, out + k * SP_LANES);
    close_state(lanes, &s);
}

static void masks(struct sp_lanes *lanes, const uint64_t *ceiling, int count,
                  uint32_t *out)
{
    struct state s = open_state(lanes);
    for (int i = 0; i < count; i++) {
        uint32_t word[2 * SP_LANES] __attribute__((aligned(64))), bits = 0;
        for (int b = 0; b < 2; b++) {
            narrow r[HALVES];
            next(&s, r);
            for (int h = 0; h < HALVES; h++)
                *(narrow *)(word + b * SP_LANES + h * NARROW) = r[h];
        }
        for (int l = 0; l < 2 * SP_LANES; l++)
            bits |= (uint32_t)(word[l] < ceiling[i]) << l;
        out[i] = bits;
    }
    close_state(lanes, &s);
}

/* Lanes with the rare values of the outer regions one by one. */
INLINE twice normal_of(twice u)
{
    twice q = u - 0.5, x = 0.180625 - q * q;
    twice a = sp_normal_middle[0][0] + (twice){0};
    twice b = sp_normal_middle[1][0] + (twice){0};
    for (int i = 1; i < 8; i++) {
        a = a * x + sp_normal_middle[0][i];
        b = b * x + sp_normal_middle[1][i];
    }
    twice out = q * (a / b);
    for (int l = 0; l < WIDE; l++)
        if (!(q[l] >= -0.425 && q[l] <= 0.425))
            out[l] = sp_normal_quantile(u[l]);
    return out;
}

static void normal(size_t blocks, double *u)
{
    for (size_t k = 0; k < blocks * SP_LANES; k += WIDE)
        *(twice *)(u + k) = normal_of(*(const twice *)(u + k));
}

/* x = k log 2 + r, and Taylor's sum for e^r. */
INLINE twice exponential_of(twice x)
{
    const double high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33;
    const twice half = 0.5 + (twice){0};
    test below = x < 0;
    twice near = x * 0x1.71547652b82fep+0 + (twice)((test)half | (below & INT64_MIN));
    whole k = __builtin_convertvector(near, whole);
    twice times = __builtin_convertvector(k, twice), sum = 1 + (twice){0};
    twice r = (x - times * high) - times * low;
    for (int i = 13; i > 0; i--)
        sum = 1 + r * (1.0 / i) * sum;
    return sum * (twice)((__builtin_convertvector(k, test) + 1023) << 52);
}

static void exponential(size_t blocks, double *x)
{
    for (size_t k = 0; k < blocks * SP_LANES; k += WIDE)
        *(twice *)(x + k) = exponential_of(*(const twice *)(x + k));
}

extern const struct sp_draws SP_DRAWS_NAME;

const struct sp_draws SP_DRAWS_NAME = {
    .name = VEC_WORD,
    .numbers = numbers,
    .uniform = uniform,
    .sizes = sizes,
    .masks = masks,
    .skip = skip,
    .normal = normal,
    .exponential = exponential,
};
