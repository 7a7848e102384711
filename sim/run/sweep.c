/* Jobs on threads.  What threads share is a place in the plan and one lock around the
   store; a job's numbers depend on its own settings alone. */
#include "superpose/sweep.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "superpose/fault.h"

/* Jobs to do, so sorted that those of one stage are neighbours. */
struct plan {
    long count;
    long *number; /* (count) from 1 */
    long groups;
    long *first; /* (groups + 1) place in number where a stage begins */
};

struct sweep {
    struct sp_store *store;
    const struct sp_experiment *experiment;
    const struct sp_listing *listing;
    const struct sp_sweep_options *options;
    struct sp_sweep_report *report;
    struct plan plan;
    atomic_long next;     /* group to take */
    atomic_bool broken;   /* the store gave up: no thread goes on */
    pthread_mutex_t lock; /* of store, report, progress and what is below */
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

struct entry {
    const char *stage;
    long number, rank; /* rank: where the stage first occurs */
};

static int by_stage(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    int order = strcmp(a->stage, b->stage);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static int by_rank(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* All jobs so sorted that those of one stage are neighbours, stages in the order of
   their first jobs; (jobs) entries. */
static struct entry *by_stages(struct sp_arena *a, const struct sp_listing *listing)
{
    long jobs = listing->jobs;
    struct entry *entry = SP_TAKE(a, jobs, struct entry);
    for (long k = 0; k < jobs; k++)
        entry[k] = (struct entry){listing->job[k].stage, k + 1, 0};
    qsort(entry, (size_t)jobs, sizeof *entry, by_stage);
    for (long k = 0; k < jobs; k++) {
        bool same = k && strcmp(entry[k].stage, entry[k - 1].stage) == 0;
        entry[k].rank = same ? entry[k - 1].rank : entry[k].number;
    }
    qsort(entry, (size_t)jobs, sizeof *entry, by_rank);
    return entry;
}

/* What this shard has to do. A stage belongs to one shard as a whole. */
static struct plan plan_make(struct sp_arena *a, const struct sp_listing *listing,
                             const enum sp_state *state,
                             const struct sp_sweep_options *options,
                             struct sp_sweep_report *report)
{
    const struct entry *entry = by_stages(a, listing);
    struct plan plan = {.number = SP_TAKE(a, listing->jobs, long),
                        .first = SP_TAKE(a, listing->jobs + 1, long)};
    long stage = -1, planned = 0; /* stages seen; rank of the last one in the plan */
    for (long k = 0; k < listing->jobs; k++) {
        stage += k == 0 || entry[k].rank != entry[k - 1].rank;
        if (stage % options->shards != options->shard - 1)
            continue;
        report->jobs++;
        if (sp_state_is_final(state[entry[k].number - 1])) {
            report->before++;
            continue;
        }
        if (entry[k].rank != planned)
            plan.first[plan.groups++] = plan.count;
        planned = entry[k].rank;
        plan.number[plan.count++] = entry[k].number;
    }
    plan.first[plan.groups] = plan.count;
    return plan;
}

static void give_up(struct sweep *s, int code)
{
    atomic_store(&s->broken, true);
    if (s->code)
        return;
    s->code = code;
    strncpy(s->fault, sp_fault_text(), sizeof s->fault - 1);
}

static void record(struct sweep *s, const struct sp_job *job, long number,
                   const struct sp_result *result)
{
    struct sp_arena words = {0};
    struct sp_sweep_report *report = s->report;
    pthread_mutex_lock(&s->lock);
    int code = s->code ? s->code : sp_store_write(s->store, job->name, result);
    if (code) {
        give_up(s, code);
    } else {
        report->done += result->state == SP_DONE;
        report->diverged += result->state == SP_DIVERGED;
        report->failed += result->state == SP_FAULTY;
        sp_progress_say(s->options->progress,
                        report->before + report->done + report->diverged,
                        sp_experiment_place(&words, s->experiment, number));
    }
    pthread_mutex_unlock(&s->lock);
    sp_arena_free(&words);
}

/* A net of the same stage, trained by an earlier call. */
static const struct sp_trained *kept(struct sweep *s, struct sp_arena *a,
                                     const struct sp_job *job, struct sp_trained *out)
{
    bool found = false;
    pthread_mutex_lock(&s->lock);
    int code = sp_store_trained(s->store, a, job->stage, &found, out);
    if (code)
        give_up(s, code);
    pthread_mutex_unlock(&s->lock);
    return found ? out : NULL;
}

/* Does the jobs of one stage, the first of which trains; arena[0] keeps its net. */
static void do_group(struct sweep *s, long group, struct sp_arena arena[2])
{
    struct sp_trained trained;
    const struct sp_trained *from = NULL;
    for (long k = s->plan.first[group]; k < s->plan.first[group + 1]; k++) {
        struct sp_arena *a = &arena[from != NULL];
        struct sp_job job;
        struct sp_result result;
        long number = s->plan.number[k];
        int code = sp_experiment_job(a, s->experiment, number, &job);
        sp_require(!code); /* every job was resolved before */
        if (k == s->plan.first[group])
            from = kept(s, a, &job, &trained);
        code = sp_job_run(a, &job, from, NULL, s->options->stop, &result);
        if (code == SP_STOPPED || atomic_load(&s->broken))
            break;
        record(s, &job, number, &result);
        if (!from && result.state == SP_DONE) {
            trained = result.trained;
            from = &trained;
        }
        sp_arena_free(&arena[1]);
    }
    sp_arena_free(&arena[0]);
    sp_arena_free(&arena[1]);
}

static void *worker(void *context)
{
    struct sweep *s = context;
    struct sp_arena arena[2] = {0};
    for (;;) {
        long group = atomic_fetch_add(&s->next, 1);
        if (group >= s->plan.groups || atomic_load(&s->broken) ||
            atomic_load(s->options->stop))
            return NULL;
        do_group(s, group, arena);
    }
}

static void work_on_threads(struct sweep *s, struct sp_arena *a, int threads)
{
    pthread_t *thread = SP_TAKE(a, threads, pthread_t);
    int started = 0;
    while (started < threads - 1 && !pthread_create(&thread[started], NULL, worker, s))
        started++;
    worker(s);
    while (started)
        pthread_join(thread[--started], NULL);
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
        struct sweep s = {.store = store,
                          .experiment = experiment,
                          .listing = listing,
                          .options = options,
                          .report = out,
                          .plan = plan_make(&a, listing, state, options, out)};
        pthread_mutex_init(&s.lock, NULL);
        sp_progress_begin(options->progress, out->jobs, out->before);
        long threads = options->threads ? options->threads : sp_cores();
        work_on_threads(&s, &a,
                        (int)(threads < s.plan.groups ? threads : s.plan.groups));
        sp_progress_end(options->progress);
        pthread_mutex_destroy(&s.lock);
        if (s.code)
            code = sp_fault(s.code, "%s", s.fault);
        else if (atomic_load(options->stop))
            code = sp_fault(SP_STOPPED, "stopped");
    }
    sp_arena_free(&a);
    return code;
}
