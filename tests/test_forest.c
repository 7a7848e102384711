/* Hierarchies: what is known on paper, and the generator of SynthSAEBench. */
#include "../sim/source/forest.h"

#include <math.h>

#include "open_source.h"
#include "suite.h"

/* Densities of 16 features of SAELens' zipf helper: mean 0.05603. */
START_TEST(a_stretched_zipf_law_begins_and_ends_as_told)
{
    struct sp_arena a = {0};
    struct sp_source source;
    double sum = 0;
    ck_assert(!open_source(&a, sp_source_kind("independent"), &source,
                           "source.features", "16", "source.density", "0.3",
                           "source.density_law", "zipf_between", "source.density_last",
                           "0.01", NULL));
    for (int i = 0; i < 16; i++)
        sum += source.density[i];
    ck_near(source.density[0], 0.3, 1e-15);
    ck_near(source.density[15], 0.01, 1e-15);
    ck_near(sum / 16, 0.05603, 5e-6);
    sp_arena_free(&a);
}
END_TEST

/* Setting B of the tutorial: feature 0 is the parent of 1 .. 7.  Its L0 is z0 + z0 sum
   of z1 .. z7 + the rest. */
START_TEST(a_gated_child_keeps_what_its_parent_leaves)
{
    struct sp_arena a = {0};
    struct sp_source source;
    double z[32], nominal = 0, gated;
    ck_assert(!open_source(&a, sp_source_kind("forest"), &source, "source.features",
                           "32", "source.density", "0.25", "source.density_law",
                           "zipf_between", "source.density_exponent", "1.2",
                           "source.density_last", "0.01", "forest.branching", "7",
                           NULL));
    for (int i = 0; i < 32; i++) {
        double least = pow(32, -1.2);
        z[i] = 0.01 + 0.24 * (pow(i + 1, -1.2) - least) / (1 - least);
        nominal += z[i];
    }
    gated = nominal;
    for (int i = 1; i <= 7; i++)
        gated -= z[i] * (1 - z[0]);
    ck_near(nominal, 0.9537, 5e-5);
    ck_near(gated, 0.6775, 5e-5);
    ck_near(source.row_mean, gated, 1e-12);
    ck_near(source.density[3], z[0] * z[3], 1e-15);
    ck_near(source.kind->joint(&source, 0, 3), z[0] * z[3], 1e-15);
    ck_near(source.kind->joint(&source, 2, 3), z[0] * z[2] * z[3], 1e-15);
    ck_near(source.kind->joint(&source, 2, 20), z[0] * z[2] * z[20], 1e-15);
    sp_arena_free(&a);
}
END_TEST

/* Two siblings with chance q that exclude each other are on with q (1 - q) + q^2 / 2.
   */
START_TEST(of_exclusive_siblings_one_is_drawn)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("forest"), &source, "source.features",
                           "3", "source.density", "0.4", "forest.exclusive", "true",
                           NULL));
    ck_near(source.density[1], 0.4 * (0.4 * 0.6 + 0.4 * 0.4 / 2), 1e-15);
    ck_assert(source.kind->joint(&source, 1, 2) == 0);
    ck_assert_int_eq(source.together, 2);
    sp_arena_free(&a);
}
END_TEST

START_TEST(parents_that_do_not_come_first_are_refused)
{
    struct sp_arena a = {0};
    struct sp_source source;
    const struct sp_source_kind *forest = sp_source_kind("forest");
    ck_assert_int_eq(open_source(&a, forest, &source, "source.features", "3",
                                 "forest.parents", "[-1, 2, -1]", NULL),
                     SP_BAD);
    ck_assert_int_eq(open_source(&a, forest, &source, "source.features", "3",
                                 "forest.parents", "[-1, 0]", NULL),
                     SP_BAD);
    ck_assert(!open_source(&a, forest, &source, "source.features", "3",
                           "forest.parents", "[-1, 0, 0]", NULL));
    ck_assert_int_eq(source.parent[2], 0);
    sp_arena_free(&a);
}
END_TEST

