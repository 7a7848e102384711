/* The few dense decompositions that measures need; GSL behind one door. */
#ifndef SUPERPOSE_LINALG_H
#define SUPERPOSE_LINALG_H

#include "superpose/arena.h"

/* Eigenvalues of the symmetric (n, n) matrix, ascending; the matrix is left alone, and
   only its lower triangle is looked at.  All NaN when an entry is not finite. */
void sp_eigenvalues(struct sp_arena *a, const double *matrix, int n, double *out);

/* The same with unit eigenvectors: row i of VECTORS (n, n) is that of value i, up to
   its sign.  The matrix is used up. */
void sp_eigenvectors(double *matrix, int n, double *values, double *vectors);

/* Singular values of the (rows, columns) matrix, descending, min(rows, columns) many.
   All NaN when an entry is not finite. */
void sp_singular_values(struct sp_arena *a, const double *matrix, int rows, int columns,
                        double *out);

/* Solves M y = x for COUNT right-hand sides, rows of x (count, n), in place, by the
   factor of Cholesky, which takes the place of the symmetric (n, n) matrix M (of which
   only the lower triangle is looked at).  All NaN
   when it is not positive definite. */
void sp_solve_positive(double *matrix, int n, double *x, int count);

#endif
