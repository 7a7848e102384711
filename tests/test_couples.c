/* What couples of features add to the promises of every source. */
#include <math.h>

#include "suite.h"
#include "open_source.h"

static struct sp_arena a;

START_TEST(couples_that_cannot_be_are_refused_with_the_reason)
{
    refused("couples", "source.features", "7", NULL, NULL, "make source.features even");
    refused("couples", "couples.dependence", "[1, 0]", NULL, NULL,
            "2 numbers for 10 couples");
}
END_TEST

/* Together, exclusive and independent in one source; phi of the second is the least
   that events of density p have, -p / (1 - p). */
START_TEST(each_couple_has_a_dependence_of_its_own)
{
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("couples"), &source, "source.features",
                           "6", "source.density", "0.2", "couples.dependence",
                           "[1, -1, 0]", NULL));
    double both[3] = {0.2, 0, 0.04}, phi[3] = {1, -0.25, 0};
    for (int c = 0; c < 3; c++) {
        double together = sp_source_together(&source, 2 * c, 2 * c + 1);
        ck_near(together, both[c], 1e-15);
        ck_near(sp_source_phi(&source, 2 * c, 2 * c + 1, together), phi[c], 1e-14);
    }
    ck_near(sp_source_together(&source, 0, 2), 0.04, 1e-15);
    sp_arena_free(&a);
}
END_TEST

/* Where densities differ, the rarer is on only with the other, and where they add up to
   more than 1 both must be on at times. */
START_TEST(dependence_goes_as_far_as_densities_allow)
{
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("couples"), &source, "source.features",
                           "4", "source.density", "[0.5, 0.1, 0.8, 0.7]",
                           "couples.dependence", "[1, -1]", NULL));
    ck_near(sp_source_together(&source, 0, 1), 0.1, 1e-15);
    ck_near(sp_source_together(&source, 2, 3), 0.5, 1e-15);
    sp_arena_free(&a);
}
END_TEST

/* The same law as groups of two, moment by moment. */
START_TEST(couples_are_groups_of_two_at_both_ends)
{
    const char *const dependence[] = {"1", "-1"};
    const char *const mode[] = {"correlated", "anticorrelated"};
    for (int t = 0; t < 2; t++) {
        struct sp_source couples, groups;
        ck_assert(!open_source(&a, sp_source_kind("couples"), &couples,
                               "couples.dependence", dependence[t], NULL));
        ck_assert(!open_source(&a, sp_source_kind("groups"), &groups, "groups.mode",
                               mode[t], NULL));
        ck_near(couples.row_mean, groups.row_mean, 1e-14);
        ck_near(couples.row_variance, groups.row_variance, 1e-14);
        for (int j = 0; j < 4; j++)
            ck_near(sp_source_covariance(&couples, 0, j),
                    sp_source_covariance(&groups, 0, j), 1e-15);
    }
    sp_arena_free(&a);
}
END_TEST

SUITE("couples", couples_that_cannot_be_are_refused_with_the_reason,
      each_couple_has_a_dependence_of_its_own,
      dependence_goes_as_far_as_densities_allow, couples_are_groups_of_two_at_both_ends)
