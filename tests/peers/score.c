/* Scores of an autoencoder that was made up, for score.sh to compare with what numpy
   and scipy say of it:

     score SEED LATENTS FEATURES WIDTH ROWS FILE

   writes to FILE, as raw doubles, the four sizes, decoder W (k, d), true directions D
   (n, d), activations x and reconstructions y (rows, d), codes f (rows, k) and
   features a (rows, n), and to standard output a name and a number a line. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "superpose/ceiling.h"
#include "superpose/rng.h"
#include "superpose/structure.h"

enum { ATOMS = 3 };

struct made {
    int k, n, d, rows;
    double *W, *D;
    sp_real *x, *y, *f, *shift;
    int *parent;
    struct sp_batch truth;
};

static size_t by(int a, int b)
{
    return (size_t)a * (size_t)b;
}

/* Latent i is feature i mod n, or its opposite, with noise; the last two have no
   direction.  An odd feature is the child of the one before. */
static void make_directions(struct sp_arena *a, struct sp_rng *rng, struct made *m)
{
    m->W = SP_TAKE(a, by(m->k, m->d), double);
    m->D = SP_TAKE(a, by(m->n, m->d), double);
    m->parent = SP_TAKE(a, m->n, int);
    m->shift = SP_TAKE(a, m->d, sp_real);
    for (size_t i = 0; i < by(m->n, m->d); i++)
        m->D[i] = sp_rng_normal(rng);
    for (int i = 0; i < m->k - 2; i++)
        for (int q = 0; q < m->d; q++)
            m->W[by(i, m->d) + (size_t)q] =
                (i % 5 == 4 ? -1 : 1) * m->D[by(i % m->n, m->d) + (size_t)q] +
                0.5 * sp_rng_normal(rng);
    for (int j = 0; j < m->n; j++)
        m->parent[j] = j % 2 ? j - 1 : -1;
}

/* Features of both signs, on with probability 0.3, children 0.5 where the parent is.
   */
static void make_features(struct sp_arena *a, struct sp_rng *rng, struct made *m)
{
    int at = 0;
    m->truth = sp_batch_make(a, m->rows, m->n, m->rows * m->n);
    for (int b = 0; b < m->rows; b++) {
        bool parent = false;
        for (int j = 0; j < m->n; j++) {
            double u = sp_rng_uniform(rng), size = sp_rng_normal(rng) + 1;
            bool on = j % 2 ? parent && u < 0.5 : u < 0.3;
            parent = on;
            if (!on)
                continue;
            m->truth.index[at] = j;
            m->truth.value[at++] = (sp_real)size;
        }
        m->truth.start[b + 1] = at;
    }
}

/* x = a D + noise; a latent hears its feature but now and then, and others by chance;
   every third is silent when its feature's child is on. */
static void make_codes(struct sp_arena *a, struct sp_rng *rng, struct made *m)
{
    sp_real *dense = SP_TAKE(a, m->n, sp_real);
    m->x = SP_TAKE(a, by(m->rows, m->d), sp_real);
    m->y = SP_TAKE(a, by(m->rows, m->d), sp_real);
    m->f = SP_TAKE(a, by(m->rows, m->k), sp_real);
    for (int b = 0; b < m->rows; b++) {
        sp_real *x = m->x + by(b, m->d), *y = m->y + by(b, m->d),
                *f = m->f + by(b, m->k);
        for (int j = 0; j < m->n; j++)
            dense[j] = 0;
        for (int e = m->truth.start[b]; e < m->truth.start[b + 1]; e++)
            dense[m->truth.index[e]] = m->truth.value[e];
        for (int i = 0; i < m->k - 1; i++) {
            int j = i % m->n;
            double u = sp_rng_uniform(rng), noise = sp_rng_normal(rng);
            bool silent = i % 3 == 0 && j + 1 < m->n && j % 2 == 0 && dense[j + 1] != 0;
            if (dense[j] != 0 && u > 0.2 && !silent)
                f[i] = (sp_real)((double)dense[j] + 0.1 * noise);
            else if (u > 0.95)
                f[i] = (sp_real)(i % 2 ? noise : 1e-4 * noise);
        }
        for (int q = 0; q < m->d; q++) {
            double sum = 0.2 * sp_rng_normal(rng), out = 0.1;
            for (int j = 0; j < m->n; j++)
                sum += (double)dense[j] * m->D[by(j, m->d) + (size_t)q];
            for (int i = 0; i < m->k; i++)
                out += (double)f[i] * m->W[by(i, m->d) + (size_t)q];
            x[q] = (sp_real)sum;
            y[q] = (sp_real)out;
        }
    }
}

static void write_doubles(FILE *file, const double *value, size_t count)
{
    fwrite(value, sizeof *value, count, file);
}

static void write_reals(FILE *file, const sp_real *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        write_doubles(file, &(double){(double)value[i]}, 1);
}

static void write_made(struct sp_arena *a, const struct made *m, FILE *file)
{
    sp_real *dense = SP_TAKE(a, by(m->rows, m->n), sp_real);
    for (int b = 0; b < m->rows; b++)
        for (int e = m->truth.start[b]; e < m->truth.start[b + 1]; e++)
            dense[by(b, m->n) + (size_t)m->truth.index[e]] = m->truth.value[e];
    write_doubles(file, (const double[]){m->k, m->n, m->d, m->rows}, 4);
    write_doubles(file, m->W, by(m->k, m->d));
    write_doubles(file, m->D, by(m->n, m->d));
    write_reals(file, m->x, by(m->rows, m->d));
    write_reals(file, m->y, by(m->rows, m->d));
    write_reals(file, m->f, by(m->rows, m->k));
    write_reals(file, dense, by(m->rows, m->n));
}

