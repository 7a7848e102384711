/* Opening a store, and what is in it.  Any SQLite client reads these tables:

   meta(key, value)
       provenance of the current experiment: version, revision, compiler, cpu, real
       (float or double), path, stem, question, content, when
   axes(place, key)
       its axes in order; settings that vary together share a place
   jobs(id, name, stage, sae_stage, seed, current, state, error, step, seconds, bytes,
        finished, version, revision, compiler, cpu, host, settings)
       one line per job:
         name              hash of all settings
         stage             hash of those that training the toy model depends on
         sae_stage         the same of its autoencoder; NULL: there is none
         current           1 for jobs of the current experiment
         state             pending, done, diverged, failed
         step              optimiser steps taken, by both
         seconds, bytes    wall time, memory
         finished          when, in UTC
         version .. host   who ran it
         settings          JSON object with dotted keys:
                           json_extract(settings, '$."source.density"')
   runs(job, ..)
       one line per job, one column for each measured number
   features(job, feature, ..), neurons(job, neuron, ..), pairs(job, feature, other, ..),
   latents(job, latent, ..), contenders(job, contender, ..), steps(job, step, ..)
       the same for each feature, neuron, pair of features, latent of an autoencoder,
       contender for its scores, and learning-curve point.  Columns are
       REAL, or TEXT where values are words; NULL is NaN.  Jobs that diverged have the
       learning curve up to there
   nets(stage, ended, steps, change, count, real, curve, data)
       what training left, once per stage:
         ended             how it ended: done, settled, diverged
         steps             steps taken
         change            of the loss over the last fifth of them; NULL: not known
         count, real       parameters, their type
         curve             pairs (step, loss) of float64
         data              float32, or float64 when real is double
   layout(stage, name, rows, columns, at)
       where in data an array begins, counted in parameters
   arrays(job, name, rows, columns, real, data)
       a view: the arrays of a finished job, row-major.  In Python:
       numpy.frombuffer(data, '<f4').reshape(rows, columns)

   All numbers are little endian and come back bit for bit, but for the sign of a zero
   in a column that is REAL.  Only seconds, bytes and finished differ between two runs
   of the same program on the same experiment.  A blob can have 10^9 bytes at most
   (SQLITE_MAX_LENGTH), so a net 2.5 10^8 parameters of type float. */
#include "store_inside.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "superpose/fault.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "blobs are little endian");

/* "supr" in ASCII, and the version of the tables above. */
enum { PROGRAM = 0x73757072, SCHEMA = 3, WAIT_MS = 10000, TABLES = 13 };

static const char fixed_tables[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE axes (place INTEGER, key TEXT);"
    "CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stage TEXT,"
    " sae_stage TEXT, seed, current INTEGER, state TEXT, error TEXT, step INTEGER, "
    "seconds REAL,"
    " bytes REAL, finished TEXT, version TEXT, revision TEXT, compiler TEXT, cpu TEXT,"
    " host TEXT, settings TEXT);"
    "CREATE INDEX jobs_current ON jobs (current);"
    "CREATE TABLE nets (stage TEXT PRIMARY KEY, ended TEXT, steps INTEGER,"
    " change REAL, count INTEGER, real TEXT, curve BLOB, data BLOB);"
    "CREATE TABLE layout (stage TEXT, name TEXT, rows INTEGER, columns INTEGER,"
    " at INTEGER, PRIMARY KEY (stage, name)) WITHOUT ROWID;"
    "CREATE VIEW arrays AS SELECT j.id AS job, l.name, l.rows, l.columns, n.real,"
    " substr(n.data, 1 + l.at * (length(n.data) / n.count),"
    " l.rows * l.columns * (length(n.data) / n.count)) AS data"
    " FROM jobs AS j JOIN layout AS l ON l.stage IN (j.stage, j.sae_stage)"
    " JOIN nets AS n ON n.stage = l.stage WHERE j.state IN ('done', 'diverged');";

static const char *schema(struct sp_arena *a)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendall(sql, fixed_tables);
    for (int scope = 0; scope < SP_SCOPES; scope++) {
        const char *const *key = sp_scope_keys[scope];
        sqlite3_str_appendf(sql, "CREATE TABLE %s (job INTEGER", sp_scope_names[scope]);
        for (int i = 0; key[i]; i++)
            sqlite3_str_appendf(sql, ", %s INTEGER", key[i]);
        sqlite3_str_appendall(sql, ", PRIMARY KEY (job");
        for (int i = 0; key[i]; i++)
            sqlite3_str_appendf(sql, ", %s", key[i]);
        sqlite3_str_appendall(sql, ")) WITHOUT ROWID;");
    }
    sqlite3_str_appendf(sql, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                        PROGRAM, SCHEMA);
    return sp_sql_text(a, sql);
}

