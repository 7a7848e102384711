/* One feature at a time: every example has exactly one feature on, each equally often.
   The data of Chen et al. 2023 (arXiv:2310.06301), with c = n features.

   This file is the guide's example of a new source: copied to sim/source/ and listed in
   sim/kinds.c, it can be swept, is documented by `superpose list`, and is tested. */
#include "superpose/source.h"

static int open(struct sp_arena *a, struct sp_source *source, const void *own)
{
    (void)a;
    (void)own;
    for (int i = 0; i < source->n; i++)
        source->density[i] = 1.0 / source->n;
    source->block = source->n;
    source->row_mean = 1;
    source->row_variance = 0;
    return 0;
}

static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    _Alignas(64) double u[SP_LANES]; /* numbers come in blocks */
    for (int row = 0; row < batch->rows; row++) {
        batch->start[row] = row;
        if (row % SP_LANES == 0)
            source->draws->uniform(lanes, 1, u);
        batch->index[row] = (int)(u[row % SP_LANES] * source->n);
    }
    batch->start[batch->rows] = batch->rows;
}

static double joint(const struct sp_source *source, int i, int j)
{
    (void)source;
    (void)i;
    (void)j;
    return 0;
}

extern const struct sp_source_kind sp_source_one_hot;

const struct sp_source_kind sp_source_one_hot = {
    .self = {.name = "one_hot",
             .doc = "Every example has exactly one feature on; each has density 1/n.",
             .cite = "Chen et al. 2023, Dynamical versus Bayesian phase transitions"},
    .open = open,
    .draw = draw,
    .joint = joint,
};
