/* The laws of how large a feature is when it is on.  Each is given by its quantile at a
   uniform number that is never 0 or 1; with 52 bits and a half, no quantile below
   is 0. */
#include "superpose/source.h"

#include "blurred_size.h"

/* e^x for |x| < 700: x = k log 2 + r with |r| <= log(2) / 2, and Taylor's sum for e^r.
   Plain arithmetic like sp_log, so that the bits of a draw do not depend on a libm. */
static double exponential_of(double x)
{
    const double high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33;
    int k = (int)(x * 0x1.71547652b82fep+0 + (x < 0 ? -0.5 : 0.5));
    double r = (x - k * high) - k * low, sum = 1;
    for (int i = 13; i > 0; i--)
        sum = 1 + r * (1.0 / i) * sum;
    return ldexp(sum, k);
}

static double uniform(double u, double sigma)
{
    (void)sigma;
    return u;
}

static double uniform_mean(double sigma)
{
    (void)sigma;
    return 1.0 / 2;
}

static double uniform_square(double sigma)
{
    (void)sigma;
    return 1.0 / 3;
}

static double constant(double u, double sigma)
{
    (void)u;
    (void)sigma;
    return 1;
}

/* E v, E v^2, E min(v, v')^2 of the constant, E v of the exponential, E v^2 of the
   half-normal. */
static double one(double sigma)
{
    (void)sigma;
    return 1;
}

static double exponential(double u, double sigma)
{
    (void)sigma;
    return -sp_log(1 - u);
}

static double exponential_square(double sigma)
{
    (void)sigma;
    return 2;
}

/* In the lower half, where numbers near the median are exact. */
static double half_normal(double u, double sigma)
{
    (void)sigma;
    return -sp_normal_quantile((1 - u) / 2);
}

static void half_normals(const struct sp_draws *draws, double sigma, size_t blocks,
                         double *u)
{
    (void)sigma;
    for (size_t i = 0; i < blocks * SP_LANES; i++)
        u[i] = (1 - u[i]) / 2;
    draws->normal(blocks, u);
    for (size_t i = 0; i < blocks * SP_LANES; i++)
        u[i] = -u[i];
}

static double half_normal_mean(double sigma)
{
    (void)sigma;
    return sqrt(2 / M_PI);
}

static double log_normal(double u, double sigma)
{
    return exponential_of(sigma * sp_normal_quantile(u));
}

static void log_normals(const struct sp_draws *draws, double sigma, size_t blocks,
                        double *u)
{
    draws->normal(blocks, u);
    for (size_t i = 0; i < blocks * SP_LANES; i++)
        u[i] *= sigma;
    draws->exponential(blocks, u);
}

static double log_normal_mean(double sigma)
{
    return exponential_of(sigma * sigma / 2);
}

static double log_normal_square(double sigma)
{
    return exponential_of(2 * sigma * sigma);
}

/* Below are E min(v, v')^2 = 2 E v^2 P(v' > v).  With P(v > t) = 1 - t it is
   int 2 t (1 - t)^2 dt. */
static double uniform_lesser(double sigma)
{
    (void)sigma;
    return 1.0 / 6;
}

/* The lesser of two is exponential with mean 1 / 2. */
static double exponential_lesser(double sigma)
{
    (void)sigma;
    return 1.0 / 2;
}

/* In the plane of two normals, at radius r and angle t below 45 degrees from the axis,
   the lesser is r sin t: E r^2 = 2 times the mean of sin^2 t over those angles. */
static double half_normal_lesser(double sigma)
{
    (void)sigma;
    return 1 - 2 / M_PI;
}

/* Weighted by v^2 the logarithm has mean 2 sigma^2, so that v' is the larger with
   probability Phi(-sqrt 2 sigma). */
static double log_normal_lesser(double sigma)
{
    return exponential_of(2 * sigma * sigma) * erfc(sigma);
}

static double signed_uniform(double u, double sigma)
{
    (void)sigma;
    return 2 * u - 1;
}

static double standard_normal(double u, double sigma)
{
    (void)sigma;
    return sp_normal_quantile(u);
}

static void standard_normals(const struct sp_draws *draws, double sigma, size_t blocks,
                             double *u)
{
    (void)sigma;
    draws->normal(blocks, u);
}

static double zero(double sigma)
{
    (void)sigma;
    return 0;
}

const struct sp_size_law sp_size_laws[] = {
    {"uniform", "U(0, 1) times scale", uniform_mean, uniform_square, uniform, NULL, 0,
     1, false, uniform_lesser, sp_blurred_uniform},
    {"constant", "always scale", one, one, constant, NULL, 1, 0, false, one,
     sp_blurred_constant},
    {"exponential", "exponential with mean scale", one, exponential_square, exponential,
     NULL, 0, 0, false, exponential_lesser, sp_blurred_exponential},
    {"half_normal", "|N(0, 1)| times scale", half_normal_mean, one, half_normal,
     half_normals, 0, 0, false, half_normal_lesser, sp_blurred_half_normal},
    {"log_normal", "e^(sigma N(0, 1)) times scale", log_normal_mean, log_normal_square,
     log_normal, log_normals, 0, 0, false, log_normal_lesser, NULL},
    {"signed_uniform", "U(-1, 1) times scale", zero, uniform_square, signed_uniform,
     NULL, -1, 2, false, NULL, sp_blurred_signed_uniform},
    {"normal", "|N(mean, std)| times scale, with a mean and a std for each feature",
     zero, one, standard_normal, standard_normals, 0, 0, true, NULL, NULL},
    {.name = NULL},
};

void sp_size_quantiles(const struct sp_size_law *law, const struct sp_draws *draws,
                       double sigma, size_t blocks, double *u)
{
    if (law->quantiles)
        law->quantiles(draws, sigma, blocks, u);
    else
        for (size_t i = 0; i < blocks * SP_LANES; i++)
            u[i] = law->quantile(u[i], sigma);
}

void sp_size_normal(struct sp_arena *a, const struct sp_source_settings *settings,
                    struct sp_source *source)
{
    int n = settings->features, last = n > 1 ? n - 1 : 1;
    double from = settings->size_mean;
    double to = settings->size_mean_last > 0 ? settings->size_mean_last : from;
    struct sp_rng rng = sp_rng_make((uint64_t)settings->law_seed, SP_USE_SOURCE);
    source->size_mean = SP_TAKE(a, n, double);
    source->size_std = SP_TAKE(a, n, double);
    for (int i = 0; i < n; i++) {
        double off = settings->size_std_spread > 0
                         ? settings->size_std_spread * sp_rng_normal(&rng)
                         : 0;
        source->size_mean[i] = from + (to - from) * i / last;
        source->size_std[i] = fabs(settings->size_std + off);
    }
}
