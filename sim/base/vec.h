/* Vectors of numbers as gcc and clang know them: arithmetic on them is arithmetic on
   each lane, so only the width depends on the instruction set this file is compiled
   for. */
#ifndef SUPERPOSE_VEC_H
#define SUPERPOSE_VEC_H

#include <stddef.h>
#include <stdint.h>

#include "superpose/real.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#if defined __AVX512F__
#define VEC_WORD "avx512"
enum { VEC_BYTES = 64 };
#elif defined __AVX2__
#define VEC_WORD "avx2"
enum { VEC_BYTES = 32 };
#else
#define VEC_WORD "plain"
enum { VEC_BYTES = 16 };
#endif

#ifdef SP_REAL_DOUBLE
typedef int64_t sp_whole;
#else
typedef int32_t sp_whole;
#endif

#define INLINE static inline __attribute__((always_inline))

typedef sp_real vec __attribute__((vector_size(VEC_BYTES), may_alias));
typedef sp_whole mask __attribute__((vector_size(VEC_BYTES), may_alias)); /* 0 or -1 */

enum { WIDTH = VEC_BYTES / sizeof(sp_real) };

INLINE vec load(const sp_real *from)
{
    return *(const vec *)from;
}

INLINE void store(vec value, sp_real *to)
{
    *(vec *)to = value;
}

/* Which lanes a condition holds in, in a register of bits where the machine has them.
   above: those above zero, or not a number; kept: what is not in them is zero; bits:
   bit l says whether lane l is; flags_of: from a mask. */
#if defined __AVX512F__
typedef __mmask16 flags;

INLINE flags above(vec x)
{
    return sizeof(sp_real) == 4
               ? _mm512_cmp_ps_mask((__m512)x, _mm512_setzero_ps(), _CMP_NLE_UQ)
               : _mm512_cmp_pd_mask((__m512d)x, _mm512_setzero_pd(), _CMP_NLE_UQ);
}

INLINE vec kept(flags on, vec x)
{
    return sizeof(sp_real) == 4 ? (vec)_mm512_maskz_mov_ps(on, (__m512)x)
                                : (vec)_mm512_maskz_mov_pd((__mmask8)on, (__m512d)x);
}

INLINE uint32_t bits(flags on)
{
    return on;
}

INLINE flags flags_of(mask m)
{
    return sizeof(sp_real) == 4 ? _mm512_movepi32_mask((__m512i)m)
                                : _mm512_movepi64_mask((__m512i)m);
}
#else
typedef mask flags;

INLINE flags flags_of(mask m)
{
    return m;
}

INLINE vec kept(flags on, vec x)
{
    return (vec)(on & (mask)x);
}
#endif

#if defined __AVX2__ && !defined __AVX512F__
INLINE flags above(vec x)
{
    return sizeof(sp_real) == 4
               ? (flags)_mm256_cmp_ps((__m256)x, _mm256_setzero_ps(), _CMP_NLE_UQ)
               : (flags)_mm256_cmp_pd((__m256d)x, _mm256_setzero_pd(), _CMP_NLE_UQ);
}

INLINE uint32_t bits(flags on)
{
    return sizeof(sp_real) == 4 ? (uint32_t)_mm256_movemask_ps((__m256)on)
                                : (uint32_t)_mm256_movemask_pd((__m256d)on);
}
#elif !defined __AVX512F__
INLINE flags above(vec x)
{
    return (flags) ~(x <= 0);
}
#endif

#if defined __x86_64__ && !defined __AVX2__
INLINE uint32_t bits(flags on)
{
    return sizeof(sp_real) == 4 ? (uint32_t)_mm_movemask_ps((__m128)on)
                                : (uint32_t)_mm_movemask_pd((__m128d)on);
}
#elif !defined __x86_64__
INLINE uint32_t bits(flags on)
{
    uint32_t all = 0;
    for (int l = 0; l < WIDTH; l++)
        all |= (uint32_t)(on[l] & 1) << l;
    return all;
}
#endif

#if defined __AVX2__ && !defined SP_REAL_DOUBLE
/* Eight numbers of each of eight rows, as columns; a half of a vector comes from a row,
   the other from the row four below. */
INLINE void turn_eight(const float *const row[8], __m256 column[8])
{
    for (int h = 0; h < 8; h += 4) {
        __m256 both[4], pair[4];
        for (int i = 0; i < 4; i++)
            both[i] =
                _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_load_ps(row[i] + h)),
                                     _mm_load_ps(row[i + 4] + h), 1);
        for (int i = 0; i < 2; i++) {
            pair[i] = _mm256_unpacklo_ps(both[2 * i], both[2 * i + 1]);
            pair[i + 2] = _mm256_unpackhi_ps(both[2 * i], both[2 * i + 1]);
        }
        for (int i = 0; i < 2; i++) {
            column[h + 2 * i] = _mm256_shuffle_ps(pair[2 * i], pair[2 * i + 1], 0x44);
            column[h + 2 * i + 1] =
                _mm256_shuffle_ps(pair[2 * i], pair[2 * i + 1], 0xee);
        }
    }
}
#endif

#endif
