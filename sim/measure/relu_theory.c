/* The exact loss of the ReLU output model, from its weights.

   Given which features S are on, with sizes U[0, 1], output i is ReLU(z) with
   z = b_i + sum_{j in S} g_j x_j, g_j = W_i . W_j, and costs

       E (x_i - z_+)^2 = E x_i^2 - 2 E x_i z_+ + E z_+^2.

   With F_k(c; g_1 .. g_d) the integral of (c + g . x)_+^k / k! over the unit cube,

       F_k(c; g_1 .. g_d) = [F_{k+1}(c + g_d; g_1 .. g_{d-1}) - F_{k+1}(c; ..)] / g_d
       E z_+^2 = 2 F_2(b; g)
       E x_i z_+ = [F_2(b + g_i; g without g_i) - F_2(b; g)] / g_i    i in S, by parts

   down to F_k(c) = c_+^k / k!: a sum over the corners of the cube.  Differences lose
   the digits that a small g_d divides by; such features are integrated by Gauss's rule
   instead, along which the integrand hardly bends. */
#include <float.h>
#include <math.h>

#include "superpose/theory.h"

enum { NODES = 3 };
static const double node[NODES] = {0.1127016653792583, 0.5, 0.8872983346207417};
static const double weight[NODES] = {5 / 18.0, 8 / 18.0, 5 / 18.0};

/* Below SLIGHT a feature moves z so little that its middle stands for all of it. */
static const double LOST = 1e-11, SLIGHT = 1e-6;

/* One output, one set of features on: those whose differences are taken come first. */
struct cube {
    double c;
    double g[SP_RELU_MOST];
    int count, exact;
};

/* F_k over the first d features. */
static double corners(const double *g, int d, double c, int k)
{
    if (d)
        return (corners(g, d - 1, c + g[d - 1], k + 1) - corners(g, d - 1, c, k + 1)) /
               g[d - 1];
    double term = c > 0;
    for (int j = 1; j <= k && c > 0; j++)
        term *= c / j;
    return term;
}

/* F_k over all of them, from number `at` on by Gauss's rule. */
static double integral(const struct cube *cube, int at, double c, int k)
{
    if (at == cube->count)
        return corners(cube->g, cube->exact, c, k);
    double g = cube->g[at], sum = 0;
    if (fabs(g) < SLIGHT)
        return integral(cube, at + 1, c + g / 2, k);
    for (int q = 0; q < NODES; q++)
        sum += weight[q] * integral(cube, at + 1, c + g * node[q], k);
    return sum;
}

static void sort_by_size(struct cube *cube)
{
    for (int j = 1; j < cube->count; j++)
        for (int i = j; i && fabs(cube->g[i]) > fabs(cube->g[i - 1]); i--) {
            double g = cube->g[i];
            cube->g[i] = cube->g[i - 1];
            cube->g[i - 1] = g;
        }
}

/* Counts the features whose differences keep their digits: corners are at most
   S^(d + 2) / (d + 2)!, with S the largest |z|, c being off by no more than REACH, and
   are divided by all g and by EXTRA. */
static void plan(struct cube *cube, double reach, double extra)
{
    double most = fabs(cube->c) + reach;
    sort_by_size(cube);
    for (int j = 0; j < cube->count; j++)
        most += fabs(cube->g[j]);
    double lost = DBL_EPSILON * most * most / extra;
    for (cube->exact = 0; cube->exact < cube->count; cube->exact++) {
        lost *= 2 * most / (cube->exact + 3) / fabs(cube->g[cube->exact]);
        if (!(lost < LOST))
            break;
    }
}

static double mean_square(struct cube cube)
{
    plan(&cube, 0, 1);
    return 2 * integral(&cube, cube.exact, cube.c, 2);
}

/* E x z_+ for the feature with `own`, which is not in the cube: by parts, or by Gauss's
   rule where it is small. */
static double mean_product(struct cube cube, double own)
{
    struct cube all = cube;
    all.g[all.count++] = own;
    plan(&all, 0, own);
    plan(&cube, own, own);
    if (all.exact && own >= fabs(all.g[all.exact - 1]))
        return (integral(&cube, cube.exact, cube.c + own, 2) -
                integral(&all, all.exact, all.c, 2)) /
               own;
    double sum = 0;
    plan(&cube, own, 1);
    for (int q = 0; q < NODES; q++)
        sum += weight[q] * node[q] *
               integral(&cube, cube.exact, cube.c + own * node[q], 1);
    return sum;
}

/* What output i costs when the features marked in ON are on; G (n) is W_i . W_j. */
static double output_loss(const double *G, int n, int i, double bias, unsigned on)
{
    struct cube others = {.c = bias};
    for (int j = 0; j < n; j++)
        if (on >> j & 1 && j != i)
            others.g[others.count++] = G[j];
    if (!(on >> i & 1))
        return mean_square(others);
    struct cube all = others;
    all.g[all.count++] = G[i];
    return 1 / 3.0 - 2 * mean_product(others, G[i]) + mean_square(all);
}

/* The chance that exactly the features in ON are on: singles or pairs, so that the
   joint chance of two says all. */
static double chance(const struct sp_source *source, unsigned on)
{
    double p = 1;
    for (int i = 0; i < source->n; i += source->block) {
        int j = i + 1;
        bool first = on >> i & 1, second = on >> j & 1;
        if (source->block == 1) {
            p *= first ? source->density[i] : 1 - source->density[i];
            continue;
        }
        double both = sp_source_together(source, i, j);
        double one = source->density[i] - both, other = source->density[j] - both;
        double none = 1 - one - other - both;
        p *= first ? (second ? both : one) : (second ? other : none);
    }
    return p;
}

static bool is_known(const struct sp_source *source)
{
    bool uniform = source->size->low == 0 && source->size->span == 1;
    bool apart = source->block == 1 || (source->block == 2 && source->n % 2 == 0);
    return uniform && source->scale == 1 && !source->unit_norm && apart &&
           !source->kind->ratio && source->n <= SP_RELU_MOST;
}

static void products(const double *W, int n, int m, int i, double *G)
{
    for (int j = 0; j < n; j++) {
        G[j] = 0;
        for (int k = 0; k < m; k++)
            G[j] += W[i * m + k] * W[j * m + k];
    }
}

double sp_relu_loss(const struct sp_source *source, const double *W, const double *bias,
                    int m, double *part)
{
    int n = source->n;
    double total = 0, G[SP_RELU_MOST];
    if (!is_known(source))
        return NAN;
    for (int k = 0; k < 2 * (n + 1); k++)
        part[k] = 0;
    for (int i = 0; i < n; i++) {
        products(W, n, m, i, G);
        for (unsigned on = 0; on < 1U << n; on++) {
            double p = chance(source, on);
            int row = on >> i & 1 ? 0 : n + 1;
            if (p > 0)
                part[row + __builtin_popcount(on)] +=
                    source->importance[i] * p * output_loss(G, n, i, bias[i], on);
        }
    }
    for (int k = 0; k < 2 * (n + 1); k++)
        total += part[k];
    return total;
}
