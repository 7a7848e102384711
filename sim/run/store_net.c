/* What training left, once per stage: kept for other jobs and for export. */
#include "store_inside.h"

#include <string.h>

#include "superpose/fault.h"

static const char *const end_names[] = {"done", "settled", "diverged", "stopped"};

_Static_assert(SP_TRAIN_STOPPED == 3, "a word for every end of training");

/* Pairs (step, loss). */
static double *curve_pairs(struct sp_arena *a, const struct sp_curve *curve)
{
    double *pair = SP_TAKE(a, 2 * curve->points + 1, double);
    for (int i = 0; i < curve->points; i++) {
        pair[2 * i] = curve->step[i];
        pair[2 * i + 1] = curve->loss[i];
    }
    return pair;
}

static int write_layout(struct sp_store *s, const char *stage, const struct sp_net *net)
{
    int code = 0;
    for (int i = 0; !code && i < net->arrays; i++) {
        const struct sp_array *array = &net->array[i];
        code = sp_sql_do(s, "INSERT OR IGNORE INTO layout VALUES (?, ?, ?, ?, ?)",
                         "ttlll", stage, array->name, (long long)array->rows,
                         (long long)array->columns, (long long)array->at);
    }
    return code;
}

static int write_net(struct sp_store *s, const char *stage,
                     const struct sp_trained *trained, const struct sp_net *net)
{
    const struct sp_training *training = &trained->training;
    struct sp_arena a = {0};
    if (!trained->count)
        return 0;
    int code = sp_sql_do(
        s, "INSERT OR IGNORE INTO nets VALUES (?, ?, ?, ?, ?, ?, ?, ?)", "ttidltbb",
        stage, end_names[training->end], training->steps, training->change,
        (long long)trained->count, SP_REAL_NAME,
        (const void *)curve_pairs(&a, &training->curve),
        2 * (size_t)training->curve.points * sizeof(double),
        (const void *)trained->param, trained->count * sizeof *trained->param);
    sp_arena_free(&a);
    return code ? code : write_layout(s, stage, net);
}

/* The two stages of a job, "" for one that it has not. */
static int read_stages(struct sp_store *s, struct sp_arena *a, long long id,
                       const char *stage[2])
{
    sqlite3_stmt *job = NULL;
    int code =
        sp_sql_ask(s, &job, "SELECT stage, sae_stage FROM jobs WHERE id = ?", "l", id);
    if (!code)
        code = sp_sql_step(s, job);
    for (int i = 0; i < 2; i++) {
        const char *text = code > 0 ? (const char *)sqlite3_column_text(job, i) : NULL;
        stage[i] = sp_arena_text(a, text ? text : "");
    }
    sqlite3_finalize(job);
    return code < 0 ? code : 0;
}

int sp_store_write_nets(struct sp_store *s, long long id,
                        const struct sp_result *result)
{
    struct sp_arena a = {0};
    const char *stage[2];
    int code = read_stages(s, &a, id, stage);
    if (!code)
        code = write_net(s, stage[0], &result->trained, &result->net);
    if (!code)
        code = write_net(s, stage[1], &result->sae_trained, &result->sae);
    sp_arena_free(&a);
    return code;
}

int sp_store_has_nets(struct sp_store *s, bool *out)
{
    long long any = 0;
    int code = sp_sql_number(s, &any, "SELECT EXISTS (SELECT 1 FROM nets)", "");
    *out = any != 0;
    return code;
}

static struct sp_curve read_curve(struct sp_arena *a, const void *data, int points)
{
    struct sp_curve curve = {.points = points,
                             .step = SP_TAKE(a, points, int),
                             .loss = SP_TAKE(a, points, double)};
    for (int i = 0; i < points; i++) {
        double pair[2];
        memcpy(pair, (const char *)data + (size_t)i * sizeof pair, sizeof pair);
        curve.step[i] = (int)pair[0];
        curve.loss[i] = pair[1];
    }
    return curve;
}

static bool read_end(const char *word, enum sp_train_end *out)
{
    for (int end = SP_TRAIN_DONE; word && end < SP_TRAIN_STOPPED; end++)
        if (!strcmp(word, end_names[end])) {
            *out = (enum sp_train_end)end;
            return true;
        }
    return false;
}

/* A row (ended, steps, count, curve, data, change) on its way to the arena. */
struct reading {
    struct sp_store *store;
    struct sp_arena *a;
    sqlite3_stmt *net;
    struct sp_trained *out;
};

