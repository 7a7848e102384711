/* What a net says of the part of a feature that is its own.  From S unseen examples
   with targets t and outputs y (means removed), and covariances

       T = t^T t / S,   Q = t^T y / S,   Y = y^T y / S        (n, n) each,

   the private part u_i = t_i - E*(t_i | others) has variance 1 / (T^-1)_ii and, with
   the outputs, covariance (T^-1 Q)_i. / (T^-1)_ii, so that the share of it that is
   linear in the outputs is

       r2_i = z_i^T Y^-1 z_i / (T^-1)_ii      z_i = (T^-1 Q)_i.

   T and Y are made definite by a little on their diagonals: features can be copies, and
   outputs are when the net is linear. */
#include <string.h>

#include "superpose/amount.h"
#include "superpose/bottleneck.h"
#include "superpose/evaluate.h"
#include "superpose/linalg.h"

enum { BATCH = 512 };
static const double RIDGE = 1e-10;    /* of the largest variance */
static const double OWN_LEAST = 1e-6; /* a smaller share of a variance is rounding */

/* Sums over examples; means and covariances when all were seen. */
struct moments {
    int n, m;
    bool absolute;
    double *t, *y, *h; /* (n) (n) (m) */
    double *T, *Q, *Y,
        *H; /* (n, n) x 3, (m, m); of symmetric ones the lower triangle */
};

static struct moments take_moments(struct sp_arena *a, const struct sp_net *net)
{
    size_t n = (size_t)net->n, m = (size_t)net->m;
    return (struct moments){.n = net->n,
                            .m = net->m,
                            .absolute = sp_target_absolute(net),
                            .t = SP_TAKE(a, n, double),
                            .y = SP_TAKE(a, n, double),
                            .h = SP_TAKE(a, m, double),
                            .T = SP_TAKE(a, n * n, double),
                            .Q = SP_TAKE(a, n * n, double),
                            .Y = SP_TAKE(a, n * n, double),
                            .H = SP_TAKE(a, m * m, double)};
}

/* out[0 .. count - 1] += factor x */
static void add(double *restrict out, const double *restrict x, double factor,
                size_t count)
{
    for (size_t k = 0; k < count; k++)
        out[k] += factor * x[k];
}

static void add_lower(double *matrix, double *mean, const double *x, int size)
{
    for (int i = 0; i < size; i++) {
        mean[i] += x[i];
        if (x[i] < 0 || x[i] > 0)
            add(matrix + (size_t)i * (size_t)size, x, x[i], (size_t)i + 1);
    }
}

/* One example: entries first .. end - 1 of the batch. */
static void add_targets(struct moments *s, const struct sp_batch *batch, int first,
                        int end, const double *y)
{
    size_t n = (size_t)s->n;
    for (int e = first; e < end; e++) {
        size_t i = (size_t)batch->index[e];
        double v = (double)batch->value[e];
        v = s->absolute ? fabs(v) : v;
        s->t[i] += v;
        add(s->Q + i * n, y, v, n);
        for (int f = first; f <= e; f++) {
            double w = (double)batch->value[f];
            s->T[i * n + (size_t)batch->index[f]] += v * (s->absolute ? fabs(w) : w);
        }
    }
}

static void look(struct sp_arena *a, const struct sp_source *source,
                 const struct sp_net *net, uint64_t seed, int rows, struct moments *s)
{
    size_t n = (size_t)s->n, m = (size_t)s->m;
    struct sp_batch batch = sp_source_batch(a, source, BATCH, false);
    struct sp_lanes lanes = sp_lanes_make(seed, SP_USE_TEST);
    sp_real *h = SP_TAKE(a, BATCH * m, sp_real);
    double *y = SP_TAKE(a, BATCH * n, double), *hidden = SP_TAKE(a, m, double);
    for (int seen = 0; seen < rows; seen += batch.rows) {
        batch.rows = rows - seen < BATCH ? rows - seen : BATCH;
        sp_source_draw(source, &lanes, &batch);
        net->kind->hidden(net, &batch, h);
        sp_bottleneck_outputs(net, h, batch.rows, y);
        for (int b = 0; b < batch.rows; b++) {
            const double *out = y + (size_t)b * n;
            for (size_t k = 0; k < m; k++)
                hidden[k] = (double)h[(size_t)b * m + k];
            add_targets(s, &batch, batch.start[b], batch.start[b + 1], out);
            add_lower(s->Y, s->y, out, s->n);
            add_lower(s->H, s->h, hidden, s->m);
        }
    }
}

