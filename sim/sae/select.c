/* Which latents are on, and what sparsity costs. */
#include <math.h>
#include <string.h>

#include "sae_inside.h"

void sp_select_relu(struct sp_sae *s, int rows, const sp_real *h, bool training,
                    struct sp_codes *codes)
{
    int at = codes->start[codes->rows];
    (void)training;
    for (int r = 0; r < rows; r++, h += s->k) {
        int on = s->ways->sparse->collect(s->k, h, codes->index + at, codes->f + at);
        memcpy(codes->h + at, codes->f + at, (size_t)on * sizeof *h);
        codes->start[++codes->rows] = at += on;
    }
}

int sp_wish_positive(const struct sp_sae *s, bool training)
{
    (void)s, (void)training;
    return SP_POSITIVE;
}

/* Quickselect (Hoare 1961, CACM algorithm 65). */
sp_real sp_nth_largest(sp_real *score, int count, int k)
{
    int first = 0, last = count - 1;
    while (first < last) {
        sp_real pivot = score[first + (last - first) / 2];
        int i = first, j = last;
        while (i <= j) {
            while (score[i] > pivot)
                i++;
            while (score[j] < pivot)
                j--;
            if (i <= j) {
                sp_real other = score[i];
                score[i++] = score[j];
                score[j--] = other;
            }
        }
        if (k - 1 <= j)
            last = j;
        else if (k - 1 >= i)
            first = i;
        else
            break;
    }
    return score[k - 1];
}

/* Scores h norm of a row; h itself where norms are 1. */
static const sp_real *scores(struct sp_sae *s, const sp_real *h)
{
    if (s->settings->norm == SP_NORM_UNIT)
        return h;
    for (int i = 0; i < s->k; i++)
        s->scaled[i] = h[i] * s->norm[i];
    return s->scaled;
}

void sp_select_top(struct sp_sae *s, int rows, const sp_real *h, int k,
                   struct sp_codes *codes)
{
    int at = codes->start[codes->rows];
    for (int r = 0; r < rows; r++, h += s->k) {
        int on = s->ways->sparse->top(s->k, scores(s, h), k, s->best, s->score);
        for (int e = 0; e < on; e++)
            sp_codes_add(codes, &at, s->best[e], h[s->best[e]], h[s->best[e]]);
        codes->start[++codes->rows] = at;
    }
}

double sp_sae_k(const struct sp_sae *s, const struct sp_k_settings *top)
{
    double done = top->k_steps > 0 ? fmin(s->progress / top->k_steps, 1) : 1;
    return top->k_start > 0 ? top->k_start + done * (top->k - top->k_start) : top->k;
}

double sp_penalise(struct sp_sae *s, struct sp_codes *codes,
                   double (*phi)(const struct sp_sae *s, double u, double *slope))
{
    const int *restrict index = codes->index;
    const sp_real *restrict code = codes->f, *restrict df = codes->df;
    const sp_real *restrict norms = s->norm;
    sp_real *restrict dh = codes->dh, *restrict norm_slope = s->norm_slope;
    double sum = 0, by = s->penalty / codes->rows, slope = 0;
    for (int e = 0; e < codes->start[codes->rows]; e++) {
        double norm = (double)norms[index[e]], f = (double)code[e];
        sum += phi(s, f * norm, &slope);
        dh[e] = df[e] + (sp_real)(by * slope * norm);
        norm_slope[index[e]] += (sp_real)(by * slope * f);
    }
    return by * sum;
}
