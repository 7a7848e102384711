/* Recovery of directions, C_ij = cos(W_i, D_j):

       MMCS truth -> learned     1/n sum_j max_i C_ij       (Sharkey et al. 2022)
       MMCS learned -> truth     1/k sum_i max_j C_ij       (Cunningham et al. 2023)
       MCC                       1/min(k, n) sum over assigned pairs (i, j) of C_ij
       uniqueness                #{argmax_j |C_ij|} / k, not of assigned pairs, which
                                 would be 1 by construction

   each also with |C_ij| in place of C_ij.  MMCS allows one latent for many features and
   grows with k for random directions; MCC looks at no more than min(k, n) pairs, so the
   same sum over all n features stands beside it. */
#include "superpose/score.h"

#include <string.h>

static const double CLOSE = 0.9; /* of Sharkey et al. */

struct sp_recovery sp_recovery_make(struct sp_arena *a, int k, int n)
{
    return (struct sp_recovery){
        .represented = SP_TAKE(a, n, double),
        .represented_abs = SP_TAKE(a, n, double),
        .latent = SP_TAKE(a, n, int),
        .aligned = SP_TAKE(a, n, int),
        .paired = SP_TAKE(a, n, int),
        .seen = SP_TAKE(a, n, bool),
        .feature = SP_TAKE(a, k, int),
        .cosine = SP_TAKE(a, k, double),
        .largest = SP_TAKE(a, k, double),
    };
}

/* The mean cosine of assigned pairs, in double. */
static double assigned(struct sp_cosines *c, bool absolute)
{
    double sum = 0;
    sp_assign(c->assign, c->value, c->k, c->n, c->stride, absolute, c->column);
    for (int i = 0; i < c->k; i++) {
        double cosine = c->column[i] < 0 ? 0 : sp_cosine(c, i, c->column[i]);
        sum += absolute ? fabs(cosine) : cosine;
    }
    return sum / (c->k < c->n ? c->k : c->n);
}

/* Rows are looked at one after the other, for latents and features at once; the first
   of equals stays. */
static void find_nearest(const struct sp_cosines *c, struct sp_recovery *out)
{
    for (int j = 0; j < c->n; j++)
        out->latent[j] = out->aligned[j] = 0;
    for (int i = 0; i < c->k; i++) {
        const sp_real *row = c->value + (size_t)i * c->stride;
        int absolute = 0, positive = 0;
        for (int j = 0; j < c->n; j++) {
            sp_real v = row[j], size = v < 0 ? -v : v;
            sp_real most = row[absolute];
            if (size > (most < 0 ? -most : most))
                absolute = j;
            if (v > row[positive])
                positive = j;
            if (v > c->value[(size_t)out->aligned[j] * c->stride + (size_t)j])
                out->aligned[j] = i;
            most = c->value[(size_t)out->latent[j] * c->stride + (size_t)j];
            if (size > (most < 0 ? -most : most))
                out->latent[j] = i;
        }
        out->feature[i] = absolute;
        out->cosine[i] = sp_cosine(c, i, absolute);
        out->largest[i] = sp_cosine(c, i, positive);
    }
}

static void average_latents(const struct sp_cosines *c, struct sp_recovery *out)
{
    double sum = 0, sum_abs = 0, above = 0, distinct = 0;
    for (int j = 0; j < c->n; j++)
        out->seen[j] = false;
    for (int i = 0; i < c->k; i++) {
        sum += out->largest[i];
        sum_abs += fabs(out->cosine[i]);
        above += out->largest[i] > CLOSE;
        if (!(c->W_norm[i] > 0)) {
            out->feature[i] = -1;
            continue;
        }
        distinct += !out->seen[out->feature[i]];
        out->seen[out->feature[i]] = true;
    }
    out->mmcs_latents = sum / c->k;
    out->mmcs_latents_abs = sum_abs / c->k;
    out->above = above / c->k;
    out->uniqueness = distinct / c->k;
}

static void average_features(const struct sp_cosines *c, struct sp_recovery *out)
{
    double sum = 0, sum_abs = 0;
    for (int j = 0; j < c->n; j++) {
        out->represented[j] = sp_cosine(c, out->aligned[j], j);
        out->represented_abs[j] = fabs(sp_cosine(c, out->latent[j], j));
        sum += out->represented[j];
        sum_abs += out->represented_abs[j];
        if (!(out->represented_abs[j] > 0))
            out->latent[j] = -1;
    }
    out->mmcs = sum / c->n;
    out->mmcs_abs = sum_abs / c->n;
}

void sp_recovery_measure(struct sp_cosines *c, struct sp_recovery *out)
{
    double share = (c->k < c->n ? c->k : c->n) / (double)c->n;
    find_nearest(c, out);
    average_latents(c, out);
    average_features(c, out);
    out->mcc = assigned(c, false);
    out->mcc_all = out->mcc * share;
    out->mcc_abs = assigned(c, true);
    out->mcc_all_abs = out->mcc_abs * share;
    for (int j = 0; j < c->n; j++)
        out->paired[j] = -1;
    for (int i = 0; i < c->k; i++)
        if (c->column[i] >= 0)
            out->paired[c->column[i]] = i;
}
