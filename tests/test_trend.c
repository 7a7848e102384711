#include "chance.h"

static struct sp_arena a; /* emptied by every test */

/* scipy 1.10, page_trend_test(method="exact"). */
START_TEST(pages_test_of_five_rankings_agrees_with_scipy)
{
    double x[] = {1, 2, 3, 4, 2, 1, 4, 3, 1, 3, 2, 4, 2, 1, 3, 4, 1, 2, 4, 3};
    struct sp_test up = sp_page(&a, x, 5, 4, SP_TAIL_UP);
    ck_near(up.value, 145, 0);
    ck_near(up.p, 0.0004469632121270576, 1e-15);
    for (int i = 0; i < 20; i++)
        x[i] = -x[i];
    ck_near(sp_page(&a, x, 5, 4, SP_TAIL_DOWN).p, up.p, 1e-15);
    sp_arena_free(&a);
}
END_TEST

/* One block of k levels in order has one of k! orders as good. */
START_TEST(one_block_in_order_has_one_chance_in_its_orders)
{
    double x[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}, orders = 1;
    for (int k = 2; k <= 10; k++) {
        orders *= k;
        ck_near(sp_page(&a, x, 1, k, SP_TAIL_UP).p * orders, 1, 1e-9);
        ck_near(sp_page(&a, x, 1, k, SP_TAIL_BOTH).p * orders, 2 - (k == 1), 1e-9);
    }
    sp_arena_free(&a);
}
END_TEST

