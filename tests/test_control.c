/* Sources whose dependence is taken out, whatever their kind. */
#include <math.h>

#include "open_source.h"
#include "suite.h"
#include "superpose/amount.h"
#include "superpose/fault.h"
#include "superpose/job.h"

enum { ROWS = 400 };

START_TEST(shuffling_leaves_densities_and_sizes_and_nothing_else)
{
    static const char *const kinds[] = {"independent", "groups", "blocks",
                                        "forest",      "copula", "composites"};
    for (int k = 0; k < 6; k++) {
        struct sp_arena a = {0};
        struct sp_source source, shuffled;
        ck_assert(!open_source(&a, sp_source_kind(kinds[k]), &source, NULL));
        ck_assert(!open_source(&a, sp_source_kind(kinds[k]), &shuffled,
                               "source.control", "shuffle", NULL));
        for (int i = 0; i < source.n; i++) {
            ck_near(shuffled.density[i], source.density[i], 0);
            ck_near(sp_source_mean(&shuffled, i), sp_source_mean(&source, i), 1e-15);
            ck_near(sp_source_variance(&shuffled, i), sp_source_variance(&source, i),
                    1e-15);
            for (int j = 0; j < i; j++)
                ck_near(sp_source_covariance(&shuffled, i, j), 0, 0);
        }
        ck_near(shuffled.row_mean, source.row_mean, 1e-14);
        ck_assert(!shuffled.parent && !shuffled.part && !shuffled.parts);
        sp_arena_free(&a);
    }
}
END_TEST

/* The same numbers decide how many are on: row by row as many. */
START_TEST(matching_draws_as_many_as_the_kind)
{
    static const char *const kinds[] = {"groups", "blocks", "copula"};
    for (int k = 0; k < 3; k++) {
        struct sp_arena a = {0};
        struct sp_source source, matched;
        ck_assert(!open_source(&a, sp_source_kind(kinds[k]), &source, NULL));
        ck_assert(!open_source(&a, sp_source_kind(kinds[k]), &matched, "source.control",
                               "l0", NULL));
        struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
        struct sp_batch other = sp_source_batch(&a, &matched, ROWS, false);
        struct sp_lanes lanes = sp_lanes_make(3, SP_USE_TEST), again = lanes;
        sp_source_draw(&source, &lanes, &batch);
        sp_source_draw(&matched, &again, &other);
        ck_assert_mem_eq(batch.start, other.start, (ROWS + 1) * sizeof(int));
        size_t entries = (size_t)batch.start[ROWS];
        ck_assert_mem_ne(batch.index, other.index, entries * sizeof(int));
        ck_near(matched.row_variance, source.row_variance, 0);
        sp_arena_free(&a);
    }
}
END_TEST

/* Of 190 pairs 10 are on with probability p, the others with p^2. */
START_TEST(matching_spreads_the_pairs_of_a_row_over_all)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("groups"), &source, "source.control",
                           "l0", "source.density", "0.1", NULL));
    double both = (10 * 0.1 + 180 * 0.01) / 190;
    ck_near(source.kind->joint(&source, 0, 1), both, 1e-14);
    ck_near(source.kind->joint(&source, 3, 18), both, 1e-14);
    sp_arena_free(&a);
}
END_TEST

START_TEST(independent_features_of_one_density_are_their_own_control)
{
    static const char *const controls[] = {"shuffle", "l0"};
    for (int k = 0; k < 2; k++) {
        struct sp_arena a = {0};
        struct sp_source source;
        ck_assert(!open_source(&a, sp_source_kind("independent"), &source,
                               "source.control", controls[k], NULL));
        ck_assert_int_eq(source.block, 1);
        ck_near(source.equal, 0.1, 0);
        sp_arena_free(&a);
    }
}
END_TEST

