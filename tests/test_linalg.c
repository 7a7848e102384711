#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "superpose/linalg.h"
#include "suite.h"

/* Numbers in (-1, 1) that need no generator: the fractional parts of multiples. */
static double weyl(int i)
{
    return 2 * fmod(i * 0.6180339887498949, 1) - 1;
}

/* The matrix of second differences has eigenvalues 2 - 2 cos(pi k / (n + 1)). */
START_TEST(eigenvalues_of_the_second_difference_are_known_and_ascend)
{
    enum { N = 30 };
    struct sp_arena a = {0};
    double *matrix = SP_TAKE(&a, N * N, double), value[N];
    for (int i = 0; i < N; i++) {
        matrix[i * N + i] = 2;
        if (i)
            matrix[i * N + i - 1] = matrix[(i - 1) * N + i] = -1;
    }
    sp_eigenvalues(&a, matrix, N, value);
    for (int k = 1; k <= N; k++)
        ck_near(value[k - 1], 2 - 2 * cos(acos(-1) * k / (N + 1)), 1e-14);
    ck_near(matrix[0], 2, 0);
    sp_arena_free(&a);
}
END_TEST

/* M v = lambda v, v of norm 1 and orthogonal to the others, and values as without. */
START_TEST(eigenvectors_are_orthonormal_and_only_stretched)
{
    enum { N = 17 };
    struct sp_arena a = {0};
    double matrix[N * N], used[N * N], value[N], alone[N], v[N * N];
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= i; j++)
            matrix[i * N + j] = matrix[j * N + i] = weyl(i * N + j + 1);
    memcpy(used, matrix, sizeof used);
    sp_eigenvalues(&a, matrix, N, alone);
    sp_eigenvectors(used, N, value, v);
    for (int i = 0; i < N; i++) {
        ck_near(value[i], alone[i], 1e-13);
        for (int j = 0; j < N; j++) {
            double product = 0, row = 0;
            for (int q = 0; q < N; q++) {
                product += v[i * N + q] * v[j * N + q];
                row += matrix[j * N + q] * v[i * N + q];
            }
            ck_near(product, i == j, 1e-13);
            ck_near(row, value[i] * v[i * N + j], 1e-13);
        }
    }
    matrix[3] = NAN;
    sp_eigenvectors(matrix, N, value, v);
    ck_assert(isnan(value[0]) && isnan(v[N * N - 1]));
    sp_arena_free(&a);
}
END_TEST

START_TEST(one_by_one_is_its_own_eigenvalue)
{
    struct sp_arena a = {0};
    double matrix = -3, value;
    sp_eigenvalues(&a, &matrix, 1, &value);
    ck_near(value, -3, 0);
    sp_singular_values(&a, &matrix, 1, 1, &value);
    ck_near(value, 3, 1e-15);
    sp_arena_free(&a);
}
END_TEST

/* sigma^2 are the eigenvalues of M^T M; sum sigma^2 = ||M||_F^2. */
static void check_against_gram(int rows, int columns)
{
    struct sp_arena a = {0};
    int count = rows < columns ? rows : columns;
    double *m = SP_TAKE(&a, rows * columns, double);
    double *gram = SP_TAKE(&a, columns * columns, double);
    double *sigma = SP_TAKE(&a, count, double), *square = SP_TAKE(&a, columns, double);
    for (int i = 0; i < rows * columns; i++)
        m[i] = weyl(i + 1);
    for (int i = 0; i < columns; i++)
        for (int j = 0; j < columns; j++)
            for (int r = 0; r < rows; r++)
                gram[i * columns + j] += m[r * columns + i] * m[r * columns + j];
    sp_singular_values(&a, m, rows, columns, sigma);
    sp_eigenvalues(&a, gram, columns, square);
    for (int i = 0; i < count; i++)
        ck_near(sigma[i] * sigma[i], square[columns - 1 - i], 1e-12 * rows * columns);
    sp_arena_free(&a);
}

START_TEST(singular_values_squared_are_the_eigenvalues_of_the_gram_matrix)
{
    check_against_gram(40, 7);
    check_against_gram(7, 40);
    check_against_gram(12, 12);
    check_against_gram(1, 5);
    check_against_gram(5, 1);
}
END_TEST

START_TEST(a_product_of_vectors_has_one_singular_value)
{
    struct sp_arena a = {0};
    double m[6 * 4], sigma[4], u2 = 0, v2 = 0;
    for (int i = 0; i < 6; i++)
        u2 += weyl(i + 1) * weyl(i + 1);
    for (int j = 0; j < 4; j++)
        v2 += weyl(j + 50) * weyl(j + 50);
    for (int i = 0; i < 24; i++)
        m[i] = weyl(i / 4 + 1) * weyl(i % 4 + 50);
    sp_singular_values(&a, m, 6, 4, sigma);
    ck_near(sigma[0], sqrt(u2 * v2), 1e-14);
    for (int i = 1; i < 4; i++)
        ck_near(sigma[i], 0, 1e-15);
    sp_arena_free(&a);
}
END_TEST

/* M = A^T A + I is positive definite, and x comes back from M x. */
START_TEST(a_positive_system_is_solved_and_another_is_not)
{
    enum { N = 9, COUNT = 3 };
    struct sp_arena a = {0};
    double *M = SP_TAKE(&a, N * N, double), x[COUNT * N], y[COUNT * N] = {0};
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            M[i * N + j] = i == j;
            for (int r = 0; r < N; r++)
                M[i * N + j] += weyl(r * N + i + 1) * weyl(r * N + j + 1);
        }
    for (int c = 0; c < COUNT * N; c++)
        x[c] = weyl(c + 200);
    for (int c = 0; c < COUNT; c++)
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                y[c * N + i] += M[i * N + j] * x[c * N + j];
    sp_solve_positive(M, N, y, COUNT);
    for (int c = 0; c < COUNT * N; c++)
        ck_near(y[c], x[c], 1e-12);
    double minus[] = {-1}, right[] = {1};
    gsl_set_error_handler_off();
    sp_solve_positive(minus, 1, right, 1);
    ck_assert(isnan(right[0]));
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_not_finite_gives_nan_and_ends)
{
    struct sp_arena a = {0};
    double m[4] = {1, 2, INFINITY, 4}, value[2];
    sp_eigenvalues(&a, m, 2, value);
    ck_assert(isnan(value[0]) && isnan(value[1]));
    sp_singular_values(&a, m, 2, 2, value);
    ck_assert(isnan(value[0]) && isnan(value[1]));
    sp_arena_free(&a);
}
END_TEST

SUITE("linalg", eigenvalues_of_the_second_difference_are_known_and_ascend,
      eigenvectors_are_orthonormal_and_only_stretched, one_by_one_is_its_own_eigenvalue,
      singular_values_squared_are_the_eigenvalues_of_the_gram_matrix,
      a_product_of_vectors_has_one_singular_value,
      a_positive_system_is_solved_and_another_is_not,
      what_is_not_finite_gives_nan_and_ends)
