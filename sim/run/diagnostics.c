/* Mistakes, and how they are shown: the place, the sentence, the line, a caret. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "reading.h"

enum { WINDOW = 100, MARGIN = 60, SENTENCE = 2048 };

void sp_reading_complain(struct sp_reading *r, const char *override,
                         struct sp_place place, const char *format, ...)
{
    if (r->mistakes++ >= SP_MISTAKES_SHOWN)
        return;
    char sentence[SENTENCE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    r->mistake[r->mistakes - 1] =
        (struct sp_mistake){override, place, sp_arena_text(r->arena, sentence)};
}

/* The file in its own order, then the command line in the order of complaint. */
static bool is_before(const struct sp_mistake *x, const struct sp_mistake *y)
{
    if (x->override || y->override)
        return !x->override && y->override;
    if (x->place.line != y->place.line)
        return x->place.line < y->place.line;
    return x->place.column < y->place.column;
}

static void sort(struct sp_mistake *mistake, int count)
{
    for (int i = 1; i < count; i++) {
        struct sp_mistake moved = mistake[i];
        int j = i;
        for (; j > 0 && is_before(&moved, &mistake[j - 1]); j--)
            mistake[j] = mistake[j - 1];
        mistake[j] = moved;
    }
}

/* Bytes of the line break at the start of TEXT, 0 for none: YAML 1.1 (section 5.4) also
   knows those of Unicode, and so does what counts lines. */
static size_t break_bytes(const char *text, const char *end)
{
    if (*text == '\n')
        return 1;
    if (*text == '\r')
        return end - text > 1 && text[1] == '\n' ? 2 : 1;
    if (end - text > 1 && !memcmp(text, "\xC2\x85", 2))
        return 2;
    bool separator = end - text > 2 && (!memcmp(text, "\xE2\x80\xA8", 3) ||
                                        !memcmp(text, "\xE2\x80\xA9", 3));
    return separator ? 3 : 0;
}

static const char *line_end(const char *line, const char *end)
{
    while (line < end && !break_bytes(line, end))
        line++;
    return line;
}

static const char *line_start(const struct sp_reading *r, int number)
{
    const char *line = r->text, *end = r->text + r->length;
    for (int i = 1; i < number && line < end; i++) {
        line = line_end(line, end);
        if (line < end)
            line += break_bytes(line, end);
    }
    return line;
}

/* The place behind COUNT characters of UTF-8, or the end. */
static const char *characters(const char *text, const char *end, int count)
{
    for (; count > 0 && text < end; count--)
        do
            text++;
        while (text < end && ((unsigned char)*text & 0xC0) == 0x80);
    return text;
}

/* The line and a caret under the column; of a long line, the part around it. */
static const char *excerpt(struct sp_reading *r, struct sp_place place)
{
    const char *line = line_start(r, place.line);
    const char *end = line_end(line, r->text + r->length);
    int skipped = place.column > WINDOW ? place.column - MARGIN : 0;
    line = characters(line, end, skipped);
    end = characters(line, end, WINDOW);
    char *shown = sp_arena_print(r->arena, "%.*s", (int)(end - line), line);
    char *under = SP_TAKE(r->arena, WINDOW + 1, char), *caret = under;
    for (int i = 1; i < place.column - skipped && i < WINDOW; i++) {
        *caret++ = line < end && *line == '\t' ? '\t' : ' ';
        line = characters(line, end, 1);
    }
    for (char *c = shown; *c; c++)
        if ((unsigned char)*c < ' ' && *c != '\t')
            *c = '?';
    return sp_arena_print(r->arena, "    %s\n    %s^\n", shown, under);
}

static const char *paragraph(struct sp_reading *r, const struct sp_mistake *mistake)
{
    if (mistake->override)
        return sp_arena_print(r->arena, "--set %.200s: %s\n", mistake->override,
                              mistake->sentence);
    if (!mistake->place.line)
        return sp_arena_print(r->arena, "%s: %s\n", r->path, mistake->sentence);
    return sp_arena_print(r->arena, "%s:%d:%d: %s\n%s", r->path, mistake->place.line,
                          mistake->place.column, mistake->sentence,
                          excerpt(r, mistake->place));
}

const char *sp_reading_report(struct sp_reading *r)
{
    int shown = r->mistakes < SP_MISTAKES_SHOWN ? (int)r->mistakes : SP_MISTAKES_SHOWN;
    const char *part[SP_MISTAKES_SHOWN + 1];
    size_t length = 1;
    sort(r->mistake, shown);
    for (int i = 0; i < shown; i++)
        length += strlen(part[i] = paragraph(r, &r->mistake[i]));
    part[shown] = "";
    if (r->mistakes > shown)
        part[shown] = sp_arena_print(r->arena, "%s: and %ld more mistakes\n", r->path,
                                     r->mistakes - shown);
    length += strlen(part[shown]);
    char *report = SP_TAKE(r->arena, length, char), *end = report;
    for (int i = 0; i <= shown; i++)
        end = stpcpy(end, part[i]);
    return report;
}
