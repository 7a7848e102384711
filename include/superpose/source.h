/* A source is a law for sparse features: who is on together, how large, how important.
   Drawing costs the features that are on.  All kinds share the settings of
   struct sp_source_settings; a kind adds the law of co-occurrence. */
#ifndef SUPERPOSE_SOURCE_H
#define SUPERPOSE_SOURCE_H

#include <stdbool.h>

#include "superpose/batch.h"
#include "superpose/kind.h"
#include "superpose/lanes.h"

/* Size of a feature that is on: its law, with the moments that theory needs. */
struct sp_size_law {
    const char *name, *doc;
    double (*mean)(double sigma);               /* E v at scale 1 */
    double (*square)(double sigma);             /* E v^2 at scale 1 */
    double (*quantile)(double u, double sigma); /* value at probability 0 < u < 1 */
    /* The same, bit for bit, of u (blocks x SP_LANES) in place; NULL: one by one. */
    void (*quantiles)(const struct sp_draws *draws, double sigma, size_t blocks,
                      double *u);
    double low, span; /* the quantile is low + span u, unless both are 0 */
    bool per_feature; /* of N(0, 1), of which each feature makes sizes of its own */
    double (*lesser)(double sigma); /* E min(v, v')^2 at scale 1, of two independent
                                       sizes; NULL: sizes may be negative,
                                       or are not of one law */
    /* Of v + N(0, tau^2) at scale 1: its density at y, and that times E(v | y); NULL:
       not in closed form. */
    void (*blurred)(double y, double tau, double *density, double *moment);
};

/* u (blocks x SP_LANES) becomes the law's quantiles. */
void sp_size_quantiles(const struct sp_size_law *law, const struct sp_draws *draws,
                       double sigma, size_t blocks, double *u);

extern const struct sp_size_law sp_size_laws[]; /* ended by name NULL; settings order */

/* Section `source` of an experiment file, but for its kind. */
struct sp_source_settings {
    int features;             /* n */
    struct sp_reals density;  /* one (the law's first), or one per feature */
    int density_law;          /* equal, zipf, geometric, log */
    double density_exponent;  /* zipf: p_i = density (i + 1)^-exponent */
    double density_ratio;     /* geometric: p_i = density ratio^i */
    double density_last;      /* log, zipf_between: p_{n-1} */
    const char *density_file; /* n densities in place of density; "" none */
    int size;                 /* place in sp_size_laws */
    double size_scale;        /* every size is multiplied by it */
    double size_sigma;        /* log_normal: deviation of the logarithm */
    double size_mean,
        size_mean_last; /* normal: mean of feature 0, of n - 1; 0: equal */
    double size_std, size_std_spread;  /* normal: deviations |N(size_std, spread)| */
    int importance;                    /* uniform, geometric, power, values, last */
    struct sp_reals importance_values; /* values: one per feature */
    double importance_ratio;           /* geometric: ratio^i; last: I_{n-1}, else 1 */
    double importance_exponent;        /* power: I_i = (i + 1)^-exponent */
    const char *importance_file;       /* values: from a file; "" none */
    bool unit_norm;                    /* rescale every non-empty example to norm 1 */
    int control;  /* none, shuffle, l0: without the dependence of the kind */
    int law_seed; /* of what a law leaves to chance once */
};

extern const struct sp_param sp_source_params[];

struct sp_source {
    const struct sp_source_kind *kind;
    int n;                          /* features */
    double *density;                /* (n) P(x_i != 0) */
    double *importance;             /* (n) weight of feature i in the loss */
    const struct sp_size_law *size; /* of every feature, with */
    double scale, sigma;            /* its parameters */
    double *size_mean, *size_std;   /* (n) of the normal law; NULL for others */
    double equal;        /* density when all features are on independently with the same
                     one: they are drawn as a whole, without the kind's hook; else 0 */
    double per_log;      /* 1 / log(1 - equal) */
    int block;           /* x_i, x_j are independent unless i / block == j / block */
    int kin;             /* block of the kind, also where a control makes it another */
    int together;        /* features of one block that can be on at once; 0: all */
    double row_mean;     /* of the number of active features in one row (L0) */
    double row_variance; /* of the same */
    bool unit_norm;
    int law_seed; /* of what the law leaves to chance once */
    const struct sp_draws *draws;
    void *own; /* the kind's tables */
    /* What belongs together; NULL or 0 where nothing does. */
    const int *parent;    /* (n) feature without which this one is off; -1: none */
    const int *group;     /* (n) features with one label >= 0 are the coordinates of one
                          feature of several dimensions; -1: a feature by itself */
    int parts;            /* pairs {composite, one of its parts}, by composite */
    const int (*part)[2]; /* (parts) the composite is on whenever all its parts are */
};

/* Above this density a comparison for each candidate is cheaper than a skip for each
   hit, whose logarithm takes as long as ten comparisons; a list of what is on must
   then still be made, but with so few features as SP_SOURCE_FEW a net asks for
   tiles.  A source with one density for all draws whole tiles above it. */
#define SP_SOURCE_DENSE     (1.0 / 6)
#define SP_SOURCE_DENSE_FEW (1.0 / 12)
enum { SP_SOURCE_FEW = 64 };

