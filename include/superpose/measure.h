/* A measure looks at a trained net and writes named columns of numbers.  It declares
   the columns, so that the database, `superpose list` and the manual know them. */
#ifndef SUPERPOSE_MEASURE_H
#define SUPERPOSE_MEASURE_H

#include "superpose/activations.h"
#include "superpose/sae.h"
#include "superpose/train.h"

/* What a row is about; also the names of the database's tables. */
enum sp_scope {
    SP_RUNS,
    SP_FEATURES,
    SP_NEURONS,
    SP_PAIRS,
    SP_LATENTS,
    SP_CONTENDERS, /* an autoencoder, its nulls and its ceilings */
    SP_STEPS,
    SP_SAE_STEPS, /* of the autoencoder's training */
    SP_SCOPES
};

extern const char *const sp_scope_names[SP_SCOPES]; /* runs, features, neurons, ... */

/* The columns that say which row of its scope a row is, ended by NULL: none for runs;
   feature; neuron; feature and other; latent; contender; step.  They are added by
   themselves with the first column of their scope: all count from 0, but pairs are 0 <=
   feature < other in the order (0, 1), (0, 2), .. (1, 2), ..  Only `step` is left to
   its writer. */
extern const char *const sp_scope_keys[SP_SCOPES][3];

struct sp_column {
    enum sp_scope scope;
    const char *name;          /* a trailing # stands for a number from 0: w# */
    const char *const *labels; /* values 0, 1, .. are these words; NULL: numbers */
    const char *doc;           /* definition, unit, equation */
};

/* A finished column in a job's rows. */
struct sp_values {
    const struct sp_column *column;
    const char *name; /* with # replaced */
    size_t count;     /* rows of its scope */
    double *value;    /* (count); NaN where there is none */
    struct sp_values *next;
};

/* All that the measures of one job wrote, in order. */
struct sp_rows {
    struct sp_arena *arena;
    struct sp_values *first, *last;
};

/* An autoencoder of the subject's toy model, with all it takes to open or train another
   of the same sort. */
struct sp_sae_subject {
    struct sp_net *net; /* n: latents, m: width of the activations */
    const struct sp_sae_settings *settings;
    const void *own;
    const struct sp_train_settings *train;
    const struct sp_activations_settings *activations;
};

/* What a measure looks at. */
struct sp_subject {
    struct sp_arena *arena;         /* for results and work space */
    const struct sp_source *source; /* NULL: weights from elsewhere, no data known */
    struct sp_net *net;
    int rows; /* the largest batch that net was opened for */
    uint64_t seed;
    const struct sp_train_settings *train; /* of net; NULL: not known */
    const struct sp_sae_subject *sae;      /* NULL: none was trained */
};

struct sp_measure_kind {
    struct sp_kind self;
    const struct sp_column *columns; /* ended by name NULL */
    bool needs_source;               /* cannot look at weights from elsewhere */
    bool needs_sae;   /* looks at an autoencoder: the job must have one */
    bool needs_truth; /* and at what it was fed: not activations of a file */
    void (*take)(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows);
};

/* Adds a column of COUNT values (all NaN) and gives them, to be filled in.  Requires
   that no column of this scope has the name yet, and that all have COUNT values. */
double *sp_rows_add(struct sp_rows *rows, const struct sp_column *column, size_t count);

/* The same for column number K of a name that ends in #. */
double *sp_rows_add_nth(struct sp_rows *rows, const struct sp_column *column, int k,
                        size_t count);

/* Adds a single number; requires scope runs. */
void sp_rows_put(struct sp_rows *rows, const struct sp_column *column, double value);

/* The column of this name and scope, or NULL. */
const struct sp_values *sp_rows_find(const struct sp_rows *rows, enum sp_scope scope,
                                     const char *name);

/* The net's dictionary, (n, m), and its array NAME (NULL when it has none), as doubles
   in the subject's arena: geometry is measured in double whatever the net was trained
   in. */
double *sp_subject_dictionary(const struct sp_subject *subject);
double *sp_subject_array(const struct sp_subject *subject, const char *name);

#endif
