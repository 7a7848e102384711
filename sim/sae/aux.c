/* AuxK (Gao et al. 2024, arXiv:2406.04093, appendix A.2), with the scale of SAELens:
   with e = x - y held still, the k' = min(d / 2, dead) dead latents of a row with the
   largest z_i = h_i ||D_i|| reconstruct it,

       e' = sum h_i D_i
       L += aux min(dead / (d / 2), 1) mean over rows of ||e - e'||^2

   whatever the sign of h.  Only dead latents learn from it, and b_dec where x - b_dec
   is encoded. */
#include <string.h>

#include "sae_inside.h"

/* The dead latents with the largest scores, in s->best; gives how many. */
static int best_dead(struct sp_sae *s, const sp_real *h, int most)
{
    int count = 0;
    for (int j = 0; j < s->dead_count; j++) {
        int i = s->dead[j], at;
        sp_real score = h[j] * s->norm[i];
        if (count == most && !(score > s->score[count - 1]))
            continue;
        at = count < most ? count++ : count - 1;
        for (; at > 0 && score > s->score[at - 1]; at--) {
            s->score[at] = s->score[at - 1];
            s->best[at] = s->best[at - 1];
        }
        s->score[at] = score;
        s->best[at] = j;
    }
    return count;
}

/* h of the dead latents for one row of x - b_dec, in s->h. */
static void encode_dead(struct sp_sae *s, const sp_real *xc)
{
    for (int j = 0; j < s->dead_count; j++) {
        const sp_real *E = s->E + (size_t)s->dead[j] * (size_t)s->d;
        sp_real sum = s->b_enc[s->dead[j]];
        for (int c = 0; c < s->d; c++)
            sum += xc[c] * E[c];
        s->h[j] = sum;
    }
}

/* miss (d) = e - e' of row b; the errors of the outermost level are made of e. */
static void find_miss(const struct sp_sae *s, int b, int count, sp_real *miss)
{
    size_t d = (size_t)s->d, last = (size_t)s->levels - 1;
    const sp_real *error = s->error + (last * (size_t)s->most + (size_t)b) * d;
    sp_real by = -(sp_real)s->codes.rows / (2 * s->weight[last]);
    for (size_t c = 0; c < d; c++)
        miss[c] = by * error[c];
    for (int e = 0; e < count; e++) {
        const sp_real *D = s->D + (size_t)s->dead[s->best[e]] * d;
        for (size_t c = 0; c < d; c++)
            miss[c] -= s->h[s->best[e]] * D[c];
    }
}

/* What latent i with pre-activation h learns from g = dL/de' (d). */
static void slope_latent(struct sp_sae *s, int i, sp_real h, const sp_real *xc,
                         const sp_real *g)
{
    size_t at = (size_t)i * (size_t)s->d;
    const sp_real *D = s->D + at, *E = s->E + at;
    sp_real dh = 0;
    for (int c = 0; c < s->d; c++) {
        dh += g[c] * D[c];
        s->D_slope[at + (size_t)c] += h * g[c];
    }
    s->b_enc_slope[i] += dh;
    for (int c = 0; c < s->d; c++) {
        s->E_slope[at + (size_t)c] += dh * xc[c];
        if (s->settings->pre_bias)
            s->b_dec_slope[c] -= dh * E[c];
    }
}

double sp_sae_aux(struct sp_sae *s)
{
    int rows = s->codes.rows, dead = s->dead_count, half = s->d > 1 ? s->d / 2 : 1;
    int wished = s->settings->aux_latents ? s->settings->aux_latents : half;
    int most = dead < wished ? dead : wished;
    double scale = s->settings->aux * (dead < half ? (double)dead / half : 1);
    double by = scale / rows, sum = 0;
    for (int b = 0; dead && b < rows; b++) {
        const sp_real *xc = s->x + (size_t)b * (size_t)s->d;
        sp_real *miss = s->miss;
        encode_dead(s, xc);
        int count = best_dead(s, s->h, most);
        find_miss(s, b, count, miss);
        for (int c = 0; c < s->d; c++) {
            sum += by * ((double)miss[c] * (double)miss[c]);
            miss[c] *= (sp_real)(-2 * by);
        }
        for (int e = 0; e < count; e++)
            slope_latent(s, s->dead[s->best[e]], s->h[s->best[e]], xc, miss);
    }
    return sum;
}
