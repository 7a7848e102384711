/* A random subset. */
#ifndef SUPERPOSE_SUBSET_H
#define SUPERPOSE_SUBSET_H

#include <stdbool.h>

#include "chances.h"

/* COUNT of 0 .. g - 1, each subset equally often, ascending in out; mark (g) is all
   false before and after.  Costs about what is chosen. */
void sp_subset_draw(struct sp_chances *c, int g, int count, bool *mark, int *out);

#endif
