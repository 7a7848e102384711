/* Pictures of characters, and the model behind the demo. */
#include "../sim/cli/canvas.h"

#include <stdlib.h>

#include "../sim/cli/lessons.h"
#include "suite.h"

static struct sp_arena a;

static void expect(const struct sp_canvas *c, bool unicode, bool color,
                   const char *expected)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    sp_canvas_print(c, unicode, color, "\n", out);
    fclose(out);
    ck_assert_str_eq(text, expected);
    free(text);
}

START_TEST(dots_are_braille_or_ascii)
{
    struct sp_canvas c = sp_canvas_make(&a, 3, 2);
    sp_canvas_line(&c, 0, 0, 5, 0, 0);
    sp_canvas_line(&c, 0, 0, 0, 7, 0);
    sp_canvas_dot(&c, 3, 7, 0);
    expect(&c, true, false, "\u284f\u2809\u2809\n\u2847\u2880\n");
    expect(&c, false, false, ":''\n:.\n");
    sp_arena_free(&a);
}
END_TEST

START_TEST(lines_meet_their_ends_in_every_direction)
{
    for (int x = 0; x <= 20; x += 5)
        for (int y = 0; y <= 40; y += 8) {
            struct sp_canvas c = sp_canvas_make(&a, 11, 11), ends = c;
            ends.glyph = SP_TAKE(&a, 11 * 11, struct sp_glyph);
            sp_canvas_line(&c, 10, 20, x, y, 1);
            sp_canvas_dot(&ends, 10, 20, 1);
            sp_canvas_dot(&ends, x, y, 1);
            for (int i = 0; i < 11 * 11; i++)
                ck_assert_int_eq(c.glyph[i].code & ends.glyph[i].code & 0xff,
                                 ends.glyph[i].code & 0xff);
        }
    sp_arena_free(&a);
}
END_TEST

START_TEST(bars_go_in_eighths)
{
    struct sp_canvas c = sp_canvas_make(&a, 4, 1);
    sp_canvas_bar(&c, 0, 0, 4, 0.375, 0);
    expect(&c, true, false, "\u2588\u258c\n");
    expect(&c, false, false, "##\n");
    sp_canvas_bar(&c, 0, 0, 4, 7, 0);
    expect(&c, true, false, "\u2588\u2588\u2588\u2588\n");
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_lies_outside_is_cut_off)
{
    struct sp_canvas c = sp_canvas_make(&a, 4, 2);
    sp_canvas_text(&c, 2, 1, 0, "abc");
    sp_canvas_text(&c, -1, 0, 0, "xyz");
    sp_canvas_text(&c, 0, 5, 0, "none");
    sp_canvas_line(&c, -9, -9, -1, -1, 0);
    sp_canvas_bar(&c, 3, 9, 4, 1, 0);
    expect(&c, false, false, "yz\n  ab\n");
    sp_arena_free(&a);
}
END_TEST

START_TEST(ink_is_undone)
{
    struct sp_canvas c = sp_canvas_make(&a, 3, 1);
    sp_canvas_text(&c, 0, 0, SP_INK_BOLD, "a");
    sp_canvas_text(&c, 1, 0, SP_INK_FAINT, "b");
    expect(&c, true, true, "\033[0m\033[1ma\033[0m\033[2mb\033[0m\n");
    expect(&c, true, false, "ab\n");
    sp_arena_free(&a);
}
END_TEST

static const struct sp_dials five = {5, 0.5, 1, SP_ALONE, "relu", 3};

START_TEST(other_data_keep_the_model_and_another_seed_does_not)
{
    struct sp_live live = {0};
    struct sp_dials dials = five;
    ck_assert(!sp_dials_turn(&dials, &live));
    sp_live_train(&live, 50);
    double norm = live.geometry.norm[2];
    dials.density = 0.1;
    ck_assert(!sp_dials_turn(&dials, &live));
    ck_assert(live.geometry.norm[2] == norm && live.steps == 50 && live.points == 1);
    dials.seed++;
    ck_assert(!sp_dials_turn(&dials, &live));
    ck_assert(live.geometry.norm[2] != norm && live.steps == 0 && live.points == 0);
    sp_live_close(&live);
}
END_TEST

START_TEST(data_that_cannot_be_change_nothing)
{
    struct sp_live live = {0};
    struct sp_dials dials = five;
    ck_assert(!sp_dials_turn(&dials, &live));
    sp_live_train(&live, 10);
    dials.company = SP_EXCLUSIVE; /* five features are no pairs */
    ck_assert(sp_dials_turn(&dials, &live));
    ck_assert_str_eq(live.now->law.source_kind->self.name, "independent");
    ck_assert_int_eq(live.steps, 10);
    sp_live_train(&live, 10);
    sp_live_close(&live);
}
END_TEST

/* Dimensions are shared out, not made (Scherlis et al. 2022); twice gives the same. */
START_TEST(lessons_end_as_they_say)
{
    for (const struct sp_lesson *l = sp_lessons; l->name; l++)
        for (int k = 0; k < SP_LESSON_STAGES && l->stage[k].features; k++) {
            double loss[2];
            for (int twice = 0; twice < 2; twice++) {
                struct sp_live live = {0};
                ck_assert_msg(!sp_dials_turn(&l->stage[k], &live), "%s %d", l->name, k);
                sp_live_train(&live, 200);
                ck_assert(live.geometry.sum_dimensionality <= 2 + 1e-9);
                ck_assert(live.loss > 0 && live.now->optimum >= 0);
                loss[twice] = live.loss;
                sp_live_close(&live);
            }
            ck_assert(loss[0] == loss[1]);
        }
}
END_TEST

START_TEST(a_history_of_any_length_fits)
{
    struct sp_live live = {0};
    ck_assert(!sp_dials_turn(&five, &live));
    for (int i = 0; i < 3 * SP_LIVE_POINTS; i++)
        sp_live_train(&live, 1);
    ck_assert_int_eq(live.span, 4);
    ck_assert_int_lt(live.points, SP_LIVE_POINTS);
    ck_assert_int_ge(live.points, SP_LIVE_POINTS / 2);
    sp_live_close(&live);
}
END_TEST

SUITE("demo", dots_are_braille_or_ascii, lines_meet_their_ends_in_every_direction,
      bars_go_in_eighths, what_lies_outside_is_cut_off, ink_is_undone,
      other_data_keep_the_model_and_another_seed_does_not,
      data_that_cannot_be_change_nothing, lessons_end_as_they_say,
      a_history_of_any_length_fits)
