/* The inner loops of a bottleneck net, compiled once for each instruction set from one
   file of plain C with vector types.  Every sum has a fixed order that does not depend
   on the width of the vector unit, so avx2 and avx512 give the same bits; plain differs
   from them because it has no fused multiply-add.

   The hidden and output products keep SP_TILE samples side by side in lanes (element
   (k, sample) at k * SP_TILE + sample); what follows only the outputs that are on keeps
   the hidden dimensions of one sample side by side, in rows of `stride` numbers, a
   multiple of SP_HALF.  All blocks are aligned to 64 bytes, as an arena gives them. */
#ifndef SUPERPOSE_KERNELS_H
#define SUPERPOSE_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "superpose/batch.h"

enum {
    SP_HALF = 16,  /* hidden strides are multiples of it; lanes of a sum over samples */
    SP_BLOCK = 128 /* outputs whose errors stay in the first cache: 16 KB of floats */
};

/* C += A B with A (rows, inner) read one number at a time, element (r, q) at
   r * row_step + q * inner_step; B (inner, lanes) and C (rows, lanes) contiguous in
   their lanes, a multiple of SP_HALF.  Each element adds its `inner` terms in order. */
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
    const sp_real *weight; /* (outputs) importance */
    const sp_real *hidden; /* (m, SP_TILE) */
    const sp_real *filled; /* (SP_TILE) 1 where the tile holds a sample, else 0 */
    sp_real *error;      /* (outputs, SP_TILE) before: target; after: see the kernel */
    sp_real *loss;       /* (SP_TILE) sum over outputs of importance x error^2 */
    sp_real *bias_slope; /* (outputs, SP_HALF) sums of delta over samples, in lanes */
    uint32_t *on;        /* (outputs) bit s: delta of sample s may differ from 0 */
};

/* The way back from a block of outputs, over those that are on. */
struct sp_back {
    int outputs;
    size_t stride;
    const sp_real *W;      /* (outputs, stride) */
    const sp_real *delta;  /* (outputs, SP_TILE) */
    const uint32_t *on;    /* (outputs) */
    const sp_real *hidden; /* (SP_TILE, stride) */
    sp_real *W_slope;      /* (outputs, stride) += delta_is h_s */
    sp_real *hidden_slope; /* (SP_TILE, stride) += delta_is W_i */
};

/* A few rows of a batch and a matrix (n, stride) with one row for each feature. */
struct sp_entries {
    const struct sp_batch *batch;
    const int *row; /* (count) rows of the batch */
    int count;
    size_t stride;
};

struct sp_kernels {
    const char *name; /* plain, avx2, avx512 */
    void (*product)(const struct sp_product *p);
    /* error = y - target, for a forward pass alone. */
    void (*errors)(const struct sp_decode *d);
    /* error = delta = importance x (y - target) x dy/d(pre-activation), and loss,
       bias_slope and on with it, while the block is in registers; gives how many are
       on. */
    int (*deltas)(const struct sp_decode *d);
    void (*back)(const struct sp_back *b);
    /* hidden (count, stride) = sum of value x W[index] over each row's entries. */
    void (*encode)(const struct sp_entries *e, const sp_real *W, sp_real *hidden);
    /* W_slope[index] += value x hidden_slope[row] over all entries. */
    void (*spread)(const struct sp_entries *e, const sp_real *hidden_slope,
                   sp_real *W_slope);
    /* lanes (m, SP_TILE) from rows (SP_TILE, stride). */
    void (*turn)(const sp_real *rows, size_t stride, int m, sp_real *lanes);
    /* sums (n, m, SP_HALF) += a_is b_ks over samples s, in lanes; a (n, SP_TILE),
       b (m, SP_TILE): the gradient of a net so small that its sums stay in cache. */
    void (*outer)(int n, int m, const sp_real *a, const sp_real *b, sp_real *sums);
};

/* The fastest set this machine can run; PORTABLE builds have `plain` alone. */
const struct sp_kernels *sp_kernels_best(void);

/* The set of this name, or NULL when the build or the machine lacks it. */
const struct sp_kernels *sp_kernels_named(const char *name);

#endif
