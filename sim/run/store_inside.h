/* What the files of the store share: a connection, statements with typed arguments,
   transactions, and the one place that turns SQLite's refusals into sentences. */
#ifndef SUPERPOSE_STORE_INSIDE_H
#define SUPERPOSE_STORE_INSIDE_H

#include <sqlite3.h>

#include "superpose/store.h"
#include "superpose/version.h"

struct sp_store {
    struct sp_arena arena; /* holds this struct too */
    sqlite3 *db;
    const char *path; /* as given */
    const char *uri;  /* for reading it from another connection */
    bool writes;
    struct sp_origin origin; /* who writes */
};

/* sql.c: leaves the sentence for what SQLite refused last; SP_BAD or SP_FAILED. */
int sp_sql_fault(struct sp_store *store);

/* SP_BAD: the file is damaged, and HOW. */
int sp_sql_damaged(struct sp_store *store, const char *how);

/* Binds arguments from the first place on.  TYPES has a letter for each: t text (NULL
   is NULL), i int, l long long, d double (NaN is NULL), b blob (const void *, size_t).
   Texts and blobs must live until the last step. */
void sp_sql_bind(sqlite3_stmt *statement, const char *types, ...);

/* Prepares SQL and binds to it. */
int sp_sql_ask(struct sp_store *store, sqlite3_stmt **out, const char *sql,
               const char *types, ...);

/* 1: a row is there; 0: no more; negative: a fault. */
int sp_sql_step(struct sp_store *store, sqlite3_stmt *statement);

/* Runs SQL to its end. */
int sp_sql_do(struct sp_store *store, const char *sql, const char *types, ...);

/* The first number of the first row; *out is left alone when there is no row. */
int sp_sql_number(struct sp_store *store, long long *out, const char *sql,
                  const char *types, ...);

/* The text built in STRING, copied to the arena; ends STRING. */
const char *sp_sql_text(struct sp_arena *a, sqlite3_str *string);

/* A transaction for writing: start, then finish, which commits when CODE is 0 and takes
   everything back when not; gives the code. */
int sp_sql_start(struct sp_store *store);
int sp_sql_finish(struct sp_store *store, int code);

/* Registers sp_mean, sp_sd and sp_mode (aggregates.c); an SQLite code. */
int sp_sql_aggregates(sqlite3 *db);

/* Makes a column of a scope's table unless it is there (store_write.c). */
int sp_store_make_column(struct sp_store *store, const char *scope, const char *name,
                         const char *type);

/* Keeps what training left under the stages of job ID (store_net.c). */
int sp_store_write_nets(struct sp_store *store, long long id,
                        const struct sp_result *result);

/* How far a state is: the larger replaces the smaller when stores are merged. */
#define SP_SQL_RANK(state)                                                             \
    "CASE " state                                                                      \
    " WHEN 'done' THEN 2 WHEN 'diverged' THEN 2 WHEN 'failed' THEN 1 ELSE 0 END"

/* A column of a table that is asked for. */
struct sp_table_column {
    const char *name; /* in the first line */
    const char *sql;
    bool word; /* text, not numbers */
    bool once; /* the same in all rows of a job: a setting, its id */
};

struct sp_table_list {
    int count;
    struct sp_table_column *column;
};

/* The axes of the current experiment. */
struct sp_table_axes {
    int count;
    const char **key; /* (count) */
    long long *place; /* (count) */
    long long over;   /* the place that is taken together; -1: none */
    bool over_seed;   /* so is the seed */
};

/* A query on its way from names (table.c) to SQL (table_sql.c) to lines
   (table_print.c). */
struct sp_table {
    struct sp_store *store;
    struct sp_arena *a;
    const struct sp_query *query;
    bool jobs; /* scope jobs: no measured rows */
    struct sp_table_axes axes;
    struct sp_table_list known; /* what the scope has, in the order of making */
    int shown;                  /* how many of them are shown when none are named */
    struct sp_table_list lead, key, value;
    const char *where; /* the condition in SQL; NULL: none */
};

/* True when some job has this dotted setting. */
int sp_table_setting(struct sp_table *t, const char *key, bool *known);

/* The setting as a text: numbers as they were resolved, words without quotes. */
const char *sp_table_setting_text(struct sp_arena *a, const char *key);

/* SP_BAD: NAME is no column and no setting; says what there is and what is nearest. */
int sp_table_unknown(struct sp_table *t, const char *option, const char *name);

/* Checks that EXPR is one balanced expression and puts settings in place of dotted
   names (where.c). */
int sp_table_condition(struct sp_table *t, const char *expr, const char **out);

/* Statement of all lines: a number that tells lines apart, lead, keys, values. */
int sp_table_lines(struct sp_table *t, sqlite3_stmt **out);

/* Statement of the different keys, ascending. */
int sp_table_keys(struct sp_table *t, sqlite3_stmt **out);

/* Like sp_sql_step; a mistake that shows only now is the condition's. */
int sp_table_step(struct sp_table *t, sqlite3_stmt *statement);

/* Writes header and lines. */
int sp_table_print(struct sp_table *t, FILE *out);

#endif
