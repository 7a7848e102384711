/* A job is one point of an experiment: every setting resolved, from text to rows.  It
   is named by the hash of its resolved settings, and is the unit of parallelism, of
   resuming and of failure. */
#ifndef SUPERPOSE_JOB_H
#define SUPERPOSE_JOB_H

#include "superpose/kinds.h"
#include "superpose/sae.h"
#include "superpose/toy.h"
#include "superpose/train.h"

enum { SP_JOB_MEASURES = 32, SP_NAME_LENGTH = 32 };

/* Seeds are whole numbers that a double, JSON and SQLite hold exactly. */
#define SP_SEED_MOST 9007199254740991 /* 2^53 - 1 */

/* What a job has where nothing is said. */
#define SP_SOURCE_PRESET  "independent"
#define SP_TOY_PRESET     "relu"
#define SP_SAE_PRESET     "none"
#define SP_MEASURE_PRESET "loss, geometry"

/* One assignment of text to a dotted key; what an experiment file comes down to. */
struct sp_setting {
    const char *key, *text;
};

struct sp_job {
    const struct sp_source_kind *source_kind;
    struct sp_source_settings source;
    void *source_own;
    const struct sp_net_kind *toy_kind;
    struct sp_toy_settings toy;
    void *toy_own;
    struct sp_train_settings train;
    uint64_t seed;
    const struct sp_net_kind *sae_kind; /* NULL: no autoencoder, and none of these: */
    struct sp_activations_settings activations;
    struct sp_sae_settings sae;
    void *sae_own;
    struct sp_train_settings sae_train;
    int measures;
    const struct sp_measure_kind *measure[SP_JOB_MEASURES];
    void *measure_own[SP_JOB_MEASURES];
    int settings;
    struct sp_setting *setting;     /* (settings) all, resolved, in table order */
    char name[SP_NAME_LENGTH + 1];  /* 128-bit FNV-1a of all settings, in hex */
    char stage[SP_NAME_LENGTH + 1]; /* the same of what the toy's training depends on */
    char sae_stage[SP_NAME_LENGTH + 1]; /* and the autoencoder's; "": there is none */
};

enum sp_state { SP_PENDING, SP_DONE, SP_DIVERGED, SP_FAULTY, SP_STATES };
extern const char *const sp_state_names[]; /* pending, done, diverged, failed */

/* Whether there is nothing left to do: done, or diverged, which is a result too. */
bool sp_state_is_final(enum sp_state state);

/* What a trained net leaves behind, so that jobs with the same stage need not train. */
struct sp_trained {
    struct sp_training training;
    size_t count;
    sp_real *param; /* (count) the parameter block */
};

struct sp_result {
    enum sp_state state;
    const char *error;         /* NULL, or why it failed or diverged */
    double seconds;            /* wall time of training and measuring */
    double bytes;              /* taken from the job's arena */
    struct sp_rows rows;       /* learning curves and what the measures wrote */
    struct sp_net net;         /* the toy; its arrays are what the store keeps */
    struct sp_trained trained; /* count 0: none was */
    struct sp_net sae;         /* the same of the autoencoder */
    struct sp_trained sae_trained;
};

/* Nets to take over; NULL: to be trained. */
struct sp_taken {
    const struct sp_trained *toy, *sae;
};

/* Whether the job has a toy model: not when activations come from a file. */
bool sp_job_has_toy(const struct sp_job *job);

/* The table row that holds KEY for a job with these kinds, and the struct in JOB it
   fills; NULL when no table in force has the key. */
const struct sp_param *sp_job_row(struct sp_job *job, const char *key, void **settings);

/* `source.kind`, `toy.kind`, `sae.kind` or `measure` as a row: a choice (an int at
   offset 0) among the names in sim/kinds.c, in that order; sae.kind has none before
   them. */
struct sp_param sp_job_kind_row(struct sp_arena *a, const char *key);

/* Whether KEY names one kind: the first three of these. */
bool sp_job_names_kind(const char *key);

/* What KEY, one of them, says in this job. */
const char *sp_job_kind_name(const struct sp_job *job, const char *key);

/* The first half of resolving: chooses kinds and measures from `source.kind`,
   `toy.kind`, `sae.kind` and `measure`, looks at nothing else and leaves everything
   else at its default. */
int sp_job_choose(struct sp_arena *a, const struct sp_setting *setting, int count,
                  struct sp_job *job);

/* Resolves COUNT assignments (defaults for the rest; the last one of a key counts) into
   JOB: kinds first, then every other key, then identity and names.  `measure` holds
   names separated by commas or spaces, `seed` a whole number.  SP_BAD with one sentence
   that names the key. */
int sp_job_resolve(struct sp_arena *a, const struct sp_setting *setting, int count,
                   struct sp_job *job);

/* The whole number that TEXT is, -1 when it is none from 0 to SP_SEED_MOST. */
int64_t sp_seed_read(const char *text);

/* Fills in setting, name and stages of a job whose settings are all in place.  SP_BAD
   when a file that belongs to them cannot be read. */
int sp_job_identify(struct sp_arena *a, struct sp_job *job);

/* What a job asks of a machine, found out without training. */
struct sp_need {
    double seconds; /* to train the toy, on one core: right within a small factor, so
                       good for comparing jobs of an experiment with each other */
    double sae_seconds; /* the autoencoder; 0: there is none */
    double bytes;       /* of memory, at least */
};

/* SOURCE is the job's, opened; WIDTH that of its activations. */
struct sp_need sp_job_need(const struct sp_job *job, const struct sp_source *source,
                           int width);

/* Latents of the job's autoencoder on activations of this width. */
int sp_job_latents(const struct sp_job *job, int width);

/* Opens everything the job will need without training: SP_BAD when settings contradict
   each other, or when the machine's memory is too small for it.  *need, unless NULL, is
   what it asks for. */
int sp_job_check(struct sp_arena *a, const struct sp_job *job, struct sp_need *need);

/* Bytes of memory that this machine has. */
double sp_machine_bytes(void);

/* Trains (or takes over FROM) and measures.  CREW, when not NULL, is
   open to helpers once there is a net that has work for them.  Never fails as a call:
   what went wrong is the result's state and error; SP_STOPPED when *stop was raised. */
int sp_job_run(struct sp_arena *a, const struct sp_job *job, struct sp_taken from,
               struct sp_crew *crew, const atomic_bool *stop, struct sp_result *out);

/* The resolved settings as one JSON object: numbers and booleans bare, lists of numbers
   as arrays, words quoted. */
const char *sp_job_json(struct sp_arena *a, const struct sp_job *job);

#endif
