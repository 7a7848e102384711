/* Composites, and how likely they are together; a base feature is a composite of itself
   alone to these functions. */
#ifndef SUPERPOSE_COMPOSITION_H
#define SUPERPOSE_COMPOSITION_H

#include "superpose/source.h"

struct sp_composition {
    int base, count, parts; /* features 0 .. base - 1 are bases; composites follow */
    bool product;           /* a composite's size is the product of its parts' sizes */
    const double *p;        /* (base + count) P(on by itself); 0: never */
};

/* Part e of feature i: base (i - base) parts + e, around the end of the bases. */
int sp_composition_part(const struct sp_composition *c, int i, int e);
int sp_composition_parts(const struct sp_composition *c, int i);

/* P(all parts of i on), and P(all parts of i and of j on). */
double sp_composition_all(const struct sp_composition *c, int i);
double sp_composition_union(const struct sp_composition *c, int i, int j);

/* P(i on) and P(i and j on), i != j. */
double sp_composition_on(const struct sp_composition *c, int i);
double sp_composition_both(const struct sp_composition *c, int i, int j);

/* E x_i and E x_i x_j (i = j: E x_i^2), with the sizes of SOURCE for what is on by
   itself. */
double sp_composition_mean(const struct sp_composition *c,
                           const struct sp_source *source, int i);
double sp_composition_product(const struct sp_composition *c,
                              const struct sp_source *source, int i, int j);

#endif
