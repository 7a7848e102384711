/* Random directions, orthonormal sets, tight frames and what lies between; and the two
   ways in which neighbours can share an axis. */
#include "superpose/directions.h"

#include <math.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/kernels.h"
#include "superpose/stats.h"

static void scale(double *a, int m, double by)
{
    for (int k = 0; k < m; k++)
        a[k] *= by;
}

static void draw_normal(struct sp_rng *rng, int m, double *out)
{
    for (int k = 0; k < m; k++)
        out[k] = sp_rng_normal(rng);
}

void sp_directions_random(struct sp_rng *rng, int n, int m, double *W)
{
    for (int i = 0; i < n; i++, W += m) {
        draw_normal(rng, m, W);
        scale(W, m, 1 / sqrt(sp_dot(W, W, m)));
    }
}

/* Takes from `row` what lies along the COUNT orthonormal rows of W. */
static void take_out(const double *W, int count, int m, double *row)
{
    for (int j = 0; j < count; j++, W += m) {
        double along = sp_dot(row, W, m);
        for (int k = 0; k < m; k++)
            row[k] -= along * W[k];
    }
}

/* Gram and Schmidt, modified: orthogonal to rounding times the condition number (Bjorck
   1967), which for rows of normal numbers is of the order of n (Edelman 1988). */
void sp_directions_orthogonal(struct sp_rng *rng, int n, int m, double *W)
{
    sp_require(n <= m);
    for (int i = 0; i < n; i++) {
        double *row = W + (size_t)i * (size_t)m;
        draw_normal(rng, m, row);
        take_out(W, i, m, row);
        scale(row, m, 1 / sqrt(sp_dot(row, row, m)));
    }
}

/* Turns u and v in their plane so that u, once shorter than 1, gets norm 1 and v, once
   longer, keeps the rest: with t the tangent, (d - 1) t^2 - 2 c t + (a - 1) = 0. */
static void turn_to_unit(double *u, double *v, int m)
{
    double a = sp_dot(u, u, m), d = sp_dot(v, v, m), c = sp_dot(u, v, m);
    double root = sqrt(c * c - (a - 1) * (d - 1));
    double q = c + copysign(root, c), t = (a - 1) / q;
    double cosine = 1 / sqrt(1 + t * t), sine = t * cosine;
    for (int k = 0; k < m; k++) {
        double old = u[k];
        u[k] = cosine * old - sine * v[k];
        v[k] = sine * old + cosine * v[k];
    }
}

/* The first row with a squared norm on this side of 1, or n; rounding counts as 1. */
static int row_beyond(const double *square, int n, double side)
{
    int i = 0;
    while (i < n && side * (square[i] - 1) <= 1e-13)
        i++;
    return i;
}

/* The mean of the squared norms is 1, so while one is below 1 another is above; each
   turn makes one row final. */
static void equal_norms(struct sp_arena *a, int n, int m, double *W)
{
    double *square = SP_TAKE(a, n, double);
    for (int i = 0; i < n; i++)
        square[i] = sp_dot(W + (size_t)i * (size_t)m, W + (size_t)i * (size_t)m, m);
    for (int turns = 0; turns < n; turns++) {
        int below = row_beyond(square, n, -1), above = row_beyond(square, n, 1);
        if (below == n || above == n)
            return;
        double *u = W + (size_t)below * (size_t)m, *v = W + (size_t)above * (size_t)m;
        turn_to_unit(u, v, m);
        square[below] = sp_dot(u, u, m);
        square[above] = sp_dot(v, v, m);
    }
}

void sp_directions_frame(struct sp_arena *a, struct sp_rng *rng, int n, int m,
                         double *W)
{
    sp_require(n >= m);
    double *columns = SP_TAKE(a, (size_t)n * (size_t)m, double);
    sp_directions_orthogonal(rng, m, n, columns);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < m; k++)
            W[(size_t)i * (size_t)m + (size_t)k] =
                sqrt((double)n / m) * columns[(size_t)k * (size_t)n + (size_t)i];
    equal_norms(a, n, m, W);
}

/* Work space of spreading: all numbers in single precision, unless sp_real is double,
   and rows padded with zeros, as the kernels of nets want them. */
struct spreading {
    int n, m;
    size_t stride;
    sp_real *W;     /* (n, stride) */
    sp_real *G;     /* (m, stride) W^T W */
    sp_real *force; /* (CHUNK, stride) rows of W G */
    const struct sp_kernels *kernels;
};

