/* Roots, minima and integrals that are known. */
#include "superpose/calculus.h"

#include <math.h>

#include "suite.h"

static double square_less(double x, void *context)
{
    return x * x - *(double *)context;
}

static double bell(double x, void *context)
{
    double width = *(double *)context;
    return exp(-x * x / (2 * width * width));
}

START_TEST(a_root_is_found_to_the_last_digits)
{
    double two = 2;
    ck_near(sp_root(square_less, &two, 0, 2), M_SQRT2, 1e-15);
    ck_near(sp_root(square_less, &two, -2, 0), -M_SQRT2, 1e-15);
}
END_TEST

START_TEST(without_a_change_of_sign_the_nearer_end_is_given)
{
    double four = 4;
    ck_near(sp_root(square_less, &four, 0, 2), 2, 0);
    ck_near(sp_root(square_less, &four, 2.5, 9), 2.5, 0);
}
END_TEST

static double hollow(double x, void *context)
{
    double wide = 1;
    (void)context;
    return -bell(x - 0.7, &wide);
}

START_TEST(a_minimum_is_found_to_half_of_the_digits)
{
    double two = 2;
    ck_near(sp_minimum(square_less, &two, -1, 0.3, 2), 0, 1e-7);
    ck_near(sp_minimum(hollow, NULL, -3, 0, 4), 0.7, 1e-7);
    ck_near(sp_minimum(square_less, &two, 1, 1.5, 2), 1.5, 0);
}
END_TEST

START_TEST(an_integral_is_what_it_is_on_paper)
{
    double wide = 1, narrow = 0.01;
    ck_near(sp_integral(bell, &wide, -12, 12), sqrt(2 * M_PI), 1e-10);
    ck_near(sp_integral(bell, &narrow, -12, 12), 0.01 * sqrt(2 * M_PI), 1e-11);
    ck_near(sp_integral(square_less, &wide, 0, 3), 6, 1e-9);
    ck_near(sp_integral(square_less, &wide, 3, 0), -6, 1e-9);
}
END_TEST

SUITE("calculus", a_minimum_is_found_to_half_of_the_digits,
      a_root_is_found_to_the_last_digits,
      without_a_change_of_sign_the_nearer_end_is_given,
      an_integral_is_what_it_is_on_paper)
