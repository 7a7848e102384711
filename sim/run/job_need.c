/* Time and memory of a job, from its settings. */
#include "superpose/job.h"

/* Seconds of a step, a sum of terms. */
static double step_seconds(double rows, double active, double n, double m)
{
    double filled = rows * -expm1(-active); /* rows in which something is on */
    return 1e-6 + rows * (1e-9 + active * 1e-9) + filled * n * (1e-10 + m * 4e-11) +
           n * m * 1e-9;
}

struct sp_need sp_job_need(const struct sp_job *job, const struct sp_source *source)
{
    double n = source->n, m = job->toy.hidden;
    double entries = sp_source_room(source, job->train.batch) +
                     sp_source_room(source, job->train.examples);
    return (struct sp_need){
        .seconds =
            job->train.steps * step_seconds(job->train.batch, source->row_mean, n, m),
        .bytes =
            sp_net_bytes(n * m + n) + entries * (double)(sizeof(int) + sizeof(sp_real)),
    };
}
