/* Blocks with correlated events: their laws against closed forms, and draws against the
   laws. */
#include "../sim/source/chain.h"
#include "../sim/source/counts.h"
#include "../sim/source/factors.h"

#include <math.h>
#include <stdio.h>

#include "open_source.h"
#include "suite.h"
#include "superpose/calculus.h"

static const char *const names[] = {"common", "exclusion", "beta_binomial", "copula",
                                    "markov"};

/* E (K)(K - 1) .. (K - r + 1) / (g)(g - 1) .. (g - r + 1): P(r chosen ones are on). */
static double all_of(const struct sp_counts *c, int r)
{
    double sum = 0;
    for (int k = r; k <= c->g; k++) {
        double share = 1;
        for (int j = 0; j < r; j++)
            share *= (double)(k - j) / (c->g - j);
        sum += share * c->chance[k];
    }
    return sum;
}

struct factor {
    double t, r;
};

/* P(three are on | f) times the density of f. */
static double three_given(double f, void *context)
{
    const struct factor *x = context;
    double q = sp_above((x->t - sqrt(x->r) * f) / sqrt(1 - x->r));
    return q * q * q * exp(-f * f / 2) / sqrt(2 * M_PI);
}

/* Beyond ten widths of the step in q all are on, or none. */
static double three_of_factor(double p, double r)
{
    struct factor x = {sp_threshold(p), r};
    double centre = x.t / sqrt(r), width = 10 * sqrt((1 - r) / r);
    double from = fmax(centre - width, -10), to = fmin(centre + width, 10);
    return sp_integral(three_given, &x, from, to) + sp_above(to);
}

/* P(three are on), on paper. */
static double three(enum sp_block_law law, double p, double phi)
{
    double theta = phi / (1 - phi), s = sqrt(fmax(phi, 0));
    if (phi >= 1 || p >= 1)
        return p;
    switch (law) {
    case SP_COMMON:
        return p * pow(s + (1 - s) * p, 3) + (1 - p) * pow((1 - s) * p, 3);
    case SP_EXCLUSION:
        return (1 + phi * (1 - p) / p) * p * p * p;
    case SP_BETA_BINOMIAL:
        return p * (p + theta) / (1 + theta) * (p + 2 * theta) / (1 + 2 * theta);
    case SP_COPULA:
        if (!(phi > 0))
            return p * p * p;
        return three_of_factor(p, sp_latent(sp_threshold(p), sp_threshold(p), phi));
    default:
        return p * pow(p + phi * (1 - p), 2);
    }
}

static void check_counts(enum sp_block_law law, int g, double p, double phi)
{
    struct sp_arena a = {0};
    struct sp_counts c = sp_counts_make(&a, law, g, p, phi);
    double sum = 0, both = p * p + phi * p * (1 - p);
    for (int k = 0; k <= g; k++) {
        ck_assert(c.chance[k] >= 0);
        sum += c.chance[k];
    }
    ck_near(sum, 1, 1e-12);
    ck_near(all_of(&c, 1), p, 1e-11 * p);
    ck_near(all_of(&c, 2), both, 1e-9 * p);
    ck_near(c.both, both, 1e-9 * p);
    ck_near(c.variance, g * p * (1 - p) + g * (g - 1.0) * (both - p * p),
            1e-8 * g * g * p);
    if (g > 2)
        ck_near(all_of(&c, 3), three(law, p, phi), 1e-9 * p);
    sp_arena_free(&a);
}

static const double densities[] = {1e-6, 0.001, 0.01, 0.1, 0.5, 0.7, 1};

START_TEST(counts_have_the_moments_that_are_known_on_paper)
{
    static const int sizes[] = {2, 3, 4, 8, 64, 1000};
    static const double shares[] = {0, 1e-6, 0.01, 0.3, 0.8, 0.99, 1};
    for (int law = SP_COMMON; law <= SP_COPULA; law++)
        for (int s = 0; s < 6; s++)
            for (int d = 0; d < 7; d++)
                for (int k = 0; k < 7; k++) {
                    double least, most, p = densities[d];
                    int g = sizes[s];
                    if (law == SP_EXCLUSION && g * p > 1)
                        continue;
                    sp_block_range((enum sp_block_law)law, g, p, &least, &most);
                    check_counts((enum sp_block_law)law, g, p,
                                 least + shares[k] * (most - least));
                }
}
END_TEST

