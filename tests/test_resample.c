#include "chance.h"
#include "superpose/stats.h"

static struct sp_arena a; /* emptied by every test */

static double mean_of(void *context, const int *pick, int count)
{
    const double *x = context;
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += x[pick[i]];
    return sum / count;
}

static double variance_of(void *context, const int *pick, int count)
{
    const double *x = context;
    double mean = mean_of(context, pick, count), sum = 0;
    for (int i = 0; i < count; i++)
        sum += (x[pick[i]] - mean) * (x[pick[i]] - mean);
    return sum / count;
}

/* The spatial test of 26 children (Efron and Tibshirani 1993, table 14.1): variance
   171.5; with 2,000 draws percentiles 100.8 and 233.9, BCa 115.8 and 259.6.  With
   100,000 draws scipy 1.10 gives 98.3, 235.6 and 115.5, 260.6. */
START_TEST(intervals_of_a_variance_are_those_of_the_book)
{
    double x[] = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                  0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};
    struct sp_statistic s = {variance_of, x};
    struct sp_interval i = sp_bootstrap(&a, s, NULL, 26, SP_PERCENTILE, 0.9, 20000, 1);
    ck_near(i.low, 98.3, 1.5);
    ck_near(i.high, 235.6, 1.5);
    i = sp_bootstrap(&a, s, NULL, 26, SP_BCA, 0.9, 20000, 1);
    ck_near(i.low, 115.5, 2);
    ck_near(i.high, 260.6, 2);
    sp_arena_free(&a);
}
END_TEST

/* 90 % of 300 is 270 with sigma 5.2; for 20 normals percentile intervals are about 2 %
   short, the root of 19/20 and normal in place of Student's quantiles. */
START_TEST(intervals_of_a_mean_cover_it_as_often_as_they_say)
{
    struct sp_rng rng = sp_rng_make(5, 0);
    int covered[2] = {0};
    double x[20];
    for (int k = 0; k < 300; k++) {
        normals(&rng, x, 20);
        for (int kind = 0; kind < 2; kind++) {
            struct sp_interval i =
                sp_bootstrap(&a, (struct sp_statistic){mean_of, x}, NULL, 20,
                             (enum sp_interval_kind)kind, 0.9, 999, (uint64_t)k);
            covered[kind] += i.low <= 0 && 0 <= i.high;
        }
        sp_arena_free(&a);
    }
    for (int kind = 0; kind < 2; kind++)
        ck_near(covered[kind], 0.88 * 300, 4 * 5.2);
}
END_TEST

/* What lies between strata does not make the interval wide. */
START_TEST(draws_stay_within_their_stratum)
{
    double x[] = {0, 100, 1, 101, 2, 102};
    int stratum[] = {4, 2, 4, 2, 4, 2};
    struct sp_statistic s = {mean_of, x};
    struct sp_interval i = sp_bootstrap(&a, s, stratum, 6, SP_PERCENTILE, 1, 2000, 1);
    ck_near(i.low, 50, 0);
    ck_near(i.high, 52, 0);
    i = sp_bootstrap(&a, s, NULL, 6, SP_PERCENTILE, 1, 2000, 1);
    ck_assert(i.low < 20 && i.high > 80);
    sp_arena_free(&a);
}
END_TEST

START_TEST(equal_units_give_no_length_and_one_gives_nothing)
{
    double x[] = {3, 3, 3};
    struct sp_statistic s = {mean_of, x};
    for (int kind = 0; kind < 2; kind++) {
        enum sp_interval_kind k = (enum sp_interval_kind)kind;
        struct sp_interval i = sp_bootstrap(&a, s, NULL, 3, k, 0.95, 100, 1);
        ck_near(i.low, 3, 0);
        ck_near(i.high, 3, 0);
        ck_assert(isnan(sp_bootstrap(&a, s, NULL, 1, k, 0.95, 100, 1).low));
    }
    sp_arena_free(&a);
}
END_TEST

/* Benjamini and Hochberg 1995, section 4.1, fifteen thrombolysis tests: at 0.05 the
   family of Holm keeps three, the rate of false discoveries four. */
START_TEST(fifteen_tests_give_three_to_holm_and_four_to_benjamini)
{
    double p[] = {0.0344, 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298,
                  0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000};
    double holm[15], fdr[15];
    int kept[2] = {0};
    sp_holm(&a, p, 15, holm);
    sp_benjamini_hochberg(&a, p, 15, fdr);
    for (int i = 0; i < 15; i++) {
        kept[0] += holm[i] <= 0.05;
        kept[1] += fdr[i] <= 0.05;
        ck_assert(holm[i] >= fdr[i] && fdr[i] >= p[i]);
    }
    ck_assert_int_eq(kept[0], 3);
    ck_assert_int_eq(kept[1], 4);
    ck_near(holm[3], 13 * 0.0019, 1e-15);
    ck_near(fdr[4], 15 * 0.0095 / 4, 1e-15);
    ck_near(holm[14], 1, 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_no_test_does_not_count)
{
    double p[] = {NAN, 0.04, NAN, 0.01}, out[4];
    sp_holm(&a, p, 4, out);
    ck_near(out[1], 0.04, 0);
    ck_near(out[3], 0.02, 0);
    ck_assert(isnan(out[0]) && isnan(out[2]));
    sp_benjamini_hochberg(&a, p, 4, out);
    ck_near(out[1], 0.04, 0);
    ck_near(out[3], 0.02, 0);
    ck_assert(isnan(out[0]));
    sp_holm(&a, p, 0, out);
    sp_arena_free(&a);
}
END_TEST

/* Rows of ten true nulls: Holm lets one through in no more than 5 % of 400 families,
   which is 20 with sigma 4.4. */
START_TEST(holm_keeps_the_rate_of_any_false_alarm)
{
    struct sp_rng rng = sp_rng_make(6, 0);
    double p[10], holm[10];
    int alarms = 0;
    for (int k = 0; k < 400; k++) {
        double least = 1;
        for (int i = 0; i < 10; i++)
            p[i] = sp_rng_uniform(&rng);
        sp_holm(&a, p, 10, holm);
        for (int i = 0; i < 10; i++)
            least = fmin(least, holm[i]);
        alarms += least <= 0.05;
        sp_arena_free(&a);
    }
    ck_near(alarms, 20, 4 * 4.4);
}
END_TEST

SUITE("resample", intervals_of_a_variance_are_those_of_the_book,
      intervals_of_a_mean_cover_it_as_often_as_they_say,
      draws_stay_within_their_stratum, equal_units_give_no_length_and_one_gives_nothing,
      fifteen_tests_give_three_to_holm_and_four_to_benjamini,
      what_is_no_test_does_not_count, holm_keeps_the_rate_of_any_false_alarm)
