/* Runs an experiment's jobs on threads and keeps their results in a store.  A stage
   that several jobs share is trained once; what is finished is not done again. */
#ifndef SUPERPOSE_SWEEP_H
#define SUPERPOSE_SWEEP_H

#include "superpose/progress.h"
#include "superpose/store.h"

struct sp_sweep_options {
    int threads;       /* 0: one per core this process may use */
    int shard, shards; /* this one of so many, counted from 1; 1/1: all */
    struct sp_progress *progress;
    const atomic_bool *stop;
};

struct sp_sweep_report {
    long jobs;                   /* in this shard */
    long before;                 /* of them finished before this call */
    long done, diverged, failed; /* finished by this call */
};

/* Every job of an experiment, resolved and opened once before the first trains: what
   the store lists.  SP_BAD with the first mistake; the others are in *report. */
struct sp_listing {
    long jobs;
    struct sp_listed_job *job; /* (jobs) */
};
int sp_listing_make(struct sp_arena *a, const struct sp_experiment *experiment,
                    struct sp_listing *out, const char **report);

/* Runs what is not finished.  SP_STOPPED when *stop was raised, SP_FAILED when the
   store could not be written; jobs that fail by themselves are only counted. */
int sp_sweep(struct sp_store *store, const struct sp_experiment *experiment,
             const struct sp_listing *listing, const struct sp_sweep_options *options,
             struct sp_sweep_report *out);

/* Wall seconds the jobs that are not finished (state (jobs)) would take on THREADS
   threads, from training a few of them for a few steps. */
double sp_sweep_estimate(const struct sp_experiment *experiment,
                         const struct sp_listing *listing, const enum sp_state *state,
                         int threads);

/* Cores this process may run on. */
int sp_cores(void);

#endif
