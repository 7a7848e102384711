/* Jobs on threads.  What threads share is a place in the plan, under one lock, and the
   store, under another that nobody waits for with a small result: it is left to the
   thread that is writing.  A job's numbers depend on its own settings alone. */
#include "superpose/sweep.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "superpose/crew.h"
#include "superpose/fault.h"

/* Results left to whoever is writing: so many, and so large each, at most. */
enum { WAITING = 64, WAITING_BYTES = 1 << 20 };

/* Nanoseconds between two looks of a thread that has nothing to do. */
enum { NAP = 5000000 };

/* A result on its way into the store. */
struct finished {
    struct finished *next;
    char name[SP_NAME_LENGTH + 1];
    long number;
    struct sp_result result;
    struct sp_arena arena; /* goes when it is written; empty when that is awaited */
};

struct worker {
    struct sp_crew crew;
    struct sweep *sweep;
    pthread_t thread;
};

struct sweep {
    struct sp_store *store;
    const struct sp_experiment *experiment;
    const struct sp_listing *listing;
    const struct sp_sweep_options *options;
    struct sp_sweep_report *report;
    struct sp_plan plan;
    bool trained;  /* the store had nets when the sweep began */
    double memory; /* bytes that needs may add up to */
    int workers;
    struct worker *worker; /* (workers) */
    atomic_bool broken;    /* the store gave up: no thread goes on */

    pthread_mutex_t place; /* of: */
    long next;             /* group to take */
    int busy;              /* workers in a group */
    double bytes;          /* that their groups need */

    _Atomic(struct finished *) queue; /* the newest first */
    atomic_int waiting;               /* how many in it */
    pthread_mutex_t writing;          /* of store, report, progress and: */
    int code;
    char fault[4096];
};

int sp_cores(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set))
        return 1;
    return CPU_COUNT(&set);
}

static void give_up(struct sweep *s, int code)
{
    atomic_store(&s->broken, true);
    if (s->code)
        return;
    s->code = code;
    strncpy(s->fault, sp_fault_text(), sizeof s->fault - 1);
}

static void record(struct sweep *s, const struct finished *f)
{
    struct sp_arena words = {0};
    struct sp_sweep_report *report = s->report;
    int code = s->code ? s->code : sp_store_write(s->store, f->name, &f->result);
    if (code) {
        give_up(s, code);
        return;
    }
    report->done += f->result.state == SP_DONE;
    report->diverged += f->result.state == SP_DIVERGED;
    report->failed += f->result.state == SP_FAULTY;
    sp_progress_say(s->options->progress,
                    report->before + report->done + report->diverged,
                    sp_experiment_place(&words, s->experiment, f->number));
    sp_arena_free(&words);
}

/* Everything in the queue, in the order in which it came. */
static void record_all(struct sweep *s)
{
    struct finished *newest = atomic_exchange(&s->queue, NULL), *f = NULL;
    while (newest) {
        struct finished *older = newest->next;
        newest->next = f;
        f = newest;
        newest = older;
    }
    while (f) {
        struct finished *next = f->next;
        struct sp_arena arena = f->arena; /* f itself may lie in it */
        record(s, f);
        atomic_fetch_sub(&s->waiting, 1);
        sp_arena_free(&arena);
        f = next;
    }
}

/* Writes the queue unless another thread does.  A result is in the queue before its
   thread tries the lock, and whoever writes looks again when the lock is free: so none
   stays behind.  With WAIT, on return all has been written that was in the queue. */
static void write_queue(struct sweep *s, bool wait)
{
    if (wait)
        pthread_mutex_lock(&s->writing);
    else if (pthread_mutex_trylock(&s->writing))
        return;
    do {
        record_all(s);
        pthread_mutex_unlock(&s->writing);
    } while (atomic_load(&s->queue) && !pthread_mutex_trylock(&s->writing));
}

/* Gives a result to the store.  Its arena goes with it, unless the result is large:
   then it has been written on return. */
