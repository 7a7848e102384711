/* What an autoencoder makes of features that are composed of others, and of features of
   several dimensions (score_structure.c has the definitions).  Beside each number
   stands that of random directions (_null) and of the true ones (_ceiling).

   A composite is recovered when a latent has its own direction (representedness, in
   measure `recovery`); a latent nearer to the sum of its parts than to each of them
   stands for the event of all parts at once.  A plane is recovered when latents inside
   it span it. */
#include <string.h>

#include "recovery_inside.h"
#include "superpose/directions.h"
#include "superpose/structure.h"

struct composition_settings {
    double least, inside;
};

#define AT(field) offsetof(struct composition_settings, field)

static const struct sp_param params[] = {
    {"composition.least", SP_REAL, AT(least), "0.5", 0, 1, NULL,
     "cosine above which a latent may be one of the sum of parts"},
    {"composition.inside", SP_REAL, AT(inside), "0.9", 0, 1, NULL,
     "share of a latent's squared norm that makes it one of a plane"},
    {0}};

enum { SUM_COSINE, MERGED, SPANNED, INSIDE, NUMBERS };
enum { COMPOSITE = 3 * NUMBERS, COMPOSITE_MERGED, PLANE_SPANNED, COLUMNS };

#define THREE(place, name, doc)                                                        \
    [3 * (place)] = {SP_RUNS, name, NULL, doc},                                        \
         [3 * (place) + 1] = {SP_RUNS, name "_null", NULL,                             \
                              "the same, random directions"},                          \
         [3 * (place) + 2] = {SP_RUNS, name "_ceiling", NULL,                          \
                              "the same, true directions"}

static const struct sp_column columns[COLUMNS + 1] = {
    THREE(SUM_COSINE, "part_sum_cosine",
          "largest cosine of a latent with the sum of a composite's parts, mean over "
          "composites; none without any"),
    THREE(MERGED, "merged_composites",
          "share of composites with a latent nearer to the sum than to each part"),
    THREE(SPANNED, "planes_spanned",
          "share of the dimensions of a set that latents inside span, mean over sets"),
    THREE(INSIDE, "plane_latents", "latents inside the span of a set, mean over sets"),
    [COMPOSITE] = {SP_FEATURES, "sum_cosine", NULL,
                   "part_sum_cosine of the feature as a composite"},
    [COMPOSITE_MERGED] = {SP_FEATURES, "merged_latents", NULL,
                          "latents nearer to the sum of its parts than to each"},
    [PLANE_SPANNED] = {SP_FEATURES, "plane_spanned", NULL,
                       "planes_spanned of the set that the feature belongs to"},
};

/* Sets with the composite or the label that each is of. */
struct named {
    struct sp_sets sets;
    int *of; /* (count) */
};

/* Parts stand in the source by composite. */
static struct named composites(struct sp_arena *a, const struct sp_source *source)
{
    int pairs = source->parts, count = 0;
    int *start = SP_TAKE(a, pairs + 1, int), *member = SP_TAKE(a, pairs, int);
    int *of = SP_TAKE(a, pairs, int);
    for (int p = 0; p < pairs; p++) {
        if (!p || source->part[p][0] != source->part[p - 1][0]) {
            start[count] = p;
            of[count++] = source->part[p][0];
        }
        member[p] = source->part[p][1];
    }
    start[count] = pairs;
    return (struct named){{count, start, member}, of};
}

/* Sets with the same label, in the order of their first features. */
static struct named planes(struct sp_arena *a, const struct sp_source *source)
{
    int n = source->n, count = 0, at = 0;
    int *start = SP_TAKE(a, n + 1, int), *member = SP_TAKE(a, n, int);
    int *of = SP_TAKE(a, n, int);
    bool *seen = SP_TAKE(a, n, bool);
    for (int j = 0; source->group && j < n; j++) {
        if (source->group[j] < 0 || seen[j])
            continue;
        of[count] = source->group[j];
        start[count++] = at;
        for (int i = j; i < n; i++) {
            if (source->group[i] != source->group[j])
                continue;
            member[at++] = i;
            seen[i] = true;
        }
    }
    start[count] = at;
    return (struct named){{count, start, member}, of};
}

