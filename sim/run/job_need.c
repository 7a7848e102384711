/* Time and memory of a job, from its settings. */
#include "superpose/job.h"

/* Seconds of a step: what any step takes, and for each row in which something is on, so
   much for each output and for each weight.  Fitted to 109 nets of 2 to 4,096 features
   on an AMD EPYC with AVX-512: half of them are within a factor of 1.5, all within 6;
   densities around 0.3 take longest for what they are. */
static const double STEP = 2e-7, OUTPUT = 8e-10, WEIGHT = 9e-11;

static double step_seconds(double rows, double active, double n, double m)
{
    double filled = rows * -expm1(-active); /* rows in which something is on */
    return STEP + filled * n * (OUTPUT + WEIGHT * m);
}

/* Seconds of a step of an autoencoder: what any step takes, and for each latent of each
   row, so much for itself and for each coordinate of the activations.  Of kinds from 8
   latents on 2 coordinates to 4,096 on 256, within a factor of 4. */
static const double SAE_STEP = 1e-5, SAE_LATENT = 1e-8, SAE_WEIGHT = 5e-11;

static double entry_bytes(const struct sp_source *source, int rows)
{
    return sp_source_room(source, rows) * (double)(sizeof(int) + sizeof(sp_real));
}

static void add_toy(const struct sp_job *job, const struct sp_source *source,
                    struct sp_need *need)
{
    double n = source->n, m = job->toy.hidden;
    double step = step_seconds(job->train.batch, source->row_mean, n, m);
    need->seconds = job->train.steps * step;
    need->bytes = sp_net_bytes(n * m + n) + entry_bytes(source, job->train.batch) +
                  entry_bytes(source, job->train.examples);
}

/* Codes, errors and gradients of a batch; two streams of activations. */
static void add_sae(const struct sp_job *job, const struct sp_source *source, int width,
                    struct sp_need *need)
{
    enum { CODES = 4, COPIES = 4 }; /* numbers for each code; matrices (rows, d) */
    double rows = job->sae_train.batch, k = sp_job_latents(job, width), d = width;
    double entries = sp_job_has_toy(job) ? entry_bytes(source, (int)rows) : 0;
    need->sae_seconds =
        job->sae_train.steps * (SAE_STEP + rows * k * (SAE_LATENT + SAE_WEIGHT * d));
    need->bytes += sp_net_bytes(2 * k * d + k + d) + 2 * entries +
                   rows * k * (double)(sizeof(int) + CODES * sizeof(sp_real)) +
                   COPIES * rows * d * (double)sizeof(sp_real);
}

struct sp_need sp_job_need(const struct sp_job *job, const struct sp_source *source,
                           int width)
{
    struct sp_need need = {0};
    if (sp_job_has_toy(job))
        add_toy(job, source, &need);
    if (job->sae_kind)
        add_sae(job, source, width, &need);
    return need;
}