static void hand_in(struct sweep *s, struct sp_arena *a, const char *name, long number,
                    const struct sp_result *result)
{
    bool wait = result->state == SP_FAULTY || a->taken > WAITING_BYTES ||
                atomic_load(&s->waiting) >= WAITING;
    struct finished here = {0}, *f = wait ? &here : SP_TAKE(a, 1, struct finished);
    *f = (struct finished){.number = number, .result = *result};
    memcpy(f->name, name, sizeof f->name);
    if (!wait) {
        f->arena = *a;
        *a = (struct sp_arena){0};
    }
    atomic_fetch_add(&s->waiting, 1);
    f->next = atomic_load(&s->queue);
    while (!atomic_compare_exchange_weak(&s->queue, &f->next, f))
        continue;
    write_queue(s, wait);
}

/* A net that several jobs of a group take over. */
struct kept {
    char stage[SP_NAME_LENGTH + 1]; /* ""; nothing is kept */
    struct sp_trained trained;
    struct sp_arena arena;
};

static void forget(struct kept *k)
{
    *k->stage = '\0';
    sp_arena_free(&k->arena);
}

static void name_stage(struct kept *k, const char *stage)
{
    snprintf(k->stage, sizeof k->stage, "%s", stage);
}

/* Looks for the net of STAGE in the store, unless it is at hand: one that was trained
   by an earlier call. */
static const struct sp_trained *find(struct sweep *s, struct kept *k, const char *stage)
{
    bool found = *stage && !strcmp(k->stage, stage);
    if (!found && *stage && s->trained) {
        forget(k);
        pthread_mutex_lock(&s->writing);
        int code = sp_store_trained(s->store, &k->arena, stage, &found, &k->trained);
        if (code)
            give_up(s, code);
        pthread_mutex_unlock(&s->writing);
        if (found)
            name_stage(k, stage);
    }
    return found ? &k->trained : NULL;
}

static void *copied(struct sp_arena *a, const void *from, size_t bytes)
{
    return memcpy(SP_TAKE(a, bytes, char), from, bytes);
}

/* Keeps a copy, so that the arena of the job that trained it can go. */
static void keep(struct kept *k, const char *stage, const struct sp_trained *from)
{
    const struct sp_curve *curve = &from->training.curve;
    size_t points = (size_t)curve->points;
    if (!strcmp(k->stage, stage) || !from->count)
        return;
    forget(k);
    name_stage(k, stage);
    k->trained = *from;
    k->trained.param =
        copied(&k->arena, from->param, from->count * sizeof *from->param);
    if (points) {
        k->trained.training.curve.step =
            copied(&k->arena, curve->step, points * sizeof *curve->step);
        k->trained.training.curve.loss =
            copied(&k->arena, curve->loss, points * sizeof *curve->loss);
    }
}

static bool over(const struct sweep *s)
{
    return atomic_load(&s->broken) || atomic_load(s->options->stop);
}

/* Does one job of a group; false when nothing more is to be done. */
static bool do_job(struct worker *w, long number, struct kept *toy, struct kept *sae,
                   bool more, struct sp_arena *a)
{
    struct sweep *s = w->sweep;
    struct sp_job job;
    struct sp_result result;
    int code = sp_experiment_job(a, s->experiment, number, &job);
    sp_require(!code); /* every job was resolved before */
    struct sp_taken from = {find(s, toy, job.stage), find(s, sae, job.sae_stage)};
    code = sp_job_run(a, &job, from, &w->crew, s->options->stop, &result);
    if (code == SP_STOPPED || atomic_load(&s->broken))
        return false;
    if (more && sp_state_is_final(result.state)) {
        keep(toy, job.stage, &result.trained);
        keep(sae, job.sae_stage, &result.sae_trained);
    }
    hand_in(s, a, job.name, number, &result);
    return true;
}

/* Does the jobs of one stage: the first of them trains the toy, and the first of each
   autoencoder that. */
static void do_group(struct worker *w, long group)
{
    struct sweep *s = w->sweep;
    struct kept toy = {0}, sae = {0};
    struct sp_arena a = {0};
    long first = s->plan.first[group], end = s->plan.first[group + 1];
    bool on = true;
    for (long k = first; on && k < end; k++) {
        on = do_job(w, s->plan.number[k], &toy, &sae, k + 1 < end, &a);
        sp_arena_free(&a);
    }
    forget(&toy);
    forget(&sae);
}

