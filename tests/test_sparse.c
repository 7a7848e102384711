/* Every compiled set of sparse.h against plain loops. */
#include <math.h>
#include <string.h>

#include "suite.h"
#include "superpose/rng.h"
#include "superpose/sparse.h"

enum { ROWS = 13, MATRIX = 37, COUNT = 700 };

/* Sums of up to some hundred terms of like size. */
static const double NEAR = sizeof(sp_real) == 4 ? 2e-5 : 1e-13;

static const char *const names[] = {"plain", "avx2", "avx512"};
static const int widths[] = {16, 32, 48, 64, 80, 144, 256};

/* ROWS rows of up to MATRIX entries of a matrix, and two matrices to work with. */
struct lists {
    struct sp_listed l;
    sp_real *value, *M, *other;
    int count;
};

static sp_real *normal(struct sp_arena *a, struct sp_rng *rng, size_t count)
{
    sp_real *out = SP_TAKE(a, count, sp_real);
    for (size_t i = 0; i < count; i++)
        out[i] = (sp_real)sp_rng_normal(rng);
    return out;
}

static struct lists random_lists(struct sp_arena *a, int width)
{
    struct sp_rng rng = sp_rng_make((uint64_t)width, SP_USE_TEST);
    int *from = SP_TAKE(a, ROWS, int), *to = SP_TAKE(a, ROWS, int);
    int *index = SP_TAKE(a, ROWS * MATRIX, int), at = 0;
    for (int r = 0; r < ROWS; r++) {
        from[r] = at;
        for (int i = 0; r && i < MATRIX; i++)
            if (sp_rng_uniform(&rng) * ROWS < r)
                index[at++] = i;
        to[r] = at;
    }
    size_t w = (size_t)width;
    return (struct lists){.l = {ROWS, from, to, index, w, w + 16, w + 32},
                          .count = at,
                          .value = normal(a, &rng, ROWS * MATRIX),
                          .M = normal(a, &rng, MATRIX * (w + 16)),
                          .other = normal(a, &rng, ROWS * (w + 32))};
}

START_TEST(sums_of_rows_are_those_of_the_triple_loop)
{
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        for (size_t v = 0; v < sizeof widths / sizeof *widths; v++) {
            struct sp_arena a = {0};
            struct lists t = random_lists(&a, widths[v]);
            const struct sp_sparse *set = sp_sparse_named(names[n]);
            sp_real *out = SP_TAKE(&a, ROWS * t.l.step, sp_real);
            memcpy(out, t.other, ROWS * t.l.step * sizeof *out);
            if (set)
                set->blend(&t.l, t.value, t.M, out);
            for (int r = 0; set && r < ROWS; r++)
                for (size_t j = 0; j < t.l.step; j++) {
                    size_t at = (size_t)r * t.l.step + j;
                    double sum = (double)t.other[at];
                    for (int e = t.l.from[r]; e < t.l.to[r] && j < t.l.width; e++)
                        sum += (double)t.value[e] *
                               (double)t.M[(size_t)t.l.index[e] * t.l.M_step + j];
                    ck_near(out[at], sum, NEAR);
                }
            sp_arena_free(&a);
        }
}
END_TEST

START_TEST(dot_products_are_those_of_the_triple_loop)
{
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        for (size_t v = 0; v < sizeof widths / sizeof *widths; v++) {
            struct sp_arena a = {0};
            struct lists t = random_lists(&a, widths[v]);
            const struct sp_sparse *set = sp_sparse_named(names[n]);
            sp_real *out = SP_TAKE(&a, ROWS * MATRIX + 1, sp_real);
            out[t.count] = 7;
            if (set)
                set->dots(&t.l, t.other, t.M, false, out);
            for (int r = 0; set && r < ROWS; r++)
                for (int e = t.l.from[r]; e < t.l.to[r]; e++) {
                    const sp_real *row = t.M + (size_t)t.l.index[e] * t.l.M_step;
                    double sum = 0;
                    for (size_t j = 0; j < t.l.width; j++)
                        sum +=
                            (double)t.other[(size_t)r * t.l.step + j] * (double)row[j];
                    ck_near(out[e], sum, NEAR * 4);
                }
            ck_assert(out[t.count] == 7);
            sp_arena_free(&a);
        }
}
END_TEST

