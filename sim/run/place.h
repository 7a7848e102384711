/* Who does which jobs of a plan.  A worker takes a stage as a whole, so that its toy
   model is trained once.  When no stage is left, one without work takes half of what
   another has before it, with a copy of the toy model: many autoencoders on few toy
   models keep all threads at work.  Which jobs go together leaves no trace in them. */
#ifndef SUPERPOSE_RUN_PLACE_H
#define SUPERPOSE_RUN_PLACE_H

#include <pthread.h>

#include "kept.h"
#include "superpose/sweep.h"

/* Jobs next .. end - 1 of the plan, all of one stage, that a worker has before it. */
struct sp_span {
    long next, end;
    double bytes;       /* that it needs; 0: the worker has nothing */
    bool ready;         /* its toy model is trained, so that others can share it, */
    struct sp_kept toy; /* and kept here, when the stage has one */
};

struct sp_place {
    const struct sp_plan *plan;
    const struct sp_listing *listing;
    double memory; /* bytes that needs may add up to */
    int workers;
    struct sp_span *span; /* (workers) */

    pthread_mutex_t lock; /* of the spans, and: */
    long group;           /* the next that nobody has */
    int busy;             /* workers with a span */
    double bytes;         /* that their spans need */
};

void sp_place_begin(struct sp_place *p, struct sp_arena *a, const struct sp_plan *plan,
                    const struct sp_listing *listing, int workers, double memory);
void sp_place_end(struct sp_place *p);

/* The next job of WORKER, a number from 1, or 0 when there is none just now: another
   has not trained its toy model yet, or memory is short.  *more: whether this worker
   has jobs of the same stage after it.  Gives false when there will be none. */
bool sp_place_next(struct sp_place *p, int worker, long *number, bool *more);

/* Says that the toy model of WORKER's stage is trained, and keeps it for its own jobs
   and those that others take. */
void sp_place_keep(struct sp_place *p, int worker, const char *stage,
                   const struct sp_trained *toy);

#endif
