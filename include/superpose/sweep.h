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
    struct sp_need *need;      /* (jobs) */
};
int sp_listing_make(struct sp_arena *a, const struct sp_experiment *experiment,
                    struct sp_listing *out, const char **report);

/* What one shard has to do, and in which order: jobs of one stage (of a toy model)
   follow each other, and of these the jobs of one autoencoder;
   stages that take longest come first, so that no thread is left alone with a long job
   that it began last.  Equal ones keep the order of the listing. */
struct sp_plan {
    long jobs;    /* in this shard */
    long before;  /* of them finished */
    long count;   /* of the others */
    long *number; /* (count) from 1 */
    long groups;
    long *first;     /* (groups + 1) place in number where a stage begins */
    double *seconds; /* (groups) that training needs, finished jobs included */
};

/* SHARD of SHARDS, counted from 1; state (listing->jobs).  A stage belongs to one shard
   as a whole. */
struct sp_plan sp_plan_make(struct sp_arena *a, const struct sp_listing *listing,
                            const enum sp_state *state, int shard, int shards);

/* Runs what is not finished.  SP_STOPPED when *stop was raised, SP_FAILED when the
   store could not be written; jobs that fail by themselves are only counted. */
int sp_sweep(struct sp_store *store, const struct sp_experiment *experiment,
             const struct sp_listing *listing, const struct sp_sweep_options *options,
             struct sp_sweep_report *out);

/* What the jobs that are not finished (state (jobs)) would take on THREADS cores that
   have nothing else to do, from training a few of them for a few steps. */
struct sp_estimate {
    double seconds; /* wall time */
    double bytes;   /* of memory, for the largest job */
};
struct sp_estimate sp_sweep_estimate(const struct sp_experiment *experiment,
                                     const struct sp_listing *listing,
                                     const enum sp_state *state, int threads);

/* Cores this process may run on. */
int sp_cores(void);

#endif
