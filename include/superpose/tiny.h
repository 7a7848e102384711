/* The training step of bottleneck nets so small that a batch of them costs less than
   its bookkeeping: samples side by side in lanes, everything else in registers or the
   first cache.  Compiled for each instruction set; avx2 and avx512 give the same
   bits, because lane l of every sum adds up samples l, l + SP_HALF, l + 2 SP_HALF, ..
   in this order. */
#ifndef SUPERPOSE_TINY_H
#define SUPERPOSE_TINY_H

#include <stdbool.h>

#include "superpose/kernels.h"

enum {
    SP_TINY_HIDDEN = 8,  /* dimensions at most */
    SP_TINY_SIZE = 4096, /* n m^2 at most: what is larger is faster by kernels.h */
    SP_TINY_TILES = 4    /* of a block whose deltas stay in the first cache */
};

struct sp_tiny {
    int n, m;
    bool relu_hidden, relu_output;  /* else the identity */
    bool absolute;                  /* the target is |x|, else x */
    bool tied;                      /* W_out is W */
    bool given;                     /* W has no gradient */
    const sp_real *in, *out;        /* (n, m) W and W_out */
    const sp_real *bias, *weight;   /* (n) weight: importance */
    sp_real *in_slope, *out_slope;  /* (n, m, SP_HALF) sums; the same block when tied */
    sp_real *bias_slope;            /* (n, SP_HALF) sums of delta */
    sp_real *delta;                 /* (SP_TINY_TILES, n, SP_TILE) work space */
    sp_real *hidden, *hidden_slope; /* (SP_TINY_TILES, m, SP_TILE) work space */
};

struct sp_tiny_kernels {
    const char *name; /* plain, avx2, avx512 */
    /* Adds ACTIVE rows in tiles to the sums; gives the sum over rows and outputs of
       importance x error^2.  delta = importance x (y - target) x
       dy/d(pre-activation). */
    double (*slope)(const struct sp_tiny *t, const sp_real *tile, int active);
    /* delta (1, n, SP_TILE) becomes y - target of one tile; 0 behind ACTIVE rows. */
    void (*errors)(const struct sp_tiny *t, const sp_real *tile, int active);
};

const struct sp_tiny_kernels *sp_tiny_best(void);
const struct sp_tiny_kernels *sp_tiny_named(const char *name);

#endif
