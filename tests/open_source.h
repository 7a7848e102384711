/* Sources for tests, from text as a user would write it. */
#ifndef SUPERPOSE_TESTS_OPEN_SOURCE_H
#define SUPERPOSE_TESTS_OPEN_SOURCE_H

#include <stdarg.h>
#include <string.h>

#include "suite.h"
#include "superpose/fault.h"
#include "superpose/kinds.h"

/* Sets KEY in whichever of the two tables has it. */
static inline int assign(struct sp_arena *a, const struct sp_source_kind *kind,
                         struct sp_source_settings *settings, void *own,
                         const char *key, const char *text)
{
    const struct sp_param *row = sp_param_find(sp_source_params, key);
    if (row)
        return sp_param_read(a, row, settings, text);
    row = kind->self.own ? sp_param_find(kind->self.own, key) : NULL;
    sp_require(row);
    return sp_param_read(a, row, own, text);
}

/* Opens a source of KIND; pairs of key and text, NULL at the end, over defaults. */
static inline int open_source(struct sp_arena *a, const struct sp_source_kind *kind,
                              struct sp_source *out, ...)
{
    struct sp_source_settings settings;
    void *own = NULL;
    sp_param_defaults(a, sp_source_params, &settings);
    if (kind->self.own) {
        own = sp_arena_take(a, 1, kind->self.own_size);
        sp_param_defaults(a, kind->self.own, own);
    }
    int code = 0;
    va_list pair;
    va_start(pair, out);
    for (const char *key; !code && (key = va_arg(pair, const char *));)
        code = assign(a, kind, &settings, own, key, va_arg(pair, const char *));
    va_end(pair);
    return code ? code : sp_source_open(a, kind, &settings, own, out);
}

/* Two settings (the second may be empty) that must be refused with these words. */
static inline void refused(const char *kind, const char *key, const char *text,
                           const char *other, const char *more, const char *words)
{
    struct sp_arena a = {0};
    struct sp_source source;
    int code =
        open_source(&a, sp_source_kind(kind), &source, key, text, other, more, NULL);
    ck_assert_int_eq(code, SP_BAD);
    ck_assert_msg(strstr(sp_fault_text(), words), "%s", sp_fault_text());
    sp_arena_free(&a);
}

#endif
