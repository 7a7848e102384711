/* Dictionaries whose scores are known on paper, and random ones beside their simulated
   nulls. */
#include <math.h>

#include "superpose/rng.h"
#include "superpose/score.h"
#include "suite.h"

struct trial {
    struct sp_arena arena;
    struct sp_cosines cosines;
    struct sp_recovery got;
};

static void measure(struct trial *t, const double *W, int k, const double *D, int n,
                    int d)
{
    *t = (struct trial){0};
    t->cosines = sp_cosines_make(&t->arena, k, n, d, D);
    t->got = sp_recovery_make(&t->arena, k, n);
    sp_cosines_fill(&t->cosines, W, k);
    sp_recovery_measure(&t->cosines, &t->got);
}

static void fill(struct sp_rng *rng, double *out, int count)
{
    for (int i = 0; i < count; i++)
        out[i] = sp_rng_normal(rng);
}

enum { N = 12, M = 8 };

/* W is D permuted, each row scaled by SCALE: a latent has the size of another, and a
   sign of its own. */
static void check_copy(double scale, double expected)
{
    struct trial t;
    struct sp_rng rng = sp_rng_make(1, 1);
    double D[N * M], W[N * M];
    fill(&rng, D, N * M);
    for (int i = 0; i < N; i++)
        for (int q = 0; q < M; q++)
            W[i * M + q] = scale * (1 + i) * D[(5 * i + 2) % N * M + q];
    measure(&t, W, N, D, N, M);
    const double absolute[] = {t.got.mmcs_abs, t.got.mmcs_latents_abs, t.got.mcc_abs,
                               t.got.mcc_all_abs, t.got.uniqueness};
    const double sign[] = {t.got.mmcs, t.got.mmcs_latents, t.got.mcc, t.got.mcc_all};
    for (int s = 0; s < 5; s++)
        ck_near(absolute[s], 1, 1e-14);
    for (int s = 0; s < 4 && expected > 0; s++)
        ck_near(sign[s], expected, 1e-14);
    ck_near(t.got.above, expected > 0, 0);
    for (int i = 0; i < N; i++) {
        ck_assert_int_eq(t.got.feature[i], (5 * i + 2) % N);
        ck_assert_int_eq(t.got.latent[(5 * i + 2) % N], i);
        ck_assert_int_eq(t.got.paired[(5 * i + 2) % N], i);
        ck_near(t.got.cosine[i], scale > 0 ? 1 : -1, 1e-14);
    }
    sp_arena_free(&t.arena);
}

START_TEST(identical_permuted_and_scaled_dictionaries_are_recovered)
{
    check_copy(1, 1);
    check_copy(1e-6, 1);
    check_copy(1e6, 1);
}
END_TEST

START_TEST(a_negated_dictionary_is_recovered_but_for_its_signs)
{
    check_copy(-1, 0);
    struct trial t;
    const double D[] = {1, 0, 0, 1}, W[] = {-1, 0, 0, -1};
    measure(&t, W, 2, D, 2, 2);
    ck_near(t.got.mcc_abs, 1, 0);
    ck_near(t.got.mmcs, 0, 0);
    ck_near(t.got.mcc, 0, 0);
    sp_arena_free(&t.arena);
}
END_TEST

/* A latent at (D_p + D_c) / sqrt 2 in place of the child's: 1 - (1 - 1/sqrt 2) / n. */
START_TEST(an_absorbed_parent_costs_what_the_paper_says)
{
    const int sizes[] = {2, 4};
    for (int s = 0; s < 2; s++) {
        int n = sizes[s];
        struct trial t;
        double D[16] = {0}, W[16] = {0};
        for (int i = 0; i < n; i++)
            D[i * n + i] = W[i * n + i] = 1;
        W[n] = 1;
        measure(&t, W, n, D, n, n);
        double expected = 1 - (1 - sqrt(0.5)) / n;
        ck_near(t.got.mcc, expected, 1e-15);
        ck_near(t.got.mcc_abs, expected, 1e-15);
        ck_near(t.got.mmcs, expected, 1e-15);
        ck_near(expected, n == 2 ? 0.8536 : 0.9268, 5e-5);
        sp_arena_free(&t.arena);
    }
}
END_TEST

