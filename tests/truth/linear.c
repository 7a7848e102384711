/* What a linear map can do, against quadrature and eigenvalues known on paper. */
#include <math.h>

#include "superpose/theory.h"
#include "../suite.h"

static struct sp_arena a;

/* Blocks of two that are on together: P(both) = p. */
static double together(const struct sp_source *source, int i, int j)
{
    (void)j;
    return source->density[i];
}

/* Blocks of two of which never both are on. */
static double never(const struct sp_source *source, int i, int j)
{
    (void)source;
    (void)i;
    (void)j;
    return 0;
}

/* Blocks in which any two are on together half as often as each alone. */
static double half(const struct sp_source *source, int i, int j)
{
    return source->density[i < j ? i : j] / 2;
}

static const struct sp_source_kind alone, correlated = {.joint = together},
                                          anticorrelated = {.joint = never},
                                          equally = {.joint = half};

/* n features of density p with sizes U[0, 1] and importances 1, ratio, ratio^2, .. */
static struct sp_source source_of(const struct sp_source_kind *kind, int n, int block,
                                  double p, double ratio)
{
    struct sp_source source = {.kind = kind, .n = n, .block = block, .scale = 1};
    source.size = &sp_size_laws[0];
    ck_assert_str_eq(source.size->name, "uniform");
    source.density = SP_TAKE(&a, n, double);
    source.importance = SP_TAKE(&a, n, double);
    for (int i = 0; i < n; i++) {
        source.density[i] = p;
        source.importance[i] = i ? source.importance[i - 1] * ratio : 1;
    }
    return source;
}

static double variance(double p)
{
    return p / 3 - p * p / 4;
}

/* A number in (-1, 1) for each i. */
static double weyl(int i)
{
    return 2 * fmod(i * 0.6180339887498949, 1) - 1;
}

static double *some(int count, int seed)
{
    double *out = SP_TAKE(&a, count, double);
    for (int i = 0; i < count; i++)
        out[i] = weyl(1000 * seed + i + 1);
    return out;
}

/* A linear map under test. */
struct map {
    int n, m;
    const double *in, *out, *bias, *importance;
};

static double squared_error(const struct map *map, const double *x)
{
    double sum = 0;
    for (int i = 0; i < map->n; i++) {
        double y = map->bias[i];
        for (int k = 0; k < map->m; k++) {
            double h = 0;
            for (int j = 0; j < map->n; j++)
                h += x[j] * map->in[j * map->m + k];
            y += map->out[i * map->m + k] * h;
        }
        sum += map->importance[i] * (x[i] - y) * (x[i] - y);
    }
    return sum;
}

/* Gauss's two nodes of [0, 1], exact for squares. */
static double node(int k)
{
    return 0.5 + (k ? 0.5 : -0.5) / sqrt(3);
}

/* E over features first to n - 1, independent of each other. */
static double over_independent(const struct map *map, const double *p, int first,
                               double *x)
{
    if (first == map->n)
        return squared_error(map, x);
    x[first] = 0;
    double sum = (1 - p[first]) * over_independent(map, p, first + 1, x);
    for (int k = 0; k < 2; k++) {
        x[first] = node(k);
        sum += p[first] / 2 * over_independent(map, p, first + 1, x);
    }
    return sum;
}

/* E over pairs from feature `first` on, with P(both on) = both and P(one on) = p. */
static double over_pairs(const struct map *map, double p, double both, int first,
                         double *x)
{
    if (first == map->n)
        return squared_error(map, x);
    double weight[] = {1 - 2 * p + both, p - both, p - both, both}, sum = 0;
    for (int on = 0; on < 4; on++) {
        for (int k = 0; k < 4; k++) {
            x[first] = on & 1 ? node(k & 1) : 0;
            x[first + 1] = on & 2 ? node(k >> 1) : 0;
            sum += weight[on] / 4 * over_pairs(map, p, both, first + 2, x);
        }
    }
    return sum;
}

