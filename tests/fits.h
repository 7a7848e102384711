/* Activations with features that are known, and kinds fitted to them. */
#ifndef SUPERPOSE_TESTS_FITS_H
#define SUPERPOSE_TESTS_FITS_H

#include "../sim/sae/fit_inside.h"
#include "open_source.h"
#include "saes.h"
#include "superpose/score.h"

enum { ROWS = 256, NEW = 64 }; /* rows of a batch; of unseen data */

/* Activations of independent features in given directions, and a net on them. */
struct data {
    struct sp_arena arena;
    struct sp_source source;
    struct sp_net toy, net;
    struct sp_activations_settings settings;
    struct sp_activations stream;
    uint64_t seed;
};

/* What features are like; `set` goes to kind `given`. */
struct world {
    int n, d;
    const char *density, *size, *sigma, *directions;
    const char *shift, *noise; /* NULL: none */
};

/* Setting A: orthogonal features of size about 1. */
static const struct world setting_a = {16,     32,           "0.25", "log_normal",
                                       "0.05", "orthogonal", NULL,   NULL};

static inline void give(struct sp_arena *a, const struct sp_param *table, void *into,
                        const char *key, const char *text)
{
    sp_require(!sp_param_read(a, sp_param_find(table, key), into, text));
}

static inline void open_data(struct data *data, const struct world *w, uint64_t seed)
{
    *data = (struct data){.seed = seed};
    struct sp_arena *a = &data->arena;
    const struct sp_net_kind *kind = sp_toy_kind("given");
    void *own = sp_arena_take(a, 1, kind->self.own_size);
    sp_param_defaults(a, kind->self.own, own);
    give(a, kind->self.own, own, "given.directions", w->directions);
    ck_assert(!open_source(a, sp_source_kind("independent"), &data->source,
                           "source.features", sp_arena_print(a, "%d", w->n),
                           "source.density", w->density, "source.size", w->size,
                           "source.size_sigma", w->sigma, NULL));
    ck_assert(!sp_net_open(a, kind, w->n, w->d, data->source.importance, own, ROWS,
                           seed, &data->toy));
    sp_param_defaults(a, sp_activations_params, &data->settings);
    if (w->shift)
        give(a, sp_activations_params, &data->settings, "activations.shift", w->shift);
    if (w->noise)
        give(a, sp_activations_params, &data->settings, "activations.noise", w->noise);
    ck_assert(!sp_activations_open(a, &data->settings, &data->source, &data->toy, seed,
                                   SP_USE_SAE_TRAIN, ROWS, &data->stream));
}

/* Fits k latents of a kind with some settings; gives what fit gave. */
static inline int fit(struct data *data, const struct sae_variant *v, int k,
                      const atomic_bool *stop)
{
    data->net = sae_open(&data->arena, v, k, data->stream.d, ROWS);
    return data->net.kind->fit(&data->arena, &data->net, &data->stream, data->seed,
                               stop);
}

static inline double *doubles(struct sp_arena *a, const sp_real *from, size_t count)
{
    double *out = SP_TAKE(a, count, double);
    for (size_t i = 0; i < count; i++)
        out[i] = (double)from[i];
    return out;
}

/* Mean |cos| of the best assignment of latents to features. */
static inline struct sp_recovery score(struct data *data)
{
    struct sp_arena *a = &data->arena;
    int k = data->net.n, n = data->source.n, d = data->stream.d;
    const double *W = doubles(a, sp_net_dictionary(&data->net), (size_t)k * (size_t)d);
    const double *D = doubles(a, data->stream.directions, (size_t)n * (size_t)d);
    struct sp_cosines c = sp_cosines_make(a, k, n, d, D);
    struct sp_recovery out = sp_recovery_make(a, k, n);
    sp_cosines_fill(&c, W, k);
    sp_recovery_measure(&c, &out);
    return out;
}

static inline double mcc_of(const struct world *w, const struct sae_variant *v, int k,
                            uint64_t seed)
{
    struct data data;
    open_data(&data, w, seed);
    ck_assert(!fit(&data, v, k, NULL));
    double mcc = score(&data).mcc_abs;
    sp_arena_free(&data.arena);
    return mcc;
}

#endif
