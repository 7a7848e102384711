/* Phases in closed form: the restricted networks behind the phase diagrams of Elhage et
   al. (2022), and McGrath's exact loss (a comment in the same paper).

   With density p and sizes U[0, 1] a feature costs

       dropped, its bias at the mean p / 2       I_i sigma^2,  sigma^2 = p / 3 - p^2 / 4
       with a dimension of its own               nothing
       in an antipodal pair, norms 1, bias 0     (I_i + I_j) p^2 / 6  for both,

   since in a pair each errs only where both are on, by the smaller of the two. */
#include "superpose/theory.h"

#include <math.h>

#include "superpose/fault.h"

const char *const sp_phase_names[] = {"ignored", "superposed", "dedicated", NULL};

/* One candidate network: its loss, and what becomes of the last feature. */
struct candidate {
    double loss;
    enum sp_phase phase;
};

enum sp_phase sp_phase_theory(int n, double r, double p, double *loss)
{
    sp_require((n == 2 || n == 3) && r >= 0 && p >= 0 && p <= 1);
    double dropped = p / 3 - p * p / 4, pair = p * p / 6;
    const struct candidate candidates[] = {
        {r * dropped, SP_IGNORED},
        {(1 + r) * pair, SP_SUPERPOSED},
        {dropped, SP_DEDICATED},  /* the first is dropped */
        {2 * pair, SP_DEDICATED}, /* n = 3: the first two are a pair */
    };
    struct candidate best = candidates[0];
    for (int i = 1; i < n + 1; i++) {
        if (candidates[i].loss < best.loss)
            best = candidates[i];
    }
    *loss = best.loss;
    return best.phase;
}

/* Where (1 + r) p^2 / 6, or 2 p^2 / 6 for the pair without the last feature, equals the
   cost of dropping the less important one. */
double sp_phase_boundary(int n, double r)
{
    sp_require((n == 2 || n == 3) && r >= 0);
    if (r <= 1)
        return 4 * r / (2 + 5 * r);
    return n == 2 ? 4 / (2 * r + 5) : 4.0 / 7;
}

enum sp_phase sp_phase_class(double norm, double dimensionality)
{
    if (!(norm >= 0.5))
        return SP_IGNORED;
    return dimensionality > 0.75 ? SP_DEDICATED : SP_SUPERPOSED;
}

/* E (x - ReLU(own x - other y))^2 for x, y ~ U[0, 1], own > 0, other = k own > 0: the
   ReLU is off where y > x / k. */
static double opposed(double own, double k)
{
    double rest = 1 - own, cross = own * k;
    if (k <= 1)
        return k * k * k / 12 + rest * rest * (1 / 3.0 - k * k * k / 12) +
               rest * cross * (1 / 2.0 - k * k / 4) + cross * cross * (1 / 3.0 - k / 4);
    double on =
        rest * rest / k + rest * cross / (k * k) + cross * cross / (3 * k * k * k);
    return 1 / 3.0 - 1 / (4 * k) + on / 4;
}

/* E (x - own x - other y)^2 for x, y ~ U[0, 1], other >= 0: the ReLU is always on. */
static double aligned(double own, double other)
{
    double rest = 1 - own;
    return rest * rest / 3 - rest * other / 2 + other * other / 3;
}

double sp_loss_two_in_one(double w1, double w2, double r, double p)
{
    double a = w1 * w1, d = w2 * w2, g = w1 * w2;
    double spill = g > 0 ? g * g / 3 : 0; /* into the one that is off */
    double alone = (1 - a) * (1 - a) / 3 + r * (1 - d) * (1 - d) / 3 + (1 + r) * spill;
    double both = g < 0 ? opposed(a, -g / a) + r * opposed(d, -g / d)
                        : aligned(a, g) + r * aligned(d, g);
    return p * (1 - p) * alone + p * p * both;
}
