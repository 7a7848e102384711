/* The dependence of features as their law has it; see dependence.h. */
#include "superpose/dependence.h"

static int least(int x, int y)
{
    return x < y ? x : y;
}

double sp_triples(int n, int g)
{
    double rest = n % g, whole = n - rest;
    return whole * (g - 1.0) * (g - 2.0) / 6 + rest * (rest - 1) * (rest - 2) / 6;
}

struct sp_side sp_side_make(struct sp_arena *a, const struct sp_source *source, int g,
                            bool values)
{
    int n = source->n;
    struct sp_side s = {.values = values,
                        .mean = SP_TAKE(a, n, double),
                        .block = SP_TAKE(a, (n - 1) / g + 1, double)};
    double all = 0, squares = 0, blocks = 0;
    for (int first = 0; first < n; first += g) {
        double *sum = &s.block[first / g], spread = 0;
        for (int i = first; i < least(first + g, n); i++) {
            double p = source->density[i];
            double v = values ? sp_source_variance(source, i) : p * (1 - p);
            *sum += s.mean[i] = values ? sp_source_mean(source, i) : p;
            s.squares += s.mean[i] * s.mean[i];
            spread += sqrt(fmax(v, 0));
            squares += fmax(v, 0);
        }
        s.total += *sum;
        s.block_squares += *sum * *sum;
        all += spread;
        blocks += spread * spread;
    }
    s.within = g > 1 ? (blocks - squares) / 2 : (double)NAN;
    s.between = g < n ? (all * all - blocks) / 2 : (double)NAN;
    return s;
}

/* Sums over pairs of Cov(on_i, on_j) and Cov(x_i, x_j). */
struct covariances {
    double events, values, pairs;
};

static void add_pair(const struct sp_source *source, int i, int j,
                     struct covariances *sum)
{
    const double *p = source->density;
    sum->events += sp_source_together(source, i, j) - p[i] * p[j];
    sum->values += sp_source_covariance(source, i, j);
    sum->pairs++;
}

/* Of COUNT pairs within blocks, or the others, so many at random. */
static struct covariances look_at_some(const struct sp_source *source, int g,
                                       bool within, int count)
{
    struct sp_rng rng = sp_rng_make((uint64_t)source->law_seed, SP_USE_BOOTSTRAP);
    struct covariances sum = {0};
    while (sum.pairs < count) {
        int i = (int)sp_rng_below(&rng, (uint64_t)source->n), j;
        if (within)
            j = i / g * g + (int)sp_rng_below(&rng, (uint64_t)g);
        else
            j = (int)sp_rng_below(&rng, (uint64_t)source->n);
        if (i != j && j < source->n && (i / g == j / g) == within)
            add_pair(source, i, j, &sum);
    }
    return sum;
}

static struct covariances look_at_all(const struct sp_source *source, int g,
                                      bool within)
{
    struct covariances sum = {0};
    for (int i = 0; i < source->n; i++) {
        int end = least((i / g + 1) * g, source->n);
        for (int j = within ? i + 1 : end; j < (within ? end : source->n); j++)
            add_pair(source, i, j, &sum);
    }
    return sum;
}

/* The sums over all pairs. */
static struct covariances covariances(const struct sp_source *source, int g,
                                      bool within)
{
    enum { MOST = 65536 };
    double n = source->n, rest = source->n % g;
    double inside = (n - rest) * (g - 1) / 2 + rest * (rest - 1) / 2;
    double pairs = within ? inside : n * (n - 1) / 2 - inside;
    if (pairs <= MOST)
        return look_at_all(source, g, within);
    struct covariances sum = look_at_some(source, g, within, MOST);
    sum.events *= pairs / sum.pairs;
    sum.values *= pairs / sum.pairs;
    return sum;
}

/* E K (K - 1) (K - 2) / 6, K of independent features: sum over triples of p_i p_j p_k,
   by the sums of powers (Newton). */
static double independent_triples(const double *p, int count)
{
    double one = 0, two = 0, three = 0;
    for (int i = 0; i < count; i++) {
        one += p[i];
        two += p[i] * p[i];
        three += p[i] * p[i] * p[i];
    }
    return (one * one * one - 3 * one * two + 2 * three) / 6;
}

static const double *counts(const struct sp_source *source, int g, int first)
{
    bool known = source->kind->counts && source->block == g;
    return known ? source->kind->counts(source, first) : NULL;
}

/* Triples of a block that are on, in the mean; NaN where not known. */
static double block_triples(const struct sp_source *source, int g, int first)
{
    const double *chance = counts(source, g, first);
    double sum = 0;
    if (source->block == 1)
        return independent_triples(source->density + first,
                                   least(g, source->n - first));
    for (int k = 3; chance && k <= g; k++)
        sum += k * (k - 1.0) * (k - 2.0) / 6 * chance[k];
    return chance ? sum : (double)NAN;
}

static double bits(double p)
{
    return p > 0 ? -p * log2(p) : 0;
}

/* Bits of who is on in a block: -sum_k q_k log2(q_k / C(g, k)). */
static double block_entropy(const struct sp_source *source, int g, int first)
{
    const double *chance = counts(source, g, first);
    double sum = 0, ways = 0; /* log2 C(g, k) */
    for (int i = first; source->block == 1 && i < least(first + g, source->n); i++)
        sum += bits(source->density[i]) + bits(1 - source->density[i]);
    for (int k = 0; chance && k <= g; k++) {
        sum += bits(chance[k]) + chance[k] * ways;
        ways += log2((g - k) / (k + 1.0));
    }
    return chance || source->block == 1 ? sum : (double)NAN;
}

void sp_dependence_exact(struct sp_arena *a, const struct sp_source *source, int g,
                         double out[SP_DEPENDENCES])
{
    struct sp_side events = sp_side_make(a, source, g, false);
    struct sp_side values = sp_side_make(a, source, g, true);
    struct covariances within = covariances(source, g, true);
    struct covariances between = covariances(source, g, false);
    double unscaled = source->unit_norm ? NAN : 1, triples = 0, entropy = 0;
    double p = source->row_mean / source->n, among = sp_triples(source->n, g);
    for (int first = 0; first < source->n; first += g) {
        triples += block_triples(source, g, first);
        entropy += block_entropy(source, g, first);
    }
    out[SP_L0_MEAN] = source->row_mean;
    out[SP_L0_VARIANCE] = source->row_variance;
    out[SP_PHI_WITHIN] = within.events / events.within;
    out[SP_PHI_BETWEEN] = between.events / events.between;
    out[SP_VALUE_WITHIN] = unscaled * within.values / values.within;
    out[SP_VALUE_BETWEEN] = unscaled * between.values / values.between;
    out[SP_TRIPLE_WITHIN] = among > 0 ? triples / among / p : (double)NAN;
    out[SP_MASK_ENTROPY] = entropy / source->n;
}
