/* Whether another seed finds the same: a second autoencoder of the same sort is trained
   on the same batches from other initial parameters, and its directions are assigned to
   those of the first (PW-MCC of Song et al. 2025, arXiv:2505.20254, which takes
   |cosine|; signed as well here).  A dictionary has 1 with itself; what a random one
   has stands beside. */
#include "superpose/directions.h"
#include "superpose/measure.h"
#include "superpose/score.h"

static const uint64_t OTHER = 0x5ee0ddeedu; /* turns a seed into another */

enum {
    PW_MCC,
    PW_MCC_NULL,
    PW_MCC_ABS,
    PW_MCC_ABS_NULL,
    PW_MMCS,
    PW_MMCS_NULL,
    PW_CLOSE,
    PW_CLOSE_NULL,
    LATENT,
    COLUMNS
};

static const struct sp_column columns[COLUMNS + 1] = {
    [PW_MCC] = {SP_RUNS, "stability", NULL,
                "mean cosine of the latents of two seeds, best assigned; 1 at most"},
    [PW_MCC_NULL] = {SP_RUNS, "stability_null", NULL,
                     "the same with random directions"},
    [PW_MCC_ABS] = {SP_RUNS, "stability_abs", NULL, "the same of |cosine| (PW-MCC)"},
    [PW_MCC_ABS_NULL] = {SP_RUNS, "stability_abs_null", NULL,
                         "the same with random directions"},
    [PW_MMCS] = {SP_RUNS, "stability_mmcs", NULL,
                 "mean over latents of the largest cosine with one of the other seed"},
    [PW_MMCS_NULL] = {SP_RUNS, "stability_mmcs_null", NULL,
                      "the same with random directions"},
    [PW_CLOSE] =
        {SP_RUNS, "stability_close", NULL,
         "share of latents with a cosine above 0.9 with one of the other seed"},
    [PW_CLOSE_NULL] = {SP_RUNS, "stability_close_null", NULL,
                       "the same with random directions"},
    [LATENT] = {SP_LATENTS, "stable", NULL,
                "largest cosine of the latent with one of the other seed"},
};

static double *dictionary(struct sp_arena *a, const struct sp_net *net)
{
    size_t count = (size_t)net->n * (size_t)net->m;
    double *out = SP_TAKE(a, count, double);
    for (size_t i = 0; i < count; i++)
        out[i] = (double)sp_net_dictionary(net)[i];
    return out;
}

/* False when it could not be trained, or diverged. */
static bool train_other(const struct sp_subject *s, struct sp_net *net)
{
    const struct sp_sae_subject *sae = s->sae;
    const struct sp_net_kind *kind = sae->net->kind;
    struct sp_activations start, fresh;
    uint64_t seed = s->seed ^ OTHER;
    int rows = sae->train->batch;
    if (sp_activations_open(s->arena, sae->activations, s->source, s->net, s->seed,
                            SP_USE_SAE_START, rows, &start) ||
        sp_activations_open(s->arena, sae->activations, s->source, s->net, s->seed,
                            SP_USE_SAE_TRAIN, rows, &fresh) ||
        sp_sae_open(s->arena, kind, sae->settings, sae->own, sae->net->n, sae->net->m,
                    rows, seed, net) ||
        (kind->start && kind->start(s->arena, net, &start, seed)))
        return false;
    if (kind->fit)
        return !kind->fit(s->arena, net, &fresh, seed, NULL);
    if (!sp_net_trains(net))
        return true;
    return sp_train(s->arena, net, sp_stream_activations(&fresh), sae->train, NULL)
               .end != SP_TRAIN_DIVERGED;
}

static void put(struct sp_rows *rows, const struct sp_recovery *r, int variant)
{
    sp_rows_put(rows, &columns[PW_MCC + variant], r->mcc);
    sp_rows_put(rows, &columns[PW_MCC_ABS + variant], r->mcc_abs);
    sp_rows_put(rows, &columns[PW_MMCS + variant], r->mmcs_latents);
    sp_rows_put(rows, &columns[PW_CLOSE + variant], r->above);
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    (void)own;
    const struct sp_net *net = subject->sae->net;
    struct sp_arena *a = subject->arena;
    struct sp_net other;
    int k = net->n, d = net->m;
    const double *W = dictionary(a, net);
    double *V = SP_TAKE(a, (size_t)k * (size_t)d, double);
    struct sp_rng rng = sp_rng_make(subject->seed, SP_USE_NULL);
    sp_directions_random(&rng, k, d, V);
    struct sp_recovery r = sp_recovery_make(a, k, k);
    struct sp_cosines c = sp_cosines_make(a, k, k, d, V);
    sp_cosines_fill(&c, W, k);
    sp_recovery_measure(&c, &r);
    put(rows, &r, 1);
    double *stable = sp_rows_add(rows, &columns[LATENT], (size_t)k);
    if (!train_other(subject, &other)) {
        for (int score = PW_MCC; score <= PW_CLOSE; score += 2)
            sp_rows_put(rows, &columns[score], NAN);
        return;
    }
    c = sp_cosines_make(a, k, k, d, dictionary(a, &other));
    sp_cosines_fill(&c, W, k);
    sp_recovery_measure(&c, &r);
    put(rows, &r, 0);
    for (int i = 0; i < k; i++)
        stable[i] = r.largest[i];
}

const struct sp_measure_kind sp_measure_stability = {
    .self = {.name = "stability",
             .doc = "Whether a second autoencoder of the same sort, trained from other "
                    "initial parameters on the same batches, has the same directions.",
             .cite = "Song et al. 2025, arXiv:2505.20254 (PW-MCC)"},
    .columns = columns,
    .needs_sae = true,
    .take = take,
};
