/* Steps of an optimiser, compiled once for each instruction set (see the Makefile),
   each time with another SP_UPDATE_NAME. */
#include "superpose/update.h"

#include "vec.h"

static void adam(const struct sp_adam *by, size_t count, const sp_real *restrict g,
                 sp_real *restrict m, sp_real *restrict v, sp_real *restrict p)
{
    const struct sp_adam a = *by;
    for (size_t i = 0; i < count; i++) {
        m[i] = a.b1 * m[i] + a.new1 * g[i];
        v[i] = a.b2 * v[i] + a.new2 * (g[i] * g[i]);
        p[i] = a.shrink * p[i] - a.by * (m[i] / (sp_sqrt(v[i]) * a.root + a.epsilon));
    }
}

enum { LANES = 8 };

/* Lane l has the terms l, l + 8, .., and lanes are added by halves. */
INLINE double dot(size_t count, const sp_real *a, const sp_real *b)
{
    double lane[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int l = 0; l < LANES; l++)
            lane[l] += (double)a[i + (size_t)l] * (double)b[i + (size_t)l];
    for (int l = 0; i < count; i++, l++)
        lane[l] += (double)a[i] * (double)b[i];
    for (int left = LANES / 2; left; left /= 2)
        for (int l = 0; l < left; l++)
            lane[l] += lane[l + left];
    return lane[0];
}

static void project(size_t rows, size_t columns, const sp_real *restrict u,
                    sp_real *restrict g)
{
    for (size_t row = 0; row < rows; row++, u += columns, g += columns) {
        sp_real along = (sp_real)dot(columns, g, u);
        for (size_t i = 0; i < columns; i++)
            g[i] -= along * u[i];
    }
}

static void rescale(size_t rows, size_t columns, sp_real *u)
{
    for (size_t row = 0; row < rows; row++, u += columns) {
        double norm = sqrt(dot(columns, u, u));
        sp_real by = norm > 0 ? (sp_real)(1 / norm) : 0;
        for (size_t i = 0; i < columns; i++)
            u[i] *= by;
    }
}

extern const struct sp_update SP_UPDATE_NAME;

const struct sp_update SP_UPDATE_NAME = {
    .name = VEC_WORD,
    .adam = adam,
    .project = project,
    .rescale = rescale,
};
