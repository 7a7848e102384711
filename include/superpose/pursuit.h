/* Sparse codes of examples in a dictionary that is given: by orthogonal matching
   pursuit, or with an L1 penalty.  Codes are of unit atoms here, so that neither method
   depends on the norms of atoms; one that is 0 is never used, and no code is NaN. */
#ifndef SUPERPOSE_PURSUIT_H
#define SUPERPOSE_PURSUIT_H

#include <stdbool.h>

#include "superpose/arena.h"
#include "superpose/real.h"

/* A dictionary D (k, d) made ready. */
struct sp_atoms {
    int k, d;
    size_t stride;   /* k, rounded up */
    double *unit;    /* (k, d) U_i = D_i / ||D_i||, 0 where D_i is */
    double *norm;    /* (k) ||D_i|| */
    sp_real *turned; /* (d, stride) U as columns */
    sp_real *gram;   /* (k, stride) U U^T */
};

struct sp_atoms sp_atoms_make(struct sp_arena *a, int k, int d);
void sp_atoms_fill(struct sp_atoms *atoms, const sp_real *D);

/* out (rows, stride) = x (rows, d) U^T. */
void sp_atoms_project(const struct sp_atoms *atoms, int rows, const sp_real *x,
                      sp_real *out);

/* The pursuit of one example, and what it found. */
struct sp_pursuit {
    const struct sp_atoms *atoms;
    int most;       /* atoms in an example, at most */
    bool positive;  /* codes are not negative */
    int count;      /* atoms chosen */
    int *atom;      /* (most) in the order in which they were chosen */
    double *code;   /* (most) of them; some may be 0 when positive */
    double square;  /* squared norm of what is left of the example */
    double *right;  /* (most) U_I x */
    double *middle; /* (most) L^-1 U_I x */
    double *within; /* (most, most) U_I U_I^T */
    double *L;      /* (most, most) its Cholesky factor */
    sp_real *left;  /* (stride) products of all atoms with what is left */
};

/* Work space for at most MOST atoms; fewer where that is more than k or d. */
struct sp_pursuit sp_pursuit_make(struct sp_arena *a, const struct sp_atoms *atoms,
                                  int most, bool positive);

/* Orthogonal matching pursuit of x (d), whose products with all atoms are PRODUCT
   (stride): one atom after the other, the one with the largest product (or |product|,
   unless positive) with what is left; after each, all codes are fitted by least
   squares, positive ones by non-negative least squares.  Ends early when nothing is
   left.  Pati, Rezaiifar and Krishnaprasad 1993; with the Gram matrix and a Cholesky
   factor that grows, Rubinstein, Zibulevsky and Elad 2008 (Batch-OMP); positive,
   Bruckstein, Elad and Zibulevsky 2008. */
void sp_pursuit_find(struct sp_pursuit *p, const sp_real *x, const sp_real *product);

/* Codes c (stride) of an example that minimise

       1/2 ||x - sum_i c_i U_i||^2 + alpha sum_i |c_i|     (c_i >= 0 when positive)

   by cyclic coordinate descent (Friedman et al. 2007) from c = 0, until nothing changes
   by more than 1e-6 of the largest product, or 2000 rounds.  LEFT (stride) holds the
   products x U^T and then those of what is left.  alpha = 0 and positive: non-negative
   least squares. */
void sp_lasso_find(const struct sp_atoms *atoms, double alpha, bool positive,
                   sp_real *left, sp_real *c);

#endif
