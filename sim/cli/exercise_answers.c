/* Answers to the exercises from the closed forms of the library: what a learner works
   out on paper is computed here in another way. */
#include "exercise_answers.h"

#include <math.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/geometry.h"
#include "superpose/inference.h"
#include "superpose/limits.h"
#include "superpose/param.h"
#include "superpose/pursuit.h"
#include "superpose/score.h"
#include "superpose/theory.h"

extern const struct sp_source_kind sp_source_independent, sp_source_groups;

enum { SETTINGS = 4 };

struct setting {
    const char *key, *value;
};

/* A source with these settings over the defaults; key NULL ends them early. */
static struct sp_source open_source(struct sp_arena *a,
                                    const struct sp_source_kind *kind,
                                    const struct setting set[SETTINGS])
{
    struct sp_source source;
    struct sp_source_settings settings;
    void *own = kind->self.own ? sp_arena_take(a, 1, kind->self.own_size) : NULL;
    sp_param_defaults(a, sp_source_params, &settings);
    if (own)
        sp_param_defaults(a, kind->self.own, own);
    int code = 0;
    for (int i = 0; i < SETTINGS && set[i].key; i++) {
        const struct sp_param *row = sp_param_find(sp_source_params, set[i].key);
        code |= row ? sp_param_read(a, row, &settings, set[i].value)
                    : sp_param_read(a, sp_param_find(kind->self.own, set[i].key), own,
                                    set[i].value);
    }
    code |= sp_source_open(a, kind, &settings, own, &source);
    sp_require(!code);
    return source;
}

/* Equal, independent features with sizes U[0, 1]. */
static struct sp_source equal_features(struct sp_arena *a, const char *count,
                                       const char *density)
{
    return open_source(a, &sp_source_independent,
                       (struct setting[SETTINGS]){{"source.features", count},
                                                  {"source.density", density}});
}

/* The regular k-gon of unit vectors, its first at ANGLE, into W (k, 2). */
static void fill_polygon(int k, double angle, double *W)
{
    for (int i = 0; i < k; i++) {
        W[2 * i] = cos(angle + 2 * M_PI * i / k);
        W[2 * i + 1] = sin(angle + 2 * M_PI * i / k);
    }
}

/* Expected loss of two antipodal pairs in the plane, turned by ANGLE, no bias. */
static double square_loss(struct sp_arena *a, const char *density, double angle)
{
    double W[8], bias[4] = {0}, terms[2 * (4 + 1)];
    struct sp_source source = equal_features(a, "4", density);
    fill_polygon(4, angle, W);
    return sp_relu_loss(&source, W, bias, 2, terms);
}

/* 1: why superpose */

double sp_answer_linear_floor(struct sp_arena *a)
{
    struct sp_source source = equal_features(a, "5", "0.1");
    return sp_linear_optimum(a, &source, 2);
}

double sp_answer_two_pairs(struct sp_arena *a)
{
    return square_loss(a, "0.1", 0);
}

double sp_answer_dense_winner(struct sp_arena *a)
{
    struct sp_source source = equal_features(a, "4", "0.9");
    bool pairs = square_loss(a, "0.9", 0) < sp_linear_optimum(a, &source, 2);
    return pairs ? SP_ANSWER_PAIRS : SP_ANSWER_LINEAR;
}

/* 2: benefit and interference */

double sp_answer_spill(struct sp_arena *a)
{
    (void)a;
    return sp_relu_cross_error(cos(M_PI / 3), 0);
}

double sp_answer_pentagon_bias(struct sp_arena *a)
{
    (void)a;
    double silent = sp_polygon_energy(5, 1, -cos(2 * M_PI / 5));
    return sp_polygon_energy(5, 1, 0) < silent ? SP_ANSWER_ZERO : SP_ANSWER_SILENT;
}

double sp_answer_no_positive(struct sp_arena *a)
{
    (void)a;
    int n = 2;
    while (sp_rankin_bound(n + 1, 2) <= 0)
        n++;
    return n;
}

/* 3: sparsity */

double sp_answer_company(struct sp_arena *a)
{
    (void)a;
    return 1 - pow(1 - 0.1, 4);
}

double sp_answer_pair_fall(struct sp_arena *a)
{
    (void)a;
    return sp_loss_two_in_one(1, -1, 1, 0.1) / sp_loss_two_in_one(1, -1, 1, 0.01);
}

double sp_answer_linear_fall(struct sp_arena *a)
{
    struct sp_source often = equal_features(a, "2", "0.1"),
                     seldom = equal_features(a, "2", "0.01");
    return sp_linear_optimum(a, &often, 1) / sp_linear_optimum(a, &seldom, 1);
}

/* 4: importance */

double sp_answer_important_floor(struct sp_arena *a)
{
    struct sp_source source =
        open_source(a, &sp_source_independent,
                    (struct setting[SETTINGS]){{"source.features", "20"},
                                               {"source.density", "1"},
                                               {"source.importance", "geometric"},
                                               {"source.importance_ratio", "0.7"}});
    return sp_linear_optimum(a, &source, 5);
}

double sp_answer_half_as_important(struct sp_arena *a)
{
    (void)a;
    return sp_phase_boundary(2, 0.5);
}

double sp_answer_class_of_two(struct sp_arena *a)
{
    (void)a;
    double loss;
    return sp_phase_theory(2, 0.1, 0.3, &loss);
}

/* 5: geometry */

static double share_of_first(struct sp_arena *a, const double *W, int n, int m)
{
    struct sp_geometry geometry;
    sp_geometry_measure(a, W, n, m, &geometry);
    return geometry.dimensionality[0];
}

