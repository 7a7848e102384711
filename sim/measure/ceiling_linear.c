/* What linear maps can tell: the pseudo-inverse of a dictionary, and a probe for each
   feature.  The least-squares probe of the indicator z_j of feature j has the direction

       Cov(x)^-1 Cov(x, z_j) = P(on) Cov(x)^-1 (E[x | on] - E x),

   Fisher's discriminant; only the direction matters, since the threshold is chosen
   after. */
#include <stdlib.h>
#include <string.h>

#include "superpose/ceiling.h"
#include "superpose/fault.h"
#include "superpose/linalg.h"

static const double RIDGE = 1e-9; /* of the mean of the diagonal */

static void add_ridge(double *matrix, int d)
{
    double trace = 0;
    for (int q = 0; q < d; q++)
        trace += matrix[(size_t)q * (size_t)d + (size_t)q];
    for (int q = 0; q < d; q++)
        matrix[(size_t)q * (size_t)d + (size_t)q] += trace > 0 ? RIDGE * trace / d : 1;
}

/* gram (d, d) += x x^T */
static void add_square(double *gram, const double *x, int d)
{
    for (int p = 0; p < d; p++)
        for (int q = 0; q < d; q++)
            gram[(size_t)p * (size_t)d + (size_t)q] += x[p] * x[q];
}

void sp_linear_encoder(struct sp_arena *a, const double *D, int n, int d, double *E)
{
    double *gram = SP_TAKE(a, (size_t)d * (size_t)d, double);
    for (int j = 0; j < n; j++)
        add_square(gram, D + (size_t)j * (size_t)d, d);
    add_ridge(gram, d);
    memcpy(E, D, (size_t)n * (size_t)d * sizeof *E);
    sp_solve_positive(gram, d, E, n);
}

static int larger_first(const void *p, const void *q)
{
    sp_real a = *(const sp_real *)p, b = *(const sp_real *)q;
    return (a < b) - (a > b);
}

void sp_keep_largest(sp_real *f, int n, int count, sp_real *work)
{
    if (count >= n)
        return;
    for (int j = 0; j < n; j++)
        work[j] = f[j] < 0 ? -f[j] : f[j];
    qsort(work, (size_t)n, sizeof *work, larger_first);
    sp_real least = work[count]; /* what is larger stays, and COUNT - larger equals */
    int equals = count;
    while (equals > 0 && work[equals - 1] == least)
        equals--;
    equals = count - equals;
    for (int j = 0; j < n; j++) {
        sp_real size = f[j] < 0 ? -f[j] : f[j];
        if (size < least || (size == least && equals-- <= 0))
            f[j] = 0;
    }
}

struct sp_probe sp_probe_make(struct sp_arena *a, int n, int d)
{
    return (struct sp_probe){
        .n = n,
        .d = d,
        .gram = SP_TAKE(a, (size_t)d * (size_t)d, double),
        .sum = SP_TAKE(a, d, double),
        .on = SP_TAKE(a, n, double),
        .cross = SP_TAKE(a, (size_t)n * (size_t)d, double),
    };
}

void sp_probe_add(struct sp_probe *p, int rows, const sp_real *x,
                  const struct sp_batch *truth)
{
    for (int b = 0; b < rows; b++) {
        const sp_real *row = x + (size_t)b * (size_t)p->d;
        for (int r = 0; r < p->d; r++) {
            p->sum[r] += (double)row[r];
            for (int q = 0; q <= r; q++)
                p->gram[(size_t)r * (size_t)p->d + (size_t)q] +=
                    (double)row[r] * (double)row[q];
        }
        for (int e = truth->start[b]; e < truth->start[b + 1]; e++) {
            double *cross = p->cross + (size_t)truth->index[e] * (size_t)p->d;
            p->on[truth->index[e]]++;
            for (int q = 0; q < p->d; q++)
                cross[q] += (double)row[q];
        }
    }
    p->rows += rows;
}

void sp_probe_fit(struct sp_arena *a, const struct sp_probe *p, double *direction)
{
    size_t d = (size_t)p->d;
    double *covariance = SP_TAKE(a, d * d, double);
    for (size_t r = 0; r < d; r++)
        for (size_t q = 0; q <= r; q++)
            covariance[r * d + q] = p->gram[r * d + q] / p->rows -
                                    p->sum[r] / p->rows * (p->sum[q] / p->rows);
    add_ridge(covariance, p->d);
    for (size_t j = 0; j < (size_t)p->n; j++)
        for (size_t q = 0; q < d; q++)
            direction[j * d + q] =
                p->on[j] > 0 ? p->cross[j * d + q] / p->on[j] - p->sum[q] / p->rows : 0;
    sp_solve_positive(covariance, p->d, direction, p->n);
}

struct scored {
    sp_real score;
    bool on;
};

static int higher_first(const void *p, const void *q)
{
    const struct scored *a = p, *b = q;
    return (a->score < b->score) - (a->score > b->score);
}

/* The best of all thresholds between different scores. */
static struct sp_detection best_threshold(struct scored *all, int rows, double on)
{
    struct sp_detection best = {0};
    qsort(all, (size_t)rows, sizeof *all, higher_first);
    double both = 0;
    for (int b = 0; b < rows; b++) {
        both += all[b].on;
        if (b + 1 < rows && all[b + 1].score == all[b].score)
            continue;
        struct sp_detection each = sp_detection_of(rows, b + 1, on, both);
        if (each.f1 > best.f1)
            best = each;
    }
    return best;
}

/* Which features are on, as (rows, n) of bytes. */
static bool *dense_truth(struct sp_arena *a, const struct sp_batch *truth, int rows,
                         int n)
{
    bool *on = SP_TAKE(a, (size_t)rows * (size_t)n, bool);
    for (int b = 0; b < rows; b++)
        for (int e = truth->start[b]; e < truth->start[b + 1]; e++)
            on[(size_t)b * (size_t)n + (size_t)truth->index[e]] = true;
    return on;
}

void sp_probe_score(struct sp_arena *a, const double *direction, int n, int d, int rows,
                    const sp_real *x, const struct sp_batch *truth,
                    struct sp_detection *out)
{
    struct sp_cosines probes = sp_cosines_make(a, 1, n, d, direction);
    sp_real *score = SP_TAKE(a, (size_t)rows * probes.stride, sp_real);
    struct scored *all = SP_TAKE(a, rows, struct scored);
    const bool *on = dense_truth(a, truth, rows, n);
    sp_cosines_project(&probes, rows, x, score);
    for (int j = 0; j < n; j++) {
        double count = 0;
        for (int b = 0; b < rows; b++) {
            all[b].score = score[(size_t)b * probes.stride + (size_t)j];
            all[b].on = on[(size_t)b * (size_t)n + (size_t)j];
            count += all[b].on;
        }
        out[j] = best_threshold(all, rows, count);
    }
}
