/* Threads that share one training job.  Its owner cuts work into parts, and whoever is
   there takes one after the other: the owner itself, and helpers, which come and go
   while it works.  How many parts there are and what each does follows from the problem
   alone, so the numbers are the same for any number of threads as long as parts write
   to places of their own and the owner adds these up in a fixed order. */
#ifndef SUPERPOSE_CREW_H
#define SUPERPOSE_CREW_H

#include <stdatomic.h>
#include <stdbool.h>

/* All zero is a closed crew without helpers.  It must live, closed, until the last
   helper has come back. */
struct sp_crew {
    _Alignas(64) atomic_int left;   /* parts that nobody has taken yet */
    _Alignas(64) atomic_int undone; /* parts that are not finished */
    _Alignas(64) atomic_int helpers;
    atomic_bool open;
    int parts; /* in force while some are left or undone: */
    void (*part)(void *context, int part);
    void *context;
};

/* For the owner: from now on, and until it says no more, helpers stay. */
void sp_crew_open(struct sp_crew *crew);
void sp_crew_close(struct sp_crew *crew);

/* For the owner: runs PART(context, 0) .. PART(context, parts - 1), each once, and
   returns when all are done; what they wrote is then seen by the owner and by every
   part of later calls.  In this order on the calling thread when CREW is NULL or nobody
   helps, in any order on any thread when somebody does.  Parts must not take memory and
   must not call this function.  No lock, no allocation; the one system call gives way
   to a helper that was put off its core in the middle of a part. */
void sp_crew_run(struct sp_crew *crew, int parts, void (*part)(void *context, int part),
                 void *context);

/* For a helper: takes parts until the owner closes the crew; gives false, at once, when
   it is not open. */
bool sp_crew_help(struct sp_crew *crew);

/* How many are helping; -1 when the crew is not open. */
int sp_crew_helpers(struct sp_crew *crew);

#endif
