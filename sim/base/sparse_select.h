/* Who of a row is large: lists by compaction, and bounds that enough of them reach. */
#ifndef SUPERPOSE_SPARSE_SELECT_H
#define SUPERPOSE_SPARSE_SELECT_H

#include <string.h>

#include "superpose/sparse.h"
#include "vec.h"

/* A row begins anywhere. */
typedef vec loose __attribute__((aligned(sizeof(sp_real))));

#if defined __AVX512F__ && !defined SP_REAL_DOUBLE
INLINE flags reaching(vec x, sp_real bound)
{
    return _mm512_cmp_ps_mask((__m512)x, _mm512_set1_ps(bound), _CMP_NLT_UQ);
}

INLINE vec larger(vec x, vec y)
{
    return (vec)_mm512_max_ps((__m512)x, (__m512)y);
}

/* Appends the lanes in ON of x, whose first is number i. */
INLINE int pack(flags on, vec x, int i, int *index, sp_real *value)
{
    __m512i number =
        _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    number = _mm512_add_epi32(number, _mm512_set1_epi32(i));
    _mm512_storeu_ps(value, _mm512_maskz_compress_ps(on, (__m512)x));
    _mm512_storeu_si512(index, _mm512_maskz_compress_epi32(on, number));
    return __builtin_popcount(on);
}
#elif defined __AVX2__ && !defined SP_REAL_DOUBLE
INLINE flags reaching(vec x, sp_real bound)
{
    return (flags)_mm256_cmp_ps((__m256)x, _mm256_set1_ps(bound), _CMP_NLT_UQ);
}

INLINE vec larger(vec x, vec y)
{
    return (vec)_mm256_max_ps((__m256)x, (__m256)y);
}

INLINE int pack(flags on, vec x, int i, int *index, sp_real *value)
{
    uint32_t which = bits(on);
    uint64_t bytes = _pdep_u64(which, 0x0101010101010101) * 0xff;
    uint64_t lanes = _pext_u64(0x0706050403020100, bytes);
    __m256i lane = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)lanes));
    _mm256_storeu_ps(value, _mm256_permutevar8x32_ps((__m256)x, lane));
    _mm256_storeu_si256((__m256i *)index, _mm256_add_epi32(lane, _mm256_set1_epi32(i)));
    return __builtin_popcount(which);
}
#else
INLINE flags reaching(vec x, sp_real bound)
{
    mask below = x < bound;
    return flags_of(~below);
}

INLINE vec larger(vec x, vec y)
{
    mask first = x > y;
    return (vec)((first & (mask)x) | (~first & (mask)y));
}

INLINE int pack(flags on, vec x, int i, int *index, sp_real *value)
{
    int count = 0;
    for (uint32_t left = bits(on); left; left &= left - 1) {
        int l = __builtin_ctz(left);
        index[count] = i + l;
        value[count++] = x[l];
    }
    return count;
}
#endif

static int collect(int count, const sp_real *h, int *index, sp_real *value)
{
    int found = 0, i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        vec x = *(const loose *)(h + i);
        found += pack(above(x), x, i, index + found, value + found);
    }
    for (; i < count; i++)
        if (!(h[i] <= 0)) {
            index[found] = i;
            value[found++] = h[i];
        }
    return found;
}

static int collect_from(int count, const sp_real *h, sp_real bound, int *index,
                        sp_real *value)
{
    int found = 0, i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        vec x = *(const loose *)(h + i);
        flags on = reaching(x, bound);
        if (bits(on))
            found += pack(on, x, i, index + found, value + found);
    }
    for (; i < count; i++)
        if (!(h[i] < bound)) {
            index[found] = i;
            value[found++] = h[i];
        }
    return found;
}

/* Bits of numbers that are not negative are in the order of the numbers. */
INLINE int count_from(int count, const sp_real *value, sp_whole least)
{
    mask sum = {0};
    int found = 0, i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        mask bits;
        memcpy(&bits, value + i, sizeof bits);
        sum -= bits >= least;
    }
    for (int l = 0; l < WIDTH; l++)
        found += (int)sum[l];
    for (; i < count; i++) {
        sp_whole bits_of;
        memcpy(&bits_of, value + i, sizeof bits_of);
        found += bits_of >= least;
    }
    return found;
}

/* The WISHED-th largest of values that are not negative, or a bound that exactly so
   many reach; found bit by bit. */
INLINE sp_real bound_of(int count, const sp_real *value, int wished)
{
    sp_whole least = 0;
    for (int bit = 8 * (int)sizeof least - 2; bit >= 0; bit--) {
        sp_whole higher = least | (sp_whole)1 << bit;
        int found = count_from(count, value, higher);
        if (found >= wished)
            least = higher;
        if (found == wished)
            break;
    }
    sp_real bound;
    memcpy(&bound, &least, sizeof bound);
    return bound;
}

/* Vectors of maxima that are found side by side. */
enum { ABREAST = 4, GROUPS = ABREAST * WIDTH };

/* Largest of 0 and h (j), h (j + groups), h (j + 2 groups), .. for each j of `groups`,
   which is a multiple of GROUPS. */
INLINE void find_maxima(int count, const sp_real *h, int groups, sp_real *maximum)
{
    int whole = count / groups * groups;
    for (int j = 0; j < groups; j += GROUPS) {
        vec most[ABREAST] = {{0}};
        for (int i = j; i < whole; i += groups)
            for (int v = 0; v < ABREAST; v++) {
                vec x = *(const loose *)(h + i + v * WIDTH);
                most[v] = larger(x, most[v]);
            }
        for (int v = 0; v < ABREAST; v++)
            *(loose *)(maximum + j + v * WIDTH) = most[v];
    }
    for (int i = whole; i < count; i++)
        if (h[i] > maximum[i - whole])
            maximum[i - whole] = h[i];
}

/* A bound above which there are enough for sure, and hardly more: the WISHED-th largest
   of the maxima of some groups.  0 where they would be small. */
INLINE sp_real rough_bound(int count, const sp_real *h, int wished, sp_real *work)
{
    int groups = (4 * wished + GROUPS - 1) / GROUPS * GROUPS;
    if (groups > count / 4)
        return 0;
    find_maxima(count, h, groups, work);
    return bound_of(groups, work, wished);
}

static int top(int count, const sp_real *h, int wished, int *index, sp_real *value)
{
    sp_real rough = rough_bound(count, h, wished, value);
    int found = rough > 0 ? collect_from(count, h, rough, index, value)
                          : collect(count, h, index, value);
    if (found <= wished)
        return found;
    sp_real bound = bound_of(found, value, wished);
    int kept = 0, ties = wished;
    for (int i = 0; i < found; i++)
        ties -= value[i] > bound;
    for (int i = 0; i < found; i++) {
        bool keep = value[i] > bound || (value[i] == bound && ties-- > 0);
        index[kept] = index[i];
        value[kept] = value[i];
        kept += keep;
    }
    return kept;
}

#endif
