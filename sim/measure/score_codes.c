/* Sums over examples; what is off costs nothing but being looked at. */
#include <string.h>

#include "superpose/detect.h"
#include "superpose/fault.h"

static const double TOLERANCE = 1e-3, TINY = 1e-6;

struct sp_detect sp_detect_make(struct sp_arena *a, int k, int n, int d, bool all_pairs)
{
    struct sp_detect c = {.k = k, .n = n, .d = d, .most_k = k};
    size_t ks = (size_t)k, ns = (size_t)n, ds = (size_t)d;
    size_t pairs = all_pairs ? ks * ns : 0;
    const struct {
        double **array;
        size_t count;
    } sums[] = {{&c.on, ks},          {&c.mass, ks},    {&c.sum, ks},
                {&c.square, ks},      {&c.true_on, ns}, {&c.true_sum, ns},
                {&c.true_square, ns}, {&c.x_sum, ds},   {&c.e_sum, ds},
                {&c.hits, ks + ns},   {&c.both, pairs}, {&c.cross, pairs}};
    enum { ARRAYS = sizeof sums / sizeof *sums };
    for (int s = 0; s < ARRAYS; s++)
        c.sums += sums[s].count;
    double *next = c.block = SP_TAKE(a, c.sums, double);
    for (int s = 0; s < ARRAYS; s++) {
        *sums[s].array = sums[s].count ? next : NULL;
        next += sums[s].count;
    }
    c.norm = SP_TAKE(a, k, double);
    c.start = SP_TAKE(a, k + 1, int);
    c.feature = SP_TAKE(a, k + n, int);
    c.list = SP_TAKE(a, k, int);
    c.truth = SP_TAKE(a, n, sp_real);
    c.gain = all_pairs ? SP_TAKE(a, pairs, sp_real) : NULL;
    return c;
}

/* Latents have their nearest feature first, then the features that they are nearest
   to. */
static void set_pairs(struct sp_detect *c, const struct sp_recovery *r)
{
    memset(c->start, 0, ((size_t)c->k + 1) * sizeof *c->start);
    for (int i = 0; i < c->k; i++)
        c->start[i + 1] += r->feature[i] >= 0;
    for (int j = 0; j < c->n; j++)
        if (r->latent[j] >= 0)
            c->start[r->latent[j] + 1]++;
    for (int i = 0; i < c->k; i++) {
        c->start[i + 1] += c->start[i];
        c->list[i] = c->start[i];
        if (r->feature[i] >= 0)
            c->feature[c->list[i]++] = r->feature[i];
    }
    for (int j = 0; j < c->n; j++)
        if (r->latent[j] >= 0)
            c->feature[c->list[r->latent[j]]++] = j;
}

void sp_detect_reset(struct sp_detect *c, const struct sp_cosines *cosines,
                     const struct sp_recovery *r)
{
    sp_require(cosines->k <= c->most_k && cosines->n == c->n);
    c->k = cosines->k;
    c->rows = c->l0 = c->l0_tolerant = c->l0_true = 0;
    c->x_square = c->e_square = c->y_square = c->product = 0;
    c->ratio = c->ratio_rows = 0;
    memset(c->block, 0, c->sums * sizeof *c->block);
    memcpy(c->norm, cosines->W_norm, (size_t)c->k * sizeof *c->norm);
    set_pairs(c, r);
}

static void add_reconstruction(struct sp_detect *c, const sp_real *x, const sp_real *y)
{
    double x2 = 0, y2 = 0, xy = 0, e2 = 0;
    for (int q = 0; q < c->d; q++) {
        double xq = (double)x[q], yq = (double)y[q], e = xq - yq;
        c->x_sum[q] += xq;
        c->e_sum[q] += e;
        x2 += xq * xq;
        y2 += yq * yq;
        xy += xq * yq;
        e2 += e * e;
    }
    c->x_square += x2;
    c->y_square += y2;
    c->product += xy;
    c->e_square += e2;
    if (x2 > TINY * TINY) {
        c->ratio += sqrt(y2 / x2);
        c->ratio_rows++;
    }
}

/* Sums of latents alone; gives how many are on, and lists them. */
static int add_latents(struct sp_detect *c, const sp_real *f)
{
    int on = 0, large = 0;
    double most = 0;
    for (int i = 0; i < c->k; i++)
        if (f[i] != 0)
            c->list[on++] = i;
    for (int l = 0; l < on; l++) {
        int i = c->list[l];
        double v = (double)f[i], size = fabs(v) * c->norm[i];
        c->on[i]++;
        c->mass[i] += fabs(v);
        c->sum[i] += v;
        c->square[i] += v * v;
        most = size > most ? size : most;
    }
    for (int l = 0; l < on; l++) {
        int i = c->list[l];
        large += fabs((double)f[i]) * c->norm[i] > TOLERANCE * most;
    }
    c->l0 += on;
    c->l0_tolerant += large;
    return on;
}

static void add_features(struct sp_detect *c, const int *index, const sp_real *value,
                         int count)
{
    for (int e = 0; e < count; e++) {
        double v = (double)value[e];
        c->truth[index[e]] = value[e];
        c->true_on[index[e]]++;
        c->true_sum[index[e]] += v;
        c->true_square[index[e]] += v * v;
    }
    c->l0_true += count;
}

/* The ON latents of a row together with its features. */
static void add_pairs(struct sp_detect *c, const sp_real *f, int on, const int *index,
                      const sp_real *value, int count)
{
    for (int l = 0; l < on; l++) {
        int i = c->list[l];
        for (int p = c->start[i]; p < c->start[i + 1]; p++)
            c->hits[p] += c->truth[c->feature[p]] != 0;
        if (!c->both)
            continue;
        double *both = c->both + (size_t)i * (size_t)c->n;
        double *cross = c->cross + (size_t)i * (size_t)c->n;
        for (int e = 0; e < count; e++) {
            both[index[e]]++;
            cross[index[e]] += (double)f[i] * (double)value[e];
        }
    }
}

void sp_detect_add(struct sp_detect *c, const struct sp_sight *sight)
{
    const struct sp_batch *truth = sight->truth;
    for (int b = 0; b < sight->rows; b++) {
        const sp_real *f = sight->f + (size_t)b * (size_t)c->k;
        size_t at = (size_t)b * (size_t)c->d;
        int other = (b + sight->turn) % sight->rows;
        int from = truth->start[other], count = truth->start[other + 1] - from;
        add_features(c, truth->index + from, truth->value + from, count);
        add_reconstruction(c, sight->x + at, sight->y + at);
        add_pairs(c, f, add_latents(c, f), truth->index + from, truth->value + from,
                  count);
        for (int e = 0; e < count; e++)
            c->truth[truth->index[from + e]] = 0;
    }
    c->rows += sight->rows;
}
