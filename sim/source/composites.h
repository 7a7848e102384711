/* Composites, and how likely they are together; a base feature is a composite of itself
   alone to these functions. */
#ifndef SUPERPOSE_COMPOSITES_H
#define SUPERPOSE_COMPOSITES_H

#include "superpose/source.h"

struct sp_composites {
    int base, count, parts; /* features 0 .. base - 1 are bases; composites follow */
    bool product;           /* a composite's size is the product of its parts' sizes */
    const double *p;        /* (base + count) P(on by itself); 0: never */
};

/* Part e of feature i: base (i - base) parts + e, around the end of the bases. */
int sp_composites_part(const struct sp_composites *c, int i, int e);
int sp_composites_parts(const struct sp_composites *c, int i);

/* P(all parts of i on), and P(all parts of i and of j on). */
double sp_composites_all(const struct sp_composites *c, int i);
double sp_composites_union(const struct sp_composites *c, int i, int j);

/* P(i on) and P(i and j on), i != j. */
double sp_composites_on(const struct sp_composites *c, int i);
double sp_composites_both(const struct sp_composites *c, int i, int j);

/* E x_i and E x_i x_j (i = j: E x_i^2), with the sizes of SOURCE for what is on by
   itself. */
double sp_composites_mean(const struct sp_composites *c, const struct sp_source *source,
                          int i);
double sp_composites_product(const struct sp_composites *c,
                             const struct sp_source *source, int i, int j);

#endif
