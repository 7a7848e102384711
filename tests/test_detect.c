/* Codes whose scores are known on paper. */
#include <math.h>
#include <string.h>

#include "superpose/detect.h"
#include "superpose/rng.h"
#include "suite.h"

enum { N = 6, D = 8, ROWS = 500 };

/* Features 0 .. N - 1 along the first axes, each on with probability 0.3. */
struct scene {
    struct sp_arena arena;
    struct sp_rng rng;
    double directions[N * D], W[N * D];
    struct sp_batch truth;
    sp_real x[ROWS * D], y[ROWS * D], f[ROWS * N];
    struct sp_cosines cosines;
    struct sp_recovery recovery;
    struct sp_detect codes;
    struct sp_detect_score score;
};

/* Features of size 1, or drawn from N(0, 1) where SIGNED. */
static void open(struct scene *s, bool drawn)
{
    struct sp_arena *a = &s->arena;
    *s = (struct scene){.rng = sp_rng_make(3, 1)};
    s->truth = sp_batch_make(a, ROWS, N, ROWS * N);
    int at = 0;
    for (int j = 0; j < N; j++)
        s->directions[j * D + j] = s->W[j * D + j] = 1;
    for (int b = 0; b < ROWS; b++) {
        for (int j = 0; j < N; j++) {
            if (sp_rng_uniform(&s->rng) > 0.3)
                continue;
            double size = drawn ? sp_rng_normal(&s->rng) : 1;
            s->truth.index[at] = j;
            s->truth.value[at++] = (sp_real)size;
            s->x[b * D + j] = s->f[b * N + j] = (sp_real)size;
        }
        s->truth.start[b + 1] = at;
    }
    s->cosines = sp_cosines_make(a, N, N, D, s->directions);
    s->recovery = sp_recovery_make(a, N, N);
    s->codes = sp_detect_make(a, N, N, D, true);
}

static void decode(struct scene *s)
{
    memset(s->y, 0, sizeof s->y);
    for (int b = 0; b < ROWS; b++)
        for (int i = 0; i < N; i++)
            for (int q = 0; q < D; q++)
                s->y[b * D + q] += s->f[b * N + i] * (sp_real)s->W[i * D + q];
}

/* Adds the rows in two parts. */
static void score(struct scene *s, int turn)
{
    const int first = turn ? ROWS : 77;
    sp_cosines_fill(&s->cosines, s->W, N);
    sp_recovery_measure(&s->cosines, &s->recovery);
    sp_detect_reset(&s->codes, &s->cosines, &s->recovery);
    struct sp_batch rest = s->truth;
    rest.start += first;
    sp_detect_add(&s->codes,
                  &(struct sp_sight){first, s->x, s->y, s->f, &s->truth, turn});
    if (first < ROWS)
        sp_detect_add(&s->codes,
                      &(struct sp_sight){ROWS - first, s->x + first * D,
                                         s->y + first * D, s->f + first * N, &rest, 0});
    sp_detect_measure(&s->codes, &s->cosines, &s->recovery, 0.1, &s->score);
}

/* Also where sizes have both signs: on is what is not 0. */
START_TEST(true_codes_have_the_best_of_all_scores)
{
    for (int drawn = 0; drawn < 2; drawn++) {
        struct scene *s = malloc(sizeof *s);
        open(s, drawn);
        decode(s);
        score(s, 0);
        const struct sp_detect_score *g = &s->score;
        const double ones[] = {g->latents.precision, g->latents.recall,
                               g->latents.f1,        g->latents.accuracy,
                               g->features.f1,       g->mcc,
                               g->explained,         g->explained_centred,
                               g->shrinkage,         g->bias};
        for (size_t k = 0; k < sizeof ones / sizeof *ones; k++)
            ck_near(ones[k], 1, 1e-12);
        ck_near(g->l0, g->l0_true, 0);
        ck_near(g->l0_true, s->truth.start[ROWS] / (double)ROWS, 1e-12);
        ck_near(g->dead, 0, 0);
        ck_near(g->dense, N, 0);
        for (int j = 0, latent; j < N; j++) {
            ck_near(sp_detect_best(&s->codes, j, &latent).f1, 1, 1e-15);
            ck_assert_int_eq(latent, j);
        }
        sp_arena_free(&s->arena);
        free(s);
    }
}
END_TEST

/* The L1 optimum c = a - lambda / 2: ||y|| / ||x|| = 1 - lambda / 2 wherever x is not
   0, and E||e||^2 = L0 (lambda / 2)^2. */
