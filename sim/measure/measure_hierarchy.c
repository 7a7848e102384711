/* What an autoencoder does to parents and children (score_absorption.c and
   score_structure.c have the definitions).  All are faults: 0 is best.  Beside each
   stands that of a random dictionary of the same shape (_null) and that of the true
   directions (_ceiling), both with codes by orthogonal matching pursuit. */
#include "recovery_inside.h"
#include "superpose/fault.h"
#include "superpose/structure.h"

struct hierarchy_settings {
    int samples, others;
    double split;
};

#define AT(field) offsetof(struct hierarchy_settings, field)

static const struct sp_param params[] = {
    {"hierarchy.samples", SP_INT, AT(samples), "100000", 1, 1e9, NULL,
     "unseen examples, in batches of 1024"},
    {"hierarchy.others", SP_INT, AT(others), "20000", 1, 1e9, NULL,
     "the same for the random and the true dictionary"},
    {"hierarchy.split", SP_REAL, AT(split), "0.5", 0, 1, NULL,
     "a latent is one of a feature's when above this |cosine|"},
    {0}};

enum { GAP, FULL, FRACTION, SPLITS, SPLIT, HEDGING, FAULTS };
enum {
    CHILD_GAP = 3 * FAULTS,
    PARENT_FULL,
    PARENT_FRACTION,
    FEATURE_SPLITS,
    BIAS_PART,
    HEDGE,
    COLUMNS
};

#define THREE(place, name, doc)                                                        \
    [3 * (place)] = {SP_RUNS, name, NULL, doc},                                        \
         [3 * (place) + 1] = {SP_RUNS, name "_null", NULL,                             \
                              "the same, random dictionary"},                          \
         [3 * (place) + 2] = {SP_RUNS, name "_ceiling", NULL,                          \
                              "the same, true directions"}

static const struct sp_column columns[COLUMNS + 1] = {
    THREE(GAP, "absorption_gap",
          "P(parent's latent on | parent alone) - P(the same | with child), mean over "
          "children"),
    THREE(FULL, "absorption_full",
          "P(parent's latents silent and another tells it | parent on), mean over "
          "parents"),
    THREE(FRACTION, "absorption_fraction",
          "part of the parent that other latents tell, mean over parents"),
    THREE(SPLITS, "splits", "latents per feature that has any"),
    THREE(SPLIT, "split_features", "share of features with more than one latent"),
    THREE(HEDGING, "hedging",
          "largest cosine of a latent, less its own feature, with another; mean over "
          "latents"),
    [CHILD_GAP] = {SP_FEATURES, "child_gap", NULL,
                   "absorption_gap of the feature as a child; none without a parent"},
    [PARENT_FULL] = {SP_FEATURES, "parent_absorbed", NULL,
                     "absorption_full of the feature as a parent"},
    [PARENT_FRACTION] = {SP_FEATURES, "parent_fraction", NULL,
                         "absorption_fraction of the feature as a parent"},
    [FEATURE_SPLITS] = {SP_FEATURES, "latents_of", NULL,
                        "latents whose nearest feature it is, above hierarchy.split"},
    [BIAS_PART] = {SP_FEATURES, "bias_part", NULL,
                   "(b_dec - true constant) . D_j / D_j . D_j"},
    [HEDGE] = {SP_LATENTS, "hedge", NULL,
               "largest cosine of the latent, less its own feature, with another"},
};

/* One contender's. */
struct look {
    struct sp_absorption absorption;
    double fault[FAULTS];
    int *splits;   /* (n) */
    double *hedge; /* (k) */
};

static void watch(struct field *field, const struct sp_sight *sight)
{
    struct look *look = field->watcher;
    sp_absorption_add(&look->absorption, &field->cosines, &field->recovery, sight,
                      field->shift);
}

/* Means over the children and the parents that were seen. */
static void average_absorption(struct look *look, int n)
{
    const struct sp_absorption *s = &look->absorption;
    double children = 0, parents = 0, gap = 0, full = 0, fraction = 0;
    for (int j = 0; j < n; j++) {
        double one = sp_absorption_gap(s, j);
        if (one == one) {
            gap += one;
            children++;
        }
        if (s->on[j] > 0) {
            full += s->full[j] / s->on[j];
            fraction += s->fraction[j] / s->on[j];
            parents++;
        }
    }
    look->fault[GAP] = children > 0 ? gap / children : NAN;
    look->fault[FULL] = parents > 0 ? full / parents : NAN;
    look->fault[FRACTION] = parents > 0 ? fraction / parents : NAN;
}

