/* The one list that knows every kind.  A new kind is one file and one line here. */
#ifndef SUPERPOSE_KINDS_H
#define SUPERPOSE_KINDS_H

#include "superpose/measure.h"

extern const struct sp_source_kind *const sp_source_kinds[]; /* each ended by NULL */
extern const struct sp_net_kind *const sp_toy_kinds[];
extern const struct sp_net_kind *const sp_sae_kinds[];
extern const struct sp_measure_kind *const sp_measure_kinds[];

/* The kind of this name, or NULL. */
const struct sp_source_kind *sp_source_kind(const char *name);
const struct sp_net_kind *sp_toy_kind(const char *name);
const struct sp_net_kind *sp_sae_kind(const char *name);
const struct sp_measure_kind *sp_measure_kind(const char *name);

#endif
