/* Settings tables: text to fields and back. */
#include "superpose/param.h"

#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "superpose/fault.h"

enum { WORD = 64 }; /* edit distances look at this many bytes of a word */

const char *sp_number_scan(const char *text, double *out)
{
    const char *digit = text + (*text == '-' || *text == '+');
    digit += *digit == '.';
    bool hexadecimal = digit[0] == '0' && (digit[1] | 0x20) == 'x';
    if (*digit < '0' || *digit > '9' || hexadecimal)
        return NULL;
    char *end;
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    sp_require(plain);
    *out = strtod_l(text, &end, plain);
    freelocale(plain);
    return end;
}

const char *sp_number_print(struct sp_arena *a, double x)
{
    char text[32];
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    sp_require(plain);
    locale_t before = uselocale(plain);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    uselocale(before);
    freelocale(plain);
    return sp_arena_text(a, text);
}

static const char *range(struct sp_arena *a, const struct sp_param *row)
{
    bool whole = row->type == SP_INT;
    const char *what = whole ? "a whole number" : "a number";
    bool below = row->min > (whole ? INT_MIN : -HUGE_VAL);
    bool above = row->max < (whole ? INT_MAX : HUGE_VAL);
    const char *min = sp_number_print(a, row->min), *max = sp_number_print(a, row->max);
    if (below && above)
        return sp_arena_print(a, "%s from %s to %s", what, min, max);
    if (below)
        return sp_arena_print(a, "%s of at least %s", what, min);
    if (above)
        return sp_arena_print(a, "%s of at most %s", what, max);
    return what;
}

static const char *words(struct sp_arena *a, const char *const *word)
{
    size_t length = 1;
    for (int i = 0; word[i]; i++)
        length += strlen(word[i]) + 2;
    char *out = SP_TAKE(a, length, char), *end = out;
    for (int i = 0; word[i]; i++)
        end += sprintf(end, "%s%s", i ? ", " : "", word[i]);
    return out;
}

const char *sp_param_takes(struct sp_arena *a, const struct sp_param *row)
{
    switch (row->type) {
    case SP_INT:
    case SP_REAL:
        return range(a, row);
    case SP_BOOL:
        return "true or false";
    case SP_CHOICE:
        return sp_arena_print(a, "one of: %s", words(a, row->choices));
    case SP_TEXT:
        return "text";
    case SP_FILE:
        return "the path of a file";
    case SP_REALS:
        return sp_arena_print(a, "%s, or a list [a, b, ...] of them", range(a, row));
    }
    sp_broken("a row has a known type", __FILE__, __LINE__);
}

/* The sentence for TEXT (LENGTH bytes of it), which is not what the row takes. */
static int refuse(struct sp_arena *a, const struct sp_param *row, const char *text,
                  int length, const char *why)
{
    return sp_fault(SP_BAD, "%s: \"%.*s\" %s; it takes %s", row->key, length, text, why,
                    sp_param_takes(a, row));
}

/* NULL, or what is wrong with x in this row. */
static const char *outside(const struct sp_param *row, double x)
{
    if (!isfinite(x))
        return "is too large for a number";
    return x < row->min || x > row->max ? "is out of range" : NULL;
}

static int read_real(struct sp_arena *a, const struct sp_param *row, const char *text,
                     double *out)
{
    double x = 0;
    const char *end = sp_number_scan(text, &x);
    const char *wrong = end && !*end ? outside(row, x) : "is not a number";
    if (wrong)
        return refuse(a, row, text, INT_MAX, wrong);
    *out = x;
    return 0;
}

/* Whole numbers are digits, or scientific as in 1e4 with an exact integral value. */
static int read_int(struct sp_arena *a, const struct sp_param *row, const char *text,
                    int *out)
{
    double x = 0;
    const char *end = sp_number_scan(text, &x);
    bool plain = !strchr(text, '.') || strpbrk(text, "eE");
    const char *wrong = "is not a whole number";
    if (end && !*end && plain && (!isfinite(x) || x == floor(x)))
        wrong = outside(row, x);
    if (!wrong && (x < INT_MIN || x > INT_MAX))
        wrong = "is out of range";
    if (wrong)
        return refuse(a, row, text, INT_MAX, wrong);
    *out = (int)x;
    return 0;
}

static int read_bool(struct sp_arena *a, const struct sp_param *row, const char *text,
                     bool *out)
{
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
        return refuse(a, row, text, INT_MAX, "is neither true nor false");
    *out = text[0] == 't';
    return 0;
}

