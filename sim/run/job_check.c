/* Whether a job can run at all, found out without training. */
#include <limits.h>
#include <unistd.h>

#include "superpose/fault.h"
#include "superpose/job.h"
#include "superpose/npy_stream.h"

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
                        int width, double needed)
{
    double physical = sp_machine_bytes();
    if (needed <= physical)
        return 0;
    if (job->sae_kind)
        return sp_fault(SP_BAD,
                        "%d latents on activations of width %d, with %d rows a batch, "
                        "and what they come from need at least %.1f GiB of memory, and "
                        "this machine has %.1f GiB; ask for fewer",
                        sp_job_latents(job, width), width, job->sae_train.batch,
                        needed / 0x1p30, physical / 0x1p30);
    return sp_fault(
        SP_BAD,
        "%d features in %d hidden dimensions, with %d rows a batch and %d "
        "fixed examples, need at least %.1f GiB of memory, and this machine "
        "has %.1f GiB; ask for fewer",
        source->n, job->toy.hidden, job->train.batch, job->train.examples,
        needed / 0x1p30, physical / 0x1p30);
}

/* What a measure looks at must be there. */
static int check_measure(const struct sp_job *job, const struct sp_measure_kind *kind)
{
    const char *name = kind->self.name;
    if (kind->needs_sae && !job->sae_kind)
        return sp_fault(SP_BAD,
                        "measure: %s looks at an autoencoder, and there is none; "
                        "choose one with sae.kind",
                        name);
    if (!kind->needs_sae && !sp_job_has_toy(job))
        return sp_fault(SP_BAD,
                        "measure: %s looks at the toy model, and there is none where "
                        "activations come from a file",
                        name);
    if ((kind->needs_truth || kind->needs_source) && !sp_job_has_toy(job))
        return sp_fault(SP_BAD,
                        "measure: %s compares with true features, which are not known "
                        "where activations come from a file",
                        name);
    return 0;
}

static int check_measures(const struct sp_job *job)
{
    int code = 0;
    for (int i = 0; !code && i < job->measures; i++)
        code = check_measure(job, job->measure[i]);
    return code;
}

static int check_toy(const struct sp_job *job, const struct sp_source *source)
{
    int code = 0;
    if (job->toy_kind->check)
        code = job->toy_kind->check(source->n, job->toy.hidden, job->toy_own);
    if (!code)
        code = sp_train_check("train", &job->train);
    if (!code)
        code = check_entries(source, "train.batch", job->train.batch);
    if (!code)
        code = check_entries(source, "train.examples", job->train.examples);
    if (!code && job->sae_kind && !job->toy_kind->hidden)
        code = sp_fault(SP_BAD,
                        "sae.kind: toy %s has no hidden layer for an autoencoder to "
                        "look at",
                        job->toy_kind->self.name);
    return code;
}

static int check_activations(const struct sp_job *job, const struct sp_source *source,
                             int *width)
{
    int batch = job->sae_train.batch;
    int code = sp_activations_width(&job->activations, job->toy.hidden, batch, width);
    if (code)
        return sp_fault(code, "activations.file: %s", sp_fault_text());
    if (sp_job_has_toy(job))
        return check_entries(source, "sae.batch", batch);
    code = sp_npy_stream_check(job->activations.file);
    return code ? sp_fault(code, "activations.file: %s", sp_fault_text()) : 0;
}

static int check_sae(const struct sp_job *job, const struct sp_source *source,
                     int *width)
{
    int code = check_activations(job, source, width);
    if (!code && job->sae.start == SP_START_TRUTH && !sp_job_has_toy(job))
        code =
            sp_fault(SP_BAD, "sae.start: the truth is not known for activations of a "
                             "file; choose random or samples");
    if (!code)
        code = sp_sae_check(job->sae_kind, &job->sae, job->sae_own,
                            sp_job_latents(job, *width), *width);
    return code ? code : sp_train_check("sae", &job->sae_train);
}

static int check_control(struct sp_arena *a, const struct sp_job *job,
                         const struct sp_source *source)
{
    struct sp_source taught;
    int code = sp_source_control(a, source, job->train.control, &taught);
    return code ? sp_fault(code, "train.control: %s", sp_fault_text()) : 0;
}

int sp_job_check(struct sp_arena *a, const struct sp_job *job, struct sp_need *need)
{
    struct sp_source source;
    int width = job->toy.hidden;
    int code =
        sp_source_open(a, job->source_kind, &job->source, job->source_own, &source);
    if (!code)
        code = check_measures(job);
    if (!code && sp_job_has_toy(job))
        code = check_toy(job, &source);
    if (!code && sp_job_has_toy(job))
        code = check_control(a, job, &source);
    if (!code && job->sae_kind)
        code = check_sae(job, &source, &width);
    if (code)
        return code;
    struct sp_need own = sp_job_need(job, &source, width);
    if (need)
        *need = own;
    return check_memory(job, &source, width, own.bytes);
}
