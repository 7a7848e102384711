/* Replacing dead latents (Bricken et al. 2023, Towards Monosemanticity, appendix on
   neuron resampling):

       an example x is chosen with probability proportional to the square of its loss
       D_i = c x' / ||x'||     E_i = 0.2 (mean ||E_j|| of those alive) x' / ||x'||
       b_enc_i = 0           moments of all three: 0

   with x' = x - b_dec where that is what is encoded.  c is 1, as in the paper, where
   rows of D are kept there, and the mean norm of those alive where they are free.  Dead
   is who was not on in the second half of the interval that ends. */
#include <math.h>
#include <string.h>

#include "sae_inside.h"

static double norm_of(int d, const sp_real *row)
{
    double square = 0;
    for (int j = 0; j < d; j++)
        square += (double)row[j] * (double)row[j];
    return sqrt(square);
}

/* Draws examples and the squares of their losses; gives the sum of these. */
static double look(struct sp_sae *s)
{
    size_t d = (size_t)s->d;
    int rows = s->settings->resample_rows;
    double sum = 0;
    for (int filled = 0; filled < rows;) {
        const struct sp_batch *batch = sp_activations_next(s->data);
        int left = rows - filled, take = batch->rows < left ? batch->rows : left;
        sp_sae_losses(s, take, batch->dense, s->sample_loss + filled);
        memcpy(s->sample + (size_t)filled * d, batch->dense,
               (size_t)take * d * sizeof *s->sample);
        filled += take;
    }
    for (int b = 0; b < rows; b++) {
        s->sample_loss[b] *= s->sample_loss[b];
        sum += s->sample_loss[b];
    }
    return sum;
}

static int choose(struct sp_sae *s, double sum)
{
    double left = sum * sp_rng_uniform(&s->rng);
    int b = 0;
    while (b < s->settings->resample_rows - 1 && left >= s->sample_loss[b])
        left -= s->sample_loss[b++];
    return b;
}

/* Of the rows of E or D. */
static double mean_norm_alive(const struct sp_sae *s, const sp_real *rows)
{
    double sum = 0;
    int alive = 0;
    for (int i = 0; i < s->k; i++)
        if (s->fired[i] > 0) {
            sum += norm_of(s->d, rows + (size_t)i * (size_t)s->d);
            alive++;
        }
    return alive ? sum / alive : 1;
}

void sp_sae_forget(const struct sp_sae *s, sp_real *const moments[2],
                   const sp_real *value, size_t count)
{
    size_t at = (size_t)(value - s->param);
    for (int k = 0; k < 2; k++)
        if (moments[k])
            memset(moments[k] + at, 0, count * sizeof *moments[k]);
}

/* How long new rows are. */
struct norms {
    double encoder, decoder;
};

static struct norms new_norms(const struct sp_sae *s)
{
    bool unit = s->settings->norm == SP_NORM_UNIT;
    return (struct norms){.encoder = 0.2 * mean_norm_alive(s, s->E),
                          .decoder = unit ? 1 : mean_norm_alive(s, s->D)};
}

static void replace(struct sp_sae *s, sp_real *const moments[2], int i,
                    const sp_real *x, struct norms norms)
{
    size_t at = (size_t)i * (size_t)s->d;
    sp_real *D = s->D + at, *E = s->E + at;
    for (int j = 0; j < s->d; j++)
        D[j] = s->settings->pre_bias ? x[j] - s->b_dec[j] : x[j];
    double norm = norm_of(s->d, D);
    for (int j = 0; norm > 0 && j < s->d; j++) {
        double unit = (double)D[j] / norm;
        if (!s->law->tied)
            E[j] = (sp_real)(norms.encoder * unit);
        D[j] = (sp_real)(norms.decoder * unit);
    }
    sp_sae_forget(s, moments, D, (size_t)s->d);
    if (s->law->renew)
        s->law->renew(s, moments, i);
    if (s->law->tied)
        return;
    s->b_enc[i] = 0;
    sp_sae_forget(s, moments, E, (size_t)s->d);
    sp_sae_forget(s, moments, s->b_enc + i, 1);
}

void sp_sae_resample(struct sp_sae *s, sp_real *const moments[2])
{
    double sum = 0;
    struct norms norms = new_norms(s);
    for (int i = 0; i < s->k; i++) {
        if (s->fired[i] > 0)
            continue;
        if (!(sum > 0) && !((sum = look(s)) > 0))
            break;
        replace(s, moments, i, s->sample + (size_t)choose(s, sum) * (size_t)s->d,
                norms);
        s->silent[i] = 0;
    }
    s->resampled++;
}
