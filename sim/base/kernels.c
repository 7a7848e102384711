/* The kernels, compiled once for each instruction set (see the Makefile), each time
   with another SP_KERNELS_NAME. */
#include "kernels_decode.h"
#include "kernels_rows.h"

/* Eight rows of eight columns, turned. */
#if defined __AVX2__ && !defined SP_REAL_DOUBLE
INLINE void turn_block(const sp_real *from, size_t from_step, sp_real *to,
                       size_t to_step)
{
    __m256 row[8], pair[8], four[8];
    for (int i = 0; i < 8; i++)
        row[i] = _mm256_load_ps(from + (size_t)i * from_step);
    for (int i = 0; i < 8; i += 2) {
        pair[i] = _mm256_unpacklo_ps(row[i], row[i + 1]);
        pair[i + 1] = _mm256_unpackhi_ps(row[i], row[i + 1]);
    }
    for (int i = 0; i < 8; i += 4)
        for (int j = 0; j < 2; j++) {
            four[i + 2 * j] = _mm256_shuffle_ps(pair[i + j], pair[i + j + 2], 0x44);
            four[i + 2 * j + 1] = _mm256_shuffle_ps(pair[i + j], pair[i + j + 2], 0xee);
        }
    for (int i = 0; i < 4; i++) {
        _mm256_store_ps(to + (size_t)i * to_step,
                        _mm256_permute2f128_ps(four[i], four[i + 4], 0x20));
        _mm256_store_ps(to + (size_t)(i + 4) * to_step,
                        _mm256_permute2f128_ps(four[i], four[i + 4], 0x31));
    }
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
