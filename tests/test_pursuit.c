/* Sparse codes in a given dictionary against what is known of them. */
#include <math.h>
#include <string.h>

#include "suite.h"
#include "superpose/fault.h"
#include "superpose/linalg.h"
#include "superpose/pursuit.h"
#include "superpose/rng.h"

/* What a sum of numbers of size 1 may be off by. */
static const double ROUNDING = sizeof(sp_real) == sizeof(float) ? 3e-5 : 1e-9;

static sp_real *normal_rows(struct sp_arena *a, int rows, int d, uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_INIT);
    sp_real *out = SP_TAKE(a, rows * d, sp_real);
    for (int i = 0; i < rows * d; i++)
        out[i] = (sp_real)sp_rng_normal(&rng);
    return out;
}

/* The codes (k) of x, zero where it is off. */
static double *pursue(struct sp_arena *a, struct sp_pursuit *p, const sp_real *x)
{
    double *code = SP_TAKE(a, p->atoms->k, double);
    sp_real *product = SP_TAKE(a, p->atoms->stride, sp_real);
    sp_atoms_project(p->atoms, 1, x, product);
    sp_pursuit_find(p, x, product);
    for (int e = 0; e < p->count; e++)
        code[p->atom[e]] = p->code[e];
    return code;
}

/* The unit vectors and the rows of a Hadamard matrix over sqrt(64), in 64 dimensions:
   no two have a cosine above 1/8. */
static sp_real *two_bases(struct sp_arena *a)
{
    sp_real *D = SP_TAKE(a, 128 * 64, sp_real);
    for (int i = 0; i < 64; i++) {
        D[i * 64 + i] = 1;
        for (int q = 0; q < 64; q++)
            D[(64 + i) * 64 + q] = __builtin_parity((unsigned)(i & q)) ? -0.125 : 0.125;
    }
    return D;
}

/* Below (1 + 1 / coherence) / 2 = 4.5 atoms whatever their signs (Tropp 2004). */
START_TEST(few_atoms_of_an_incoherent_dictionary_are_found_exactly)
{
    struct sp_arena a = {0};
    struct sp_atoms atoms = sp_atoms_make(&a, 128, 64);
    struct sp_pursuit p = sp_pursuit_make(&a, &atoms, 9, false);
    struct sp_rng rng = sp_rng_make(5, SP_USE_TEST);
    const sp_real *D = two_bases(&a);
    sp_atoms_fill(&atoms, D);
    for (int t = 0; t < 200; t++) {
        sp_real x[64] = {0};
        double truth[128] = {0};
        for (int e = 0; e < 4; e++) {
            int i = (int)sp_rng_below(&rng, 128);
            truth[i] =
                (sp_rng_uniform(&rng) < 0.5 ? -1 : 1) * (0.5 + sp_rng_open(&rng));
        }
        for (int q = 0; q < 64; q++) {
            double sum = 0;
            for (int i = 0; i < 128; i++)
                sum += truth[i] * (double)D[i * 64 + q];
            x[q] = (sp_real)sum;
        }
        const double *code = pursue(&a, &p, x);
        ck_assert_int_le(p.count, 4);
        for (int i = 0; i < 128; i++)
            ck_near(code[i], truth[i], ROUNDING);
    }
    sp_arena_free(&a);
}
END_TEST

/* Least squares on the chosen atoms by the normal equations; gives what is left. */
static double refit(const double *unit, int d, int count, const int *atom,
                    const sp_real *x, double *code, double *left)
{
    double gram[16 * 16], square = 0;
    for (int e = 0; e < count; e++) {
        code[e] = 0;
        for (int q = 0; q < d; q++)
            code[e] += unit[atom[e] * d + q] * (double)x[q];
        for (int s = 0; s < count; s++) {
            gram[e * count + s] = 0;
            for (int q = 0; q < d; q++)
                gram[e * count + s] += unit[atom[e] * d + q] * unit[atom[s] * d + q];
        }
    }
    if (count)
        sp_solve_positive(gram, count, code, 1);
    for (int q = 0; q < d; q++) {
        left[q] = (double)x[q];
        for (int e = 0; e < count; e++)
            left[q] -= code[e] * unit[atom[e] * d + q];
        square += left[q] * left[q];
    }
    return square;
}