/* The least that a group's jobs need at a time: one job, and the nets it takes over. */
static double bytes_of(const struct sweep *s, long group)
{
    long first = s->plan.first[group], end = s->plan.first[group + 1];
    double bytes = s->listing->need[s->plan.number[first] - 1].bytes;
    return end - first > 1 ? 2 * bytes : bytes;
}

/* Takes the next group, when there is one and the memory for it beside the others.
   Gives false when there will be none for anybody. */
static bool take_group(struct sweep *s, long *group)
{
    pthread_mutex_lock(&s->place);
    bool left = s->next < s->plan.groups && !over(s);
    double bytes = left ? bytes_of(s, s->next) : 0;
    *group = -1;
    if (left && (!s->busy || s->bytes + bytes <= s->memory)) {
        *group = s->next++;
        s->busy++;
        s->bytes += bytes;
    }
    bool more = left || (s->busy && !over(s));
    pthread_mutex_unlock(&s->place);
    return more;
}

static void leave_group(struct sweep *s, long group)
{
    pthread_mutex_lock(&s->place);
    s->busy--;
    s->bytes -= bytes_of(s, group);
    pthread_mutex_unlock(&s->place);
}

/* Works for the open crew that has the fewest helpers, as long as it is open; naps when
   there is none. */
static void help(struct sweep *s)
{
    struct sp_crew *best = NULL;
    int fewest = 0;
    for (int i = 0; i < s->workers; i++) {
        int helpers = sp_crew_helpers(&s->worker[i].crew);
        if (helpers >= 0 && (!best || helpers < fewest)) {
            best = &s->worker[i].crew;
            fewest = helpers;
        }
    }
    if (!best || !sp_crew_help(best))
        nanosleep(&(struct timespec){.tv_nsec = NAP}, NULL);
}

static void *work(void *context)
{
    struct worker *w = context;
    long group;
    while (take_group(w->sweep, &group)) {
        if (group < 0) {
            help(w->sweep);
            continue;
        }
        do_group(w, group);
        leave_group(w->sweep, group);
    }
    return NULL;
}

/* One of the threads is the calling one. */
static void work_on_threads(struct sweep *s)
{
    int started = 1;
    for (int i = 0; i < s->workers; i++)
        s->worker[i].sweep = s;
    while (started < s->workers &&
           !pthread_create(&s->worker[started].thread, NULL, work, &s->worker[started]))
        started++;
    work(&s->worker[0]);
    while (started > 1)
        pthread_join(s->worker[--started].thread, NULL);
}

static int run_plan(struct sweep *s, struct sp_arena *a)
{
    const struct sp_sweep_options *options = s->options;
    int code = sp_store_has_nets(s->store, &s->trained);
    if (code)
        return code;
    /* A need is the least; large nets have been seen to take twice that. */
    s->memory = sp_machine_bytes() / 2;
    s->workers = options->threads ? options->threads : sp_cores();
    s->worker = SP_TAKE(a, s->workers, struct worker);
    pthread_mutex_init(&s->place, NULL);
    pthread_mutex_init(&s->writing, NULL);
    sp_progress_begin(options->progress, s->report->jobs, s->report->before);
    if (s->plan.groups)
        work_on_threads(s);
    sp_progress_end(options->progress);
    pthread_mutex_destroy(&s->writing);
    pthread_mutex_destroy(&s->place);
    if (s->code)
        return sp_fault(s->code, "%s", s->fault);
    return atomic_load(options->stop) ? sp_fault(SP_STOPPED, "stopped") : 0;
}

int sp_sweep(struct sp_store *store, const struct sp_experiment *experiment,
             const struct sp_listing *listing, const struct sp_sweep_options *options,
             struct sp_sweep_report *out)
{
    struct sp_arena a = {0};
    enum sp_state *state = SP_TAKE(&a, listing->jobs, enum sp_state);
    *out = (struct sp_sweep_report){0};
    int code = sp_store_states(store, listing->job, listing->jobs, state, NULL);
    if (!code) {
        struct sweep s = {
            .store = store,
            .experiment = experiment,
            .listing = listing,
            .options = options,
            .report = out,
            .plan = sp_plan_make(&a, listing, state, options->shard, options->shards)};
        out->jobs = s.plan.jobs;
        out->before = s.plan.before;
        code = run_plan(&s, &a);
    }
    sp_arena_free(&a);
    return code;
}