struct sp_source_kind {
    struct sp_kind self;
    /* Fills own, equal, block, row_mean and row_variance from settings; density (as
       asked for), importance and sizes are there already, and it may change density
       to the marginal that results.  SP_BAD when no such distribution exists. */
    int (*open)(struct sp_arena *a, struct sp_source *source, const void *own);
    /* Says who is on: fills batch->start and batch->index for batch->rows independent
       rows, within batch->room (sp_require).  sp_source_draw adds the sizes. */
    void (*draw)(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch);
    /* P(x_i != 0 and x_j != 0) for i != j in one block. */
    double (*joint)(const struct sp_source *source, int i, int j);
    /* The three that follow are NULL where sizes are independent of all else.
       Changes the sizes of a batch that has been drawn; none becomes 0. */
    void (*resize)(const struct sp_source *source, struct sp_lanes *lanes,
                   struct sp_batch *batch);
    /* What that makes of E v_i v_j of features that are on: a factor. */
    double (*ratio)(const struct sp_source *source, int i, int j);
    /* The same of E v_i; NULL where it stays what it was. */
    double (*level)(const struct sp_source *source, int i);
    /* (block + 1) P(k of the features of i's block are on), where these are
       exchangeable: who is on is then k of them at random.  NULL, or gives NULL, where
       they are not or it is not known. */
    const double *(*counts)(const struct sp_source *source, int i);
};

/* Opens a source: settings are checked against each other, laws are evaluated. */
int sp_source_open(struct sp_arena *a, const struct sp_source_kind *kind,
                   const struct sp_source_settings *settings, const void *own,
                   struct sp_source *out);

/* none, shuffle, l0, NULL: what source.control and train.control take. */
extern const char *const sp_control_names[];

/* An open source made independent, or independent but for how many are on; the rest
   of it, and SOURCE, stay.  SP_BAD where that is not the same densities and sizes. */
int sp_source_control(struct sp_arena *a, const struct sp_source *source, int control,
                      struct sp_source *out);

/* Entries that ROWS rows stay below but with probability e^-72 (a double, since it may
   be more than an int counts): Bernstein's inequality with the exact mean and variance,
   for sums of independent blocks; at most rows x n. */
double sp_source_room(const struct sp_source *source, int rows);

/* A batch with that much room, in tiles or listed.  Where an int cannot count the
   entries, the arena is exhausted: "out of memory". */
struct sp_batch sp_source_batch(struct sp_arena *a, const struct sp_source *source,
                                int rows, bool tiles);

/* Draws batch->rows rows, rescaled where the source says so; into tiles where the batch
   has them. */
void sp_source_draw(const struct sp_source *source, struct sp_lanes *lanes,
                    struct sp_batch *batch);

/* Sizes of COUNT features that are on, never 0; value has SP_LANES more. */
void sp_source_sizes(const struct sp_source *source, struct sp_lanes *lanes, int count,
                     sp_real *value);

/* E v and E v^2 of feature i when it is on, were sizes independent. */
double sp_source_size(const struct sp_source *source, int i);
double sp_source_square(const struct sp_source *source, int i);

/* E |N(mean, std)| (folded normal; Leone, Nelson and Nottingham 1961). */
double sp_folded_mean(double mean, double std);

/* For sp_source_open: means and deviations of the normal law. */
void sp_size_normal(struct sp_arena *a, const struct sp_source_settings *settings,
                    struct sp_source *source);

/* Exact population moments of x (before any rescaling to unit norm). */
double sp_source_mean(const struct sp_source *source, int i);
double sp_source_variance(const struct sp_source *source, int i);
double sp_source_covariance(const struct sp_source *source, int i, int j);

/* Exact P(x_i != 0 and x_j != 0) of any two features, the density for i == j. */
double sp_source_together(const struct sp_source *source, int i, int j);

/* The correlation of the two events when both happen with probability TOGETHER,

       phi_ij = (P_ij - p_i p_j) / sqrt(p_i (1 - p_i) p_j (1 - p_j)),

   NaN where one of them is always on. */
double sp_source_phi(const struct sp_source *source, int i, int j, double together);

/* For sp_source_open: the density and the importance of every feature, out (n).  SP_BAD
   when settings contradict each other or a value is out of range. */
int sp_density_law(struct sp_arena *a, const struct sp_source_settings *settings,
                   double *out);
int sp_importance_law(struct sp_arena *a, const struct sp_source_settings *settings,
                      double *out);

/* Helper of the kinds: candidates that are on independently, each with a probability of
   its own. */
struct sp_mask;

/* COUNT candidates, on with probability p[i] (2^-52 <= p[i] <= 1); p must live as long
   as the mask. */
struct sp_mask *sp_mask_make(struct sp_arena *a, const double *p, int count);

/* Fills batch->start and batch->index with the candidates that are on, for batch->rows
   rows; time proportional to how many are on. */
void sp_mask_draw(const struct sp_mask *mask, struct sp_lanes *lanes,
                  struct sp_batch *batch);

/* From each candidate k that is on to features g k .. g k + g - 1, in place. */
void sp_mask_spread(struct sp_batch *batch, int g);

#endif
