/* An autoencoder in training on a small dictionary that is given: features that are on
   independently, or batches of a test's own. */
#ifndef SUPERPOSE_TESTS_SAE_LAB_H
#define SUPERPOSE_TESTS_SAE_LAB_H

#include "saes.h"
#include "suite.h"
#include "superpose/train.h"

struct sae_lab {
    struct sp_arena arena;
    struct sp_source source;
    struct sp_net toy, net;
    struct sp_activations data;
    struct sp_activations_settings activations;
    struct sp_sae_settings sae;
    struct sp_train_settings train;
    struct sp_training training;
    struct sp_sae *s;
};

/* Reads each "key=value" that belongs to TABLE into INTO; NULL ends them. */
static inline void lab_read(struct sae_lab *lab, const struct sp_param *table,
                            void *into, const char *const *set)
{
    sp_param_defaults(&lab->arena, table, into);
    for (; *set; set++) {
        char key[64];
        size_t length = strcspn(*set, "=");
        memcpy(key, *set, length);
        key[length] = 0;
        const struct sp_param *row = sp_param_find(table, key);
        ck_assert(!row || !sp_param_read(&lab->arena, row, into, *set + length + 1));
    }
}

static inline void lab_features(struct sae_lab *lab, int width, uint64_t seed,
                                const char *const *set)
{
    struct sp_arena *a = &lab->arena;
    const struct sp_net_kind *given = sp_toy_kind("given");
    struct sp_source_settings *settings = SP_TAKE(a, 1, struct sp_source_settings);
    void *own = sp_arena_take(a, 1, given->self.own_size);
    lab_read(lab, sp_source_params, settings, set);
    lab_read(lab, given->self.own, own, set);
    ck_assert(!sp_source_open(a, sp_source_kind("independent"), settings, NULL,
                              &lab->source));
    ck_assert(!sp_net_open(a, given, lab->source.n, width, lab->source.importance, own,
                           lab->train.batch, seed, &lab->toy));
    lab_read(lab, sp_activations_params, &lab->activations, set);
    ck_assert(!sp_activations_open(a, &lab->activations, &lab->source, &lab->toy, seed,
                                   SP_USE_SAE_TRAIN, lab->train.batch, &lab->data));
}

/* Opens KIND of k latents on features in `width` orthogonal or other directions, and
   starts it.  Settings of all sections in one list. */
static inline void lab_open(struct sae_lab *lab, const char *name, int k, int width,
                            uint64_t seed, const char *const *set)
{
    struct sp_arena *a = &lab->arena;
    const struct sp_net_kind *kind = sp_sae_kind(name);
    void *own = sp_arena_take(a, 1, kind->self.own_size + 1);
    lab_read(lab, sp_sae_params, &lab->sae, set);
    lab_read(lab, sp_sae_train_params, &lab->train, set);
    if (kind->self.own)
        lab_read(lab, kind->self.own, own, set);
    lab_features(lab, width, seed, set);
    ck_assert(!sp_sae_check(kind, &lab->sae, own, k, width));
    ck_assert(!sp_sae_open(a, kind, &lab->sae, own, k, width, lab->train.batch, seed,
                           &lab->net));
    lab->s = sp_sae_of(&lab->net);
    ck_assert(!kind->start(a, &lab->net, &lab->data, seed));
}

#define LAB(lab, kind, k, width, seed, ...)                                            \
    lab_open(lab, kind, k, width, seed, (const char *const[]){__VA_ARGS__, NULL})

static inline void lab_train(struct sae_lab *lab)
{
    lab->training = sp_train(&lab->arena, &lab->net, sp_stream_activations(&lab->data),
                             &lab->train, NULL);
    ck_assert(lab->training.end == SP_TRAIN_DONE);
}

#endif
