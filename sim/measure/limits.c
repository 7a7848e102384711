/* Limits in closed form; what they are and whose is in limits.h. */
#include "superpose/limits.h"

#include <math.h>

#include "superpose/calculus.h"
#include "superpose/fault.h"
#include "superpose/stats.h"

bool sp_is_plain(const struct sp_source *source)
{
    for (int i = 1; i < source->n; i++)
        if (source->density[i] != source->density[0])
            return false;
    return source->block == 1 && !source->unit_norm && !source->size->per_feature &&
           source->density[0] > 0;
}

double sp_antipodal_loss(const struct sp_source *source, double both)
{
    if (!source->size->lesser)
        return NAN;
    double lesser = source->size->lesser(source->sigma);
    return 2 * both * source->scale * source->scale * lesser;
}

/* The scale cancels: it multiplies both losses by its square. */
double sp_pair_switch(const struct sp_source *source)
{
    const struct sp_size_law *size = source->size;
    if (!size->lesser)
        return NAN;
    double sigma = source->sigma, mean = size->mean(sigma);
    return size->square(sigma) / (2 * size->lesser(sigma) + mean * mean);
}

/* Phi(-t), the upper tail of the standard normal. */
static double tail(double t)
{
    return erfc(t * M_SQRT1_2) / 2;
}

static double normal_density(double t)
{
    return exp(-t * t / 2) / sqrt(2 * M_PI);
}

/* Half the slope of the risk in t, which rises from below 0: the risk is least at its
   root. */
static double risk_slope(double t, double p, double others)
{
    return p * t - others * (normal_density(t) - t * tail(t));
}

double sp_l1_load(double p, bool nonnegative)
{
    sp_require(p > 0 && p <= 1);
    double others = (nonnegative ? 1 : 2) * (1 - p), low = 0, high = 40;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (risk_slope(middle, p, others) < 0)
            low = middle;
        else
            high = middle;
    }
    double square = 1 + low * low;
    double spill = square * tail(low) - low * normal_density(low);
    return 1 / (p * square + others * spill);
}

double sp_rankin_bound(int n, int m)
{
    sp_require(n >= 2 && m >= 1);
    if (n <= m + 1)
        return -1.0 / (n - 1);
    return n <= 2 * m ? 0 : NAN;
}

double sp_random_overlap(int m)
{
    sp_require(m >= 1);
    return exp(lgamma(m / 2.0) - lgamma((m + 1) / 2.0)) / sqrt(M_PI);
}

struct cosines {
    double pairs;
    int m;
};

static double some_above(double t, void *context)
{
    const struct cosines *of = context;
    double below = sp_beta_below(t * t, 0.5, (of->m - 1) / 2.0);
    return -expm1(of->pairs * log(below));
}

double sp_random_coherence(int n, int m)
{
    sp_require(n >= 2 && m >= 1);
    struct cosines of = {n * (n - 1.0) / 2, m};
    return m > 1 ? sp_integral(some_above, &of, 0, 1) : 1;
}

double sp_random_dimensionality(int n, int m)
{
    sp_require(n >= 1 && m >= 1);
    return n / (m + n - 1.0);
}
