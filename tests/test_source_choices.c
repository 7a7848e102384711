/* The settings of each kind of source, and controls, draw what they say they draw. */
#include "source_sums.h"

/* The settings of the kinds, beyond their defaults. */
START_TEST(choices_of_a_kind_draw_what_they_say_they_draw)
{
    const struct sp_source_kind *groups = sp_source_kind("groups");
    for (const char *const *p = densities; *p; p++) {
        check_kind(groups, *p, "groups.mode", "anticorrelated");
        check_kind(groups, *p, "groups.size", "4");
        check_kind(groups, *p, "groups.size", "1");
    }
    check_kind(groups, "[.1,.1,.06,.06,.9,.9,1,1,.3,.3,.05,.05]", "groups.size", "2");
    check_kind(sp_source_kind("independent"), "0.8", "source.density_law", "geometric");
    check_kind(sp_source_kind("independent"), "0.8", "source.density_law", "zipf");
}
END_TEST

/* Some 8,000 sums: at 4 standard deviations one in 16,000 sound ones would be wrong, at
   5 one in 1.7 million. */
START_TEST(choices_of_hierarchies_and_copulas_draw_what_they_say)
{
    for (const char *const *p = densities; *p; p++) {
        const struct sp_source_kind *forest = sp_source_kind("forest");
        check_within(forest, *p, "forest.branching", "5", 5);
        check_within(forest, *p, "forest.roots", "3", 5);
        check_within(forest, *p, "forest.exclusive", "true", 5);
        check_within(forest, *p, "forest.scale", "true", 5);
        check_within(forest, *p, "forest.compensate", "true", 5);
        check_within(forest, *p, "source.size", "normal", 5);
        check_within(sp_source_kind("copula"), *p, "copula.form", "random", 5);
        check_within(sp_source_kind("copula"), *p, "copula.form", "single", 5);
        check_within(sp_source_kind("copula"), *p, "copula.form", "factors", 5);
        check_within(sp_source_kind("planes"), *p, "planes.shape", "segment", 5);
        check_within(sp_source_kind("couples"), *p, "couples.dependence",
                     "[1,-1,0,0.5,-0.5,1]", 5);
        check_within(sp_source_kind("planes"), *p, "source.size", "normal", 5);
        const struct sp_source_kind *composites = sp_source_kind("composites");
        check_within(composites, *p, "composites.count", "7", 5);
        check_within(composites, *p, "composites.alone", "true", 5);
        check_within(composites, *p, "composites.size", "product", 5);
        check_pair(composites, *p, "composites.alone", "true", "composites.size",
                   "product", 5);
    }
    /* What is three levels down is too rare to be counted at density 0.1. */
    check_within(sp_source_kind("forest"), "0.5", "forest.depth", "3", 5);
    check_within(sp_source_kind("forest"), "0.5", "forest.parents",
                 "[-1,0,0,1,-1,4,5,6,-1,0,1,2]", 5);
    check_within(sp_source_kind("independent"), "0.3", "source.size", "normal", 5);
}
END_TEST

START_TEST(choices_of_blocks_draw_what_they_say)
{
    const struct sp_source_kind *blocks = sp_source_kind("blocks");
    static const char *const sizes[] = {"uniform", "exponential", "log_normal",
                                        "normal"};
    for (const char *const *p = densities; *p; p++) {
        check_pair(blocks, *p, "blocks.size", "4", "blocks.phi", "0.7", 5);
        check_pair(blocks, *p, "blocks.law", "beta_binomial", "blocks.size", "6", 5);
        check_pair(blocks, *p, "blocks.law", "copula", "blocks.size", "3", 5);
        check_pair(blocks, *p, "blocks.law", "markov", "blocks.phi", "0.5", 5);
        check_pair(blocks, *p, "blocks.law", "markov", "blocks.phi", "-0.1", 5);
        check_pair(blocks, *p, "blocks.law", "exclusion", "blocks.phi", "-0.1", 5);
    }
    for (int k = 0; k < 4; k++)
        check_pair(blocks, "0.4", "blocks.size_correlation", "0.6", "source.size",
                   sizes[k], 5);
    check_pair(blocks, "0.3", "blocks.law", "markov", "blocks.size_correlation", "1",
               5);
    check_within(blocks, "[.1,.1,.1,.1,.4,.4,.4,.4,1,1,1,1]", "blocks.size", "4", 5);
}
END_TEST

START_TEST(controls_draw_what_they_say)
{
    check_within(sp_source_kind("groups"), "0.1", "source.control", "l0", 5);
    check_pair(sp_source_kind("blocks"), "0.5", "source.control", "l0", "blocks.size",
               "4", 5);
    check_pair(sp_source_kind("blocks"), "0.1", "source.control", "l0", "blocks.law",
               "markov", 5);
    check_pair(sp_source_kind("blocks"), "0.1", "source.control", "shuffle",
               "blocks.size_correlation", "0.9", 5);
    check_within(sp_source_kind("forest"), "0.5", "source.control", "shuffle", 5);
}
END_TEST

SUITE("source choices", choices_of_a_kind_draw_what_they_say_they_draw,
      choices_of_hierarchies_and_copulas_draw_what_they_say,
      choices_of_blocks_draw_what_they_say, controls_draw_what_they_say)
