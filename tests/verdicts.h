/* Experiments whose rows are planted, and what a verdict makes of them. */
#ifndef SUPERPOSE_TESTS_VERDICTS_H
#define SUPERPOSE_TESTS_VERDICTS_H

#include "../sim/run/verdict_inside.h"
#include "stored.h"
#include "trial.h"

static char folder[64], path[128];

/* A store that is not there yet, in a new folder. */
static inline void stored_fresh(void)
{
    snprintf(path, sizeof path, "%s/small.db", stored_folder(folder));
}

/* Twelve cells of six seeds, in which what is claimed of `loss` is planted. */
static const char axes[] = "source: {features: [4, 8, 16, 32, 64, 128],\n"
                           "         density: [0.1, 0.3]}\ntoy: {hidden: 2}\n"
                           "seed: {count: 6}\n";

/* A job on its way into the store. */
struct planted {
    double features, density;
    bool control;
    uint64_t seed;
    double noise; /* standard normal */
    double loss, gain;
    double fall; /* of the loss over the last fifth of training */
    enum sp_state state;
};

static struct sp_verdict verdict;

static inline double number(const struct sp_job *j, const char *key)
{
    for (int i = 0; i < j->settings; i++)
        if (!strcmp(j->setting[i].key, key))
            return strtod(j->setting[i].text, NULL);
    return NAN;
}

static inline void put_job(struct sp_store *store, const char *name,
                           const struct planted *p)
{
    static const struct sp_column columns[] = {{SP_RUNS, "loss", NULL, ""},
                                               {SP_RUNS, "gain", NULL, ""},
                                               {SP_FEATURES, "r2", NULL, ""}};
    struct sp_arena own = {0};
    sp_real weight = 1;
    struct sp_result result = {
        .state = p->state,
        .rows = {.arena = &own},
        .trained = {.count = 1,
                    .param = &weight,
                    .training = {.steps = 100, .change = -p->fall}}};
    if (p->state == SP_FAULTY)
        result.error = "planted";
    sp_rows_put(&result.rows, &columns[0], p->loss);
    sp_rows_put(&result.rows, &columns[1], p->gain);
    double *r2 = sp_rows_add(&result.rows, &columns[2], 2);
    r2[0] = p->loss - 1;
    r2[1] = p->loss + 3;
    if (p->state != SP_PENDING)
        ck_assert_msg(!sp_store_write(store, name, &result), "%s", sp_fault_text());
    sp_arena_free(&own);
}

/* The store of the experiment that was read, jobs as PLANT makes them; backwards, the
   last job first. */
static inline void store_planted(void (*plant)(struct planted *), bool backwards)
{
    struct sp_store *store = stored_open(path, SP_STORE_WRITE);
    struct sp_listed_job *list = SP_TAKE(&a, e.jobs, struct sp_listed_job);
    struct planted *all = SP_TAKE(&a, e.jobs, struct planted);
    struct sp_rng rng = sp_rng_make(11, 0);
    for (long i = 0; i < e.jobs; i++) {
        struct sp_job j = job(i + 1);
        const char *name = sp_arena_text(&a, j.name);
        list[i] = (struct sp_listed_job){name, name, "", "{}", j.seed};
        all[i] = (struct planted){number(&j, "source.features"),
                                  number(&j, "source.density"),
                                  !strcmp(j.source_kind->self.name, "independent"),
                                  j.seed,
                                  sp_rng_normal(&rng),
                                  0,
                                  0,
                                  0,
                                  SP_DONE};
        plant(&all[i]);
    }
    ck_assert_int_eq(sp_store_begin(store, &e, list, e.jobs), 0);
    for (long i = 0; i < e.jobs; i++) {
        long k = backwards ? e.jobs - 1 - i : i;
        put_job(store, list[k].name, &all[k]);
    }
    sp_store_close(store);
}

static inline void judge_stored(void)
{
    struct sp_store *store = stored_open(path, SP_STORE_READ);
    ck_assert_msg(!sp_verdict_make(&a, store, &e, &verdict), "%s", sp_fault_text());
    sp_store_close(store);
}

static inline const char *hypothesis(const char *parts)
{
    return sp_arena_print(&a,
                          "%shypotheses: {draws: 2000, x: {claim: c, falsified: f, "
                          "outcome: loss, strata: source.density, %s}}",
                          axes, parts);
}

/* Verdicts about what PLANT makes of one hypothesis with these PARTS. */
static inline const struct sp_verdict_line *judged(const char *parts,
                                                   void (*plant)(struct planted *))
{
    read_text(hypothesis(parts));
    stored_fresh();
    store_planted(plant, false);
    judge_stored();
    stored_forget(folder);
    ck_assert_int_eq(verdict.lines, 2);
    return verdict.line;
}

static inline void rising(struct planted *p)
{
    p->loss = log2(p->features) + 0.3 * p->noise + (double)p->seed;
}

static inline void falling(struct planted *p)
{
    rising(p);
    p->loss = -p->loss;
}

static inline void nothing(struct planted *p)
{
    p->loss = 5 + p->noise;
}

static inline void hump(struct planted *p)
{
    double x = log2(p->features);
    p->loss = fmin(x, 10.4 - x) + 0.2 * p->noise;
}

/* gain stands for a predicted plateau, up to which alone there is a trend. */
static inline void until_gain(struct planted *p)
{
    p->gain = 16;
    p->loss = fmin(log2(p->features), 4) + 0.1 * p->noise;
}

static const char up[] = "axis: source.features, direction: increasing";

#define ck_finding(line, expected)                                                     \
    ck_assert_msg((line)->finding == (expected), "%s: %s",                             \
                  sp_finding_names[(line)->finding], (line)->reason)

#endif
