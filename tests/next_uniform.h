/* What 52-bit uniform numbers are, by the definition in lanes.h and one generator after
   the other. */
#ifndef SUPERPOSE_TESTS_NEXT_UNIFORM_H
#define SUPERPOSE_TESTS_NEXT_UNIFORM_H

#include "superpose/lanes.h"

/* SP_LANES of them: high words of a block, low words of the next. */
static inline void next_uniform(struct sp_lanes *lanes, double *out)
{
    uint32_t high[SP_LANES], low[SP_LANES];
    sp_lanes_next(lanes, high);
    sp_lanes_next(lanes, low);
    for (int l = 0; l < SP_LANES; l++)
        out[l] = ((double)(((uint64_t)high[l] << 32 | low[l]) >> 12) + 0.5) * 0x1p-52;
}

#endif
