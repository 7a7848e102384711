/* Features of two dimensions: {0, 1}, {2, 3}, and so on are the coordinates of one.  A
   pair is on with density p, independently of the others; with v the size of its first
   coordinate as source.size draws it,

     circle:   (x, y) = v (cos a, sin a)    a uniform in [0, 2 pi)
               E x = E y = 0       E x^2 = E v^2 / 2      E x y = 0
     segment:  (x, y) = v (1 - t, t)        t uniform in (0, 1)
               E x = E v / 2       E x^2 = E v^2 / 3      E x y = E v^2 / 6

   given that it is on.  Features of several dimensions in language models: Engels et
   al. 2024, "Not All Language Model Features Are Linear" (arXiv:2405.14860). */
#include <math.h>

#include "chances.h"
#include "superpose/fault.h"
#include "superpose/source.h"

enum { CIRCLE, SEGMENT };

struct settings {
    int shape;
};

static const char *const shapes[] = {"circle", "segment", NULL};

static const struct sp_param params[] = {
    {"planes.shape", SP_CHOICE, offsetof(struct settings, shape), "circle", 0, 0,
     shapes, "where the two coordinates of a feature that is on lie"},
    {.key = NULL},
};

struct planes {
    int shape;
    const struct sp_mask *pairs;
};

static int check(const struct sp_source *source, int shape)
{
    const double *p = source->density;
    if (source->n % 2)
        return sp_fault(SP_BAD,
                        "planes: %d features are no pairs of coordinates; make "
                        "source.features even",
                        source->n);
    if (shape == SEGMENT && !(sp_source_size(source, 0) > 0))
        return sp_fault(SP_BAD, "planes.shape: a segment needs sizes above 0; choose "
                                "another source.size");
    for (int i = 0; i < source->n; i += 2)
        if (p[i] != p[i + 1])
            return sp_fault(SP_BAD,
                            "source.density: features %d and %d are the coordinates "
                            "of one feature, but have densities %g and %g",
                            i, i + 1, p[i], p[i + 1]);
    return 0;
}

static int open(struct sp_arena *a, struct sp_source *source, const void *own)
{
    const struct settings *settings = own;
    if (check(source, settings->shape))
        return SP_BAD;
    struct planes *planes = SP_TAKE(a, 1, struct planes);
    double *P = SP_TAKE(a, source->n / 2, double);
    int *group = SP_TAKE(a, source->n, int);
    for (int i = 0; i < source->n; i++) {
        double p = P[i / 2] = source->density[i];
        group[i] = i / 2;
        source->row_mean += p;
        source->row_variance += 2 * p * (1 - p);
    }
    planes->shape = settings->shape;
    planes->pairs = sp_mask_make(a, P, source->n / 2);
    source->block = 2;
    source->group = group;
    source->own = planes;
    return 0;
}

static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    const struct planes *planes = source->own;
    sp_mask_draw(planes->pairs, lanes, batch);
    sp_mask_spread(batch, 2);
}

static double joint(const struct sp_source *source, int i, int j)
{
    (void)j;
    return source->density[i];
}

/* The direction of two normal numbers is uniform (Muller 1959). */
static void resize(const struct sp_source *source, struct sp_lanes *lanes,
                   struct sp_batch *batch)
{
    const struct planes *planes = source->own;
    struct sp_chances c = {.draws = source->draws, .lanes = lanes};
    for (int e = 0; e < batch->start[batch->rows]; e += 2) {
        double v = (double)batch->value[e], x = sp_chance(&c), y = 1 - x;
        if (planes->shape == CIRCLE) {
            x = sp_normal_quantile(x);
            y = sp_chance_normal(&c);
            v /= sqrt(x * x + y * y);
        }
        batch->value[e] = (sp_real)(v * x);
        batch->value[e + 1] = (sp_real)(v * y);
    }
}

static double level(const struct sp_source *source, int i)
{
    const struct planes *planes = source->own;
    if (planes->shape == CIRCLE)
        return 0;
    return sp_source_size(source, i - i % 2) / (2 * sp_source_size(source, i));
}

static double ratio(const struct sp_source *source, int i, int j)
{
    const struct planes *planes = source->own;
    double square = sp_source_square(source, i - i % 2);
    if (i == j)
        return square / sp_source_square(source, i) / (planes->shape == CIRCLE ? 2 : 3);
    if (planes->shape == CIRCLE)
        return 0;
    return square / (6 * sp_source_size(source, i) * sp_source_size(source, j));
}

const struct sp_source_kind sp_source_planes = {
    .self = {.name = "planes",
             .doc = "Features of two dimensions: pairs of coordinates on a circle or a "
                    "line segment, on together.",
             .cite = "Engels et al. 2024, arXiv:2405.14860",
             .own = params,
             .own_size = sizeof(struct settings)},
    .open = open,
    .draw = draw,
    .joint = joint,
    .resize = resize,
    .ratio = ratio,
    .level = level,
};
