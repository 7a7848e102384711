/* Dials are settings of an experiment. */
#include "dials.h"

#include <string.h>

#include "superpose/experiment.h"

enum { SETTINGS = 6, BATCH = 512 };

static int resolve(struct sp_arena *a, const void *asked, struct sp_live_law *out)
{
    const struct sp_dials *d = asked;
    static const char *const companies[] = {NULL, "groups.mode=correlated",
                                            "groups.mode=anticorrelated"};
    const char *text =
        sp_arena_print(a,
                       "source: {importance: geometric}\n"
                       "toy: {hidden: 2}\n"
                       "train: {optimizer: adam, rate: 0.003, batch: %d}",
                       BATCH);
    const char *set[SETTINGS] = {
        sp_arena_print(a, "source.features=%d", d->features),
        sp_arena_print(a, "source.density=%.17g", d->density),
        sp_arena_print(a, "source.importance_ratio=%.17g", d->importance),
        sp_arena_print(a, "toy.kind=%s", d->toy),
        "source.kind=groups",
        companies[d->company]};
    int count = d->company == SP_ALONE ? SETTINGS - 2 : SETTINGS;
    struct sp_experiment experiment;
    struct sp_job job;
    const char *report;
    int code = sp_experiment_parse(a, "demo", text, strlen(text), set, count,
                                   &experiment, &report);
    if (!code)
        code = sp_experiment_job(a, &experiment, 1, &job);
    if (!code)
        *out = (struct sp_live_law){job.source_kind, job.source, job.source_own,
                                    job.toy_kind,    job.toy,    job.toy_own,
                                    job.train,       d->seed};
    return code;
}

int sp_dials_turn(const struct sp_dials *dials, struct sp_live *live)
{
    return sp_live_turn(live, resolve, dials);
}
