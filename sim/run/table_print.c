/* Lines of a table: as they come, or one for each job with its rows side by side. */
#include "store_inside.h"

#include <errno.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/param.h"

/* What is repeated across a wide line, and the line being filled. */
struct wide {
    struct sp_table *table;
    FILE *out;
    int keys;       /* numbers that say which row of its scope a row is */
    size_t rows;    /* different ones */
    long long *key; /* (rows, keys) ascending */
    size_t at;      /* the row where the last line stood */
    struct sp_arena line;
    const char **front; /* (lead) */
    const char **cell;  /* (value, rows) NULL: none */
};

static const char *shown(struct sp_arena *a, sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return sp_arena_print(a, "%lld",
                              (long long)sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
        return sp_number_print(a, sqlite3_column_double(statement, column));
    case SQLITE_NULL:
        return "nan";
    default: {
        char *text =
            sp_arena_text(a, (const char *)sqlite3_column_text(statement, column));
        for (char *c = strpbrk(text, "\t\r\n"); c; c = strpbrk(c, "\t\r\n"))
            *c = ' ';
        return text;
    }
    }
}

static void put(FILE *out, const char *text, bool *first)
{
    if (!*first)
        fputc('\t', out);
    fputs(text, out);
    *first = false;
}

static void put_names(FILE *out, const struct sp_table_list *list, bool *first)
{
    for (int i = 0; i < list->count; i++)
        put(out, list->column[i].name, first);
}

static int print_flat(struct sp_table *t, FILE *out)
{
    sqlite3_stmt *lines = NULL;
    bool first = true;
    int code = sp_table_lines(t, &lines);
    int columns = t->lead.count + t->key.count + t->value.count;
    if (code)
        return code;
    put_names(out, &t->lead, &first);
    put_names(out, &t->key, &first);
    put_names(out, &t->value, &first);
    fputc('\n', out);
    while ((code = sp_table_step(t, lines)) > 0) {
        struct sp_arena line = {0};
        first = true;
        for (int i = 1; i <= columns; i++)
            put(out, shown(&line, lines, i), &first);
        fputc('\n', out);
        sp_arena_free(&line);
    }
    sqlite3_finalize(lines);
    return code;
}

/* "[3]", "[1,2]", or "" for a scope without keys. */
static const char *place(struct sp_arena *a, const struct wide *w, size_t row)
{
    const long long *key = w->key + row * (size_t)w->keys;
    if (w->keys == 1)
        return sp_arena_print(a, "[%lld]", key[0]);
    return w->keys ? sp_arena_print(a, "[%lld,%lld]", key[0], key[1]) : "";
}

static int read_keys(struct wide *w)
{
    struct sp_table *t = w->table;
    sqlite3_stmt *keys = NULL;
    long long count = 0;
    int code = sp_table_keys(t, &keys);
    while (!code && (code = sp_table_step(t, keys)) > 0) {
        count++;
        code = 0;
    }
    w->rows = (size_t)count;
    w->key = SP_TAKE(t->a, w->rows * (size_t)w->keys, long long);
    if (!code)
        sqlite3_reset(keys);
    for (size_t row = 0; !code && row < w->rows; row++) {
        code = sp_table_step(t, keys);
        for (int i = 0; code > 0 && i < w->keys; i++)
            w->key[row * (size_t)w->keys + (size_t)i] = sqlite3_column_int64(keys, i);
        code = code < 0 ? code : 0;
    }
    sqlite3_finalize(keys);
    return code;
}

static void print_wide_names(struct wide *w)
{
    struct sp_table *t = w->table;
    bool first = true;
    put_names(w->out, &t->lead, &first);
    for (int i = 0; i < t->value.count; i++) {
        const struct sp_table_column *c = &t->value.column[i];
        for (size_t row = 0; row < (c->once ? 1 : w->rows); row++) {
            struct sp_arena name = {0};
            put(w->out, c->name, &first);
            if (!c->once)
                fputs(place(&name, w, row), w->out);
            sp_arena_free(&name);
        }
    }
    fputc('\n', w->out);
}

static void print_wide_line(struct wide *w)
{
    struct sp_table *t = w->table;
    bool first = true;
    sp_require(w->front && w->cell);
    for (int i = 0; i < t->lead.count; i++)
        put(w->out, w->front[i], &first);
    for (int i = 0; i < t->value.count; i++)
        for (size_t row = 0; row < (t->value.column[i].once ? 1 : w->rows); row++) {
            const char *cell = w->cell[(size_t)i * w->rows + row];
            put(w->out, cell ? cell : "nan", &first);
        }
    fputc('\n', w->out);
}

static void begin_wide_line(struct wide *w, sqlite3_stmt *lines)
{
    const struct sp_table *t = w->table;
    sp_arena_free(&w->line);
    w->at = 0;
    w->front = SP_TAKE(&w->line, t->lead.count, const char *);
    w->cell = SP_TAKE(&w->line, (size_t)t->value.count * w->rows, const char *);
    for (int i = 0; i < t->lead.count; i++)
        w->front[i] = shown(&w->line, lines, 1 + i);
}

/* Both the keys and the rows of a line ascend, so one walk finds every place. */
static bool stands_at(const struct wide *w, sqlite3_stmt *lines)
{
    for (int i = 0; i < w->keys; i++)
        if (w->key[w->at * (size_t)w->keys + (size_t)i] !=
            sqlite3_column_int64(lines, 1 + w->table->lead.count + i))
            return false;
    return true;
}

static void fill_wide_line(struct wide *w, sqlite3_stmt *lines)
{
    const struct sp_table *t = w->table;
    while (w->at < w->rows && !stands_at(w, lines))
        w->at++;
    if (w->at == w->rows)
        return;
    for (int i = 0; i < t->value.count; i++) {
        size_t row = t->value.column[i].once ? 0 : w->at;
        w->cell[(size_t)i * w->rows + row] =
            shown(&w->line, lines, 1 + t->lead.count + w->keys + i);
    }
}

static int print_wide(struct sp_table *t, FILE *out)
{
    struct wide w = {.table = t, .out = out, .keys = t->key.count};
    sqlite3_stmt *lines = NULL;
    long long line = 0;
    int code = read_keys(&w);
    if (!code)
        code = sp_table_lines(t, &lines);
    if (!code)
        print_wide_names(&w);
    while (!code && (code = sp_table_step(t, lines)) > 0) {
        if (w.front && line != sqlite3_column_int64(lines, 0))
            print_wide_line(&w);
        if (line != sqlite3_column_int64(lines, 0))
            begin_wide_line(&w, lines);
        line = sqlite3_column_int64(lines, 0);
        fill_wide_line(&w, lines);
        code = 0;
    }
    if (!code && w.front)
        print_wide_line(&w);
    sp_arena_free(&w.line);
    sqlite3_finalize(lines);
    return code;
}

int sp_table_print(struct sp_table *t, FILE *out)
{
    bool wide = t->query->wide && t->key.count && !t->jobs;
    int code = wide ? print_wide(t, out) : print_flat(t, out);
    if (!code && (fflush(out) || ferror(out)))
        return sp_fault(SP_FAILED, "the table cannot be written: %s", strerror(errno));
    return code;
}
