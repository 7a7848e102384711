#include <math.h>

#include "superpose/stats.h"
#include "suite.h"

START_TEST(mean_deviation_and_median_of_one_to_five_are_known)
{
    double x[] = {4, 1, 5, 3, 2};
    ck_near(sp_mean(x, 5), 3, 1e-15);
    ck_near(sp_deviation(x, 5), sqrt(2.5), 1e-15);
    ck_near(sp_median(x, 5), 3, 0);
}
END_TEST

START_TEST(the_median_of_an_even_count_is_halfway_and_x_is_sorted)
{
    double x[] = {9, 1, 4, 2};
    ck_near(sp_median(x, 4), 3, 0);
    for (int i = 1; i < 4; i++)
        ck_assert(x[i - 1] <= x[i]);
}
END_TEST

START_TEST(one_value_deviates_by_nothing)
{
    double x = 7;
    ck_near(sp_mean(&x, 1), 7, 0);
    ck_near(sp_deviation(&x, 1), 0, 0);
    ck_near(sp_median(&x, 1), 7, 0);
}
END_TEST

START_TEST(of_nothing_the_sum_is_zero_and_the_rest_is_not_a_number)
{
    double none = 0;
    ck_near(sp_sum(&none, 0), 0, 0);
    ck_assert(isnan(sp_mean(&none, 0)));
    ck_assert(isnan(sp_deviation(&none, 0)));
    ck_assert(isnan(sp_median(&none, 0)));
}
END_TEST

/* Neumaier's own example: plain and Kahan's summation both give 0. */
START_TEST(a_sum_keeps_what_a_large_term_swallows)
{
    double x[] = {1, 1e100, 1, -1e100};
    ck_near(sp_sum(x, 4), 2, 0);
}
END_TEST

/* 0.1 is 3602879701896397 / 2^55, so that a million of them are 100000 + 5.551e-12. */
START_TEST(a_million_tenths_are_a_hundred_thousand)
{
    enum { COUNT = 1000000 };
    double *x = malloc(COUNT * sizeof *x);
    for (int i = 0; i < COUNT; i++)
        x[i] = 0.1;
    ck_near(sp_sum(x, COUNT), 100000, 1e-10);
    free(x);
}
END_TEST

START_TEST(sums_pass_on_what_is_not_finite)
{
    double x[] = {1, INFINITY, 2}, y[] = {1, NAN};
    ck_assert(isinf(sp_sum(x, 3)));
    ck_assert(isnan(sp_sum(y, 2)));
}
END_TEST

SUITE("stats", mean_deviation_and_median_of_one_to_five_are_known,
      the_median_of_an_even_count_is_halfway_and_x_is_sorted,
      one_value_deviates_by_nothing,
      of_nothing_the_sum_is_zero_and_the_rest_is_not_a_number,
      a_sum_keeps_what_a_large_term_swallows, a_million_tenths_are_a_hundred_thousand,
      sums_pass_on_what_is_not_finite)
