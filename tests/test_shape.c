#include "chance.h"
#include "superpose/stats.h"

static struct sp_arena a; /* emptied by every test */

enum { TRIALS = 400 };

/* scipy 1.10: both one-sided t tests by hand from scipy.stats.t. */
START_TEST(slopes_near_zero_are_equivalent_to_zero)
{
    double slope[] = {0.01, -0.02, 0.03, 0, 0.015};
    struct sp_test test = sp_tost(slope, 5, 0.05);
    ck_near(test.value, 0.007, 1e-15);
    ck_near(test.p, 0.0033109195323385065, 1e-12);
    ck_near(sp_tost(slope, 5, 0.007).p, 0.5, 1e-12);
    ck_assert(sp_tost(slope, 5, 0.001).p > 0.5);
    double same[] = {0.02, 0.02};
    ck_near(sp_tost(same, 2, 0.05).p, 0, 0);
    ck_near(sp_tost(same, 2, 0.01).p, 1, 0);
    ck_assert(isnan(sp_tost(slope, 1, 0.05).p));
}
END_TEST

/* At the very margin the test errs as often as it says. */
START_TEST(equivalence_has_uniform_p_at_the_margin)
{
    struct sp_rng rng = sp_rng_make(1, 0);
    double p[TRIALS], x[8];
    int found = 0;
    for (int k = 0; k < TRIALS; k++) {
        normals(&rng, x, 8);
        for (int i = 0; i < 8; i++)
            x[i] = 0.05 + 0.01 * x[i];
        p[k] = sp_tost(x, 8, 0.05).p;
        for (int i = 0; i < 8; i++)
            x[i] -= 0.05;
        found += sp_tost(x, 8, 0.05).p < 0.001;
    }
    ck_uniform(p, TRIALS);
    ck_assert_int_ge(found, TRIALS * 95 / 100);
}
END_TEST

START_TEST(neighbours_out_of_order_are_pooled)
{
    double y[] = {1, 3, 2, 4, 3.5, 3}, out[6];
    double expected[] = {1, 2.5, 2.5, 3.5, 3.5, 3.5};
    sp_isotonic(&a, y, NULL, 6, out);
    for (int i = 0; i < 6; i++)
        ck_near(out[i], expected[i], 1e-15);
    double two[] = {4, 1}, weight[] = {1, 2};
    sp_isotonic(&a, two, weight, 2, two);
    ck_near(two[0], 2, 1e-15);
    ck_near(two[1], 2, 1e-15);
    sp_arena_free(&a);
}
END_TEST

/* Nothing nondecreasing is nearer: no step on one side of a cut helps (the conditions
   of Kuhn and Tucker). */
START_TEST(the_isotonic_fit_is_the_nearest)
{
    struct sp_rng rng = sp_rng_make(2, 0);
    double y[20], fit[20];
    for (int k = 0; k < 50; k++) {
        normals(&rng, y, 20);
        sp_isotonic(&a, y, NULL, 20, fit);
        double rest = 0, inner = 0;
        for (int i = 0; i < 20; i++) {
            ck_assert(!i || fit[i] >= fit[i - 1]);
            rest += y[i] - fit[i];
            inner += fit[i] * (y[i] - fit[i]);
            ck_assert(rest >= -1e-12);
        }
        ck_near(rest, 0, 1e-12);
        ck_near(inner, 0, 1e-12);
        sp_arena_free(&a);
    }
}
END_TEST

enum { BLOCKS = 10, LEVELS = 6 };

/* Seeds move a curve whole and add noise to it. */
static void curves(struct sp_rng *rng, const double *curve, double *x)
{
    normals(rng, x, BLOCKS * LEVELS);
    for (int b = 0; b < BLOCKS; b++) {
        double own = sp_rng_normal(rng);
        for (int j = 0; j < LEVELS; j++)
            x[b * LEVELS + j] += own + curve[j];
    }
}

