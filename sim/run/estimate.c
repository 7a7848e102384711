/* How long a sweep will take, from training a few of its jobs for a few steps. */
#include "superpose/sweep.h"

enum { SAMPLES = 12, STEPS = 40 };
static const double PATIENCE = 3.0; /* seconds for all samples together */

struct sample {
    struct sp_arena *arena;
    const struct sp_experiment *experiment;
    long number;
    double seconds; /* that the whole job would take to train */
};

static double seconds_for(struct sp_arena *a, struct sp_job job, int steps)
{
    static const atomic_bool never;
    struct sp_result result;
    job.train.steps = steps;
    job.train.warmup = 0;
    job.measures = 0;
    sp_job_run(a, &job, NULL, NULL, &never, &result);
    return result.seconds;
}

/* Opening costs the same for one step as for all, so two lengths give the slope. */
static int time_one(void *context)
{
    struct sample *s = context;
    struct sp_job job;
    int code = sp_experiment_job(s->arena, s->experiment, s->number, &job);
    if (code)
        return code;
    int steps = job.train.steps;
    double opening = seconds_for(s->arena, job, 1);
    if (steps < 2 || opening > PATIENCE) {
        s->seconds = opening * steps;
        return 0;
    }
    int few = steps < STEPS ? steps : STEPS;
    double slope = (seconds_for(s->arena, job, few) - opening) / (few - 1);
    s->seconds = opening + (slope > 0 ? slope : 0) * (steps - 1);
    return 0;
}

double sp_sweep_estimate(const struct sp_experiment *experiment,
                         const struct sp_listing *listing, const enum sp_state *state,
                         int threads)
{
    struct sp_arena a = {0}, scratch = {0};
    long *open = SP_TAKE(&a, listing->jobs, long), count = 0;
    for (long k = 0; k < listing->jobs; k++)
        if (!sp_state_is_final(state[k]))
            open[count++] = k + 1;
    long samples = count < SAMPLES ? count : SAMPLES, taken = 0;
    double sum = 0, began = sp_clock();
    while (taken < samples && sp_clock() - began < PATIENCE) {
        long place = count * (2 * taken + 1) / (2 * samples);
        struct sample s = {&scratch, experiment, open[place], 0};
        sp_arena_guard(&scratch, time_one, &s);
        sp_arena_free(&scratch);
        sum += s.seconds;
        taken++;
    }
    double each = taken ? sum / (double)taken : 0;
    double lanes = (double)(threads < count ? threads : count);
    sp_arena_free(&a);
    return count ? each * (double)count / lanes : 0;
}
