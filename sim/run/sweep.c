/* Jobs on threads.  What threads share is the plan (place.h) and the store, under a
   lock that nobody waits for with a small result: it is left to the thread that is
   writing.  A job's numbers depend on its own settings alone. */
#include "superpose/sweep.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "place.h"
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
    int index;
    pthread_t thread;
    struct sp_kept sae; /* for its next job */
};

struct sweep {
    struct sp_store *store;
    const struct sp_experiment *experiment;
    const struct sp_listing *listing;
    const struct sp_sweep_options *options;
    struct sp_sweep_report *report;
    struct sp_plan plan;
    bool trained; /* the store had nets when the sweep began */
    int workers;
    struct worker *worker; /* (workers) */
    atomic_bool broken;    /* the store gave up: no thread goes on */

    struct sp_place place;

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

/* The net of STAGE that an earlier call trained, from the store; in A. */
static bool in_store(struct sweep *s, struct sp_arena *a, const char *stage,
                     struct sp_trained *out)
{
    bool found = false;
    if (!*stage || !s->trained)
        return false;
    pthread_mutex_lock(&s->writing);
    int code = sp_store_trained(s->store, a, stage, &found, out);
    if (code)
        give_up(s, code);
    pthread_mutex_unlock(&s->writing);
    return found;
}

static bool over(const struct sweep *s)
{
    return atomic_load(&s->broken) || atomic_load(s->options->stop);
}

/* What the job can take over: what this worker has at hand, or what the store has. */
static struct sp_taken taken(struct worker *w, const struct sp_job *job)
{
    struct sweep *s = w->sweep;
    const struct sp_kept *toy = &s->place.span[w->index].toy;
    struct sp_arena a = {0};
    struct sp_trained look;
    if (!sp_kept_is(toy, job->stage) && in_store(s, &a, job->stage, &look))
        sp_place_keep(&s->place, w->index, job->stage, &look);
    if (!sp_kept_is(&w->sae, job->sae_stage) && in_store(s, &a, job->sae_stage, &look))
        sp_kept_copy(&w->sae, job->sae_stage, &look);
    sp_arena_free(&a);
    return (struct sp_taken){sp_kept_is(toy, job->stage) ? &toy->trained : NULL,
                             sp_kept_is(&w->sae, job->sae_stage) ? &w->sae.trained
                                                                 : NULL};
}

/* The first job of a stage trains the toy model, and the first of each autoencoder
   that; with MORE of the stage to come, both are kept. */
static void do_job(struct worker *w, long number, bool more, struct sp_arena *a)
{
    struct sweep *s = w->sweep;
    struct sp_job job;
    struct sp_result result;
    int code = sp_experiment_job(a, s->experiment, number, &job);
    sp_require(!code); /* every job was resolved before */
    code = sp_job_run(a, &job, taken(w, &job), &w->crew, s->options->stop, &result);
    if (code == SP_STOPPED || atomic_load(&s->broken))
        return;
    if (more && sp_state_is_final(result.state)) {
        sp_place_keep(&s->place, w->index, job.stage, &result.trained);
        sp_kept_copy(&w->sae, job.sae_stage, &result.sae_trained);
    }
    hand_in(s, a, job.name, number, &result);
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
    struct sp_arena a = {0};
    long number;
    bool more;
    while (!over(w->sweep) &&
           sp_place_next(&w->sweep->place, w->index, &number, &more)) {
        if (!number) {
            help(w->sweep);
            continue;
        }
        do_job(w, number, more, &a);
        sp_arena_free(&a);
        if (!more)
            sp_kept_forget(&w->sae);
    }
    sp_kept_forget(&w->sae);
    return NULL;
}

/* One of the threads is the calling one. */
static void work_on_threads(struct sweep *s)
{
    int started = 1;
    for (int i = 0; i < s->workers; i++) {
        s->worker[i].sweep = s;
        s->worker[i].index = i;
    }
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
    s->workers = options->threads ? options->threads : sp_cores();
    s->worker = SP_TAKE(a, s->workers, struct worker);
    /* A need is the least; large nets have been seen to take twice that. */
    sp_place_begin(&s->place, a, &s->plan, s->listing, s->workers,
                   sp_machine_bytes() / 2);
    pthread_mutex_init(&s->writing, NULL);
    sp_progress_begin(options->progress, s->report->jobs, s->report->before);
    if (s->plan.groups)
        work_on_threads(s);
    sp_progress_end(options->progress);
    pthread_mutex_destroy(&s->writing);
    sp_place_end(&s->place);
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