/* The flat curve is the hardest to tell from falling ones. */
START_TEST(the_shape_test_allows_what_rises_and_finds_what_falls)
{
    static const double flat[LEVELS], up[] = {0, 1, 2, 2, 3, 5},
                                      hump[] = {0, 2, 3, 3, 1, 0};
    struct sp_rng rng = sp_rng_make(3, 0);
    double p[2][TRIALS], x[BLOCKS * LEVELS];
    int found = 0;
    for (int k = 0; k < TRIALS; k++) {
        curves(&rng, flat, x);
        p[0][k] = sp_shape(&a, x, BLOCKS, LEVELS, 299, 1).p;
        curves(&rng, up, x);
        p[1][k] = sp_shape(&a, x, BLOCKS, LEVELS, 299, 1).p;
        curves(&rng, hump, x);
        found += sp_shape(&a, x, BLOCKS, LEVELS, 299, 1).p < 0.01;
        sp_arena_free(&a);
    }
    ck_valid(p[0], TRIALS);
    ck_valid(p[1], TRIALS);
    ck_assert_int_ge(found, TRIALS * 95 / 100);
}
END_TEST

START_TEST(what_rises_exactly_has_no_distance_to_its_fit)
{
    double x[] = {1, 2, 3, 2, 3, 4};
    struct sp_test test = sp_shape(&a, x, 2, 3, 99, 1);
    ck_near(test.value, 0, 0);
    ck_near(test.p, 1, 0);
    ck_assert(isnan(sp_shape(&a, x, 1, 6, 99, 1).p));
    sp_arena_free(&a);
}
END_TEST

enum { POINTS = 60 };

static struct sp_two_lines two_lines_of(struct sp_rng *rng, double (*curve)(double))
{
    double x[POINTS], y[POINTS];
    for (int i = 0; i < POINTS; i++) {
        x[i] = (i / 5) / 11.0;
        y[i] = curve(x[i]) + 0.3 * sp_rng_normal(rng);
    }
    return sp_two_lines(&a, x, y, POINTS);
}

static double flat_line(double x)
{
    return 0 * x;
}

static double logarithm(double x)
{
    return log(0.05 + x);
}

static double valley(double x)
{
    return 4 * (x - 0.4) * (x - 0.4);
}

/* Simonsohn's point: a curve that only rises, however bent, is no U. */
START_TEST(two_lines_find_a_u_and_no_u_in_a_logarithm)
{
    struct sp_rng rng = sp_rng_make(4, 0);
    int flat = 0, bent = 0, found = 0;
    double turn = 0;
    for (int k = 0; k < TRIALS; k++) {
        flat += two_lines_of(&rng, flat_line).p < 0.05;
        bent += two_lines_of(&rng, logarithm).p < 0.05;
        struct sp_two_lines u = two_lines_of(&rng, valley);
        found += u.p < 0.05 && u.below < 0 && u.above > 0;
        turn += u.turn / TRIALS;
        sp_arena_free(&a);
    }
    ck_assert_int_le(flat, TRIALS / 20);
    ck_assert_int_le(bent, TRIALS / 20);
    ck_assert_int_ge(found, TRIALS * 9 / 10);
    ck_near(turn, 0.4, 0.02);
}
END_TEST

START_TEST(two_lines_of_a_parabola_meet_at_its_turn)
{
    double x[11], y[11];
    for (int i = 0; i < 11; i++) {
        x[i] = i;
        y[i] = (x[i] - 4) * (x[i] - 4);
    }
    struct sp_two_lines u = sp_two_lines(&a, x, y, 11);
    ck_near(u.turn, 4, 1e-9);
    ck_near(u.below, -4, 1e-9); /* 16, 9, 4, 1, 0 */
    ck_near(u.above, 6, 1e-9);  /* 0, 1, 4, 9, 16, 25, 36 */
    ck_assert(u.p < 0.01);
    ck_assert(isnan(sp_two_lines(&a, x, y, 5).p));
    ck_assert(isnan(sp_two_lines(&a, y, y, 0).p));
    sp_arena_free(&a);
}
END_TEST

SUITE("shape", slopes_near_zero_are_equivalent_to_zero,
      equivalence_has_uniform_p_at_the_margin, neighbours_out_of_order_are_pooled,
      the_isotonic_fit_is_the_nearest,
      the_shape_test_allows_what_rises_and_finds_what_falls,
      what_rises_exactly_has_no_distance_to_its_fit,
      two_lines_find_a_u_and_no_u_in_a_logarithm,
      two_lines_of_a_parabola_meet_at_its_turn)
