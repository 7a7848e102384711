/* What the kernels add to vectors: half vectors for the end of a row, and which lanes
   are on. */
#ifndef SUPERPOSE_KERNELS_VEC_H
#define SUPERPOSE_KERNELS_VEC_H

#include <stdbool.h>

#include "superpose/kernels.h"
#include "vec.h"

/* Vectors of a strip.  Products keep ROWS rows of a strip of `wide` vectors in registers:
   12 to 16 sums of the 32 or 16 registers there are.  A half vector holds SP_PAD numbers
   where a vector holds more, and is not used elsewhere.  Rows of hidden dimensions begin
   where SP_PAD numbers do. */
#if defined __AVX512F__
enum { WIDE = 2, TAIL = sizeof(sp_real) == 4 };
typedef sp_real half __attribute__((vector_size(32), may_alias));
typedef sp_real row_vec __attribute__((vector_size(64), may_alias, aligned(32)));
#define ROWS(wide) 8
#else
enum { WIDE = 4, TAIL = 0 };
typedef vec half, row_vec;
#define ROWS(wide) ((wide) == 1 ? 8 : (wide) == 2 ? 6 : (wide) == 3 ? 4 : 3)
#endif
enum { STRIP = WIDE * WIDTH };

_Static_assert(SP_TILE % STRIP == 0, "strips fill a tile");

INLINE vec load_row(const sp_real *from)
{
    return *(const row_vec *)from;
}

INLINE void store_row(vec value, sp_real *to)
{
    *(row_vec *)to = value;
}

INLINE half load_half(const sp_real *from)
{
    return *(const half *)from;
}

INLINE void store_half(half value, sp_real *to)
{
    *(half *)to = value;
}

/* Lanes above zero, or not a number; kept: what is not in them is zero; bits: bit l says
   whether lane l is. */
#if defined __AVX512F__
typedef __mmask16 lanes;

INLINE lanes above(vec x)
{
    return sizeof(sp_real) == 4
               ? _mm512_cmp_ps_mask((__m512)x, _mm512_setzero_ps(), _CMP_NLE_UQ)
               : _mm512_cmp_pd_mask((__m512d)x, _mm512_setzero_pd(), _CMP_NLE_UQ);
}

INLINE vec kept(lanes on, vec x)
{
    return sizeof(sp_real) == 4 ? (vec)_mm512_maskz_mov_ps(on, (__m512)x)
                                : (vec)_mm512_maskz_mov_pd((__mmask8)on, (__m512d)x);
}

INLINE uint32_t bits(lanes on)
{
    return on;
}
#else
typedef mask lanes;

INLINE vec kept(lanes on, vec x)
{
    return chosen(on, x);
}
#endif

#if defined __AVX2__ && !defined __AVX512F__
INLINE lanes above(vec x)
{
    return sizeof(sp_real) == 4
               ? (lanes)_mm256_cmp_ps((__m256)x, _mm256_setzero_ps(), _CMP_NLE_UQ)
               : (lanes)_mm256_cmp_pd((__m256d)x, _mm256_setzero_pd(), _CMP_NLE_UQ);
}

INLINE uint32_t bits(lanes on)
{
    return sizeof(sp_real) == 4 ? (uint32_t)_mm256_movemask_ps((__m256)on)
                                : (uint32_t)_mm256_movemask_pd((__m256d)on);
}
#elif !defined __AVX512F__
INLINE lanes above(vec x)
{
    return (lanes) ~(x <= 0);
}
#endif

#if defined __x86_64__ && !defined __AVX2__
INLINE uint32_t bits(lanes on)
{
    return sizeof(sp_real) == 4 ? (uint32_t)_mm_movemask_ps((__m128)on)
                                : (uint32_t)_mm_movemask_pd((__m128d)on);
}
#elif !defined __x86_64__
INLINE uint32_t bits(lanes on)
{
    uint32_t all = 0;
    for (int l = 0; l < WIDTH; l++)
        all |= (uint32_t)(on[l] & 1) << l;
    return all;
}
#endif

#endif
