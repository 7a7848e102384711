/* Codes and probes at their best, where the best is known. */
#include <math.h>
#include <string.h>

#include "superpose/ceiling.h"
#include "superpose/rng.h"
#include "suite.h"

static void fill(struct sp_rng *rng, double *out, int count)
{
    for (int i = 0; i < count; i++)
        out[i] = sp_rng_normal(rng);
}

enum { ATOMS = 60, WIDTH = 40, ROWS = 100, ON = 3 };

/* Rows with ON features of random sign and size in [1, 2], and a shift. */
struct scene {
    struct sp_arena arena;
    double D[ATOMS * WIDTH];
    sp_real x[ROWS * WIDTH], shift[WIDTH], truth[ROWS * ATOMS], f[ROWS * ATOMS];
    int count[ROWS];
    struct sp_cosines atoms;
};

static void open(struct scene *s)
{
    struct sp_rng rng = sp_rng_make(8, 1);
    *s = (struct scene){0};
    fill(&rng, s->D, ATOMS * WIDTH);
    for (int q = 0; q < WIDTH; q++)
        s->shift[q] = (sp_real)q;
    for (int b = 0; b < ROWS; b++) {
        s->count[b] = ON;
        memcpy(s->x + b * WIDTH, s->shift, sizeof s->shift);
        for (int e = 0; e < ON; e++) {
            int j = (int)sp_rng_below(&rng, ATOMS);
            double size = (1 + sp_rng_uniform(&rng)) * (e % 2 ? -1 : 1);
            s->truth[b * ATOMS + j] += (sp_real)size;
            for (int q = 0; q < WIDTH; q++)
                s->x[b * WIDTH + q] += (sp_real)(size * s->D[j * WIDTH + q]);
        }
    }
    s->atoms = sp_cosines_make(&s->arena, 1, ATOMS, WIDTH, s->D);
}

static double reconstruction(const struct scene *s, int b)
{
    double square = 0;
    for (int q = 0; q < WIDTH; q++) {
        double rest = (double)s->x[b * WIDTH + q] - (double)s->shift[q];
        for (int j = 0; j < ATOMS; j++)
            rest -= (double)s->f[b * ATOMS + j] * s->D[j * WIDTH + q];
        square += rest * rest;
    }
    return square;
}

