/* Who is antipodal to whom, where that is known on paper. */
#include "superpose/amount.h"
#include "superpose/directions.h"
#include "superpose/measure.h"

#include "scene.h"

extern const struct sp_measure_kind sp_measure_amount;

static void take(struct scene *scene)
{
    scene_take(scene, &sp_measure_amount, NULL, 0);
}

/* Three of four in a plane, two of which, on together, stand nearer to each other. */
START_TEST(opposed_pairs_need_not_be_digons)
{
    struct scene scene;
    double p = 0.1;
    scene_open(&scene,
               &(struct scene_plan){.n = 4, .m = 2, .density = p, .source = "groups"});
    /* Features 0, 2 and 3 at 90, 230 and 310 degrees; 1 is too short to count. */
    scene_set(
        &scene, "W",
        (const double[]){0, 1, 0.1, 0, -0.642788, -0.766044, 0.642788, -0.766044});
    take(&scene);
    ck_near(scene_run(&scene, "paired_features"), 3, 0);
    ck_near(scene_run(&scene, "digons"), 0, 0);
    ck_near(scene_run(&scene, "opposed_all"), 2.0 / 3, 1e-15);
    /* P(j|i) is p for {0, 2} and {0, 3}, 1 for {2, 3}. */
    ck_near(scene_run(&scene, "opposed_depletion"), p / ((1 + 2 * p) / 3), 1e-14);
    ck_near(scene_run(&scene, "cosine_within"), 0.173648, 1e-5);
    scene_close(&scene);
}
END_TEST

/* {0, 1} and {2, 3} are on together.  Two of the three matchings of four avoid that. */
START_TEST(digons_of_features_that_are_seldom_together_are_depleted)
{
    double p = 0.1, all = (2 + 4 * p) / 6;
    const double apart[] = {1, 0, 0, 1, -1, 0, 0, -1};
    const double joined[] = {1, 0, -1, 0, 0, 1, 0, -1};
    struct scene scene;
    struct scene_plan plan = {.n = 4, .m = 2, .density = p, .source = "groups"};
    scene_open(&scene, &plan);
    scene_set(&scene, "W", apart);
    take(&scene);
    ck_near(scene_run(&scene, "digons"), 2, 0);
    ck_near(scene_run(&scene, "digon_depletion"), p / all, 1e-14);
    ck_near(scene_run(&scene, "matching_efficiency"), 1, 1e-14);
    ck_near(scene_run(&scene, "opposed_between"), 0.5, 1e-15);
    ck_near(scene_run(&scene, "opposed_within"), 0, 0);
    scene_close(&scene);
    scene_open(&scene, &plan);
    scene_set(&scene, "W", joined);
    take(&scene);
    ck_near(scene_run(&scene, "digon_depletion"), 1 / all, 1e-14);
    ck_near(scene_run(&scene, "opposed_depletion"), 1 / all, 1e-14);
    ck_near(scene_run(&scene, "matching_efficiency"), -2, 1e-14);
    ck_near(scene_run(&scene, "opposed_within"), 1, 0);
    scene_close(&scene);
}
END_TEST

/* P(j|i) = p_j, so that the mean of both is that of both densities, and every matching
   of all features has the same sum. */
START_TEST(conditional_chances_are_the_mean_of_both_ways)
{
    const double p[] = {0.1, 0.2, 0.3, 0.4};
    struct scene scene;
    scene_open(&scene, &(struct scene_plan){.n = 4, .m = 2, .densities = p});
    scene_set(&scene, "W", (const double[]){1, 0, -1, 0, 0, 1, 0, -1});
    take(&scene);
    ck_near(scene_run(&scene, "digon_depletion"), 1, 1e-14);
    ck_assert(isnan(scene_run(&scene, "matching_efficiency")));
    scene_close(&scene);
}
END_TEST

/* A company with these P(j|i). */
static struct sp_company made_up(int count, const double *given)
{
    return (struct sp_company){.count = count, .given = (double *)(uintptr_t)given};
}

/* Matching NUMBER of K members, of the (K - 1) (K - 3) .. 1 there are: the first that
   is free takes one of the others. */
