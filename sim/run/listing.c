/* Every job of an experiment, resolved and opened before the first one trains. */
#include "superpose/sweep.h"

#include <string.h>

#include "superpose/fault.h"

enum { REPORTED = 10 }; /* mistakes told one by one; the rest are counted */

struct resolving {
    struct sp_arena *arena;
    const struct sp_experiment *experiment;
    long number;
    struct sp_job job;
    struct sp_need need;
};

static int resolve(void *context)
{
    struct resolving *r = context;
    int code = sp_experiment_job(r->arena, r->experiment, r->number, &r->job);
    return code ? code : sp_job_check(r->arena, &r->job, &r->need);
}

static const char *add_mistake(struct sp_arena *a,
                               const struct sp_experiment *experiment,
                               const char *report, long number)
{
    const char *fault = sp_arena_text(a, sp_fault_text());
    const char *place = sp_experiment_place(a, experiment, number);
    return sp_arena_print(a, "%s%s: job %ld%s%s%s: %s\n", report, experiment->path,
                          number, *place ? " (" : "", place, *place ? ")" : "", fault);
}

int sp_listing_make(struct sp_arena *a, const struct sp_experiment *experiment,
                    struct sp_listing *out, const char **report)
{
    long mistakes = 0;
    struct sp_arena scratch = {0};
    out->jobs = experiment->jobs;
    out->job = SP_TAKE(a, experiment->jobs, struct sp_listed_job);
    out->need = SP_TAKE(a, experiment->jobs, struct sp_need);
    *report = "";
    for (long k = 0; k < experiment->jobs; k++, sp_arena_free(&scratch)) {
        struct resolving r = {
            .arena = &scratch, .experiment = experiment, .number = k + 1};
        if (sp_arena_guard(&scratch, resolve, &r)) {
            if (mistakes++ < REPORTED)
                *report = add_mistake(a, experiment, *report, k + 1);
            continue;
        }
        out->job[k] = (struct sp_listed_job){
            .name = sp_arena_text(a, r.job.name),
            .stage = sp_arena_text(a, r.job.stage),
            .sae_stage = sp_arena_text(a, r.job.sae_stage),
            .json = sp_arena_text(a, sp_job_json(&scratch, &r.job)),
            .seed = r.job.seed};
        out->need[k] = r.need;
    }
    if (mistakes > REPORTED)
        *report = sp_arena_print(a, "%s(and %ld more jobs that cannot run)\n", *report,
                                 mistakes - REPORTED);
    return mistakes ? sp_fault(SP_BAD, "%ld of the %ld jobs cannot run", mistakes,
                               experiment->jobs)
                    : 0;
}