/* Mean number of features on over ROWS rows, of all and of the first 4096. */
static void count_on(struct sp_arena *a, const struct sp_source *source, int rows,
                     double *all, double *first)
{
    struct sp_batch batch = sp_source_batch(a, source, 500, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    double sum = 0, low = 0;
    for (int seen = 0; seen < rows; seen += 500) {
        sp_source_draw(source, &lanes, &batch);
        sum += batch.start[500];
        for (int e = 0; e < batch.start[500]; e++)
            low += batch.index[e] < 4096;
    }
    *all = sum / rows;
    *first = low / rows;
}

/* Section 4.2 of its paper and the check of a second implementation: nominal sum
   59.144, 10,880 features in trees, 2,688 exclusive groups, largest chance 0.915, none
   cut; L0 34.5 +- 0.5, about 25 in the first 4096. */
static void check_synth(const char *rank, int rows)
{
    struct sp_arena a = {0};
    struct sp_source source;
    struct sp_forest f = {.n = 16384, .exclusive = true};
    double nominal = 0, most = 0, all, first, p[16384], least = pow(16384, -0.5);
    int in_trees = 0, groups = 0;
    ck_assert(!open_source(
        &a, sp_source_kind("forest"), &source, "source.features", "16384",
        "source.density", "0.4", "source.density_law", "zipf_between",
        "source.density_exponent", "0.5", "source.density_last", "5e-4", "forest.roots",
        "128", "forest.branching", "4", "forest.depth", "3", "forest.exclusive", "true",
        "forest.compensate", "true", "forest.scale", "true", "forest.rank", rank,
        "source.size", "normal", "source.size_mean", "5", "source.size_mean_last", "4",
        "source.size_std", "0.5", "source.size_std_spread", "0.5", NULL));
    for (int i = 0; i < 16384; i++)
        nominal += p[i] = 5e-4 + 0.3995 * (pow(i + 1, -0.5) - least) / (1 - least);
    sp_forest_grow(&a, &f, 128, 4, 3);
    sp_forest_chances(&a, &f, p, true);
    for (int i = 0; i < 16384; i++) {
        int children = f.start[i + 1] - f.start[i];
        in_trees += i < 128 || f.parent[i] >= 0;
        groups += children > 0;
        most = fmax(most, f.chance[i]);
    }
    ck_near(nominal, 59.144, 5e-4);
    ck_assert_int_eq(in_trees, 10880);
    ck_assert_int_eq(groups, 2688);
    ck_near(most, 0.915, 5e-4);
    count_on(&a, &source, rows, &all, &first);
    ck_near(all, 34.5, 0.5);
    ck_near(first, 25.2, 0.5);
    if (rank[0] == '0')
        ck_near(all, source.row_mean, 4 * sqrt(source.row_variance / rows));
    sp_arena_free(&a);
}

START_TEST(the_benchmark_of_16384_features_has_its_l0)
{
    check_synth("0", 20000);
    check_synth("25", 2000);
}
END_TEST

/* Roots keep their density whatever correlates them, and children have parents. */
static void check_factors(const char *single)
{
    enum { ROWS = 1000, BATCHES = 200, N = 30 };
    struct sp_arena a = {0};
    struct sp_source source;
    double on[N] = {0};
    ck_assert(!open_source(&a, sp_source_kind("forest"), &source, "source.features",
                           "30", "source.density", "0.2", "source.density_law", "zipf",
                           "source.density_exponent", "0.5", "forest.roots", "4",
                           "forest.rank", "3", "forest.load", "0.4", "forest.single",
                           single, NULL));
    struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    for (int t = 0; t < BATCHES; t++) {
        sp_source_draw(&source, &lanes, &batch);
        for (int b = 0; b < ROWS; b++) {
            bool row[N] = {false};
            for (int e = batch.start[b]; e < batch.start[b + 1]; e++) {
                int i = batch.index[e], parent = source.parent[i];
                ck_assert(!row[i] && (parent < 0 || row[parent]));
                row[i] = true;
                on[i]++;
            }
        }
    }
    for (int i = 0; i < N; i++) {
        double p = 0.2 / sqrt(i + 1), rows = ROWS * BATCHES;
        if (source.parent[i] < 0)
            ck_near(on[i] / rows, p, 4 * sqrt(p * (1 - p) / rows));
    }
    sp_arena_free(&a);
}

START_TEST(factors_leave_the_densities_of_roots)
{
    check_factors("false");
    check_factors("true");
}
END_TEST

SUITE("forest", factors_leave_the_densities_of_roots,
      a_stretched_zipf_law_begins_and_ends_as_told,
      a_gated_child_keeps_what_its_parent_leaves, of_exclusive_siblings_one_is_drawn,
      parents_that_do_not_come_first_are_refused,
      the_benchmark_of_16384_features_has_its_l0)