/* By the definition: each step looks at all atoms and solves from the start. */
static int plain_pursuit(const struct sp_atoms *atoms, const sp_real *x, int most,
                         int *atom, double *code, double *square)
{
    double left[16];
    *square = refit(atoms->unit, atoms->d, 0, atom, x, code, left);
    for (int t = 0; t < most; t++) {
        double best = -1;
        for (int i = 0; i < atoms->k; i++) {
            double product = 0;
            for (int q = 0; q < atoms->d; q++)
                product += atoms->unit[i * atoms->d + q] * left[q];
            if (fabs(product) > best) {
                best = fabs(product);
                atom[t] = i;
            }
        }
        *square = refit(atoms->unit, atoms->d, t + 1, atom, x, code, left);
    }
    return most;
}

START_TEST(pursuit_is_the_plain_one)
{
    enum { K = 13, D = 7 };
    struct sp_arena a = {0};
    struct sp_atoms atoms = sp_atoms_make(&a, K, D);
    for (uint64_t seed = 1; seed <= 100; seed++) {
        int most = 1 + (int)seed % 5, atom[16];
        double code[16], square;
        sp_atoms_fill(&atoms, normal_rows(&a, K, D, seed));
        const sp_real *x = normal_rows(&a, 1, D, 1000 + seed);
        struct sp_pursuit p = sp_pursuit_make(&a, &atoms, most, false);
        pursue(&a, &p, x);
        plain_pursuit(&atoms, x, most, atom, code, &square);
        ck_assert_int_eq(p.count, most);
        ck_near(p.square, square, 1e-5 * (1 + square));
        for (int e = 0; e < most; e++) {
            ck_assert_int_eq(p.atom[e], atom[e]);
            ck_near(p.code[e], code[e], 1e-7 * (1 + fabs(code[e])));
        }
    }
    sp_arena_free(&a);
}
END_TEST

/* Of orthonormal atoms no set of so many leaves less than the one that is found. */
START_TEST(pursuit_of_orthonormal_atoms_is_the_best_of_all_sets)
{
    enum { K = 8, MOST = 3 };
    struct sp_arena a = {0};
    struct sp_atoms atoms = sp_atoms_make(&a, K, K);
    sp_real *D = SP_TAKE(&a, K * K, sp_real);
    for (int i = 0; i < K; i++)
        for (int q = 0; q < K; q++)
            D[i * K + q] = __builtin_parity((unsigned)(i & q)) ? -1 : 1;
    sp_atoms_fill(&atoms, D);
    struct sp_pursuit p = sp_pursuit_make(&a, &atoms, MOST, false);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        const sp_real *x = normal_rows(&a, 1, K, seed);
        double best = HUGE_VAL, code[MOST], left[16];
        pursue(&a, &p, x);
        for (int i = 0; i < K; i++)
            for (int j = i + 1; j < K; j++)
                for (int l = j + 1; l < K; l++)
                    best = fmin(best, refit(atoms.unit, K, MOST, (int[]){i, j, l}, x,
                                            code, left));
        ck_near(p.square, best, 1e-6);
    }
    sp_arena_free(&a);
}
END_TEST

/* What is left of x, by the definition, and its product with atom i. */
static double slope_at(const struct sp_atoms *atoms, const sp_real *x,
                       const double *code, int i)
{
    double product = 0;
    for (int q = 0; q < atoms->d; q++) {
        double left = (double)x[q];
        for (int j = 0; j < atoms->k; j++)
            left -= code[j] * atoms->unit[j * atoms->d + q];
        product += left * atoms->unit[i * atoms->d + q];
    }
    return product;
}

/* Karush, Kuhn and Tucker on the chosen atoms: those that are on have no slope, those
   at 0 want to be negative. */