static void numbered_matching(int count, int number, struct sp_digon *pair)
{
    unsigned taken = 0;
    for (int d = 0; d < count / 2; d++) {
        int k = 0, others = count - 2 * d - 1, skip = number % others;
        number /= others;
        while (taken & 1u << k)
            k++;
        int l = k + 1;
        for (; taken & 1u << l || skip-- > 0;)
            l++;
        pair[d].member[0] = k;
        pair[d].member[1] = l;
        taken |= 1u << k | 1u << l;
    }
}

/* Of the 105 matchings of eight: chance has the mean 0 and the best has 1, which
   the search knows nearly always. */
START_TEST(efficiency_is_none_by_chance_and_one_at_best)
{
    enum { K = 8, ALL = 105, SEEDS = 50 };
    double given[K * K] = {0};
    int missed = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct sp_rng rng = sp_rng_make(seed, SP_USE_BOOTSTRAP);
        for (int k = 0; k < K; k++)
            for (int l = 0; l < k; l++)
                given[k * K + l] = given[l * K + k] = sp_rng_uniform(&rng);
        struct sp_company company = made_up(K, given);
        double value[ALL], cost[ALL] = {0}, mean = 0, best = K;
        for (int v = 0; v < ALL; v++) {
            struct sp_arena a = {0};
            struct sp_digon pair[K / 2];
            numbered_matching(K, v, pair);
            value[v] = sp_matching_efficiency(&a, &company, pair, K / 2);
            for (int d = 0; d < K / 2; d++)
                cost[v] += given[pair[d].member[0] * K + pair[d].member[1]];
            mean += cost[v] / ALL;
            best = fmin(best, cost[v]);
            sp_arena_free(&a);
        }
        for (int v = 0; v < ALL; v++) {
            double truth = (mean - cost[v]) / (mean - best);
            ck_assert(fabs(value[v]) > fabs(truth) - 1e-12 && value[v] < 1 + 1e-12);
            missed += fabs(value[v] - truth) > 1e-12;
            if (cost[v] <= best)
                ck_near(value[v], 1, 1e-12);
        }
    }
    ck_assert_int_lt(missed, SEEDS * ALL / 50);
}
END_TEST

/* Greedy takes the pair that costs 0 and must then pay 10. */
START_TEST(greed_is_mended_by_exchanges)
{
    const double given[] = {0, 0, 1, 4, 0, 0, 4, 1, 1, 4, 0, 10, 4, 1, 10, 0};
    struct sp_company company = made_up(4, given);
    struct sp_arena a = {0};
    const struct sp_digon seen[] = {{{0, 1}}, {{2, 3}}};
    double all = 20.0 / 6;
    ck_near(sp_matching_efficiency(&a, &company, seen, 2), (all - 5) / (all - 1),
            1e-14);
    sp_arena_free(&a);
}
END_TEST

/* Cosines that are -1 where phi is 0, and 1 where it is 1, or the other way round.  Of
   the three ways to pair four features one is the one seen, so that p nears 1/3. */
START_TEST(who_is_together_and_who_lies_together_are_correlated)
{
    const double same[] = {1, 0, 1, 0, -1, 0, -1, 0};
    for (int k = 0; k < 2; k++) {
        struct scene scene;
        scene_open(&scene, &(struct scene_plan){
                               .n = 4, .m = 2, .density = 0.1, .source = "groups"});
        const double apart[] = {1, 0, -1, 0, 1, 0, -1, 0};
        scene_set(&scene, "W", k ? apart : same);
        take(&scene);
        /* Cosines of 0-1, .., 2-3: 1 -1 -1 -1 -1 1 against phi 1 0 0 0 0 1; or
           -1 1 -1 -1 1 -1. */
        double r = k ? -0.5 : 1, p = k ? 1 : 1.0 / 3;
        ck_near(scene_run(&scene, "phi_mantel"), r, 1e-14);
        ck_near(scene_run(&scene, "phi_spearman"), r, 1e-14);
        ck_near(scene_run(&scene, "phi_mantel_p"), p, 4 * sqrt(p * (1 - p) / 999));
        ck_near(scene_run(&scene, "phi_spearman_p"), p, 4 * sqrt(p * (1 - p) / 999));
        scene_close(&scene);
    }
}
END_TEST

