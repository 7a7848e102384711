/* `superpose table`: what a query names is looked up here. */
#include "store_inside.h"

#include <string.h>

#include "superpose/fault.h"

/* What scope jobs has; the first are shown when none are named. */
static const struct {
    const char *name;
    bool word;
} job_columns[] = {{"state", true},    {"error", true},    {"step", false},
                   {"seconds", false}, {"bytes", false},   {"name", true},
                   {"stage", true},    {"finished", true}, {"version", true},
                   {"revision", true}, {"compiler", true}, {"cpu", true},
                   {"host", true}};

enum { JOB_COLUMNS = sizeof job_columns / sizeof *job_columns, JOB_SHOWN = 6 };

struct work {
    struct sp_table *table;
    FILE *out;
};

static int check_scope(struct sp_table *t)
{
    t->jobs = !strcmp(t->query->scope, "jobs");
    bool known = t->jobs;
    sqlite3_str *list = sqlite3_str_new(NULL);
    for (int i = 0; i < SP_SCOPES; i++) {
        known |= !strcmp(t->query->scope, sp_scope_names[i]);
        sqlite3_str_appendf(list, "%s, ", sp_scope_names[i]);
    }
    const char *names = sp_sql_text(t->a, list);
    if (known)
        return 0;
    return sp_fault(SP_BAD, "no scope '%s': there are: %sjobs", t->query->scope, names);
}

/* Reads what SQL gives (text, number) into arrays. */
static int read_pairs(struct sp_table *t, const char *sql, const char *argument,
                      int *count, const char ***text, long long **number)
{
    sqlite3_stmt *rows = NULL;
    int code = sp_sql_ask(t->store, &rows, sql, argument ? "t" : "", argument);
    int most = 0;
    while (!code && (code = sp_sql_step(t->store, rows)) > 0) {
        most++;
        code = 0;
    }
    *text = SP_TAKE(t->a, most, const char *);
    *number = SP_TAKE(t->a, most, long long);
    if (!code)
        sqlite3_reset(rows);
    for (*count = 0; !code && *count < most; (*count)++) {
        code = sp_sql_step(t->store, rows);
        const char *word = code > 0 ? (const char *)sqlite3_column_text(rows, 0) : NULL;
        (*text)[*count] = sp_arena_text(t->a, word ? word : "");
        (*number)[*count] = code > 0 ? sqlite3_column_int64(rows, 1) : 0;
        code = code < 0 ? code : 0;
    }
    sqlite3_finalize(rows);
    return code;
}

static void add(struct sp_table_list *list, const char *name, const char *sql,
                bool word, bool once)
{
    list->column[list->count++] = (struct sp_table_column){name, sql, word, once};
}

static const char *quoted(struct sp_arena *a, const char *name)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendf(sql, "\"%w\"", name);
    return sp_sql_text(a, sql);
}

static void use_job_columns(struct sp_table *t)
{
    t->key.column = SP_TAKE(t->a, 1, struct sp_table_column);
    add(&t->key, "job", "job", false, true);
    t->known.column = SP_TAKE(t->a, JOB_COLUMNS, struct sp_table_column);
    for (int i = 0; i < JOB_COLUMNS; i++)
        add(&t->known, job_columns[i].name, job_columns[i].name, job_columns[i].word,
            true);
    t->shown = JOB_SHOWN;
}

/* Reads the keys of the scope and the columns it has. */
static int read_columns(struct sp_table *t)
{
    const char **name;
    long long *part; /* place in the primary key, and 10 for words */
    int count = 0;
    if (t->jobs) {
        use_job_columns(t);
        return 0;
    }
    int code =
        read_pairs(t,
                   "SELECT name, pk + 10 * (type = 'TEXT') FROM pragma_table_info(?)"
                   " WHERE name <> 'job' ORDER BY cid",
                   t->query->scope, &count, &name, &part);
    t->key.column = SP_TAKE(t->a, count, struct sp_table_column);
    t->known.column = SP_TAKE(t->a, count, struct sp_table_column);
    for (int i = 0; i < count; i++)
        add(part[i] % 10 ? &t->key : &t->known, name[i], quoted(t->a, name[i]),
            part[i] >= 10, false);
    t->shown = t->known.count;
    return code;
}

static int no_axis(struct sp_table *t)
{
    const struct sp_table_axes *axes = &t->axes;
    sqlite3_str *list = sqlite3_str_new(NULL);
    bool seed = false;
    for (int i = 0; i < axes->count; i++) {
        sqlite3_str_appendf(list, "%s, ", axes->key[i]);
        seed |= !strcmp(axes->key[i], "seed");
    }
    char *names = sp_arena_text(t->a, sp_sql_text(t->a, list));
    if (seed)
        names[strlen(names) - 2] = '\0';
    return sp_fault(SP_BAD, "--over %s: not an axis; there are: %s%s", t->query->over,
                    names, seed ? "" : "seed");
}