/* Equal phi, but not the same law. */
START_TEST(laws_of_one_phi_differ_in_three_that_are_on_together)
{
    struct sp_arena a = {0};
    struct sp_counts common = sp_counts_make(&a, SP_COMMON, 8, 0.05, 0.3);
    struct sp_counts beta = sp_counts_make(&a, SP_BETA_BINOMIAL, 8, 0.05, 0.3);
    ck_near(all_of(&common, 3) / 0.05, 0.185, 1e-3);
    ck_near(all_of(&beta, 3) / 0.05, 0.164, 1e-3);
    ck_near(three(SP_MARKOV, 0.05, 0.3) / 0.05, 0.111, 2e-3);
    sp_arena_free(&a);
}
END_TEST

/* Sums over rows of L0 - its mean, its square and fourth power, of pairs within blocks
   and of triples: where the law is a chain, of two and three neighbours. */
struct sums {
    double rows, above, square, fourth, pairs, triples;
};

static void add_block(struct sums *sums, double k)
{
    sums->pairs += k * (k - 1) / 2;
    sums->triples += k * (k - 1) * (k - 2) / 6;
}

static void add_neighbours(struct sums *sums, const struct sp_batch *batch, int b)
{
    for (int e = batch->start[b] + 1; e < batch->start[b + 1]; e++) {
        bool next = batch->index[e] == batch->index[e - 1] + 1;
        sums->pairs += next;
        sums->triples += next && e > batch->start[b] + 1 &&
                         batch->index[e - 2] == batch->index[e] - 2;
    }
}

static void add_row(struct sums *sums, const struct sp_source *source,
                    const struct sp_batch *batch, int b, int g)
{
    double above = batch->start[b + 1] - batch->start[b] - source->row_mean;
    sums->rows++;
    sums->above += above;
    sums->square += above * above;
    sums->fourth += pow(above, 4);
    if (g == source->n) {
        add_neighbours(sums, batch, b);
        return;
    }
    for (int first = batch->start[b], end; first < batch->start[b + 1]; first = end) {
        int block = batch->index[first] / g;
        for (end = first; end < batch->start[b + 1] && batch->index[end] / g == block;)
            end++;
        add_block(sums, end - first);
    }
}

static struct sums draw_rows(struct sp_arena *a, const struct sp_source *source, int g,
                             int rows)
{
    enum { BATCH = 1000 };
    struct sp_batch batch = sp_source_batch(a, source, BATCH, false);
    struct sp_lanes lanes = sp_lanes_make(4, SP_USE_TEST);
    struct sums sums = {0};
    for (int done = 0; done < rows; done += BATCH) {
        sp_source_draw(source, &lanes, &batch);
        for (int b = 0; b < BATCH; b++)
            add_row(&sums, source, &batch, b, g);
    }
    return sums;
}

/* A count of independent blocks with EXPECTED in all and the spread that the law of one
   block gives, where so many are expected that it is nearly normal. */
static void check_sum(double sum, double expected, double variance)
{
    if (expected >= 30)
        ck_near(sum, expected, 4 * sqrt(variance));
}

/* Var of C(K, r) over blocks. */
static double spread_of(const struct sp_counts *c, int r)
{
    double mean = 0, square = 0;
    for (int k = r; k <= c->g; k++) {
        double n = r == 2 ? k * (k - 1.0) / 2 : k * (k - 1.0) * (k - 2) / 6;
        mean += n * c->chance[k];
        square += n * n * c->chance[k];
    }
    return square - mean * mean;
}

static void check_rows(const struct sp_source *source, const struct sums *s,
                       double variance)
{
    double rows = s->rows, second = s->square / rows;
    ck_near(source->row_variance, variance, 1e-8 * variance + 1e-300);
    ck_near(s->above / rows, 0, 4 * sqrt(variance / rows));
    if (rows * source->row_mean >= 30)
        ck_near(second, variance,
                4 * sqrt((s->fourth / rows - second * second) / rows));
}

