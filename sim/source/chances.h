/* Uniform numbers one at a time, of a stream that gives them in blocks. */
#ifndef SUPERPOSE_CHANCES_H
#define SUPERPOSE_CHANCES_H

#include "superpose/lanes.h"

/* Starts empty (left == 0); what is left of the last block is dropped with it. */
struct sp_chances {
    const struct sp_draws *draws;
    struct sp_lanes *lanes;
    _Alignas(64) double u[SP_LANES];
    int left;
};

/* The next number, in (0, 1). */
static inline double sp_chance(struct sp_chances *c)
{
    if (!c->left) {
        c->draws->uniform(c->lanes, 1, c->u);
        c->left = SP_LANES;
    }
    return c->u[--c->left];
}

/* The same as a standard normal number. */
static inline double sp_chance_normal(struct sp_chances *c)
{
    return sp_normal_quantile(sp_chance(c));
}

#endif
