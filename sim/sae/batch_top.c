/* What BatchTopK and Matryoshka share: the entries of a whole batch compete.

   In training the K x B entries of a batch with the largest z = h_i ||D_i|| > 0 are on,
   of equal ones those of lower row and latent.  At inference an example must not depend
   on others: what is on has z at or above a threshold, the running mean of the least z
   that was on in a batch (Bussmann, Leask and Nanda 2024, arXiv:2412.06410, section 3),

       threshold += 0.01 (min z - threshold)

   from the first batch's on, kept in double precision and given to the net. */
#include <math.h>

#include "sae_inside.h"

struct running {
    sp_real *given; /* the array `threshold` */
    double threshold;
    bool begun;
};

void sp_batch_top_declare(struct sp_net *net)
{
    sp_net_declare(net, "threshold", SP_ROLE_GIVEN, 1, 1);
}

void sp_batch_top_open(struct sp_arena *a, struct sp_net *net)
{
    struct running *running = SP_TAKE(a, 1, struct running);
    running->given = sp_net_values(net, "threshold");
    sp_sae_of(net)->extra = running;
}

void sp_batch_top_select(struct sp_sae *s, int rows, const sp_real *h, bool training,
                         struct sp_codes *codes)
{
    if (training) {
        sp_select_relu(s, rows, h, true, codes);
        return;
    }
    const struct running *running = s->extra;
    sp_real least = *running->given;
    int at = codes->start[codes->rows];
    for (int r = 0; r < rows; r++, h += s->k) {
        for (int i = 0; i < s->k; i++)
            if (h[i] > 0 && h[i] * s->norm[i] >= least)
                sp_codes_add(codes, &at, i, h[i], h[i]);
        codes->start[++codes->rows] = at;
    }
}

/* Drops entries below the bound, and those at it when there have been `ties`. */
static void keep_above(struct sp_codes *codes, const sp_real *score, sp_real bound,
                       int ties)
{
    for (int b = 0, e = 0, at = 0; b < codes->rows; b++) {
        for (; e < codes->start[b + 1]; e++)
            if (score[e] > bound || (score[e] == bound && ties-- > 0))
                sp_codes_add(codes, &at, codes->index[e], codes->h[e], codes->f[e]);
        codes->start[b + 1] = at;
    }
}

void sp_batch_top_finish(struct sp_sae *s, struct sp_codes *codes)
{
    int count = codes->start[codes->rows];
    sp_real *score = codes->dh, *sorted = codes->df;
    int keep = (int)(sp_sae_k(s, s->own) * codes->rows + 1e-9), ties;
    keep = keep > 1 ? keep : 1;
    if (count <= keep)
        return;
    for (int e = 0; e < count; e++)
        sorted[e] = score[e] = codes->h[e] * s->norm[codes->index[e]];
    sp_real bound = sp_nth_largest(sorted, count, keep);
    ties = keep;
    for (int e = 0; e < count; e++)
        ties -= score[e] > bound;
    keep_above(codes, score, bound, ties);
}

void sp_batch_top_end(struct sp_net *net, sp_real *const moments[2], int t, int steps)
{
    struct sp_sae *s = sp_sae_of(net);
    const struct sp_codes *c = &s->codes;
    struct running *running = s->extra;
    double least = HUGE_VAL;
    for (int e = 0; e < c->start[c->rows]; e++)
        least = fmin(least, (double)(c->h[e] * s->norm[c->index[e]]));
    if (least < HUGE_VAL) {
        double by = running->begun ? 0.01 : 1;
        running->threshold += by * (least - running->threshold);
        running->begun = true;
        *running->given = (sp_real)running->threshold;
    }
    sp_sae_end(net, moments, t, steps);
}
