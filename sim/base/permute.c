/* Tests that compare what was seen with what other labels or signs would give. */
#include <math.h>

#include "superpose/fault.h"
#include "superpose/inference.h"
#include "superpose/rng.h"
#include "superpose/stats.h"

/* Equal sums may differ in their last bits when their terms come in another order. */
static const double slack = 1e-12;

/* Whether SUM is at least as extreme as SEEN; both are of SCALE at most. */
static bool extreme(double sum, double seen, enum sp_tail tail, double scale)
{
    if (tail == SP_TAIL_BOTH)
        return fabs(sum) >= fabs(seen) - slack * scale;
    return tail == SP_TAIL_UP ? sum >= seen - slack * scale
                              : sum <= seen + slack * scale;
}

/* Both matrices as what is tested: entries or ranks, less their mean. */
struct mantel {
    int n;
    double *x, *y;  /* (n, n) */
    double squares; /* root of the product of both sums of squares over i < j */
};

/* Spreads values of the pairs i < j over both triangles, less their mean; gives the sum
   of squares. */
static double spread(const double *value, int pairs, int n, double *out)
{
    double mean = sp_mean(value, (size_t)pairs), squares = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            double v = *value++ - mean;
            out[(size_t)i * (size_t)n + (size_t)j] = v;
            out[(size_t)j * (size_t)n + (size_t)i] = v;
            squares += v * v;
        }
    }
    return squares;
}

static double *prepare(struct sp_arena *a, const double *x, int n, bool ranked,
                       double *squares)
{
    int pairs = n * (n - 1) / 2, at = 0;
    double *value = SP_TAKE(a, pairs, double);
    double *out = SP_TAKE(a, (size_t)n * (size_t)n, double);
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++)
            value[at++] = x[(size_t)i * (size_t)n + (size_t)j];
    }
    if (ranked) {
        double *rank = SP_TAKE(a, pairs, double);
        sp_ranks(a, value, pairs, rank);
        value = rank;
    }
    *squares = spread(value, pairs, n, out);
    return out;
}

/* Sum over i < j of x_ij y_pq, where p, q are the LABELs of i, j. */
static double cross(const struct mantel *m, const int *label)
{
    double sum = 0;
    size_t n = (size_t)m->n;
    for (size_t i = 0; i < n; i++) {
        const double *x = m->x + i * n, *y = m->y + (size_t)label[i] * n;
        double row = 0;
        for (size_t j = i + 1; j < n; j++)
            row += x[j] * y[label[j]];
        sum += row;
    }
    return sum;
}

struct sp_test sp_mantel(struct sp_arena *a, const double *x, const double *y, int n,
                         bool ranked, enum sp_tail tail, int permutations,
                         uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_BOOTSTRAP);
    double xx, yy;
    int *label = SP_TAKE(a, n, int), reached = 1;
    sp_require(n <= 1 << 15);
    struct mantel m = {n, prepare(a, x, n, ranked, &xx), prepare(a, y, n, ranked, &yy),
                       sqrt(xx) * sqrt(yy)};
    if (!(m.squares > 0))
        return (struct sp_test){NAN, NAN};
    for (int i = 0; i < n; i++)
        label[i] = i;
    double seen = cross(&m, label);
    for (int k = 0; k < permutations; k++) {
        sp_rng_shuffle(&rng, label, n);
        reached += extreme(cross(&m, label), seen, tail, m.squares);
    }
    return (struct sp_test){seen / m.squares, (double)reached / (permutations + 1)};
}

/* The sum with the signs that the bits of WAY change. */
static double flipped(const double *x, int count, uint64_t way)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += way >> i & 1 ? -x[i] : x[i];
    return sum;
}

/* The sum with random signs, 64 from a number. */
static double flipped_at_random(const double *x, int count, struct sp_rng *rng)
{
    double sum = 0;
    for (int i = 0; i < count; i += 64)
        sum += flipped(x + i, count - i < 64 ? count - i : 64, sp_rng_next(rng));
    return sum;
}

struct sp_test sp_sign_flip(const double *x, int count, enum sp_tail tail, int draws,
                            uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_BOOTSTRAP);
    double seen = 0, scale = 0;
    for (int i = 0; i < count; i++) {
        seen += x[i];
        scale += fabs(x[i]);
    }
    if (!(scale > 0))
        return (struct sp_test){count ? 0 : NAN, count ? 1 : NAN};
    bool all = count < 31 && 1 << count <= draws;
    int ways = all ? 1 << count : draws, reached = all ? 0 : 1;
    for (int k = 0; k < ways; k++) {
        double sum =
            all ? flipped(x, count, (uint64_t)k) : flipped_at_random(x, count, &rng);
        reached += extreme(sum, seen, tail, scale);
    }
    return (struct sp_test){seen / count, (double)reached / (all ? ways : ways + 1)};
}