static void average_directions(const struct field *field, struct look *look)
{
    double any = 0, all = 0, several = 0, hedge = 0;
    for (int j = 0; j < field->n; j++) {
        any += look->splits[j] > 0;
        several += look->splits[j] > 1;
        all += look->splits[j];
    }
    for (int i = 0; i < field->cosines.k; i++)
        hedge += look->hedge[i];
    look->fault[SPLITS] = any > 0 ? all / any : 0;
    look->fault[SPLIT] = several / field->n;
    look->fault[HEDGING] = hedge / field->cosines.k;
}

static void take_look(struct field *field, enum who who, double split,
                      const int *parent, struct look *look)
{
    double scores[SCORES];
    look->absorption = sp_absorption_make(field->a, field->k, field->n, parent);
    look->splits = SP_TAKE(field->a, field->n, int);
    look->hedge = SP_TAKE(field->a, field->k, double);
    field->watch = watch;
    field->watcher = look;
    sp_recovery_contend(field, who, scores);
    sp_splits(&field->cosines, &field->recovery, split, look->splits);
    sp_hedging(field->a, &field->cosines, &field->recovery, look->hedge);
    average_absorption(look, field->n);
    average_directions(field, look);
}

static void put_features(const struct field *field, const struct look *look,
                         struct sp_rows *rows)
{
    size_t n = (size_t)field->n;
    const struct sp_absorption *s = &look->absorption;
    double *gap = sp_rows_add(rows, &columns[CHILD_GAP], n);
    double *full = sp_rows_add(rows, &columns[PARENT_FULL], n);
    double *fraction = sp_rows_add(rows, &columns[PARENT_FRACTION], n);
    double *splits = sp_rows_add(rows, &columns[FEATURE_SPLITS], n);
    double *bias = sp_rows_add(rows, &columns[BIAS_PART], n);
    double *hedge = sp_rows_add(rows, &columns[HEDGE], (size_t)field->k);
    for (int j = 0; j < field->n; j++) {
        gap[j] = sp_absorption_gap(s, j);
        full[j] = s->on[j] > 0 ? s->full[j] / s->on[j] : NAN;
        fraction[j] = s->on[j] > 0 ? s->fraction[j] / s->on[j] : NAN;
        splits[j] = look->splits[j];
    }
    for (int i = 0; i < field->k; i++)
        hedge[i] = look->hedge[i];
    const sp_real *b = sp_net_values(field->subject->sae->net, "b_dec");
    double *offset = SP_TAKE(field->a, field->d, double);
    for (int q = 0; q < field->d; q++)
        offset[q] = b ? (double)b[q] : 0;
    sp_bias_components(&field->cosines, offset, field->shift, bias);
}

/* Without a hierarchy nobody has a parent. */
static const int *parents(const struct field *field)
{
    int *none = SP_TAKE(field->a, field->n, int);
    for (int j = 0; j < field->n; j++)
        none[j] = -1;
    const int *given = field->subject->source->parent;
    return given ? given : none;
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    static const enum who whom[] = {WHO_SAE, WHO_RANDOM, WHO_ORACLE};
    const struct hierarchy_settings *settings = own;
    const struct recovery_settings recovery = {settings->samples, settings->others, 1,
                                               0};
    struct field field;
    sp_recovery_open(subject, &recovery, &field);
    const int *parent = parents(&field);
    for (int w = 0; w < 3; w++) {
        struct look look = {.fault = {0}};
        take_look(&field, whom[w], settings->split, parent, &look);
        for (int f = 0; f < FAULTS; f++)
            sp_rows_put(rows, &columns[3 * f + w], look.fault[f]);
        if (whom[w] == WHO_SAE)
            put_features(&field, &look, rows);
    }
}

const struct sp_measure_kind sp_measure_hierarchy = {
    .self = {.name = "hierarchy",
             .doc =
                 "Absorption of parents by their children, splitting and hedging, on "
                 "the truth.",
             .cite = "Chanin et al. 2024, A is for Absorption, arXiv:2409.14507; "
                     "Karvonen et al. 2025, SAEBench, arXiv:2503.09532; Chanin et al. "
                     "2025, Feature Hedging",
             .own = params,
             .own_size = sizeof(struct hierarchy_settings)},
    .columns = columns,
    .needs_source = true,
    .needs_sae = true,
    .needs_truth = true,
    .take = take,
};
