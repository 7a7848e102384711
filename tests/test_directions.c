/* Directions that are given, and the kind that keeps them. */
#include <stdio.h>
#include <unistd.h>

#include "nets.h"
#include "suite.h"
#include "superpose/directions.h"
#include "superpose/npy.h"

/* (W^T W)_kl of (n, m). */
static double gram(const double *W, int n, int m, int k, int l)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += W[i * m + k] * W[i * m + l];
    return sum;
}

static void rows_are_unit(const double *W, int n, int m)
{
    for (int i = 0; i < n; i++) {
        double square = 0;
        for (int k = 0; k < m; k++)
            square += W[i * m + k] * W[i * m + k];
        ck_near(square, 1, 1e-12);
    }
}

START_TEST(a_frame_is_tight_with_unit_norms)
{
    static const int shapes[][2] = {{1, 1},  {5, 2},    {7, 7},
                                    {30, 1}, {400, 30}, {65, 64}};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (uint64_t seed = 0; seed < 5; seed++) {
            struct sp_arena a = {0};
            int n = shapes[s][0], m = shapes[s][1];
            struct sp_rng rng = sp_rng_make(seed, SP_USE_DIRECTIONS);
            double *W = SP_TAKE(&a, n * m, double);
            sp_directions_frame(&a, &rng, n, m, W);
            rows_are_unit(W, n, m);
            for (int k = 0; k < m; k++)
                for (int l = 0; l < m; l++)
                    ck_near(gram(W, n, m, k, l), k == l ? (double)n / m : 0, 1e-10);
            sp_arena_free(&a);
        }
}
END_TEST

START_TEST(orthogonal_directions_are_orthonormal)
{
    for (int n = 1; n <= 40; n += 13) {
        double W[40 * 42];
        int m = n + n / 20;
        struct sp_rng rng = sp_rng_make((uint64_t)n, SP_USE_DIRECTIONS);
        sp_directions_orthogonal(&rng, n, m, W);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                double dot = 0;
                for (int k = 0; k < m; k++)
                    dot += W[i * m + k] * W[j * m + k];
                ck_near(dot, i == j, 1e-13);
            }
    }
}
END_TEST

START_TEST(random_directions_are_uniform_on_the_sphere)
{
    enum { N = 20000, M = 3 };
    struct sp_arena a = {0};
    double *W = SP_TAKE(&a, N * M, double);
    struct sp_rng rng = sp_rng_make(1, SP_USE_DIRECTIONS);
    sp_directions_random(&rng, N, M, W);
    rows_are_unit(W, N, M);
    /* On the sphere in three dimensions each coordinate is uniform (Archimedes): mean
       0, variance 1/3, fourth moment 1/5; four standard errors each. */
    for (int k = 0; k < M; k++) {
        double mean = 0, fourth = 0;
        for (int i = 0; i < N; i++) {
            mean += W[i * M + k] / N;
            fourth += pow(W[i * M + k], 4) / N;
        }
        ck_near(mean, 0, 4 * sqrt(1.0 / 3 / N));
        ck_near(gram(W, N, M, k, k) / N, 1.0 / 3, 4 * sqrt((1.0 / 5 - 1.0 / 9) / N));
        ck_near(fourth, 1.0 / 5, 4 * sqrt((1.0 / 9 - 1.0 / 25) / N));
    }
    sp_arena_free(&a);
}
END_TEST

static int open_given(struct sp_arena *a, const char *directions, const char *file,
                      int n, int m, uint64_t seed, struct sp_net *net)
{
    double *importance = SP_TAKE(a, n, double);
    struct variant given = {&sp_toy_given, {directions, file}};
    return sp_net_open(a, &sp_toy_given, n, m, importance, own_settings(a, &given), 1,
                       seed, net);
}

/* W_i . W_j of (n, m). */
static double product(const double *W, int m, int i, int j)
{
    double sum = 0;
    for (int k = 0; k < m; k++)
        sum += W[i * m + k] * W[j * m + k];
    return sum;
}

START_TEST(antipodal_neighbours_are_opposite_and_orthogonal_to_others)
{
    enum { n = 10, m = 5 };
    double W[n * m];
    sp_directions_antipodal(n, m, W);
    rows_are_unit(W, n, m);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            ck_near(product(W, m, i, j), i == j + 1 && i % 2 ? -1 : 0, 1e-12);
}
END_TEST

START_TEST(merged_neighbours_give_each_other_their_mean)
{
    enum { n = 12, m = 4, g = n / m };
    double W[n * m];
    sp_directions_merged(n, m, W);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            ck_near(product(W, m, i, j), i / g == j / g ? 1.0 / g : 0, 1e-12);
    for (int k = 0; k < m; k++)
        ck_near(gram(W, n, m, k, k), 1, 1e-12);
}
END_TEST

START_TEST(given_directions_are_a_function_of_the_seed)
{
    static const char *const laws[] = {"given.directions=random",
                                       "given.directions=frame",
                                       "given.directions=orthogonal"};
    for (int k = 0; k < 3; k++) {
        struct sp_arena a = {0};
        struct sp_net one, same, other;
        ck_assert(!open_given(&a, laws[k], NULL, 6, 6, 1, &one));
        ck_assert(!open_given(&a, laws[k], NULL, 6, 6, 1, &same));
        ck_assert(!open_given(&a, laws[k], NULL, 6, 6, 2, &other));
        size_t bytes = 36 * sizeof(sp_real);
        ck_assert(!memcmp(sp_net_dictionary(&one), sp_net_dictionary(&same), bytes));
        ck_assert(memcmp(sp_net_dictionary(&one), sp_net_dictionary(&other), bytes));
        sp_arena_free(&a);
    }
}
END_TEST

