/* A net that several jobs take over, beside the jobs that trained it. */
#ifndef SUPERPOSE_RUN_KEPT_H
#define SUPERPOSE_RUN_KEPT_H

#include "superpose/job.h"

struct sp_kept {
    char stage[SP_NAME_LENGTH + 1]; /* whose it is; "": nothing is kept */
    struct sp_trained trained;
    struct sp_arena arena;
};

bool sp_kept_is(const struct sp_kept *k, const char *stage);
void sp_kept_forget(struct sp_kept *k);

/* Keeps a copy of a net that has parameters, unless it is at hand already. */
void sp_kept_copy(struct sp_kept *k, const char *stage, const struct sp_trained *from);

#endif
