/* A small experiment whose numbers are known, for tests of the store: 2 densities, 2
   sizes and 3 seeds make 12 jobs, the last axis being the fastest. */
#ifndef SUPERPOSE_TESTS_STORED_H
#define SUPERPOSE_TESTS_STORED_H

#include <ftw.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"
#include "superpose/fault.h"
#include "superpose/store.h"

enum { STORED_JOBS = 12, STORED_N = 3, STORED_M = 2, STORED_POINTS = 4 };

/* A folder of its own for one test; stored_forget removes it and all in it. */
static inline const char *stored_folder(char folder[64])
{
    strcpy(folder, "/tmp/superpose-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    return folder;
}

static inline int stored_remove(const char *path, const struct stat *about, int flag,
                                struct FTW *place)
{
    (void)about, (void)flag, (void)place;
    return remove(path);
}

static inline void stored_forget(const char *folder)
{
    ck_assert_int_eq(nftw(folder, stored_remove, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline const char *const *stored_texts(int axis)
{
    static const char *const texts[3][3] = {
        {"0.1", "0.30000000000000004"}, {"1", "2"}, {"5", "6", "7"}};
    return texts[axis];
}

static inline struct sp_experiment stored_experiment(struct sp_arena *a)
{
    static const char *const keys[] = {"source.density", "toy.hidden", "seed"};
    static const int counts[] = {2, 2, 3};
    struct sp_experiment e = {.path = "experiments/small.yaml",
                              .stem = "small",
                              .question = "Is it small?",
                              .content = "# Is it small?\n",
                              .axes = 3,
                              .axis = SP_TAKE(a, 3, struct sp_axis),
                              .jobs = STORED_JOBS};
    for (int i = 0; i < 3; i++) {
        e.axis[i] = (struct sp_axis){1, SP_TAKE(a, 1, const char *), counts[i],
                                     SP_TAKE(a, counts[i], const char *)};
        e.axis[i].key[0] = keys[i];
        for (int k = 0; k < counts[i]; k++)
            e.axis[i].text[k] = stored_texts(i)[k];
    }
    return e;
}

/* Jobs that differ in STEPS too are of another experiment. */
static inline struct sp_listed_job *stored_jobs(struct sp_arena *a, int steps)
{
    struct sp_listed_job *job = SP_TAKE(a, STORED_JOBS, struct sp_listed_job);
    for (int k = 0; k < STORED_JOBS; k++) {
        const char *seed = stored_texts(2)[k % 3];
        const char *json = sp_arena_print(
            a,
            "{\"source.density\": %s, \"toy.kind\": \"relu\", \"toy.hidden\": %s, "
            "\"train.steps\": %d, \"seed\": %s}",
            stored_texts(0)[k / 6], stored_texts(1)[k / 3 % 2], steps, seed);
        job[k] = (struct sp_listed_job){sp_arena_print(a, "name-%d-%d", steps, k),
                                        sp_arena_print(a, "stage-%d-%d", steps, k), "",
                                        json, strtoull(seed, NULL, 10)};
    }
    return job;
}

static inline double *stored_column(struct sp_rows *rows,
                                    const struct sp_column *column, size_t count)
{
    double *value = sp_rows_add(rows, column, count);
    for (size_t i = 0; i < count; i++)
        value[i] = (double)i;
    return value;
}

/* What job K measures: values with every bit in use, a NaN, words. */
static inline void stored_measure(struct sp_rows *rows, int k)
{
    static const char *const phases[] = {"ignored", "superposed", NULL};
    static const struct sp_column columns[] = {
        {SP_RUNS, "loss", NULL, ""},        {SP_RUNS, "phase", phases, ""},
        {SP_FEATURES, "density", NULL, ""}, {SP_FEATURES, "norm", NULL, ""},
        {SP_PAIRS, "dot", NULL, ""},        {SP_STEPS, "step", NULL, ""},
        {SP_STEPS, "loss", NULL, ""}};
    sp_rows_put(rows, &columns[0], 1.0 / (k + 1));
    sp_rows_put(rows, &columns[1], k % 3 == 1 ? 0 : 1);
    double *density = stored_column(rows, &columns[2], STORED_N);
    double *norm = stored_column(rows, &columns[3], STORED_N);
    for (int i = 0; i < STORED_N; i++) {
        density[i] = 0.125 * (i + 1);
        norm[i] = i == k % STORED_N ? NAN : sin(k + 0.1 * i);
    }
    double *dot = stored_column(rows, &columns[4], STORED_N * (STORED_N - 1) / 2);
    dot[0] = k, dot[1] = 1e-300 * k;
    double *step = stored_column(rows, &columns[5], STORED_POINTS);
    double *loss = stored_column(rows, &columns[6], STORED_POINTS);
    for (int i = 0; i < STORED_POINTS; i++) {
        step[i] = 1 << i;
        loss[i] = 1.0 / (step[i] + k + 0.3);
    }
}

static inline void stored_train(struct sp_arena *a, struct sp_result *result, int k)
{
    struct sp_net *net = &result->net;
    struct sp_trained *trained = &result->trained;
    *net = (struct sp_net){.n = STORED_N, .m = STORED_M, .arrays = 2};
    net->array[0] = (struct sp_array){"W", SP_ROLE_WEIGHT, STORED_N, STORED_M, 0};
    net->array[1] =
        (struct sp_array){"b", SP_ROLE_BIAS, STORED_N, 1, STORED_N * STORED_M};
    net->count = STORED_N * (STORED_M + 1);
    net->param = SP_TAKE(a, net->count, sp_real);
    for (size_t i = 0; i < net->count; i++)
        net->param[i] = (sp_real)cos(k + 0.7 * (double)i);
    trained->count = net->count;
    trained->param = net->param;
    trained->training =
        (struct sp_training){SP_TRAIN_SETTLED,
                             1 << (STORED_POINTS - 1),
                             k ? -0.1 / k : (double)NAN,
                             {STORED_POINTS, SP_TAKE(a, STORED_POINTS, int),
                              SP_TAKE(a, STORED_POINTS, double)}};
    for (int i = 0; i < STORED_POINTS; i++) {
        trained->training.curve.step[i] = 1 << i;
        trained->training.curve.loss[i] = 1.0 / ((1 << i) + k + 0.3);
    }
}

/* The result of job K, from 0. */
static inline struct sp_result stored_result(struct sp_arena *a, int k)
{
    struct sp_result result = {
        .state = SP_DONE, .seconds = 0.5, .bytes = 1e6, .rows = {.arena = a}};
    stored_measure(&result.rows, k);
    stored_train(a, &result, k);
    return result;
}

static inline struct sp_store *stored_open(const char *path, enum sp_store_mode mode)
{
    struct sp_store *store = NULL;
    int code = sp_store_open(path, mode, &store);
    ck_assert_msg(!code && store, "%s", sp_fault_text());
    return store;
}

/* Lists the experiment and writes the jobs of shard SHARD of SHARDS (from 0). */
static inline void stored_fill(const char *path, int steps, int shard, int shards)
{
    struct sp_arena a = {0};
    struct sp_experiment experiment = stored_experiment(&a);
    struct sp_listed_job *job = stored_jobs(&a, steps);
    struct sp_store *store = stored_open(path, SP_STORE_WRITE);
    ck_assert_int_eq(sp_store_begin(store, &experiment, job, STORED_JOBS), 0);
    for (int k = shard; k < STORED_JOBS; k += shards) {
        struct sp_result result = stored_result(&a, k);
        ck_assert_msg(!sp_store_write(store, job[k].name, &result), "%s",
                      sp_fault_text());
    }
    sp_store_close(store);
    sp_arena_free(&a);
}

/* BODY gives 0 in a process of its own. */
static inline void stored_in_a_child(int (*body)(void))
{
    int status;
    pid_t child = fork();
    if (!child)
        _exit(body());
    waitpid(child, &status, 0);
    ck_assert_int_eq(status, 0);
}

/* What the query prints, in memory to be freed. */
static inline char *stored_table_code(const char *path, struct sp_query query,
                                      int *code)
{
    char *text = NULL;
    size_t length = 0;
    struct sp_store *store = stored_open(path, SP_STORE_READ);
    FILE *out = open_memstream(&text, &length);
    *code = sp_store_table(store, &query, out);
    fclose(out);
    sp_store_close(store);
    char *copy = strdup(text);
    free(text);
    return copy;
}

static inline char *stored_table(const char *path, struct sp_query query)
{
    int code;
    char *text = stored_table_code(path, query, &code);
    ck_assert_msg(!code, "%s", sp_fault_text());
    return text;
}

/* The first number that SQL gives. */
static inline long long stored_ask(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    ck_assert_msg(code == SQLITE_OK, "%s", sqlite3_errmsg(db));
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    long long answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return answer;
}

#define ck_table(path, expected, ...)                                                  \
    do {                                                                               \
        char *table_text = stored_table(path, (struct sp_query){__VA_ARGS__});         \
        ck_assert_str_eq(table_text, expected);                                        \
        free(table_text);                                                              \
    } while (0)

/* The last sentence holds WORDS. */
#define ck_sentence(words)                                                             \
    ck_assert_msg(strstr(sp_fault_text(), words), "'%s' is not in: %s", words,         \
                  sp_fault_text())

#endif
