/* The SQL of a table.  Its rows are

   WITH lines AS (SELECT id, line FROM jobs), base AS (lines x jobs x their rows)
   SELECT line, axes .., keys .., columns .. FROM base WHERE (condition)
   [GROUP BY line, keys] ORDER BY line, keys

   where line is the job's id or, when rows are taken together over an axis, the least
   id of the jobs that differ in that axis alone.  In base it is called #, which no
   measured column can be. */
#include "store_inside.h"

#include <string.h>

#include "superpose/fault.h"
#include "superpose/param.h"

static bool plain_key(const char *key)
{
    return *key &&
           !key[strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789_.-")];
}

int sp_table_setting(struct sp_table *t, const char *key, bool *known)
{
    long long there = 0;
    int code = 0;
    if (plain_key(key))
        code =
            sp_sql_number(t->store, &there,
                          "SELECT 1 FROM jobs WHERE json_type(settings, ?) IS NOT NULL"
                          " LIMIT 1",
                          "t", sp_arena_print(t->a, "$.\"%s\"", key));
    *known = there != 0;
    return code;
}

const char *sp_table_setting_text(struct sp_arena *a, const char *key)
{
    return sp_arena_print(a,
                          "CASE json_type(settings, '$.\"%s\"') WHEN 'text' THEN "
                          "settings ->> '$.\"%s\"' ELSE settings -> '$.\"%s\"' END",
                          key, key, key);
}

static int offer_settings(struct sp_table *t, struct sp_nearest *nearest)
{
    sqlite3_stmt *keys = NULL;
    int code =
        sp_sql_ask(t->store, &keys,
                   "SELECT DISTINCT key FROM (SELECT settings FROM jobs LIMIT 1000),"
                   " json_each(settings) ORDER BY key",
                   "");
    while (!code && (code = sp_sql_step(t->store, keys)) > 0) {
        const char *key = (const char *)sqlite3_column_text(keys, 0);
        sp_nearest_offer(nearest, sp_arena_text(t->a, key ? key : ""));
        code = 0;
    }
    sqlite3_finalize(keys);
    return code;
}

int sp_table_unknown(struct sp_table *t, const char *option, const char *name)
{
    struct sp_nearest nearest = sp_nearest_to(name);
    sqlite3_str *list = sqlite3_str_new(NULL);
    for (int i = 0; i < t->known.count; i++) {
        sqlite3_str_appendf(list, "%s%s", i ? ", " : "", t->known.column[i].name);
        sp_nearest_offer(&nearest, t->known.column[i].name);
    }
    const char *columns = sp_sql_text(t->a, list);
    int code = offer_settings(t, &nearest);
    if (code)
        return code;
    const char *best = nearest.best;
    return sp_fault(SP_BAD,
                    "%s %s: no such column in scope %s%s%s%s; there are: %s; dotted "
                    "settings too",
                    option, name, t->query->scope, best ? ", did you mean '" : "",
                    best ? best : "", best ? "'" : "", columns);
}

/* What the jobs of one line have in common: every setting but the axis that is taken
   together.  The axes alone do not say what differs, for jobs of earlier experiments
   may be asked for too. */
static void append_common(sqlite3_str *sql, const struct sp_table *t)
{
    const struct sp_table_axes *axes = &t->axes;
    sqlite3_str_appendall(sql, "json_remove(settings");
    for (int i = 0; i < axes->count; i++)
        if (axes->place[i] == axes->over)
            sqlite3_str_appendf(sql, ", '$.\"%s\"'", axes->key[i]);
    sqlite3_str_appendall(sql, axes->over_seed ? ", '$.\"seed\"')" : "), seed");
}

static void append_lines(sqlite3_str *sql, const struct sp_table *t)
{
    if (t->query->over) {
        sqlite3_str_appendall(
            sql, "lines AS MATERIALIZED (SELECT id, min(id) OVER (PARTITION BY ");
        append_common(sql, t);
        sqlite3_str_appendall(sql, ") AS line");
    } else {
        sqlite3_str_appendall(sql, "lines AS (SELECT id, id AS line");
    }
    sqlite3_str_appendf(sql, " FROM jobs WHERE %s AND %s)",
                        t->query->all ? "1" : "current = 1",
                        t->jobs ? "1" : "state = 'done'");
}

/* CROSS JOIN keeps jobs outermost, so that rows come in order without being sorted. */
static void append_base(sqlite3_str *sql, const struct sp_table *t)
{
    sqlite3_str_appendall(sql, "WITH ");
    append_lines(sql, t);
    sqlite3_str_appendall(sql,
                          ", base AS (SELECT l.line AS \"#\", j.id AS id, j.seed AS "
                          "seed, j.settings AS settings, r.* FROM lines AS l CROSS "
                          "JOIN jobs AS j ON j.id = l.id CROSS JOIN ");
    if (!t->jobs) {
        sqlite3_str_appendall(sql, t->query->scope);
    } else {
        sqlite3_str_appendall(sql, "(SELECT id AS job");
        for (int i = 0; i < t->known.count; i++)
            sqlite3_str_appendf(sql, ", coalesce(%s, %s) AS %s", t->known.column[i].sql,
                                t->known.column[i].word ? "''" : "NULL",
                                t->known.column[i].sql);
        sqlite3_str_appendall(sql, " FROM jobs)");
    }
    sqlite3_str_appendall(sql, " AS r ON r.job = j.id) ");
}

static void append_list(sqlite3_str *sql, const struct sp_table_list *list,
                        const char *before)
{
    for (int i = 0; i < list->count; i++)
        sqlite3_str_appendf(sql, "%s%s", i ? ", " : before, list->column[i].sql);
}

static void append_from(sqlite3_str *sql, const struct sp_table *t)
{
    sqlite3_str_appendall(sql, " FROM base");
    if (t->where)
        sqlite3_str_appendf(sql, " WHERE (%s\n)", t->where);
}

/* What the user wrote as condition is the only part that can be wrong. */
static int condition_fault(struct sp_table *t)
{
    if (!t->where || (sqlite3_errcode(t->store->db) & 0xff) != SQLITE_ERROR)
        return sp_sql_fault(t->store);
    return sp_fault(SP_BAD, "--where %s: %s", t->query->where,
                    sqlite3_errmsg(t->store->db));
}

static int prepare(struct sp_table *t, sqlite3_str *sql, sqlite3_stmt **out)
{
    const char *text = sp_sql_text(t->a, sql);
    if (sqlite3_prepare_v2(t->store->db, text, -1, out, NULL))
        return condition_fault(t);
    sp_require(sqlite3_stmt_readonly(*out));
    return 0;
}

int sp_table_step(struct sp_table *t, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return code == SQLITE_ROW;
    return condition_fault(t);
}

int sp_table_lines(struct sp_table *t, sqlite3_stmt **out)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    append_base(sql, t);
    sqlite3_str_appendall(sql, "SELECT \"#\"");
    append_list(sql, &t->lead, ", ");
    append_list(sql, &t->key, ", ");
    append_list(sql, &t->value, ", ");
    append_from(sql, t);
    if (t->query->over) {
        sqlite3_str_appendall(sql, " GROUP BY \"#\"");
        append_list(sql, &t->key, ", ");
    }
    sqlite3_str_appendall(sql, " ORDER BY \"#\"");
    append_list(sql, &t->key, ", ");
    return prepare(t, sql, out);
}

int sp_table_keys(struct sp_table *t, sqlite3_stmt **out)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    append_base(sql, t);
    append_list(sql, &t->key, "SELECT DISTINCT ");
    append_from(sql, t);
    append_list(sql, &t->key, " ORDER BY ");
    return prepare(t, sql, out);
}
