/* Statistics of results: GSL behind one door. */
#ifndef SUPERPOSE_STATS_H
#define SUPERPOSE_STATS_H

#include <stddef.h>

double sp_mean(const double *x, size_t count); /* NaN for none */
double sp_deviation(const double *x,
                    size_t count);         /* sample's; 0 for one, NaN for none */
double sp_median(double *x, size_t count); /* sorts x; NaN for none */

/* Sum in a fixed order with Neumaier's compensation (ZAMM 1974). */
double sp_sum(const double *x, size_t count);

#endif
