/* Dense decompositions; the only file that includes GSL's linear algebra. */
#include "superpose/linalg.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "superpose/fault.h"

/* GSL's iterations need not end on infinities and NaN. */
static bool all_finite(const double *value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(value[i]))
            return false;
    }
    return true;
}

static void fill_nan(double *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = NAN;
}

void sp_eigenvalues(struct sp_arena *a, const double *matrix, int n, double *out)
{
    sp_require(n > 0);
    size_t size = (size_t)n;
    if (!all_finite(matrix, size * size)) {
        fill_nan(out, size);
        return;
    }
    double *copy = SP_TAKE(a, size * size, double);
    memcpy(copy, matrix, size * size * sizeof *copy);
    gsl_matrix_view view = gsl_matrix_view_array(copy, size, size);
    gsl_vector_view values = gsl_vector_view_array(out, size);
    gsl_eigen_symm_workspace *work = gsl_eigen_symm_alloc(size);
    sp_require(work);
    sp_require(gsl_eigen_symm(&view.matrix, &values.vector, work) == GSL_SUCCESS);
    gsl_eigen_symm_free(work);
    gsl_sort(out, 1, size);
}

/* Rows become columns. */
static void transpose(double *matrix, size_t n)
{
    gsl_matrix_view view = gsl_matrix_view_array(matrix, n, n);
    gsl_matrix_transpose(&view.matrix);
}

void sp_eigenvectors(double *matrix, int n, double *values, double *vectors)
{
    sp_require(n > 0);
    size_t size = (size_t)n;
    if (!all_finite(matrix, size * size)) {
        fill_nan(values, size);
        fill_nan(vectors, size * size);
        return;
    }
    gsl_matrix_view view = gsl_matrix_view_array(matrix, size, size);
    gsl_matrix_view columns = gsl_matrix_view_array(vectors, size, size);
    gsl_vector_view out = gsl_vector_view_array(values, size);
    gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(size);
    sp_require(work);
    int code = gsl_eigen_symmv(&view.matrix, &out.vector, &columns.matrix, work);
    gsl_eigen_symmv_free(work);
    sp_require(code == GSL_SUCCESS);
    gsl_eigen_symmv_sort(&out.vector, &columns.matrix, GSL_EIGEN_SORT_VAL_ASC);
    transpose(vectors, size);
}

/* The matrix, or its transpose where that is the taller one, in memory of its own. */
static gsl_matrix_view tall_copy(struct sp_arena *a, const double *matrix, size_t rows,
                                 size_t columns)
{
    size_t tall = rows < columns ? columns : rows, slim = rows + columns - tall;
    double *copy = SP_TAKE(a, tall * slim, double);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++)
            copy[rows < columns ? j * slim + i : i * slim + j] =
                matrix[i * columns + j];
    }
    return gsl_matrix_view_array(copy, tall, slim);
}

/* A matrix much taller than wide is first reduced to its square R (Chan 1982). */
void sp_singular_values(struct sp_arena *a, const double *matrix, int rows, int columns,
                        double *out)
{
    sp_require(rows > 0 && columns > 0);
    size_t count = (size_t)(rows < columns ? rows : columns);
    if (!all_finite(matrix, (size_t)rows * (size_t)columns)) {
        fill_nan(out, count);
        return;
    }
    gsl_matrix_view view = tall_copy(a, matrix, (size_t)rows, (size_t)columns);
    gsl_matrix_view square =
        gsl_matrix_view_array(SP_TAKE(a, count * count, double), count, count);
    gsl_matrix_view right =
        gsl_matrix_view_array(SP_TAKE(a, count * count, double), count, count);
    gsl_vector_view values = gsl_vector_view_array(out, count);
    gsl_vector_view work = gsl_vector_view_array(SP_TAKE(a, count, double), count);
    int code = gsl_linalg_SV_decomp_mod(&view.matrix, &square.matrix, &right.matrix,
                                        &values.vector, &work.vector);
    if (code != GSL_SUCCESS)
        fill_nan(out, count);
}

void sp_solve_positive(double *matrix, int n, double *x, int count)
{
    size_t size = (size_t)n;
    gsl_matrix_view view = gsl_matrix_view_array(matrix, size, size);
    if (!all_finite(matrix, size * size) ||
        gsl_linalg_cholesky_decomp1(&view.matrix) != GSL_SUCCESS) {
        fill_nan(x, (size_t)count * size);
        return;
    }
    for (int i = 0; i < count; i++) {
        gsl_vector_view row = gsl_vector_view_array(x + (size_t)i * size, size);
        gsl_linalg_cholesky_svx(&view.matrix, &row.vector);
    }
}