/* Uniqueness .2 and .75 are the cases of SAELens' tests. */
START_TEST(uniqueness_counts_distinct_nearest_features)
{
    struct trial t;
    const double D[] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    const double one[] = {1, .1, 0,  0, 2,  0, 0, .1, 1, 0,
                          0, 0,  -1, 0, .2, 0, 1, 0,  0, .3};
    const double three[] = {1, 0, 0, 0, 0, 1, .1, 0, 0, 0, 1, 0, .1, 0, -3, 0};
    measure(&t, one, 5, D, 4, 4);
    ck_near(t.got.uniqueness, 0.2, 1e-15);
    sp_arena_free(&t.arena);
    measure(&t, three, 4, D, 4, 4);
    ck_near(t.got.uniqueness, 0.75, 1e-15);
    sp_arena_free(&t.arena);
}
END_TEST

START_TEST(a_latent_without_direction_matches_nothing)
{
    struct trial t;
    const double D[] = {1, 0, 0, 1}, W[] = {0, 0, 0, 0, 0, 2};
    measure(&t, W, 3, D, 2, 2);
    ck_assert_int_eq(t.got.feature[0], -1);
    ck_assert_int_eq(t.got.feature[1], -1);
    ck_assert_int_eq(t.got.feature[2], 1);
    ck_assert_int_eq(t.got.latent[0], -1);
    ck_near(t.got.uniqueness, 1.0 / 3, 1e-15);
    ck_near(t.got.mcc, 0.5, 0);
    ck_near(t.got.mmcs, 0.5, 0);
    ck_near(t.got.mmcs_latents, 1.0 / 3, 1e-15);
    sp_arena_free(&t.arena);
}
END_TEST

/* With fewer latents than features the mean of matched pairs hides what is missing. */
START_TEST(unmatched_features_count_nothing_in_the_mean_over_all)
{
    struct trial t;
    const double D[] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1}, W[] = {0, 2, 0, 1, 0, 0};
    measure(&t, W, 2, D, 4, 3);
    ck_near(t.got.mcc, 1, 0);
    ck_near(t.got.mcc_all, 0.5, 0);
    ck_near(t.got.mmcs, (2 + sqrt(0.5)) / 4, 1e-15);
    ck_near(t.got.represented[3], sqrt(0.5), 1e-15);
    ck_assert_int_eq(t.got.paired[2], -1);
    ck_assert_int_eq(t.got.paired[1], 0);
    sp_arena_free(&t.arena);
}
END_TEST

/* The mean of MCC and MMCS over TRIALS pairs of random dictionaries, and its standard
   error. */
static void check_null(int n, int k, int d, int trials, double mcc, double mmcs)
{
    struct sp_rng rng = sp_rng_make(5, (uint32_t)(n + 7 * k + 1000 * d));
    double sum[2] = {0}, square[2] = {0};
    double *D = malloc((size_t)(n * d) * sizeof *D),
           *W = malloc((size_t)(k * d) * sizeof *W);
    for (int trial = 0; trial < trials; trial++) {
        struct trial t;
        fill(&rng, D, n * d);
        fill(&rng, W, k * d);
        measure(&t, W, k, D, n, d);
        const double value[] = {t.got.mcc_abs, t.got.mmcs};
        for (int s = 0; s < 2; s++) {
            sum[s] += value[s];
            square[s] += value[s] * value[s];
        }
        sp_arena_free(&t.arena);
    }
    const double expected[] = {mcc, mmcs};
    for (int s = 0; s < 2; s++) {
        double mean = sum[s] / trials, spread = sqrt(square[s] / trials - mean * mean);
        ck_near(mean, expected[s], 4 * spread / sqrt(2) + 0.0005);
    }
    free(D);
    free(W);
}

/* The known means are of two pairs each, so they spread by the deviation of one pair
   over sqrt 2. */
START_TEST(random_dictionaries_score_what_was_simulated)
{
    check_null(5, 5, 2, 200, .887, .769);
    check_null(5, 5, 20, 200, .327, .245);
    check_null(4, 4, 10, 200, .397, .269);
    check_null(16, 16, 32, 100, .332, .305);
    check_null(32, 32, 28, 60, .401, .386);
    check_null(20, 20, 20, 60, .432, .408);
    check_null(50, 50, 100, 30, .231, .221);
    check_null(100, 100, 10, 20, .732, .716);
    check_null(512, 512, 256, 2, .194, .189);
    check_null(512, 1024, 256, 2, .2105, .201);
}
END_TEST

SUITE("score", identical_permuted_and_scaled_dictionaries_are_recovered,
      a_negated_dictionary_is_recovered_but_for_its_signs,
      an_absorbed_parent_costs_what_the_paper_says,
      uniqueness_counts_distinct_nearest_features,
      a_latent_without_direction_matches_nothing,
      unmatched_features_count_nothing_in_the_mean_over_all,
      random_dictionaries_score_what_was_simulated)