/* A file name as SQLite's URI, so that no character in it has a meaning. */
static const char *uri(struct sp_arena *a, const char *path, const char *how)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-_.";
    sqlite3_str *text = sqlite3_str_new(NULL);
    sqlite3_str_appendall(text, "file:");
    for (const char *c = path; *c; c++)
        if (strchr(plain, *c) || (*c == '/' && c > path))
            sqlite3_str_appendchar(text, 1, *c);
        else
            sqlite3_str_appendf(text, "%%%02X", (unsigned)(unsigned char)*c);
    sqlite3_str_appendall(text, how);
    return sp_sql_text(a, text);
}

static int connect(struct sp_store *s, const char *how)
{
    s->uri = uri(&s->arena, s->path, how);
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
    int code = sqlite3_open_v2(s->uri, &s->db, flags | SQLITE_OPEN_CREATE, NULL);
    if (code && !s->db)
        return sp_fault(SP_FAILED, "%s: %s", s->path, sqlite3_errstr(code));
    sqlite3_extended_result_codes(s->db, 1);
    sqlite3_busy_timeout(s->db, WAIT_MS);
    /* A name in double quotes that is no column must be a mistake, not a text. */
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    if (code || sp_sql_aggregates(s->db))
        return sp_sql_fault(s);
    return 0;
}

/* Whether the file is ours; *fresh: it is a database without anything in it. */
static int recognise(struct sp_store *s, bool *fresh)
{
    long long program = 0, version = 0, tables = 0, ours = 0;
    int code = sp_sql_number(s, &tables, "SELECT count(*) FROM sqlite_schema", "");
    if (!code)
        code = sp_sql_number(s, &program, "PRAGMA application_id", "");
    if (!code)
        code = sp_sql_number(s, &version, "PRAGMA user_version", "");
    *fresh = !code && !program && !version && !tables;
    if (code || *fresh)
        return code;
    if (program != PROGRAM)
        return sp_fault(
            SP_BAD, "%s is a database of another program: give another path", s->path);
    if (version != SCHEMA)
        return sp_fault(SP_BAD,
                        "%s was written by schema %lld; this program knows %d: use the "
                        "release that wrote it",
                        s->path, version, SCHEMA);
    code = sp_sql_number(
        s, &ours,
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name"
        " IN ('meta', 'axes', 'jobs', 'nets', 'layout', 'runs',"
        " 'features', 'neurons', 'pairs', 'latents', 'contenders', 'sae_steps',"
        " 'steps')",
        "");
    if (!code && ours != TABLES)
        return sp_sql_damaged(s, "tables are missing");
    return code;
}

static int check_file(const char *path, bool *there, bool *empty)
{
    struct stat about;
    *there = !stat(path, &about);
    if (!*there && errno != ENOENT)
        return sp_fault(SP_FAILED, "%s cannot be opened: %s", path, strerror(errno));
    *empty = *there && about.st_size == 0;
    if (*there && S_ISDIR(about.st_mode))
        return sp_fault(SP_BAD, "%s is a folder: give the path of a results file",
                        path);
    if (*there && !S_ISREG(about.st_mode))
        return sp_fault(SP_BAD, "%s is not a file: give the path of a results file",
                        path);
    return 0;
}

static int make_folders(struct sp_arena *a, const char *path)
{
    char *folder = sp_arena_text(a, path);
    for (char *c = folder + 1; *folder && *c; c++) {
        if (*c != '/')
            continue;
        *c = '\0';
        if (mkdir(folder, 0777) && errno != EEXIST)
            return sp_fault(SP_FAILED, "the folder %s for %s cannot be made: %s",
                            folder, path, strerror(errno));
        *c = '/';
    }
    return 0;
}

/* Opens anew and looks whether the file is ours. */
static int reconnect(struct sp_store *s, const char *how, bool *fresh)
{
    sqlite3_close_v2(s->db);
    s->db = NULL;
    int code = connect(s, how);
    return code ? code : recognise(s, fresh);
}

/* Without the right to make files beside it, SQLite can read a WAL database only as one
   that nobody changes, which is so when nothing is left in its -wal file. */
static int open_unchanging(struct sp_store *s, bool *fresh)
{
    struct stat about;
    const char *wal = sp_arena_print(&s->arena, "%s-wal", s->path);
    if (!stat(wal, &about) && about.st_size > 0)
        return sp_fault(
            SP_FAILED,
            "%s has results in %s-wal that cannot be read where no file can "
            "be made: copy both to a folder that you may write to",
            s->path, s->path);
    return reconnect(s, "?immutable=1&mode=ro", fresh);
}

/* Whoever reads a WAL database makes files beside it, and removes them at the end only
   with the right to write: so it is opened for writing, and then nothing is written.
   A store that is attached to another one needs no such right. */
