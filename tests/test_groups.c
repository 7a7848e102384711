/* What sets of features add to the promises of every source. */
#include <math.h>

#include "suite.h"
#include "open_source.h"

START_TEST(groups_that_cannot_be_are_refused_with_the_reason)
{
    refused("groups", "groups.size", "3", NULL, NULL, "20 features cannot be divided");
    refused("groups", "source.density_law", "zipf", NULL, NULL,
            "members of a set share a density");
    refused("groups", "source.density", "0.6", "groups.mode", "anticorrelated",
            "the largest density possible is 1/2 = 0.5");
}
END_TEST

START_TEST(sets_have_the_density_when_it_is_not_that_of_their_members)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("groups"), &source, "source.density",
                           "0.9", "groups.size", "5", "groups.mode", "anticorrelated",
                           "groups.marginal", "false", NULL));
    ck_near(source.density[0], 0.18, 1e-15);
    ck_near(source.row_mean, 4 * 0.9, 1e-14);
    ck_near(source.row_variance, 4 * 0.9 * 0.1, 1e-14);
    sp_arena_free(&a);
}
END_TEST

SUITE("groups", groups_that_cannot_be_are_refused_with_the_reason,
      sets_have_the_density_when_it_is_not_that_of_their_members)
