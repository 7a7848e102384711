/* Where an autoencoder begins: directions, the centre of the data. */
#include <math.h>
#include <string.h>

#include "sae_inside.h"
#include "superpose/fault.h"

enum { CENTER_ROWS = 8192 }; /* of the sample whose centre b_dec takes */

/* Scales a row of d numbers to Euclidean norm `norm`; one of zeros stays. */
static void scale_to(sp_real *row, int d, double norm)
{
    double square = 0;
    for (int j = 0; j < d; j++)
        square += (double)row[j] * (double)row[j];
    for (int j = 0; square > 0 && j < d; j++)
        row[j] = (sp_real)((double)row[j] * norm / sqrt(square));
}

static void random_rows(struct sp_rng *rng, int k, int d, sp_real *out)
{
    for (size_t i = 0; i < (size_t)k * (size_t)d; i++)
        out[i] = (sp_real)sp_rng_normal(rng);
}

/* A batch may be larger than what is left to fill. */
void sp_sae_sample(struct sp_activations *data, int rows, sp_real *out)
{
    size_t d = (size_t)data->d;
    for (int filled = 0; filled < rows;) {
        const struct sp_batch *batch = sp_activations_next(data);
        int left = rows - filled, take = batch->rows < left ? batch->rows : left;
        memcpy(out + (size_t)filled * d, batch->dense, (size_t)take * d * sizeof *out);
        filled += take;
    }
}

static int draw_directions(struct sp_sae *s, struct sp_activations *data,
                           struct sp_rng *rng)
{
    int k = s->k, d = s->d;
    if (s->settings->start == SP_START_SAMPLES) {
        sp_sae_sample(data, k, s->D);
    } else {
        random_rows(rng, k, d, s->D);
    }
    if (s->settings->start == SP_START_TRUTH) {
        if (!data->directions)
            return sp_fault(SP_BAD, "sae.start: the truth is not known for activations "
                                    "of a file; choose random or samples");
        int known = data->source->n < k ? data->source->n : k;
        memcpy(s->D, data->directions,
               (size_t)known * (size_t)d * sizeof *data->directions);
    }
    for (size_t i = 0; s->settings->start_noise > 0 && i < (size_t)k * (size_t)d; i++)
        s->D[i] += (sp_real)(s->settings->start_noise * sp_rng_normal(rng));
    return 0;
}

/* One step of Weiszfeld 1937 from the centre y (d); gives how far it went. */
static double weiszfeld(int rows, int d, const sp_real *x, double *y, double *next)
{
    double total = 0, moved = 0;
    memset(next, 0, (size_t)d * sizeof *next);
    for (int b = 0; b < rows; b++, x += d) {
        double square = 0;
        for (int j = 0; j < d; j++)
            square += ((double)x[j] - y[j]) * ((double)x[j] - y[j]);
        double weight = 1 / (sqrt(square) + 1e-12);
        for (int j = 0; j < d; j++)
            next[j] += weight * (double)x[j];
        total += weight;
    }
    for (int j = 0; j < d; j++) {
        double to = next[j] / total;
        moved += (to - y[j]) * (to - y[j]);
        y[j] = to;
    }
    return sqrt(moved);
}

/* The mean, or the geometric median from there on. */
void sp_sae_center(struct sp_arena *a, struct sp_sae *s, struct sp_activations *data)
{
    enum { STEPS = 100 };
    int d = s->d;
    if (s->settings->center == SP_CENTER_ZERO)
        return;
    sp_real *x = SP_TAKE(a, (size_t)CENTER_ROWS * (size_t)d, sp_real);
    double *y = SP_TAKE(a, d, double), *next = SP_TAKE(a, d, double);
    sp_sae_sample(data, CENTER_ROWS, x);
    for (int b = 0; b < CENTER_ROWS; b++)
        for (int j = 0; j < d; j++)
            y[j] += (double)x[(size_t)b * (size_t)d + (size_t)j] / CENTER_ROWS;
    bool median = s->settings->center == SP_CENTER_MEDIAN;
    for (int t = 0; median && t < STEPS; t++)
        if (weiszfeld(CENTER_ROWS, d, x, y, next) < 1e-5)
            break;
    for (int j = 0; j < d; j++)
        s->b_dec[j] = (sp_real)y[j];
}

int sp_sae_start(struct sp_arena *a, struct sp_net *net, struct sp_activations *data,
                 uint64_t seed)
{
    struct sp_sae *s = sp_sae_of(net);
    struct sp_rng rng = sp_rng_make(seed, SP_USE_SAE_INIT);
    bool unit = s->settings->norm == SP_NORM_UNIT;
    double norm = unit ? 1 : s->settings->decoder_norm;
    int code = draw_directions(s, data, &rng);
    if (code)
        return code;
    if (!s->law->tied && !s->settings->transposed)
        random_rows(&rng, s->k, s->d, s->E);
    else if (!s->law->tied)
        memcpy(s->E, s->D, (size_t)s->k * (size_t)s->d * sizeof *s->E);
    for (int i = 0; i < s->k; i++) {
        scale_to(s->D + (size_t)i * (size_t)s->d, s->d, norm);
        scale_to(s->E + (size_t)i * (size_t)s->d, s->d, norm);
    }
    sp_sae_center(a, s, data);
    s->data = data;
    s->rng = rng;
    if (s->settings->resample_every) {
        int rows = s->settings->resample_rows;
        s->sample = SP_TAKE(a, (size_t)rows * (size_t)s->d, sp_real);
        s->sample_loss = SP_TAKE(a, rows, double);
    }
    return 0;
}
