/* A small net on a small source, with weights set by hand, for measures to look at. */
#ifndef SUPERPOSE_TESTS_SCENE_H
#define SUPERPOSE_TESTS_SCENE_H

#include <math.h>

#include "suite.h"
#include "superpose/kinds.h"

enum { SCENE_ROWS = 512 };

/* What a test wants other than the defaults: kinds `relu` and `independent`, importance
   1, sizes U[0, 1]. */
struct scene_plan {
    int n, m;
    double density;
    const char *toy, *source;  /* NULL: the defaults */
    const char *size;          /* NULL: uniform */
    const double *densities;   /* (n) in place of density; NULL: none */
    const double *importances; /* (n); NULL: all 1 */
    bool unit_norm;
    bool untied; /* kinds `relu` and `linear` with W_out apart from W */
};

struct scene {
    struct sp_arena arena;
    struct sp_source source;
    struct sp_net net;
    struct sp_subject subject;
    struct sp_rows rows;
    /* An autoencoder, where scene_autoencoder opened one. */
    struct sp_net sae;
    struct sp_sae_settings sae_settings;
    struct sp_train_settings sae_train;
    struct sp_activations_settings activations;
    struct sp_sae_subject sae_subject;
};

static inline void *scene_defaults(struct sp_arena *a, const struct sp_kind *kind)
{
    void *own = sp_arena_take(a, 1, kind->own_size + 1);
    if (kind->own)
        sp_param_defaults(a, kind->own, own);
    return own;
}

static inline void scene_source(struct scene *scene, const struct scene_plan *plan)
{
    struct sp_arena *a = &scene->arena;
    struct sp_source_settings settings = {0};
    sp_param_defaults(a, sp_source_params, &settings);
    settings.features = plan->n;
    double *density = SP_TAKE(a, plan->n, double);
    double *importance = SP_TAKE(a, plan->n, double);
    for (int i = 0; i < plan->n; i++) {
        density[i] = plan->densities ? plan->densities[i] : plan->density;
        importance[i] = plan->importances ? plan->importances[i] : 1;
    }
    settings.density = (struct sp_reals){plan->n, density};
    settings.importance_values = (struct sp_reals){plan->n, importance};
    settings.unit_norm = plan->unit_norm;
    ck_assert_int_eq(sp_param_read(a,
                                   sp_param_find(sp_source_params, "source.importance"),
                                   &settings, "values"),
                     0);
    if (plan->size)
        ck_assert_int_eq(sp_param_read(a,
                                       sp_param_find(sp_source_params, "source.size"),
                                       &settings, plan->size),
                         0);
    const struct sp_source_kind *kind =
        sp_source_kind(plan->source ? plan->source : "independent");
    ck_assert_ptr_nonnull(kind);
    ck_assert_int_eq(sp_source_open(a, kind, &settings, scene_defaults(a, &kind->self),
                                    &scene->source),
                     0);
}

/* Opens everything; all parameters are 0. */
static inline void scene_open(struct scene *scene, const struct scene_plan *plan)
{
    *scene = (struct scene){0};
    struct sp_arena *a = &scene->arena;
    scene_source(scene, plan);
    const struct sp_net_kind *kind = sp_toy_kind(plan->toy ? plan->toy : "relu");
    ck_assert_ptr_nonnull(kind);
    void *own = scene_defaults(a, &kind->self);
    if (plan->untied)
        ck_assert_int_eq(
            sp_param_read(a, sp_param_find(kind->self.own, "toy.tied"), own, "false"),
            0);
    ck_assert_int_eq(sp_net_open(a, kind, plan->n, plan->m, scene->source.importance,
                                 own, SCENE_ROWS, 0, &scene->net),
                     0);
    scene->subject = (struct sp_subject){.arena = a,
                                         .source = &scene->source,
                                         .net = &scene->net,
                                         .rows = SCENE_ROWS,
                                         .seed = 1};
    scene->rows.arena = a;
}

/* Gives the subject an autoencoder of kind `l1` with LATENTS latents, as it begins. */
static inline void scene_autoencoder(struct scene *scene, int latents)
{
    struct sp_arena *a = &scene->arena;
    const struct sp_net_kind *kind = sp_sae_kind("l1");
    struct sp_activations data;
    sp_param_defaults(a, sp_sae_params, &scene->sae_settings);
    sp_param_defaults(a, sp_sae_train_params, &scene->sae_train);
    sp_param_defaults(a, sp_activations_params, &scene->activations);
    scene->sae_train.batch = SCENE_ROWS;
    ck_assert_int_eq(sp_activations_open(a, &scene->activations, &scene->source,
                                         &scene->net, 1, SP_USE_SAE_START, SCENE_ROWS,
                                         &data),
                     0);
    ck_assert_int_eq(sp_sae_open(a, kind, &scene->sae_settings, NULL, latents,
                                 scene->net.m, SCENE_ROWS, 1, &scene->sae),
                     0);
    ck_assert_int_eq(kind->start(a, &scene->sae, &data, 1), 0);
    scene->sae_subject = (struct sp_sae_subject){.net = &scene->sae,
                                                 .settings = &scene->sae_settings,
                                                 .train = &scene->sae_train,
                                                 .activations = &scene->activations};
    scene->subject.sae = &scene->sae_subject;
}

static inline void scene_close(struct scene *scene)
{
    sp_arena_free(&scene->arena);
}

static inline void scene_set(struct scene *scene, const char *array,
                             const double *value)
{
    const struct sp_array *found = sp_net_array(&scene->net, array);
    ck_assert_ptr_nonnull(found);
    sp_real *out = sp_net_values(&scene->net, array);
    for (size_t i = 0; i < found->rows * found->columns; i++)
        out[i] = (sp_real)value[i];
}

/* Takes a measure with COUNT of its settings given as key, text, key, text, .. */
static inline void scene_take(struct scene *scene, const struct sp_measure_kind *kind,
                              const char *const *settings, int count)
{
    struct sp_arena *a = &scene->arena;
    void *own = scene_defaults(a, &kind->self);
    for (int i = 0; i < count; i++) {
        const struct sp_param *row = sp_param_find(kind->self.own, settings[2 * i]);
        ck_assert_ptr_nonnull(row);
        ck_assert_int_eq(sp_param_read(a, row, own, settings[2 * i + 1]), 0);
    }
    kind->take(&scene->subject, own, &scene->rows);
}

/* The column NAME of a scope, which must be there. */
static inline const double *scene_column(const struct scene *scene, enum sp_scope scope,
                                         const char *name)
{
    const struct sp_values *found = sp_rows_find(&scene->rows, scope, name);
    ck_assert_msg(found != NULL, "no column %s", name);
    return found->value;
}

static inline double scene_run(const struct scene *scene, const char *name)
{
    return scene_column(scene, SP_RUNS, name)[0];
}

#endif