static const int orders3[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                  {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

/* Share of the 216 orders of three blocks whose sum j r_j is as large. */
static double every_order(const double *rank)
{
    double seen = 0;
    int reached = 0;
    for (int i = 0; i < 9; i++)
        seen += (i % 3 + 1) * rank[i];
    for (int way = 0; way < 216; way++) {
        int order[3] = {way % 6, way / 6 % 6, way / 36};
        double sum = 0;
        for (int i = 0; i < 9; i++)
            sum += (i % 3 + 1) * rank[i - i % 3 + orders3[order[i / 3]][i % 3]];
        reached += sum >= seen;
    }
    return reached / 216.0;
}

START_TEST(ties_within_blocks_keep_pages_p_exact)
{
    double x[] = {1, 1, 3, 2, 5, 5, 4, 4, 4}, y[] = {3, 1, 3, 1, 2, 3, 2, 2, 7};
    double x_rank[] = {1.5, 1.5, 3, 1, 2.5, 2.5, 2, 2, 2};
    double y_rank[] = {2.5, 1, 2.5, 1, 2, 3, 1.5, 1.5, 3};
    ck_near(sp_page(&a, x, 3, 3, SP_TAIL_UP).p, every_order(x_rank), 1e-14);
    ck_near(sp_page(&a, y, 3, 3, SP_TAIL_UP).p, every_order(y_rank), 1e-14);
    sp_arena_free(&a);
}
END_TEST

START_TEST(levels_that_all_tie_show_no_trend)
{
    double x[12] = {0};
    ck_near(sp_page(&a, x, 3, 4, SP_TAIL_UP).p, 1, 0);
    ck_assert(isnan(sp_page(&a, x, 3, 1, SP_TAIL_UP).p));
    ck_assert(isnan(sp_page(&a, x, 0, 4, SP_TAIL_UP).p));
    sp_arena_free(&a);
}
END_TEST

/* The middle of the exact law and the normal one are 0.01 apart for so many blocks. */
START_TEST(pages_normal_p_takes_over_where_the_exact_one_ends)
{
    struct sp_rng rng = sp_rng_make(1, 0);
    double x[13 * 6];
    for (int k = 0; k < 20; k++) {
        normals(&rng, x, 12 * 6);
        double exact = sp_page(&a, x, 12, 6, SP_TAIL_UP).p;
        for (int i = 0; i < 6; i++)
            x[72 + i] = 0; /* a block that says nothing */
        ck_near(sp_page(&a, x, 13, 6, SP_TAIL_UP).p, exact, 0.015);
        sp_arena_free(&a);
    }
}
END_TEST

enum { TRIALS = 400, BLOCKS = 8, LEVELS = 8 };

/* Levels of a block share what its seed adds. */
static void blocked(struct sp_rng *rng, double *x, double trend)
{
    normals(rng, x, BLOCKS * LEVELS);
    for (int b = 0; b < BLOCKS; b++) {
        double own = 3 * sp_rng_normal(rng);
        for (int j = 0; j < LEVELS; j++)
            x[b * LEVELS + j] += own + trend * j;
    }
}

START_TEST(pages_p_is_uniform_without_a_trend_and_small_with_one)
{
    struct sp_rng rng = sp_rng_make(2, 0);
    double p[2][TRIALS], x[BLOCKS * LEVELS];
    int found = 0;
    for (int k = 0; k < TRIALS; k++) {
        blocked(&rng, x, 0);
        p[0][k] = sp_page(&a, x, BLOCKS, LEVELS, SP_TAIL_UP).p;
        p[1][k] = sp_page(&a, x, BLOCKS, LEVELS, SP_TAIL_DOWN).p;
        blocked(&rng, x, 0.3);
        found += sp_page(&a, x, BLOCKS, LEVELS, SP_TAIL_UP).p < 0.01;
        sp_arena_free(&a);
    }
    ck_uniform(p[0], TRIALS);
    ck_uniform(p[1], TRIALS);
    ck_assert_int_ge(found, TRIALS * 95 / 100);
}
END_TEST

/* Hollander and Wolfe 1999, example 6.2, output of workers who know more and more of
   what they do: J = 79, variance 153 without and 150.29 with the correction for ties,
   z = 2.04. */
static const double workers[] = {40, 35, 38, 43, 44, 41, 38, 40, 47,
                                 44, 40, 42, 48, 40, 45, 43, 46, 44};
static const int workers_group[] = {0, 0, 0, 0, 0, 0, 1, 1, 1,
                                    1, 1, 1, 2, 2, 2, 2, 2, 2};

START_TEST(jonckheeres_z_of_eighteen_workers_is_known)
{
    struct sp_test up =
        sp_jonckheere(&a, workers, workers_group, NULL, 18, SP_TAIL_UP, 0, 1);
    ck_near(up.value, 25 / sqrt(150.28676470588235), 1e-12);
    ck_near(up.p, 0.020709, 1e-5);
    struct sp_test drawn =
        sp_jonckheere(&a, workers, workers_group, NULL, 18, SP_TAIL_UP, 20000, 1);
    ck_near(drawn.value, up.value, 0);
    ck_near(drawn.p, 0.0205, 0.004); /* 4 sigma of 20,000 draws */
    sp_arena_free(&a);
}
END_TEST

/* Without ties the variance is (N^2 (2N+3) - sum n^2 (2n+3)) / 72: for two groups of 3
   and 2 it is 3, and U = 6 of 6 pairs lies 3 above the mean. */
START_TEST(jonckheere_of_two_groups_is_mann_and_whitney)
{
    double x[] = {1, 2, 3, 4, 5};
    int group[] = {0, 0, 0, 1, 1}, one[5] = {0};
    ck_near(sp_jonckheere(&a, x, group, NULL, 5, SP_TAIL_UP, 0, 1).value, sqrt(3),
            1e-14);
    double flat[5] = {0};
    ck_assert(isnan(sp_jonckheere(&a, flat, group, NULL, 5, SP_TAIL_UP, 9, 1).p));
    ck_assert(isnan(sp_jonckheere(&a, x, one, NULL, 5, SP_TAIL_UP, 9, 1).p));
    sp_arena_free(&a);
}
END_TEST

/* Groups change places within a block alone: two blocks of two levels have four ways,
   of which one is as good; of the six ways to share out all values two are. */
START_TEST(blocks_keep_their_own_values)
{
    double x[] = {1, 2, 101, 102};
    int group[] = {0, 1, 0, 1}, block[] = {7, 7, 3, 3};
    struct sp_test test = sp_jonckheere(&a, x, group, block, 4, SP_TAIL_UP, 9999, 1);
    ck_near(test.p, 0.25, 0.0175);
    test = sp_jonckheere(&a, x, group, NULL, 4, SP_TAIL_UP, 9999, 1);
    ck_near(test.p, 1 / 3.0, 0.019);
    sp_arena_free(&a);
}
END_TEST

/* Seeds that differ much hide a trend unless exchanges stay within them. */
START_TEST(jonckheeres_p_is_uniform_and_sees_through_blocks)
{
    struct sp_rng rng = sp_rng_make(3, 0);
    double p[3][TRIALS], x[BLOCKS * LEVELS];
    int group[BLOCKS * LEVELS], block[BLOCKS * LEVELS], found[2] = {0};
    for (int i = 0; i < BLOCKS * LEVELS; i++) {
        group[i] = i % LEVELS;
        block[i] = i / LEVELS;
    }
    for (int k = 0; k < TRIALS; k++) {
        uint64_t seed = (uint64_t)k;
        normals(&rng, x, 30);
        p[0][k] = sp_jonckheere(&a, x, group, NULL, 30, SP_TAIL_UP, 299, seed).p;
        p[1][k] = sp_jonckheere(&a, x, group, NULL, 30, SP_TAIL_BOTH, 0, seed).p;
        blocked(&rng, x, 0);
        p[2][k] = sp_jonckheere(&a, x, group, block, 64, SP_TAIL_DOWN, 299, seed).p;
        blocked(&rng, x, 0.3);
        found[0] +=
            sp_jonckheere(&a, x, group, NULL, 64, SP_TAIL_UP, 299, seed).p < 0.01;
        found[1] +=
            sp_jonckheere(&a, x, group, block, 64, SP_TAIL_UP, 299, seed).p < 0.01;
        sp_arena_free(&a);
    }
    for (int i = 0; i < 3; i++)
        ck_uniform(p[i], TRIALS);
    ck_assert_int_ge(found[1], TRIALS * 9 / 10);
    ck_assert_int_gt(found[1], found[0]);
}
END_TEST

SUITE("trend", pages_test_of_five_rankings_agrees_with_scipy,
      one_block_in_order_has_one_chance_in_its_orders,
      ties_within_blocks_keep_pages_p_exact, levels_that_all_tie_show_no_trend,
      pages_normal_p_takes_over_where_the_exact_one_ends,
      pages_p_is_uniform_without_a_trend_and_small_with_one,
      jonckheeres_z_of_eighteen_workers_is_known,
      jonckheere_of_two_groups_is_mann_and_whitney, blocks_keep_their_own_values,
      jonckheeres_p_is_uniform_and_sees_through_blocks)
