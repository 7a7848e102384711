/* What a sweep will take, from training a few of its jobs for a few steps. */
#include <math.h>
#include <time.h>

#include "superpose/sweep.h"

/* Stages, from the longest to the shortest, are cut into strata: each has about a
   PIECES-th of all stages or a PIECES-th of all work, whichever is less.  LOOKS jobs of
   each are looked at, since autoencoders on one toy model can be of many kinds. */
enum { PIECES = 6, LOOKS = 3 };

/* Seconds: of one look at least, so that steps show above what varies; of all looks
   together at most. */
static const double ENOUGH = 0.02, PATIENCE = 3;

struct survey {
    const struct sp_experiment *experiment;
    const struct sp_listing *listing;
    struct sp_plan plan;
    struct sp_arena job, work; /* what a look takes */
    double stages, seconds;    /* a PIECES-th of all */
};

/* A job, and what one core needs for it. */
struct look {
    struct survey *survey;
    long number;
    bool timed;              /* not only weighed */
    double toy, sae, others; /* seconds: of all steps; of opening and measuring */
    double bytes;
    bool shared; /* several threads can work in it */
};

/* Of this thread: the machine may be busy with other things. */
static double thread_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Steps of the two trainings, and how many measures. */
struct extent {
    int toy, sae, measures;
};

static double seconds_for(struct look *look, struct sp_job job, struct extent extent)
{
    struct sp_arena *a = &look->survey->work;
    struct sp_result result;
    job.train.steps = extent.toy;
    job.sae_train.steps = extent.sae;
    job.train.warmup = job.sae_train.warmup = 0;
    job.measures = extent.measures;
    double before = thread_seconds();
    sp_job_run(a, &job, (struct sp_taken){0}, NULL, NULL, &result);
    double seconds = thread_seconds() - before;
    look->bytes = result.bytes > look->bytes ? result.bytes : look->bytes;
    look->shared = result.state == SP_DONE && sp_job_has_toy(&job) &&
                   sp_net_shares(&result.net, job.train.batch);
    sp_arena_free(a);
    return seconds;
}

/* Seconds of a step, of ALL there are, of the training whose steps are *STEPS, a field
   of EXTENT.  Opening costs the same for one step as for many, so two lengths give the
   slope; *steps becomes the greater of them. */
static double step_seconds(struct look *look, const struct sp_job *job,
                           struct extent *extent, int *steps, int all)
{
    double opening = seconds_for(look, *job, *extent), seconds = opening, slope = 0;
    while (*steps < all && (*steps == 1 || seconds < ENOUGH)) {
        int factor = seconds < ENOUGH ? 8 : 2;
        *steps = *steps > all / factor ? all : *steps * factor;
        seconds = seconds_for(look, *job, *extent);
        slope = fmax(seconds - opening, 0) / (*steps - 1);
    }
    return slope;
}

/* What is measured are nets that were trained for as long as there is time, since
   measures look longer at some nets than at others.  A kind that fits takes no steps:
   its time is among the others. */
static void time_job(struct look *look, const struct sp_job *job)
{
    struct extent toy = {1, 1, 0}, sae = {1, 1, 0};
    double toy_step = 0, sae_step = 0;
    if (sp_job_has_toy(job))
        toy_step = step_seconds(look, job, &toy, &toy.toy, job->train.steps);
    if (job->sae_kind && !job->sae_kind->fit)
        sae_step = step_seconds(look, job, &sae, &sae.sae, job->sae_train.steps);
    struct extent both = {toy.toy, sae.sae, job->measures};
    look->toy = toy_step * job->train.steps;
    look->sae = sae_step * job->sae_train.steps;
    look->others =
        seconds_for(look, *job, both) - toy_step * both.toy - sae_step * both.sae;
    look->others = fmax(look->others, 0);
}

static int resolve_and_time(void *context)
{
    struct look *look = context;
    struct survey *s = look->survey;
    struct sp_job job;
    int code = sp_experiment_job(&s->job, s->experiment, look->number, &job);
    if (!code && look->timed)
        time_job(look, &job);
    else if (!code)
        seconds_for(look, job, (struct extent){1, 1, job.measures});
    return code;
}

