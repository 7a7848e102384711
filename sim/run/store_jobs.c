/* The list of jobs: what is current, and in which state each one is. */
#include "store_inside.h"

#include <string.h>

#include "superpose/fault.h"

/* What is known of an id while a listing is compared with the jobs there are. */
enum { USED = 1, CURRENT = 2, LISTED = 4 };

enum { IDS_MOST = 1000000000 };

struct pass {
    struct sp_store *store;
    sqlite3_stmt *find, *add;
    unsigned char *known; /* (ids) flags of each id */
    long long ids, spare; /* from spare on, ids are free */
};

static int record_axes(struct sp_store *s, const struct sp_experiment *experiment)
{
    int code = sp_sql_do(s, "DELETE FROM axes", "");
    for (int i = 0; !code && i < experiment->axes; i++)
        for (int k = 0; !code && k < experiment->axis[i].keys; k++)
            code = sp_sql_do(s, "INSERT INTO axes VALUES (?, ?)", "it", i,
                             experiment->axis[i].key[k]);
    return code;
}

static int record_meta(struct sp_store *s, const struct sp_experiment *experiment)
{
    const char *const meta[][2] = {
        {"version", s->origin.version},   {"revision", s->origin.revision},
        {"compiler", s->origin.compiler}, {"cpu", s->origin.cpu},
        {"real", s->origin.real},         {"path", experiment->path},
        {"stem", experiment->stem},       {"question", experiment->question},
        {"content", experiment->content}};
    int code = 0;
    for (size_t i = 0; !code && i < sizeof meta / sizeof *meta; i++)
        code = sp_sql_do(s, "REPLACE INTO meta VALUES (?, ?)", "tt", meta[i][0],
                         meta[i][1]);
    if (!code)
        code = sp_sql_do(s,
                         "REPLACE INTO meta VALUES"
                         " ('when', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
                         "");
    return code;
}

static int check_precision(struct sp_store *s)
{
    long long other = 0;
    int code =
        sp_sql_number(s, &other,
                      "SELECT 1 FROM meta WHERE key = 'real' AND value <> ?"
                      " AND EXISTS (SELECT 1 FROM jobs WHERE state <> 'pending')",
                      "t", SP_REAL_NAME);
    if (!code && other)
        return sp_fault(SP_BAD,
                        "%s holds results in another precision than this program's "
                        "(%s): give another path",
                        s->path, SP_REAL_NAME);
    return code;
}

/* Flags of the ids there are; room for all that JOBS new ones may get. */
static int look_around(struct pass *p, struct sp_arena *a, long jobs)
{
    struct sp_store *s = p->store;
    sqlite3_stmt *all = NULL;
    long long last = 0;
    int code = sp_sql_number(s, &last, "SELECT max(id) FROM jobs", "");
    if (!code && (last < 0 || last > IDS_MOST))
        code = sp_sql_damaged(s, "the number of a job is out of range");
    if (code)
        return code;
    p->spare = 1 + (last > jobs ? last : jobs);
    p->ids = p->spare + jobs;
    p->known = SP_TAKE(a, p->ids, unsigned char);
    code = sp_sql_ask(s, &all, "SELECT id, current FROM jobs", "");
    while (!code && (code = sp_sql_step(s, all)) > 0) {
        long long id = sqlite3_column_int64(all, 0);
        bool valid = id > 0 && id < p->ids;
        if (valid)
            p->known[id] = sqlite3_column_int(all, 1) ? USED | CURRENT : USED;
        code = valid ? 0 : sp_sql_damaged(s, "the number of a job is out of range");
    }
    sqlite3_finalize(all);
    return code;
}

/* The id of a new job: its number, or one behind all others. */
static long long new_id(struct pass *p, long number)
{
    return p->known[number] & USED ? p->spare++ : number;
}