/* Rows found entirely have the true codes; in so many dimensions nearly all are. */
START_TEST(pursuit_finds_few_features_among_many)
{
    struct scene *s = malloc(sizeof *s);
    int right = 0;
    open(s);
    sp_omp_encode(sp_omp_make(&s->arena, &s->atoms), ROWS, s->x, s->shift, s->count,
                  s->f);
    for (int b = 0; b < ROWS; b++) {
        double apart = 0;
        int on = 0;
        for (int j = 0; j < ATOMS; j++) {
            apart = fmax(apart,
                         fabs((double)(s->f[b * ATOMS + j] - s->truth[b * ATOMS + j])));
            on += s->f[b * ATOMS + j] != 0;
        }
        ck_assert_int_le(on, ON);
        right += apart < 1e-3;
    }
    ck_assert_int_ge(right, 95);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

/* What is left is orthogonal to every atom that was chosen, so it shrinks with each. */
START_TEST(pursuit_is_a_least_squares_fit)
{
    struct scene *s = malloc(sizeof *s);
    double before[ROWS];
    open(s);
    struct sp_omp *omp = sp_omp_make(&s->arena, &s->atoms);
    for (int count = 0; count < 6; count++) {
        for (int b = 0; b < ROWS; b++)
            s->count[b] = count;
        sp_omp_encode(omp, ROWS, s->x, s->shift, s->count, s->f);
        for (int b = 0; b < ROWS; b++) {
            double square = reconstruction(s, b);
            ck_assert(count == 0 || square <= before[b] * (1 + 1e-9) + 1e-6);
            before[b] = square;
        }
    }
    for (int j = 0; j < ATOMS; j++) {
        double product = 0;
        for (int q = 0; q < WIDTH; q++) {
            double rest = (double)s->x[q] - (double)s->shift[q];
            for (int i = 0; i < ATOMS; i++)
                rest -= (double)s->f[i] * s->D[i * WIDTH + q];
            product += rest * s->D[j * WIDTH + q];
        }
        if (s->f[j] != 0)
            ck_near(product, 0, 1e-3);
    }
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

START_TEST(pursuit_of_nothing_and_of_equal_atoms_ends)
{
    struct sp_arena a = {0};
    const double D[] = {1, 0, 2, 0, 0, 0, 0, 3};
    const sp_real x[] = {0, 0, 2, 6}, shift[2] = {0};
    const int count[] = {4, 4};
    sp_real f[8];
    struct sp_cosines atoms = sp_cosines_make(&a, 1, 4, 2, D);
    sp_omp_encode(sp_omp_make(&a, &atoms), 2, x, shift, count, f);
    const double expected[] = {0, 0, 0, 0, 2, 0, 0, 2};
    for (int i = 0; i < 8; i++)
        ck_near(f[i], expected[i], 1e-6);
    sp_arena_free(&a);
}
END_TEST

/* With no more features than dimensions E D^T is the identity; with more it is the
   projector on the span, and E^T has the codes of least norm. */
START_TEST(the_linear_encoder_inverts_the_dictionary)
{
    struct sp_arena a = {0};
    struct sp_rng rng = sp_rng_make(9, 1);
    enum { D = 7 };
    for (int n = 5; n <= 10; n += 5) {
        double W[10 * D], E[10 * D], trace = 0;
        fill(&rng, W, n * D);
        sp_linear_encoder(&a, W, n, D, E);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double product = 0;
                for (int q = 0; q < D; q++)
                    product += E[i * D + q] * W[j * D + q];
                if (n <= D)
                    ck_near(product, i == j, 1e-5);
                trace += i == j ? product : 0;
            }
        }
        ck_near(trace, n < D ? n : D, 1e-4);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(the_largest_codes_are_kept)
{
    sp_real f[] = {1, -1, 2, (sp_real)0.5, 1}, work[5];
    sp_keep_largest(f, 5, 5, work);
    ck_near(f[3], 0.5, 0);
    sp_keep_largest(f, 5, 2, work);
    const double expected[] = {1, 0, 2, 0, 0};
    for (int i = 0; i < 5; i++)
        ck_near(f[i], expected[i], 0);
    sp_keep_largest(f, 5, 0, work);
    for (int i = 0; i < 5; i++)
        ck_near(f[i], 0, 0);
}
END_TEST

/* COUNT rows of two features on with probabilities .2 and .5 at size 1, along (1, 0)
   and (1, 1), with normal noise. */
static struct sp_batch draw(struct sp_arena *a, struct sp_rng *rng, int count,
                            double noise, sp_real *x)
{
    struct sp_batch truth = sp_batch_make(a, count, 3, 2 * count);
    for (int b = 0, at = 0; b < count; b++) {
        bool on[] = {sp_rng_uniform(rng) < 0.2, sp_rng_uniform(rng) < 0.5};
        for (int j = 0; j < 2; j++)
            if (on[j]) {
                truth.index[at] = j;
                truth.value[at++] = 1;
            }
        truth.start[b + 1] = at;
        x[2 * b] = (sp_real)(on[0] + on[1] + noise * sp_rng_normal(rng));
        x[2 * b + 1] = (sp_real)(on[1] + noise * sp_rng_normal(rng));
    }
    return truth;
}

/* Without noise features that are linearly independent are told without a mistake,
   though their directions are not orthogonal: the probe of the first points along (1,
   -1).  A feature that never is on is told never. */
START_TEST(a_linear_probe_tells_independent_features_apart)
{
    enum { COUNT = 2000 };
    struct sp_arena a = {0};
    struct sp_rng rng = sp_rng_make(10, 1);
    sp_real *x = SP_TAKE(&a, 2 * COUNT, sp_real);
    double direction[6];
    struct sp_detection got[3];
    struct sp_probe probe = sp_probe_make(&a, 3, 2);
    struct sp_batch truth = draw(&a, &rng, COUNT, 0.01, x);
    sp_probe_add(&probe, COUNT, x, &truth);
    sp_probe_fit(&a, &probe, direction);
    ck_near(direction[1] / direction[0], -1, 0.1);
    truth = draw(&a, &rng, COUNT, 0.01, x);
    sp_probe_score(&a, direction, 3, 2, COUNT, x, &truth, got);
    ck_near(got[0].f1, 1, 0);
    ck_near(got[1].f1, 1, 0);
    ck_near(got[2].f1, 0, 0);
    sp_arena_free(&a);
}
END_TEST

/* All noise: to call every example on gives P = p, R = 1; nothing is much better. */
START_TEST(a_probe_of_noise_does_what_always_yes_does)
{
    enum { COUNT = 4000 };
    struct sp_arena a = {0};
    struct sp_rng rng = sp_rng_make(11, 1);
    sp_real *x = SP_TAKE(&a, 2 * COUNT, sp_real);
    double direction[6];
    struct sp_detection got[3];
    struct sp_probe probe = sp_probe_make(&a, 3, 2);
    struct sp_batch truth = draw(&a, &rng, COUNT, 1e4, x);
    sp_probe_add(&probe, COUNT, x, &truth);
    sp_probe_fit(&a, &probe, direction);
    truth = draw(&a, &rng, COUNT, 1e4, x);
    sp_probe_score(&a, direction, 3, 2, COUNT, x, &truth, got);
    ck_near(got[0].f1, 2 * 0.2 / 1.2, 0.03);
    ck_near(got[1].f1, 2 * 0.5 / 1.5, 0.03);
    sp_arena_free(&a);
}
END_TEST

SUITE("ceiling", pursuit_finds_few_features_among_many, pursuit_is_a_least_squares_fit,
      pursuit_of_nothing_and_of_equal_atoms_ends,
      the_linear_encoder_inverts_the_dictionary, the_largest_codes_are_kept,
      a_linear_probe_tells_independent_features_apart,
      a_probe_of_noise_does_what_always_yes_does)
