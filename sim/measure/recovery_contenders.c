/* Whoever is scored beside an autoencoder of k latents in d dimensions, on the same
   activations:

     random     unit rows uniform on the sphere; codes by orthogonal matching pursuit
                with as many atoms as the autoencoder has latents on in the mean
     permuted   the autoencoder with the rows of its decoder shuffled
     untrained  another of the same sort, as it begins (never from the truth)
     shuffled   codes of one example, truth of the next
     oracle     the true directions (the min(k, n) that are on most often); codes by
                pursuit with as many atoms as of these are on in the example
     linear     the same directions; the codes of their pseudo-inverse that are largest,
                as many as of these are on
     probe      no dictionary: for each feature a linear probe with its best threshold

   The last three know the truth: they are ceilings. */
#include <string.h>

#include "recovery_inside.h"
#include "superpose/fault.h"
#include "superpose/kernels.h"

enum { BATCH = 1024 };
static const double MOST_PRODUCTS = 1e10; /* of one contender's pursuit */

/* What encodes and decodes at the moment. */
struct contender {
    enum who who;
    int k;
    double *W;                /* (k, d) */
    sp_real *padded;          /* (k, wide) the same */
    size_t wide;              /* d, rounded up for the kernels */
    const sp_real *base;      /* (d) the constant part of its reconstruction */
    struct sp_net *net;       /* encodes, where it is an autoencoder */
    struct sp_omp *omp;       /* where that is pursuit */
    struct sp_cosines linear; /* where that is linear: its D are the rows of E */
    int atoms;                /* of pursuit in every example; 0: as many as are on, */
    bool *known;              /* (n) of the features whose directions it has */
    int *count;               /* (BATCH) the same for each example */
    sp_real *f, *y, *work;    /* (BATCH, k), (BATCH, d), (BATCH wide + k + SP_HALF) */
};

static double *doubles(struct sp_arena *a, const sp_real *from, size_t count)
{
    double *out = SP_TAKE(a, count, double);
    for (size_t i = 0; i < count; i++)
        out[i] = (double)from[i];
    return out;
}

void sp_recovery_open_data(const struct field *field, uint32_t use, int rows,
                           struct sp_activations *data)
{
    const struct sp_subject *s = field->subject;
    sp_require(!sp_activations_open(field->a, s->sae->activations, s->source, s->net,
                                    s->seed, use, rows, data));
    sp_require(data->directions && data->truth);
}

void sp_recovery_open(const struct sp_subject *subject,
                      const struct recovery_settings *settings, struct field *field)
{
    const struct sp_net *net = subject->sae->net;
    struct sp_activations data;
    *field = (struct field){.subject = subject, .settings = settings};
    struct sp_arena *a = field->a = subject->arena;
    sp_recovery_open_data(field, SP_USE_SAE_TEST, 1, &data);
    int k = field->k = net->n, n = field->n = data.source->n, d = field->d = net->m;
    field->D = doubles(a, data.directions, (size_t)n * (size_t)d);
    field->shift = data.shift;
    field->W = doubles(a, sp_net_dictionary(net), (size_t)k * (size_t)d);
    field->cosines = sp_cosines_make(a, k, n, d, field->D);
    field->recovery = sp_recovery_make(a, k, n);
    field->detect = sp_detect_make(a, k, n, d, (double)k * n <= settings->pairs);
}

/* Marks the COUNT features that are on most often. */
static bool *densest(struct sp_arena *a, const struct sp_source *source, int count)
{
    bool *taken = SP_TAKE(a, source->n, bool);
    for (int c = 0; c < count; c++) {
        int best = -1;
        for (int j = 0; j < source->n; j++)
            if (!taken[j] && (best < 0 || source->density[j] > source->density[best]))
                best = j;
        taken[best] = true;
    }
    return taken;
}

static void take_truth(struct field *field, struct contender *c)
{
    size_t d = (size_t)field->d;
    c->k = field->k < field->n ? field->k : field->n;
    c->known = densest(field->a, field->subject->source, c->k);
    for (int j = 0, i = 0; j < field->n; j++)
        if (c->known[j])
            memcpy(c->W + (size_t)i++ * d, field->D + (size_t)j * d, d * sizeof *c->W);
}

static void take_random(struct field *field, struct contender *c)
{
    struct sp_rng rng = sp_rng_make(field->subject->seed, SP_USE_NULL);
    for (int i = 0; i < c->k; i++) {
        double *row = c->W + (size_t)i * (size_t)field->d, square = 0;
        for (int q = 0; q < field->d; q++) {
            row[q] = sp_rng_normal(&rng);
            square += row[q] * row[q];
        }
        for (int q = 0; q < field->d; q++)
            row[q] /= sqrt(square);
    }
}

/* Every order is as likely as any other (Fisher and Yates 1938). */
static void take_permuted(struct field *field, struct contender *c)
{
    struct sp_rng rng = sp_rng_make(field->subject->seed, SP_USE_NULL);
    int *order = SP_TAKE(field->a, c->k, int);
    size_t d = (size_t)field->d;
    for (int i = 0; i < c->k; i++) {
        int other = (int)sp_rng_below(&rng, (uint64_t)i + 1);
        order[i] = order[other];
        order[other] = i;
    }
    for (int i = 0; i < c->k; i++)
        memcpy(c->W + (size_t)i * d, field->W + (size_t)order[i] * d, d * sizeof *c->W);
}

