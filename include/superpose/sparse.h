/* The inner loops of autoencoders, in which few of many latents are on, compiled once
   for each instruction set.  As in kernels.h, every sum has an order that does not
   depend on the width of the vector unit.

   Widths and steps are multiples of SP_HALF, and rows begin at 64 bytes; what is behind
   the width of a matrix that is none is zero. */
#ifndef SUPERPOSE_SPARSE_H
#define SUPERPOSE_SPARSE_H

#include "superpose/kernels.h"
#include "superpose/screen.h"

enum {
    SP_SLACK = 16 /* entries that a list must have room for behind its last */
};

/* Entries by row, or parts of them: row r has the entries from[r] .. to[r] - 1. */
struct sp_listed {
    int rows;
    const int *from, *to; /* (rows) */
    const int *index;     /* of each entry: a row of the matrix M */
    size_t width;         /* of rows of M, and of the other matrix */
    size_t M_step, step;  /* between rows of M, and of the other matrix */
};

struct sp_sparse {
    const char *name; /* plain, avx2, avx512 */
    /* out row r += sum of value[e] M[index[e]] over entries e of row r, in order. */
    void (*blend)(const struct sp_listed *l, const sp_real *value, const sp_real *M,
                  sp_real *out);
    /* out[e] = (row r of R) . M[index[e]] for the entries e of row r; more: added. */
    void (*dots)(const struct sp_listed *l, const sp_real *R, const sp_real *M,
                 bool more, sp_real *out);
    /* y (d) becomes by (y - x); gives the square of y - x.  Any d. */
    double (*miss)(int d, sp_real by, const sp_real *x, sp_real *y);
    /* Lists who of h (count) is above zero, or not a number: index and value, for which
       there must be room for SP_SLACK more; gives how many. */
    int (*collect)(int count, const sp_real *h, int *index, sp_real *value);
    /* The WISHED of h (count) that are largest, if above zero; of equals the first.
       Needs room for all, and SP_SLACK. */
    int (*top)(int count, const sp_real *h, int wished, int *index, sp_real *value);
    /* NULL where products of bytes are not to be had, or numbers are double. */
    const struct sp_screening *screen;
};

/* The fastest set this machine can run; the set of this name, or NULL. */
const struct sp_sparse *sp_sparse_best(void);
const struct sp_sparse *sp_sparse_named(const char *name);

#endif
