/* In place of foreign libraries: what the core asks of linalg.h, by rotations of Jacobi
   (Golub and Van Loan, Matrix Computations, 8.5 and 8.6), which are good for the few
   features of a page; and what it asks of files, of which a page has none. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "superpose/fault.h"
#include "superpose/linalg.h"
#include "superpose/npy.h"
#include "superpose/npy_stream.h"

enum { SWEEPS = 60 }; /* some eight suffice */

/* Cosine and sine of the rotation that makes p and q of a symmetric matrix
   independent. */
static void rotation(double pp, double qq, double pq, double *c, double *s)
{
    double tau = (qq - pp) / (2 * pq);
    double t = (tau < 0 ? -1 : 1) / (fabs(tau) + sqrt(1 + tau * tau));
    *c = 1 / sqrt(1 + t * t);
    *s = t * *c;
}

static void rotate(double *x, double *y, int count, int step, double c, double s)
{
    for (int k = 0; k < count; k++) {
        double a = x[k * step], b = y[k * step];
        x[k * step] = c * a - s * b;
        y[k * step] = s * a + c * b;
    }
}

/* Whether a rotation of p and q changed anything. */
static bool rotate_pair(double *A, int n, int p, int q)
{
    double pp = A[p * n + p], qq = A[q * n + q], pq = A[q * n + p], c, s;
    if (!(fabs(pq) > DBL_EPSILON * sqrt(fabs(pp * qq)) && fabs(pq) > DBL_MIN))
        return false;
    rotation(pp, qq, pq, &c, &s);
    rotate(A + p * n, A + q * n, n, 1, c, s);
    rotate(A + p, A + q, n, n, c, s);
    return true;
}

static int ascending(const void *x, const void *y)
{
    double first = *(const double *)x, second = *(const double *)y;
    return (first > second) - (first < second);
}

static int descending(const void *x, const void *y)
{
    return ascending(y, x);
}

void sp_eigenvalues(struct sp_arena *a, const double *matrix, int n, double *out)
{
    double *A = SP_TAKE(a, n * n, double);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            A[i * n + j] = i > j ? matrix[i * n + j] : matrix[j * n + i];
    bool moving = true;
    for (int sweep = 0; sweep < SWEEPS && moving; sweep++) {
        moving = false;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++)
                moving |= rotate_pair(A, n, p, q);
    }
    for (int i = 0; i < n; i++)
        out[i] = A[i * n + i];
    qsort(out, (size_t)n, sizeof *out, ascending);
}

static double dot(const double *x, const double *y, int count)
{
    double sum = 0;
    for (int k = 0; k < count; k++)
        sum += x[k] * y[k];
    return sum;
}

/* Makes two rows orthogonal; false when they were. */
static bool part_rows(double *x, double *y, int width)
{
    double pp = dot(x, x, width), qq = dot(y, y, width), pq = dot(x, y, width), c, s;
    if (!(fabs(pq) > DBL_EPSILON * sqrt(pp * qq) && fabs(pq) > DBL_MIN))
        return false;
    rotation(pp, qq, pq, &c, &s);
    rotate(x, y, width, 1, c, s);
    return true;
}

/* The lengths of rows that have been made orthogonal, the shorter side as rows. */
void sp_singular_values(struct sp_arena *a, const double *matrix, int rows, int columns,
                        double *out)
{
    bool turned = rows > columns;
    int count = turned ? columns : rows, width = turned ? rows : columns;
    double *A = SP_TAKE(a, count * width, double);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < width; j++)
            A[i * width + j] = matrix[turned ? j * columns + i : i * columns + j];
    bool moving = true;
    for (int sweep = 0; sweep < SWEEPS && moving; sweep++) {
        moving = false;
        for (int p = 0; p < count; p++)
            for (int q = p + 1; q < count; q++)
                moving |= part_rows(A + p * width, A + q * width, width);
    }
    for (int i = 0; i < count; i++)
        out[i] = sqrt(dot(A + i * width, A + i * width, width));
    qsort(out, (size_t)count, sizeof *out, descending);
}

/* The lower triangle becomes the factor L of M = L L^T; false when M has none. */
static bool factor(double *M, int n)
{
    for (int j = 0; j < n; j++) {
        double *row = M + j * n, square = row[j] - dot(row, row, j);
        if (!(square > 0))
            return false;
        row[j] = sqrt(square);
        for (int i = j + 1; i < n; i++)
            M[i * n + j] = (M[i * n + j] - dot(M + i * n, row, j)) / row[j];
    }
    return true;
}

/* L z = y forwards, then L^T x = z backwards, in the place of y. */
static void substitute(const double *L, int n, double *y)
{
    for (int i = 0; i < n; i++)
        y[i] = (y[i] - dot(L + i * n, y, i)) / L[i * n + i];
    for (int i = n - 1; i >= 0; i--) {
        y[i] /= L[i * n + i];
        for (int k = 0; k < i; k++)
            y[k] -= L[i * n + k] * y[i];
    }
}

void sp_solve_positive(double *matrix, int n, double *x, int count)
{
    bool solvable = factor(matrix, n);
    for (int k = 0; k < count; k++) {
        for (int i = 0; i < n && !solvable; i++)
            x[k * n + i] = NAN;
        if (solvable)
            substitute(matrix, n, x + k * n);
    }
}

static int no_files(const char *path)
{
    return sp_fault(SP_BAD, "%s: a page reads no files", path);
}

int sp_values_read(struct sp_arena *a, const char *path, size_t count, double *out)
{
    (void)a, (void)count, (void)out;
    return no_files(path);
}

int sp_file_scan(const char *path,
                 void (*take)(void *context, const char *bytes, size_t length),
                 void *context)
{
    (void)take, (void)context;
    return no_files(path);
}

int sp_npy_stream_width(const char *path, int least_rows, int *width)
{
    (void)least_rows, (void)width;
    return no_files(path);
}

int sp_npy_stream_open(struct sp_arena *a, const char *path, uint64_t seed,
                       uint32_t use, int rows, struct sp_npy_stream **out)
{
    (void)a, (void)seed, (void)use, (void)rows, (void)out;
    return no_files(path);
}

void sp_npy_stream_next(struct sp_npy_stream *stream, sp_real *x)
{
    (void)stream, (void)x;
}

bool sp_npy_stream_failed(const struct sp_npy_stream *stream)
{
    (void)stream;
    return false;
}
