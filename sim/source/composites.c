/* Features that are composed of others: base features are on independently with their
   densities, and each of the last composites.count features is on wherever all of its
   parts are, which are composites.parts bases in a row: the first composite has bases
   0, 1, .., the next those behind them, around the end.  With composites.alone a
   composite is also on by itself, with its own density.  Its size is drawn as that of
   any feature, or is the product of its parts' sizes where they are on.
   (composites_law.h has the probabilities.)  A composite has a direction of its own
   beside those of its parts, which are on with it: what makes an autoencoder merge them
   (Wattenberg and Viegas 2024, "Relational Composition in Neural Networks",
   arXiv:2407.14662; Chanin et al. 2024, "A is for Absorption", arXiv:2409.14507). */
#include "composites.h"

#include <float.h>
#include <string.h>

#include "row.h"
#include "superpose/fault.h"

enum { OWN, PRODUCT };

struct settings {
    int count, parts, size;
    bool alone;
};

#define AT(field) offsetof(struct settings, field)

static const char *const sizes[] = {"own", "product", NULL};

static const struct sp_param params[] = {
    {"composites.count", SP_INT, AT(count), "2", 1, 1e6, NULL,
     "composites, the last of source.features"},
    {"composites.parts", SP_INT, AT(parts), "2", 2, 64, NULL, "parts of a composite"},
    {"composites.alone", SP_BOOL, AT(alone), "false", 0, 0, NULL,
     "whether a composite is also on by itself, with its source.density"},
    {"composites.size", SP_CHOICE, AT(size), "own", 0, 0, sizes,
     "size of a composite whose parts are on: drawn as any, or their product"},
    {.key = NULL},
};

struct own {
    struct sp_composites law;
    const struct sp_mask *mask; /* of bases, or of all features */
    double *value;              /* (n) of one row, 0: off */
    int *list;                  /* (n) of one row */
};

static int check(const struct sp_source *source, const struct settings *settings)
{
    if (settings->count + settings->parts > source->n)
        return sp_fault(SP_BAD,
                        "composites.count: of %d features %d are composites, but "
                        "%d must be left to be their parts",
                        source->n, settings->count, settings->parts);
    if (settings->size == PRODUCT && !(sp_source_size(source, 0) > 0))
        return sp_fault(SP_BAD, "composites.size: a product needs sizes above 0; "
                                "choose another source.size");
    return 0;
}

/* The pairs {composite, part}. */
static void list_parts(struct sp_arena *a, struct sp_source *source,
                       const struct sp_composites *law)
{
    int pairs = law->count * law->parts;
    int(*part)[2] = sp_arena_take(a, (size_t)pairs, sizeof *part);
    for (int k = 0; k < pairs; k++) {
        part[k][0] = law->base + k / law->parts;
        part[k][1] = sp_composites_part(law, part[k][0], k % law->parts);
    }
    source->part = (const int(*)[2])part;
    source->parts = pairs;
}

/* Composites depend on their parts, and on each other where they share some. */
static double row_variance(const struct sp_source *source,
                           const struct sp_composites *law)
{
    const double *P = source->density;
    bool shared = (int64_t)law->count * law->parts > law->base;
    double sum = 0;
    for (int i = 0; i < source->n; i++)
        sum += P[i] * (1 - P[i]);
    for (int k = 0; k < source->parts; k++) {
        int i = source->part[k][0], j = source->part[k][1];
        sum += 2 * (sp_composites_both(law, i, j) - P[i] * P[j]);
    }
    for (int i = law->base; shared && i < source->n; i++)
        for (int j = law->base; j < i; j++)
            sum += 2 * (sp_composites_both(law, i, j) - P[i] * P[j]);
    return sum;
}

static int open(struct sp_arena *a, struct sp_source *source, const void *settings_of)
{
    const struct settings *settings = settings_of;
    if (check(source, settings))
        return SP_BAD;
    int n = source->n, base = n - settings->count;
    struct own *own = SP_TAKE(a, 1, struct own);
    double *p = SP_TAKE(a, n, double);
    for (int i = 0; i < n; i++)
        p[i] = i < base || settings->alone ? source->density[i] : 0;
    own->law = (struct sp_composites){base, settings->count, settings->parts,
                                      settings->size == PRODUCT, p};
    own->mask = sp_mask_make(a, p, settings->alone ? n : base);
    own->value = SP_TAKE(a, n, double);
    own->list = SP_TAKE(a, n, int);
    for (int i = 0; i < n; i++)
        source->row_mean += source->density[i] = sp_composites_on(&own->law, i);
    list_parts(a, source, &own->law);
    source->own = own;
    source->block = n;
    source->row_variance = row_variance(source, &own->law);
    if ((int64_t)settings->count * settings->parts <= base)
        source->together = settings->parts + 1;
    return 0;
}

