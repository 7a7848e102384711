/* superpose check-lesson N ANSWERS: are they right? */
#include "exercises.h"
#include "wrap.h"
#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/param.h"

enum { INDENT = 3 };

static const struct sp_option options[] = {{0}};

static int find_sheet(const char *text, int *lesson)
{
    double number;
    int last = sp_exercise_sheet_count();
    const char *rest = sp_number_scan(text, &number);
    if (!rest || *rest || number < 1 || number > last || number != (int)number)
        return sp_fault(SP_BAD, "there is no lesson \"%s\"; they are 1 to %d", text,
                        last);
    *lesson = (int)number;
    return 0;
}

static void ask(struct sp_arena *a, int lesson, const struct sp_exercise_sheet *sheet)
{
    printf("Lesson %d: %s\n", lesson, sheet->title);
    for (int i = 0; i < SP_EXERCISES; i++) {
        const struct sp_exercise *e = &sheet->exercise[i];
        sp_wrap(stdout, sp_arena_print(a, "%d. ", i + 1), INDENT, e->question);
        sp_wrap(stdout, "", INDENT,
                sp_arena_print(a, "Answer: %s.", sp_exercise_takes(a, e)));
    }
    printf("Then: superpose check-lesson %d ANSWER ANSWER ANSWER\n", lesson);
}

/* All answers are read before the first line is printed. */
static int mark(struct sp_arena *a, const struct sp_exercise_sheet *sheet, int count,
                char **answer)
{
    bool right[SP_EXERCISES] = {false};
    int wrong = 0;
    for (int i = 0; i < count; i++) {
        int code = sp_exercise_mark(a, &sheet->exercise[i], answer[i], &right[i]);
        if (code)
            return sp_fault(code, "answer %d: %s", i + 1, sp_fault_text());
    }
    for (int i = 0; i < SP_EXERCISES; i++) {
        const struct sp_exercise *e = &sheet->exercise[i];
        wrong += !right[i];
        sp_wrap(stdout, sp_arena_print(a, "%d. ", i + 1), INDENT,
                i >= count ? "not answered"
                : right[i] ? sp_arena_print(a, "right: %s", e->why)
                           : sp_arena_print(a, "wrong: %s", e->hint));
    }
    return wrong ? SP_FAILED : 0;
}

static int check(struct sp_arena *a, const struct sp_arguments *arguments)
{
    int lesson = 0, answers = arguments->words - 1;
    int code = find_sheet(arguments->word[0], &lesson);
    if (code)
        return code;
    if (answers > SP_EXERCISES)
        return sp_fault(SP_BAD,
                        "lesson %d has %d exercises: \"%s\" is one answer too many",
                        lesson, SP_EXERCISES, arguments->word[1 + SP_EXERCISES]);
    const struct sp_exercise_sheet *sheet = &sp_exercise_sheets[lesson - 1];
    if (answers)
        return mark(a, sheet, answers, arguments->word + 1);
    ask(a, lesson, sheet);
    return 0;
}

static int run(const struct sp_arguments *arguments)
{
    struct sp_arena a = {0};
    int code = check(&a, arguments);
    sp_arena_free(&a);
    return code;
}

const struct sp_command sp_command_check_lesson = {
    "check-lesson",
    "N [ANSWER]...",
    "Check answers to the exercises of a lesson.",
    "N is a lesson of docs/lessons, 1 to 10. Without answers its questions are "
    "printed.\n"
    "Answers come in the order of the questions; a number may be a fraction, as in\n"
    "2/3, and none is negative. For a wrong one there is a hint. The exit status is 0\n"
    "when all are right and 1 when not. What is right is computed, not looked up.",
    "  superpose check-lesson 1\n"
    "  superpose check-lesson 5 2/7 0.75 0.5",
    1,
    -1,
    options,
    run};