/* Overlap within sets can then be compared with that of the source itself. */
START_TEST(a_control_knows_who_belonged_together)
{
    static const char *const controls[] = {"none", "shuffle", "l0"};
    for (int k = 0; k < 3; k++) {
        struct sp_arena a = {0};
        struct sp_source source;
        ck_assert(!open_source(&a, sp_source_kind("blocks"), &source, "source.features",
                               "4", "source.control", controls[k], NULL));
        const double W[] = {1, 1, 1, 1};
        struct sp_company company = sp_company_make(&a, &source, W, 1, 0.5);
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++)
                ck_assert(company.within[4 * i + j] == (i != j && i / 2 == j / 2));
        sp_arena_free(&a);
    }
}
END_TEST

START_TEST(controls_that_would_change_more_are_refused)
{
    refused("planes", "source.control", "shuffle", NULL, NULL,
            "shuffle draws sizes by source.size, but those of feature 0 have another "
            "law in this source of kind planes");
    refused("composites", "source.control", "shuffle", "composites.size", "product",
            "those of feature 18");
    refused("forest", "source.control", "l0", NULL, NULL,
            "l0 makes all densities equal, but features 0 and 1 have densities");
    refused("independent", "source.control", "l0", "source.density_law", "zipf",
            "choose shuffle");
    refused("composites", "source.control", "shuffle", "source.density", "1e-9",
            "feature 18 has density 1e-18");
}
END_TEST

static void run_with(struct sp_arena *a, const char *key, const char *control,
                     struct sp_result *out)
{
    const struct sp_setting settings[] = {
        {"source.kind", "blocks"}, {"source.features", "6"},
        {"blocks.size", "3"},      {"blocks.phi", "0.6"},
        {"toy.hidden", "2"},       {"train.steps", "300"},
        {"train.rate", "0.01"},    {"train.batch", "64"},
        {"measure", "loss"},       {key, control}};
    struct sp_job job;
    ck_assert(!sp_job_resolve(a, settings, sizeof settings / sizeof *settings, &job));
    ck_assert_msg(!sp_job_check(a, &job, NULL), "%s", sp_fault_text());
    ck_assert(!sp_job_run(a, &job, (struct sp_taken){0}, NULL, NULL, out));
    ck_assert_int_eq(out->state, SP_DONE);
}

static double loss_of(const struct sp_result *result)
{
    return sp_rows_find(&result->rows, SP_RUNS, "loss")->value[0];
}

/* The same net as of a source that is its control, but measured where features are
   correlated: there it has not learned what it could have. */
START_TEST(a_net_can_be_taught_without_the_dependence_it_is_measured_with)
{
    struct sp_arena a = {0};
    struct sp_result plain, shuffled, taught;
    run_with(&a, "source.control", "none", &plain);
    run_with(&a, "source.control", "shuffle", &shuffled);
    run_with(&a, "train.control", "shuffle", &taught);
    size_t bytes = plain.net.count * sizeof *plain.net.param;
    ck_assert_mem_eq(taught.net.param, shuffled.net.param, bytes);
    ck_assert_mem_ne(taught.net.param, plain.net.param, bytes);
    ck_assert(loss_of(&taught) != loss_of(&shuffled));
    ck_assert(loss_of(&taught) > 1.02 * loss_of(&plain));
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_cannot_be_taught_is_refused_before)
{
    const struct sp_setting settings[] = {{"source.kind", "planes"},
                                          {"train.control", "shuffle"}};
    struct sp_arena a = {0};
    struct sp_job job;
    ck_assert(!sp_job_resolve(&a, settings, 2, &job));
    ck_assert_int_eq(sp_job_check(&a, &job, NULL), SP_BAD);
    ck_assert_msg(!strncmp(sp_fault_text(), "train.control: shuffle draws sizes", 34),
                  "%s", sp_fault_text());
    sp_arena_free(&a);
}
END_TEST

SUITE("control", shuffling_leaves_densities_and_sizes_and_nothing_else,
      matching_draws_as_many_as_the_kind, matching_spreads_the_pairs_of_a_row_over_all,
      independent_features_of_one_density_are_their_own_control,
      a_control_knows_who_belonged_together,
      controls_that_would_change_more_are_refused,
      a_net_can_be_taught_without_the_dependence_it_is_measured_with,
      what_cannot_be_taught_is_refused_before)
