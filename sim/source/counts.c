/* Laws of how many features of a block are on. */
#include "counts.h"

#include <math.h>

#include "factors.h"

void sp_block_range(enum sp_block_law law, int g, double p, double *least, double *most)
{
    double rarer = fmin(p, 1 - p);
    *least = 0;
    *most = law == SP_EXCLUSION ? 0 : 1;
    if (law == SP_EXCLUSION)
        *least = p < 1 ? -p / (1 - p) : 0;
    else if (law == SP_MARKOV)
        *least = -rarer / (1 - rarer);
    else if (law == SP_BETA_BINOMIAL)
        *least = g - 1 > rarer ? -rarer / (g - 1 - rarer) : 0;
}

/* Terms of a binomial law from its largest one outwards, relative to it, until they no
   longer count: their sum; SCALE times each is added to chance. */
static double add_terms(int g, double q, double scale, double *chance)
{
    const double least = 1e-30;
    double odds = q / (1 - q), sum = 0, term = 1;
    int mode = (int)fmin((g + 1.0) * q, g);
    for (int k = mode; k <= g && term > least; k++) {
        sum += term;
        chance[k] += scale * term;
        term *= (g - k) / (k + 1.0) * odds;
    }
    term = 1;
    for (int k = mode; k > 0 && term > least; k--) {
        term *= k / ((g - k + 1.0) * odds);
        sum += term;
        chance[k - 1] += scale * term;
    }
    return sum;
}

/* Adds WEIGHT times the law of g independent events of probability q. */
static void add_binomial(double weight, int g, double q, double *chance)
{
    if (q > 0 && q < 1)
        add_terms(g, q, weight / add_terms(g, q, 0, chance), chance);
    else
        chance[q > 0 ? g : 0] += weight;
}

/* P(k + 1) / P(k), for p <= 1/2: positive and finite in the middle of the range, and 0
   or infinite at its ends where phi is as low as can be. */
static double beta_ratio(int g, double p, double theta, int k)
{
    return (double)(g - k) / (k + 1) * fmax(p + k * theta, 0) /
           fmax(1 - p + (g - k - 1) * theta, 0);
}

/* In logarithms, from the middle to both sides. */
static void beta_binomial(int g, double p, double theta, double *chance)
{
    double rarer = fmin(p, 1 - p), most = 0, sum = 0;
    int middle = g / 2;
    chance[middle] = 0;
    for (int k = middle; k < g; k++)
        chance[k + 1] = chance[k] + log(beta_ratio(g, rarer, theta, k));
    for (int k = middle; k > 0; k--)
        chance[k - 1] = chance[k] - log(beta_ratio(g, rarer, theta, k - 1));
    for (int k = 0; k <= g; k++)
        most = fmax(most, chance[k]);
    for (int k = 0; k <= g; k++)
        sum += chance[k] = exp(chance[k] - most);
    for (int k = 0; k <= g; k++)
        chance[k] /= sum;
    for (int k = 0; p > rarer && k < g - k; k++) {
        double here = chance[k];
        chance[k] = chance[g - k];
        chance[g - k] = here;
    }
}

static void exclusion(int g, double p, double phi, double *chance)
{
    double lambda = fmin(-phi * (1 - p) / p, 1);
    chance[0] += lambda * fmax(1 - g * p, 0);
    chance[1] += lambda * g * p;
    add_binomial(1 - lambda, g, p, chance);
}

/* Given f, events are independent with chance Q(u), u = (t - sqrt(r) f) / sqrt(1 - r)
   and Q(u) = P(z > u).  For 0 < k < g the integral over u falls off at both ends and is
   summed with even steps, which is exact to rounding once a step is small beside what
   varies: Q, K / g, and the density of u (Trefethen and Weideman 2014, SIAM Rev. 56).
   The two ends follow from sum_k P(k) = 1 and sum_k k P(k) = g p. */
static void copula(int g, double p, double r, double *chance)
{
    double t = sp_threshold(p), spread = sqrt(r / (1 - r)), centre = t / sqrt(1 - r);
    double step = fmin(0.25, fmin(0.5 * spread, 1 / sqrt(g)));
    double from = fmax(centre - 9 * spread, -12), to = fmin(centre + 9 * spread, 12);
    int steps = (int)ceil((to - from) / step);
    for (int s = 0; s <= steps; s++) {
        double u = from + s * step, f = (u - centre) / spread;
        double density = exp(-f * f / 2) / (sqrt(2 * M_PI) * spread);
        add_binomial(step * density, g, sp_above(u), chance);
    }
    double on = 0, several = 0;
    for (int k = 1; k < g; k++) {
        several += chance[k];
        on += k * chance[k];
    }
    chance[g] = fmax(p - on / g, 0);
    chance[0] = fmax(1 - several - chance[g], 0);
}

static void all_or_none(int g, double p, double *chance)
{
    chance[0] = 1 - p;
    chance[g] = p;
}

static void fill(enum sp_block_law law, int g, double p, double phi, double *chance)
{
    double t = sp_threshold(p), share = sqrt(fmax(phi, 0));
    if (phi >= 1 || p >= 1) {
        all_or_none(g, p, chance);
    } else if (law == SP_COMMON) {
        add_binomial(p, g, share + (1 - share) * p, chance);
        add_binomial(1 - p, g, (1 - share) * p, chance);
    } else if (law == SP_EXCLUSION) {
        exclusion(g, p, phi, chance);
    } else if (law == SP_BETA_BINOMIAL) {
        beta_binomial(g, p, phi / (1 - phi), chance);
    } else if (phi > 0) {
        copula(g, p, sp_latent(t, t, phi), chance);
    } else {
        add_binomial(1, g, p, chance);
    }
}

struct sp_counts sp_counts_make(struct sp_arena *a, enum sp_block_law law, int g,
                                double p, double phi)
{
    struct sp_counts c = {.g = g,
                          .p = p,
                          .chance = SP_TAKE(a, g + 1, double),
                          .below = SP_TAKE(a, g, double)};
    double mean = 0, square = 0;
    fill(law, g, p, phi, c.chance);
    for (int k = 1; k <= g; k++) {
        c.below[k - 1] = c.any += c.chance[k];
        mean += k * c.chance[k];
        square += (double)k * k * c.chance[k];
    }
    for (int k = 1; k <= g; k++)
        c.below[k - 1] /= c.any;
    while (c.most < g && (!c.most || c.below[c.most - 1] < 1 - 0x1p-53))
        c.most++;
    c.any = fmin(c.any, 1);
    c.both = g > 1 ? (square - mean) / ((double)g * (g - 1)) : 0;
    c.variance = fmax(square - mean * mean, 0);
    return c;
}

/* The least k with u < below: most often 1, else by halving. */
int sp_counts_draw(const struct sp_counts *counts, double u)
{
    int low = 1, high = counts->most;
    if (u < counts->below[0])
        return 1;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (u < counts->below[middle - 1])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
