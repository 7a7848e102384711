/* Features in couples {0, 1}, {2, 3}, and so on, which are independent of each other; a
   couple of densities p and q has a dependence D' of its own (Lewontin 1964, Genetics
   49),

       P(both) = p q + D' (min(p, q) - p q)              D' from 0 to 1
               = p q + D' (p q - max(0, p + q - 1))      D' from -1 to 0

   so that at 1 the one is on whenever the rarer one is, at 0 they are independent, and
   at -1 they exclude each other as far as their densities allow.  One source can thus
   have couples of every sort.

   A row costs the couples in which something is on: these are drawn as independent
   candidates of chance p + q - P(both), then who of the two is on. */
#include <math.h>
#include <string.h>

#include "chances.h"
#include "superpose/fault.h"
#include "superpose/source.h"

struct settings {
    struct sp_reals dependence;
};

static const struct sp_param params[] = {
    {"couples.dependence", SP_REALS, offsetof(struct settings, dependence), "1", -1, 1,
     NULL,
     "D' of the two of a couple: 1 together, 0 independent, -1 exclusive; one for all, "
     "or one per couple"},
    {.key = NULL},
};

struct couples {
    const struct sp_mask *mask; /* of couples in which something is on */
    double *both;               /* (n / 2) P(both) */
    double *any;                /* (n / 2) P(at least one) */
};

static int check(const struct sp_source *source, const struct sp_reals *dependence)
{
    int couples = source->n / 2, given = dependence->count;
    if (source->n % 2)
        return sp_fault(
            SP_BAD, "couples: %d features are no couples; make source.features even",
            source->n);
    if (given != 1 && given != couples)
        return sp_fault(SP_BAD,
                        "couples.dependence: %d numbers for %d couples; give one for "
                        "all or one for each",
                        given, couples);
    return 0;
}

static double both_of(double p, double q, double dependence)
{
    double room = dependence > 0 ? fmin(p, q) - p * q : p * q - fmax(0, p + q - 1);
    return fmin(fmax(p * q + dependence * room, 0), fmin(p, q));
}

static int open(struct sp_arena *a, struct sp_source *source, const void *own)
{
    const struct sp_reals *dependence = &((const struct settings *)own)->dependence;
    if (check(source, dependence))
        return SP_BAD;
    int count = source->n / 2;
    struct couples *couples = SP_TAKE(a, 1, struct couples);
    couples->both = SP_TAKE(a, count, double);
    couples->any = SP_TAKE(a, count, double);
    for (int c = 0; c < count; c++) {
        double p = source->density[2 * c], q = source->density[2 * c + 1];
        double both = both_of(p, q, dependence->value[dependence->count > 1 ? c : 0]);
        couples->both[c] = both;
        couples->any[c] = fmin(p + q - both, 1);
        source->row_mean += p + q;
        source->row_variance += p * (1 - p) + q * (1 - q) + 2 * (both - p * q);
    }
    couples->mask = sp_mask_make(a, couples->any, count);
    source->block = 2;
    source->own = couples;
    return 0;
}

/* The features of couple c that are on, given that there is one; how many. */
static int fill_couple(const struct sp_source *source, struct sp_chances *chances,
                       int c, int *out, int room)
{
    const struct couples *couples = source->own;
    double u = sp_chance(chances) * couples->any[c], both = couples->both[c];
    bool first = u < source->density[2 * c];
    bool second = u < both || !first;
    sp_require(first + second <= room);
    int count = 0;
    if (first)
        out[count++] = 2 * c;
    if (second)
        out[count++] = 2 * c + 1;
    return count;
}

/* Rows are written anew from the couples of the mask, which are put aside. */
static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    const struct couples *couples = source->own;
    struct sp_chances chances = {.draws = source->draws, .lanes = lanes};
    sp_mask_draw(couples->mask, lanes, batch);
    size_t drawn = (size_t)batch->start[batch->rows];
    memcpy(batch->column, batch->index, drawn * sizeof *batch->index);
    int at = 0, first = 0;
    for (int b = 0; b < batch->rows; b++) {
        int end = batch->start[b + 1];
        batch->start[b] = at;
        for (int k = first; k < end; k++)
            at += fill_couple(source, &chances, batch->column[k], batch->index + at,
                              batch->room - at);
        first = end;
    }
    batch->start[batch->rows] = at;
}

static double joint(const struct sp_source *source, int i, int j)
{
    (void)j;
    const struct couples *couples = source->own;
    return couples->both[i / 2];
}

const struct sp_source_kind sp_source_couples = {
    .self = {.name = "couples",
             .doc = "Pairs of neighbours, each with a dependence of its own: together, "
                    "independent, exclusive, or anything between.",
             .cite = "Lewontin 1964, Genetics 49; Elhage et al. 2022, Toy Models of "
                     "Superposition, section \"Organization of correlated and "
                     "anticorrelated features\"",
             .own = params,
             .own_size = sizeof(struct settings)},
    .open = open,
    .draw = draw,
    .joint = joint,
};
