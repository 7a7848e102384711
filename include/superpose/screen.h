/* Which of many vectors may have a large product with a row: upper bounds from numbers
   of eight bits, which cost a third of what products cost.  With v^ = unit q the
   numbers that stand for a vector v, and norms of Euclid,

       |x e - x^ e^| <= |x - x^| |e| + |x^| |e - e^|      (Cauchy and Schwarz)

   and x^ e^ is a sum of whole numbers times two units, which is exact.  The numbers of
   each CHUNK of coordinates have so small a norm that sums of products fit into 16
   bits (the same inequality).  The products of those that reach a bound are then taken
   in the order in which the dense product takes them (kernels.h), so that what is
   selected has the same bits.

   What is added for rounding: a sum of n terms in float is off by at most
   n 2^-24 / (1 - n 2^-24) times the sum of their sizes (Higham 2002, Accuracy and
   Stability of Numerical Algorithms, section 3.1), which |x| |e| + |b| bounds; there is
   room for twice that, for the dense product and for the bound itself.  Norms are
   rounded up by 2^-12, and 1e-17 where squares underflow.  Products that underflow are
   off by less than 1e-30 in all, which biases have more. */
#ifndef SUPERPOSE_SCREEN_H
#define SUPERPOSE_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "superpose/real.h"

enum {
    SP_SCREEN_ROWS = 64,   /* that are looked at together, at most */
    SP_SCREEN_MOST = 4096, /* coordinates of a vector */
    SP_SCREEN_CHUNK = 64,  /* coordinates whose products are summed in 16 bits */
    SP_SCREEN_LANES = 16   /* vectors side by side */
};

/* Vectors as numbers of eight bits. */
struct sp_coarse {
    float *unit; /* (count) of its numbers */
    float *norm; /* (count) |v|, or more; of rows what is to be multiplied by |e|, */
    float *miss; /* (count) |v - v^|, or more; of rows what is by |e - e^| */
    uint8_t *q;  /* vectors: (count / 16, d / 4, 16, 4), signed; rows, plus 128:
                    (d / 4, SP_SCREEN_ROWS, 4) */
};

/* k vectors E of width d, a multiple of 16, of which the products with rows and b are
   h = x E^T + b; and room for rows.  Counts of vectors are rounded up to 16. */
struct sp_screen {
    int k, d;
    const sp_real *E, *b; /* (k, d), (k) or NULL */
    const sp_real *norm;  /* (k), not negative: h norm is what counts; NULL: h */
    struct sp_coarse vectors, rows;
    float *bias;     /* (k) b, or more */
    int16_t *offset; /* (k / 16, d / 64 rounded up, 16, 2) takes the 128 of rows away */
    sp_real *u;      /* (SP_SCREEN_ROWS, step) bounds of h norm */
    size_t step;
    float mean_norm, mean_miss; /* of vectors, times what h counts for */
    int *index;                 /* (k + SP_SLACK) a list, */
    sp_real *value;             /* (k + SP_SLACK) its bounds, and then its h, */
    sp_real *score;             /* (k + SP_SLACK) and its h norm, or 0 */
};

struct sp_screening {
    /* Reads E and b; false where a number is too large, or none. */
    bool (*vectors)(struct sp_screen *s);
    /* Bounds for ROWS rows of x (rows, d); false as above. */
    bool (*rows)(struct sp_screen *s, int rows, const sp_real *x);
    /* h (k) of row R of these, x (d): exact for those that can be above zero and, where
       wished > 0, among the WISHED with the largest h norm; 0 for others.  Gives how
       many products that took; where it would take more than MOST, -1. */
    int (*refine)(struct sp_screen *s, int r, const sp_real *x, int wished, int most,
                  sp_real *h);
};

#endif
