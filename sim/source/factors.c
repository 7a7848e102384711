/* A Gaussian copula of low rank. */
#include "factors.h"

#include <math.h>

#include "superpose/calculus.h"

double sp_above(double t)
{
    return erfc(t / M_SQRT2) / 2;
}

double sp_threshold(double p)
{
    return p < 1 ? -sp_normal_quantile(p) : -40;
}

double sp_both_above(double s, double t, double c)
{
    enum { STEPS = 64 };
    double end = asin(c), sum = 0;
    if (!(fabs(c) < 1))
        return c > 0 ? sp_above(fmax(s, t)) : fmax(0, sp_above(s) - sp_above(-t));
    /* Gauss and Legendre, three points in each step. */
    static const double at[3] = {-0.7745966692414834, 0, 0.7745966692414834};
    static const double weight[3] = {5.0 / 9, 8.0 / 9, 5.0 / 9};
    double half = end / (2 * STEPS);
    for (int k = 0; k < STEPS; k++)
        for (int j = 0; j < 3; j++) {
            double angle = (2 * k + 1 + at[j]) * half, cosine = cos(angle);
            double power = s * s + t * t - 2 * s * t * sin(angle);
            sum += weight[j] * half * exp(-power / (2 * cosine * cosine));
        }
    return sp_above(s) * sp_above(t) + sum / (2 * M_PI);
}

struct wish {
    double s, t, both;
};

static double above_wish(double c, void *context)
{
    const struct wish *wish = context;
    return sp_both_above(wish->s, wish->t, c) - wish->both;
}

double sp_latent(double s, double t, double phi)
{
    double p = sp_above(s), q = sp_above(t);
    struct wish wish = {s, t, p * q + phi * sqrt(p * (1 - p) * q * (1 - q))};
    return sp_root(above_wish, &wish, -1, 1);
}

static double *draw_loads(struct sp_arena *a, struct sp_rng *rng, int n, int r,
                          double scale)
{
    double *load = SP_TAKE(a, (size_t)n * (size_t)r, double);
    for (size_t k = 0; k < (size_t)n * (size_t)r; k++)
        load[k] = scale * sp_rng_normal(rng);
    return load;
}

/* Each feature's factor, with a load of random sign. */
static double *draw_single(struct sp_arena *a, struct sp_rng *rng, int n, int r,
                           double norm, int **of)
{
    double *load = SP_TAKE(a, n, double);
    *of = SP_TAKE(a, n, int);
    for (int i = 0; i < n; i++) {
        (*of)[i] = (int)sp_rng_below(rng, (uint64_t)r);
        load[i] = sp_rng_uniform(rng) < 0.5 ? -norm : norm;
    }
    return load;
}

/* Cuts the loads of a feature to norm 0.95, and gives the weight of its own part. */
static double own_part(double *load, int count)
{
    const double most = 0.95 * 0.95;
    double square = 0;
    for (int k = 0; k < count; k++)
        square += load[k] * load[k];
    for (int k = 0; square > most && k < count; k++)
        load[k] *= sqrt(most / square);
    return sqrt(1 - fmin(square, most));
}

/* The table has places t = k / PARTS - REACH. */
enum { PARTS = 64, REACH = 8, PLACES = 2 * REACH * PARTS };

static double *tabulate(struct sp_arena *a)
{
    double *above = SP_TAKE(a, PLACES + 1, double);
    for (int k = 0; k <= PLACES; k++)
        above[k] = sp_above((double)k / PARTS - REACH);
    return above;
}

struct sp_factors *sp_factors_make(struct sp_arena *a, int n, int r, double scale,
                                   bool single, const double *p, uint64_t seed)
{
    struct sp_factors *f = SP_TAKE(a, 1, struct sp_factors);
    struct sp_rng rng = sp_rng_make(seed, SP_USE_SOURCE);
    int *of = NULL, count = single ? 1 : r;
    double *load = single ? draw_single(a, &rng, n, r, scale * sqrt(r), &of)
                          : draw_loads(a, &rng, n, r, scale);
    *f = (struct sp_factors){.n = n,
                             .r = r,
                             .single = single,
                             .load = load,
                             .of = of,
                             .own = SP_TAKE(a, n, double),
                             .threshold = SP_TAKE(a, n, double),
                             .g = SP_TAKE(a, r, double),
                             .above = tabulate(a)};
    for (int i = 0; i < n; i++) {
        f->own[i] = own_part(load + (size_t)i * (size_t)count, count);
        f->threshold[i] = sp_threshold(p[i]);
    }
    return f;
}

void sp_factors_draw(struct sp_factors *f, struct sp_chances *c)
{
    for (int k = 0; k < f->r; k++)
        f->g[k] = sp_chance_normal(c);
}

/* In four sums side by side, which do not wait for each other. */
static double dot(const double *load, const double *g, int r)
{
    double sum[4] = {0};
    int k = 0;
    for (; k + 4 <= r; k += 4)
        for (int j = 0; j < 4; j++)
            sum[j] += load[k + j] * g[k + j];
    for (; k < r; k++)
        sum[0] += load[k] * g[k];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

double sp_factors_limit(const struct sp_factors *f, int i)
{
    double shared = f->single ? f->load[i] * f->g[f->of[i]]
                              : dot(f->load + (size_t)i * (size_t)f->r, f->g, f->r);
    return (f->threshold[i] - shared) / f->own[i];
}

bool sp_factors_on(const struct sp_factors *f, int i, double u)
{
    const double rounding = 1e-14;
    double limit = sp_factors_limit(f, i), place = (limit + REACH) * PARTS;
    if (place >= 0 && place < PLACES) {
        const double *above = f->above + (int)place;
        if (1 - u > above[0] + rounding)
            return false;
        if (1 - u < above[1] - rounding)
            return true;
    }
    return sp_normal_quantile(u) > limit;
}

double sp_factors_correlation(const struct sp_factors *f, int i, int j)
{
    double sum = 0;
    if (f->single)
        return f->of[i] == f->of[j] ? f->load[i] * f->load[j] : 0;
    for (int k = 0; k < f->r; k++)
        sum += f->load[(size_t)i * (size_t)f->r + (size_t)k] *
               f->load[(size_t)j * (size_t)f->r + (size_t)k];
    return sum;
}