/* From sums over ROWS to a covariance; the upper triangle too where SYMMETRIC. */
static void centre(double *matrix, const double *left, const double *right, int size,
                   bool symmetric, double rows)
{
    size_t n = (size_t)size;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < (symmetric ? i + 1 : n); j++) {
            double mean = left[i] / rows * (right[j] / rows);
            matrix[i * n + j] = matrix[i * n + j] / rows - mean;
            if (symmetric)
                matrix[j * n + i] = matrix[i * n + j];
        }
}

/* Makes a covariance definite; gives what was added to its diagonal, 0 where nothing
   varies. */
static double stiffen(double *matrix, int size)
{
    double largest = 0;
    size_t step = (size_t)size + 1;
    for (size_t i = 0; i < (size_t)size; i++)
        largest = fmax(largest, matrix[i * step]);
    for (size_t i = 0; i < (size_t)size; i++)
        matrix[i * step] += RIDGE * largest;
    return RIDGE * largest;
}

/* Swaps rows and columns, so that right-hand sides lie in rows. */
static void transpose(double *matrix, int size)
{
    size_t n = (size_t)size;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double swap = matrix[i * n + j];
            matrix[i * n + j] = matrix[j * n + i];
            matrix[j * n + i] = swap;
        }
}

/* r2 from the covariances, which are used up. */
static void finish(struct sp_arena *a, struct moments *s, double *r2)
{
    size_t n = (size_t)s->n;
    double *inverse = SP_TAKE(a, 2 * n * n, double), *z = inverse + n * n;
    double *variance = SP_TAKE(a, n, double);
    for (size_t i = 0; i < n; i++) {
        inverse[i * n + i] = 1;
        variance[i] = s->T[i * n + i];
    }
    memcpy(z, s->Q, n * n * sizeof *z);
    transpose(z, s->n);
    double ridge = stiffen(s->T, s->n);
    sp_solve_positive(s->T, s->n, inverse, 2 * s->n);
    transpose(z, s->n);
    memcpy(s->Q, z, n * n * sizeof *z);
    bool says = stiffen(s->Y, s->n) > 0;
    if (says)
        sp_solve_positive(s->Y, s->n, z, s->n);
    for (size_t i = 0; i < n; i++) {
        double own = 1 / inverse[i * n + i], told = 0;
        for (size_t k = 0; k < n; k++)
            told += s->Q[i * n + k] * z[i * n + k];
        bool has = variance[i] > 0 && own - ridge > OWN_LEAST * variance[i];
        r2[i] = !has ? NAN : says ? told * own : 0;
    }
}

bool sp_private_measure(struct sp_arena *a, const struct sp_source *source,
                        const struct sp_net *net, uint64_t seed, int rows,
                        struct sp_private *out)
{
    if (!sp_bottleneck_is(net))
        return false;
    struct moments s = take_moments(a, net);
    look(a, source, net, seed, rows, &s);
    centre(s.T, s.t, s.t, s.n, true, rows);
    centre(s.Q, s.t, s.y, s.n, false, rows);
    centre(s.Y, s.y, s.y, s.n, true, rows);
    centre(s.H, s.h, s.h, s.m, true, rows);
    out->participation = sp_participation(s.H, s.m);
    out->r2 = SP_TAKE(a, s.n, double);
    finish(a, &s, out->r2);
    return true;
}