static int open_query_only(struct sp_store *s, bool *fresh)
{
    int code = reconnect(s, "?mode=rw", fresh);
    s->uri = uri(&s->arena, s->path, "?mode=ro");
    return code ? code : sp_sql_do(s, "PRAGMA query_only = ON", "");
}

static bool may_make_files(struct sp_store *s)
{
    const char *slash = strrchr(s->path, '/');
    int length = slash ? (int)(slash - s->path) + 1 : 0;
    const char *folder = sp_arena_print(&s->arena, "%.*s.", length, s->path);
    return !access(s->path, W_OK) && !access(folder, W_OK | X_OK);
}

/* SQLite takes a last page that is cut short for one that ends in zeros. */
static int check_length(struct sp_store *s)
{
    struct stat about, wal;
    long long page = 0;
    int code = sp_sql_number(s, &page, "PRAGMA page_size", "");
    bool settled =
        stat(sp_arena_print(&s->arena, "%s-wal", s->path), &wal) || !wal.st_size;
    if (!code && settled && !stat(s->path, &about) && page && about.st_size % page)
        return sp_sql_damaged(s, "it is cut short");
    return code;
}

static int open_read(struct sp_store *s)
{
    bool there, empty, fresh = false;
    int code = check_file(s->path, &there, &empty);
    if (code)
        return code;
    if (!there)
        return sp_fault(SP_BAD, "%s: no such file; `superpose run` makes it", s->path);
    if (empty)
        return sp_fault(SP_BAD, "%s is empty: there are no results in it", s->path);
    if (access(s->path, R_OK))
        return sp_fault(SP_FAILED, "%s cannot be read: %s", s->path, strerror(errno));
    code = may_make_files(s) ? open_query_only(s, &fresh)
                             : reconnect(s, "?mode=ro", &fresh);
    int reason = code ? sqlite3_errcode(s->db) & 0xff : SQLITE_OK;
    if (reason == SQLITE_CANTOPEN || reason == SQLITE_READONLY)
        code = open_unchanging(s, &fresh);
    if (!code && fresh)
        return sp_fault(SP_BAD, "%s is empty: there are no results in it", s->path);
    return code ? code : check_length(s);
}

/* In one transaction, so that of two processes finding nothing one makes the tables. */
static int make_tables(struct sp_store *s)
{
    bool fresh = false;
    int code = sp_sql_start(s);
    if (!code)
        code = recognise(s, &fresh);
    if (!code && fresh &&
        sqlite3_exec(s->db, schema(&s->arena), NULL, NULL, NULL) != SQLITE_OK)
        code = sp_sql_fault(s);
    return sp_sql_finish(s, code);
}

static int check_whole(struct sp_store *s)
{
    sqlite3_stmt *check = NULL;
    int code = sp_sql_ask(s, &check, "PRAGMA quick_check(1)", "");
    if (!code)
        code = sp_sql_step(s, check);
    if (code > 0) {
        const char *said = (const char *)sqlite3_column_text(check, 0);
        code = said && !strcmp(said, "ok") ? 0 : sp_sql_damaged(s, said ? said : "");
    }
    sqlite3_finalize(check);
    return code;
}

static int open_write(struct sp_store *s)
{
    bool there, empty, fresh = false;
    int code = check_file(s->path, &there, &empty);
    if (!code)
        code = make_folders(&s->arena, s->path);
    if (!code)
        code = connect(s, "");
    if (!code)
        code = recognise(s, &fresh);
    if (!code)
        code = check_length(s);
    if (!code && sqlite3_db_readonly(s->db, "main"))
        code = sp_fault(
            SP_FAILED, "%s may not be written by you: change its permissions", s->path);
    if (!code)
        code = sp_sql_do(s, "PRAGMA journal_mode = WAL", "");
    if (!code)
        code = sp_sql_do(s, "PRAGMA synchronous = NORMAL", "");
    /* 128 MiB hold the index of names of a million jobs. */
    if (!code)
        code = sp_sql_do(s, "PRAGMA cache_size = -131072", "");
    if (!code && !fresh)
        code = check_whole(s);
    return code ? code : make_tables(s);
}

int sp_store_open(const char *path, enum sp_store_mode mode, struct sp_store **out)
{
    struct sp_arena own = {0};
    struct sp_store *s = SP_TAKE(&own, 1, struct sp_store);
    s->arena = own;
    s->path = sp_arena_text(&s->arena, path);
    s->writes = mode == SP_STORE_WRITE;
    s->origin = sp_origin_make();
    int code = mode == SP_STORE_READ ? open_read(s) : open_write(s);
    if (code)
        sp_store_close(s);
    *out = code ? NULL : s;
    return code;
}

void sp_store_close(struct sp_store *s)
{
    if (!s)
        return;
    sqlite3_close_v2(s->db);
    struct sp_arena own = s->arena;
    sp_arena_free(&own);
}
