/* Sizes that features of one block share a part of. */
#include <math.h>

#include "open_source.h"
#include "suite.h"

static double ratio(const char *size, const char *rho, const char *key,
                    const char *text)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("blocks"), &source, "source.size", size,
                           "blocks.size_correlation", rho, key, text, NULL));
    double factor = source.kind->ratio(&source, 0, 1);
    ck_near(source.kind->ratio(&source, 1, 1), 1, 0);
    sp_arena_free(&a);
    return factor;
}

/* E v v' / (E v)^2: for uniform sizes E Phi(z) Phi(z') = 1 / 4 + asin(rho / 2) / (2 pi)
   (Sheppard 1899); for equal sizes E v^2 / (E v)^2. */
START_TEST(correlated_sizes_have_the_mean_products_known_on_paper)
{
    ck_near(ratio("uniform", "0.5", NULL, NULL), 1 + 2 * asin(0.25) / M_PI, 1e-9);
    ck_near(ratio("uniform", "0.95", NULL, NULL), 1 + 2 * asin(0.475) / M_PI, 1e-9);
    ck_near(ratio("uniform", "1", NULL, NULL), 4.0 / 3, 1e-9);
    ck_near(ratio("constant", "0.5", NULL, NULL), 1, 1e-9);
    ck_near(ratio("exponential", "1", NULL, NULL), 2, 1e-8);
    ck_near(ratio("half_normal", "1", NULL, NULL), M_PI / 2, 1e-8);
    ck_near(ratio("log_normal", "0.5", NULL, NULL), exp(0.5), 1e-7);
    ck_near(ratio("log_normal", "0.5", "source.size_sigma", "0.3"), exp(0.045), 1e-9);
    ck_near(ratio("uniform", "0.5", "source.size_scale", "7"),
            1 + 2 * asin(0.25) / M_PI, 1e-9);
    /* Far from 0 nothing is folded: E v v' = mean^2 + rho std^2. */
    ck_near(ratio("normal", "0.4", "source.size_std", "0.1"), 1.004, 1e-9);
    /* About 0, |z| |z'|: (2 / pi) (rho asin rho + sqrt(1 - rho^2)) over E |z|^2. */
    ck_near(ratio("normal", "0.6", "source.size_mean", "0"), 0.6 * asin(0.6) + 0.8,
            1e-8);
    ck_near(ratio("uniform", "0", NULL, NULL), 1, 0);
}
END_TEST

START_TEST(wholly_correlated_sizes_are_equal_and_others_keep_their_law)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("blocks"), &source, "source.features",
                           "8", "blocks.size", "4", "blocks.size_correlation", "1",
                           "source.density", "0.4", NULL));
    struct sp_batch batch = sp_source_batch(&a, &source, 1000, false);
    struct sp_lanes lanes = sp_lanes_make(5, SP_USE_TEST);
    double count = 0, sum = 0;
    sp_source_draw(&source, &lanes, &batch);
    for (int b = 0; b < 1000; b++)
        for (int e = batch.start[b]; e < batch.start[b + 1]; e++) {
            bool same =
                e > batch.start[b] && batch.index[e] / 4 == batch.index[e - 1] / 4;
            ck_assert(!same || batch.value[e] == batch.value[e - 1]);
            count += !same;
            sum += same ? 0 : (double)batch.value[e];
        }
    ck_near(sum / count, 0.5, 4 * sqrt(1 / (12 * count)));
    sp_arena_free(&a);
}
END_TEST

SUITE("shared_size", correlated_sizes_have_the_mean_products_known_on_paper,
      wholly_correlated_sizes_are_equal_and_others_keep_their_law)
