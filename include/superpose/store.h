/* Results in one SQLite file (WAL): provenance, one state per job, the measured rows,
   the arrays.  A job's rows appear in one transaction or not at all.  The tables are
   described in sim/run/store.c; any SQLite client reads them. */
#ifndef SUPERPOSE_STORE_H
#define SUPERPOSE_STORE_H

#include <stdio.h>

#include "superpose/experiment.h"

struct sp_store; /* a connection; one thread at a time */

/* Opens PATH, or makes it (and its folders) for SP_STORE_WRITE, which also checks the
   whole file.  SP_BAD when there is nothing to read, when it is a folder, no database,
   not ours, of another schema version or damaged; SP_FAILED when it cannot be written.
   *out is NULL unless 0 is given. */
enum sp_store_mode { SP_STORE_READ, SP_STORE_WRITE };
int sp_store_open(const char *path, enum sp_store_mode mode, struct sp_store **out);
void sp_store_close(struct sp_store *store); /* NULL is fine */

/* What a store knows of a job before it runs. */
struct sp_listed_job {
    const char *name, *stage, *sae_stage; /* as in struct sp_job */
    const char *json; /* the resolved settings, as from sp_job_json */
    uint64_t seed;
};

/* Makes EXPERIMENT the current one: its axes and provenance are recorded, its JOBS jobs
   are marked current and, where new, added as pending with their number (from 1) as id
   when that is free, behind all others when not.  Jobs of earlier experiments stay, no
   longer current.  SP_BAD when the store holds results in the other precision. */
int sp_store_begin(struct sp_store *store, const struct sp_experiment *experiment,
                   const struct sp_listed_job *job, long jobs);

/* State of the job of this name; SP_PENDING when it is not known. */
int sp_store_state(struct sp_store *store, const char *name, enum sp_state *out);

/* States of all jobs 1 .. jobs of a listing in one sweep: out (jobs).  Unless NULL, id
   (jobs) becomes the id that each has or, where the job is not known yet, that
   sp_store_begin would give it now. */
int sp_store_states(struct sp_store *store, const struct sp_listed_job *job, long jobs,
                    enum sp_state *out, long *id);

/* Writes the result of a listed job: state, error, times, rows (making columns that are
   not there yet), the net; one transaction.  Takes the place of an earlier result. */
int sp_store_write(struct sp_store *store, const char *name,
                   const struct sp_result *result);

/* Whether the store keeps the net of any job. */
int sp_store_has_nets(struct sp_store *store, bool *out);

/* The trained net of a finished job with this stage; found: there is one. */
int sp_store_trained(struct sp_store *store, struct sp_arena *a, const char *stage,
                     bool *found, struct sp_trained *out);

/* Array NAME of job ID as (rows, columns) numbers in the arena; SP_BAD names what there
   is instead. */
int sp_store_array(struct sp_store *store, struct sp_arena *a, long id,
                   const char *name, size_t *rows, size_t *columns, float **value);

/* COLUMN of SCOPE for JOBS jobs, of which only the name is looked at; but for scope
   runs the SUMMARY (mean, sd, min, max) of its rows.  NaN where a job is not done, or
   has no such value. */
int sp_store_values(struct sp_store *store, const struct sp_listed_job *job, long jobs,
                    const char *scope, const char *column, const char *summary,
                    double *out);

/* How much the end of training still changed the loss (sp_training.change) in the job
   of this name; of two nets that which moved more.  0 where nothing was trained or
   training ended by itself, NaN where it is not known. */
int sp_store_change(struct sp_store *store, const char *name, double *out);

/* Takes every job of the store at FROM that is further there (finished, not failed or
   pending) than here, with rows, net and provenance; *taken counts them.  Ids are kept
   when free or the same job's.  An empty store takes over axes and meta too.

   A job that was current there is current here when both stores are of one experiment:
   the same file and axes, no other value of any setting that is no axis, no job with
   the same settings under another name.  Otherwise it is kept as one of an earlier
   experiment, which sp_store_begin may make current again.

   SP_BAD when FROM cannot be read, is this store, or is of the other precision. */
int sp_store_merge(struct sp_store *store, const char *from, long *taken);

/* What `superpose table` prints: tab-separated lines, the first of names: the axes in
   their order, seed, the key columns of the scope (sp_scope_keys; the id `job` for
   scope jobs), then columns.  Rows are ordered by job, then key; only jobs that are
   done have rows, scope jobs shows every state.  Numbers read back to the same bits,
   nan is what has no value, a tab or newline within text becomes a space. */
struct sp_query {
    const char *scope;   /* runs, features, neurons, pairs, steps, jobs */
    const char *columns; /* "a,b": these, also dotted settings and job; NULL: all */
    const char *where;   /* SQL over columns, dotted settings, seed, job; NULL: all */
    const char *over;    /* "seed" or another axis: one line for all jobs whose
                            settings, axes or not, differ in it alone and in what is
                            zipped with it: mean, _sd, _min, _max of the values
                            there are, the most frequent word and its _share, and a
                            last column `count` of rows; NULL: no */
    bool wide;           /* one line per job, columns repeated per row: norm[0] .. */
    bool all;            /* also jobs that are not of the current experiment */
};
int sp_store_table(struct sp_store *store, const struct sp_query *query, FILE *out);

#endif
