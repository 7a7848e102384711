/* Sources without the dependence of their kind. */
#include "control.h"

#include <math.h>

#include "subset.h"
#include "superpose/fault.h"

extern const struct sp_source_kind sp_source_independent;

struct matched {
    struct sp_source kind; /* the source as it was opened */
    bool *mark;            /* (n), false */
};

static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    const struct matched *own = source->own;
    struct sp_chances c = {.draws = source->draws, .lanes = lanes};
    own->kind.kind->draw(&own->kind, lanes, batch);
    for (int b = 0; b < batch->rows; b++)
        sp_subset_draw(&c, source->n, batch->start[b + 1] - batch->start[b], own->mark,
                       batch->index + batch->start[b]);
}

/* E L0 (L0 - 1) / (n (n - 1)). */
static double joint(const struct sp_source *source, int i, int j)
{
    (void)i;
    (void)j;
    double mean = source->row_mean, n = source->n;
    return (source->row_variance + mean * (mean - 1)) / (n * (n - 1));
}

static const struct sp_source_kind matched = {
    .self = {.name = "l0",
             .doc = "As many features on as another source has, but at random which."},
    .draw = draw,
    .joint = joint,
};

/* Sizes that a kind made of other sizes, or of who is on, are not kept. */
static int check_sizes(const struct sp_source *source, const char *control)
{
    const struct sp_source_kind *kind = source->kind;
    for (int i = 0; i < source->n; i++) {
        bool same = (!kind->level || kind->level(source, i) == 1) &&
                    (!kind->ratio || kind->ratio(source, i, i) == 1);
        if (!same)
            return sp_fault(SP_BAD,
                            "%s draws sizes by source.size, but those "
                            "of feature %d have another law in this source of kind %s",
                            control, i, kind->self.name);
    }
    return 0;
}

static int check_alone(const struct sp_source *source)
{
    for (int i = 0; i < source->n; i++)
        if (source->density[i] < 0x1p-52)
            return sp_fault(SP_BAD,
                            "shuffle draws every feature by itself, "
                            "but feature %d has density %g, too little for that",
                            i, source->density[i]);
    return 0;
}

static int check_equal(const struct sp_source *source)
{
    const double *p = source->density, rounding = 1e-9;
    for (int i = 1; i < source->n; i++)
        if (fabs(p[i] - p[0]) > rounding * p[0])
            return sp_fault(SP_BAD,
                            "l0 makes all densities equal, but "
                            "features 0 and %d have densities %g and %g; choose "
                            "shuffle, or a source with one density for all",
                            i, p[0], p[i]);
    return 0;
}

static int shuffle(struct sp_arena *a, struct sp_source *source)
{
    source->kind = &sp_source_independent;
    source->together = 0;
    source->row_mean = source->row_variance = 0;
    return source->kind->open(a, source, NULL);
}

static void match(struct sp_arena *a, struct sp_source *source)
{
    struct matched *own = SP_TAKE(a, 1, struct matched);
    own->kind = *source;
    own->mark = SP_TAKE(a, source->n, bool);
    source->kind = &matched;
    source->own = own;
    source->together = source->together ? source->together : source->block;
    source->block = source->n;
}

int sp_control(struct sp_arena *a, enum sp_control control, struct sp_source *source)
{
    bool l0 = control == SP_CONTROL_L0;
    int code = 0;
    if (control != SP_CONTROL_NONE)
        code = check_sizes(source, l0 ? "l0" : "shuffle");
    if (!code && l0)
        code = check_equal(source);
    if (!code && control == SP_CONTROL_SHUFFLE)
        code = check_alone(source);
    if (code || control == SP_CONTROL_NONE || source->block == 1)
        return code; /* features of equal density that are independent are matched */
    source->parent = source->group = NULL;
    source->part = NULL;
    source->parts = 0;
    if (l0)
        match(a, source);
    else
        code = shuffle(a, source);
    return code;
}
