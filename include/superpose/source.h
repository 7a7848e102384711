/* A source is a law for sparse features: who is on together, how large, how important.
   Drawing costs the features that are on.  All kinds share the settings of
   struct sp_source_settings; a kind adds the law of co-occurrence. */
#ifndef SUPERPOSE_SOURCE_H
#define SUPERPOSE_SOURCE_H

#include <stdbool.h>

#include "superpose/batch.h"
#include "superpose/kind.h"
#include "superpose/rng.h"

/* Size of a feature that is on: its law, with the moments that theory needs. */
struct sp_size_law {
    const char *name, *doc;
    double (*mean)(double sigma);                  /* E v at scale 1 */
    double (*square)(double sigma);                /* E v^2 at scale 1 */
    double (*quantile)(double u, double sigma);    /* value at probability 0 < u < 1 */
    void (*fill)(struct sp_rng *rng, double scale, double sigma, int count,
                 sp_real *value);                  /* COUNT independent draws, never 0 */
};

extern const struct sp_size_law sp_size_laws[]; /* ended by name NULL; settings order */

/* Section `source` of an experiment file, but for its kind. */
struct sp_source_settings {
    int features;              /* n */
    struct sp_reals density;   /* one for all (or the law's first), or one per feature */
    int density_law;           /* equal, zipf, geometric, log */
    double density_exponent;   /* zipf: p_i = density (i + 1)^-exponent */
    double density_ratio;      /* geometric: p_i = density ratio^i */
    double density_last;       /* log: p_{n-1}; evenly spaced in the logarithm between */
    const char *density_file;  /* text or .npy with n densities; "" none */
    int size;                  /* place in sp_size_laws */
    double size_scale;         /* every size is multiplied by it */
    double size_sigma;         /* log_normal: standard deviation of the logarithm */
    struct sp_reals importance_values; /* law `values`: one per feature */
    int importance;            /* uniform, geometric, power, values, last */
    double importance_ratio;   /* geometric: I_i = ratio^i; last: I_{n-1} = ratio, else 1 */
    double importance_exponent;/* power: I_i = (i + 1)^-exponent */
    const char *importance_file;
    bool unit_norm;            /* every non-empty example is rescaled to norm 1 */
};

extern const struct sp_param sp_source_params[];

struct sp_source {
    const struct sp_source_kind *kind;
    int n;                          /* features */
    double *density;                /* (n) P(x_i != 0) */
    double *importance;             /* (n) weight of feature i in the loss */
    const struct sp_size_law *size;
    double scale, sigma;            /* of the size law */
    int block;                      /* x_i, x_j are independent unless i / block == j / block */
    double row_mean, row_variance;  /* of the number of active features in one row (L0) */
    bool unit_norm;
    void *own;                      /* the kind's tables */
};

struct sp_source_kind {
    struct sp_kind self;
    /* Fills own, block, row_mean and row_variance from settings; density (as asked for),
       importance and sizes are there already, and it may change density to the marginal
       that results.  SP_BAD when no such distribution exists. */
    int (*open)(struct sp_arena *a, struct sp_source *source, const void *own);
    /* Fills batch->start, index and value for batch->rows independent rows. */
    void (*draw)(const struct sp_source *source, struct sp_rng *rng,
                 struct sp_batch *batch);
    /* P(x_i != 0 and x_j != 0) for i != j in one block. */
    double (*joint)(const struct sp_source *source, int i, int j);
};

/* Opens a source: settings are checked against each other, laws are evaluated. */
int sp_source_open(struct sp_arena *a, const struct sp_source_kind *kind,
                   const struct sp_source_settings *settings, const void *own,
                   struct sp_source *out);

/* A batch with room for every draw of ROWS rows (mean plus twelve standard deviations,
   at most rows x n). */
struct sp_batch sp_source_batch(struct sp_arena *a, const struct sp_source *source,
                                int rows);

/* Draws batch->rows rows, rescaled where the source says so. */
void sp_source_draw(const struct sp_source *source, struct sp_rng *rng,
                    struct sp_batch *batch);

/* Exact population moments of x (before any rescaling to unit norm). */
double sp_source_mean(const struct sp_source *source, int i);
double sp_source_variance(const struct sp_source *source, int i);
double sp_source_covariance(const struct sp_source *source, int i, int j);

/* Helpers of the kinds: one row's active features out of `count` candidates that are on
   independently with probability p, by geometric skips (Devroye 1986, X.2); gives how
   many were written to out (ascending places in 0 .. count - 1). */
int sp_skip_row(struct sp_rng *rng, int count, double p, int *out);

#endif
