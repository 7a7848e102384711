/* Autoencoders for tests: any kind with any settings, on activations by chance. */
#ifndef SUPERPOSE_TESTS_SAES_H
#define SUPERPOSE_TESTS_SAES_H

#include <math.h>
#include <string.h>

#include "../sim/sae/sae_inside.h"
#include "superpose/fault.h"
#include "superpose/kinds.h"

/* A kind with some settings: "key=value" each, NULL ends them. */
struct sae_variant {
    const char *kind;
    const char *set[6];
};

static const struct sae_variant sae_variants[] = {
    {"l1", {0}},
    {"l1", {"sae.pre_bias=false"}},
    {"l1", {"sae.norm=unit"}},
    {"lp", {"lp.p=0.5"}},
    {"lp", {"lp.p=1", "lp.updates=10", "sae.norm=unit"}},
    {"log", {0}},
    {"log", {"sae.norm=unit", "log.c=0.5"}},
    {"tanh", {0}},
    {"tanh", {"sae.pre_bias=false"}},
    {"topk", {"topk.k=3"}},
    {"topk", {"topk.k=3", "sae.norm=unit"}},
    {"topk", {"topk.k=3", "topk.k_start=6"}},
    {"batch_topk", {"batch_topk.k=2.5"}},
    {"batch_topk", {"batch_topk.k=1.8", "sae.norm=unit", "sae.pre_bias=false"}},
    {"matryoshka", {"matryoshka.k=3", "matryoshka.widths=[2, 5, 14]"}},
    {"pursuit", {"pursuit.k=3", "sae.norm=unit"}},
    {"pursuit", {"pursuit.k=14", "sae.norm=unit", "pursuit.residual=1"}},
    {"matryoshka", {"matryoshka.k=3", "matryoshka.balance=0.25"}},
    {"gated", {"sae.norm=unit"}},
    {"gated", {"sae.norm=unit", "sae.pre_bias=false"}},
    {"jumprelu", {"jumprelu.bandwidth=0.5"}},
    {"jumprelu", {"jumprelu.penalty=tanh", "jumprelu.log_theta=true"}},
};

enum { SAE_VARIANTS = sizeof sae_variants / sizeof *sae_variants };

/* Whether the gradient is the loss's slope; of others see test_sae_kinds.c. */
static inline bool sae_has_slope(const struct sae_variant *v)
{
    return strcmp(v->kind, "gated") != 0 && strcmp(v->kind, "jumprelu") != 0;
}

static inline void sae_set(struct sp_arena *a, const struct sp_net_kind *kind,
                           const char *text, struct sp_sae_settings *settings,
                           void *own)
{
    char key[64];
    size_t length = strcspn(text, "=");
    memcpy(key, text, length);
    key[length] = 0;
    const struct sp_param *row = sp_param_find(sp_sae_params, key);
    void *into = settings;
    if (!row && kind->self.own) {
        row = sp_param_find(kind->self.own, key);
        into = own;
    }
    sp_require(row && !sp_param_read(a, row, into, text + length + 1));
}

/* An autoencoder of k latents on width d, its parameters still zero. */
static inline struct sp_net sae_open(struct sp_arena *a, const struct sae_variant *v,
                                     int k, int d, int rows)
{
    const struct sp_net_kind *kind = sp_sae_kind(v->kind);
    struct sp_sae_settings *settings = SP_TAKE(a, 1, struct sp_sae_settings);
    struct sp_net net;
    void *own = sp_arena_take(a, 1, kind->self.own_size + 1);
    sp_param_defaults(a, sp_sae_params, settings);
    if (kind->self.own)
        sp_param_defaults(a, kind->self.own, own);
    for (int i = 0; i < 6 && v->set[i]; i++)
        sae_set(a, kind, v->set[i], settings, own);
    sp_require(!sp_sae_open(a, kind, settings, own, k, d, rows, 1, &net));
    return net;
}

/* Rows of norm about 1, to unit where the role asks; biases N(0, 0.2^2). */
static inline void sae_randomise(struct sp_net *net, uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_INIT);
    for (int j = 0; j < net->arrays; j++) {
        const struct sp_array *array = &net->array[j];
        double deviation = array->role == SP_ROLE_BIAS ? 0.2 : 1 / sqrt(net->m);
        if (array->role == SP_ROLE_GIVEN)
            continue;
        for (size_t i = 0; i < array->rows; i++) {
            sp_real *row = net->param + array->at + i * array->columns;
            double square = 0;
            for (size_t c = 0; c < array->columns; c++) {
                row[c] = (sp_real)(deviation * sp_rng_normal(&rng));
                square += (double)row[c] * (double)row[c];
            }
            for (size_t c = 0; array->role == SP_ROLE_UNIT && c < array->columns; c++)
                row[c] = (sp_real)((double)row[c] / sqrt(square));
        }
    }
}

static inline struct sp_batch sae_batch(struct sp_arena *a, int rows, int d,
                                        uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_TRAIN);
    struct sp_batch batch = {.rows = rows, .features = d};
    batch.dense = SP_TAKE(a, rows * d, sp_real);
    for (int i = 0; i < rows * d; i++)
        batch.dense[i] = (sp_real)sp_rng_normal(&rng);
    return batch;
}

#endif
