/* Neumaier's sum, for which the C library is enough. */
#include "superpose/stats.h"

#include <math.h>

double sp_sum(const double *x, size_t count)
{
    double sum = 0, lost = 0; /* lost: low bits that did not fit in the sum */
    for (size_t i = 0; i < count; i++) {
        double next = sum + x[i];
        if (fabs(sum) >= fabs(x[i]))
            lost += (sum - next) + x[i];
        else
            lost += (x[i] - next) + sum;
        sum = next;
    }
    return isfinite(sum) ? sum + lost : sum;
}
