/* The geometry of n directions, by one pass over all pairs, c_ij = What_i . What_j:

       s_i = sum_{j != i} c_ij^2 ||W_j||^2         D_i = ||W_i||^2 / (||W_i||^2 + s_i)
       frame potential = sum_ij c_ij^2             coherence = max_{i != j} |c_ij|

   The largest overlap of each direction needs every pair anyway, so nothing is saved by
   forming s_i = What_i^T (W^T W) What_i - ||W_i||^2, which would lose small s_i. */
#include "superpose/geometry.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "superpose/fault.h"
#include "superpose/linalg.h"
#include "superpose/stats.h"

enum { BLOCK = 256 }; /* products kept at a time: 2 KiB, beside as much of each row */

/* All of norm, and the unit vectors as columns: (m, n), so that the products of one
   direction with many are sums of rows. */
static double *unit_columns(struct sp_arena *a, const double *W, int n, int m,
                            struct sp_geometry *out)
{
    double *unit = SP_TAKE(a, (size_t)n * (size_t)m, double);
    for (int i = 0; i < n; i++) {
        const double *w = W + (size_t)i * (size_t)m;
        double square = 0;
        for (int k = 0; k < m; k++)
            square += w[k] * w[k];
        out->norm[i] = sqrt(square);
        for (int k = 0; k < m && square > 0; k++)
            unit[(size_t)k * (size_t)n + (size_t)i] = w[k] / out->norm[i];
    }
    return unit;
}

/* c_ij for COUNT values of j from FROM on. */
static void overlaps(const double *unit, int n, int m, int i, int from, int count,
                     double *restrict out)
{
    for (int j = 0; j < count; j++)
        out[j] = 0;
    for (int k = 0; k < m; k++) {
        const double *row = unit + (size_t)k * (size_t)n;
        double own = row[i];
        for (int j = 0; j < count; j++)
            out[j] += own * row[from + j];
    }
}

static void note_partner(struct sp_geometry *out, int i, int j, double c)
{
    if (out->partner[i] >= 0 && fabs(c) <= fabs(out->overlap_max[i]))
        return;
    out->overlap_max[i] = c;
    out->partner[i] = j;
}

/* Adds the pairs of i with COUNT values of j from FROM on, all above i. */
static void add_pairs(struct sp_geometry *out, int i, int from, int count,
                      const double *overlap)
{
    for (int j = from; j < from + count; j++) {
        double c = overlap[j - from];
        if (!(out->norm[i] > 0 && out->norm[j] > 0))
            continue;
        out->interference[i] += c * c * out->norm[j] * out->norm[j];
        out->interference[j] += c * c * out->norm[i] * out->norm[i];
        out->frame_potential += 2 * c * c;
        note_partner(out, i, j, c);
        note_partner(out, j, i, c);
    }
}

static void measure_pairs(const double *unit, int n, int m, struct sp_geometry *out)
{
    double overlap[BLOCK];
    for (int i = 0; i < n; i++) {
        for (int from = i + 1; from < n; from += BLOCK) {
            int count = n - from < BLOCK ? n - from : BLOCK;
            overlaps(unit, n, m, i, from, count, overlap);
            add_pairs(out, i, from, count, overlap);
        }
    }
}

static int rank_of(struct sp_arena *a, const double *W, int n, int m)
{
    int count = n < m ? n : m, most = n < m ? m : n, rank = 0;
    double *value = SP_TAKE(a, count, double);
    sp_singular_values(a, W, n, m, value);
    for (int i = 0; i < count; i++)
        rank += value[i] > most * DBL_EPSILON * value[0];
    return rank;
}

static void summarise(struct sp_arena *a, int n, struct sp_geometry *out)
{
    double *square = SP_TAKE(a, n, double);
    for (int i = 0; i < n; i++) {
        square[i] = out->norm[i] * out->norm[i];
        bool zero = out->norm[i] == 0;
        out->dimensionality[i] =
            zero ? 0 : square[i] / (square[i] + out->interference[i]);
        out->directions += !zero;
        out->frame_potential += !zero;
        out->coherence = fmax(out->coherence, fabs(out->overlap_max[i]));
    }
    out->norm2 = sp_sum(square, (size_t)n);
    out->sum_dimensionality = sp_sum(out->dimensionality, (size_t)n);
}

void sp_geometry_measure(struct sp_arena *a, const double *W, int n, int m,
                         struct sp_geometry *out)
{
    sp_require(n > 0 && m > 0);
    *out = (struct sp_geometry){.norm = SP_TAKE(a, n, double),
                                .dimensionality = SP_TAKE(a, n, double),
                                .interference = SP_TAKE(a, n, double),
                                .overlap_max = SP_TAKE(a, n, double),
                                .partner = SP_TAKE(a, n, int)};
    for (int i = 0; i < n; i++)
        out->partner[i] = -1;
    measure_pairs(unit_columns(a, W, n, m, out), n, m, out);
    summarise(a, n, out);
    out->rank = rank_of(a, W, n, m);
}

double sp_welch_bound(int n, int m)
{
    return n <= m ? 0 : sqrt((double)(n - m) / ((double)m * (n - 1)));
}

double sp_frame_bound(int n, int m)
{
    return n <= m ? n : (double)n * n / m;
}
