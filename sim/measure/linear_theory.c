/* What a linear map through m dimensions can do, from the exact covariance C of the
   source, which is zero between blocks.

   Best: with S = I^1/2 C I^1/2 the least E sum_i I_i (x_i - x'_i)^2 over x' of rank m
   plus a constant is the sum of all but the m largest eigenvalues of S (reduced-rank
   regression, Izenman 1975, J. Multivariate Anal. 5).

   Given We, Wd and b, the error of x_i has mean and variance

       mu_i - Wd_i . (We^T mu) - b_i
       C_ii - 2 Wd_i . Q_i + Wd_i^T K Wd_i,   Q = C We (n, m),  K = We^T Q (m, m),

   which for independent features of variance sigma^2 and W = We = Wd is Saxe's formula
   in Elhage et al. (2022), sigma^2 [(1 - ||W_i||^2)^2 + sum_{j != i} (W_i . W_j)^2]. */
#include <math.h>
#include <stdlib.h>

#include "superpose/linalg.h"
#include "superpose/stats.h"
#include "superpose/theory.h"

static bool is_known(const struct sp_source *source)
{
    return !source->unit_norm && source->block <= SP_EIGEN_MOST;
}

static int block_end(const struct sp_source *source, int start)
{
    return source->block < source->n - start ? start + source->block : source->n;
}

/* Eigenvalues of S in the block of features start .. end - 1; MATRIX is work space. */
static void block_eigenvalues(struct sp_arena *a, const struct sp_source *source,
                              int start, int end, double *matrix, double *out)
{
    int size = end - start;
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++)
            matrix[i * size + j] =
                sqrt(source->importance[start + i] * source->importance[start + j]) *
                sp_source_covariance(source, start + i, start + j);
    }
    if (size == 1)
        out[0] = matrix[0];
    else
        sp_eigenvalues(a, matrix, size, out);
}

static int ascending(const void *x, const void *y)
{
    double first = *(const double *)x, second = *(const double *)y;
    return (first > second) - (first < second);
}

double sp_linear_optimum(struct sp_arena *a, const struct sp_source *source, int m)
{
    int n = source->n, block = block_end(source, 0);
    if (!is_known(source))
        return NAN;
    double *matrix = SP_TAKE(a, (size_t)block * (size_t)block, double);
    double *value = SP_TAKE(a, n, double);
    for (int start = 0; start < n; start += source->block)
        block_eigenvalues(a, source, start, block_end(source, start), matrix,
                          value + start);
    qsort(value, (size_t)n, sizeof *value, ascending);
    return m < n ? sp_sum(value, (size_t)(n - m)) : 0;
}

/* Q = C We, (n, m). */
static double *covariance_times(struct sp_arena *a, const struct sp_source *source,
                                const double *in, int m)
{
    size_t width = (size_t)m;
    double *out = SP_TAKE(a, (size_t)source->n * width, double);
    for (int i = 0; i < source->n; i++) {
        int start = i / source->block * source->block;
        double *q = out + (size_t)i * width;
        for (int j = start; j < block_end(source, start); j++) {
            double c = sp_source_covariance(source, i, j);
            for (int k = 0; k < m; k++)
                q[k] += c * in[(size_t)j * width + (size_t)k];
        }
    }
    return out;
}

/* In^T Right, (m, columns), of (n, m) and (n, columns). */
static double *transposed_times(struct sp_arena *a, const double *in, int n, int m,
                                const double *right, int columns)
{
    double *out = SP_TAKE(a, (size_t)m * (size_t)columns, double);
    for (int i = 0; i < n; i++) {
        const double *row = in + (size_t)i * (size_t)m;
        const double *other = right + (size_t)i * (size_t)columns;
        for (int k = 0; k < m; k++) {
            for (int l = 0; l < columns; l++)
                out[k * columns + l] += row[k] * other[l];
        }
    }
    return out;
}

/* w^T K w. */
static double form(const double *K, const double *w, int m)
{
    double sum = 0;
    for (int k = 0; k < m; k++)
        sum += w[k] * sp_dot(K + (size_t)k * (size_t)m, w, m);
    return sum;
}

double sp_linear_loss(struct sp_arena *a, const struct sp_source *source,
                      const double *in, const double *out, const double *bias, int m)
{
    int n = source->n;
    if (!is_known(source))
        return NAN;
    double *mean = SP_TAKE(a, n, double), *term = SP_TAKE(a, n, double);
    for (int i = 0; i < n; i++)
        mean[i] = sp_source_mean(source, i);
    const double *Q = covariance_times(a, source, in, m);
    const double *K = transposed_times(a, in, n, m, Q, m);
    const double *hidden = transposed_times(a, in, n, m, mean, 1);
    for (int i = 0; i < n; i++) {
        const double *w = out + (size_t)i * (size_t)m, *q = Q + (size_t)i * (size_t)m;
        double shift = mean[i] - sp_dot(w, hidden, m) - bias[i];
        double variance =
            sp_source_covariance(source, i, i) - 2 * sp_dot(w, q, m) + form(K, w, m);
        term[i] = source->importance[i] * (variance + shift * shift);
    }
    return sp_sum(term, (size_t)n);
}
