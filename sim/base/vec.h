/* Vectors of numbers as gcc and clang know them: arithmetic on them is arithmetic on each
   lane, so only the width depends on the instruction set this file is compiled for. */
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

INLINE vec chosen(mask where, vec value)
{
    return (vec)(where & (mask)value);
}

#endif
