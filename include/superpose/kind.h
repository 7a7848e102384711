/* What every pluggable thing (source, toy model, measure) begins with: its name, its
   documentation and its settings table.  A kind is one constant struct in one file,
   listed once in sim/kinds.c. */
#ifndef SUPERPOSE_KIND_H
#define SUPERPOSE_KIND_H

#include "superpose/param.h"

struct sp_kind {
    const char *name;           /* as in an experiment file */
    const char *doc;            /* what it is, in a sentence or two */
    const char *cite;           /* where it comes from: paper and section */
    const struct sp_param *own; /* settings of this kind alone; NULL: none */
    size_t own_size;            /* bytes of their struct */
};

#endif
