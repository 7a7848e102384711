/* A finished job goes into the store: rows, net and state in one transaction. */
#include "store_inside.h"

#include <string.h>

#include "superpose/fault.h"

/* The columns that a result has for one scope. */
struct sheet {
    const char *scope;
    const char *const *keys;        /* names, ended by NULL */
    const struct sp_values *key[3]; /* what holds them */
    int columns;
    const struct sp_values **column; /* (columns) without keys */
    size_t count;                    /* rows */
};

static bool is_key(const struct sheet *sheet, const char *name)
{
    for (int i = 0; sheet->keys[i]; i++)
        if (!strcmp(sheet->keys[i], name))
            return true;
    return false;
}

static struct sheet sheet_of(struct sp_arena *a, const struct sp_rows *rows,
                             enum sp_scope scope)
{
    struct sheet sheet = {.scope = sp_scope_names[scope], .keys = sp_scope_keys[scope]};
    int most = 0;
    for (const struct sp_values *v = rows->first; v; v = v->next)
        most++;
    sheet.column = SP_TAKE(a, most, const struct sp_values *);
    for (const struct sp_values *v = rows->first; v; v = v->next) {
        if (v->column->scope != scope)
            continue;
        sp_require(!sheet.count || v->count == sheet.count);
        sheet.count = v->count;
        if (!is_key(&sheet, v->name))
            sheet.column[sheet.columns++] = v;
    }
    for (int i = 0; sheet.keys[i]; i++)
        sheet.key[i] = sp_rows_find(rows, scope, sheet.keys[i]);
    return sheet;
}

int sp_store_make_column(struct sp_store *s, const char *scope, const char *name,
                         const char *type)
{
    struct sp_arena a = {0};
    long long there = 0;
    int code =
        sp_sql_number(s, &there, "SELECT 1 FROM pragma_table_info(?) WHERE name = ?",
                      "tt", scope, name);
    if (!code && !there) {
        sqlite3_str *sql = sqlite3_str_new(NULL);
        sqlite3_str_appendf(sql, "ALTER TABLE %s ADD COLUMN \"%w\" %s", scope, name,
                            type);
        code = sp_sql_do(s, sp_sql_text(&a, sql), "");
    }
    sp_arena_free(&a);
    return code;
}

static int make_columns(struct sp_store *s, const struct sheet *sheet)
{
    int code = 0;
    for (int i = 0; !code && i < sheet->columns; i++)
        code = sp_store_make_column(s, sheet->scope, sheet->column[i]->name,
                                    sheet->column[i]->column->labels ? "TEXT" : "REAL");
    return code;
}

static const char *insertion(struct sp_arena *a, const struct sheet *sheet)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    int places = 1;
    sqlite3_str_appendf(sql, "INSERT INTO %s (job", sheet->scope);
    for (int i = 0; sheet->keys[i]; i++, places++)
        sqlite3_str_appendf(sql, ", %s", sheet->keys[i]);
    for (int i = 0; i < sheet->columns; i++, places++)
        sqlite3_str_appendf(sql, ", \"%w\"", sheet->column[i]->name);
    sqlite3_str_appendall(sql, ") VALUES (?");
    for (int i = 1; i < places; i++)
        sqlite3_str_appendall(sql, ", ?");
    sqlite3_str_appendall(sql, ")");
    return sp_sql_text(a, sql);
}

static const char *label(const struct sp_values *v, size_t row)
{
    double value = v->value[row];
    if (isnan(value))
        return NULL;
    size_t k = 0;
    while (v->column->labels[k] && (double)k != value)
        k++;
    sp_require(v->column->labels[k]);
    return v->column->labels[k];
}

static void bind_row(sqlite3_stmt *insert, const struct sheet *sheet, size_t row)
{
    int place = 2;
    sqlite3_reset(insert);
    for (int i = 0; sheet->keys[i]; i++, place++) {
        double key = sheet->key[i]->value[row];
        sp_require(key == trunc(key));
        sqlite3_bind_int64(insert, place, (sqlite3_int64)key);
    }
    for (int i = 0; i < sheet->columns; i++, place++) {
        const struct sp_values *v = sheet->column[i];
        if (v->column->labels)
            sqlite3_bind_text(insert, place, label(v, row), -1, SQLITE_STATIC);
        else
            sqlite3_bind_double(insert, place, v->value[row]);
    }
}

/* The columns are usually there: only when SQLite misses one is the table changed. */
static int prepare_insertion(struct sp_store *s, struct sp_arena *a,
                             const struct sheet *sheet, sqlite3_stmt **out)
{
    const char *sql = insertion(a, sheet);
    if (!sqlite3_prepare_v2(s->db, sql, -1, out, NULL))
        return 0;
    int code = make_columns(s, sheet);
    return code ? code : sp_sql_ask(s, out, sql, "");
}

static int write_scope(struct sp_store *s, long long id, const struct sp_rows *rows,
                       enum sp_scope scope)
{
    struct sp_arena a = {0};
    sqlite3_stmt *insert = NULL;
    struct sheet sheet = sheet_of(&a, rows, scope);
    const char *clear = sp_arena_print(&a, "DELETE FROM %s WHERE job = ?", sheet.scope);
    int code = sp_sql_do(s, clear, "l", id);
    if (!code && sheet.columns)
        code = prepare_insertion(s, &a, &sheet, &insert);
    if (insert)
        sqlite3_bind_int64(insert, 1, id);
    for (size_t row = 0; !code && insert && row < sheet.count; row++) {
        bind_row(insert, &sheet, row);
        code = sp_sql_step(s, insert);
    }
    sqlite3_finalize(insert);
    sp_arena_free(&a);
    return code;
}

static int write_state(struct sp_store *s, long long id, const struct sp_result *result)
{
    return sp_sql_do(
        s,
        "UPDATE jobs SET state = ?2, error = ?3, step = ?4, seconds = ?5,"
        " bytes = ?6, version = ?7, revision = ?8, compiler = ?9, cpu = ?10,"
        " host = ?11, finished = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
        " WHERE id = ?1",
        "lttiddttttt", id, sp_state_names[result->state], result->error,
        result->trained.training.steps + result->sae_trained.training.steps,
        result->seconds, result->bytes, s->origin.version, s->origin.revision,
        s->origin.compiler, s->origin.cpu, s->origin.host);
}

static int write_all(struct sp_store *s, const char *name,
                     const struct sp_result *result)
{
    static const struct sp_rows none;
    bool measured = sp_state_is_final(result->state);
    long long id = 0;
    int code = sp_sql_number(s, &id, "SELECT id FROM jobs WHERE name = ?", "t", name);
    if (!code && !id)
        return sp_fault(SP_FAILED, "%s does not list the job %s", s->path, name);
    for (int scope = 0; !code && scope < SP_SCOPES; scope++)
        code =
            write_scope(s, id, measured ? &result->rows : &none, (enum sp_scope)scope);
    if (!code && measured)
        code = sp_store_write_nets(s, id, result);
    return code ? code : write_state(s, id, result);
}

int sp_store_write(struct sp_store *s, const char *name, const struct sp_result *result)
{
    sp_require(result->state != SP_PENDING);
    int code = sp_sql_start(s);
    if (!code)
        code = write_all(s, name, result);
    return sp_sql_finish(s, code);
}