/* NULL where autoencoders of this sort do not begin anywhere. */
static struct sp_net *open_untrained(struct field *field)
{
    const struct sp_sae_subject *sae = field->subject->sae;
    const struct sp_net_kind *kind = sae->net->kind;
    struct sp_sae_settings *settings = SP_TAKE(field->a, 1, struct sp_sae_settings);
    struct sp_net *net = SP_TAKE(field->a, 1, struct sp_net);
    struct sp_activations data;
    uint64_t seed = field->subject->seed;
    if (!kind->start || kind->fit)
        return NULL;
    *settings = *sae->settings;
    if (settings->start == SP_START_TRUTH)
        settings->start = SP_START_RANDOM;
    sp_recovery_open_data(field, SP_USE_SAE_START, BATCH, &data);
    if (sp_sae_open(field->a, kind, settings, sae->own, field->k, field->d, BATCH, seed,
                    net) ||
        kind->start(field->a, net, &data, seed))
        return NULL;
    return net;
}

static void take_net(struct field *field, struct contender *c, struct sp_net *net)
{
    size_t count = (size_t)c->k * (size_t)field->d;
    c->net = net;
    for (size_t i = 0; i < count; i++)
        c->W[i] = (double)sp_net_dictionary(net)[i];
    c->base = sp_net_values(net, "b_dec");
}

static void take_encoder(struct field *field, struct contender *c)
{
    struct sp_arena *a = field->a;
    if (c->who == WHO_LINEAR) {
        double *E = SP_TAKE(a, (size_t)c->k * (size_t)field->d, double);
        sp_linear_encoder(a, c->W, c->k, field->d, E);
        c->linear = sp_cosines_make(a, 1, c->k, field->d, E);
    } else if (!c->net) {
        struct sp_cosines *atoms = SP_TAKE(a, 1, struct sp_cosines);
        *atoms = sp_cosines_make(a, 1, c->k, field->d, c->W);
        c->omp = sp_omp_make(a, atoms);
    }
}

/* False where there is no such contender. */
static bool prepare(struct field *field, enum who who, struct contender *c)
{
    struct sp_arena *a = field->a;
    struct sp_net *sae = field->subject->sae->net, *net = sae;
    *c = (struct contender){.who = who, .k = field->k, .base = field->shift};
    if (who == WHO_UNTRAINED && !(net = open_untrained(field)))
        return false;
    c->W = SP_TAKE(a, (size_t)c->k * (size_t)field->d, double);
    if (who == WHO_ORACLE || who == WHO_LINEAR)
        take_truth(field, c);
    else if (who == WHO_RANDOM)
        take_random(field, c);
    else
        take_net(field, c, net);
    if (who == WHO_PERMUTED)
        take_permuted(field, c);
    c->atoms = who == WHO_RANDOM ? (int)fmax(1, round(field->l0)) : 0;
    take_encoder(field, c);
    size_t wide = ((size_t)field->d + SP_PAD - 1) / SP_PAD * SP_PAD, k = (size_t)c->k;
    c->wide = wide;
    c->padded = SP_TAKE(a, k * wide, sp_real);
    for (size_t i = 0; i < k; i++)
        for (size_t q = 0; q < (size_t)field->d; q++)
            c->padded[i * wide + q] = (sp_real)c->W[i * (size_t)field->d + q];
    c->count = SP_TAKE(a, BATCH, int);
    c->f = SP_TAKE(a, BATCH * k, sp_real);
    c->y = SP_TAKE(a, BATCH * (size_t)field->d, sp_real);
    c->work = SP_TAKE(a, BATCH * wide + k + SP_HALF, sp_real);
    return true;
}

/* The COUNT largest codes of the pseudo-inverse. */
static void encode_linear(struct contender *c, const sp_real *x, const sp_real *shift)
{
    const struct sp_cosines *E = &c->linear;
    size_t d = (size_t)E->d, k = (size_t)c->k;
    for (int b = 0; b < BATCH; b++) {
        sp_real *f = c->f + (size_t)b * k;
        for (size_t q = 0; q < d; q++)
            c->y[q] = x[(size_t)b * d + q] - shift[q];
        sp_cosines_project(E, 1, c->y, c->work);
        for (size_t i = 0; i < k; i++)
            f[i] = c->work[i] * (sp_real)E->D_norm[i];
        sp_keep_largest(f, c->k, c->count[b], c->work);
    }
}

static void encode(const struct field *field, struct contender *c, const sp_real *x,
                   const struct sp_batch *truth)
{
    for (int b = 0; b < BATCH; b++) {
        c->count[b] = c->atoms;
        for (int e = truth->start[b]; c->known && e < truth->start[b + 1]; e++)
            c->count[b] += c->known[truth->index[e]];
    }
    if (c->net)
        sp_sae_encode(c->net, BATCH, x, c->f);
    else if (c->omp)
        sp_omp_encode(c->omp, BATCH, x, field->shift, c->count, c->f);
    else
        encode_linear(c, x, field->shift);
}

