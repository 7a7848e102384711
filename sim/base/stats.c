/* Statistics of results; the only file that includes GSL's statistics. */
#include "superpose/stats.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

double sp_mean(const double *x, size_t count)
{
    return count ? gsl_stats_mean(x, 1, count) : NAN;
}

double sp_deviation(const double *x, size_t count)
{
    if (count < 2)
        return count ? 0 : NAN;
    return gsl_stats_sd(x, 1, count);
}

double sp_median(double *x, size_t count)
{
    if (!count)
        return NAN;
    gsl_sort(x, 1, count);
    return gsl_stats_median_from_sorted_data(x, 1, count);
}

double sp_quantile(double *x, size_t count, double q)
{
    if (!count)
        return NAN;
    gsl_sort(x, 1, count);
    return gsl_stats_quantile_from_sorted_data(x, 1, count, q);
}

double sp_normal_above(double z)
{
    return gsl_cdf_ugaussian_Q(z);
}

double sp_student_above(double t, double freedom)
{
    return gsl_cdf_tdist_Q(t, freedom);
}

double sp_beta_below(double x, double a, double b)
{
    return gsl_cdf_beta_P(x, a, b);
}
