/* What a source has beside densities: on paper, and in drawn rows. */
#include "superpose/dependence.h"

#include <math.h>

#include "open_source.h"
#include "suite.h"

/* Opened with three settings of which the later may be NULL. */
static struct sp_source opened(struct sp_arena *a, const char *kind, const char *key,
                               const char *text, const char *key2, const char *text2,
                               const char *key3, const char *text3)
{
    struct sp_source source;
    int code = open_source(a, sp_source_kind(kind), &source, key, text, key2, text2,
                           key3, text3, NULL);
    ck_assert_msg(!code, "%s", sp_fault_text());
    return source;
}

static double entropy(double p)
{
    return -p * log2(p) - (1 - p) * log2(1 - p);
}

/* Twenty features of density 0.1 in blocks of 4. */
START_TEST(blocks_have_the_dependence_known_on_paper)
{
    struct sp_arena a = {0};
    double out[SP_DEPENDENCES], p = 0.1, phi = 0.36, s = 0.6;
    struct sp_source source =
        opened(&a, "blocks", "blocks.size", "4", "blocks.phi", "0.36", NULL, NULL);
    double both = p * p + phi * p * (1 - p);
    double three = p * pow(s + 0.4 * p, 3) + (1 - p) * pow(0.4 * p, 3);
    sp_dependence_exact(&a, &source, source.kin, out);
    ck_near(out[SP_L0_MEAN], 2, 1e-12);
    ck_near(out[SP_L0_VARIANCE], 20 * p * (1 - p) + 60 * (both - p * p), 1e-12);
    ck_near(out[SP_PHI_WITHIN], phi, 1e-12);
    ck_near(out[SP_PHI_BETWEEN], 0, 1e-15);
    ck_near(out[SP_VALUE_WITHIN], phi * 3 * (1 - p) / (4 - 3 * p), 1e-12);
    ck_near(out[SP_VALUE_BETWEEN], 0, 1e-15);
    ck_near(out[SP_TRIPLE_WITHIN], three / p, 1e-12);
    sp_arena_free(&a);
}
END_TEST

/* Of a shared mask all know all: one bit count for a block. */
START_TEST(entropy_of_masks_is_that_of_what_can_be_on)
{
    struct sp_arena a = {0};
    double out[SP_DEPENDENCES];
    struct sp_source shared =
        opened(&a, "groups", "groups.size", "5", NULL, NULL, NULL, NULL);
    struct sp_source one = opened(&a, "groups", "groups.size", "5", "groups.mode",
                                  "anticorrelated", NULL, NULL);
    struct sp_source alone =
        opened(&a, "independent", NULL, NULL, NULL, NULL, NULL, NULL);
    struct sp_source none = opened(&a, "blocks", "blocks.phi", "0", "blocks.size", "5",
                                   "blocks.law", "beta_binomial");
    struct sp_source chain =
        opened(&a, "blocks", "blocks.law", "markov", NULL, NULL, NULL, NULL);
    sp_dependence_exact(&a, &shared, 5, out);
    ck_near(out[SP_MASK_ENTROPY], entropy(0.1) / 5, 1e-12);
    ck_near(out[SP_TRIPLE_WITHIN], 1, 1e-12);
    ck_near(out[SP_VALUE_WITHIN], 2.7 / 3.7, 1e-12);
    sp_dependence_exact(&a, &one, 5, out);
    ck_near(out[SP_MASK_ENTROPY], (1 + 0.5 * log2(5)) / 5, 1e-12);
    ck_near(out[SP_TRIPLE_WITHIN], 0, 0);
    sp_dependence_exact(&a, &alone, 1, out);
    ck_near(out[SP_MASK_ENTROPY], entropy(0.1), 1e-12);
    ck_assert(isnan(out[SP_PHI_WITHIN]) && isnan(out[SP_TRIPLE_WITHIN]));
    sp_dependence_exact(&a, &alone, 7, out);
    ck_near(out[SP_TRIPLE_WITHIN], 0.01, 1e-12);
    sp_dependence_exact(&a, &none, 5, out);
    ck_near(out[SP_MASK_ENTROPY], entropy(0.1), 1e-12);
    sp_dependence_exact(&a, &chain, 20, out);
    ck_assert(isnan(out[SP_MASK_ENTROPY]) && isnan(out[SP_PHI_BETWEEN]));
    sp_arena_free(&a);
}
END_TEST