/* y = base + f W: only of codes that are on, unless many are. */
static void decode(const struct field *field, struct contender *c)
{
    size_t k = (size_t)c->k, d = (size_t)field->d, on = 0;
    for (size_t i = 0; i < BATCH * k; i++)
        on += c->f[i] != 0;
    bool dense = on > BATCH * k / 16;
    memset(c->work, 0, BATCH * c->wide * sizeof *c->work);
    if (dense)
        sp_kernels_best()->product(&(struct sp_product){BATCH, c->k, (int)c->wide, c->f,
                                                        k, 1, c->padded, c->wide,
                                                        c->work, c->wide});
    for (size_t b = 0; b < BATCH; b++) {
        sp_real *y = c->work + b * c->wide;
        for (size_t i = 0; i < k && !dense; i++)
            for (size_t q = 0; c->f[b * k + i] != 0 && q < c->wide; q++)
                y[q] += c->f[b * k + i] * c->padded[i * c->wide + q];
        for (size_t q = 0; q < d; q++)
            c->y[b * d + q] = y[q] + c->base[q];
    }
}

/* Rows to look at: whole batches, as pursuit can afford. */
static int rows_of(const struct field *field, const struct contender *c)
{
    double rows =
        c->who == WHO_SAE ? field->settings->samples : field->settings->others;
    double atoms = c->atoms ? c->atoms : field->subject->source->row_mean;
    atoms = fmin(atoms, SP_OMP_ATOMS);
    double each = atoms * field->d * (c->k + 10 * atoms); /* scalar ones are slower */
    if (c->omp)
        rows = fmin(rows, MOST_PRODUCTS / each);
    return (int)fmax(1, ceil(rows / BATCH)) * BATCH;
}

static void put_scores(const struct field *field, double *out)
{
    const struct sp_recovery *r = &field->recovery;
    const struct sp_detect_score *s = &field->score;
    const double value[SCORES] = {
        [SCORE_MMCS] = r->mmcs,
        [SCORE_MMCS_ABS] = r->mmcs_abs,
        [SCORE_MMCS_LATENTS] = r->mmcs_latents,
        [SCORE_MMCS_LATENTS_ABS] = r->mmcs_latents_abs,
        [SCORE_MCC] = r->mcc,
        [SCORE_MCC_ABS] = r->mcc_abs,
        [SCORE_MCC_ALL] = r->mcc_all,
        [SCORE_MCC_ALL_ABS] = r->mcc_all_abs,
        [SCORE_UNIQUENESS] = r->uniqueness,
        [SCORE_CLOSE] = r->above,
        [SCORE_PRECISION] = s->latents.precision,
        [SCORE_RECALL] = s->latents.recall,
        [SCORE_F1] = s->latents.f1,
        [SCORE_ACCURACY] = s->latents.accuracy,
        [SCORE_FEATURE_PRECISION] = s->features.precision,
        [SCORE_FEATURE_RECALL] = s->features.recall,
        [SCORE_FEATURE_F1] = s->features.f1,
        [SCORE_CODE_MCC] = s->mcc,
        [SCORE_L0] = s->l0,
        [SCORE_L0_TOLERANT] = s->l0_tolerant,
        [SCORE_EXPLAINED] = s->explained,
        [SCORE_EXPLAINED_CENTRED] = s->explained_centred,
        [SCORE_SHRINKAGE] = s->shrinkage,
        [SCORE_BIAS] = s->bias,
        [SCORE_DEAD] = s->dead,
        [SCORE_DENSE] = s->dense,
        [SCORE_EFFECTIVE] = s->effective,
        [SCORE_PSI] = s->psi,
    };
    memcpy(out, value, sizeof value);
}

void sp_recovery_contend(struct field *field, enum who who, double *out)
{
    struct contender c;
    struct sp_activations data;
    for (int s = 0; s < SCORES; s++)
        out[s] = NAN;
    if (who == WHO_PROBE) {
        sp_recovery_probe(field, out);
        return;
    }
    if (!prepare(field, who, &c))
        return;
    sp_recovery_open_data(field, SP_USE_SAE_TEST, BATCH, &data);
    sp_cosines_fill(&field->cosines, c.W, c.k);
    sp_recovery_measure(&field->cosines, &field->recovery);
    sp_detect_reset(&field->detect, &field->cosines, &field->recovery);
    for (int left = rows_of(field, &c); left > 0; left -= BATCH) {
        const struct sp_batch *batch = sp_activations_next(&data);
        encode(field, &c, batch->dense, data.truth);
        decode(field, &c);
        const struct sp_sight sight = {BATCH, batch->dense, c.y,
                                       c.f,   data.truth,   who == WHO_SHUFFLED};
        sp_detect_add(&field->detect, &sight);
        if (field->watch)
            field->watch(field, &sight);
    }
    sp_detect_measure(&field->detect, &field->cosines, &field->recovery,
                      field->settings->dense, &field->score);
    put_scores(field, out);
    if (who == WHO_SAE)
        field->l0 = field->score.l0;
}