static int read_trained(void *context)
{
    struct reading *r = context;
    sqlite3_stmt *net = r->net;
    struct sp_training *training = &r->out->training;
    training->steps = sqlite3_column_int(net, 1);
    r->out->count = (size_t)sqlite3_column_int64(net, 2);
    size_t curve_bytes = (size_t)sqlite3_column_bytes(net, 3);
    size_t bytes = (size_t)sqlite3_column_bytes(net, 4);
    const void *curve = sqlite3_column_blob(net, 3),
               *data = sqlite3_column_blob(net, 4);
    bool whole = read_end((const char *)sqlite3_column_text(net, 0), &training->end);
    if (!whole || !data || bytes / sizeof(sp_real) != r->out->count ||
        bytes % sizeof(sp_real) || curve_bytes % (2 * sizeof(double)))
        return sp_sql_damaged(r->store, "a trained net in it is not whole");
    training->curve =
        read_curve(r->a, curve, (int)(curve_bytes / (2 * sizeof(double))));
    training->change = sqlite3_column_type(net, 5) == SQLITE_NULL
                           ? (double)NAN
                           : sqlite3_column_double(net, 5);
    r->out->param = SP_TAKE(r->a, r->out->count, sp_real);
    memcpy(r->out->param, data, bytes);
    return 0;
}

/* Guarded, so that an arena without room leaves no statement open. */
int sp_store_trained(struct sp_store *s, struct sp_arena *a, const char *stage,
                     bool *found, struct sp_trained *out)
{
    struct reading r = {.store = s, .a = a, .out = out};
    *found = false;
    int code = sp_sql_ask(s, &r.net,
                          "SELECT ended, steps, count, curve, data, change FROM nets"
                          " WHERE stage = ? AND real = ?",
                          "tt", stage, SP_REAL_NAME);
    if (!code)
        code = sp_sql_step(s, r.net);
    if (code > 0) {
        code = sp_arena_guard(a, read_trained, &r);
        *found = !code;
    }
    sqlite3_finalize(r.net);
    return code;
}

/* Why there is no such array. */
static int no_array(struct sp_store *s, struct sp_arena *a, long id, const char *name)
{
    sqlite3_stmt *job = NULL;
    int code = sp_sql_ask(s, &job,
                          "SELECT state, (SELECT group_concat(name, ', ') FROM (SELECT"
                          " name FROM arrays WHERE job = id ORDER BY name)) FROM jobs"
                          " WHERE id = ?",
                          "l", (long long)id);
    if (!code)
        code = sp_sql_step(s, job);
    const char *state = code > 0 ? (const char *)sqlite3_column_text(job, 0) : NULL;
    const char *names = code > 0 ? (const char *)sqlite3_column_text(job, 1) : NULL;
    const char *what = sp_arena_text(a, names ? names : state ? state : "");
    sqlite3_finalize(job);
    if (code < 0)
        return code;
    if (!code)
        return sp_fault(SP_BAD,
                        "%s has no job %ld: `superpose table` with scope jobs "
                        "lists them",
                        s->path, id);
    if (!names)
        return sp_fault(SP_BAD, "job %ld in %s has no arrays: it is %s", id, s->path,
                        what);
    return sp_fault(SP_BAD, "job %ld in %s has no array '%s': it has %s", id, s->path,
                    name, what);
}

static int read_array(struct sp_store *s, struct sp_arena *a, sqlite3_stmt *array,
                      size_t *rows, size_t *columns, float **value)
{
    *rows = (size_t)sqlite3_column_int64(array, 0);
    *columns = (size_t)sqlite3_column_int64(array, 1);
    const char *real = (const char *)sqlite3_column_text(array, 2);
    bool wide = real && !strcmp(real, "double");
    size_t size = wide ? sizeof(double) : sizeof(float);
    size_t bytes = (size_t)sqlite3_column_bytes(array, 3), count = bytes / size;
    const char *data = sqlite3_column_blob(array, 3);
    if (bytes % size || (*columns && count / *columns != *rows) ||
        *rows * *columns != count)
        return sp_sql_damaged(s, "an array in it is not whole");
    *value = SP_TAKE(a, count, float);
    for (size_t i = 0; i < count; i++) {
        double number;
        memcpy(wide ? (void *)&number : (void *)(*value + i), data + i * size, size);
        if (wide)
            (*value)[i] = (float)number;
    }
    return 0;
}

int sp_store_array(struct sp_store *s, struct sp_arena *a, long id, const char *name,
                   size_t *rows, size_t *columns, float **value)
{
    sqlite3_stmt *array = NULL;
    int code = sp_sql_ask(s, &array,
                          "SELECT rows, columns, real, data FROM arrays"
                          " WHERE job = ? AND name = ?",
                          "lt", (long long)id, name);
    if (!code)
        code = sp_sql_step(s, array);
    if (code > 0)
        code = read_array(s, a, array, rows, columns, value);
    else if (!code)
        code = no_array(s, a, id, name);
    sqlite3_finalize(array);
    return code;
}
