/* The best assignment, against every permutation and against what must hold of it. */
#include <math.h>

#include "superpose/assign.h"
#include "superpose/rng.h"
#include "suite.h"

static void fill(struct sp_rng *rng, sp_real *gain, int count, int levels)
{
    for (int i = 0; i < count; i++)
        gain[i] =
            levels ? (sp_real)((double)sp_rng_below(rng, (uint64_t)levels) - levels / 2)
                   : (sp_real)sp_rng_normal(rng);
}

static double value(const sp_real *gain, int stride, int i, int j, bool absolute)
{
    double g = (double)gain[i * stride + j];
    return absolute ? fabs(g) : g;
}

/* The largest sum over rows i .. rows - 1, with columns in TAKEN given away and SPARE
   rows that may still be left out: all of them, one after the other. */
static double by_force(const sp_real *gain, int rows, int columns, int stride,
                       bool absolute, int i, unsigned taken, int spare)
{
    double best = -HUGE_VAL;
    if (i == rows)
        return 0;
    if (spare > 0)
        best = by_force(gain, rows, columns, stride, absolute, i + 1, taken, spare - 1);
    for (int j = 0; j < columns; j++)
        if (!(taken >> j & 1))
            best = fmax(best, value(gain, stride, i, j, absolute) +
                                  by_force(gain, rows, columns, stride, absolute, i + 1,
                                           taken | 1u << j, spare));
    return best;
}

/* The sum that was reached; checks that no two share a column and nobody is missing. */
static double reached(const sp_real *gain, int rows, int columns, int stride,
                      bool absolute, const int *column)
{
    int pairs = 0, *owner = calloc((size_t)columns, sizeof *owner);
    double sum = 0;
    for (int i = 0; i < rows; i++) {
        if (column[i] < 0)
            continue;
        ck_assert_int_lt(column[i], columns);
        ck_assert_int_eq(owner[column[i]]++, 0);
        sum += value(gain, stride, i, column[i], absolute);
        pairs++;
    }
    ck_assert_int_eq(pairs, rows < columns ? rows : columns);
    free(owner);
    return sum;
}

START_TEST(no_permutation_is_better)
{
    enum { STRIDE = 7 };
    struct sp_arena a = {0};
    struct sp_rng rng = sp_rng_make(1, 1);
    struct sp_assign *space = sp_assign_make(&a, 6, 6);
    for (int trial = 0; trial < 400; trial++) {
        int rows = 1 + (int)sp_rng_below(&rng, 6), column[6];
        int columns = 1 + (int)sp_rng_below(&rng, 6);
        bool absolute = trial & 1;
        sp_real gain[6 * STRIDE];
        fill(&rng, gain, 6 * STRIDE, trial & 2 ? 5 : 0);
        sp_assign(space, gain, rows, columns, STRIDE, absolute, column);
        int spare = rows > columns ? rows - columns : 0;
        ck_near(reached(gain, rows, columns, STRIDE, absolute, column),
                by_force(gain, rows, columns, STRIDE, absolute, 0, 0, spare), 1e-6);
    }
    sp_arena_free(&a);
}
END_TEST

/* A hidden permutation with gain 1 where all others have less. */
START_TEST(a_permutation_that_stands_out_is_found_in_both_directions)
{
    enum { N = 60, MORE = 90 };
    struct sp_arena a = {0};
    struct sp_rng rng = sp_rng_make(2, 1);
    sp_real *gain = SP_TAKE(&a, N * MORE, sp_real),
            *turned = SP_TAKE(&a, N * MORE, sp_real);
    int column[MORE];
    struct sp_assign *space = sp_assign_make(&a, MORE, N);
    for (int i = 0; i < N * MORE; i++)
        gain[i] = (sp_real)(0.9 * sp_rng_uniform(&rng));
    for (int i = 0; i < N; i++)
        gain[i * MORE + (7 * i + 3) % MORE] = 1;
    for (int i = 0; i < N * MORE; i++)
        turned[(i % MORE) * N + i / MORE] = gain[i];
    sp_assign(space, gain, N, MORE, MORE, false, column);
    for (int i = 0; i < N; i++)
        ck_assert_int_eq(column[i], (7 * i + 3) % MORE);
    sp_assign(space, turned, MORE, N, N, false, column);
    for (int i = 0; i < N; i++)
        ck_assert_int_eq(column[(7 * i + 3) % MORE], i);
    sp_arena_free(&a);
}
END_TEST

/* Of equal gains any choice is as good, so the same one is made every time, whatever
   the space held before. */
START_TEST(ties_are_broken_in_the_same_way_every_time)
{
    enum { N = 20 };
    struct sp_arena a = {0};
    struct sp_rng rng = sp_rng_make(3, 1);
    sp_real gain[N * N], other[N * N];
    int first[N], again[N];
    struct sp_assign *space = sp_assign_make(&a, N, N);
    fill(&rng, gain, N * N, 3);
    fill(&rng, other, N * N, 0);
    sp_assign(space, gain, N, N, N, false, first);
    sp_assign(space, other, N, N, N, true, again);
    sp_assign(space, gain, N, N, N, false, again);
    ck_assert_int_eq(memcmp(first, again, sizeof first), 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_not_a_number_counts_as_nothing)
{
    struct sp_arena a = {0};
    sp_real gain[] = {NAN, 1, 1, (sp_real)0.5};
    int column[2];
    sp_assign(sp_assign_make(&a, 2, 2), gain, 2, 2, 2, false, column);
    ck_assert_int_eq(column[0], 1);
    ck_assert_int_eq(column[1], 0);
    sp_arena_free(&a);
}
END_TEST

SUITE("assign", no_permutation_is_better,
      a_permutation_that_stands_out_is_found_in_both_directions,
      ties_are_broken_in_the_same_way_every_time,
      what_is_not_a_number_counts_as_nothing)
