/* Stores of shards become one: what is further there than here comes over, in one
   transaction. */
#include "store_inside.h"

#include <string.h>
#include <sys/stat.h>

#include "superpose/fault.h"

/* A pass over the jobs that come over. */
struct pass {
    struct sp_store *store;
    sqlite3_stmt *id, *job, *taken;
    bool adopt;      /* a job that is current there becomes current here */
    long long spare; /* from here on, ids are free in both stores */
    long count;
};

static bool same_file(const char *left, const char *right)
{
    struct stat x, y;
    return !stat(left, &x) && !stat(right, &y) && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

/* Everything that can be wrong with FROM is said by opening it.  *SHARD stays open
   until all is taken, so that the files beside it go when it is closed. */
static int attach(struct sp_store *s, const char *from, struct sp_store **shard)
{
    int code = sp_store_open(from, SP_STORE_READ, shard);
    if (!code && same_file(s->path, from))
        code = sp_fault(SP_BAD, "%s cannot be merged into itself", from);
    if (!code)
        code = sp_sql_do(s, "ATTACH ? AS shard", "t", (*shard)->uri);
    return code;
}

static int check_precision(struct sp_store *s, const char *from)
{
    long long differ = 0;
    int code = sp_sql_number(s, &differ,
                             "SELECT h.value <> t.value FROM main.meta AS h"
                             " JOIN shard.meta AS t USING (key) WHERE key = 'real'",
                             "");
    if (!code && differ)
        return sp_fault(SP_BAD,
                        "%s holds results in another precision than %s: they are not "
                        "merged",
                        from, s->path);
    return code;
}

/* Each is 1 when the current experiments of the two stores are not the same:
     - other axes;
     - another file;
     - a setting beside axes and seed with more than one value (one that only one side
       has says nothing, for shards may hold different kinds);
     - the same settings under another name, which comes from other content of a file
       that they name or from other numerics. */
static const char *const differences[] = {
    "SELECT (SELECT group_concat(place || key, char(10)) FROM"
    " (SELECT * FROM main.axes ORDER BY rowid)) IS NOT (SELECT"
    " group_concat(place || key, char(10)) FROM"
    " (SELECT * FROM shard.axes ORDER BY rowid))",

    "SELECT (SELECT value FROM main.meta WHERE key = 'content') IS NOT"
    " (SELECT value FROM shard.meta WHERE key = 'content')",

    "WITH free (keys) AS (SELECT json_group_object(key, NULL) FROM"
    " (SELECT key FROM main.axes UNION SELECT 'seed')),"
    " fixed (settings) AS ("
    "  SELECT json_patch(settings, keys) FROM main.jobs, free WHERE current UNION"
    "  SELECT json_patch(settings, keys) FROM shard.jobs, free WHERE current)"
    " SELECT 1 FROM fixed, json_each(settings) GROUP BY key"
    " HAVING count(DISTINCT value) > 1",

    "SELECT 1 FROM shard.jobs AS t CROSS JOIN main.jobs AS h"
    " ON h.settings = t.settings AND h.current WHERE t.current"
    " AND NOT EXISTS (SELECT 1 FROM main.jobs AS same WHERE same.name = t.name) LIMIT "
    "1",
};

static int compare_experiments(struct sp_store *s, bool *same)
{
    int code = 0;
    *same = true;
    for (size_t i = 0; !code && *same && i < sizeof differences / sizeof *differences;
         i++) {
        long long differ = 0;
        code = sp_sql_number(s, &differ, differences[i], "");
        *same = !differ;
    }
    return code;
}

/* An empty store becomes one of the same experiment; *adopt: both are of one now. */
static int take_experiment(struct sp_store *s, bool *adopt)
{
    static const char *const copies[] = {
        "DELETE FROM main.axes", "DELETE FROM main.meta",
        "INSERT INTO main.axes SELECT place, key FROM shard.axes ORDER BY rowid",
        "INSERT INTO main.meta SELECT * FROM shard.meta"};
    long long jobs = 0;
    int code = sp_sql_number(s, &jobs, "SELECT 1 FROM main.jobs LIMIT 1", "");
    if (!code && jobs)
        return compare_experiments(s, adopt);
    for (size_t i = 0; !code && i < sizeof copies / sizeof *copies; i++)
        code = sp_sql_do(s, copies[i], "");
    *adopt = true;
    return code;
}

static int open_pass(struct pass *p)
{
    struct sp_store *s = p->store;
    int code =
        sp_sql_number(s, &p->spare,
                      "SELECT 1 + max((SELECT ifnull(max(id), 0) FROM main.jobs),"
                      " (SELECT ifnull(max(id), 0) FROM shard.jobs))",
                      "");
    if (!code)
        code = sp_sql_ask(s, &p->id,
                          "SELECT (SELECT id FROM main.jobs WHERE name = ?1),"
                          " EXISTS (SELECT 1 FROM main.jobs WHERE id = ?2)",
                          "");
    if (!code)
        code = sp_sql_ask(
            s, &p->job,
            "INSERT INTO main.jobs SELECT ?1, name, stage, sae_stage, seed,"
            " current AND ?3, state, error, step, seconds, bytes, finished, version, "
            "revision, compiler, cpu,"
            " host, settings FROM shard.jobs WHERE id = ?2 ON CONFLICT (id) DO UPDATE "
            "SET"
            " current = max(current, excluded.current), state = excluded.state,"
            " error = excluded.error, step = excluded.step, seconds = excluded.seconds,"
            " bytes = excluded.bytes, finished = excluded.finished,"
            " version = excluded.version, revision = excluded.revision,"
            " compiler = excluded.compiler, cpu = excluded.cpu, host = excluded.host",
            "");
    if (!code)
        code = sp_sql_ask(s, &p->taken, "INSERT INTO temp.taken VALUES (?, ?)", "");
    return code;
}

static int take_job(struct pass *p, long long there, const char *name)
{
    struct sp_store *s = p->store;
    sp_sql_bind(p->id, "tl", name, there);
    int code = sp_sql_step(s, p->id);
    if (code <= 0)
        return code;
    long long here = sqlite3_column_int64(p->id, 0);
    if (!here)
        here = sqlite3_column_int(p->id, 1) ? p->spare++ : there;
    sp_sql_bind(p->job, "lli", here, there, (int)p->adopt);
    code = sp_sql_step(s, p->job);
    if (code)
        return code;
    p->count++;
    sp_sql_bind(p->taken, "ll", there, here);
    return sp_sql_step(s, p->taken);
}

static int take_jobs(struct pass *p)
{
    struct sp_store *s = p->store;
    sqlite3_stmt *further = NULL;
    int code = open_pass(p);
    if (!code)
        code =
            sp_sql_ask(s, &further,
                       "SELECT t.id, t.name FROM shard.jobs AS t LEFT JOIN main.jobs AS"
                       " h ON h.name = t.name WHERE " SP_SQL_RANK(
                           "t.state") " > " SP_SQL_RANK("h.state") " ORDER BY t.id",
                       "");
    while (!code && (code = sp_sql_step(s, further)) > 0)
        code = take_job(p, sqlite3_column_int64(further, 0),
                        (const char *)sqlite3_column_text(further, 1));
    sqlite3_finalize(further);
    sqlite3_finalize(p->id);
    sqlite3_finalize(p->job);
    sqlite3_finalize(p->taken);
    return code;
}

/* Makes the columns of the shard's scope here; *LIST becomes all of their names. */
static int match_columns(struct sp_store *s, struct sp_arena *a, const char *scope,
                         const char **list)
{
    sqlite3_stmt *columns = NULL;
    sqlite3_str *names = sqlite3_str_new(NULL);
    int code = sp_sql_ask(s, &columns,
                          "SELECT name, type FROM pragma_table_info(?, 'shard')"
                          " WHERE name <> 'job' ORDER BY cid",
                          "t", scope);
    while (!code && (code = sp_sql_step(s, columns)) > 0) {
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        const char *type = (const char *)sqlite3_column_text(columns, 1);
        sqlite3_str_appendf(names, ", \"%w\"", name);
        code = sp_store_make_column(s, scope, name,
                                    strcmp(type, "TEXT") ? "REAL" : "TEXT");
    }
    sqlite3_finalize(columns);
    *list = sp_sql_text(a, names);
    return code;
}

static int take_rows(struct sp_store *s, struct sp_arena *a, const char *scope)
{
    const char *list = NULL;
    int code = match_columns(s, a, scope, &list);
    if (!code)
        code = sp_sql_do(s,
                         sp_arena_print(a,
                                        "DELETE FROM main.%s WHERE job IN"
                                        " (SELECT here FROM temp.taken)",
                                        scope),
                         "");
    if (!code)
        code =
            sp_sql_do(s,
                      sp_arena_print(a,
                                     "INSERT INTO main.%s (job%s) SELECT here%s FROM"
                                     " temp.taken CROSS JOIN shard.%s ON job = there",
                                     scope, list, list, scope),
                      "");
    return code;
}

static int take_nets(struct sp_store *s)
{
    int code = 0;
    static const char *const tables[] = {"nets", "layout"};
    for (int i = 0; !code && i < 2; i++) {
        char sql[320];
        snprintf(sql, sizeof sql,
                 "WITH stages AS (SELECT stage, sae_stage FROM main.jobs WHERE id IN"
                 " (SELECT here FROM temp.taken)) INSERT OR IGNORE INTO main.%s"
                 " SELECT * FROM shard.%s WHERE stage IN"
                 " (SELECT stage FROM stages UNION SELECT sae_stage FROM stages)",
                 tables[i], tables[i]);
        code = sp_sql_do(s, sql, "");
    }
    return code;
}

static int take_all(struct pass *p, const char *from)
{
    struct sp_store *s = p->store;
    struct sp_arena a = {0};
    int code = check_precision(s, from);
    if (!code)
        code = take_experiment(s, &p->adopt);
    if (!code)
        code = sp_sql_do(s,
                         "CREATE TEMP TABLE taken (there INTEGER PRIMARY KEY,"
                         " here INTEGER)",
                         "");
    if (!code)
        code = take_jobs(p);
    for (int i = 0; !code && i < SP_SCOPES; i++)
        code = take_rows(s, &a, sp_scope_names[i]);
    if (!code)
        code = take_nets(s);
    if (!code)
        code = sp_sql_do(s, "DROP TABLE temp.taken", "");
    sp_arena_free(&a);
    return code;
}

int sp_store_merge(struct sp_store *s, const char *from, long *taken)
{
    struct pass p = {.store = s};
    struct sp_store *shard = NULL;
    int code = attach(s, from, &shard);
    if (!code) {
        code = sp_sql_start(s);
        if (!code)
            code = take_all(&p, from);
        code = sp_sql_finish(s, code);
        sqlite3_exec(s->db, "DETACH shard", NULL, NULL, NULL);
    }
    sp_store_close(shard);
    *taken = code ? 0 : p.count;
    return code;
}
