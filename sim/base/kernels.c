/* The kernels, compiled once for each instruction set (see the Makefile), each time
   with another SP_KERNELS_NAME. */
#include "kernels_decode.h"
#include "kernels_rows.h"

/* Eight rows of eight columns, turned. */
#if defined __AVX2__ && !defined SP_REAL_DOUBLE
INLINE void turn_block(const sp_real *from, size_t from_step, sp_real *to,
                       size_t to_step)
{
    const sp_real *row[8];
    __m256 column[8];
    for (int i = 0; i < 8; i++)
        row[i] = from + (size_t)i * from_step;
    turn_eight(row, column);
    for (int i = 0; i < 8; i++)
        _mm256_store_ps(to + (size_t)i * to_step, column[i]);
}
#else
INLINE void turn_block(const sp_real *from, size_t from_step, sp_real *to,
                       size_t to_step)
{
    for (size_t i = 0; i < 8; i++)
        for (size_t j = 0; j < 8; j++)
            to[j * to_step + i] = from[i * from_step + j];
}
#endif

static void turn(size_t rows, size_t columns, const sp_real *from, size_t from_step,
                 sp_real *to, size_t to_step)
{
    for (size_t j = 0; j < columns; j += 8)
        for (size_t i = 0; i < rows; i += 8)
            turn_block(from + i * from_step + j, from_step, to + j * to_step + i,
                       to_step);
}

extern const struct sp_kernels SP_KERNELS_NAME;

const struct sp_kernels SP_KERNELS_NAME = {
    .name = VEC_WORD,
    .product = product,
    .errors = errors,
    .deltas = deltas,
    .back = back,
    .mark = mark,
    .gather = gather,
    .outer = outer,
    .encode = encode,
    .spread = spread,
    .turn = turn,
};
