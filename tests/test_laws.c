/* Densities and importances over features, and settings that contradict each other. */
#include <math.h>
#include <stdio.h>

#include "suite.h"
#include "open_source.h"

static struct sp_source opened(struct sp_arena *a, const char *key, const char *text,
                               const char *other, const char *more)
{
    struct sp_source source;
    int code = open_source(a, sp_source_kind("independent"), &source, "source.features",
                           "5", key, text, other, more, NULL);
    ck_assert_msg(!code, "%s", sp_fault_text());
    return source;
}

START_TEST(densities_follow_their_laws)
{
    struct sp_arena a = {0};
    const char *law = "source.density_law";
    struct sp_source zipf = opened(&a, law, "zipf", "source.density_exponent", "0.5");
    struct sp_source ratio =
        opened(&a, law, "geometric", "source.density_ratio", "0.2");
    struct sp_source log = opened(&a, law, "log", "source.density_last", "1e-5");
    struct sp_source list =
        opened(&a, "source.density", "[.5, .4, .3, .2, 1]", NULL, NULL);
    const double listed[] = {.5, .4, .3, .2, 1};
    for (int i = 0; i < 5; i++) {
        ck_near(zipf.density[i], 0.1 / sqrt(i + 1), 1e-15);
        ck_near(ratio.density[i], 0.1 * pow(0.2, i), 1e-15);
        ck_near(log.density[i], pow(10, -1 - i), 1e-15);
        ck_assert(list.density[i] == listed[i]);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(importances_follow_their_laws)
{
    struct sp_arena a = {0};
    const char *law = "source.importance";
    struct sp_source equal = opened(&a, law, "uniform", NULL, NULL);
    struct sp_source ratio =
        opened(&a, law, "geometric", "source.importance_ratio", "0.7");
    struct sp_source power =
        opened(&a, law, "power", "source.importance_exponent", "2");
    struct sp_source last = opened(&a, law, "last", "source.importance_ratio", "3");
    struct sp_source list =
        opened(&a, law, "values", "source.importance_values", "[1,0,2,3,4]");
    const double listed[] = {1, 0, 2, 3, 4};
    for (int i = 0; i < 5; i++) {
        ck_assert(equal.importance[i] == 1);
        ck_near(ratio.importance[i], pow(0.7, i), 1e-15);
        ck_near(power.importance[i], 1.0 / ((i + 1) * (i + 1)), 1e-15);
        ck_assert(last.importance[i] == (i == 4 ? 3 : 1));
        ck_assert(list.importance[i] == listed[i]);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(densities_and_importances_are_read_from_files)
{
    struct sp_arena a = {0};
    char path[] = "/tmp/superpose_values_XXXXXX";
    int descriptor = mkstemp(path);
    FILE *file = fdopen(descriptor, "w");
    ck_assert_ptr_nonnull(file);
    fputs("0.5 0.25 0.125 1 0.01\n", file);
    fclose(file);
    struct sp_source source;
    int code =
        open_source(&a, sp_source_kind("independent"), &source, "source.features", "5",
                    "source.density_file", path, "source.importance", "values",
                    "source.importance_file", path, NULL);
    ck_assert_msg(!code, "%s", sp_fault_text());
    const double written[] = {0.5, 0.25, 0.125, 1, 0.01};
    for (int i = 0; i < 5; i++) {
        ck_assert(source.density[i] == written[i]);
        ck_assert(source.importance[i] == written[i]);
    }
    remove(path);
    sp_arena_free(&a);
}
END_TEST

START_TEST(settings_that_contradict_each_other_are_refused_with_the_reason)
{
    const char *one = "independent", *list = "[0.1, 0.2]";
    refused(one, "source.density", list, NULL, NULL, "2 numbers for 20 features");
    refused(one, "source.density", list, "source.density_law", "zipf",
            "leave the law at equal");
    refused(one, "source.density_law", "zipf", "source.density_file", "x",
            "source.density_file gives one per feature");
    refused(one, "source.density_law", "geometric", "source.density_ratio", "1e-3",
            "feature 4 (counted from 0) is 1e-13");
    refused(one, "source.density_file", "/nonexistent", NULL, NULL, "/nonexistent");
    refused(one, "source.importance", "values", NULL, NULL, "needs one per feature");
    refused(one, "source.importance_values", list, NULL, NULL, "set source.importance");
    refused(one, "source.importance_file", "x", "source.importance", "power",
            "source.importance_file is only used");
    refused(one, "source.importance", "geometric", "source.importance_ratio", "100",
            "from 0 to 1e+09");
}
END_TEST

SUITE("laws", densities_follow_their_laws, importances_follow_their_laws,
      densities_and_importances_are_read_from_files,
      settings_that_contradict_each_other_are_refused_with_the_reason)
