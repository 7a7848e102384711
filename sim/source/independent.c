/* Independent features: x_i = v_i with probability p_i, else 0, with all sizes v_i and
   all choices independent.  The data of Elhage et al. 2022, "Demonstrating
   superposition". */
#include "superpose/source.h"

static int open(struct sp_arena *a, struct sp_source *source, const void *own)
{
    (void)own;
    source->block = 1;
    source->equal = source->density[0];
    for (int i = 0; i < source->n; i++) {
        double p = source->density[i];
        source->row_mean += p;
        source->row_variance += p * (1 - p);
        source->equal = p == source->equal ? p : 0;
    }
    source->per_log = 1 / log1p(-source->equal);
    if (source->equal <= 0)
        source->own = sp_mask_make(a, source->density, source->n);
    return 0;
}

static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    sp_mask_draw(source->own, lanes, batch);
}

static double joint(const struct sp_source *source, int i, int j)
{
    return source->density[i] * source->density[j];
}

const struct sp_source_kind sp_source_independent = {
    .self = {.name = "independent",
             .doc =
                 "Every feature is on with its density, independently of all others.",
             .cite = "Elhage et al. 2022, Toy Models of Superposition"},
    .open = open,
    .draw = draw,
    .joint = joint,
};