/* Reads the axes and finds the one to take together, with what is zipped with it. */
static int read_axes(struct sp_table *t)
{
    struct sp_table_axes *axes = &t->axes;
    const char *over = t->query->over ? t->query->over : "";
    int code = read_pairs(t, "SELECT key, place FROM axes ORDER BY rowid", NULL,
                          &axes->count, &axes->key, &axes->place);
    axes->over = -1;
    axes->over_seed = !strcmp(over, "seed");
    for (int i = 0; i < axes->count; i++)
        if (!strcmp(axes->key[i], over))
            axes->over = axes->place[i];
    for (int i = 0; i < axes->count; i++)
        axes->over_seed |=
            axes->place[i] == axes->over && !strcmp(axes->key[i], "seed");
    if (!code && *over && axes->over < 0 && !axes->over_seed)
        return no_axis(t);
    return code;
}

static void lead_with_axes(struct sp_table *t)
{
    const struct sp_table_axes *axes = &t->axes;
    t->lead.column = SP_TAKE(t->a, axes->count + 1, struct sp_table_column);
    for (int i = 0; i < axes->count; i++)
        if (axes->place[i] != axes->over && strcmp(axes->key[i], "seed") != 0)
            add(&t->lead, axes->key[i], sp_table_setting_text(t->a, axes->key[i]), true,
                true);
    if (!axes->over_seed)
        add(&t->lead, "seed", "seed", false, true);
}

static const struct sp_table_column *named(const struct sp_table_list *list,
                                           const char *name)
{
    for (int i = 0; i < list->count; i++)
        if (!strcmp(list->column[i].name, name))
            return &list->column[i];
    return NULL;
}

/* Takes one column that was asked for; what leads the line is not repeated. */
static int choose(struct sp_table *t, const char *name, struct sp_table_list *out)
{
    bool setting = false;
    const struct sp_table_column *known = named(&t->known, name);
    if (known) {
        out->column[out->count++] = *known;
        return 0;
    }
    if (named(&t->lead, name) || named(&t->key, name))
        return 0;
    if (!strcmp(name, "job")) {
        add(out, "job", "job", false, true);
        return 0;
    }
    int code = sp_table_setting(t, name, &setting);
    if (code)
        return code;
    if (!setting)
        return sp_table_unknown(t, "--columns", name);
    add(out, name, sp_table_setting_text(t->a, name), true, true);
    return 0;
}

static int choose_columns(struct sp_table *t, struct sp_table_list *out)
{
    const char *asked = t->query->columns;
    int code = 0;
    if (!asked) {
        out->count = t->shown;
        out->column = t->known.column;
        return 0;
    }
    out->column = SP_TAKE(t->a, strlen(asked) + 1, struct sp_table_column);
    char *rest = sp_arena_text(t->a, asked), *name;
    while (!code && (name = strtok_r(rest, ", ", &rest)))
        code = choose(t, name, out);
    return code;
}

/* Each number becomes mean, deviation, least and largest; each word the most frequent
   and its share. */
static void summarise(struct sp_table *t, const struct sp_table_list *chosen)
{
    static const char *const numbers[][2] = {
        {"", "sp_mean"}, {"_sd", "sp_sd"}, {"_min", "min"}, {"_max", "max"}};
    static const char *const words[][2] = {{"", "sp_mode"}, {"_share", "sp_share"}};
    struct sp_arena *a = t->a;
    t->value.column = SP_TAKE(a, 4 * chosen->count + 1, struct sp_table_column);
    for (int i = 0; i < chosen->count; i++) {
        const struct sp_table_column *c = &chosen->column[i];
        int columns = !c->word ? 4 : c->once ? 1 : 2;
        for (int k = 0; k < columns; k++) {
            const char *const *what = c->word ? words[k] : numbers[k];
            add(&t->value, sp_arena_print(a, "%s%s", c->name, what[0]),
                sp_arena_print(a, "%s(%s)", what[1], c->sql), c->word && !k, c->once);
        }
    }
    add(&t->value, "count", "count(*)", false, false);
    if (t->jobs)
        t->key.count = 0;
}

static int plan(struct sp_table *t)
{
    struct sp_table_list chosen = {0};
    int code = check_scope(t);
    if (!code)
        code = read_columns(t);
    if (!code)
        code = read_axes(t);
    if (code)
        return code;
    lead_with_axes(t);
    code = choose_columns(t, &chosen);
    if (!code && t->query->where)
        code = sp_table_condition(t, t->query->where, &t->where);
    if (t->query->over)
        summarise(t, &chosen);
    else
        t->value = chosen;
    return code;
}

static int body(void *context)
{
    struct work *w = context;
    int code = plan(w->table);
    return code ? code : sp_table_print(w->table, w->out);
}

int sp_store_table(struct sp_store *s, const struct sp_query *query, FILE *out)
{
    struct sp_arena a = {0};
    struct sp_table t = {.store = s, .a = &a, .query = query};
    struct work w = {&t, out};
    int code = sp_arena_guard(&a, body, &w);
    sp_arena_free(&a);
    return code;
}
