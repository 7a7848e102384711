/* The exercises of the lessons: what they take, and that none gives itself away. */
#include "../sim/cli/exercises.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"
#include "superpose/fault.h"

static struct sp_arena a;

/* Every exercise in turn. */
static const struct sp_exercise *exercise(int i)
{
    return &sp_exercise_sheets[i / SP_EXERCISES].exercise[i % SP_EXERCISES];
}

static int exercises(void)
{
    return SP_EXERCISES * sp_exercise_sheet_count();
}

static bool is_right(const struct sp_exercise *e, const char *text)
{
    bool right;
    ck_assert_int_eq(sp_exercise_mark(&a, e, text, &right), 0);
    return right;
}

static const char *answer_text(const struct sp_exercise *e, double factor)
{
    double answer = e->answer(&a);
    return e->choices ? e->choices[(int)answer]
                      : sp_arena_print(&a, "%.17g", factor * answer);
}

START_TEST(ten_lessons_have_complete_exercises)
{
    ck_assert_int_eq(sp_exercise_sheet_count(), 10);
    for (int i = 0; i < exercises(); i++) {
        const struct sp_exercise *e = exercise(i);
        ck_assert(e->question && e->hint && e->why && e->answer);
        ck_assert_msg(!e->choices == !!e->unit, "%s", e->question);
        ck_assert(e->choices || (e->tolerance > 0 && e->tolerance <= 0.01));
    }
}
END_TEST

START_TEST(answers_are_right_within_the_tolerance_and_wrong_beyond)
{
    for (int i = 0; i < exercises(); i++) {
        const struct sp_exercise *e = exercise(i);
        double t = e->tolerance;
        ck_assert(is_right(e, answer_text(e, 1 + 0.9 * t)));
        ck_assert(is_right(e, answer_text(e, 1 - 0.9 * t)));
        if (e->choices)
            continue;
        ck_assert(e->answer(&a) > 0);
        ck_assert(!is_right(e, answer_text(e, 1 + 1.1 * t)));
        ck_assert(!is_right(e, answer_text(e, 1 - 1.1 * t)));
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(one_word_of_several_is_right)
{
    for (int i = 0; i < exercises(); i++) {
        int right = 0;
        for (const char *const *word = exercise(i)->choices; word && *word; word++)
            right += is_right(exercise(i), *word);
        ck_assert_int_eq(right, exercise(i)->choices != NULL);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(fractions_are_numbers)
{
    const struct sp_exercise *heptagon = &sp_exercise_sheets[4].exercise[0];
    ck_assert(is_right(heptagon, "2/7"));
    ck_assert(is_right(heptagon, "0.2857"));
    ck_assert(!is_right(heptagon, "7/2"));
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_no_answer_is_refused)
{
    static const char *const texts[] = {"",      "x",   "1/0",  "1/",  "/2",
                                        "1e999", "nan", "1//2", "1 2", "2/7/1"};
    const struct sp_exercise *number = exercise(0);
    bool right;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_int_eq(sp_exercise_mark(&a, number, texts[i], &right), SP_BAD);
        ck_assert(strstr(sp_fault_text(), "is not a number (summed loss), to 1 %"));
    }
    ck_assert_int_eq(sp_exercise_mark(&a, exercise(2), "0", &right), SP_BAD);
    ck_assert(strstr(sp_fault_text(), "is not one of: pairs, linear"));
    sp_arena_free(&a);
}
END_TEST

/* Answers of one or two digits may stand in a hint by chance. */
START_TEST(hints_do_not_hold_the_answer)
{
    for (int i = 0; i < exercises(); i++) {
        const struct sp_exercise *e = exercise(i);
        char digits[32];
        snprintf(digits, sizeof digits, "%.3g", e->answer(&a));
        if (!e->choices && strlen(digits) > 2)
            ck_assert_msg(!strstr(e->hint, digits), "%s: %s", e->hint, digits);
    }
    sp_arena_free(&a);
}
END_TEST

SUITE("exercises", ten_lessons_have_complete_exercises,
      answers_are_right_within_the_tolerance_and_wrong_beyond,
      one_word_of_several_is_right, fractions_are_numbers, what_is_no_answer_is_refused,
      hints_do_not_hold_the_answer)
