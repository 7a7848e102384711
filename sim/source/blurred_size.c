/* Sizes seen through Gaussian noise; the formula is in blurred_size.h. */
#include "blurred_size.h"

#include <math.h>

/* The density of N(0, tau^2). */
static double normal(double y, double tau)
{
    double z = y / tau;
    return exp(-z * z / 2) / (sqrt(2 * M_PI) * tau);
}

/* P(N(0, 1) > z). */
static double tail(double z)
{
    return erfc(z * M_SQRT1_2) / 2;
}

/* P(low < N(0, 1) < high), from the tail that is small. */
static double between(double low, double high)
{
    return low > 0 ? tail(low) - tail(high) : tail(-high) - tail(-low);
}

/* P(N(0, 1) > z) over the density at z > 0; far out the first terms of its series. */
static double mills(double z)
{
    if (z < 25)
        return tail(z) / normal(z, 1);
    double s = 1 / (z * z);
    return (1 - s * (1 - 3 * s * (1 - 5 * s))) / z;
}

/* Equal between low and high: mu = y, s = tau. */
static void box(double y, double tau, double low, double high, double *density,
                double *moment)
{
    double f = 1 / (high - low);
    double edges = normal(y - low, tau) - normal(y - high, tau);
    *density = f * between((low - y) / tau, (high - y) / tau);
    *moment = y * *density + f * tau * tau * edges;
}

void sp_blurred_uniform(double y, double tau, double *density, double *moment)
{
    box(y, tau, 0, 1, density, moment);
}

void sp_blurred_signed_uniform(double y, double tau, double *density, double *moment)
{
    box(y, tau, -1, 1, density, moment);
}

void sp_blurred_constant(double y, double tau, double *density, double *moment)
{
    *density = *moment = normal(y - 1, tau);
}

/* mu = y - tau^2, s = tau; density e^(tau^2 / 2 - y) Phi(y / tau - tau). */
void sp_blurred_exponential(double y, double tau, double *density, double *moment)
{
    double z = tau - y / tau, edge = normal(y, tau);
    *density = z > 0 ? edge * tau * mills(z) : exp(tau * tau / 2 - y) * tail(z);
    *moment = (y - tau * tau) * *density + tau * tau * edge;
}

/* mu = y / (1 + tau^2), s^2 = tau^2 / (1 + tau^2). */
void sp_blurred_half_normal(double y, double tau, double *density, double *moment)
{
    double square = 1 + tau * tau, wide = sqrt(square);
    double edge = 2 * normal(0, 1) * normal(y, tau);
    *density = 2 * normal(y, wide) * tail(-y / (tau * wide));
    *moment = (y * *density + tau * tau * edge) / square;
}
