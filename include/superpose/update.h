/* The inner loops of an optimiser's step, compiled once for each instruction set, with
   the same bits on all of them: nothing is contracted, and sums have eight lanes. */
#ifndef SUPERPOSE_UPDATE_H
#define SUPERPOSE_UPDATE_H

#include <stddef.h>

#include "superpose/real.h"

/* Adam at one step; see optimizer.c. */
struct sp_adam {
    sp_real b1, new1; /* of the mean of the gradient: keeps, takes */
    sp_real b2, new2; /* of the mean of its square */
    sp_real shrink;   /* 1 - rate decay */
    sp_real by, root; /* rate / (1 - b1^t), 1 / sqrt(1 - b2^t) */
    sp_real epsilon;
};

struct sp_update {
    const char *name; /* plain, avx2, avx512 */
    /* Moments m, v and parameters p (count) by the gradient g. */
    void (*adam)(const struct sp_adam *adam, size_t count, const sp_real *g, sp_real *m,
                 sp_real *v, sp_real *p);
    /* g -= (g . u) u for each row of two matrices. */
    void (*project)(size_t rows, size_t columns, const sp_real *u, sp_real *g);
    /* u /= |u| for each row; one of zeros stays. */
    void (*rescale)(size_t rows, size_t columns, sp_real *u);
};

/* The fastest set this machine can run; the set of this name, or NULL. */
const struct sp_update *sp_update_best(void);
const struct sp_update *sp_update_named(const char *name);

#endif
