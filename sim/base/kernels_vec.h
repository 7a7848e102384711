/* What the kernels add to vectors: strips, and half vectors for the end of a row. */
#ifndef SUPERPOSE_KERNELS_VEC_H
#define SUPERPOSE_KERNELS_VEC_H

#include "superpose/kernels.h"
#include "vec.h"

/* Vectors of a strip.  Products keep ROWS rows of a strip of `wide` vectors in
   registers: 12 to 16 sums of the 32 or 16 registers there are.  A half vector holds
   SP_PAD numbers where a vector holds more, and is not used elsewhere.  Rows of hidden
   dimensions begin where SP_PAD numbers do. */
#if defined __AVX512F__
enum { WIDE = 2, TAIL = sizeof(sp_real) == 4 };
typedef sp_real half __attribute__((vector_size(32), may_alias));
typedef sp_real row_vec __attribute__((vector_size(64), may_alias, aligned(32)));
#define ROWS(wide)       8
#define FEWER_ROWS(wide) 4
#else
enum { WIDE = 4, TAIL = 0 };
typedef vec half, row_vec;
#define ROWS(wide)       ((wide) == 1 ? 8 : (wide) == 2 ? 6 : (wide) == 3 ? 4 : 3)
#define FEWER_ROWS(wide) ((wide) > 2 ? 2 : 4)
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

#endif
