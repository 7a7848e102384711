/* Hierarchies: a feature that has a parent is on only where its parent is.  Features
   below forest.roots are roots of trees, numbered level by level; what is left is in
   no tree.  In an example

     - roots and features in no tree are on with their density p,
     - below a feature that is on, each child is a candidate with its chance q; where
       siblings exclude each other, one candidate is drawn evenly, else all are on,
     - with forest.scale a child's size is multiplied by its parent's over its mean.

   q is p, so that a child's density is what is left of it, or with forest.compensate
   what makes up for that, approximately.  With forest.rank who would be on is
   correlated by factors (factors.h), which leaves the densities of roots and changes
   those of others a little; density then says what they were without.  The hierarchy
   of SAELens and of SynthSAEBench (Chanin and Garriga-Alonso 2026, arXiv:2602.14687);
   trees of concepts: Bussmann et al. 2025 (arXiv:2503.17547).  Only trees whose root is
   on are gone through; with forest.rank a row looks at every root, unless each feature
   has a single factor (skips.h). */
#include "forest.h"

#include <math.h>
#include <string.h>

#include "factors.h"
#include "skips.h"
#include "row.h"
#include "superpose/fault.h"

struct settings {
    int roots, branching, depth, rank;
    struct sp_reals parents;
    bool exclusive, compensate, scale, single;
    double load;
};

#define AT(field) offsetof(struct settings, field)

static const struct sp_param params[] = {
    {"forest.roots", SP_INT, AT(roots), "1", 1, 1e7, NULL, "trees"},
    {"forest.branching", SP_INT, AT(branching), "2", 1, 1e6, NULL,
     "children of a feature that has some"},
    {"forest.depth", SP_INT, AT(depth), "1", 0, 64, NULL, "levels below the roots"},
    {"forest.parents", SP_REALS, AT(parents), "[]", -1, 1e7, NULL,
     "in place of these three, the parent of each feature, -1: none; a parent comes "
     "before its children"},
    {"forest.exclusive", SP_BOOL, AT(exclusive), "false", 0, 0, NULL,
     "whether siblings exclude each other"},
    {"forest.compensate", SP_BOOL, AT(compensate), "false", 0, 0, NULL,
     "whether chances make up for parents that are off and for siblings"},
    {"forest.scale", SP_BOOL, AT(scale), "false", 0, 0, NULL,
     "whether a child's size is multiplied by its parent's over the mean of that"},
    {"forest.rank", SP_INT, AT(rank), "0", 0, 1024, NULL,
     "factors that correlate who would be on; 0: independent"},
    {"forest.load", SP_REAL, AT(load), "0.1", 0, 1, NULL,
     "standard deviation of a feature's load on each factor"},
    {"forest.single", SP_BOOL, AT(single), "false", 0, 0, NULL,
     "whether each feature loads on one factor alone, by load x sqrt(rank): a row then "
     "costs the features that are on"},
    {.key = NULL},
};

struct own {
    struct sp_forest forest;
    const struct sp_mask *mask; /* of tops, where they are independent */
    struct sp_factors *factors; /* where they are not */
    struct sp_skips *skips;     /* of tops with single factors */
    bool scale;
    double *relative;     /* (n) size over its mean, of the features of one row */
    int *list;            /* (n) of one row */
    double *square_ratio; /* (n) product over i and all above of E u^2 / (E u)^2 */
};

static int take_parents(struct sp_arena *a, struct sp_forest *f,
                        const struct sp_reals *parents)
{
    f->parent = SP_TAKE(a, f->n, int);
    if (parents->count != f->n)
        return sp_fault(SP_BAD, "forest.parents: %d numbers for %d features",
                        parents->count, f->n);
    for (int i = 0; i < f->n; i++) {
        double parent = parents->value[i];
        if (parent != floor(parent) || parent >= i)
            return sp_fault(SP_BAD,
                            "forest.parents: the parent of feature %d is %g, but it "
                            "must be a feature before it, or -1",
                            i, parent);
        f->parent[i] = (int)parent;
    }
    sp_forest_plant(a, f);
    return 0;
}

/* How who is on at the top is drawn. */
static void open_tops(struct sp_arena *a, struct sp_source *source, struct own *own,
                      const struct settings *settings)
{
    struct sp_forest *f = &own->forest;
    double *p = SP_TAKE(a, f->tops, double);
    for (int t = 0; t < f->tops; t++)
        p[t] = f->chance[f->top[t]];
    if (!settings->rank)
        own->mask = sp_mask_make(a, p, f->tops);
    else
        own->factors =
            sp_factors_make(a, f->n, settings->rank, settings->load, settings->single,
                            f->chance, (uint64_t)source->law_seed);
    if (own->factors && settings->single)
        own->skips = sp_skips_make(a, own->factors, f->top, f->tops);
}

static void open_sizes(struct sp_arena *a, const struct sp_source *source,
                       struct own *own)
{
    const struct sp_forest *f = &own->forest;
    own->relative = SP_TAKE(a, f->n, double);
    own->square_ratio = SP_TAKE(a, f->n, double);
    for (int i = 0; i < f->n; i++) {
        double mean = sp_source_size(source, i);
        double above = f->parent[i] < 0 ? 1 : own->square_ratio[f->parent[i]];
        own->square_ratio[i] = above * sp_source_square(source, i) / (mean * mean);
    }
}

static int check_sizes(const struct sp_source *source, const struct settings *settings)
{
    if (!settings->scale || sp_source_size(source, 0) > 0)
        return 0;
    return sp_fault(SP_BAD, "forest.scale: sizes of mean 0 cannot be scaled by their "
                            "mean; choose another source.size");
}