static struct map map_of(const struct sp_source *source, int m, bool tied)
{
    const double *in = some(source->n * m, 1);
    const double *out = tied ? in : some(source->n * m, 2);
    return (struct map){.n = source->n,
                        .m = m,
                        .in = in,
                        .out = out,
                        .bias = some(source->n, 3),
                        .importance = source->importance};
}

static double loss_of(const struct sp_source *source, const struct map *map)
{
    return sp_linear_loss(&a, source, map->in, map->out, map->bias, map->m);
}

/* With W = We = Wd: L = sigma^2 sum_i I_i [(1 - ||W_i||^2)^2 + sum_{j != i} g_ij^2]
   + sum_i I_i d_i^2 with b = (1 - W W^T) mu + d. */
static double saxe(const struct map *map, double p)
{
    double sum = 0;
    for (int i = 0; i < map->n; i++) {
        double row = 0, offset = map->bias[i];
        for (int j = 0; j < map->n; j++) {
            double error = i == j;
            for (int k = 0; k < map->m; k++)
                error -= map->in[i * map->m + k] * map->in[j * map->m + k];
            row += error * error;
            offset -= error * p / 2;
        }
        sum += map->importance[i] * (variance(p) * row + offset * offset);
    }
    return sum;
}

START_TEST(saxes_formula_is_the_integral_and_the_function)
{
    for (double p = 0.05; p <= 1; p += 0.19) {
        struct sp_source source = source_of(&alone, 6, 1, p, 0.7);
        struct map map = map_of(&source, 2, true);
        double x[6], exact = over_independent(&map, source.density, 0, x);
        ck_near(saxe(&map, p), exact, 1e-10);
        ck_near(loss_of(&source, &map), exact, 1e-10);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(untied_maps_of_features_with_their_own_densities_have_the_exact_loss)
{
    struct sp_source source = source_of(&alone, 5, 1, 0, 0.5);
    for (int i = 0; i < 5; i++)
        source.density[i] = 0.1 + 0.2 * i;
    struct map map = map_of(&source, 3, false);
    double x[5];
    ck_near(loss_of(&source, &map), over_independent(&map, source.density, 0, x),
            1e-10);
    sp_arena_free(&a);
}
END_TEST

START_TEST(maps_of_correlated_and_anticorrelated_pairs_have_the_exact_loss)
{
    for (double p = 0.1; p < 0.5; p += 0.1) {
        double x[6];
        struct sp_source source = source_of(&correlated, 6, 2, p, 0.8);
        struct map map = map_of(&source, 2, false);
        ck_near(loss_of(&source, &map), over_pairs(&map, p, p, 0, x), 1e-10);
        source.kind = &anticorrelated;
        ck_near(loss_of(&source, &map), over_pairs(&map, p, 0, 0, x), 1e-10);
        source.kind = &equally;
        ck_near(loss_of(&source, &map), over_pairs(&map, p, p / 2, 0, x), 1e-10);
    }
    sp_arena_free(&a);
}
END_TEST

/* The sums of the dropped importances as printed: 20 features with 0.7^i in 5
   dimensions, 80 with 0.9^i in 20. */
START_TEST(the_best_map_of_independent_features_drops_the_least_important)
{
    struct sp_source source = source_of(&alone, 20, 1, 1, 0.7);
    ck_near(sp_linear_optimum(&a, &source, 5) / 20, 0.0278785 * variance(1), 5e-8);
    ck_near(sp_linear_optimum(&a, &source, 5) / 20, 0.0023232, 5e-8);
    source = source_of(&alone, 80, 1, 0.1, 0.9);
    ck_near(sp_linear_optimum(&a, &source, 20), 1.213582 * variance(0.1), 5e-7);
    sp_arena_free(&a);
}
END_TEST

START_TEST(the_best_map_weighs_importance_with_variance)
{
    struct sp_source source = source_of(&alone, 3, 1, 0.1, 0.5);
    source.density[2] = 0.9; /* a quarter as important, and keeps its place */
    double least = variance(0.1) * 0.5;
    ck_assert(0.25 * variance(0.9) > least);
    ck_near(sp_linear_optimum(&a, &source, 2), least, 1e-16);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_map_that_keeps_features_and_gives_means_for_the_rest_is_the_best)
{
    struct sp_source source = source_of(&alone, 7, 1, 0.3, 0.6);
    double *W = SP_TAKE(&a, 7 * 3, double), *b = SP_TAKE(&a, 7, double);
    for (int i = 0; i < 7; i++) {
        if (i < 3)
            W[i * 3 + i] = 1;
        else
            b[i] = 0.15;
    }
    ck_near(sp_linear_loss(&a, &source, W, W, b, 3), sp_linear_optimum(&a, &source, 3),
            1e-15);
    sp_arena_free(&a);
}
END_TEST

/* Eigenvalues sigma^2 (1 +- corr) for three pairs: corr = 3 (1 - p) / (4 - 3 p) when
   they are on together.  In two dimensions the sums of two pairs are kept, every member
   with norm 1 / sqrt 2. */
START_TEST(the_best_map_of_correlated_pairs_keeps_their_sums)
{
    for (double p = 0.01; p <= 1; p += 0.33) {
        struct sp_source source = source_of(&correlated, 6, 2, p, 1);
        double corr = 3 * (1 - p) / (4 - 3 * p);
        double best = variance(p) * ((1 + corr) + 3 * (1 - corr));
        ck_near(sp_linear_optimum(&a, &source, 2), best, 1e-14);
        double *W = SP_TAKE(&a, 12, double), *b = SP_TAKE(&a, 6, double);
        W[0] = W[2] = W[5] = W[7] = sqrt(0.5);
        b[4] = b[5] = p / 2;
        ck_near(sp_linear_loss(&a, &source, W, W, b, 2), best, 1e-14);
    }
    sp_arena_free(&a);
}
END_TEST

/* Of density p / 2 each when the pair's is p: corr = -3 p / (8 - 3 p). */
START_TEST(the_best_map_of_anticorrelated_pairs_keeps_their_differences)
{
    for (double p = 0.1; p <= 1; p += 0.3) {
        struct sp_source source = source_of(&anticorrelated, 6, 2, p / 2, 1);
        double corr = -3 * p / (8 - 3 * p), each = variance(p / 2);
        ck_near(sp_linear_optimum(&a, &source, 2), each * (4 + 2 * corr), 1e-14);
        ck_near(sp_linear_optimum(&a, &source, 3), each * (3 + 3 * corr), 1e-14);
    }
    sp_arena_free(&a);
}
END_TEST

/* Importances (1, r) in one pair: the smaller root of a 2 x 2 matrix. */
START_TEST(importance_turns_the_eigenvectors_of_a_pair)
{
    double p = 0.2, r = 0.3, corr = 3 * (1 - p) / (4 - 3 * p);
    struct sp_source source = source_of(&correlated, 2, 2, p, r);
    double gap = sqrt((1 - r) * (1 - r) + 4 * r * corr * corr);
    ck_near(sp_linear_optimum(&a, &source, 1), variance(p) * (1 + r - gap) / 2, 1e-15);
    sp_arena_free(&a);
}
END_TEST

/* Blocks of three, the last cut to one: eigenvalues v + 2 c, v - c, v - c and v. */
START_TEST(the_last_block_may_be_cut_short)
{
    double p = 0.4, v = variance(p), c = (p / 2 - p * p) / 4;
    struct sp_source source = source_of(&equally, 7, 3, p, 1);
    ck_near(sp_linear_optimum(&a, &source, 2), v + 4 * (v - c), 1e-15);
    ck_near(sp_linear_optimum(&a, &source, 0), 7 * v, 1e-14);
    ck_near(sp_linear_optimum(&a, &source, 7), 0, 0);
    ck_near(sp_linear_optimum(&a, &source, 9), 0, 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(no_map_is_better_than_the_best)
{
    const struct sp_source_kind *const kinds[] = {&correlated, &anticorrelated,
                                                  &equally};
    for (int t = 0; t < 60; t++) {
        struct sp_source source =
            source_of(kinds[t % 3], 6, 2, 0.05 + 0.4 * t / 60, 0.8);
        struct map map = map_of(&source, 1 + t % 5, t % 2);
        ck_assert(loss_of(&source, &map) >= sp_linear_optimum(&a, &source, map.m));
        sp_arena_free(&a);
    }
}
END_TEST

/* dL/dW = 2 sigma^2 (M D + D M) W with M = W W^T - 1, D = diag(I), W (n, m), when the
   bias follows as (1 - W W^T) mu; so at the optimum the slope vanishes. */
static double best_bias_loss(const struct sp_source *source, const double *W, int m)
{
    double *b = SP_TAKE(&a, source->n, double);
    for (int i = 0; i < source->n; i++) {
        for (int j = 0; j < source->n; j++) {
            double error = i == j;
            for (int k = 0; k < m; k++)
                error -= W[i * m + k] * W[j * m + k];
            b[i] += error * sp_source_mean(source, j);
        }
    }
    return sp_linear_loss(&a, source, W, W, b, m);
}

START_TEST(the_slope_of_the_linear_loss_is_the_known_one)
{
    enum { N = 4, M = 2 };
    double p = 0.3, step = 1e-5;
    struct sp_source source = source_of(&alone, N, 1, p, 0.7);
    double *W = some(N * M, 5);
    for (int at = 0; at < N * M; at++) {
        int i = at / M, k = at % M;
        double slope = 0, kept = W[at];
        for (int j = 0; j < N; j++) {
            double g = W[i * M] * W[j * M] + W[i * M + 1] * W[j * M + 1] - (i == j);
            slope += g * (source.importance[i] + source.importance[j]) * W[j * M + k];
        }
        W[at] = kept + step;
        double above = best_bias_loss(&source, W, M);
        W[at] = kept - step;
        double below = best_bias_loss(&source, W, M);
        W[at] = kept;
        ck_near((above - below) / (2 * step), 2 * variance(p) * slope, 1e-8);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_not_known_is_not_a_number)
{
    struct sp_source source = source_of(&alone, 4, 1, 0.2, 1);
    struct map map = map_of(&source, 2, true);
    source.unit_norm = true;
    ck_assert(isnan(sp_linear_optimum(&a, &source, 2)));
    ck_assert(isnan(loss_of(&source, &map)));
    source.unit_norm = false;
    source.block = SP_EIGEN_MOST + 1;
    ck_assert(isnan(sp_linear_optimum(&a, &source, 2)));
    ck_assert(isnan(loss_of(&source, &map)));
    sp_arena_free(&a);
}
END_TEST

SUITE("linear", saxes_formula_is_the_integral_and_the_function,
      untied_maps_of_features_with_their_own_densities_have_the_exact_loss,
      maps_of_correlated_and_anticorrelated_pairs_have_the_exact_loss,
      the_best_map_of_independent_features_drops_the_least_important,
      the_best_map_weighs_importance_with_variance,
      a_map_that_keeps_features_and_gives_means_for_the_rest_is_the_best,
      the_best_map_of_correlated_pairs_keeps_their_sums,
      the_best_map_of_anticorrelated_pairs_keeps_their_differences,
      importance_turns_the_eigenvectors_of_a_pair, the_last_block_may_be_cut_short,
      no_map_is_better_than_the_best, the_slope_of_the_linear_loss_is_the_known_one,
      what_is_not_known_is_not_a_number)
