#include "chance.h"
#include "superpose/stats.h"

static struct sp_arena a; /* emptied by every test */

START_TEST(equal_values_share_the_mean_of_their_ranks)
{
    double x[] = {3, 1, 3, 2, 3}, rank[5];
    sp_ranks(&a, x, 5, rank);
    double expected[] = {4, 1, 4, 2, 4};
    for (int i = 0; i < 5; i++)
        ck_near(rank[i], expected[i], 0);
    sp_arena_free(&a);
}
END_TEST

/* d^2 sum to 194: 1 - 6 194 / 990 = -29/165. */
START_TEST(spearman_of_ten_known_pairs_is_known)
{
    double x[] = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    double y[] = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
    ck_near(sp_spearman(&a, x, y, 10), -29.0 / 165, 1e-15);
    sp_arena_free(&a);
}
END_TEST

START_TEST(spearman_sees_order_and_pearson_lines)
{
    double x[] = {1, 2, 3, 4, 5}, y[5], z[5];
    for (int i = 0; i < 5; i++) {
        y[i] = exp(x[i]);
        z[i] = 7 - 2 * x[i];
    }
    ck_near(sp_spearman(&a, x, y, 5), 1, 1e-15);
    ck_near(sp_pearson(x, z, 5), -1, 1e-15);
    ck_assert(sp_pearson(x, y, 5) < 0.9);
    double flat[] = {2, 2, 2, 2, 2};
    ck_assert(isnan(sp_pearson(x, flat, 5)));
    ck_assert(isnan(sp_spearman(&a, flat, y, 5)));
    ck_assert(isnan(sp_spearman(&a, x, y, 1)));
    sp_arena_free(&a);
}
END_TEST

/* Silver iodide over five years (Hollander and Wolfe 1999, example 9.1): the ten slopes
   between pairs have their middle between -0.0575 and -0.055. */
START_TEST(the_slope_of_theil_and_sen_is_the_median_of_all)
{
    double x[] = {1, 2, 3, 4, 5}, y[] = {1.26, 1.27, 1.12, 1.16, 1.03};
    ck_near(sp_theil_sen(&a, x, y, 5), -0.05625, 1e-14);
    double twice[] = {1, 1, 2}, z[] = {5, 9, 7};
    ck_near(sp_theil_sen(&a, twice, z, 3), 0, 1e-15);
    ck_assert(isnan(sp_theil_sen(&a, twice, z, 2)));
    ck_near(sp_slope(x, y, 5), -0.057, 1e-14);
    sp_arena_free(&a);
}
END_TEST

START_TEST(cliffs_delta_runs_from_minus_one_to_one)
{
    double low[] = {1, 2, 3}, high[] = {4, 5}, mixed[] = {2, 2};
    ck_near(sp_cliff_delta(high, 2, low, 3), 1, 0);
    ck_near(sp_cliff_delta(low, 3, high, 2), -1, 0);
    ck_near(sp_cliff_delta(low, 3, mixed, 2), 0, 0);
    ck_assert(isnan(sp_cliff_delta(low, 3, high, 0)));
}
END_TEST

/* Darwin's crossed and self-fertilised maize, differences in eighths of an inch: of
   2^15 sums 835 are more than 314, 28 equal it (Fisher 1935, section 21). */
START_TEST(signs_of_darwins_maize_give_fishers_count)
{
    double x[] = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    struct sp_test up = sp_sign_flip(x, 15, SP_TAIL_UP, 1 << 15, 1);
    struct sp_test both = sp_sign_flip(x, 15, SP_TAIL_BOTH, 1 << 15, 1);
    ck_near(up.value, 314 / 15.0, 1e-14);
    ck_near(up.p, 863 / 32768.0, 0);
    ck_near(both.p, 1726 / 32768.0, 0);
    ck_near(sp_sign_flip(x, 15, SP_TAIL_DOWN, 1 << 15, 1).p, (32768 - 835) / 32768.0,
            0);
}
END_TEST

/* 4 sigma of 9,999 draws is 0.0064. */
START_TEST(random_signs_agree_with_all_of_them)
{
    double x[] = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    ck_near(sp_sign_flip(x, 15, SP_TAIL_UP, 9999, 3).p, 863 / 32768.0, 0.0064);
    struct sp_test once = sp_sign_flip(x, 15, SP_TAIL_UP, 999, 3);
    ck_near(sp_sign_flip(x, 15, SP_TAIL_UP, 999, 3).p, once.p, 0);
}
END_TEST

START_TEST(without_differences_signs_say_nothing)
{
    double zero[4] = {0}, one = 2;
    ck_near(sp_sign_flip(zero, 4, SP_TAIL_UP, 1000, 1).p, 1, 0);
    ck_near(sp_sign_flip(&one, 1, SP_TAIL_UP, 1000, 1).p, 0.5, 0);
    ck_near(sp_sign_flip(&one, 1, SP_TAIL_BOTH, 1000, 1).p, 1, 0);
    ck_assert(isnan(sp_sign_flip(zero, 0, SP_TAIL_UP, 1000, 1).p));
}
END_TEST

static void symmetric(struct sp_rng *rng, double *x, int n)
{
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++)
            x[i * n + j] = x[j * n + i] = sp_rng_normal(rng);
    }
}