static void say(const char *name, double value)
{
    printf("%s\t%.17g\n", name, value);
}

static void say_directions(const struct sp_recovery *r)
{
    say("mmcs", r->mmcs);
    say("mmcs_abs", r->mmcs_abs);
    say("mmcs_latents", r->mmcs_latents);
    say("mmcs_latents_abs", r->mmcs_latents_abs);
    say("mcc", r->mcc);
    say("mcc_abs", r->mcc_abs);
    say("mcc_all", r->mcc_all);
    say("mcc_all_abs", r->mcc_all_abs);
    say("uniqueness", r->uniqueness);
    say("close", r->above);
}

static void say_codes(const struct sp_detect *detect, int n,
                      const struct sp_detect_score *s)
{
    double best = 0;
    for (int j = 0, latent; j < n; j++)
        best += sp_detect_best(detect, j, &latent).f1 / n;
    say("precision", s->latents.precision);
    say("recall", s->latents.recall);
    say("f1", s->latents.f1);
    say("accuracy", s->latents.accuracy);
    say("feature_precision", s->features.precision);
    say("feature_recall", s->features.recall);
    say("feature_f1", s->features.f1);
    say("best_f1", best);
    say("code_mcc", s->mcc);
    say("l0", s->l0);
    say("l0_tolerant", s->l0_tolerant);
    say("l0_true", s->l0_true);
    say("explained", s->explained);
    say("explained_centred", s->explained_centred);
    say("shrinkage", s->shrinkage);
    say("reconstruction_bias", s->bias);
    say("dead", s->dead);
    say("dense", s->dense);
    say("effective", s->effective);
    say("psi", s->psi);
}

static void say_structure(struct sp_arena *a, const struct made *m,
                          const struct sp_cosines *c, const struct sp_recovery *r,
                          const struct sp_sight *sight)
{
    double gap = 0, full = 0, fraction = 0, mean = 0;
    double *hedge = SP_TAKE(a, m->k, double), *zero = SP_TAKE(a, m->d, double);
    struct sp_absorption s = sp_absorption_make(a, m->k, m->n, m->parent);
    sp_absorption_add(&s, c, r, sight, m->shift);
    for (int j = 0; j < m->n; j++) {
        gap += m->parent[j] < 0 ? 0 : sp_absorption_gap(&s, j);
        full += s.full[j];
        fraction += s.fraction[j];
    }
    sp_hedging(a, c, r, hedge);
    for (int i = 0; i < m->k; i++)
        mean += hedge[i] / m->k;
    say("gap", gap);
    say("full", full);
    say("fraction", fraction);
    say("hedging", mean);
    say("coherence", sp_decoder_coherence(a, m->W, m->k, m->d));
    say("nth", sp_nth_projection(a, m->W, m->k, m->d, zero, m->x, m->rows, 2));
}

static void say_ceilings(struct sp_arena *a, const struct made *m)
{
    struct sp_cosines atoms = sp_cosines_make(a, 1, m->n, m->d, m->D);
    sp_real *f = SP_TAKE(a, by(m->rows, m->n), sp_real);
    int *count = SP_TAKE(a, m->rows, int);
    double size = 0, f1 = 0, *direction = SP_TAKE(a, by(m->n, m->d), double);
    struct sp_detection *each = SP_TAKE(a, m->n, struct sp_detection);
    for (int b = 0; b < m->rows; b++)
        count[b] = ATOMS;
    sp_omp_encode(sp_omp_make(a, &atoms), m->rows, m->x, m->shift, count, f);
    for (size_t i = 0; i < by(m->rows, m->n); i++)
        size += fabs((double)f[i]) / m->rows;
    say("pursuit", size);
    struct sp_probe probe = sp_probe_make(a, m->n, m->d);
    sp_probe_add(&probe, m->rows, m->x, &m->truth);
    sp_probe_fit(a, &probe, direction);
    sp_probe_score(a, direction, m->n, m->d, m->rows, m->x, &m->truth, each);
    for (int j = 0; j < m->n; j++)
        f1 += each[j].f1 / m->n;
    say("probe_f1", f1);
}

static void score(struct sp_arena *a, const struct made *m)
{
    const struct sp_sight sight = {m->rows, m->x, m->y, m->f, &m->truth, 0};
    struct sp_cosines c = sp_cosines_make(a, m->k, m->n, m->d, m->D);
    struct sp_recovery r = sp_recovery_make(a, m->k, m->n);
    struct sp_detect detect = sp_detect_make(a, m->k, m->n, m->d, true);
    struct sp_detect_score s;
    sp_cosines_fill(&c, m->W, m->k);
    sp_recovery_measure(&c, &r);
    say_directions(&r);
    sp_detect_reset(&detect, &c, &r);
    sp_detect_add(&detect, &sight);
    sp_detect_measure(&detect, &c, &r, 0.1, &s);
    say_codes(&detect, m->n, &s);
    say_structure(a, m, &c, &r, &sight);
    say_ceilings(a, m);
}

int main(int count, char **text)
{
    struct sp_arena a = {0};
    FILE *file = count == 7 ? fopen(text[6], "wb") : NULL;
    if (!file)
        return 2;
    struct sp_rng rng = sp_rng_make(strtoull(text[1], NULL, 10), 1);
    struct made m = {.k = atoi(text[2]),
                     .n = atoi(text[3]),
                     .d = atoi(text[4]),
                     .rows = atoi(text[5])};
    make_directions(&a, &rng, &m);
    make_features(&a, &rng, &m);
    make_codes(&a, &rng, &m);
    write_made(&a, &m, file);
    score(&a, &m);
    sp_arena_free(&a);
    return fclose(file) != 0;
}
