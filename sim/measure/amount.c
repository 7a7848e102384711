/* How much directions share, and what chance would give; see amount.h. */
#include "superpose/amount.h"

#include "superpose/fault.h"
#include "superpose/stats.h"

static const double STEP = 1e-9; /* of phi: differences below it are rounding */

double sp_effective_count(const double *size, int count)
{
    double sum = sp_sum(size, (size_t)count), entropy = 0;
    if (!(sum > 0))
        return NAN;
    for (int i = 0; i < count; i++) {
        double share = size[i] / sum;
        entropy -= share > 0 ? share * log(share) : 0;
    }
    return exp(entropy);
}

double sp_participation(const double *matrix, int n)
{
    double trace = 0, square = 0;
    for (int i = 0; i < n; i++) {
        trace += matrix[(size_t)i * (size_t)n + (size_t)i];
        for (int j = 0; j < n; j++) {
            double entry = matrix[(size_t)i * (size_t)n + (size_t)j];
            square += entry * entry;
        }
    }
    return square > 0 ? trace * trace / square : NAN;
}

double sp_tightness(struct sp_arena *a, const double *W, int n, int m)
{
    size_t width = (size_t)m;
    double *F = SP_TAKE(a, width * width, double);
    for (int i = 0; i < n; i++) {
        const double *w = W + (size_t)i * width;
        for (size_t k = 0; k < width; k++)
            for (size_t l = 0; l < width; l++)
                F[k * width + l] += w[k] * w[l];
    }
    return sp_participation(F, m) / m;
}

double sp_random_tightness(const double *square, int n, int m)
{
    double sum = sp_sum(square, (size_t)n), own = 0;
    for (int i = 0; i < n; i++)
        own += square[i] * square[i];
    return sum > 0 ? sum * sum / (m * own + sum * sum - own) : NAN;
}

double sp_random_capacity(const double *square, int n, int m)
{
    double sum = sp_sum(square, (size_t)n), capacity = 0;
    for (int i = 0; i < n; i++)
        if (square[i] > 0)
            capacity += square[i] / (square[i] + (sum - square[i]) / m);
    return capacity;
}

double sp_welch_overlap(double mean_square, int k, int m)
{
    double random = 1.0 / m;
    double least = k > m ? (k - m) / ((double)m * (k - 1)) : 0;
    return k < 2 || m < 2 ? NAN : 1 - (random - mean_square) / (random - least);
}

/* The angle to a random direction has density sin^(m - 2) / B, with the integral
   B = sqrt(pi) Gamma((m - 1) / 2) / Gamma(m / 2) over 0 .. pi; up to pi / 3 by the rule
   of Simpson, whose terms are all positive. */
double sp_random_aligned(int m)
{
    enum { STEPS = 512 };
    sp_require(m >= 1);
    if (m == 1)
        return 0.5;
    double step = M_PI / 3 / STEPS, sum = 0;
    for (int k = 0; k <= STEPS; k++) {
        double weight = k == 0 || k == STEPS ? 1 : k % 2 ? 4 : 2;
        sum += weight * pow(sin(k * step), m - 2);
    }
    double whole = sqrt(M_PI) * exp(lgamma((m - 1) / 2.0) - lgamma(m / 2.0));
    return sum * step / 3 / whole;
}

static bool belong(const struct sp_source *source, int i, int j, double phi)
{
    if (source->kin >= source->n)
        return phi > 0;
    return i / source->kin == j / source->kin;
}

static void fill_pair(struct sp_company *c, const struct sp_source *source, int k,
                      int l, double cosine)
{
    int i = c->feature[k], j = c->feature[l];
    double both = sp_source_together(source, i, j);
    double phi = STEP * round(sp_source_phi(source, i, j, both) / STEP);
    double given = (both / source->density[i] + both / source->density[j]) / 2;
    bool within = k != l && belong(source, i, j, phi);
    for (int side = 0; side < 2; side++) {
        int row = side ? l : k, column = side ? k : l;
        size_t at = (size_t)row * (size_t)c->count + (size_t)column;
        c->cosine[at] = cosine;
        c->phi[at] = phi;
        c->given[at] = given;
        c->within[at] = within;
    }
}

struct sp_company sp_company_make(struct sp_arena *a, const struct sp_source *source,
                                  const double *W, int m, double least)
{
    int n = source->n;
    struct sp_company c = {.feature = SP_TAKE(a, n, int)};
    double *norm = SP_TAKE(a, n, double);
    for (int i = 0; i < n; i++) {
        const double *w = W + (size_t)i * (size_t)m;
        norm[c.count] = sqrt(sp_dot(w, w, m));
        c.feature[c.count] = i;
        c.count += norm[c.count] > least;
    }
    size_t pairs = (size_t)c.count * (size_t)c.count;
    c.cosine = SP_TAKE(a, pairs, double);
    c.phi = SP_TAKE(a, pairs, double);
    c.given = SP_TAKE(a, pairs, double);
    c.within = SP_TAKE(a, pairs, bool);
    for (int k = 0; k < c.count; k++)
        for (int l = k; l < c.count; l++) {
            const double *u = W + (size_t)c.feature[k] * (size_t)m;
            const double *v = W + (size_t)c.feature[l] * (size_t)m;
            fill_pair(&c, source, k, l, sp_dot(u, v, m) / (norm[k] * norm[l]));
        }
    return c;
}

struct sp_test sp_company_mantel(struct sp_arena *a, const struct sp_company *company,
                                 bool ranked, int permutations, uint64_t seed)
{
    for (int k = 0; k < company->count * company->count; k++)
        if (isnan(company->phi[k]))
            return (struct sp_test){NAN, NAN};
    return sp_mantel(a, company->phi, company->cosine, company->count, ranked,
                     SP_TAIL_UP, permutations, seed);
}

double sp_company_slope(struct sp_arena *a, const struct sp_company *company,
                        bool above)
{
    int count = company->count, pairs = 0;
    double *phi = SP_TAKE(a, count * count, double);
    double *size = SP_TAKE(a, count * count, double);
    for (int k = 0; k < count; k++)
        for (int l = k + 1; l < count; l++) {
            double x = company->phi[k * count + l];
            if (isnan(x))
                return NAN;
            phi[pairs] = x;
            size[pairs] = fabs(company->cosine[k * count + l]);
            pairs += above ? x > 0 : x < 0;
        }
    return pairs < 3 ? (double)NAN : sp_slope(phi, size, pairs);
}

struct sp_signed_overlap sp_signed_overlaps(const struct sp_company *company,
                                            enum sp_whose whose)
{
    struct sp_signed_overlap out = {0};
    for (int k = 0; k < company->count; k++)
        for (int l = k + 1; l < company->count; l++) {
            size_t at = (size_t)k * (size_t)company->count + (size_t)l;
            double c = company->cosine[at];
            if (whose != SP_ALL && company->within[at] != (whose == SP_WITHIN))
                continue;
            out.pairs++;
            out.mean += c;
            out.square += c * c;
            out.opposed += c < -0.5;
            out.aligned += c > 0.5;
        }
    double share = out.pairs > 0 ? 1 / out.pairs : NAN;
    out.mean *= share;
    out.square *= share;
    out.opposed *= share;
    out.aligned *= share;
    return out;
}
