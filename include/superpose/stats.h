/* Statistics of results: GSL behind one door. */
#ifndef SUPERPOSE_STATS_H
#define SUPERPOSE_STATS_H

#include <stddef.h>

double sp_mean(const double *x, size_t count); /* NaN for none */
double sp_deviation(const double *x,
                    size_t count);         /* sample's; 0 for one, NaN for none */
double sp_median(double *x, size_t count); /* sorts x; NaN for none */

/* The value below which a share q of x lies, between neighbours in proportion; x is
   sorted by this.  NaN for none. */
double sp_quantile(double *x, size_t count, double q);

/* P(Z > z) of a standard normal, P(T > t) of Student's law with so many degrees of
   freedom. */
double sp_normal_above(double z);
double sp_student_above(double t, double freedom);

/* P(X < x) of a beta law with density in proportion to x^(a - 1) (1 - x)^(b - 1). */
double sp_beta_below(double x, double a, double b);

/* x . y, in one sum from first to last. */
static inline double sp_dot(const double *x, const double *y, int count)
{
    double sum = 0;
    for (int k = 0; k < count; k++)
        sum += x[k] * y[k];
    return sum;
}

/* Sum in a fixed order with Neumaier's compensation (ZAMM 1974). */
double sp_sum(const double *x, size_t count);

#endif