double sp_answer_heptagon(struct sp_arena *a)
{
    double W[14];
    fill_polygon(7, 0, W);
    return share_of_first(a, W, 7, 2);
}

double sp_answer_tetrahedron(struct sp_arena *a)
{
    const double W[] = {1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1};
    return share_of_first(a, W, 4, 3);
}

/* Up and down, and three in the plane between them. */
double sp_answer_apex(struct sp_arena *a)
{
    double plane[6], W[15] = {0, 0, 1, 0, 0, -1};
    fill_polygon(3, 0, plane);
    for (int i = 0; i < 3; i++)
        memcpy(W + 3 * (i + 2), plane + 2 * i, 2 * sizeof *plane);
    return share_of_first(a, W, 5, 3);
}

/* 6: phase change */

double sp_answer_four_times(struct sp_arena *a)
{
    (void)a;
    return sp_phase_boundary(2, 4);
}

double sp_answer_at_the_boundary(struct sp_arena *a)
{
    (void)a;
    double loss;
    sp_phase_theory(2, 1, sp_phase_boundary(2, 1), &loss);
    return loss;
}

double sp_answer_class_of_three(struct sp_arena *a)
{
    (void)a;
    double loss;
    return sp_phase_theory(3, 2, 0.3, &loss);
}

/* 7: correlation */

static double switch_of(struct sp_arena *a, const char *size)
{
    struct sp_source source =
        open_source(a, &sp_source_independent,
                    (struct setting[SETTINGS]){{"source.features", "2"},
                                               {"source.density", "0.1"},
                                               {"source.size", size}});
    return sp_pair_switch(&source);
}

double sp_answer_switch(struct sp_arena *a)
{
    return switch_of(a, "constant");
}

/* The eigenvalues of two equal features with correlation c are v (1 + c), v (1 - c). */
double sp_answer_correlation(struct sp_arena *a)
{
    struct sp_source source =
        open_source(a, &sp_source_groups,
                    (struct setting[SETTINGS]){{"source.features", "2"},
                                               {"source.density", "0.1"},
                                               {"groups.size", "2"},
                                               {"groups.mode", "correlated"}});
    return 1 - sp_linear_optimum(a, &source, 1) / sp_source_variance(&source, 0);
}

double sp_answer_exponential_pair(struct sp_arena *a)
{
    return 0.9 < switch_of(a, "exponential") ? SP_ANSWER_OPPOSITE : SP_ANSWER_MERGED;
}

/* 8: neurons */

double sp_answer_neuron_pairs(struct sp_arena *a)
{
    (void)a;
    return 5 * (5 - 1) / 2.0;
}

double sp_answer_turned(struct sp_arena *a)
{
    double before = square_loss(a, "0.1", 0), after = square_loss(a, "0.1", M_PI / 4);
    if (fabs(after - before) < 1e-9 * before)
        return SP_ANSWER_SAME;
    return after < before ? SP_ANSWER_SMALLER : SP_ANSWER_LARGER;
}

/* |x| for x ~ U[-1, 1] from ReLU(x) alone: right above 0, and 0 below. */
double sp_answer_half_absolute(struct sp_arena *a)
{
    (void)a;
    return (sp_relu_self_error(1, 0) + sp_relu_self_error(-1, 0)) / 2;
}

/* 9: autoencoders */

/* (1 - f)^2 + 0.1 f is twice what the lasso minimises with alpha = 0.1 / 2. */
double sp_answer_shrinkage(struct sp_arena *a)
{
    struct sp_atoms atoms = sp_atoms_make(a, 1, 1);
    sp_real *left = SP_TAKE(a, atoms.stride, sp_real);
    sp_real *code = SP_TAKE(a, atoms.stride, sp_real);
    sp_atoms_fill(&atoms, &(const sp_real){1});
    left[0] = 1;
    sp_lasso_find(&atoms, 0.1 / 2, true, left, code);
    return code[0];
}

/* Four orthogonal features, and latents of which one points along two of them. */
double sp_answer_absorbed(struct sp_arena *a)
{
    enum { N = 4 };
    double D[N * N] = {0}, W[N * N];
    for (int i = 0; i < N; i++)
        D[i * N + i] = 1;
    memcpy(W, D, sizeof D);
    W[1 * N + 0] = 1;
    struct sp_cosines cosines = sp_cosines_make(a, N, N, N, D);
    struct sp_recovery recovery = sp_recovery_make(a, N, N);
    sp_cosines_fill(&cosines, W, N);
    sp_recovery_measure(&cosines, &recovery);
    return recovery.mcc;
}

double sp_answer_chance(struct sp_arena *a)
{
    (void)a;
    return sp_random_overlap(2);
}

/* 10: compression */

double sp_answer_sign_test(struct sp_arena *a)
{
    (void)a;
    const double up[] = {1, 1, 1, 1, 1};
    return sp_sign_flip(up, 5, SP_TAIL_UP, 1 << 10, 0).p;
}

double sp_answer_pair_error(struct sp_arena *a)
{
    struct sp_source source = equal_features(a, "2", "0.1");
    return sp_antipodal_loss(&source, 0.1 * 0.1) / (2 * sp_source_variance(&source, 0));
}

/* The information dimension of a feature is its density (Wu and Verdu 2010). */
double sp_answer_most_load(struct sp_arena *a)
{
    struct sp_source source = equal_features(a, "1", "0.05");
    return 1 / source.density[0];
}
