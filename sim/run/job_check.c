/* Whether a job can run at all, found out without training. */
#include <limits.h>
#include <unistd.h>

#include "superpose/fault.h"
#include "superpose/job.h"

/* Active features in a batch are counted by an int. */
static int check_entries(const struct sp_source *source, const char *key, int rows)
{
    double entries = sp_source_room(source, rows);
    if (entries <= INT_MAX - SP_BATCH_SLACK)
        return 0;
    return sp_fault(
        SP_BAD,
        "%s: %d rows of %d features may have %.3g active features, more than "
        "can be counted; ask for fewer rows",
        key, rows, source->n, entries);
}

double sp_machine_bytes(void)
{
    return (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
}

static int check_memory(const struct sp_job *job, const struct sp_source *source,
                        double needed)
{
    double physical = sp_machine_bytes();
    if (needed <= physical)
        return 0;
    return sp_fault(
        SP_BAD,
        "%d features in %d hidden dimensions, with %d rows a batch and %d "
        "fixed examples, need at least %.1f GiB of memory, and this machine "
        "has %.1f GiB; ask for fewer",
        source->n, job->toy.hidden, job->train.batch, job->train.examples,
        needed / 0x1p30, physical / 0x1p30);
}

int sp_job_check(struct sp_arena *a, const struct sp_job *job, struct sp_need *need)
{
    struct sp_source source;
    int code =
        sp_source_open(a, job->source_kind, &job->source, job->source_own, &source);
    if (!code && job->toy_kind->check)
        code = job->toy_kind->check(source.n, job->toy.hidden, job->toy_own);
    if (!code)
        code = sp_train_check(&job->train);
    if (!code)
        code = check_entries(&source, "train.batch", job->train.batch);
    if (!code)
        code = check_entries(&source, "train.examples", job->train.examples);
    if (code)
        return code;
    struct sp_need own = sp_job_need(job, &source);
    if (need)
        *need = own;
    return check_memory(job, &source, own.bytes);
}
