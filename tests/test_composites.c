/* Composites and features of two dimensions: what is known on paper, and what labels
   them. */
#include "../sim/source/composites.h"

#include <math.h>

#include "open_source.h"
#include "suite.h"

enum { ROWS = 1000 };

/* A row as a dense vector x (n). */
static void dense_row(const struct sp_batch *batch, int b, double *x)
{
    for (int i = 0; i < batch->features; i++)
        x[i] = 0;
    for (int e = batch->start[b]; e < batch->start[b + 1]; e++)
        x[batch->index[e]] = (double)batch->value[e];
}

/* Six bases with p = 1/2, two composites of three. */
START_TEST(a_composite_is_on_exactly_where_its_parts_are)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("composites"), &source, "source.features",
                           "8", "source.density", "0.5", "composites.parts", "3",
                           "composites.size", "product", NULL));
    ck_near(source.density[6], 0.125, 1e-15);
    ck_near(source.row_mean, 3.25, 1e-15);
    ck_near(source.kind->joint(&source, 0, 6), 0.125, 1e-15);
    ck_near(source.kind->joint(&source, 0, 7), 0.0625, 1e-15);
    ck_near(source.kind->joint(&source, 6, 7), 1.0 / 64, 1e-15);
    struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    sp_source_draw(&source, &lanes, &batch);
    int on = 0;
    for (int b = 0; b < ROWS; b++) {
        double x[8];
        dense_row(&batch, b, x);
        for (int c = 0; c < 2; c++) {
            double product = x[3 * c] * x[3 * c + 1] * x[3 * c + 2];
            ck_near(x[6 + c], product, 1e-6 * product);
            on += x[6 + c] != 0;
        }
    }
    ck_assert_int_gt(on, 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(composites_name_their_parts)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("composites"), &source, "source.features",
                           "8", "composites.count", "3", NULL));
    const int parts[6] = {0, 1, 2, 3, 4, 0}; /* five bases, taken around the end */
    ck_assert_int_eq(source.parts, 6);
    for (int k = 0; k < 6; k++) {
        ck_assert_int_eq(source.part[k][0], 5 + k / 2);
        ck_assert_int_eq(source.part[k][1], parts[k]);
    }
    ck_assert_ptr_null(source.group);
    sp_arena_free(&a);
}
END_TEST

/* With o its own density, 1 - (1 - p^2) (1 - o). */
START_TEST(a_composite_can_be_on_without_its_parts)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("composites"), &source, "source.features",
                           "3", "source.density", "[.3, .4, .2]", "composites.count",
                           "1", "composites.alone", "true", NULL));
    ck_near(source.density[2], 1 - 0.88 * 0.8, 1e-15);
    ck_near(source.kind->joint(&source, 0, 2), 0.12 + 0.2 * 0.18, 1e-15);
    sp_arena_free(&a);
}
END_TEST

/* (x, y) of pair 0 in the rows in which it is on. */
static void check_shape(const char *shape, bool circle)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("planes"), &source, "source.features",
                           "6", "source.density", "0.4", "source.size", "constant",
                           "source.size_scale", "3", "planes.shape", shape, NULL));
    struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    sp_source_draw(&source, &lanes, &batch);
    int quarter[4] = {0}, on = 0;
    for (int b = 0; b < ROWS; b++) {
        double x[6];
        dense_row(&batch, b, x);
        ck_assert((x[0] != 0) == (x[1] != 0));
        if (x[0] == 0)
            continue;
        on++;
        quarter[2 * (x[0] < 0) + (x[1] < 0)]++;
        ck_near(circle ? hypot(x[0], x[1]) : x[0] + x[1], 3, 1e-5);
    }
    for (int q = 0; q < 4; q++) {
        double share = circle ? 0.25 : q == 0;
        ck_near(quarter[q], on * share, 4 * sqrt(on * share * (1 - share)));
    }
    ck_assert_int_eq(source.group[5], 2);
    sp_arena_free(&a);
}

START_TEST(planes_are_drawn_on_their_shapes)
{
    check_shape("circle", true);
    check_shape("segment", false);
}
END_TEST

START_TEST(what_cannot_be_composed_is_refused)
{
    refused("composites", "composites.count", "19", NULL, NULL,
            "2 must be left to be their parts");
    refused("composites", "composites.size", "product", "source.size", "signed_uniform",
            "needs sizes above 0");
    refused("planes", "source.features", "7", NULL, NULL, "make source.features even");
    refused("planes", "source.density_law", "zipf", NULL, NULL,
            "coordinates of one feature");
    refused("planes", "planes.shape", "segment", "source.size", "signed_uniform",
            "needs sizes above 0");
}
END_TEST

SUITE("composites", a_composite_is_on_exactly_where_its_parts_are,
      composites_name_their_parts, a_composite_can_be_on_without_its_parts,
      planes_are_drawn_on_their_shapes, what_cannot_be_composed_is_refused)
