#include "trial.h"

/* Text of point i on the first axis, as a number; it must read back to itself. */
static double value(int i)
{
    double x;
    const char *end = sp_number_scan(e.axis[0].text[i], &x);
    ck_assert(end && !*end);
    ck_assert_str_eq(e.axis[0].text[i], sp_number_print(&a, x));
    return x;
}

START_TEST(a_logarithmic_range_has_exact_ends_and_equal_ratios)
{
    read_text("train: {rate: {log: [3e-5, 0.7, 23]}}");
    ck_assert_int_eq(e.jobs, 23);
    ck_assert_double_eq(value(0), 3e-5);
    ck_assert_double_eq(value(22), 0.7);
    for (int i = 0; i < 23; i++) /* points between have 12 digits */
        ck_near(log(value(i)), log(3e-5) + i * log(0.7 / 3e-5) / 22, 1e-11);
    read_text("source: {density: {log: [1, 0.01, 3]}}");
    ck_assert_str_eq(e.axis[0].text[1], "0.1");
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_linear_range_has_exact_ends_and_equal_steps)
{
    read_text("source: {density: {linear: [0.1, 0.9, 9]}}");
    const char *const points[] = {"0.1", "0.2", "0.3", "0.4", "0.5",
                                  "0.6", "0.7", "0.8", "0.9"};
    for (int i = 0; i < 9; i++)
        ck_assert_str_eq(e.axis[0].text[i], points[i]);
    read_text("train: {weight_decay: {linear: [0.3333333333333333, 0, 2]}}");
    ck_assert_double_eq(value(0), 0.3333333333333333);
    sp_arena_free(&a);
}
END_TEST

START_TEST(ranges_of_whole_numbers_are_rounded)
{
    read_text("source: {features: {log: [1, 100, 5]}}\n");
    const char *const points[] = {"1", "3", "10", "32", "100"};
    for (int i = 0; i < 5; i++)
        ck_assert_str_eq(e.axis[0].text[i], points[i]);
    sp_arena_free(&a);
}
END_TEST

SUITE("range", a_logarithmic_range_has_exact_ends_and_equal_ratios,
      a_linear_range_has_exact_ends_and_equal_steps,
      ranges_of_whole_numbers_are_rounded)
