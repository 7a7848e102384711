/* The table of exercises behind functions of numbers and places, for the page. */
#include "play_lesson.h"

#include <stdlib.h>

#include "../../sim/cli/exercises.h"

struct sp_play_lesson {
    struct sp_arena arena;
    char text[SP_PLAY_LESSON_TEXT];
};

static const struct sp_exercise *find(int lesson, int exercise)
{
    return &sp_exercise_sheets[lesson - 1].exercise[exercise];
}

struct sp_play_lesson *sp_play_lesson_make(void)
{
    return calloc(1, sizeof(struct sp_play_lesson));
}

char *sp_play_lesson_text(struct sp_play_lesson *play)
{
    return play->text;
}

const char *sp_play_lesson_takes(struct sp_play_lesson *play, int lesson, int exercise)
{
    sp_arena_free(&play->arena);
    return sp_exercise_takes(&play->arena, find(lesson, exercise));
}

int sp_play_lesson_mark(struct sp_play_lesson *play, int lesson, int exercise)
{
    bool right = false;
    sp_arena_free(&play->arena);
    int code =
        sp_exercise_mark(&play->arena, find(lesson, exercise), play->text, &right);
    return code ? code : right;
}

const char *sp_play_lesson_hint(int lesson, int exercise)
{
    return find(lesson, exercise)->hint;
}

const char *sp_play_lesson_why(int lesson, int exercise)
{
    return find(lesson, exercise)->why;
}