START_TEST(wider_vectors_do_not_change_a_bit)
{
    const struct sp_sparse *narrow = sp_sparse_named("avx2");
    const struct sp_sparse *wide = sp_sparse_named("avx512");
    for (size_t v = 0; narrow && wide && v < sizeof widths / sizeof *widths; v++) {
        struct sp_arena a = {0};
        struct lists t = random_lists(&a, widths[v]);
        size_t size = ROWS * t.l.step * sizeof(sp_real);
        sp_real *one = SP_TAKE(&a, ROWS * t.l.step, sp_real);
        sp_real *two = SP_TAKE(&a, ROWS * t.l.step, sp_real);
        narrow->blend(&t.l, t.value, t.M, one);
        wide->blend(&t.l, t.value, t.M, two);
        ck_assert(!memcmp(one, two, size));
        sp_real *dots[] = {SP_TAKE(&a, ROWS * MATRIX, sp_real),
                           SP_TAKE(&a, ROWS * MATRIX, sp_real)};
        narrow->dots(&t.l, t.other, t.M, false, dots[0]);
        wide->dots(&t.l, t.other, t.M, false, dots[1]);
        ck_assert(!memcmp(dots[0], dots[1], (size_t)t.count * sizeof(sp_real)));
        sp_arena_free(&a);
    }
}
END_TEST

/* Whether entry i is among the WISHED largest above zero, of equals the first. */
static bool belongs(const sp_real *h, int count, int wished, int i)
{
    int before = 0;
    for (int j = 0; j < count; j++)
        before += h[j] > h[i] || (h[j] == h[i] && j < i);
    return h[i] > 0 && before < wished;
}

/* The list has who belongs to it, in order. */
static void compare_lists(const sp_real *h, int count, int wished, int found,
                          const int *index, const sp_real *value)
{
    int at = 0;
    for (int i = 0; i < count; i++)
        if (belongs(h, count, wished, i)) {
            ck_assert_int_lt(at, found);
            ck_assert_int_eq(index[at], i);
            ck_assert(value[at++] == h[i]);
        }
    ck_assert_int_eq(at, found);
}

/* h normal, or of few values, so that many are equal; from a place of no alignment. */
static void compare_selection(const struct sp_sparse *set, int count, int levels)
{
    sp_real room[COUNT + 1], *h = room + 1, value[COUNT + SP_SLACK];
    int index[COUNT + SP_SLACK];
    static const int wished[] = {1, 2, 8, 31, 32, 100};
    struct sp_rng rng = sp_rng_make((uint64_t)(count + levels), SP_USE_TEST);
    for (int i = 0; i < count; i++) {
        double x = sp_rng_normal(&rng);
        h[i] = (sp_real)(levels ? round(x * levels) / levels : x);
    }
    int found = set->collect(count, h, index, value);
    compare_lists(h, count, count, found, index, value);
    for (size_t w = 0; w < sizeof wished / sizeof *wished; w++) {
        found = set->top(count, h, wished[w], index, value);
        compare_lists(h, count, wished[w], found, index, value);
    }
}

START_TEST(the_largest_are_selected_in_order_and_the_first_of_equals)
{
    static const int counts[] = {1, 3, 16, 17, 64, 255, 512, COUNT};
    static const int levels[] = {0, 1, 3};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
            for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
                if (sp_sparse_named(names[n]))
                    compare_selection(sp_sparse_named(names[n]), counts[c], levels[l]);
}
END_TEST

START_TEST(what_is_not_a_number_is_not_lost)
{
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        const struct sp_sparse *set = sp_sparse_named(names[n]);
        sp_real h[40] = {0}, value[40 + SP_SLACK];
        int index[40 + SP_SLACK];
        h[5] = h[39] = (sp_real)NAN;
        if (set)
            ck_assert_int_eq(set->collect(40, h, index, value), 2);
    }
}
END_TEST

SUITE("sparse", sums_of_rows_are_those_of_the_triple_loop,
      dot_products_are_those_of_the_triple_loop, wider_vectors_do_not_change_a_bit,
      the_largest_are_selected_in_order_and_the_first_of_equals,
      what_is_not_a_number_is_not_lost)
