/* The phase diagrams' restricted model and McGrath's exact loss. */
#include <math.h>

#include "superpose/theory.h"
#include "../suite.h"

static enum sp_phase phase(int n, double r, double p)
{
    double loss;
    return sp_phase_theory(n, r, p, &loss);
}

static double loss(int n, double r, double p)
{
    double least;
    sp_phase_theory(n, r, p, &least);
    return least;
}

START_TEST(the_boundary_is_the_published_one)
{
    static const double known[][2] = {{0.1, 0.16},  {0.2, 4 / 15.0}, {0.5, 4 / 9.0},
                                      {1, 4 / 7.0}, {2, 4 / 9.0},    {10, 0.16}};
    for (int i = 0; i < 6; i++) {
        double r = known[i][0];
        ck_near(sp_phase_boundary(2, r), known[i][1], 1e-15);
        ck_near(sp_phase_boundary(3, r), r <= 1 ? known[i][1] : 4 / 7.0, 1e-15);
    }
}
END_TEST

START_TEST(two_in_one_is_superposed_below_the_boundary_only)
{
    for (double r = 0.01; r < 100; r *= 1.1) {
        double p = sp_phase_boundary(2, r);
        ck_assert_int_eq(phase(2, r, p * (1 - 1e-9)), SP_SUPERPOSED);
        ck_assert_int_eq(phase(2, r, p * (1 + 1e-9)),
                         r < 1 ? SP_IGNORED : SP_DEDICATED);
    }
}
END_TEST

START_TEST(the_third_feature_shares_only_where_it_matters_least)
{
    for (double r = 0.0105; r < 100; r *= 1.1) {
        double p = sp_phase_boundary(3, r);
        bool least = r < 1;
        ck_assert_int_eq(phase(3, r, p * (1 - 1e-9)),
                         least ? SP_SUPERPOSED : SP_DEDICATED);
        ck_assert_int_eq(phase(3, r, p * (1 + 1e-9)),
                         least ? SP_IGNORED : SP_DEDICATED);
    }
}
END_TEST

/* Beyond r = 1 the pair of the others, p^2 / 3, gives way to dropping one of them. */
START_TEST(losses_are_those_of_the_candidates)
{
    for (double p = 0.05; p <= 1; p += 0.05) {
        double dropped = p / 3 - p * p / 4, pair = p * p / 3;
        for (double r = 0.1; r <= 10; r *= 1.3) {
            double shared = (1 + r) * p * p / 6, last = r * dropped;
            ck_near(loss(2, r, p), fmin(fmin(last, dropped), shared), 1e-16);
            double others = fmin(fmin(dropped, pair), fmin(last, shared));
            ck_near(loss(3, r, p), others, 1e-16);
        }
    }
    ck_near(loss(2, 1, 1), 1 / 12.0, 1e-16);
    ck_near(loss(2, 0.5, 0.5), 0.052083, 5e-7);
    ck_near(loss(2, 0.5, 0.1), 0.0025, 1e-16);
    ck_near(loss(2, 1, 0.1), 0.003333, 5e-7);
}
END_TEST

START_TEST(a_trained_direction_is_classed_by_norm_and_dimensionality)
{
    ck_assert_int_eq(sp_phase_class(0.49, 1), SP_IGNORED);
    ck_assert_int_eq(sp_phase_class(1, 0.5), SP_SUPERPOSED);
    ck_assert_int_eq(sp_phase_class(1, 0.76), SP_DEDICATED);
    ck_assert_int_eq(sp_phase_class(NAN, NAN), SP_IGNORED);
    ck_assert_str_eq(sp_phase_names[SP_IGNORED], "ignored");
    ck_assert_str_eq(sp_phase_names[SP_SUPERPOSED], "superposed");
    ck_assert_str_eq(sp_phase_names[SP_DEDICATED], "dedicated");
    ck_assert_ptr_null(sp_phase_names[SP_DEDICATED + 1]);
}
END_TEST

static double relu(double x)
{
    return x > 0 ? x : 0;
}

/* Error of one example, importances (1, r). */
static double error(double w1, double w2, double r, double x, double y)
{
    double h = w1 * x + w2 * y, ex = x - relu(w1 * h), ey = y - relu(w2 * h);
    return ex * ex + r * ey * ey;
}

/* Point i of Gauss's rule with two points in each of 200 cells: exact for the square of
   a line but in the cells of a kink, so that 400 x 400 points err by less than 1e-6. */
enum { POINTS = 400 };

