/* Settings as the page asks for them: lines "key=value", as they stand in an experiment
   file, and the tables that say what may be asked. */
#ifndef SUPERPOSE_PLAYGROUND_ASKED_H
#define SUPERPOSE_PLAYGROUND_ASKED_H

#include "superpose/job.h"
#include "superpose/live.h"

/* The job that the text describes.  SP_BAD with a sentence where there is no such
   setting or value. */
int sp_asked_job(struct sp_arena *a, const char *text, struct sp_job *out);

/* The same for sp_live_turn; ASKED is text. */
int sp_asked_resolve(struct sp_arena *a, const void *asked, struct sp_live_law *out);

/* All rows, one a line: key, type, default, least, most, choices with | between them,
   and what it means, with tabs between them. */
const char *sp_asked_rows(struct sp_arena *a);

#endif