/* More pairs than are looked at. */
START_TEST(many_pairs_are_sampled)
{
    struct sp_arena a = {0};
    double out[SP_DEPENDENCES];
    struct sp_source source = opened(&a, "blocks", "source.features", "1000",
                                     "blocks.size", "500", "blocks.phi", "0.25");
    sp_dependence_exact(&a, &source, 500, out);
    ck_near(out[SP_PHI_WITHIN], 0.25, 1e-10);
    ck_near(out[SP_PHI_BETWEEN], 0, 1e-15);
    sp_arena_free(&a);
}
END_TEST

static void check(const char *kind, int g, const char *key, const char *text,
                  const char *key2, const char *text2)
{
    struct sp_arena a = {0};
    double exact[SP_DEPENDENCES], seen[SP_DEPENDENCES], error[SP_DEPENDENCES];
    struct sp_source source =
        opened(&a, kind, key, text, key2, text2, "source.density", "0.2");
    g = g ? g : source.kin;
    sp_dependence_exact(&a, &source, g, exact);
    sp_dependence_sampled(&a, &source, g, 1, 100000, seen, error);
    for (int k = 0; k < SP_MASK_ENTROPY; k++)
        if (!isnan(exact[k])) {
            ck_assert(error[k] >= 0 && error[k] <= 0.02 * (1 + fabs(exact[k])));
            ck_near(seen[k], exact[k], 4.5 * error[k] + 1e-12);
        }
    sp_arena_free(&a);
}

/* The error is itself estimated, from twenty parts. */
START_TEST(samples_agree_with_the_law)
{
    check("blocks", 0, "blocks.size", "4", "blocks.phi", "0.5");
    check("blocks", 0, "blocks.size", "4", "blocks.law", "copula");
    check("blocks", 0, "blocks.size", "4", "blocks.size_correlation", "0.7");
    check("blocks", 0, "blocks.size", "10", "source.control", "l0");
    check("blocks", 0, "blocks.size", "10", "source.control", "shuffle");
    check("blocks", 3, "blocks.law", "markov", "blocks.phi", "0.7");
    check("groups", 0, "groups.mode", "anticorrelated", "groups.size", "5");
    check("groups", 7, "groups.size", "4", NULL, NULL);
    check("independent", 6, "source.density_law", "zipf", NULL, NULL);
    check("copula", 5, "copula.form", "random", "source.size", "exponential");
    check("forest", 0, "forest.branching", "3", "forest.scale", "true");
}
END_TEST

/* A control keeps what its kind put together, to be looked at without dependence. */
START_TEST(a_control_is_looked_at_in_the_blocks_of_its_kind)
{
    struct sp_arena a = {0};
    double out[SP_DEPENDENCES];
    struct sp_source source = opened(&a, "blocks", "blocks.size", "4", "source.control",
                                     "shuffle", NULL, NULL);
    ck_assert_int_eq(source.kin, 4);
    sp_dependence_exact(&a, &source, source.kin, out);
    ck_near(out[SP_PHI_WITHIN], 0, 1e-15);
    ck_near(out[SP_TRIPLE_WITHIN], 0.01, 1e-12);
    ck_near(out[SP_L0_VARIANCE], 1.8, 1e-12);
    sp_arena_free(&a);
}
END_TEST

SUITE("dependence", blocks_have_the_dependence_known_on_paper,
      entropy_of_masks_is_that_of_what_can_be_on, many_pairs_are_sampled,
      samples_agree_with_the_law, a_control_is_looked_at_in_the_blocks_of_its_kind)
