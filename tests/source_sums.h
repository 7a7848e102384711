/* What rows of a source must show of its densities, pairs, moments and L0. */
#ifndef SUPERPOSE_TESTS_SOURCE_SUMS_H
#define SUPERPOSE_TESTS_SOURCE_SUMS_H

#include <math.h>

#include "open_source.h"
#include "suite.h"

enum { N = 12, ROWS = 500, BATCHES = 300, DRAWS = ROWS * BATCHES };

/* Densities in which different ways of drawing are used; 1/2 is the largest that a set
   of two that exclude each other can have. */
static const char *const densities[] = {"0.1", "0.5", NULL};

/* Sums over DRAWS rows. */
struct sums {
    double mean[N];      /* E x_i */
    double on[N][N];     /* rows with both i and j on; i = j: with i on */
    double moment[N][N]; /* d = (x_i - E x_i) (x_j - E x_j) */
    double square[N][N]; /* d^2 */
    double value[N];     /* x_i */
    double row[3];       /* powers 1, 2 and 4 of L0 - row_mean */
};

static inline void add_row(const struct sp_source *source, const double *x,
                           struct sums *sums)
{
    double active = 0;
    for (int i = 0; i < N; i++) {
        sums->value[i] += x[i];
        active += x[i] != 0;
        for (int j = 0; j < N; j++) {
            double d = (x[i] - sums->mean[i]) * (x[j] - sums->mean[j]);
            sums->on[i][j] += x[i] != 0 && x[j] != 0;
            sums->moment[i][j] += d;
            sums->square[i][j] += d * d;
        }
    }
    double above = active - source->row_mean;
    sums->row[0] += above;
    sums->row[1] += above * above;
    sums->row[2] += above * above * above * above;
}

/* Ascending features of this source, with sizes that are not 0. */
static inline bool is_sound(const struct sp_batch *batch, int b)
{
    for (int k = batch->start[b], before = -1; k < batch->start[b + 1]; k++) {
        if (batch->index[k] <= before || batch->index[k] >= N || batch->value[k] == 0)
            return false;
        before = batch->index[k];
    }
    return batch->start[b] <= batch->start[b + 1];
}

static inline void add_draws(struct sp_arena *a, const struct sp_source *source,
                             struct sums *sums)
{
    struct sp_batch batch = sp_source_batch(a, source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    for (int i = 0; i < N; i++)
        sums->mean[i] = sp_source_mean(source, i);
    for (int t = 0; t < BATCHES; t++) {
        sp_source_draw(source, &lanes, &batch);
        bool sound = batch.start[0] == 0;
        for (int b = 0; b < ROWS; b++) {
            double x[N] = {0};
            sound = sound && is_sound(&batch, b);
            for (int k = batch.start[b]; k < batch.start[b + 1]; k++)
                x[batch.index[k]] = (double)batch.value[k];
            add_row(source, x, sums);
        }
        ck_assert(sound);
    }
}

/* P(x_i != 0 and x_j != 0) as the source knows it. */
static inline double both_on(const struct sp_source *source, int i, int j)
{
    const double *p = source->density;
    if (i == j)
        return p[i];
    bool block = i / source->block == j / source->block;
    return block ? source->kind->joint(source, i, j) : p[i] * p[j];
}

/* All sums within so many standard deviations.  That of a pair is at least what rows
   with both on make of it: a sample with few such rows would find itself less spread.
   */
static inline void check_sums(const struct sp_source *source, const struct sums *sums,
                              double sigmas)
{
    for (int i = 0; i < N; i++) {
        double mean_error = sqrt(sp_source_variance(source, i) / DRAWS);
        ck_near(sums->value[i] / DRAWS, sp_source_mean(source, i), sigmas * mean_error);
        for (int j = 0; j < N; j++) {
            double q = both_on(source, i, j);
            double moment = sums->moment[i][j] / DRAWS;
            double spread =
                fmax(sums->square[i][j] / DRAWS - moment * moment,
                     q * sp_source_square(source, i) * sp_source_square(source, j));
            ck_near(sums->on[i][j] / DRAWS, q, sigmas * sqrt(q * (1 - q) / DRAWS));
            ck_near(moment, sp_source_covariance(source, i, j),
                    sigmas * sqrt(spread / DRAWS));
        }
    }
    double second = sums->row[1] / DRAWS, fourth = sums->row[2] / DRAWS;
    ck_near(sums->row[0] / DRAWS, 0, sigmas * sqrt(source->row_variance / DRAWS));
    ck_near(second, source->row_variance,
            sigmas * sqrt((fourth - second * second) / DRAWS));
}

/* With two settings; the second may be NULL. */
static inline void check_pair(const struct sp_source_kind *kind, const char *density,
                              const char *key, const char *text, const char *other,
                              const char *more, double sigmas)
{
    struct sp_arena a = {0};
    struct sp_source source;
    struct sums sums = {0};
    int code = open_source(&a, kind, &source, "source.features", "12", "source.density",
                           density, key, text, other, more, NULL);
    ck_assert_msg(!code, "%s", sp_fault_text());
    add_draws(&a, &source, &sums);
    check_sums(&source, &sums, sigmas);
    sp_arena_free(&a);
}

static inline void check_within(const struct sp_source_kind *kind, const char *density,
                                const char *key, const char *text, double sigmas)
{
    check_pair(kind, density, key, text, NULL, NULL, sigmas);
}

static inline void check_kind(const struct sp_source_kind *kind, const char *density,
                              const char *key, const char *text)
{
    check_within(kind, density, key, text, 4);
}

#endif