static bool all_on(const struct own *own, int i)
{
    for (int e = 0; e < own->law.parts; e++)
        if (own->value[sp_composites_part(&own->law, i, e)] == 0)
            return false;
    return true;
}

/* Appends to a row, behind the COUNT that are on by themselves, the composites that are
   on through their parts and not there yet; a composite is looked at where its first
   part is on.  Gives how many there are then. */
static int add_composites(struct own *own, int *row, int count)
{
    const struct sp_composites *law = &own->law;
    int alone = count;
    for (int k = 0; k < alone; k++)
        own->value[row[k]] = 1;
    for (int k = 0; k < alone && row[k] < law->base; k++)
        for (int64_t at = row[k]; at < (int64_t)law->count * law->parts;
             at += law->base) {
            int i = law->base + (int)(at / law->parts);
            if (at % law->parts == 0 && own->value[i] == 0 && all_on(own, i))
                row[count++] = i;
        }
    for (int k = 0; k < alone; k++)
        own->value[row[k]] = 0;
    return count;
}

/* Rows are written anew from those of the mask, which are put aside. */
static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    struct own *own = source->own;
    sp_mask_draw(own->mask, lanes, batch);
    int at = 0, first = 0;
    size_t alone = (size_t)batch->start[batch->rows];
    memcpy(batch->column, batch->index, alone * sizeof *batch->index);
    for (int b = 0; b < batch->rows; b++) {
        int end = batch->start[b + 1], count = end - first;
        memcpy(own->list, batch->column + first, (size_t)count * sizeof *own->list);
        count = add_composites(own, own->list, count);
        sp_sort_row(own->list, count);
        sp_require(count <= batch->room - at);
        memcpy(batch->index + at, own->list, (size_t)count * sizeof *own->list);
        batch->start[b] = at;
        at += count;
        first = end;
    }
    batch->start[batch->rows] = at;
}

static double joint(const struct sp_source *source, int i, int j)
{
    const struct own *own = source->own;
    return sp_composites_both(&own->law, i, j);
}

/* A product too small for a number stays above 0. */
static double product_of_parts(const struct own *own, int i)
{
    double product = 1;
    for (int e = 0; e < own->law.parts; e++)
        product *= own->value[sp_composites_part(&own->law, i, e)];
    return product > (double)FLT_MIN ? product : (double)FLT_MIN;
}

static void resize(const struct sp_source *source, struct sp_lanes *lanes,
                   struct sp_batch *batch)
{
    struct own *own = source->own;
    (void)lanes;
    for (int b = 0; own->law.product && b < batch->rows; b++) {
        for (int e = batch->start[b]; e < batch->start[b + 1]; e++) {
            int i = batch->index[e];
            if (i >= own->law.base && all_on(own, i))
                batch->value[e] = (sp_real)product_of_parts(own, i);
            own->value[i] = (double)batch->value[e];
        }
        for (int e = batch->start[b]; e < batch->start[b + 1]; e++)
            own->value[batch->index[e]] = 0;
    }
}

static double ratio(const struct sp_source *source, int i, int j)
{
    const struct own *own = source->own;
    if (!own->law.product)
        return 1;
    double product = sp_composites_product(&own->law, source, i, j);
    if (i == j)
        return product / (source->density[i] * sp_source_square(source, i));
    return product / (sp_composites_both(&own->law, i, j) * sp_source_size(source, i) *
                      sp_source_size(source, j));
}

static double level(const struct sp_source *source, int i)
{
    const struct own *own = source->own;
    if (!own->law.product)
        return 1;
    return sp_composites_mean(&own->law, source, i) /
           (source->density[i] * sp_source_size(source, i));
}

const struct sp_source_kind sp_source_composites = {
    .self = {.name = "composites",
             .doc =
                 "Independent features and composites of them, which are on wherever "
                 "all of their parts are.",
             .cite =
                 "Wattenberg and Viegas 2024, arXiv:2407.14662; Chanin et al. 2024, "
                 "arXiv:2409.14507",
             .own = params,
             .own_size = sizeof(struct settings)},
    .open = open,
    .draw = draw,
    .joint = joint,
    .resize = resize,
    .ratio = ratio,
    .level = level,
};