static struct look look_at(struct survey *s, long number, bool timed)
{
    struct look look = {.survey = s, .number = number, .timed = timed};
    sp_arena_guard(&s->job, resolve_and_time, &look);
    sp_arena_free(&s->job);
    return look;
}

/* Seconds of the jobs that were looked at, and what was foreseen of them. */
struct looks {
    struct look sum;
    double toy, sae; /* foreseen */
    int count;
};

static void add_look(struct looks *looks, const struct look *look,
                     const struct sp_need *need)
{
    looks->sum.toy += look->toy;
    looks->sum.sae += look->sae;
    looks->sum.others += look->others;
    looks->toy += need->seconds;
    looks->sae += need->sae_seconds;
    looks->count++;
}

/* Where the stratum that begins at FIRST ends; *sum: the seconds that its jobs need. */
static long stratum(const struct survey *s, long first, double *sum)
{
    long end = first;
    *sum = 0;
    while (end < s->plan.groups && (double)(end - first) < s->stages &&
           *sum < s->seconds)
        *sum += s->plan.seconds[end++];
    return end;
}

/* Looks at jobs from..end - 1 of the plan, here and there (multiples of the golden
   ratio meet no period of the axes), while there is time; at one job at least when
   none has been looked at before.  *longest: the most that one thread needs for one. */
static struct looks look_around(struct survey *s, long from, long end, double until,
                                bool first, double *longest)
{
    static const double GOLDEN = 0.61803398874989485;
    struct looks looks = {0};
    for (int k = 0; k < LOOKS && k < end - from; k++) {
        if (!(first && !k) && sp_clock() > until)
            break;
        double place = 0.5 + k * GOLDEN;
        long at = from + (long)((double)(end - from) * (place - floor(place)));
        struct look look = look_at(s, s->plan.number[at], true);
        add_look(&looks, &look, &s->listing->need[s->plan.number[at] - 1]);
        double alone = look.toy + look.sae + look.others;
        if (!look.shared && alone > *longest)
            *longest = alone;
    }
    return looks;
}

static double ratio(double seconds, double foreseen)
{
    return foreseen > 0 ? seconds / foreseen : 0;
}

/* Adds up strata; those for which there was no time take what the last looks say. */
static void add_strata(struct survey *s, int threads, struct sp_estimate *out)
{
    struct looks last = {0};
    double until = sp_clock() + PATIENCE, longest = 0, sum;
    for (long first = 0, end; first < s->plan.groups; first = end) {
        end = stratum(s, first, &sum);
        long from = s->plan.first[first], to = s->plan.first[end];
        struct looks looks = look_around(s, from, to, until, !first, &longest);
        if (looks.count)
            last = looks;
        double toy = 0;
        for (long group = first; group < end; group++)
            toy += s->listing->need[s->plan.number[s->plan.first[group]] - 1].seconds;
        out->seconds += toy * ratio(last.sum.toy, last.toy) +
                        (sum - toy) * ratio(last.sum.sae, last.sae) +
                        (double)(to - from) * last.sum.others / last.count;
    }
    out->seconds /= threads;
    if (longest > out->seconds)
        out->seconds = longest;
}

/* Bytes that the largest job takes. */
static double largest(struct survey *s)
{
    long number = 0;
    double most = 0;
    for (long k = 0; k < s->plan.count; k++) {
        double bytes = s->listing->need[s->plan.number[k] - 1].bytes;
        if (bytes > most) {
            most = bytes;
            number = s->plan.number[k];
        }
    }
    return number ? look_at(s, number, false).bytes : 0;
}

struct sp_estimate sp_sweep_estimate(const struct sp_experiment *experiment,
                                     const struct sp_listing *listing,
                                     const enum sp_state *state, int threads)
{
    struct sp_arena a = {0};
    struct sp_estimate out = {0};
    struct survey s = {.experiment = experiment,
                       .listing = listing,
                       .plan = sp_plan_make(&a, listing, state, 1, 1)};
    for (long group = 0; group < s.plan.groups; group++)
        s.seconds += s.plan.seconds[group] / PIECES;
    s.stages = (double)s.plan.groups / PIECES;
    add_strata(&s, threads, &out);
    out.bytes = largest(&s);
    sp_arena_free(&a);
    return out;
}