static int read_choice(struct sp_arena *a, const struct sp_param *row, const char *text,
                       int *out)
{
    struct sp_nearest near = sp_nearest_to(text);
    for (int i = 0; row->choices[i]; i++) {
        sp_nearest_offer(&near, row->choices[i]);
        if (!strcmp(row->choices[i], text)) {
            *out = i;
            return 0;
        }
    }
    if (!near.best)
        return sp_fault(SP_BAD, "%s: no choice \"%s\"; it takes %s", row->key, text,
                        sp_param_takes(a, row));
    return sp_fault(SP_BAD, "%s: no choice \"%s\"; did you mean \"%s\"? It takes %s",
                    row->key, text, near.best, sp_param_takes(a, row));
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

/* One item of a list, up to the comma or bracket behind it; *end is that place. */
static int read_item(struct sp_arena *a, const struct sp_param *row, const char *text,
                     const char **end, double *out)
{
    double x = 0;
    const char *behind = sp_number_scan(text, &x);
    *end = behind ? skip_blanks(behind) : text;
    bool ended = behind && (**end == ',' || **end == ']');
    const char *wrong = ended ? outside(row, x) : "is not a number";
    if (wrong)
        return refuse(a, row, text, (int)strcspn(text, ",]"), wrong);
    *out = x;
    return 0;
}

static int read_list(struct sp_arena *a, const struct sp_param *row, const char *text,
                     struct sp_reals *out)
{
    int most = 1;
    for (const char *c = text; *c; c++)
        most += *c == ',';
    double *value = SP_TAKE(a, most, double);
    int count = 0;
    const char *at = skip_blanks(text + 1);
    bool closed = *at == ']';
    while (!closed) {
        if (read_item(a, row, at, &at, &value[count]))
            return SP_BAD;
        count++;
        closed = *at == ']';
        if (!closed)
            at = skip_blanks(at + 1);
    }
    if (*skip_blanks(at + 1))
        return refuse(a, row, text, INT_MAX, "goes on behind the list");
    *out = (struct sp_reals){.count = count, .value = value};
    return 0;
}

static int read_reals(struct sp_arena *a, const struct sp_param *row, const char *text,
                      struct sp_reals *out)
{
    if (text[0] == '[')
        return read_list(a, row, text, out);
    double *value = SP_TAKE(a, 1, double);
    if (read_real(a, row, text, value))
        return SP_BAD;
    *out = (struct sp_reals){.count = 1, .value = value};
    return 0;
}

int sp_param_read(struct sp_arena *a, const struct sp_param *row, void *settings,
                  const char *text)
{
    void *field = (char *)settings + row->offset;
    switch (row->type) {
    case SP_INT:
        return read_int(a, row, text, field);
    case SP_REAL:
        return read_real(a, row, text, field);
    case SP_BOOL:
        return read_bool(a, row, text, field);
    case SP_CHOICE:
        return read_choice(a, row, text, field);
    case SP_TEXT:
    case SP_FILE:
        *(const char **)field = sp_arena_text(a, text);
        return 0;
    case SP_REALS:
        return read_reals(a, row, text, field);
    }
    sp_broken("a row has a known type", __FILE__, __LINE__);
}

static const char *print_reals(struct sp_arena *a, const struct sp_reals *reals)
{
    enum { ITEM = 26 }; /* the longest number has 24 characters */
    if (reals->count == 1)
        return sp_number_print(a, reals->value[0]);
    char *out = sp_arena_take(a, (size_t)reals->count + 1, ITEM), *end = out;
    *end++ = '[';
    for (int i = 0; i < reals->count; i++)
        end += sprintf(end, "%s%s", i ? ", " : "", sp_number_print(a, reals->value[i]));
    *end = ']';
    return out;
}

const char *sp_param_print(struct sp_arena *a, const struct sp_param *row,
                           const void *settings)
{
    const void *field = (const char *)settings + row->offset;
    switch (row->type) {
    case SP_INT:
        return sp_arena_print(a, "%d", *(const int *)field);
    case SP_REAL:
        return sp_number_print(a, *(const double *)field);
    case SP_BOOL:
        return *(const bool *)field ? "true" : "false";
    case SP_CHOICE:
        return row->choices[*(const int *)field];
    case SP_TEXT:
    case SP_FILE:
        return *(const char *const *)field;
    case SP_REALS:
        return print_reals(a, field);
    }
    sp_broken("a row has a known type", __FILE__, __LINE__);
}

void sp_param_defaults(struct sp_arena *a, const struct sp_param *table, void *settings)
{
    for (const struct sp_param *row = table; row->key; row++)
        sp_require(sp_param_read(a, row, settings, row->preset) == 0);
}

const struct sp_param *sp_param_find(const struct sp_param *table, const char *key)
{
    for (const struct sp_param *row = table; row->key; row++) {
        if (!strcmp(row->key, key))
            return row;
    }
    return NULL;
}

static int least_of(int x, int y)
{
    return x < y ? x : y;
}

/* Damerau (CACM 1964) with each neighbouring pair swapped at most once: row i of the
   table holds the distances from the first i bytes of one word to all beginnings of the
   other, and needs the two rows before it. */
int sp_edit_distance(const char *from, const char *to)
{
    int rows = (int)strnlen(from, WORD), columns = (int)strnlen(to, WORD);
    int table[3][WORD + 1];
    for (int j = 0; j <= columns; j++)
        table[0][j] = j;
    for (int i = 1; i <= rows; i++) {
        int *now = table[i % 3], *last = table[(i + 2) % 3],
            *older = table[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= columns; j++) {
            int replaced = last[j - 1] + (from[i - 1] != to[j - 1]);
            now[j] = least_of(replaced, least_of(last[j], now[j - 1]) + 1);
            bool swapped =
                i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (swapped)
                now[j] = least_of(now[j], older[j - 2] + 1);
        }
    }
    return table[rows % 3][columns];
}

struct sp_nearest sp_nearest_to(const char *word)
{
    return (struct sp_nearest){.word = word, .least = INT_MAX};
}

void sp_nearest_offer(struct sp_nearest *nearest, const char *candidate)
{
    int edits = sp_edit_distance(nearest->word, candidate);
    if (edits < nearest->least && 3 * edits <= (int)strlen(candidate)) {
        nearest->least = edits;
        nearest->best = candidate;
    }
}
