/* Reads an answer and sets it beside the one that is computed. */
#include <math.h>
#include <string.h>

#include "exercises.h"
#include "superpose/fault.h"
#include "superpose/param.h"

int sp_exercise_sheet_count(void)
{
    int count = 0;
    while (sp_exercise_sheets[count].title)
        count++;
    return count;
}

const char *sp_exercise_takes(struct sp_arena *a, const struct sp_exercise *e)
{
    if (!e->choices)
        return sp_arena_print(a, "a number (%s), to %g %%", e->unit,
                              100 * e->tolerance);
    const char *words = "one of: ";
    for (int i = 0; e->choices[i]; i++)
        words = sp_arena_print(a, "%s%s%s", words, i ? ", " : "", e->choices[i]);
    return words;
}

/* A number or a fraction of two; false when TEXT is neither. */
static bool read_number(const char *text, double *out)
{
    double below = 1;
    const char *rest = sp_number_scan(text, out);
    if (rest && *rest == '/')
        rest = sp_number_scan(rest + 1, &below);
    if (!rest || *rest)
        return false;
    *out /= below;
    return isfinite(*out);
}

static bool read_word(const char *const *choices, const char *text, double *out)
{
    for (int i = 0; choices[i]; i++)
        if (!strcmp(choices[i], text)) {
            *out = i;
            return true;
        }
    return false;
}

int sp_exercise_mark(struct sp_arena *a, const struct sp_exercise *e, const char *text,
                     bool *right)
{
    double given, known = e->answer(a);
    bool read =
        e->choices ? read_word(e->choices, text, &given) : read_number(text, &given);
    if (!read)
        return sp_fault(SP_BAD, "\"%s\" is not %s", text, sp_exercise_takes(a, e));
    *right = fabs(given - known) <= e->tolerance * fabs(known);
    return 0;
}