/* |cosine| = 2 |phi| where phi > 0 and 3 |phi| elsewhere, of either sign. */
START_TEST(overlap_may_be_a_u_of_company)
{
    enum { N = 12 };
    struct sp_arena a = {0};
    double phi[N * N], cosine[N * N];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            double x = phi[N * i + j] = 0.1 * ((i + j) % 6) - 0.2;
            cosine[N * i + j] = (i * j % 2 ? -1 : 1) * (x > 0 ? 2 * x : -3 * x);
        }
    struct sp_company company = {.count = N, .phi = phi, .cosine = cosine};
    ck_near(sp_company_slope(&a, &company, false), -3, 1e-12);
    ck_near(sp_company_slope(&a, &company, true), 2, 1e-12);
    company.count = 2;
    ck_assert(isnan(sp_company_slope(&a, &company, true)));
    company.count = N;
    phi[1] = NAN;
    ck_assert(isnan(sp_company_slope(&a, &company, false)));
    sp_arena_free(&a);
}
END_TEST

START_TEST(without_differences_in_company_there_is_no_correlation)
{
    const double p[][4] = {
        {0.1, 0.1, 0.1, 0.1}, {1, 0.5, 0.2, 0.2}, {0.1, 0.3, 1e-4, 0.2}};
    for (int k = 0; k < 3; k++) {
        struct scene scene;
        scene_open(&scene, &(struct scene_plan){.n = 4, .m = 2, .densities = p[k]});
        scene_set(&scene, "W", (const double[]){1, 0, 1, 0.1, -1, 0.2, -1, 0});
        take(&scene);
        ck_assert(isnan(scene_run(&scene, "phi_mantel")));
        ck_assert(isnan(scene_run(&scene, "phi_mantel_p")));
        ck_assert(isnan(scene_run(&scene, "phi_spearman")));
        ck_assert(isnan(scene_run(&scene, "phi_spearman_p")));
        ck_assert(isnan(scene_run(&scene, "overlap_below")));
        scene_close(&scene);
    }
}
END_TEST

/* Random directions know nothing of company: p is uniform, by the distance of
   Kolmogorov and Smirnov at the level 10^-4, 2.23 / sqrt(frames). */
START_TEST(chance_has_uniform_p_values)
{
    enum { N = 12, M = 3, FRAMES = 400, PERMUTATIONS = 199 };
    struct scene scene = {0};
    int below[2][PERMUTATIONS + 2] = {0};
    scene_source(&scene,
                 &(struct scene_plan){.n = N, .density = 0.1, .source = "groups"});
    for (uint64_t seed = 0; seed < FRAMES; seed++) {
        struct sp_arena a = {0};
        struct sp_rng rng = sp_rng_make(seed, SP_USE_DIRECTIONS);
        double W[N * M];
        sp_directions_random(&rng, N, M, W);
        struct sp_company c = sp_company_make(&a, &scene.source, W, M, 0.5);
        for (int ranked = 0; ranked < 2; ranked++) {
            struct sp_test test = sp_company_mantel(&a, &c, ranked, PERMUTATIONS, seed);
            below[ranked][(int)lround(test.p * (PERMUTATIONS + 1))]++;
        }
        sp_arena_free(&a);
    }
    for (int ranked = 0; ranked < 2; ranked++) {
        double sum = 0, distance = 0;
        for (int k = 1; k <= PERMUTATIONS + 1; k++) {
            sum += below[ranked][k] / (double)FRAMES;
            distance = fmax(distance, fabs(sum - k / (PERMUTATIONS + 1.0)));
        }
        ck_assert_double_lt(distance, 2.23 / sqrt(FRAMES));
    }
    scene_close(&scene);
}
END_TEST

SUITE("digons", opposed_pairs_need_not_be_digons,
      digons_of_features_that_are_seldom_together_are_depleted,
      conditional_chances_are_the_mean_of_both_ways,
      efficiency_is_none_by_chance_and_one_at_best, greed_is_mended_by_exchanges,
      who_is_together_and_who_lies_together_are_correlated,
      overlap_may_be_a_u_of_company,
      without_differences_in_company_there_is_no_correlation,
      chance_has_uniform_p_values)
