/* Regular polygons in the limit of high sparsity, where an example is x e_i with
   x ~ U[0, 1] (Chen et al. 2023, arXiv:2310.06301; L_1 of Elhage et al. 2022).  Every
   integrand is the square of a linear function on one interval, and

       int_lo^hi (s x + t)^2 dx = (hi - lo) (u^2 + u v + v^2) / 3,  u, v at lo, hi,

   which stays exact for a slope near 0. */
#include <math.h>

#include "superpose/fault.h"
#include "superpose/theory.h"

struct interval {
    double lo, hi;
};

static double within_one(double x)
{
    return fmin(fmax(x, 0), 1);
}

/* Where in [0, 1] slope x + start > 0. */
static struct interval where_on(double slope, double start)
{
    if (slope > 0)
        return (struct interval){within_one(-start / slope), 1};
    if (slope < 0)
        return (struct interval){0, within_one(-start / slope)};
    return (struct interval){0, start > 0};
}

/* int (slope x + start)^2 over the interval. */
static double square_over(struct interval on, double slope, double start)
{
    double u = slope * on.lo + start, v = slope * on.hi + start;
    return (on.hi - on.lo) * (u * u + u * v + v * v) / 3;
}

double sp_relu_cross_error(double g, double b)
{
    return square_over(where_on(g, b), g, b);
}

double sp_relu_self_error(double a, double b)
{
    struct interval on = where_on(a, b);
    struct interval before = {0, on.lo}, behind = {on.hi, 1};
    return square_over(on, 1 - a, -b) + square_over(before, 1, 0) +
           square_over(behind, 1, 0);
}

double sp_polygon_energy(int k, double radius, double bias)
{
    sp_require(k > 0);
    double square = radius * radius, sum = sp_relu_self_error(square, bias);
    for (int j = 1; j < k; j++)
        sum += sp_relu_cross_error(square * cos(2 * acos(-1) * j / k), bias);
    return 3 * k * sum;
}
