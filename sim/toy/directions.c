/* Random directions, orthonormal sets, tight frames and what lies between. */
#include "superpose/directions.h"

#include <math.h>

#include "superpose/fault.h"

static double dot(const double *a, const double *b, int m)
{
    double sum = 0;
    for (int k = 0; k < m; k++)
        sum += a[k] * b[k];
    return sum;
}

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
        scale(W, m, 1 / sqrt(dot(W, W, m)));
    }
}

/* Takes from `row` what lies along the COUNT orthonormal rows of W. */
static void take_out(const double *W, int count, int m, double *row)
{
    for (int j = 0; j < count; j++, W += m) {
        double along = dot(row, W, m);
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
        scale(row, m, 1 / sqrt(dot(row, row, m)));
    }
}

/* Turns u and v in their plane so that u, once shorter than 1, gets norm 1 and v, once
   longer, keeps the rest: with t the tangent, (d - 1) t^2 - 2 c t + (a - 1) = 0. */
static void turn_to_unit(double *u, double *v, int m)
{
    double a = dot(u, u, m), d = dot(v, v, m), c = dot(u, v, m);
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
        square[i] = dot(W + (size_t)i * (size_t)m, W + (size_t)i * (size_t)m, m);
    for (int turns = 0; turns < n; turns++) {
        int below = row_beyond(square, n, -1), above = row_beyond(square, n, 1);
        if (below == n || above == n)
            return;
        double *u = W + (size_t)below * (size_t)m, *v = W + (size_t)above * (size_t)m;
        turn_to_unit(u, v, m);
        square[below] = dot(u, u, m);
        square[above] = dot(v, v, m);
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

/* G (m, m) = W^T W. */
static void gram(int n, int m, const double *W, double *G)
{
    for (int k = 0; k < m * m; k++)
        G[k] = 0;
    for (int i = 0; i < n; i++, W += m)
        for (int k = 0; k < m; k++)
            for (int l = 0; l < m; l++)
                G[k * m + l] += W[k] * W[l];
}

void sp_directions_spread(struct sp_arena *a, struct sp_rng *rng, int n, int m,
                          int steps, double *W)
{
    double *G = SP_TAKE(a, (size_t)m * (size_t)m, double);
    double *force = SP_TAKE(a, m, double);
    double root = 1 + sqrt((double)n / m), eta = 1 / (2 * root * root);
    sp_directions_random(rng, n, m, W);
    for (int t = 0; t < steps; t++) {
        gram(n, m, W, G);
        for (int i = 0; i < n; i++) {
            double *row = W + (size_t)i * (size_t)m;
            for (int k = 0; k < m; k++)
                force[k] = 0;
            for (int k = 0; k < m; k++)
                for (int l = 0; l < m; l++)
                    force[l] += row[k] * G[k * m + l];
            for (int k = 0; k < m; k++)
                row[k] -= eta * force[k];
            scale(row, m, 1 / sqrt(dot(row, row, m)));
        }
    }
}