static void check_draws(int law, const char *size, const char *density, double phi)
{
    enum { N = 48, ROWS = 40000 };
    struct sp_arena a = {0};
    struct sp_source source;
    char text[32];
    int g = atoi(size);
    double p = strtod(density, NULL), both = p * p + phi * p * (1 - p);
    snprintf(text, sizeof text, "%.17g", phi);
    ck_assert_msg(!open_source(&a, sp_source_kind("blocks"), &source, "source.features",
                               "48", "source.density", density, "blocks.size", size,
                               "blocks.law", names[law], "blocks.phi", text, NULL),
                  "%s", sp_fault_text());
    struct sums s = draw_rows(&a, &source, g, ROWS);
    struct sp_counts c = sp_counts_make(&a, (enum sp_block_law)law, g, p, phi);
    double blocks = (double)N / g * ROWS, pairs = g * (g - 1) / 2.0;
    check_rows(&source, &s, N * p * (1 - p) + 2.0 * N / g * pairs * (both - p * p));
    check_sum(s.pairs, blocks * pairs * both, blocks * spread_of(&c, 2));
    check_sum(s.triples,
              blocks * pairs * (g - 2) / 3 * three((enum sp_block_law)law, p, phi),
              blocks * spread_of(&c, 3));
    sp_arena_free(&a);
}

static void check_law(int law)
{
    static const char *const sizes[] = {"2", "4", "16"};
    static const char *const p[] = {"0.001", "0.05", "0.3"};
    static const double shares[] = {0, 0.1, 0.5, 1};
    for (int s = 0; s < 3; s++)
        for (int d = 0; d < 3; d++)
            for (int k = 0; k < 4; k++) {
                double least, most, density = strtod(p[d], NULL);
                int g = atoi(sizes[s]);
                if (law == SP_EXCLUSION && g * density > 1)
                    continue;
                sp_block_range((enum sp_block_law)law, g, density, &least, &most);
                check_draws(law, sizes[s], p[d], least + shares[k] * (most - least));
            }
}

START_TEST(a_common_source_draws_its_closed_forms)
{
    check_law(SP_COMMON);
}
END_TEST

START_TEST(exclusion_draws_its_closed_forms)
{
    check_law(SP_EXCLUSION);
}
END_TEST

START_TEST(beta_binomial_draws_its_closed_forms)
{
    check_law(SP_BETA_BINOMIAL);
}
END_TEST

START_TEST(one_factor_draws_its_closed_forms)
{
    check_law(SP_COPULA);
}
END_TEST

/* Neighbours of a chain: their sums over a row are correlated, so that their spread is
   that of independent ones times what runs and the shared row add, at most. */
static void check_chain(const char *density, double phi)
{
    enum { N = 64, ROWS = 40000 };
    struct sp_arena a = {0};
    struct sp_source source;
    char text[32];
    double p = strtod(density, NULL), both = p * p + phi * p * (1 - p);
    snprintf(text, sizeof text, "%.17g", phi);
    ck_assert_msg(!open_source(&a, sp_source_kind("blocks"), &source, "source.features",
                               "64", "source.density", density, "blocks.law", "markov",
                               "blocks.phi", text, NULL),
                  "%s", sp_fault_text());
    double variance = N * p * (1 - p);
    for (int d = 1; d < N; d++)
        variance += 2 * (N - d) * p * (1 - p) * pow(phi, d);
    struct sums s = draw_rows(&a, &source, N, ROWS);
    check_rows(&source, &s, fmax(variance, 0));
    double runs = (1 + fmax(phi, 0)) / (1 - fmin(phi, 0.99)) * (1 + 10 * p);
    check_sum(s.pairs, ROWS * 63.0 * both, ROWS * 63.0 * both * runs);
    check_sum(s.triples, ROWS * 62.0 * both * both / p,
              ROWS * 62.0 * both * both / p * runs);
    sp_arena_free(&a);
}

START_TEST(a_chain_draws_its_closed_forms)
{
    static const char *const p[] = {"0.001", "0.05", "0.3", "0.5", "0.8"};
    static const double shares[] = {0, 0.3, 0.6, 0.9, 1};
    for (int d = 0; d < 5; d++)
        for (int k = 0; k < 5; k++) {
            double least, most;
            sp_block_range(SP_MARKOV, 64, strtod(p[d], NULL), &least, &most);
            check_chain(p[d], least + shares[k] * (most - least));
        }
    check_chain("0.3", 0);
    /* How much it adds to the variance of L0: 3.04 for 64 independent ones. */
    struct sp_chain chain = sp_chain_make(64, 0.05, 0.8);
    ck_near(sp_chain_variance(&chain), 0.0475 * (64 + 8 * (64 - 5)), 1e-4);
}
END_TEST