START_TEST(a_penalty_shrinks_as_the_closed_form_says)
{
    struct scene *s = malloc(sizeof *s);
    const double lambda = 0.05;
    open(s, false);
    for (int i = 0; i < ROWS * N; i++)
        s->f[i] *= (sp_real)(1 - lambda / 2);
    decode(s);
    score(s, 0);
    ck_near(s->score.shrinkage, 0.975, 1e-7);
    ck_near(s->score.bias, 0.975, 1e-7);
    double mean2 = 0, L0 = s->score.l0_true;
    for (int j = 0; j < N; j++)
        mean2 += pow(s->codes.true_on[j] / ROWS, 2);
    double error = L0 * pow(lambda / 2, 2);
    ck_near(s->score.explained, 1 - error / (L0 - mean2), 1e-8);
    ck_near(s->score.explained_centred, 1 - pow(lambda / 2, 2), 1e-8);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

/* The sign of a latent is no mistake of a code, but a negated decoder reconstructs the
   opposite. */
START_TEST(negated_codes_are_on_and_correlate)
{
    struct scene *s = malloc(sizeof *s);
    open(s, true);
    for (int i = 0; i < ROWS * N; i++)
        s->f[i] = -s->f[i];
    decode(s);
    score(s, 0);
    ck_near(s->score.latents.f1, 1, 1e-12);
    ck_near(s->score.mcc, 1, 1e-12);
    ck_near(s->score.bias, -1, 1e-12);
    ck_assert(s->score.explained < 0);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

START_TEST(dead_latents_count_nothing_and_are_numbers)
{
    struct scene *s = malloc(sizeof *s);
    open(s, true);
    for (int b = 0; b < ROWS; b++)
        for (int i = 0; i < 2; i++)
            s->f[b * N + i] = 0;
    decode(s);
    score(s, 0);
    ck_near(s->score.dead, 2, 0);
    ck_near(s->score.latents.f1, (N - 2.0) / N, 1e-12);
    ck_near(s->score.features.f1, (N - 2.0) / N, 1e-12);
    ck_near(s->score.mcc, (N - 2.0) / N, 1e-12);
    ck_near(sp_detect_latent(&s->codes, 0).f1, 0, 0);
    memset(s->f, 0, sizeof s->f);
    memset(s->W, 0, sizeof s->W);
    decode(s);
    score(s, 0);
    const double *all = (const double *)&s->score;
    for (size_t k = 0; k < sizeof s->score / sizeof *all; k++)
        ck_assert(isfinite(all[k]));
    ck_near(s->score.dead, N, 0);
    ck_near(s->score.effective, 0, 0);
    ck_near(s->score.bias, 0, 0);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

START_TEST(counts_of_a_latent_make_its_precision_and_recall)
{
    struct sp_detection d = sp_detection_of(100, 20, 30, 15);
    ck_near(d.precision, 0.75, 1e-15);
    ck_near(d.recall, 0.5, 1e-15);
    ck_near(d.f1, 0.6, 1e-15);
    ck_near(d.accuracy, 0.8, 1e-15);
    d = sp_detection_of(100, 0, 30, 0);
    ck_near(d.precision + d.recall + d.f1, 0, 0);
    ck_near(d.accuracy, 0.7, 1e-15);
}
END_TEST

/* Rounding residues are on, but a tolerant count leaves them out. */
START_TEST(the_tolerant_count_leaves_rounding_out)
{
    struct scene *s = malloc(sizeof *s);
    open(s, false);
    for (int i = 0; i < ROWS * N; i++)
        s->f[i] += (sp_real)1e-7;
    for (int b = 0; b < ROWS; b++)
        s->f[b * N] = 1;
    s->W[0] = 2;
    decode(s);
    score(s, 0);
    double others = 0;
    for (int j = 1; j < N; j++)
        others += s->codes.true_on[j] / ROWS;
    ck_near(s->score.l0, N, 1e-12);
    ck_near(s->score.l0_tolerant, 1 + others, 1e-12);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

/* Independent features: precision of chance is the density 0.3, and so is recall. */
START_TEST(codes_of_other_examples_know_nothing)
{
    struct scene *s = malloc(sizeof *s);
    open(s, true);
    decode(s);
    score(s, 1);
    double sigma = sqrt(0.3 * 0.7 / (0.3 * ROWS) / N);
    ck_near(s->score.latents.precision, 0.3, 4 * sigma);
    ck_assert(s->score.mcc < 0.2);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

START_TEST(equal_masses_are_as_many_effective_features_as_there_are)
{
    struct scene *s = malloc(sizeof *s);
    open(s, false);
    for (int i = 0; i < ROWS * N; i++)
        s->f[i] = i % 2 ? 3 : -3;
    decode(s);
    score(s, 0);
    ck_near(s->score.effective, N, 1e-12);
    ck_near(s->score.psi, (double)N / D, 1e-12);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

SUITE("detect", true_codes_have_the_best_of_all_scores,
      a_penalty_shrinks_as_the_closed_form_says, negated_codes_are_on_and_correlate,
      dead_latents_count_nothing_and_are_numbers,
      counts_of_a_latent_make_its_precision_and_recall,
      the_tolerant_count_leaves_rounding_out, codes_of_other_examples_know_nothing,
      equal_masses_are_as_many_effective_features_as_there_are)
