/* Lists of numbers in text: separated by white space or commas, # starts a comment. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/npy.h"
#include "superpose/param.h"

static const char magic[] = "\x93NUMPY";
static const char separators[] = " \t\r\n,";
enum { MAGIC = sizeof magic - 1, SHOWN = 40 };

/* Where the reader of a text stands; a NUL ends the text. */
struct reader {
    const char *path, *at, *end;
    size_t line; /* from 1 */
};

/* Moves to the next number; false at the end of the text. */
static bool next_number(struct reader *r)
{
    for (; r->at < r->end; r->at++) {
        if (*r->at == '#')
            r->at += strcspn(r->at, "\n");
        if (!*r->at || !strchr(separators, *r->at))
            return r->at < r->end;
        r->line += *r->at == '\n';
    }
    return false;
}

static int read_number(struct reader *r, double *out)
{
    const char *end = sp_number_scan(r->at, out);
    if (!end || (*end && *end != '#' && !strchr(separators, *end))) {
        int shown = (int)strcspn(r->at, " \t\r\n,#");
        return sp_fault(SP_BAD, "%s:%zu: \"%.*s\" is not a number", r->path, r->line,
                        shown < SHOWN ? shown : SHOWN, r->at);
    }
    if (!isfinite(*out))
        return sp_fault(SP_BAD, "%s:%zu: \"%.*s\" is too large for a number", r->path,
                        r->line, end - r->at < SHOWN ? (int)(end - r->at) : SHOWN,
                        r->at);
    r->at = end;
    return 0;
}

static int wrong_count(const char *path, size_t found, size_t count)
{
    return sp_fault(SP_BAD, "%s: it holds %zu value%s where %zu are needed", path,
                    found, found == 1 ? "" : "s", count);
}

static int parse_text(struct reader *r, size_t count, double *out)
{
    size_t found = 0;
    while (next_number(r)) {
        double value;
        if (read_number(r, &value))
            return SP_BAD;
        if (found < count)
            out[found] = value;
        found++;
    }
    return found == count ? 0 : wrong_count(r->path, found, count);
}

static int parse_npy(struct sp_arena *a, const char *path, const void *bytes,
                     size_t length, size_t count, double *out)
{
    struct sp_matrix matrix;
    if (sp_npy_parse(a, path, bytes, length, &matrix))
        return SP_BAD;
    if (matrix.rows * matrix.columns != count)
        return wrong_count(path, matrix.rows * matrix.columns, count);
    memcpy(out, matrix.value, count * sizeof *out);
    return 0;
}

int sp_values_parse(struct sp_arena *a, const char *path, const void *bytes,
                    size_t length, size_t count, double *out)
{
    if (length >= MAGIC && !memcmp(bytes, magic, MAGIC))
        return parse_npy(a, path, bytes, length, count, out);
    char *text = SP_TAKE(a, length + 1, char);
    memcpy(text, bytes, length);
    struct reader r = {.path = path, .at = text, .end = text + length, .line = 1};
    return parse_text(&r, count, out);
}

int sp_values_read(struct sp_arena *a, const char *path, size_t count, double *out)
{
    char *bytes;
    size_t length;
    if (sp_file_read(a, path, &bytes, &length))
        return SP_BAD;
    return sp_values_parse(a, path, bytes, length, count, out);
}