/* What one dictionary makes of them. */
struct view {
    double *cosine, *spanned; /* per composite, per plane */
    int *merged, *inside;
};

static struct view view(struct field *field, const struct composition_settings *limits,
                        const struct named *parts, const struct named *sets,
                        const double *W, int k)
{
    struct sp_arena *a = field->a;
    struct view v = {
        SP_TAKE(a, parts->sets.count, double), SP_TAKE(a, sets->sets.count, double),
        SP_TAKE(a, parts->sets.count, int), SP_TAKE(a, sets->sets.count, int)};
    struct sp_cosines cosines = sp_cosines_make(a, k, field->n, field->d, field->D);
    sp_cosines_fill(&cosines, W, k);
    sp_compositions(&cosines, &parts->sets, limits->least, v.cosine, v.merged);
    sp_planes(a, &cosines, &sets->sets, limits->inside, v.inside, v.spanned);
    return v;
}

static void put_means(const struct view *v, int composite, int plane, int variant,
                      struct sp_rows *rows)
{
    double sum[NUMBERS] = {0};
    for (int s = 0; s < composite; s++) {
        sum[SUM_COSINE] += v->cosine[s] / composite;
        sum[MERGED] += (v->merged[s] > 0) / (double)composite;
    }
    for (int s = 0; s < plane; s++) {
        sum[SPANNED] += v->spanned[s] / plane;
        sum[INSIDE] += (double)v->inside[s] / plane;
    }
    for (int c = 0; c < NUMBERS; c++)
        sp_rows_put(rows, &columns[3 * c + variant],
                    (c < SPANNED ? composite : plane) ? sum[c] : (double)NAN);
}

static void put_features(const struct view *v, const struct named *parts,
                         const struct named *sets, int n, struct sp_rows *rows)
{
    double *cosine = sp_rows_add(rows, &columns[COMPOSITE], (size_t)n);
    double *merged = sp_rows_add(rows, &columns[COMPOSITE_MERGED], (size_t)n);
    double *spanned = sp_rows_add(rows, &columns[PLANE_SPANNED], (size_t)n);
    for (int s = 0; s < parts->sets.count; s++) {
        cosine[parts->of[s]] = v->cosine[s];
        merged[parts->of[s]] = v->merged[s];
    }
    for (int s = 0; s < sets->sets.count; s++)
        for (int e = sets->sets.start[s]; e < sets->sets.start[s + 1]; e++)
            spanned[sets->sets.member[e]] = v->spanned[s];
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    static const struct recovery_settings small = {1, 1, 1, 0};
    struct field field;
    sp_recovery_open(subject, &small, &field);
    struct named parts = composites(field.a, subject->source);
    struct named sets = planes(field.a, subject->source);
    double *random = SP_TAKE(field.a, (size_t)field.k * (size_t)field.d, double);
    struct sp_rng rng = sp_rng_make(subject->seed, SP_USE_NULL);
    sp_directions_random(&rng, field.k, field.d, random);
    const double *W[] = {field.W, random, field.D};
    const int k[] = {field.k, field.k, field.n};
    for (int w = 0; w < 3; w++) {
        struct view v = view(&field, own, &parts, &sets, W[w], k[w]);
        put_means(&v, parts.sets.count, sets.sets.count, w, rows);
        if (!w)
            put_features(&v, &parts, &sets, field.n, rows);
    }
}

const struct sp_measure_kind sp_measure_composition = {
    .self = {.name = "composition",
             .doc = "Latents of the sums of parts, and of the planes of features of "
                    "several dimensions.",
             .cite = "Anders et al. 2024, Sparse autoencoders find composed features; "
                     "Engels et al. 2024, "
                     "arXiv:2405.14860 (features of several dimensions)",
             .own = params,
             .own_size = sizeof(struct composition_settings)},
    .columns = columns,
    .needs_source = true,
    .needs_sae = true,
    .needs_truth = true,
    .take = take,
};