START_TEST(positive_codes_are_the_best_that_are_not_negative)
{
    enum { K = 12, D = 6 };
    struct sp_arena a = {0};
    struct sp_atoms atoms = sp_atoms_make(&a, K, D);
    int zero = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        sp_atoms_fill(&atoms, normal_rows(&a, K, D, seed));
        struct sp_pursuit p = sp_pursuit_make(&a, &atoms, 5, true);
        const sp_real *x = normal_rows(&a, 1, D, 2000 + seed);
        const double *code = pursue(&a, &p, x);
        for (int e = 0; e < p.count; e++) {
            double slope = slope_at(&atoms, x, code, p.atom[e]);
            ck_assert(p.code[e] >= 0);
            zero += p.code[e] == 0;
            ck_assert_msg(slope < 1e-6, "slope %g", slope);
            if (p.code[e] > 0)
                ck_near(slope, 0, 1e-6);
        }
    }
    ck_assert_int_gt(zero, 0);
    sp_arena_free(&a);
}
END_TEST

/* The same conditions with a penalty; K is 20 at most. */
static void check_lasso(double alpha, bool positive, int K, int D)
{
    struct sp_arena a = {0};
    struct sp_atoms atoms = sp_atoms_make(&a, K, D);
    sp_real *left = SP_TAKE(&a, atoms.stride, sp_real);
    sp_real *found = SP_TAKE(&a, atoms.stride, sp_real);
    int on = 0;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        double code[20], tolerance = 3e-5;
        sp_atoms_fill(&atoms, normal_rows(&a, K, D, seed));
        const sp_real *x = normal_rows(&a, 1, D, 3000 + seed);
        sp_atoms_project(&atoms, 1, x, left);
        sp_lasso_find(&atoms, alpha, positive, left, found);
        for (int i = 0; i < K; i++)
            code[i] = (double)found[i];
        for (int i = 0; i < K; i++) {
            double slope = slope_at(&atoms, x, code, i);
            on += code[i] != 0;
            ck_near(left[i], slope, tolerance);
            ck_assert(!positive || code[i] >= 0);
            ck_assert_msg(slope < alpha + tolerance, "slope %g", slope);
            ck_assert_msg(positive || slope > -alpha - tolerance, "slope %g", slope);
            if (code[i] != 0)
                ck_near(slope, code[i] > 0 ? alpha : -alpha, tolerance);
        }
    }
    ck_assert_int_gt(on, 50);
    sp_arena_free(&a);
}

START_TEST(penalised_codes_are_optimal)
{
    check_lasso(0.3, false, 20, 8);
    check_lasso(0.3, true, 20, 8);
    check_lasso(0, true, 12, 16); /* non-negative least squares */
}
END_TEST

/* A dictionary with an atom twice, one that is 0, and more asked for than there is. */
START_TEST(degenerate_dictionaries_and_examples_are_no_trouble)
{
    enum { K = 6, D = 4 };
    struct sp_arena a = {0};
    struct sp_atoms atoms = sp_atoms_make(&a, K, D);
    sp_real *rows = normal_rows(&a, K, D, 3), zero[D] = {0};
    memcpy(rows + D, rows, D * sizeof *rows);
    memset(rows + 2 * D, 0, D * sizeof *rows);
    sp_atoms_fill(&atoms, rows);
    for (int positive = 0; positive < 2; positive++) {
        struct sp_pursuit p = sp_pursuit_make(&a, &atoms, 100, positive);
        const double *code = pursue(&a, &p, zero);
        ck_assert_int_eq(p.count, 0);
        code = pursue(&a, &p, normal_rows(&a, 1, D, 4));
        for (int i = 0; i < K; i++)
            ck_assert(isfinite(code[i]));
        ck_assert(code[2] == 0);
        ck_assert(code[0] == 0 || code[1] == 0);
        ck_assert(positive || p.square < 1e-9);
    }
    memset(rows, 0, K * D * sizeof *rows);
    sp_atoms_fill(&atoms, rows);
    struct sp_pursuit p = sp_pursuit_make(&a, &atoms, 3, false);
    pursue(&a, &p, normal_rows(&a, 1, D, 4));
    ck_assert_int_eq(p.count, 0);
    sp_arena_free(&a);
}
END_TEST

SUITE("pursuit", few_atoms_of_an_incoherent_dictionary_are_found_exactly,
      pursuit_is_the_plain_one, pursuit_of_orthonormal_atoms_is_the_best_of_all_sets,
      positive_codes_are_the_best_that_are_not_negative, penalised_codes_are_optimal,
      degenerate_dictionaries_and_examples_are_no_trouble)