static int open(struct sp_arena *a, struct sp_source *source, const void *settings_of)
{
    const struct settings *settings = settings_of;
    struct own *own = SP_TAKE(a, 1, struct own);
    struct sp_forest *f = &own->forest;
    *f = (struct sp_forest){.n = source->n, .exclusive = settings->exclusive};
    int code = check_sizes(source, settings);
    if (!code && settings->parents.count)
        code = take_parents(a, f, &settings->parents);
    else if (!code)
        sp_forest_grow(a, f, settings->roots, settings->branching, settings->depth);
    if (code)
        return code;
    sp_forest_chances(a, f, source->density, settings->compensate);
    open_tops(a, source, own, settings);
    own->scale = settings->scale;
    own->list = SP_TAKE(a, f->n, int);
    if (own->scale)
        open_sizes(a, source, own);
    source->own = own;
    source->parent = f->parent;
    source->block = source->n;
    source->together = settings->rank ? 0 : sp_forest_together(a, f);
    source->row_variance = sp_forest_variance(a, f);
    memcpy(source->density, f->on, (size_t)f->n * sizeof *f->on);
    for (int i = 0; i < f->n; i++)
        source->row_mean += f->on[i];
    return 0;
}

static bool is_candidate(const struct own *own, struct sp_chances *c, int i)
{
    if (own->factors)
        return sp_factors_on(own->factors, i, sp_chance(c));
    return sp_chance(c) < own->forest.chance[i];
}

/* Appends the children of i that are on to the list of a row; gives its new length. */
static int add_children(const struct own *own, struct sp_chances *c, int i, int count)
{
    const struct sp_forest *f = &own->forest;
    int before = count;
    for (int k = f->start[i]; k < f->start[i + 1]; k++)
        if (is_candidate(own, c, f->child[k]))
            own->list[count++] = f->child[k];
    if (!f->exclusive || count < before + 2)
        return count;
    own->list[before] = own->list[before + (int)(sp_chance(c) * (count - before))];
    return before + 1;
}

/* Tops of row b that are on, in the list; how many. */
static int list_tops(const struct own *own, struct sp_chances *c,
                     const struct sp_batch *tops, int b)
{
    const struct sp_forest *f = &own->forest;
    int count = 0;
    if (own->factors) {
        sp_factors_draw(own->factors, c);
        if (own->skips)
            return sp_skips_draw(own->skips, c, own->list);
        for (int t = 0; t < f->tops; t++)
            if (is_candidate(own, c, f->top[t]))
                own->list[count++] = f->top[t];
        return count;
    }
    for (int e = tops->start[b]; e < tops->start[b + 1]; e++)
        own->list[count++] = f->top[tops->index[e]];
    return count;
}

/* Tops first, which are drawn for the whole batch at its end, then row by row. */
static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    const struct own *own = source->own;
    struct sp_chances c = {.draws = source->draws, .lanes = lanes};
    struct sp_batch tops = *batch;
    int at = 0, first = 0, end = 0;
    if (own->mask)
        sp_mask_draw(own->mask, lanes, &tops);
    int all = own->mask ? tops.start[batch->rows] : 0;
    memmove(batch->column, batch->index, (size_t)all * sizeof *batch->index);
    tops.index = batch->column;
    for (int b = 0; b < batch->rows; b++, first = end) {
        if (own->mask)
            end = tops.start[b + 1];
        tops.start[b] = first; /* what the row before has made its own */
        int count = list_tops(own, &c, &tops, b);
        for (int k = 0; k < count; k++)
            count = add_children(own, &c, own->list[k], count);
        sp_sort_row(own->list, count);
        sp_require(count <= batch->room - at);
        memcpy(batch->index + at, own->list, (size_t)count * sizeof *own->list);
        batch->start[b] = at;
        at += count;
    }
    batch->start[batch->rows] = at;
}

static double joint(const struct sp_source *source, int i, int j)
{
    const struct own *own = source->own;
    return sp_forest_joint(&own->forest, i, j);
}

/* Parents have lower numbers, so that they come first in a row. */
static void resize(const struct sp_source *source, struct sp_lanes *lanes,
                   struct sp_batch *batch)
{
    const struct own *own = source->own;
    (void)lanes;
    for (int e = 0; own->scale && e < batch->start[batch->rows]; e++) {
        int i = batch->index[e], parent = own->forest.parent[i];
        if (parent >= 0)
            batch->value[e] *= (sp_real)own->relative[parent];
        own->relative[i] = (double)batch->value[e] / sp_source_size(source, i);
    }
}

/* What i and j share are the sizes of all that is above both, and of themselves. */
static double ratio(const struct sp_source *source, int i, int j)
{
    const struct own *own = source->own;
    const struct sp_forest *f = &own->forest;
    int meet = sp_forest_meet(f, i, j);
    if (!own->scale)
        return 1;
    if (i == j)
        return f->parent[i] < 0 ? 1 : own->square_ratio[f->parent[i]];
    return meet < 0 ? 1 : own->square_ratio[meet];
}

const struct sp_source_kind sp_source_forest = {
    .self = {.name = "forest",
             .doc = "Trees of features: a child is on only where its parent is, and "
                    "siblings may exclude each other.",
             .cite =
                 "Chanin and Garriga-Alonso 2026, arXiv:2602.14687; Bussmann et al. "
                 "2025, arXiv:2503.17547",
             .own = params,
             .own_size = sizeof(struct settings)},
    .open = open,
    .draw = draw,
    .joint = joint,
    .resize = resize,
    .ratio = ratio,
};