enum { CHUNK = 256, STRIP = 64 }; /* rows, and columns, that stay in a near cache */

/* G by strips of rows from the diagonal on, the rest by symmetry. */
static void set_gram(const struct spreading *s)
{
    memset(s->G, 0, (size_t)s->m * s->stride * sizeof *s->G);
    for (int first = 0; first < s->n; first += CHUNK)
        for (int strip = 0; strip < s->m; strip += STRIP) {
            const sp_real *rows = s->W + (size_t)first * s->stride + strip;
            struct sp_product product = {
                .rows = s->m - strip < STRIP ? s->m - strip : STRIP,
                .inner = s->n - first < CHUNK ? s->n - first : CHUNK,
                .lanes = (int)s->stride - strip,
                .A = rows,
                .row_step = 1,
                .inner_step = s->stride,
                .B = rows,
                .B_step = s->stride,
                .C = s->G + (size_t)strip * s->stride + strip,
                .C_step = s->stride};
            s->kernels->product(&product);
        }
    for (size_t k = 0; k < (size_t)s->m; k++)
        for (size_t l = 0; l < k; l++)
            s->G[k * s->stride + l] = s->G[l * s->stride + k];
}

/* The rows from FIRST on move against their force. */
static void move_rows(const struct spreading *s, int first, double eta)
{
    int rows = s->n - first < CHUNK ? s->n - first : CHUNK;
    struct sp_product product = {.rows = rows,
                                 .inner = s->m,
                                 .lanes = (int)s->stride,
                                 .A = s->W + (size_t)first * s->stride,
                                 .row_step = s->stride,
                                 .inner_step = 1,
                                 .B = s->G,
                                 .B_step = s->stride,
                                 .C = s->force,
                                 .C_step = s->stride};
    memset(s->force, 0, (size_t)rows * s->stride * sizeof *s->force);
    s->kernels->product(&product);
    for (int i = 0; i < rows; i++) {
        sp_real *row = s->W + (size_t)(first + i) * s->stride;
        const sp_real *force = s->force + (size_t)i * s->stride;
        double square = 0;
        for (int k = 0; k < s->m; k++) {
            row[k] -= (sp_real)eta * force[k];
            square += (double)row[k] * (double)row[k];
        }
        for (int k = 0; k < s->m; k++)
            row[k] *= (sp_real)(1 / sqrt(square));
    }
}

void sp_directions_spread(struct sp_arena *a, struct sp_rng *rng, int n, int m,
                          int steps, double *W)
{
    size_t rows = (size_t)n, columns = (size_t)m, stride = (columns + 15) / 16 * 16;
    struct spreading s = {n,
                          m,
                          stride,
                          SP_TAKE(a, rows * stride, sp_real),
                          SP_TAKE(a, columns * stride, sp_real),
                          SP_TAKE(a, CHUNK * stride, sp_real),
                          sp_kernels_best()};
    double root = 1 + sqrt((double)n / m), eta = 1 / (2 * root * root);
    sp_directions_random(rng, n, m, W);
    if (!steps)
        return;
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < columns; k++)
            s.W[i * stride + k] = (sp_real)W[i * columns + k];
    for (int t = 0; t < steps; t++) {
        set_gram(&s);
        for (int first = 0; first < n; first += CHUNK)
            move_rows(&s, first, eta);
    }
    for (size_t i = 0; i < rows; i++) {
        double *row = W + i * columns;
        for (size_t k = 0; k < columns; k++)
            row[k] = (double)s.W[i * stride + k];
        scale(row, m, 1 / sqrt(sp_dot(row, row, m)));
    }
}

/* Row i on the axis that GROUP neighbours share. */
static void put_on_axis(int i, int group, int m, double value, double *W)
{
    W[(size_t)i * (size_t)m + (size_t)(i / group)] = value;
}

void sp_directions_antipodal(int n, int m, double *W)
{
    sp_require(n == 2 * m);
    memset(W, 0, (size_t)n * (size_t)m * sizeof *W);
    for (int i = 0; i < n; i++)
        put_on_axis(i, 2, m, i % 2 ? -1 : 1, W);
}

void sp_directions_merged(int n, int m, double *W)
{
    sp_require(n % m == 0);
    memset(W, 0, (size_t)n * (size_t)m * sizeof *W);
    for (int i = 0; i < n; i++)
        put_on_axis(i, n / m, m, sqrt((double)m / n), W);
}
