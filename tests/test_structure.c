/* Hierarchies, compositions and planes in which the answer is known on paper. */
#include <math.h>
#include <string.h>

#include "superpose/rng.h"
#include "superpose/structure.h"
#include "suite.h"

enum { N = 4, D = 5, ROWS = 400, CHILD = 100 };

/* Feature 0 is the parent of 1: it is on in all rows, the child in the first CHILD. */
struct scene {
    struct sp_arena arena;
    double directions[N * D], W[N * D];
    struct sp_batch truth;
    sp_real x[ROWS * D], f[ROWS * N], shift[D];
    struct sp_cosines cosines;
    struct sp_recovery recovery;
    struct sp_absorption absorption;
};

static const int parents[N] = {-1, 0, -1, -1};

static void open(struct scene *s)
{
    *s = (struct scene){0};
    s->truth = sp_batch_make(&s->arena, ROWS, N, 2 * ROWS);
    s->shift[0] = 10;
    for (int j = 0; j < N; j++)
        s->directions[j * D + j] = s->W[j * D + j] = 1;
    for (int b = 0, at = 0; b < ROWS; b++) {
        for (int j = 0; j < 1 + (b < CHILD); j++) {
            s->truth.index[at] = j;
            s->truth.value[at++] = 1;
            s->x[b * D + j] = 1;
        }
        s->x[b * D] += 10;
        s->truth.start[b + 1] = at;
    }
    s->cosines = sp_cosines_make(&s->arena, N, N, D, s->directions);
    s->recovery = sp_recovery_make(&s->arena, N, N);
    s->absorption = sp_absorption_make(&s->arena, N, N, parents);
}

static void look(struct scene *s)
{
    sp_cosines_fill(&s->cosines, s->W, N);
    sp_recovery_measure(&s->cosines, &s->recovery);
    sp_absorption_add(&s->absorption, &s->cosines, &s->recovery,
                      &(struct sp_sight){ROWS, s->x, NULL, s->f, &s->truth, 0},
                      s->shift);
}

/* Codes of latents 0 and 1 without and with the child. */
static void set_codes(struct scene *s, double alone, double with, double child)
{
    for (int b = 0; b < ROWS; b++) {
        s->f[b * N] = (sp_real)(b < CHILD ? with : alone);
        s->f[b * N + 1] = (sp_real)(b < CHILD ? child : 0);
    }
}

