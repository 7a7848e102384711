/* The list of columns that measures write into. */
#include "superpose/measure.h"

#include "suite.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct sp_column run = {SP_RUNS, "run", NULL, "a number of the run"};
static const struct sp_column load = {SP_FEATURES, "load", NULL,
                                      "a number per feature"};
static const struct sp_column mass = {SP_FEATURES, "mass", NULL, "another"};
static const struct sp_column coordinate = {SP_FEATURES, "w#", NULL, "a coordinate"};
static const struct sp_column gap = {SP_PAIRS, "gap", NULL, "a number per pair"};
static const struct sp_column height = {SP_STEPS, "height", NULL, "a number per step"};

static size_t columns(const struct sp_rows *rows)
{
    size_t count = 0;
    for (const struct sp_values *each = rows->first; each; each = each->next)
        count++;
    return count;
}

START_TEST(a_new_column_holds_no_numbers_yet)
{
    struct sp_arena a = {0};
    struct sp_rows rows = {.arena = &a};
    double *value = sp_rows_add(&rows, &load, 1000);
    for (int i = 0; i < 1000; i++)
        ck_assert(isnan(value[i]));
    ck_assert_ptr_eq(sp_rows_find(&rows, SP_FEATURES, "load")->value, value);
    sp_arena_free(&a);
}
END_TEST

START_TEST(columns_are_found_by_scope_and_name)
{
    struct sp_arena a = {0};
    struct sp_rows rows = {.arena = &a};
    const struct sp_column twin = {SP_RUNS, "load", NULL, "of the run"};
    sp_rows_put(&rows, &run, 3.5);
    sp_rows_put(&rows, &twin, 4.5);
    sp_rows_add(&rows, &load, 2)[1] = 5.5;
    ck_assert(sp_rows_find(&rows, SP_RUNS, "run")->value[0] == 3.5);
    ck_assert(sp_rows_find(&rows, SP_RUNS, "load")->value[0] == 4.5);
    ck_assert(sp_rows_find(&rows, SP_FEATURES, "load")->value[1] == 5.5);
    ck_assert_ptr_null(sp_rows_find(&rows, SP_FEATURES, "run"));
    ck_assert_ptr_null(sp_rows_find(&rows, SP_NEURONS, "load"));
    sp_arena_free(&a);
}
END_TEST

START_TEST(the_key_of_a_scope_is_written_once_before_its_first_column)
{
    struct sp_arena a = {0};
    struct sp_rows rows = {.arena = &a};
    sp_rows_add(&rows, &load, 4);
    sp_rows_add(&rows, &mass, 4);
    ck_assert_uint_eq(columns(&rows), 3);
    ck_assert_str_eq(rows.first->name, "feature");
    ck_assert_str_eq(rows.last->name, "mass");
    for (int i = 0; i < 4; i++)
        ck_assert(rows.first->value[i] == i);
    sp_arena_free(&a);
}
END_TEST

