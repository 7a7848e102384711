/* Drawing features that each load on one factor, at the cost of those that are on:
   those with the same factor and sign have the same shift in a row, so that neighbours
   with similar thresholds can be skipped as in mask.c, with the chances of that row. */
#ifndef SUPERPOSE_SKIPS_H
#define SUPERPOSE_SKIPS_H

#include "factors.h"

struct sp_skips;

/* Of COUNT features: those in member, or all where that is NULL. */
struct sp_skips *sp_skips_make(struct sp_arena *a, const struct sp_factors *factors,
                               const int *member, int count);

/* Features of a row whose factors are drawn, ascending in list (n); how many. */
int sp_skips_draw(const struct sp_skips *skips, struct sp_chances *c, int *list);

#endif
