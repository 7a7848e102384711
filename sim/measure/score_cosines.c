/* All cosines between two sets of directions, by the kernels' dense product on unit
   vectors; what is reported is taken again in double. */
#include <string.h>

#include "superpose/fault.h"
#include "superpose/kernels.h"
#include "superpose/score.h"

static double norm(const double *x, int d)
{
    double square = 0;
    for (int q = 0; q < d; q++)
        square += x[q] * x[q];
    return sqrt(square);
}

struct sp_cosines sp_cosines_make(struct sp_arena *a, int k, int n, int d,
                                  const double *D)
{
    struct sp_cosines c = {.k = k, .n = n, .d = d, .D = D};
    c.stride = ((size_t)n + SP_HALF - 1) / SP_HALF * SP_HALF;
    c.W_norm = SP_TAKE(a, k, double);
    c.D_norm = SP_TAKE(a, n, double);
    c.value = SP_TAKE(a, (size_t)k * c.stride, sp_real);
    c.turned = SP_TAKE(a, (size_t)d * c.stride, sp_real);
    c.row = SP_TAKE(a, (size_t)SP_STRIP * (size_t)d, sp_real);
    c.assign = sp_assign_make(a, k, n);
    c.column = SP_TAKE(a, k, int);
    for (int j = 0; j < n; j++) {
        const double *from = D + (size_t)j * (size_t)d;
        c.D_norm[j] = norm(from, d);
        for (int q = 0; q < d && c.D_norm[j] > 0; q++)
            c.turned[(size_t)q * c.stride + (size_t)j] =
                (sp_real)(from[q] / c.D_norm[j]);
    }
    return c;
}

void sp_cosines_project(const struct sp_cosines *c, int rows, const sp_real *row,
                        sp_real *out)
{
    memset(out, 0, (size_t)rows * c->stride * sizeof *out);
    sp_kernels_best()->product(&(struct sp_product){
        .rows = rows,
        .inner = c->d,
        .lanes = (int)c->stride,
        .A = row,
        .row_step = (size_t)c->d,
        .inner_step = 1,
        .B = c->turned,
        .B_step = c->stride,
        .C = out,
        .C_step = c->stride,
    });
}

void sp_cosines_fill(struct sp_cosines *c, const double *W, int k)
{
    c->W = W;
    c->k = k;
    for (int first = 0; first < k; first += SP_STRIP) {
        int rows = k - first < SP_STRIP ? k - first : SP_STRIP;
        memset(c->row, 0, (size_t)rows * (size_t)c->d * sizeof *c->row);
        for (int r = 0; r < rows; r++) {
            const double *from = W + (size_t)(first + r) * (size_t)c->d;
            double length = c->W_norm[first + r] = norm(from, c->d);
            for (int q = 0; q < c->d && length > 0; q++)
                c->row[r * c->d + q] = (sp_real)(from[q] / length);
        }
        sp_cosines_project(c, rows, c->row, c->value + (size_t)first * c->stride);
    }
}

double sp_cosine(const struct sp_cosines *c, int i, int j)
{
    const double *w = c->W + (size_t)i * (size_t)c->d;
    const double *v = c->D + (size_t)j * (size_t)c->d;
    double product = 0, norms = c->W_norm[i] * c->D_norm[j];
    for (int q = 0; q < c->d; q++)
        product += w[q] * v[q];
    return norms > 0 ? product / norms : 0;
}