static double point(int i)
{
    double middle = (i / 2 * 2 + 1.0) / POINTS, beside = 1 / (sqrt(3) * POINTS);
    return i % 2 ? middle + beside : middle - beside;
}

/* The expected loss: one on, the other on, both. */
static double by_quadrature(double w1, double w2, double r, double p)
{
    double alone = 0, both = 0;
    for (int i = 0; i < POINTS; i++) {
        alone += error(w1, w2, r, point(i), 0) + error(w1, w2, r, 0, point(i));
        for (int j = 0; j < POINTS; j++)
            both += error(w1, w2, r, point(i), point(j));
    }
    return p * (1 - p) * alone / POINTS + p * p * both / POINTS / POINTS;
}

START_TEST(mcgraths_loss_is_the_integral)
{
    static const double w[] = {-1.3, -0.9, -0.3, 0, 0.2, 0.7, 1.05, 1.4};
    static const double rp[][2] = {{1, 1}, {0.3, 0.5}, {4, 0.1}};
    for (int i = 0; i < 8; i++) {
        for (int j = 0; j < 8; j++) {
            double r = rp[(i + j) % 3][0], p = rp[(i + j) % 3][1];
            ck_near(sp_loss_two_in_one(w[i], w[j], r, p),
                    by_quadrature(w[i], w[j], r, p), 1e-6);
        }
    }
}
END_TEST

START_TEST(mcgraths_loss_of_the_pure_networks_is_known)
{
    for (double p = 0.1; p <= 1; p += 0.1) {
        for (double r = 0.25; r <= 4; r *= 2) {
            ck_near(sp_loss_two_in_one(1, 0, r, p), r * p / 3, 1e-15);
            ck_near(sp_loss_two_in_one(0, -1, r, p), p / 3, 1e-15);
            ck_near(sp_loss_two_in_one(1, -1, r, p), (1 + r) * p * p / 6, 1e-15);
            ck_near(sp_loss_two_in_one(0, 0, r, p), (1 + r) * p / 3, 1e-15);
        }
        ck_near(sp_loss_two_in_one(sqrt(0.5), sqrt(0.5), 1, p), p / 3 - p * p / 4,
                1e-15);
    }
}
END_TEST

START_TEST(mcgraths_loss_has_the_symmetries_of_the_model)
{
    for (double u = -1.5; u < 1.5; u += 0.37) {
        for (double v = -1.5; v < 1.5; v += 0.41) {
            double here = sp_loss_two_in_one(u, v, 0.7, 0.3);
            ck_near(sp_loss_two_in_one(-u, -v, 0.7, 0.3), here, 0);
            ck_near(0.7 * sp_loss_two_in_one(v, u, 1 / 0.7, 0.3), here, 1e-14);
        }
    }
}
END_TEST

/* The least loss of (w, sign w) at r = 1, by ternary search. */
static double least(double sign, double p, double *at)
{
    double lo = 0.3, hi = 1.6;
    while (hi - lo > 1e-8) {
        double u = lo + (hi - lo) / 3, v = hi - (hi - lo) / 3;
        if (sp_loss_two_in_one(u, sign * u, 1, p) <
            sp_loss_two_in_one(v, sign * v, 1, p))
            hi = v;
        else
            lo = u;
    }
    *at = lo;
    return sp_loss_two_in_one(lo, sign * lo, 1, p);
}

START_TEST(the_confused_feature_wins_above_a_density_of_0582)
{
    double w, lo = 0.4, hi = 0.8;
    ck_near(least(1, 1, &w), 0.083333, 5e-7);
    ck_near(w, sqrt(0.5), 1e-6);
    ck_near(least(-1, 0.5, &w), 0.081250, 1e-6);
    ck_near(w, 1.05, 5e-3);
    ck_near(least(-1, 0.1, &w), 0.00332, 5e-6);
    while (hi - lo > 1e-6) {
        double p = (lo + hi) / 2;
        *(least(-1, p, &w) < p / 3 - p * p / 4 ? &lo : &hi) = p;
    }
    ck_near(lo, 0.582, 5e-4);
}
END_TEST

SUITE("phase", the_boundary_is_the_published_one,
      two_in_one_is_superposed_below_the_boundary_only,
      the_third_feature_shares_only_where_it_matters_least,
      losses_are_those_of_the_candidates,
      a_trained_direction_is_classed_by_norm_and_dimensionality,
      mcgraths_loss_is_the_integral, mcgraths_loss_of_the_pure_networks_is_known,
      mcgraths_loss_has_the_symmetries_of_the_model,
      the_confused_feature_wins_above_a_density_of_0582)