START_TEST(pairs_run_over_the_upper_triangle)
{
    struct sp_arena a = {0};
    struct sp_rows rows = {.arena = &a};
    sp_rows_add(&rows, &gap, 6);
    const double *feature = sp_rows_find(&rows, SP_PAIRS, "feature")->value;
    const double *other = sp_rows_find(&rows, SP_PAIRS, "other")->value;
    const double first[] = {0, 0, 0, 1, 1, 2}, second[] = {1, 2, 3, 2, 3, 3};
    ck_assert_int_eq(memcmp(feature, first, sizeof first), 0);
    ck_assert_int_eq(memcmp(other, second, sizeof second), 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(every_scope_but_runs_has_the_keys_it_announces)
{
    ck_assert_ptr_null(sp_scope_keys[SP_RUNS][0]);
    for (int scope = SP_FEATURES; scope < SP_STEPS; scope++) {
        struct sp_arena a = {0};
        struct sp_rows rows = {.arena = &a};
        const struct sp_column column = {(enum sp_scope)scope, "column", NULL, "any"};
        sp_rows_add(&rows, &column, 3);
        size_t keys = 0;
        for (; sp_scope_keys[scope][keys]; keys++)
            ck_assert_ptr_nonnull(
                sp_rows_find(&rows, column.scope, sp_scope_keys[scope][keys]));
        ck_assert_uint_eq(columns(&rows), keys + 1);
        sp_arena_free(&a);
    }
}
END_TEST

START_TEST(the_step_is_left_to_its_writer)
{
    struct sp_arena a = {0};
    struct sp_rows rows = {.arena = &a};
    const struct sp_column step = {SP_STEPS, sp_scope_keys[SP_STEPS][0], NULL,
                                   "the step"};
    sp_rows_add(&rows, &step, 5);
    sp_rows_add(&rows, &height, 5);
    ck_assert_uint_eq(columns(&rows), 2);
    sp_arena_free(&a);
}
END_TEST

START_TEST(numbered_columns_get_their_number)
{
    struct sp_arena a = {0};
    struct sp_rows rows = {.arena = &a};
    for (int k = 0; k < 12; k++)
        sp_rows_add_nth(&rows, &coordinate, k, 2)[0] = k;
    ck_assert(sp_rows_find(&rows, SP_FEATURES, "w0")->value[0] == 0);
    ck_assert(sp_rows_find(&rows, SP_FEATURES, "w11")->value[0] == 11);
    ck_assert_ptr_null(sp_rows_find(&rows, SP_FEATURES, "w#"));
    ck_assert_uint_eq(columns(&rows), 13);
    sp_arena_free(&a);
}
END_TEST

START_TEST(every_scope_has_a_name)
{
    for (int i = 0; i < SP_SCOPES; i++)
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(sp_scope_names[i], sp_scope_names[j]);
}
END_TEST

/* Runs BREACH in a child and says whether it was aborted as a broken promise is. */
static bool aborts(void (*breach)(struct sp_rows *rows))
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct sp_arena a = {0};
        struct sp_rows rows = {.arena = &a};
        if (!freopen("/dev/null", "w", stderr))
            _exit(1);
        breach(&rows);
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void same_column_twice(struct sp_rows *rows)
{
    sp_rows_put(rows, &run, 1);
    sp_rows_put(rows, &run, 2);
}

static void same_number_twice(struct sp_rows *rows)
{
    sp_rows_add_nth(rows, &coordinate, 1, 2);
    sp_rows_add_nth(rows, &coordinate, 1, 2);
}

static void key_by_hand(struct sp_rows *rows)
{
    const struct sp_column key = {SP_FEATURES, "feature", NULL, "added by itself"};
    sp_rows_add(rows, &key, 3);
}

static void another_length(struct sp_rows *rows)
{
    sp_rows_add(rows, &load, 3);
    sp_rows_add(rows, &mass, 4);
}

static void pairs_of_no_n(struct sp_rows *rows)
{
    sp_rows_add(rows, &gap, 5);
}

static void put_elsewhere(struct sp_rows *rows)
{
    sp_rows_put(rows, &load, 1);
}

static void number_without_place(struct sp_rows *rows)
{
    sp_rows_add_nth(rows, &load, 1, 2);
}

static void place_without_number(struct sp_rows *rows)
{
    sp_rows_add(rows, &coordinate, 2);
}

START_TEST(two_measures_cannot_write_the_same_column)
{
    ck_assert(aborts(same_column_twice));
    ck_assert(aborts(same_number_twice));
    ck_assert(aborts(key_by_hand));
}
END_TEST

START_TEST(columns_of_a_scope_have_one_length)
{
    ck_assert(aborts(another_length));
    ck_assert(aborts(pairs_of_no_n));
}
END_TEST

START_TEST(columns_are_added_in_the_way_they_were_declared)
{
    ck_assert(aborts(put_elsewhere));
    ck_assert(aborts(number_without_place));
    ck_assert(aborts(place_without_number));
}
END_TEST

SUITE("rows", a_new_column_holds_no_numbers_yet, columns_are_found_by_scope_and_name,
      the_key_of_a_scope_is_written_once_before_its_first_column,
      pairs_run_over_the_upper_triangle, every_scope_but_runs_has_the_keys_it_announces,
      the_step_is_left_to_its_writer, numbered_columns_get_their_number,
      every_scope_has_a_name, two_measures_cannot_write_the_same_column,
      columns_of_a_scope_have_one_length,
      columns_are_added_in_the_way_they_were_declared)