START_TEST(a_true_dictionary_absorbs_nothing)
{
    struct scene *s = malloc(sizeof *s);
    open(s);
    set_codes(s, 1, 1, 1);
    look(s);
    ck_near(sp_absorption_gap(&s->absorption, 1), 0, 0);
    ck_assert(isnan(sp_absorption_gap(&s->absorption, 0)));
    ck_assert(isnan(sp_absorption_gap(&s->absorption, 2)));
    ck_near(s->absorption.on[0], ROWS, 0);
    ck_near(s->absorption.full[0], 0, 0);
    ck_near(s->absorption.fraction[0], 0, 0);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

/* The latent of the child is (D_p + D_c) / sqrt 2 and the parent's is off with it. */
START_TEST(an_absorbed_parent_is_silent_with_its_child)
{
    struct scene *s = malloc(sizeof *s);
    open(s);
    s->W[D] = 1;
    set_codes(s, 1, 0, 1);
    look(s);
    ck_near(sp_absorption_gap(&s->absorption, 1), 1, 0);
    ck_near(s->absorption.full[0], CHILD, 0);
    ck_near(s->absorption.fraction[0], CHILD, 0);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

/* Of the parent 0.6 is told by the child's latent and 0.4 by its own: t = 1, m = 0.4,
   s = 0.6, so that the fraction is 0.6; the gap does not see it. */
START_TEST(partial_absorption_is_a_fraction)
{
    struct scene *s = malloc(sizeof *s);
    open(s);
    s->W[D] = 0.6;
    set_codes(s, 1, 0.4, 1);
    look(s);
    ck_near(sp_absorption_gap(&s->absorption, 1), 0, 0);
    ck_near(s->absorption.full[0], 0, 0);
    ck_near(s->absorption.fraction[0], 0.6 * CHILD, 1e-5);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

/* A child's latent with less than 0.4 of the parent counts for no absorption of the
   second sort, however silent the parent's own. */
START_TEST(silence_that_nobody_else_fills_is_no_absorption)
{
    struct scene *s = malloc(sizeof *s);
    open(s);
    s->W[D] = 0.3;
    set_codes(s, 1, 0, 1);
    look(s);
    ck_near(sp_absorption_gap(&s->absorption, 1), 1, 0);
    ck_near(s->absorption.full[0], 0, 0);
    ck_near(s->absorption.fraction[0], 0, 0);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

START_TEST(dead_latents_leave_numbers)
{
    struct scene *s = malloc(sizeof *s);
    open(s);
    memset(s->W, 0, sizeof s->W);
    look(s);
    ck_near(sp_absorption_gap(&s->absorption, 1), 0, 0);
    ck_near(s->absorption.fraction[0], 0, 0);
    sp_arena_free(&s->arena);
    free(s);
}
END_TEST

/* Directions that are not orthogonal are no hedging; what a latent has beside its own
   feature is. */
START_TEST(hedging_is_what_a_latent_has_beside_its_own)
{
    struct sp_arena a = {0};
    const double c = 0.6, directions[] = {1, 0, 0, c, 0.8, 0, 0, 0, 1};
    const double W[] = {2, 0, 0, c, 0.8, 0, 0.6, 0, 0.8, 0, 0, 0};
    double hedge[4], bias[3];
    const sp_real shift[3] = {1, 1, 1};
    struct sp_cosines cosines = sp_cosines_make(&a, 4, 3, 3, directions);
    struct sp_recovery r = sp_recovery_make(&a, 4, 3);
    sp_cosines_fill(&cosines, W, 4);
    sp_recovery_measure(&cosines, &r);
    sp_hedging(&a, &cosines, &r, hedge);
    ck_near(hedge[0], 0, 1e-7);
    ck_near(hedge[1], 0, 1e-7);
    ck_near(hedge[2], 0.6, 1e-7);
    ck_near(hedge[3], 0, 0);
    /* A feature that is missed leaves p D_j in the bias. */
    const double b[] = {1, 1, 1 + 0.2 * 1};
    sp_bias_components(&cosines, b, shift, bias);
    ck_near(bias[2], 0.2, 1e-12);
    ck_near(bias[0], 0, 1e-12);
    sp_arena_free(&a);
}
END_TEST

START_TEST(splits_count_the_latents_of_one_feature)
{
    struct sp_arena a = {0};
    const double directions[] = {1, 0, 0, 1}, W[] = {1, 0.2, 1, -0.2, -1, 0, 0.6, 0.59};
    int splits[2];
    struct sp_cosines cosines = sp_cosines_make(&a, 4, 2, 2, directions);
    struct sp_recovery r = sp_recovery_make(&a, 4, 2);
    sp_cosines_fill(&cosines, W, 4);
    sp_recovery_measure(&cosines, &r);
    sp_splits(&cosines, &r, 0.8, splits);
    ck_assert_int_eq(splits[0], 3);
    ck_assert_int_eq(splits[1], 0);
    sp_arena_free(&a);
}
END_TEST

/* Three parts: the latent of their sum is found and counted, latents of parts are not,
   nor is one that has more of a part than of the sum. */
START_TEST(a_latent_of_a_composition_is_nearer_to_the_sum_than_to_the_parts)
{
    struct sp_arena a = {0};
    const double directions[] = {2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1};
    const double W[] = {1, 1, 1, 0, 1, 0, 0, 0, 3, .3, .3, 0, 0, 0, 0, 1};
    const int start[] = {0, 3, 5}, member[] = {0, 1, 2, 0, 3};
    double cosine[2];
    int merged[2];
    struct sp_cosines cosines = sp_cosines_make(&a, 4, 4, 4, directions);
    sp_cosines_fill(&cosines, W, 4);
    sp_compositions(&cosines, &(struct sp_sets){2, start, member}, 0.5, cosine, merged);
    ck_near(cosine[0], 1, 1e-6);
    ck_assert_int_eq(merged[0], 1);
    ck_near(cosine[1], sqrt(0.5), 1e-6);
    ck_assert_int_eq(merged[1], 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_plane_is_spanned_by_latents_that_differ)
{
    struct sp_arena a = {0};
    const double directions[] = {1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    const double W[] = {3, 4, 0, 0, -3, -4, 0, 0, .1, .1, .1, 5, 0, 0, 1, 1};
    const int start[] = {0, 2, 4}, member[] = {0, 1, 2, 3};
    int inside[2];
    double spanned[2];
    struct sp_cosines cosines = sp_cosines_make(&a, 4, 4, 4, directions);
    sp_cosines_fill(&cosines, W, 4);
    sp_planes(&a, &cosines, &(struct sp_sets){2, start, member}, 0.9, inside, spanned);
    ck_assert_int_eq(inside[0], 2);
    ck_near(spanned[0], 0.5, 0);
    ck_assert_int_eq(inside[1], 2);
    ck_near(spanned[1], 1, 0);
    sp_arena_free(&a);
}
END_TEST

/* In m dimensions E|cos| of random directions is near sqrt(2 / (pi m)). */
START_TEST(decoder_coherence_is_the_mean_over_pairs)
{
    enum { K = 200, M = 64 };
    struct sp_arena a = {0};
    struct sp_rng rng = sp_rng_make(4, 1);
    const double two[] = {1, 0, 3, 3, 0, -2};
    double *W = SP_TAKE(&a, K * M, double);
    ck_near(sp_decoder_coherence(&a, two, 3, 2), 2 * sqrt(0.5) / 3, 1e-7);
    ck_near(sp_decoder_coherence(&a, two, 1, 2), 0, 0);
    for (int i = 0; i < K * M; i++)
        W[i] = sp_rng_normal(&rng);
    ck_near(sp_decoder_coherence(&a, W, K, M), sqrt(2 / (acos(-1) * M)), 0.002);
    sp_arena_free(&a);
}
END_TEST

static int descending(const void *p, const void *q)
{
    const double *a = p, *b = q;
    return (*a < *b) - (*a > *b);
}

START_TEST(the_nth_projection_is_what_sorting_gives)
{
    enum { K = 7, M = 3, B = 11 };
    struct sp_arena a = {0};
    struct sp_rng rng = sp_rng_make(6, 1);
    double W[K * M], b[M], all[B * K];
    sp_real x[B * M];
    for (int i = 0; i < K * M; i++)
        W[i] = sp_rng_normal(&rng);
    for (int q = 0; q < M; q++)
        b[q] = sp_rng_normal(&rng);
    for (int i = 0; i < B * M; i++)
        x[i] = (sp_real)(i < 4 * M ? 1 : sp_rng_normal(&rng));
    for (int r = 0; r < B; r++) {
        for (int i = 0; i < K; i++) {
            double sum = 0, square = 0;
            for (int q = 0; q < M; q++) {
                sum += ((double)x[r * M + q] - b[q]) * W[i * M + q];
                square += W[i * M + q] * W[i * M + q];
            }
            all[r * K + i] = sum / sqrt(square);
        }
    }
    qsort(all, B * K, sizeof *all, descending);
    for (int nth = 0; nth < K; nth++)
        ck_near(sp_nth_projection(&a, W, K, M, b, x, B, nth), all[nth * B], 1e-5);
    sp_arena_free(&a);
}
END_TEST

SUITE("structure", a_true_dictionary_absorbs_nothing,
      an_absorbed_parent_is_silent_with_its_child, partial_absorption_is_a_fraction,
      silence_that_nobody_else_fills_is_no_absorption, dead_latents_leave_numbers,
      hedging_is_what_a_latent_has_beside_its_own,
      splits_count_the_latents_of_one_feature,
      a_latent_of_a_composition_is_nearer_to_the_sum_than_to_the_parts,
      a_plane_is_spanned_by_latents_that_differ,
      decoder_coherence_is_the_mean_over_pairs,
      the_nth_projection_is_what_sorting_gives)
