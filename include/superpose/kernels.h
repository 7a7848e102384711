/* The inner loops of a bottleneck net, compiled once for each instruction set from one
   file of plain C with vector types.  Every sum has a fixed order that does not depend
   on the width of the vector unit, so avx2 and avx512 give the same bits; plain differs
   from them because it has no fused multiply-add.

   Samples come in tiles of SP_TILE, and two tiles, a pair, are worked on together.  The
   hidden and output products keep the samples of a tile side by side in lanes (element
   (k, sample) at k * SP_TILE + sample); what follows only the outputs that are on keeps
   the hidden dimensions of one sample side by side, in rows of `stride` numbers, a
   multiple of SP_PAD.  All blocks are aligned to 64 bytes, as an arena gives them. */
#ifndef SUPERPOSE_KERNELS_H
#define SUPERPOSE_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "superpose/batch.h"

enum {
    SP_PAIR = 2 * SP_TILE, /* samples */
    SP_PAD = 8,            /* strides of hidden dimensions are multiples of it */
    SP_HALF = 16           /* lanes of a sum over samples */
};

/* C += A B with A (rows, inner) read one number at a time, element (r, q) at
   r * row_step + q * inner_step; B (inner, lanes) and C (rows, lanes) contiguous in
   their lanes, a multiple of SP_PAD.  Each element adds its `inner` terms in order. */
struct sp_product {
    int rows, inner, lanes;
    const sp_real *A;
    size_t row_step, inner_step;
    const sp_real *B;
    size_t B_step;
    sp_real *C;
    size_t C_step;
};

/* A block of outputs over a tile of samples. */
struct sp_decode {
    int outputs, m;
    bool relu;        /* y = ReLU(pre-activation), else y = pre-activation */
    const sp_real *W; /* (outputs, stride) row i reads output i from the hidden */
    size_t stride;
    const sp_real *bias;   /* (outputs) */
    const sp_real *weight; /* (outputs) of a squared error in the loss */
    const sp_real *hidden; /* (m, SP_TILE) */
    const sp_real *filled; /* (SP_TILE) 1 where the tile holds a sample, else 0; NULL:
                              it holds one everywhere */
    const sp_real *target; /* (outputs, SP_TILE) */
    sp_real *clear;        /* the same as target, to be set to zero, or NULL */
    sp_real *delta;        /* (outputs, delta_step) from: see the kernel */
    size_t delta_step;
    sp_real *loss;       /* (SP_TILE) += sum over outputs of weight x error^2 */
    sp_real *bias_slope; /* (outputs, SP_HALF) += delta, summed over samples in lanes */
    uint32_t *on; /* (outputs, 2) bit s of the first: delta of sample s may not be 0 */
};

/* Numbers, one for each row and sample of a pair of tiles, of which many are zero. */
struct sp_marked {
    int rows; /* outputs or features */
    const uint32_t
        *on; /* (rows, 2) bit s of the first: that of sample s may not be 0 */
    const sp_real *value; /* that of sample s of tile t at row * step + t * apart + s */
    size_t step, apart;
};

/* What they connect: weights of each row and hidden dimensions of each sample. */
struct sp_ways {
    const sp_real *W; /* (rows, stride) */
    sp_real *W_slope; /* (rows, stride) */
    size_t stride;
    const sp_real *hidden; /* (SP_PAIR, row_step) */
    sp_real *hidden_slope; /* (SP_PAIR, row_step) */
    size_t row_step;
};

/* Rows of a batch, or parts of them, and a matrix (n, stride) with one row for each
   feature. */
struct sp_entries {
    const int *index;     /* feature of each entry */
    const sp_real *value; /* its size */
    const int *from, *to; /* (count) row s has the entries from[s] .. to[s] - 1 */
    int count;
    size_t stride, row_step;
};

struct sp_kernels {
    const char *name; /* plain, avx2, avx512 */
    void (*product)(const struct sp_product *p);
    /* delta = y - target, for a forward pass alone, whatever is filled. */
    void (*errors)(const struct sp_decode *d);
    /* delta = weight x (y - target) x dy/d(pre-activation), and loss, bias_slope and on
       with it, while the block is in registers; gives how many are on. */
    int (*deltas)(const struct sp_decode *d);
    /* W_slope += value hidden and hidden_slope += value W, for apart == SP_TILE. */
    void (*back)(const struct sp_marked *a, const struct sp_ways *w);
    /* hidden_slope += value W alone, and W_slope += value hidden alone. */
    void (*gather)(const struct sp_marked *a, const struct sp_ways *w);
    void (*outer)(const struct sp_marked *a, const struct sp_ways *w);
    /* Marks what is not 0 in a tile (rows, SP_TILE) in on (rows, 2), the first of each
       two; gives how many. */
    int (*mark)(int rows, const sp_real *tile, uint32_t *on);
    /* hidden (count, row_step) = sum of value x W[index] over each row's entries. */
    void (*encode)(const struct sp_entries *e, const sp_real *W, sp_real *hidden);
    /* W_slope[index] += value x hidden_slope[row] over all entries. */
    void (*spread)(const struct sp_entries *e, const sp_real *hidden_slope,
                   sp_real *W_slope);
    /* to (columns, to_step) from (rows, from_step), both multiples of SP_PAD. */
    void (*turn)(size_t rows, size_t columns, const sp_real *from, size_t from_step,
                 sp_real *to, size_t to_step);
};

/* The fastest set this machine can run; PORTABLE builds have `plain` alone. */
const struct sp_kernels *sp_kernels_best(void);

/* The set of this name, or NULL when the build or the machine lacks it. */
const struct sp_kernels *sp_kernels_named(const char *name);

#endif