static int list_job(struct pass *p, const struct sp_listed_job *job, long number)
{
    sp_sql_bind(p->find, "t", job->name);
    int code = sp_sql_step(p->store, p->find);
    if (code < 0)
        return code;
    if (code > 0) {
        p->known[sqlite3_column_int64(p->find, 0)] |= LISTED;
        return 0;
    }
    long long id = new_id(p, number);
    const char *sae = job->sae_stage && *job->sae_stage ? job->sae_stage : NULL;
    sp_sql_bind(p->add, "lttttl", id, job->name, job->stage, sae, job->json,
                (long long)job->seed);
    p->known[id] = USED | CURRENT | LISTED;
    return sp_sql_step(p->store, p->add);
}

/* Sets the flag of the jobs that are listed, and takes it from the others. */
static int mark_current(struct pass *p)
{
    sqlite3_stmt *mark = NULL;
    int code =
        sp_sql_ask(p->store, &mark, "UPDATE jobs SET current = ? WHERE id = ?", "");
    for (long long id = 1; !code && id < p->ids; id++) {
        bool listed = p->known[id] & LISTED, current = p->known[id] & CURRENT;
        if (listed == current)
            continue;
        sp_sql_bind(mark, "il", (int)listed, id);
        code = sp_sql_step(p->store, mark);
    }
    sqlite3_finalize(mark);
    return code;
}

static int list_jobs(struct sp_store *s, const struct sp_listed_job *job, long jobs)
{
    struct sp_arena a = {0};
    struct pass p = {.store = s};
    int code = look_around(&p, &a, jobs);
    if (!code)
        code = sp_sql_ask(s, &p.find, "SELECT id FROM jobs WHERE name = ?", "");
    if (!code)
        code =
            sp_sql_ask(s, &p.add,
                       "INSERT INTO jobs (id, name, stage, sae_stage, settings, seed,"
                       " current, state) VALUES (?, ?, ?, ?, ?, ?, 1, 'pending')",
                       "");
    for (long i = 0; !code && i < jobs; i++)
        code = list_job(&p, &job[i], i + 1);
    if (!code)
        code = mark_current(&p);
    sqlite3_finalize(p.find);
    sqlite3_finalize(p.add);
    sp_arena_free(&a);
    return code;
}

int sp_store_begin(struct sp_store *s, const struct sp_experiment *experiment,
                   const struct sp_listed_job *job, long jobs)
{
    int code = sp_sql_start(s);
    if (!code)
        code = check_precision(s);
    if (!code)
        code = record_axes(s, experiment);
    if (!code)
        code = record_meta(s, experiment);
    if (!code)
        code = list_jobs(s, job, jobs);
    return sp_sql_finish(s, code);
}

static int read_state(struct sp_store *s, const char *word, enum sp_state *out)
{
    for (int state = SP_PENDING; word && state <= SP_FAULTY; state++)
        if (!strcmp(word, sp_state_names[state])) {
            *out = (enum sp_state)state;
            return 0;
        }
    return sp_sql_damaged(s, "a job in it has an unknown state");
}

/* *id is 0 when the job is not known. */
static int find_job(struct pass *p, const char *name, enum sp_state *state,
                    long long *id)
{
    *state = SP_PENDING;
    *id = 0;
    sp_sql_bind(p->find, "t", name);
    int code = sp_sql_step(p->store, p->find);
    if (code <= 0)
        return code;
    *id = sqlite3_column_int64(p->find, 1);
    return read_state(p->store, (const char *)sqlite3_column_text(p->find, 0), state);
}

int sp_store_states(struct sp_store *s, const struct sp_listed_job *job, long jobs,
                    enum sp_state *out, long *id)
{
    struct sp_arena a = {0};
    struct pass p = {.store = s};
    int code = sp_sql_ask(s, &p.find, "SELECT state, id FROM jobs WHERE name = ?", "");
    if (!code && id)
        code = look_around(&p, &a, jobs);
    for (long i = 0; !code && i < jobs; i++) {
        long long known;
        code = find_job(&p, job[i].name, &out[i], &known);
        if (id)
            id[i] = (long)(known ? known : new_id(&p, i + 1));
    }
    sqlite3_finalize(p.find);
    sp_arena_free(&a);
    return code;
}

int sp_store_state(struct sp_store *s, const char *name, enum sp_state *out)
{
    const struct sp_listed_job one = {.name = name};
    return sp_store_states(s, &one, 1, out, NULL);
}
