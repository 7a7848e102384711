/* Results in one SQLite file (WAL): provenance, one state per job, the measured rows, the
   arrays.  A job's rows appear in one transaction or not at all. */
#ifndef SUPERPOSE_STORE_H
#define SUPERPOSE_STORE_H

#include <stdio.h>

#include "superpose/experiment.h"

struct sp_store; /* a connection; one thread at a time */

/* Opens PATH, or makes it (and its folder) for SP_STORE_WRITE.  SP_BAD when it is a
   folder, no database, not ours, of another schema version or damaged; SP_FAILED when it
   cannot be written. */
enum sp_store_mode { SP_STORE_READ, SP_STORE_WRITE };
int sp_store_open(const char *path, enum sp_store_mode mode, struct sp_store **out);
void sp_store_close(struct sp_store *store);

/* Makes EXPERIMENT the current one: its axes and provenance are recorded, its jobs are
   marked current and, where new, added as pending with their number as id (when free).
   Jobs of earlier experiments stay, no longer current.  NAMES and STAGES (jobs), JSON
   (jobs) resolved settings, SEEDS (jobs). */
struct sp_listed_job {
    const char *name, *stage, *json;
    uint64_t seed;
};
int sp_store_begin(struct sp_store *store, const struct sp_experiment *experiment,
                   const struct sp_listed_job *job, long jobs);

/* State of the job of this name; SP_PENDING when it is not known. */
int sp_store_state(struct sp_store *store, const char *name, enum sp_state *out);

/* States of all jobs 1 .. jobs of a listing in one sweep: out (jobs). */
int sp_store_states(struct sp_store *store, const struct sp_listed_job *job, long jobs,
                    enum sp_state *out);

/* Writes a finished job: state, error, times, rows (making columns that are not there
   yet), arrays; one transaction. */
int sp_store_write(struct sp_store *store, const char *name, const struct sp_result *result);

/* The trained net of a finished job with this stage: found says whether there is one. */
int sp_store_trained(struct sp_store *store, struct sp_arena *a, const char *stage,
                     bool *found, struct sp_trained *out);

/* Array NAME of job ID as (rows, columns) numbers; SP_BAD names what there is instead. */
int sp_store_array(struct sp_store *store, struct sp_arena *a, long id, const char *name,
                   size_t *rows, size_t *columns, float **value);

/* Takes every finished job of FROM that is not finished here, with rows, arrays and
   provenance; *taken counts them. */
int sp_store_merge(struct sp_store *store, const char *from, long *taken);

/* What `superpose table` prints. */
struct sp_query {
    const char *scope;    /* runs, features, neurons, pairs, steps, jobs */
    const char *columns;  /* "a,b": these after the axes and seed; NULL: all */
    const char *where;    /* SQL expression over columns and dotted keys; NULL: all */
    const char *over;     /* "seed" or another axis: mean, _sd, _min, _max over it; NULL */
    bool wide;            /* one line per job, columns repeated per row: norm[0] .. */
    bool all;             /* also jobs that are not of the current experiment */
};
int sp_store_table(struct sp_store *store, const struct sp_query *query, FILE *out);

#endif
