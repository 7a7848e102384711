#include <float.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/param.h"
#include "suite.h"

struct settings {
    int steps, any;
    double rate, free;
    bool fresh;
    int law;
    const char *name, *file;
    struct sp_reals density;
};

static const char *const laws[] = {"uniform", "constant", "log_normal", NULL};

#define ROW(field) .key = "x." #field, .offset = offsetof(struct settings, field)

enum { STEPS, ANY, RATE, FREE, FRESH, LAW, NAME, FILE_, DENSITY };

static const struct sp_param table[] = {
    {ROW(steps), .type = SP_INT, .preset = "1e4", .min = 1, .max = 1e8},
    {ROW(any), .type = SP_INT, .preset = "-7", .min = INT_MIN, .max = INT_MAX},
    {ROW(rate), .type = SP_REAL, .preset = "1e-3", .min = 0, .max = 10},
    {ROW(free), .type = SP_REAL, .preset = "0", .min = -HUGE_VAL, .max = HUGE_VAL},
    {ROW(fresh), .type = SP_BOOL, .preset = "true"},
    {ROW(law), .type = SP_CHOICE, .preset = "constant", .choices = laws},
    {ROW(name), .type = SP_TEXT, .preset = "plain"},
    {ROW(file), .type = SP_FILE, .preset = ""},
    {ROW(density), .type = SP_REALS, .preset = "0.1", .min = 0, .max = 1},
    {0},
};

static struct sp_arena a;
static struct settings s;

/* Reads TEXT into a row whose fault must be the sentence. */
static void refused(int row, const char *text, const char *sentence)
{
    struct settings before = s;
    ck_assert_int_eq(sp_param_read(&a, &table[row], &s, text), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), sentence);
    ck_assert_mem_eq(&before, &s, sizeof s);
}

static void taken(int row, const char *text)
{
    ck_assert_msg(!sp_param_read(&a, &table[row], &s, text), "\"%s\": %s", text,
                  sp_fault_text());
}

static void prints(int row, const char *text)
{
    ck_assert_str_eq(sp_param_print(&a, &table[row], &s), text);
}

