/* Fresh draws, epochs over a fixed set, and the whole set. */
#include "superpose/feed.h"

#include <gsl/gsl_cdf.h>

#include "suite.h"
#include "open_source.h"

enum { SEED = 11, EXAMPLES = 50, ROWS = 16 };

static struct sp_source any_source(struct sp_arena *a)
{
    struct sp_source source;
    ck_assert(!open_source(a, sp_source_kind("independent"), &source, NULL));
    return source;
}

static bool same_row(const struct sp_batch *x, int i, const struct sp_batch *y, int j)
{
    int entries = x->start[i + 1] - x->start[i], p = x->start[i], q = y->start[j];
    if (entries != y->start[j + 1] - q)
        return false;
    for (int k = 0; k < entries; k++) {
        if (x->index[p + k] != y->index[q + k] || x->value[p + k] != y->value[q + k])
            return false;
    }
    return true;
}

static bool same(const struct sp_batch *x, const struct sp_batch *y)
{
    bool equal = x->rows == y->rows;
    for (int b = 0; equal && b < x->rows; b++)
        equal = same_row(x, b, y, b);
    return equal;
}

START_TEST(fresh_batches_are_the_draws_of_the_training_stream)
{
    struct sp_arena a = {0};
    struct sp_source source = any_source(&a);
    struct sp_feed feed = sp_feed_make(&a, &source, SEED, ROWS, 0, false);
    struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(SEED, SP_USE_TRAIN);
    for (int t = 0; t < 20; t++) {
        sp_source_draw(&source, &lanes, &batch);
        ck_assert(same(sp_feed_next(&feed), &batch));
    }
    sp_arena_free(&a);
}
END_TEST

/* How often each example of the set is in the batch; examples that are alike (empty
   ones) count for each other, so that a row is counted once for all its likes. */
static void count_rows(const struct sp_feed *feed, const struct sp_batch *batch,
                       int *count)
{
    for (int b = 0; b < batch->rows; b++) {
        for (int t = 0; t < feed->set.rows; t++)
            count[t] += same_row(batch, b, &feed->set, t);
    }
}

START_TEST(an_epoch_shows_every_example_once)
{
    struct sp_arena a = {0};
    struct sp_source source = any_source(&a);
    struct sp_feed feed = sp_feed_make(&a, &source, SEED, ROWS, EXAMPLES, false);
    int alike[EXAMPLES] = {0};
    count_rows(&feed, &feed.set, alike);
    for (int epoch = 0; epoch < 10; epoch++) {
        static const int rows[] = {16, 16, 16, 2};
        int count[EXAMPLES] = {0};
        for (int t = 0; t < 4; t++) {
            const struct sp_batch *batch = sp_feed_next(&feed);
            ck_assert_int_eq(batch->rows, rows[t]);
            count_rows(&feed, batch, count);
        }
        ck_assert_mem_eq(count, alike, sizeof count);
    }
    sp_arena_free(&a);
}
END_TEST

/* A feed of three examples, one at a time, for many seeds: the six orders of the first
   epoch, and of the second after the first, against equal frequencies. */
START_TEST(every_order_of_an_epoch_is_equally_likely)
{
    enum { T = 3, SEEDS = 6000, ORDERS = 27 };
    struct sp_arena a = {0};
    struct sp_source source = any_source(&a);
    double count[2][ORDERS] = {{0}};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct sp_feed feed = sp_feed_make(&a, &source, seed, 1, T, false);
        for (int epoch = 0; epoch < 2; epoch++) {
            for (int t = 0; t < T; t++)
                sp_feed_next(&feed);
            count[epoch][feed.order[0] * 9 + feed.order[1] * 3 + feed.order[2]]++;
        }
    }
    for (int epoch = 0; epoch < 2; epoch++) {
        double chi2 = 0, expected = SEEDS / 6.0;
        for (int k = 0; k < ORDERS; k++)
            chi2 +=
                count[epoch][k] > 0 ? pow(count[epoch][k] - expected, 2) / expected : 0;
        ck_assert(gsl_cdf_chisq_Q(chi2, 5) > 6e-5);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_set_no_larger_than_the_batch_is_given_whole)
{
    struct sp_arena a = {0};
    struct sp_source source = any_source(&a);
    for (int rows = EXAMPLES; rows < EXAMPLES + 2; rows++) {
        struct sp_feed feed = sp_feed_make(&a, &source, SEED, rows, EXAMPLES, false);
        for (int t = 0; t < 3; t++)
            ck_assert_ptr_eq(sp_feed_next(&feed), &feed.set);
        ck_assert_int_eq(feed.set.rows, EXAMPLES);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(examples_depend_on_the_seed_but_not_on_the_batch)
{
    struct sp_arena a = {0};
    struct sp_source source = any_source(&a);
    struct sp_feed one = sp_feed_make(&a, &source, SEED, ROWS, EXAMPLES, false);
    struct sp_feed two = sp_feed_make(&a, &source, SEED, EXAMPLES, EXAMPLES, false);
    struct sp_feed other = sp_feed_make(&a, &source, SEED + 1, ROWS, EXAMPLES, false);
    ck_assert(same(&one.set, &two.set));
    ck_assert(!same(&one.set, &other.set));
    sp_arena_free(&a);
}
END_TEST

START_TEST(feeds_repeat_and_take_no_memory_on_the_way)
{
    static const int examples[] = {0, EXAMPLES};
    for (int i = 0; i < 2; i++) {
        struct sp_arena a = {0};
        struct sp_source source = any_source(&a);
        struct sp_feed one = sp_feed_make(&a, &source, SEED, ROWS, examples[i], false);
        struct sp_feed two = sp_feed_make(&a, &source, SEED, ROWS, examples[i], false);
        size_t taken = a.taken;
        for (int t = 0; t < 30; t++)
            ck_assert(same(sp_feed_next(&one), sp_feed_next(&two)));
        ck_assert_uint_eq(a.taken, taken);
        sp_arena_free(&a);
    }
}
END_TEST

SUITE("feed", fresh_batches_are_the_draws_of_the_training_stream,
      an_epoch_shows_every_example_once, every_order_of_an_epoch_is_equally_likely,
      a_set_no_larger_than_the_batch_is_given_whole,
      examples_depend_on_the_seed_but_not_on_the_batch,
      feeds_repeat_and_take_no_memory_on_the_way)