START_TEST(blocks_that_cannot_be_are_refused_with_the_range)
{
    refused("blocks", "blocks.size", "3", NULL, NULL, "20 features cannot be divided");
    refused("blocks", "source.density_law", "zipf", NULL, NULL,
            "members of a block share a density");
    refused("blocks", "blocks.phi", "-0.01", NULL, NULL,
            "from 0 to 1 with law common, not -0.01");
    refused("blocks", "blocks.phi", "-0.2", "blocks.law", "exclusion",
            "from -0.111111 to 0 with law exclusion, not -0.2");
    refused("blocks", "blocks.phi", "0.1", "blocks.law", "exclusion", "to 0 with law");
    refused("blocks", "source.density", "0.6", "blocks.law", "exclusion",
            "the largest density possible is 1/2 = 0.5");
    refused("blocks", "blocks.phi", "-0.2", "blocks.law", "beta_binomial",
            "from -0.111111 to 1");
    refused("blocks", "blocks.phi", "-0.2", "blocks.law", "markov",
            "from -0.111111 to 1");
    refused("blocks", "blocks.phi", "-0.2", "blocks.law", "copula", "from 0 to 1");
    refused("blocks", "source.size", "signed_uniform", "blocks.size_correlation", "0.5",
            "have mean 0");
}
END_TEST

/* Blocks of 4 whose densities differ between them. */
START_TEST(blocks_may_have_densities_of_their_own)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("blocks"), &source, "source.features",
                           "8", "blocks.size", "4", "source.density",
                           "[.1,.1,.1,.1,.3,.3,.3,.3]", "blocks.phi", "0.5", NULL));
    ck_near(source.kind->joint(&source, 0, 3), 0.01 + 0.5 * 0.09, 1e-12);
    ck_near(source.kind->joint(&source, 5, 7), 0.09 + 0.5 * 0.21, 1e-12);
    ck_near(source.row_mean, 1.6, 1e-14);
    ck_near(source.kind->counts(&source, 7)[0],
            0.3 * pow(1 - sqrt(0.5) - (1 - sqrt(0.5)) * 0.3, 4) +
                0.7 * pow(1 - (1 - sqrt(0.5)) * 0.3, 4),
            1e-12);
    sp_arena_free(&a);
}
END_TEST

/* All 10^5 features are one block, 10 are on: rows are as long as the law says. */
START_TEST(one_block_of_many_features_costs_what_is_on)
{
    for (int law = SP_COMMON; law <= SP_MARKOV; law++) {
        struct sp_arena a = {0};
        struct sp_source source;
        ck_assert(!open_source(&a, sp_source_kind("blocks"), &source, "source.features",
                               "100000", "source.density",
                               law == SP_EXCLUSION ? "1e-5" : "1e-4", "blocks.law",
                               names[law], "blocks.size", "100000", "blocks.phi",
                               law == SP_EXCLUSION ? "-5e-6" : "0.001", NULL));
        struct sp_batch batch = sp_source_batch(&a, &source, 100, false);
        struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
        double sum = 0;
        for (int t = 0; t < 100; t++) {
            sp_source_draw(&source, &lanes, &batch);
            sum += batch.start[100];
        }
        ck_near(sum / 10000, source.row_mean, 4 * sqrt(source.row_variance / 10000));
        sp_arena_free(&a);
    }
}
END_TEST

SUITE("blocks", counts_have_the_moments_that_are_known_on_paper,
      laws_of_one_phi_differ_in_three_that_are_on_together,
      a_common_source_draws_its_closed_forms, exclusion_draws_its_closed_forms,
      beta_binomial_draws_its_closed_forms, one_factor_draws_its_closed_forms,
      a_chain_draws_its_closed_forms, blocks_that_cannot_be_are_refused_with_the_range,
      blocks_may_have_densities_of_their_own,
      one_block_of_many_features_costs_what_is_on)
