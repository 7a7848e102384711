/* What drawing costs: microseconds a row, beside the plain way that looks at every
   feature of every row (and draws no sizes). Prints tab-separated medians of ROUNDS
   rounds, ours and plain in turn. */
#include <math.h>
#include <stdio.h>

#include "open_source.h"
#include "superpose/progress.h"
#include "superpose/stats.h"

enum { ROWS = 1024, ROUNDS = 15 };

/* One uniform number for each feature of each row. */
static int plain_active(const struct sp_source *source, struct sp_rng *rng, int rows)
{
    int active = 0;
    for (int row = 0; row < rows; row++)
        for (int i = 0; i < source->n; i++)
            active += sp_rng_uniform(rng) < source->density[i];
    return active;
}

static double time_draw(const struct sp_source *source, struct sp_lanes *lanes,
                        struct sp_batch *batch, int times)
{
    double began = sp_clock();
    for (int k = 0; k < times; k++)
        sp_source_draw(source, lanes, batch);
    return 1e6 * (sp_clock() - began) / (times * ROWS);
}

static double time_plain(const struct sp_source *source, struct sp_rng *rng, int rows)
{
    double began = sp_clock();
    volatile int active = plain_active(source, rng, rows); /* or it is left out */
    (void)active;
    return 1e6 * (sp_clock() - began) / rows;
}

/* How the cost of what is on grows with n: one row for each n, with the same number on
   and no plain way beside it. */
static void bench_growth(const char *kind, const char *n, const char *density,
                         const char *key, const char *text, const char *other,
                         const char *more)
{
    struct sp_arena a = {0};
    struct sp_source source;
    sp_require(!open_source(&a, sp_source_kind(kind), &source, "source.features", n,
                            "source.density", density, key, text, other, more, NULL));
    struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    double ours[ROUNDS];
    for (int k = 0; k < ROUNDS; k++)
        ours[k] = time_draw(&source, &lanes, &batch, 1);
    double us = sp_median(ours, ROUNDS);
    printf("draw %s n=%s density=%s %s=%s\t%.3g\t%.4g\t\t\n", kind, n, density, key,
           text, source.row_mean, us);
    sp_arena_free(&a);
}

/* Blocks of 100,000 features of which 10 are on. */
static void bench_law(const char *law, const char *phi, const char *size,
                      const char *size_correlation)
{
    struct sp_arena a = {0};
    struct sp_source source;
    sp_require(!open_source(&a, sp_source_kind("blocks"), &source, "source.features",
                            "100000", "source.density", "1e-4", "blocks.law", law,
                            "blocks.phi", phi, "blocks.size", size,
                            "blocks.size_correlation", size_correlation, NULL));
    struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    double ours[ROUNDS];
    for (int k = 0; k < ROUNDS; k++)
        ours[k] = time_draw(&source, &lanes, &batch, 4);
    printf("draw blocks n=100000 density=1e-4 law=%s phi=%s size=%s "
           "size_correlation=%s\t%.3g\t%.4g\t\t\n",
           law, phi, size, size_correlation, source.row_mean, sp_median(ours, ROUNDS));
    sp_arena_free(&a);
}

static void bench(const char *kind, const char *n, const char *density, const char *law,
                  const char *key, const char *text)
{
    struct sp_arena a = {0};
    struct sp_source source;
    sp_require(!open_source(&a, sp_source_kind(kind), &source, "source.features", n,
                            "source.density", density, "source.density_law", law, key,
                            text, NULL));
    struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    struct sp_rng rng = sp_rng_make(1, SP_USE_TEST);
    double ours[ROUNDS], plain[ROUNDS];
    int rows = source.n > 1000 ? 20 : ROWS;
    for (int k = 0; k < ROUNDS; k++) {
        ours[k] = time_draw(&source, &lanes, &batch, 4);
        plain[k] = time_plain(&source, &rng, rows);
    }
    double us = sp_median(ours, ROUNDS), them = sp_median(plain, ROUNDS);
    printf("draw %s n=%s density=%s %s\t%.3g\t%.4g\t%.4g\t%.3g\n", kind, n, density,
           law, source.row_mean, us, them, them / us);
    sp_arena_free(&a);
}

int main(void)
{
    printf("case\tactive\tours_us\tplain_us\tratio\n");
    bench("independent", "100000", "1e-4", "equal", "source.size", "uniform");
    bench("groups", "100000", "1e-4", "equal", "groups.size", "10");
    bench("independent", "100000", "1", "zipf", "source.size", "uniform");
    bench("independent", "400", "0.05", "equal", "source.size", "uniform");
    bench("independent", "5", "0.05", "equal", "source.size", "uniform");
    bench("independent", "5", "1", "equal", "source.size", "uniform");
    static const char *const n[] = {"20000", "200000", "2000000"};
    static const char *const p[] = {"2e-3", "2e-4", "2e-5"};
    static const char *const roots[] = {"160", "1600", "16000"};
    for (int k = 0; k < 3; k++)
        bench_growth("copula", n[k], p[k], "copula.form", "single", NULL, NULL);
    for (int k = 0; k < 3; k++)
        bench_growth("forest", n[k], p[k], "forest.roots", roots[k], "forest.branching",
                     "4");
    for (int k = 0; k < 3; k++)
        bench_growth("forest", n[k], p[k], "forest.rank", "25", "forest.single",
                     "true");
    static const char *const laws[] = {"common", "exclusion", "beta_binomial", "copula",
                                       "markov"};
    static const char *const phi[] = {"0.3", "-5e-5", "0.3", "0.3", "0.3"};
    for (int k = 0; k < 5; k++) {
        bench_law(laws[k], phi[k], "10", "0");
        bench_law(laws[k], phi[k], "10", "0.5");
    }
    bench_law("beta_binomial", "0.01", "100000", "0");
    bench_law("copula", "0.01", "100000", "0");
    return 0;
}
