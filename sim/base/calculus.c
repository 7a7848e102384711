/* Roots, minima and integrals; the only file that includes GSL's. */
#include "superpose/calculus.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_roots.h>
#include <math.h>

#include "superpose/fault.h"

double sp_root(sp_function *f, void *context, double low, double high)
{
    enum { MOST = 200 };
    double at_low = f(low, context), at_high = f(high, context);
    if (!(at_low * at_high < 0))
        return fabs(at_low) <= fabs(at_high) ? low : high;
    gsl_function of = {f, context};
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    sp_require(solver);
    sp_require(!gsl_root_fsolver_set(solver, &of, low, high));
    for (int k = 0; k < MOST; k++) {
        sp_require(!gsl_root_fsolver_iterate(solver));
        if (!gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                    gsl_root_fsolver_x_upper(solver), 1e-300, 1e-15))
            break;
    }
    double root = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return root;
}

/* A minimum is flat: half of the digits of x are all that can be had. */
double sp_minimum(sp_function *f, void *context, double low, double start, double high)
{
    enum { MOST = 200 };
    double at_low = f(low, context), least = f(start, context),
           at_high = f(high, context);
    if (!(least < at_low && least < at_high))
        return start;
    gsl_function of = {f, context};
    gsl_min_fminimizer *solver = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    sp_require(solver);
    sp_require(!gsl_min_fminimizer_set_with_values(solver, &of, start, least, low,
                                                   at_low, high, at_high));
    for (int k = 0; k < MOST; k++) {
        sp_require(!gsl_min_fminimizer_iterate(solver));
        if (!gsl_min_test_interval(gsl_min_fminimizer_x_lower(solver),
                                   gsl_min_fminimizer_x_upper(solver), 1e-300, 1e-8))
            break;
    }
    double x = gsl_min_fminimizer_x_minimum(solver);
    gsl_min_fminimizer_free(solver);
    return x;
}

/* Rounding that keeps an integral from still closer bounds is no failure. */
double sp_integral(sp_function *f, void *context, double from, double to)
{
    enum { PIECES = 1000 };
    gsl_function of = {f, context};
    double sum = 0, error = 0;
    gsl_integration_workspace *work = gsl_integration_workspace_alloc(PIECES);
    sp_require(work);
    int code = gsl_integration_qag(&of, from, to, 1e-13, 1e-10, PIECES,
                                   GSL_INTEG_GAUSS31, work, &sum, &error);
    gsl_integration_workspace_free(work);
    sp_require(!code || code == GSL_EROUND);
    return sum;
}
