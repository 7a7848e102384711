/* Independent candidates against what their probabilities say. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "suite.h"
#include "superpose/source.h"

enum { COUNT = 40, ROWS = 500, BATCHES = 400 };

/* Probabilities of every size side by side: certain, dense, sparse and very rare. */
static void mixed(double *p)
{
    struct sp_rng rng = sp_rng_make(1, 1);
    for (int i = 0; i < COUNT; i++)
        p[i] = exp(-9 * sp_rng_uniform(&rng));
    p[7] = p[8] = p[COUNT - 1] = 1;
    p[20] = 1e-12;
}

/* Sums over many draws: how often i and j were on together (i = j: how often i). */
static void count_pairs(const double *p, double *pairs)
{
    struct sp_arena a = {0};
    struct sp_mask *mask = sp_mask_make(&a, p, COUNT);
    struct sp_batch batch = sp_batch_make(&a, ROWS, COUNT, ROWS * COUNT);
    struct sp_lanes lanes = sp_lanes_make(2, 1);
    for (int t = 0; t < BATCHES; t++) {
        sp_mask_draw(mask, &lanes, &batch);
        for (int b = 0; b < ROWS; b++) {
            for (int k = batch.start[b]; k < batch.start[b + 1]; k++)
                for (int l = batch.start[b]; l < batch.start[b + 1]; l++)
                    pairs[batch.index[k] * COUNT + batch.index[l]]++;
        }
    }
    sp_arena_free(&a);
}

/* Both tails of the binomial distribution are above 1e-6, which lets one of 600 sound
   sets of 820 pairs fail; rare pairs are too skewed for a bound in deviations. */
static bool is_plausible(double count, double q, double draws)
{
    unsigned n = (unsigned)draws, k = (unsigned)count;
    return gsl_cdf_binomial_P(k, q, n) > 1e-6 &&
           (k == 0 || gsl_cdf_binomial_Q(k - 1, q, n) > 1e-6);
}

START_TEST(candidates_are_on_as_often_as_they_should_alone_and_in_pairs)
{
    double p[COUNT], pairs[COUNT * COUNT] = {0}, draws = (double)ROWS * BATCHES;
    mixed(p);
    count_pairs(p, pairs);
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            double q = i == j ? p[i] : p[i] * p[j], count = pairs[i * COUNT + j];
            ck_assert(q < 1 || count == draws);
            ck_assert_msg(q >= 1 || is_plausible(count, q, draws),
                          "%d and %d: %g of %g, expected %g", i, j, count, draws,
                          q * draws);
        }
    }
}
END_TEST

START_TEST(rows_are_ascending_and_begin_where_the_last_one_ended)
{
    double p[COUNT];
    mixed(p);
    struct sp_arena a = {0};
    struct sp_mask *mask = sp_mask_make(&a, p, COUNT);
    struct sp_batch batch = sp_batch_make(&a, ROWS, COUNT, ROWS * COUNT);
    struct sp_lanes lanes = sp_lanes_make(3, 1);
    sp_mask_draw(mask, &lanes, &batch);
    ck_assert_int_eq(batch.start[0], 0);
    for (int b = 0; b < ROWS; b++) {
        ck_assert_int_le(batch.start[b], batch.start[b + 1]);
        for (int k = batch.start[b]; k < batch.start[b + 1]; k++) {
            ck_assert(batch.index[k] >= 0 && batch.index[k] < COUNT);
            ck_assert(k == batch.start[b] || batch.index[k - 1] < batch.index[k]);
        }
    }
    sp_arena_free(&a);
}
END_TEST

/* Distances between hits of a single candidate, counted in rows, against the geometric
   distribution, with all of 12 and more in one class. */
START_TEST(the_distance_between_hits_is_geometric)
{
    enum { CLASSES = 12, MANY = 200000 };
    const double p = 0.15;
    struct sp_arena a = {0};
    struct sp_mask *mask = sp_mask_make(&a, &p, 1);
    struct sp_batch batch = sp_batch_make(&a, MANY, 1, MANY);
    struct sp_lanes lanes = sp_lanes_make(4, 1);
    sp_mask_draw(mask, &lanes, &batch);
    double count[CLASSES + 1] = {0}, hits = batch.start[MANY], chi2 = 0;
    for (int b = 0, off = 0; b < MANY; b++) {
        bool on = batch.start[b + 1] > batch.start[b];
        count[off < CLASSES ? off : CLASSES] += on;
        off = on ? 0 : off + 1;
    }
    for (int k = 0; k <= CLASSES; k++) {
        double expected = hits * pow(1 - p, k) * (k < CLASSES ? p : 1);
        chi2 += pow(count[k] - expected, 2) / expected;
    }
    ck_assert(gsl_cdf_chisq_Q(chi2, CLASSES) > 6e-5);
    sp_arena_free(&a);
}
END_TEST

START_TEST(certain_candidates_are_always_on_in_exactly_enough_room)
{
    enum { WIDE = 1000, FEW = 7 };
    double p[WIDE];
    for (int i = 0; i < WIDE; i++)
        p[i] = 1;
    struct sp_arena a = {0};
    struct sp_mask *mask = sp_mask_make(&a, p, WIDE);
    struct sp_batch batch = sp_batch_make(&a, FEW, WIDE, FEW * WIDE);
    struct sp_lanes lanes = sp_lanes_make(5, 1);
    sp_mask_draw(mask, &lanes, &batch);
    for (int k = 0; k < FEW * WIDE; k++)
        ck_assert_int_eq(batch.index[k], k % WIDE);
    ck_assert_int_eq(batch.start[FEW], FEW * WIDE);
    sp_arena_free(&a);
}
END_TEST

SUITE("mask", candidates_are_on_as_often_as_they_should_alone_and_in_pairs,
      rows_are_ascending_and_begin_where_the_last_one_ended,
      the_distance_between_hits_is_geometric,
      certain_candidates_are_always_on_in_exactly_enough_room)