/* Share of the 24 labellings of y with as large a correlation, entry by entry. */
static double every_labelling(const double *x, const double *y, double *r)
{
    int reached = 0, all = 0;
    double u[6], v[6], w[6];
    for (int code = 0; code < 256; code++) {
        int label[4] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6}, at = 0;
        int seen = 1 << label[0] | 1 << label[1] | 1 << label[2] | 1 << label[3];
        for (int i = 0; i < 4; i++)
            for (int j = i + 1; j < 4; j++, at++) {
                u[at] = x[i * 4 + j];
                v[at] = y[i * 4 + j];
                w[at] = y[label[i] * 4 + label[j]];
            }
        *r = sp_pearson(u, v, 6);
        if (seen != 15)
            continue;
        all++;
        reached += sp_pearson(u, w, 6) >= *r - 1e-12;
    }
    return (double)reached / all;
}

/* 4 sigma of 19,999 draws is at most 0.0142. */
START_TEST(mantel_agrees_with_every_labelling)
{
    struct sp_rng rng = sp_rng_make(5, 0);
    for (int trial = 0; trial < 10; trial++) {
        double x[16] = {0}, y[16] = {0}, r;
        symmetric(&rng, x, 4);
        symmetric(&rng, y, 4);
        double p = every_labelling(x, y, &r);
        struct sp_test test = sp_mantel(&a, x, y, 4, false, SP_TAIL_UP, 19999, 7);
        ck_near(test.value, r, 1e-13);
        ck_near(test.p, p, 0.0142);
    }
    sp_arena_free(&a);
}
END_TEST

enum { TRIALS = 400, MATRIX = 12 };

/* Positions on a line make distances whose entries depend on one another, as those of
   matrices of co-occurrence do: labels may be exchanged all the same. */
static void distances(struct sp_rng *rng, double *x, int n)
{
    double at[MATRIX];
    normals(rng, at, n);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            x[i * n + j] = fabs(at[i] - at[j]);
}

START_TEST(mantels_p_is_uniform_when_nothing_is_shared)
{
    struct sp_rng rng = sp_rng_make(6, 0);
    double p[3][TRIALS];
    for (int k = 0; k < TRIALS; k++) {
        double x[MATRIX * MATRIX] = {0}, y[MATRIX * MATRIX] = {0};
        distances(&rng, x, MATRIX);
        distances(&rng, y, MATRIX);
        for (int tail = 0; tail < 3; tail++)
            p[tail][k] = sp_mantel(&a, x, y, MATRIX, tail != SP_TAIL_UP,
                                   (enum sp_tail)tail, 999, (uint64_t)k)
                             .p;
        sp_arena_free(&a);
    }
    for (int tail = 0; tail < 3; tail++)
        ck_uniform(p[tail], TRIALS);
}
END_TEST

START_TEST(mantel_finds_what_two_matrices_share)
{
    struct sp_rng rng = sp_rng_make(7, 0);
    int found[2] = {0};
    for (int k = 0; k < 100; k++) {
        double x[MATRIX * MATRIX] = {0}, y[MATRIX * MATRIX] = {0};
        symmetric(&rng, x, MATRIX);
        symmetric(&rng, y, MATRIX);
        for (int i = 0; i < MATRIX * MATRIX; i++)
            y[i] = exp(x[i] + y[i]);
        found[0] += sp_mantel(&a, x, y, MATRIX, true, SP_TAIL_UP, 199, 1).p < 0.01;
        found[1] += sp_mantel(&a, x, y, MATRIX, true, SP_TAIL_DOWN, 199, 1).p < 0.01;
        sp_arena_free(&a);
    }
    ck_assert_int_ge(found[0], 95);
    ck_assert_int_eq(found[1], 0);
}
END_TEST

START_TEST(a_flat_matrix_correlates_with_nothing)
{
    double x[9] = {0, 1, 1, 1, 0, 1, 1, 1, 0}, y[9] = {0, 1, 2, 1, 0, 3, 2, 3, 0};
    struct sp_test test = sp_mantel(&a, x, y, 3, true, SP_TAIL_UP, 99, 1);
    ck_assert(isnan(test.value) && isnan(test.p));
    test = sp_mantel(&a, y, y, 1, false, SP_TAIL_UP, 99, 1);
    ck_assert(isnan(test.value) && isnan(test.p));
    sp_arena_free(&a);
}
END_TEST

START_TEST(signs_have_uniform_p_and_find_a_shift)
{
    struct sp_rng rng = sp_rng_make(8, 0);
    double p[TRIALS], x[10];
    int found = 0;
    for (int k = 0; k < TRIALS; k++) {
        normals(&rng, x, 10);
        p[k] = sp_sign_flip(x, 10, SP_TAIL_UP, 1024, 1).p;
        for (int i = 0; i < 10; i++)
            x[i] += 1.5;
        found += sp_sign_flip(x, 10, SP_TAIL_UP, 1024, 1).p < 0.05;
    }
    ck_uniform(p, TRIALS);
    ck_assert_int_ge(found, TRIALS * 95 / 100);
}
END_TEST

SUITE("inference", equal_values_share_the_mean_of_their_ranks,
      spearman_of_ten_known_pairs_is_known, spearman_sees_order_and_pearson_lines,
      the_slope_of_theil_and_sen_is_the_median_of_all,
      cliffs_delta_runs_from_minus_one_to_one,
      signs_of_darwins_maize_give_fishers_count, random_signs_agree_with_all_of_them,
      without_differences_signs_say_nothing, mantel_agrees_with_every_labelling,
      mantels_p_is_uniform_when_nothing_is_shared, mantel_finds_what_two_matrices_share,
      a_flat_matrix_correlates_with_nothing, signs_have_uniform_p_and_find_a_shift)
