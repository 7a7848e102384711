/* Decoders of one feature in normal noise; what they are is in mean_field.h.

   With f(y) = (1 - p) phi(y) + p density(y), the density of y, and
   m(y) = p moment(y) = f(y) E(x | y),

       Bayes   E x^2 - int m^2 / f dy
       ReLU    E x^2 - max_t A(t)^2 / B(t),   A = int_t m (y - t) dy,
                                              B = int_t f (y - t)^2 dy,

   since the best a for a threshold t = -b / a is A / B.  Sums over a grid of step
   tau / 16 do: those of smooth functions that vanish at both ends are exact to all
   digits, and A and B have known errors of order h^2 (which is taken out) and h^4.  One
   pass from above, in which t goes with y, has them all. */
#include "superpose/mean_field.h"

#include <math.h>

#include "superpose/calculus.h"
#include "superpose/fault.h"

/* x is 0 or of this law; scale 1. */
struct feature {
    const struct sp_size_law *size;
    double p, mean, square; /* E x, E x^2 */
    double low, high;       /* of x, but for 1e-12 of its law */
};

static struct feature feature_of(const struct sp_source *source, double p)
{
    const struct sp_size_law *size = source->size;
    double sigma = source->sigma, rare = 1e-12;
    sp_require(p > 0 && p <= 1);
    return (struct feature){.size = size,
                            .p = p,
                            .mean = p * size->mean(sigma),
                            .square = p * size->square(sigma),
                            .low = fmin(size->quantile(rare, sigma), 0),
                            .high = fmax(size->quantile(1 - rare, sigma), 0)};
}

/* 0 where x is always the same. */
static double variance(const struct feature *x)
{
    return x->square - x->mean * x->mean;
}

/* Sums over the grid above t, without the step. */
struct above {
    double f, f1, f2; /* f (y - t)^k */
    double m, m1;     /* m (y - t)^k */
};

/* Moves t down by H, to a point where the functions are f and m. */
static void move_down(struct above *sum, double h, double f, double m)
{
    sum->f2 += h * (2 * sum->f1 + h * sum->f);
    sum->f1 += h * sum->f;
    sum->m1 += h * sum->m;
    sum->f += f;
    sum->m += m;
}

/* A^2 / B at t. */
static double explained(const struct above *sum, double h, double m)
{
    double a = h * sum->m1 + h * h * m / 12, b = h * sum->f2;
    return a > 0 && b > 0 ? a * a / b : 0;
}

/* The top of the parabola through three neighbours, the middle one the highest. */
static double top(const double e[3])
{
    double bend = 2 * e[1] - e[0] - e[2], slope = e[2] - e[0];
    return bend > 0 ? e[1] + slope * slope / (8 * bend) : e[1];
}

/* So little noise that a grid would be long loses nothing. */
static const double least_noise = 1e-4;

void sp_mean_field_errors(const struct sp_source *source, double p, double tau,
                          double error[SP_DECODERS])
{
    struct feature x = feature_of(source, p);
    bool known = x.size->blurred && variance(&x) > 0;
    bool noisy = tau > least_noise * (x.high - x.low);
    error[SP_BAYES] = error[SP_RELU] = known ? 0 : NAN;
    if (!known || !noisy)
        return;
    double h = tau / 16, reach = 9 * tau, seen = 0, best = 0, e[3] = {0};
    /* Where noise is all, the best ReLU is the best line, with this threshold. */
    double line = -tau * tau * x.mean / variance(&x) - 2 * h;
    double low = fmin(x.low - reach, line), high = x.high + reach;
    int count = (int)((high - low) / h) + 1;
    struct above sum = {0};
    for (int k = 0; k < count; k++) {
        double y = high - k * h, density, moment, z = y / tau;
        x.size->blurred(y, tau, &density, &moment);
        double f = (1 - p) * exp(-z * z / 2) / (sqrt(2 * M_PI) * tau) + p * density;
        double m = p * moment;
        seen += f > 0 ? m * m / f : 0;
        move_down(&sum, h, f, m);
        e[0] = e[1];
        e[1] = e[2];
        e[2] = explained(&sum, h, m);
        best = fmax(best, e[1] >= e[0] && e[1] >= e[2] ? top(e) : e[2]);
    }
    error[SP_BAYES] = x.square - h * seen;
    error[SP_RELU] = x.square - best;
}

double sp_mean_field_nmse(const struct sp_source *source, double p, double load,
                          enum sp_decoder decoder)
{
    struct feature x = feature_of(source, p);
    double v = variance(&x), error[SP_DECODERS];
    sp_mean_field_errors(source, p, sqrt(fmax(load - 1, 0) * v), error);
    return error[decoder] / v;
}

struct question {
    const struct sp_source *source;
    double p;
    enum sp_decoder decoder;
};

static double not_recovered(double load, void *context)
{
    const struct question *of = context;
    return -load * (1 - sp_mean_field_nmse(of->source, of->p, load, of->decoder));
}

/* From above, until it is clear that it only falls. */
struct sp_plateau sp_mean_field_plateau(const struct sp_source *source, double p,
                                        enum sp_decoder decoder)
{
    struct question of = {source, p, decoder};
    struct sp_plateau none = {NAN, NAN};
    const double ratio = 1.25, least = 0.02;
    double first = 16 / p - 1, at = first, best = 0;
    double over = first;
    while (over > least) {
        double recovered = -not_recovered(1 + over, &of);
        if (recovered > best) {
            best = recovered;
            at = over;
        }
        if (recovered < 0.8 * best)
            break;
        over /= ratio;
    }
    if (!(best > 0) || at == first)
        return none;
    double load =
        sp_minimum(not_recovered, &of, 1 + at / ratio, 1 + at, 1 + at * ratio);
    return (struct sp_plateau){load, -not_recovered(load, &of)};
}

/* -mse / tau^2 in the logarithm of tau. */
static double not_left(double log_tau, void *context)
{
    const struct question *of = context;
    double tau = exp(log_tau), error[SP_DECODERS];
    sp_mean_field_errors(of->source, of->p, tau, error);
    return -error[of->decoder] / (tau * tau);
}

/* A law with a density has mse / tau^2 = p without noise, a single size has 0. */
static bool is_spread(const struct sp_source *source)
{
    double mean = source->size->mean(source->sigma);
    return source->size->square(source->sigma) > mean * mean;
}

/* From much noise to little, until it is clear that it only falls. */
double sp_message_load(const struct sp_source *source, double p)
{
    struct question of = {source, p, SP_BAYES};
    enum { STEPS = 20 };
    const double step = 0.2;
    double unit = log(sqrt(source->size->square(source->sigma)));
    double at = unit, best = 0;
    for (int k = 0; k < STEPS; k++) {
        double here = unit + 1 - k * step;
        double left = -not_left(here, &of);
        if (left > best) {
            best = left;
            at = here;
        }
        if (left < 0.9 * best)
            break;
    }
    if (!(best > 0))
        return NAN;
    at = sp_minimum(not_left, &of, at - step, at, at + step);
    double limit = is_spread(source) ? p : 0;
    return 1 / fmax(-not_left(at, &of), limit);
}