START_TEST(given_directions_come_from_a_file_of_their_shape)
{
    struct sp_arena a = {0};
    struct sp_net net;
    const float values[6] = {1, 2, 3, 4, 5, 6};
    const char *path = sp_arena_print(&a, "/tmp/superpose_given_%d.npy", (int)getpid());
    const char *file = sp_arena_print(&a, "given.file=%s", path);
    ck_assert(!sp_npy_write(path, values, 3, 2));
    ck_assert(!open_given(&a, "given.directions=file", file, 3, 2, 0, &net));
    for (int i = 0; i < 6; i++)
        ck_assert(sp_net_dictionary(&net)[i] == (sp_real)values[i]);
    ck_assert_int_eq(open_given(&a, "given.directions=file", file, 2, 3, 0, &net),
                     SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "holds 3 x 2 numbers"));
    unlink(path);
    ck_assert_int_eq(open_given(&a, "given.directions=file", file, 3, 2, 0, &net),
                     SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), path));
    sp_arena_free(&a);
}
END_TEST

START_TEST(directions_that_cannot_be_are_refused)
{
    struct sp_arena a = {0};
    struct sp_net net;
    ck_assert_int_eq(open_given(&a, "given.directions=orthogonal", NULL, 3, 2, 0, &net),
                     SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "3 features cannot be orthogonal"));
    ck_assert_int_eq(open_given(&a, "given.directions=frame", NULL, 2, 3, 0, &net),
                     SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "too few for a frame"));
    ck_assert_int_eq(open_given(&a, "given.directions=antipodal", NULL, 4, 3, 0, &net),
                     SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "that takes 6"));
    ck_assert_int_eq(open_given(&a, "given.directions=merged", NULL, 4, 3, 0, &net),
                     SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "3 does not divide 4"));
    ck_assert_int_eq(open_given(&a, "given.directions=file", NULL, 2, 3, 0, &net),
                     SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "names none"));
    sp_arena_free(&a);
}
END_TEST

/* The sum of squared products of different rows; *largest: of their sizes. */
static double coherence(int n, int m, const double *W, double *largest)
{
    double sum = 0;
    *largest = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double product = 0;
            for (int k = 0; k < m; k++)
                product += W[i * m + k] * W[j * m + k];
            sum += i != j ? product * product : 0;
            *largest = fmax(*largest, i != j ? fabs(product) : 0);
        }
    return sum;
}

/* n^2 / m - n, and 0 where rows can be orthogonal (SAELens' orthogonaliser reaches
   both). */
START_TEST(directions_that_are_spread_become_tight)
{
    struct sp_arena a = {0};
    double W[16 * 32], largest;
    for (uint64_t seed = 0; seed < 5; seed++) {
        struct sp_rng rng = sp_rng_make(seed, SP_USE_DIRECTIONS), again = rng;
        sp_directions_spread(&a, &rng, 10, 8, 200, W);
        ck_near(coherence(10, 8, W, &largest), 2.5, 1e-3);
        sp_directions_spread(&a, &rng, 16, 32, 200, W);
        ck_near(coherence(16, 32, W, &largest), 0, 1e-5);
        sp_directions_spread(&a, &again, 10, 8, 0, W);
        ck_assert_double_gt(coherence(10, 8, W, &largest), 3);
    }
    sp_arena_free(&a);
}
END_TEST

enum { MOST = 70 }; /* columns */

/* One step W - eta W (W^T W), rows to norm 1, as it is written. */
static void spread_plainly(int n, int m, double *W)
{
    double G[MOST * MOST] = {0}, root = 1 + sqrt((double)n / m),
                    eta = 1 / (2 * root * root);
    for (int k = 0; k < m; k++)
        for (int l = 0; l < m; l++)
            G[k * m + l] = gram(W, n, m, k, l);
    for (int i = 0; i < n; i++) {
        double moved[MOST], square = 0;
        for (int k = 0; k < m; k++) {
            moved[k] = W[i * m + k];
            for (int l = 0; l < m; l++)
                moved[k] -= eta * W[i * m + l] * G[l * m + k];
            square += moved[k] * moved[k];
        }
        for (int k = 0; k < m; k++)
            W[i * m + k] = moved[k] / sqrt(square);
    }
}

/* In more than one chunk of rows and strip of columns, which are padded. */
START_TEST(directions_are_spread_as_the_formula_says)
{
    enum { n = 600, m = MOST, STEPS = 3 };
    static double W[n * m], plain[n * m];
    struct sp_arena a = {0};
    struct sp_rng rng = sp_rng_make(4, SP_USE_DIRECTIONS), again = rng;
    sp_directions_spread(&a, &rng, n, m, STEPS, W);
    sp_directions_random(&again, n, m, plain);
    for (int t = 0; t < STEPS; t++)
        spread_plainly(n, m, plain);
    for (int k = 0; k < n * m; k++)
        ck_near(W[k], plain[k], 2e-6);
    rows_are_unit(W, n, m);
    sp_arena_free(&a);
}
END_TEST

SUITE("directions", directions_are_spread_as_the_formula_says,
      directions_that_are_spread_become_tight, a_frame_is_tight_with_unit_norms,
      orthogonal_directions_are_orthonormal,
      random_directions_are_uniform_on_the_sphere,
      antipodal_neighbours_are_opposite_and_orthogonal_to_others,
      merged_neighbours_give_each_other_their_mean,
      given_directions_are_a_function_of_the_seed,
      given_directions_come_from_a_file_of_their_shape,
      directions_that_cannot_be_are_refused)
