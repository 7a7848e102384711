/* Absorption on the truth.  The gap needs no threshold:

       P(l_p on | p on, c off) - P(l_p on | p on, c on)      l_p = argmax_i |C_ip|

   The two of SAEBench (Karvonen et al. 2025, arXiv:2503.09532; Chanin et al. 2024, A
   is for Absorption, arXiv:2409.14507) are taken with the true direction v of the
   parent in place of a probe.  With the projections t_i = f_i ||W_i|| C_ip of latents
   and t = (x - shift) . v of the example, and as main latents l_p and all whose nearest
   feature is p with |C_ip| > 0.8:

       full      all main latents are off, and the latent with the largest t_i has
                 C_ip >= 0.025 and t_i >= 0.4 t, t >= 0
       fraction  with m the sum of t_i over main latents and s that over at most three
                 others, the largest with C_ip >= 0.1 and t_i > 0: 0 if m >= t or
                 s < 0.4 t; 1 if m <= 0; else a / (a + m), a = min(s, t - m) */
#include "superpose/structure.h"

enum { ABSORBERS = 3 };
static const double OFF = 1e-8, COSINE = 0.025, COSINE_PART = 0.1, SHARE = 0.4,
                    MAIN = 0.8;

struct sp_absorption sp_absorption_make(struct sp_arena *a, int k, int n,
                                        const int *parent)
{
    struct sp_absorption s = {.n = n, .parent = parent};
    double **sums[] = {&s.on, &s.heard, &s.full, &s.fraction, &s.both, &s.both_heard};
    for (int i = 0; i < 6; i++)
        *sums[i] = SP_TAKE(a, n, double);
    s.is_parent = SP_TAKE(a, n, bool);
    s.list = SP_TAKE(a, k, int);
    s.truth = SP_TAKE(a, n, sp_real);
    for (int j = 0; j < n; j++)
        if (parent[j] >= 0)
            s.is_parent[parent[j]] = true;
    return s;
}

/* What latents do along one parent in one example. */
struct along {
    double example;         /* t */
    double main, loudest;   /* m; max |f_i| of main latents */
    double top, top_cosine; /* the largest t_i of all, with its cosine */
    double part[ABSORBERS]; /* the largest of others, descending */
};

static void keep_largest(double *part, double value)
{
    for (int a = 0; a < ABSORBERS; a++) {
        double smaller = part[a];
        if (value > smaller) {
            part[a] = value;
            value = smaller;
        }
    }
}

static struct along look(const struct sp_cosines *c, const struct sp_recovery *r,
                         const sp_real *f, const int *list, int on, int p)
{
    struct along along = {.top = -HUGE_VAL};
    for (int l = 0; l < on; l++) {
        int i = list[l];
        double cosine = (double)c->value[(size_t)i * c->stride + (size_t)p];
        double size = (double)f[i], t = size * c->W_norm[i] * cosine;
        if (t > along.top) {
            along.top = t;
            along.top_cosine = cosine;
        }
        if (r->latent[p] == i || (r->feature[i] == p && fabs(cosine) > MAIN)) {
            along.main += t;
            along.loudest = fmax(along.loudest, fabs(size));
        } else if (cosine >= COSINE_PART && t > 0) {
            keep_largest(along.part, t);
        }
    }
    return along;
}

static bool is_full(const struct along *w)
{
    return w->loudest < OFF && w->example >= 0 && w->top_cosine >= COSINE &&
           w->top >= SHARE * w->example;
}

static double fraction(const struct along *w)
{
    double sum = 0;
    for (int a = 0; a < ABSORBERS; a++)
        sum += w->part[a];
    if (w->main >= w->example || sum < SHARE * w->example)
        return 0;
    if (w->main <= 0)
        return 1;
    double absorbed = fmin(sum, w->example - w->main);
    return absorbed / (absorbed + w->main);
}

static double projection(const struct sp_cosines *c, const sp_real *x,
                         const sp_real *shift, int p)
{
    const double *v = c->D + (size_t)p * (size_t)c->d;
    double sum = 0;
    for (int q = 0; q < c->d; q++)
        sum += ((double)x[q] - (double)shift[q]) * v[q];
    return c->D_norm[p] > 0 ? sum / c->D_norm[p] : 0;
}

/* The features of one example, with ON latents in the list. */
static void add_row(struct sp_absorption *s, const struct sp_cosines *c,
                    const struct sp_recovery *r, const sp_real *x, const sp_real *f,
                    const sp_real *shift, int on, const int *index, int count)
{
    for (int e = 0; e < count; e++) {
        int j = index[e], p = s->parent[j];
        if (p >= 0 && s->truth[p] != 0) {
            s->both[j]++;
            s->both_heard[j] += r->latent[p] >= 0 && f[r->latent[p]] != 0;
        }
        if (!s->is_parent[j])
            continue;
        s->on[j]++;
        s->heard[j] += r->latent[j] >= 0 && f[r->latent[j]] != 0;
        struct along along = look(c, r, f, s->list, on, j);
        along.example = projection(c, x, shift, j);
        s->full[j] += is_full(&along);
        s->fraction[j] += fraction(&along);
    }
}

void sp_absorption_add(struct sp_absorption *s, const struct sp_cosines *cosines,
                       const struct sp_recovery *r, const struct sp_sight *sight,
                       const sp_real *shift)
{
    const struct sp_batch *truth = sight->truth;
    for (int b = 0; b < sight->rows; b++) {
        const sp_real *f = sight->f + (size_t)b * (size_t)cosines->k;
        const sp_real *x = sight->x + (size_t)b * (size_t)cosines->d;
        int from = truth->start[b], count = truth->start[b + 1] - from, on = 0;
        for (int i = 0; i < cosines->k; i++)
            if (f[i] != 0)
                s->list[on++] = i;
        for (int e = from; e < from + count; e++)
            s->truth[truth->index[e]] = 1;
        add_row(s, cosines, r, x, f, shift, on, truth->index + from, count);
        for (int e = from; e < from + count; e++)
            s->truth[truth->index[e]] = 0;
    }
}

double sp_absorption_gap(const struct sp_absorption *s, int child)
{
    int p = s->parent[child];
    if (p < 0)
        return NAN;
    double with = s->both[child], without = s->on[p] - with;
    if (!(with > 0 && without > 0))
        return NAN;
    return (s->heard[p] - s->both_heard[child]) / without - s->both_heard[child] / with;
}
