/* Settings as the page asks for them: lines "key=value", as they stand in an experiment
   file, and the tables that say what may be asked. */
#ifndef SUPERPOSE_PLAYGROUND_ASKED_H
#define SUPERPOSE_PLAYGROUND_ASKED_H

#include "superpose/live.h"

/* Kinds first, then defaults, then what was asked for; ASKED is text.  SP_BAD with a
   sentence where there is no such setting or value.  For sp_live_turn. */
int sp_asked_resolve(struct sp_arena *a, const void *asked, struct sp_live_law *out);

/* All rows, one a line: key, type, default, least, most, choices with | between them,
   and what it means, with tabs between them. */
const char *sp_asked_rows(struct sp_arena *a);

#endif