START_TEST(defaults_fill_every_field)
{
    sp_param_defaults(&a, table, &s);
    ck_assert_int_eq(s.steps, 10000);
    ck_assert_int_eq(s.any, -7);
    ck_near(s.rate, 1e-3, 0);
    ck_assert(s.fresh);
    ck_assert_int_eq(s.law, 1);
    ck_assert_str_eq(s.name, "plain");
    ck_assert_str_eq(s.file, "");
    ck_assert_int_eq(s.density.count, 1);
    ck_near(s.density.value[0], 0.1, 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(whole_numbers_are_digits_or_exact_powers)
{
    static const struct {
        const char *text;
        int value;
    } good[] = {{"7", 7},
                {"-12", -12},
                {"+3", 3},
                {"1e4", 10000},
                {"2.5E3", 2500},
                {"2147483647", INT_MAX},
                {"-2147483648", INT_MIN},
                {"0", 0},
                {"007", 7}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        taken(ANY, good[i].text);
        ck_assert_int_eq(s.any, good[i].value);
    }
    static const char *const bad[] = {
        "",    " 1",  "1 ", "1.5", "1.0",        "1e-1", "0x10",  "1_000", "ten",
        "nan", "inf", "1e", "--1", "2147483648", "1e99", "1e999", "1,000"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(sp_param_read(&a, &table[ANY], &s, bad[i]) == SP_BAD, "%s",
                      bad[i]);
    sp_arena_free(&a);
}
END_TEST

START_TEST(numbers_are_read_whole_or_not_at_all)
{
    static const char *const good[] = {"0",  "10",      "1e-3",  ".5",
                                       "5.", "+1.25E0", "1e-400"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        taken(RATE, good[i]);
    static const char *const bad[] = {
        "",         " ", "1 ", " 1", "1x",    "0x1p3", "1e",  "nan",  "inf",
        "infinity", "-", ".",  "e5", "1e999", "1,5",   "0X2", "-0.1", "10.000001"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(sp_param_read(&a, &table[RATE], &s, bad[i]) == SP_BAD, "%s",
                      bad[i]);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_refusal_says_what_was_wrong_and_what_is_right)
{
    sp_param_defaults(&a, table, &s);
    refused(RATE, "fast",
            "x.rate: \"fast\" is not a number; it takes a number from 0 to 10");
    refused(RATE, "11",
            "x.rate: \"11\" is out of range; it takes a number from 0 to 10");
    refused(FREE, "1e999",
            "x.free: \"1e999\" is too large for a number; "
            "it takes a number");
    refused(STEPS, "2.5",
            "x.steps: \"2.5\" is not a whole number; it takes a whole "
            "number from 1 to 100000000");
    refused(STEPS, "0",
            "x.steps: \"0\" is out of range; it takes a whole number from 1 "
            "to 100000000");
    refused(FRESH, "yes",
            "x.fresh: \"yes\" is neither true nor false; it takes true or false");
    refused(LAW, "unifrom",
            "x.law: no choice \"unifrom\"; did you mean \"uniform\"? "
            "It takes one of: uniform, constant, log_normal");
    refused(LAW, "zipf",
            "x.law: no choice \"zipf\"; it takes one of: uniform, constant, "
            "log_normal");
    refused(
        DENSITY, "[0.1, no, 0.2]",
        "x.density: \"no\" is not a number; it takes a number from 0 to 1, or a list "
        "[a, b, ...] of them");
    sp_arena_free(&a);
}
END_TEST

START_TEST(lists_hold_any_count_of_numbers_in_range)
{
    taken(DENSITY, "[0.1, 0.25,1 ]");
    ck_assert_int_eq(s.density.count, 3);
    ck_near(s.density.value[1], 0.25, 0);
    prints(DENSITY, "[0.1, 0.25, 1]");
    taken(DENSITY, "[]");
    ck_assert_int_eq(s.density.count, 0);
    prints(DENSITY, "[]");
    taken(DENSITY, "[ 0.5\n] ");
    ck_assert_int_eq(s.density.count, 1);
    prints(DENSITY, "0.5");
    static const char *const bad[] = {"[",       "[0.1",       "[0.1,",  "[0.1,]",
                                      "[,]",     "[0.1 0.2]",  "[0.1]]", "[0.1] x",
                                      "[2]",     "0.1, 0.2",   "]",      "[nan]",
                                      "[[0.1]]", "[0.1,,0.2]", "2",      ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(sp_param_read(&a, &table[DENSITY], &s, bad[i]) == SP_BAD, "%s",
                      bad[i]);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_number_is_printed_short_and_reads_back_to_the_same_bits)
{
    static const struct {
        double x;
        const char *text;
    } known[] = {{0.1, "0.1"},
                 {1, "1"},
                 {-0.0, "-0"},
                 {1e-3, "0.001"},
                 {1e300, "1e+300"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {1.0 / 3, "0.3333333333333333"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ck_assert_str_eq(sp_number_print(&a, known[i].x), known[i].text);
    double x = DBL_TRUE_MIN;
    for (int i = 0; i < 3000; i++, x *= 1.6180339887) {
        double back = 0;
        const char *end = sp_number_scan(sp_number_print(&a, isinf(x) ? i : x), &back);
        ck_assert(end && !*end);
        ck_assert_double_eq(back, isinf(x) ? i : x);
        x = isinf(x) ? DBL_MIN : x;
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_printed_reads_back)
{
    static const char *const text[] = {
        "123",        "-2147483648", "0.30000000000000004",
        "-1e+30",     "false",       "log_normal",
        "some words", "a/b.npy",     "[0.1, 0.2]"};
    for (int row = STEPS; row <= DENSITY; row++) {
        taken(row, text[row]);
        prints(row, text[row]);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(ranges_are_told_in_words)
{
    struct sp_param row = {.type = SP_REAL, .min = 0, .max = HUGE_VAL};
    ck_assert_str_eq(sp_param_takes(&a, &row), "a number of at least 0");
    row.min = -HUGE_VAL;
    ck_assert_str_eq(sp_param_takes(&a, &row), "a number");
    row.max = 0.5;
    ck_assert_str_eq(sp_param_takes(&a, &row), "a number of at most 0.5");
    row = (struct sp_param){.type = SP_INT, .min = 1, .max = INT_MAX};
    ck_assert_str_eq(sp_param_takes(&a, &row), "a whole number of at least 1");
    sp_arena_free(&a);
}
END_TEST

/* A program with the library may run in a locale whose decimal sign is a comma. */
START_TEST(numbers_do_not_depend_on_the_locale)
{
    static const char *const commas[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE"};
    for (size_t i = 0; i < sizeof commas / sizeof *commas; i++)
        setlocale(LC_ALL, commas[i]);
    taken(RATE, "1.5");
    ck_near(s.rate, 1.5, 0);
    prints(RATE, "1.5");
    ck_assert(sp_param_read(&a, &table[RATE], &s, "1,5") == SP_BAD);
    sp_arena_free(&a);
}
END_TEST

START_TEST(rows_are_found_by_their_key)
{
    ck_assert_ptr_eq(sp_param_find(table, "x.law"), &table[LAW]);
    ck_assert_ptr_null(sp_param_find(table, "x.laws"));
    ck_assert_ptr_null(sp_param_find(table, ""));
}
END_TEST

START_TEST(edits_are_counted_and_a_swap_is_one)
{
    static const struct {
        const char *from, *to;
        int edits;
    } known[] = {{"", "", 0},
                 {"", "abc", 3},
                 {"abc", "", 3},
                 {"kitten", "sitting", 3},
                 {"unifrom", "uniform", 1},
                 {"ab", "ba", 1},
                 {"abcd", "badc", 2},
                 {"flaw", "lawn", 2},
                 {"same", "same", 0},
                 {"densty", "density", 1},
                 {"ca", "abc", 3}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        ck_assert_int_eq(sp_edit_distance(known[i].from, known[i].to), known[i].edits);
        ck_assert_int_eq(sp_edit_distance(known[i].to, known[i].from), known[i].edits);
    }
}
END_TEST

START_TEST(long_words_are_compared_by_their_beginnings)
{
    char x[200], y[200];
    memset(x, 'x', sizeof x);
    memset(y, 'y', sizeof y);
    x[199] = y[199] = 0;
    ck_assert_int_eq(sp_edit_distance(x, y), 64);
    ck_assert_int_eq(sp_edit_distance(x, x), 0);
}
END_TEST

SUITE("param", defaults_fill_every_field, whole_numbers_are_digits_or_exact_powers,
      numbers_are_read_whole_or_not_at_all,
      a_refusal_says_what_was_wrong_and_what_is_right,
      lists_hold_any_count_of_numbers_in_range,
      a_number_is_printed_short_and_reads_back_to_the_same_bits,
      what_is_printed_reads_back, ranges_are_told_in_words,
      numbers_do_not_depend_on_the_locale, rows_are_found_by_their_key,
      edits_are_counted_and_a_swap_is_one, long_words_are_compared_by_their_beginnings)
