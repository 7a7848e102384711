/* Statements with typed arguments, transactions, and SQLite's refusals as sentences. */
#include "store_inside.h"

#include <stdarg.h>
#include <string.h>

#include "superpose/fault.h"

static int refused(struct sp_store *s, const char *reason)
{
    if (!s->writes)
        return sp_fault(SP_FAILED, "%s cannot be read: %s", s->path, reason);
    return sp_fault(
        SP_FAILED,
        "%s cannot be written: %s; is there room on the disk, may you write "
        "there?  Nothing written before is lost",
        s->path, reason);
}

int sp_sql_damaged(struct sp_store *s, const char *how)
{
    return sp_fault(SP_BAD,
                    "%s is damaged (%s): `sqlite3 %s .recover` rescues what is left",
                    s->path, how, s->path);
}

int sp_sql_fault(struct sp_store *s)
{
    const char *reason = sqlite3_errmsg(s->db);
    switch (sqlite3_errcode(s->db) & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return sp_fault(SP_FAILED,
                        "%s stayed locked by another process for 10 seconds: let it "
                        "finish, or give each process its own file and merge them",
                        s->path);
    case SQLITE_CORRUPT:
        return sp_sql_damaged(s, reason);
    case SQLITE_NOTADB:
        return sp_fault(SP_BAD, "%s is not a database: give the path of a results file",
                        s->path);
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return refused(s, reason);
    case SQLITE_ERROR:
        /* Our own SQL is right, so the schema that it met is not. */
        if (!s->writes)
            return sp_sql_damaged(s, reason);
        /* fall through */
    default:
        return sp_fault(SP_FAILED, "%s: %s", s->path, reason);
    }
}

/* clang-tidy 14 loses sight of va_start when it reads several files in one process.
   NOLINTBEGIN(clang-analyzer-valist.Uninitialized) */
static void bind_all(sqlite3_stmt *statement, const char *types, va_list arguments)
{
    for (int i = 1; types[i - 1]; i++) {
        switch (types[i - 1]) {
        case 't':
            sqlite3_bind_text(statement, i, va_arg(arguments, const char *), -1,
                              SQLITE_STATIC);
            break;
        case 'i':
            sqlite3_bind_int(statement, i, va_arg(arguments, int));
            break;
        case 'l':
            sqlite3_bind_int64(statement, i, va_arg(arguments, long long));
            break;
        case 'd':
            sqlite3_bind_double(statement, i, va_arg(arguments, double));
            break;
        default: {
            const void *data = va_arg(arguments, const void *);
            sqlite3_bind_blob64(statement, i, data, va_arg(arguments, size_t),
                                SQLITE_STATIC);
        }
        }
    }
}

/* NOLINTEND(clang-analyzer-valist.Uninitialized) */

void sp_sql_bind(sqlite3_stmt *statement, const char *types, ...)
{
    va_list arguments;
    va_start(arguments, types);
    sqlite3_reset(statement);
    bind_all(statement, types, arguments);
    va_end(arguments);
}

static int ask(struct sp_store *s, sqlite3_stmt **out, const char *sql,
               const char *types, va_list arguments)
{
    if (sqlite3_prepare_v2(s->db, sql, -1, out, NULL))
        return sp_sql_fault(s);
    bind_all(*out, types, arguments);
    return 0;
}

int sp_sql_ask(struct sp_store *s, sqlite3_stmt **out, const char *sql,
               const char *types, ...)
{
    va_list arguments;
    va_start(arguments, types);
    int code = ask(s, out, sql, types, arguments);
    va_end(arguments);
    return code;
}

int sp_sql_step(struct sp_store *s, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return code == SQLITE_ROW;
    return sp_sql_fault(s);
}

int sp_sql_do(struct sp_store *s, const char *sql, const char *types, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list arguments;
    va_start(arguments, types);
    int code = ask(s, &statement, sql, types, arguments);
    va_end(arguments);
    if (!code)
        while ((code = sp_sql_step(s, statement)) > 0)
            continue;
    sqlite3_finalize(statement);
    return code;
}

int sp_sql_number(struct sp_store *s, long long *out, const char *sql,
                  const char *types, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list arguments;
    va_start(arguments, types);
    int code = ask(s, &statement, sql, types, arguments);
    va_end(arguments);
    if (!code && (code = sp_sql_step(s, statement)) > 0) {
        *out = sqlite3_column_int64(statement, 0);
        code = 0;
    }
    sqlite3_finalize(statement);
    return code;
}

const char *sp_sql_text(struct sp_arena *a, sqlite3_str *string)
{
    char *text = sqlite3_str_finish(string);
    const char *copy = sp_arena_text(a, text ? text : "");
    sqlite3_free(text);
    return copy;
}

int sp_sql_start(struct sp_store *s)
{
    return sp_sql_do(s, "BEGIN IMMEDIATE", "");
}

int sp_sql_finish(struct sp_store *s, int code)
{
    if (!code)
        code = sp_sql_do(s, "COMMIT", "");
    if (code && !sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return code;
}
