/* Single columns of many jobs, for what is not printed but computed with. */
#include "store_inside.h"

#include <string.h>

/* Whether the scope has the column: it comes with the first job that measured it. */
static int has_column(struct sp_store *s, const char *scope, const char *name,
                      long long *there)
{
    *there = 0;
    return sp_sql_number(s, there, "SELECT 1 FROM pragma_table_info(?) WHERE name = ?",
                         "tt", scope, name);
}

static const char *question(struct sp_arena *a, const char *scope, const char *column,
                            const char *summary)
{
    bool own = summary && (!strcmp(summary, "mean") || !strcmp(summary, "sd"));
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendf(sql,
                        "SELECT %s%s(\"%w\") FROM %s WHERE job ="
                        " (SELECT id FROM jobs WHERE name = ? AND state = 'done')",
                        own ? "sp_" : "", summary ? summary : "", column, scope);
    return sp_sql_text(a, sql);
}

int sp_store_values(struct sp_store *s, const struct sp_listed_job *job, long jobs,
                    const char *scope, const char *column, const char *summary,
                    double *out)
{
    struct sp_arena a = {0};
    sqlite3_stmt *value = NULL;
    long long there;
    for (long i = 0; i < jobs; i++)
        out[i] = NAN;
    int code = has_column(s, scope, column, &there);
    if (!code && there)
        code = sp_sql_ask(s, &value, question(&a, scope, column, summary), "");
    for (long i = 0; !code && value && i < jobs; i++) {
        sp_sql_bind(value, "t", job[i].name);
        code = sp_sql_step(s, value);
        if (code > 0 && sqlite3_column_type(value, 0) != SQLITE_NULL)
            out[i] = sqlite3_column_double(value, 0);
        code = code < 0 ? code : 0;
    }
    sqlite3_finalize(value);
    sp_arena_free(&a);
    return code;
}

int sp_store_change(struct sp_store *s, const char *name, double *out)
{
    sqlite3_stmt *net = NULL;
    *out = NAN;
    int code = sp_sql_ask(s, &net,
                          "SELECT CASE WHEN n.steps = 0 OR n.ended = 'settled' THEN 0"
                          " ELSE n.change END AS change FROM jobs AS j JOIN nets AS n"
                          " ON n.stage IN (j.stage, j.sae_stage) WHERE j.name = ?"
                          " ORDER BY change IS NULL DESC, abs(change) DESC LIMIT 1",
                          "t", name);
    if (!code)
        code = sp_sql_step(s, net);
    if (code > 0 && sqlite3_column_type(net, 0) != SQLITE_NULL)
        *out = sqlite3_column_double(net, 0);
    sqlite3_finalize(net);
    return code < 0 ? code : 0;
}
