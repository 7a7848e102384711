/* Dense products, in register tiles. */
#ifndef SUPERPOSE_KERNELS_PRODUCT_H
#define SUPERPOSE_KERNELS_PRODUCT_H

#include "kernels_vec.h"

/* A register tile: rows of `wide` vectors and, with a tail, half a vector more.  Rows,
   wide and tail are constants wherever it is used, so that it is in registers. */
struct patch {
    vec sum[8][4];
    half end[8];
};

/* Adds A (rows, inner) B (inner, strip). */
INLINE void multiply(int rows, int wide, bool tail, int inner, const sp_real *A,
                     size_t row_step, size_t inner_step, const sp_real *B,
                     size_t B_step, struct patch *to)
{
    for (int q = 0; q < inner; q++) {
        vec b[4];
        half end = {0};
        for (int v = 0; v < wide; v++)
            b[v] = load_row(B + v * WIDTH);
        if (tail)
            end = load_half(B + wide * WIDTH);
        for (int r = 0; r < rows; r++) {
            sp_real a = A[(size_t)r * row_step];
            for (int v = 0; v < wide; v++)
                to->sum[r][v] += a * b[v];
            if (tail)
                to->end[r] += a * end;
        }
        A += inner_step;
        B += B_step;
    }
}

/* Rows i .. i + rows - 1 and a strip from lane j of C += A B. */
INLINE void product_patch(int rows, int wide, bool tail, const struct sp_product *p,
                          int i, int j)
{
    sp_real *C = p->C + (size_t)i * p->C_step + j;
    struct patch patch;
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < wide; v++)
            patch.sum[r][v] = load_row(C + (size_t)r * p->C_step + v * WIDTH);
        if (tail)
            patch.end[r] = load_half(C + (size_t)r * p->C_step + wide * WIDTH);
    }
    multiply(rows, wide, tail, p->inner, p->A + (size_t)i * p->row_step, p->row_step,
             p->inner_step, p->B + j, p->B_step, &patch);
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < wide; v++)
            store_row(patch.sum[r][v], C + (size_t)r * p->C_step + v * WIDTH);
        if (tail)
            store_half(patch.end[r], C + (size_t)r * p->C_step + wide * WIDTH);
    }
}

INLINE void product_strip(int wide, bool tail, const struct sp_product *p, int j)
{
    const int most = ROWS(wide), some = FEWER_ROWS(wide);
    int i = 0;
    for (; i + most <= p->rows; i += most)
        product_patch(most, wide, tail, p, i, j);
    for (; i + some <= p->rows; i += some)
        product_patch(some, wide, tail, p, i, j);
    for (; i < p->rows; i++)
        product_patch(1, wide, tail, p, i, j);
}

static void product(const struct sp_product *whole)
{
    const struct sp_product p = *whole;
    int j = 0;
    for (; j + STRIP <= p.lanes; j += STRIP)
        product_strip(WIDE, false, &p, j);
    int left = p.lanes - j, wide = left / WIDTH;
    bool tail = TAIL && left % WIDTH;
    if (tail && wide)
        product_strip(1, true, &p, j);
    else if (tail)
        product_strip(0, true, &p, j);
    else if (wide == 3)
        product_strip(3, false, &p, j);
    else if (wide == 2)
        product_strip(2, false, &p, j);
    else if (wide == 1)
        product_strip(1, false, &p, j);
}

#endif
