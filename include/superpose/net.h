/* A net in training: parameters in one block, codes, a loss with its gradient, and a
   dictionary of directions.  Toy models are nets; so is everything else one trainer can
   train and geometry can be measured on. */
#ifndef SUPERPOSE_NET_H
#define SUPERPOSE_NET_H

#include <stdatomic.h>
#include <stdbool.h>

#include "superpose/batch.h"
#include "superpose/kind.h"
#include "superpose/rng.h"

enum { SP_NET_ARRAYS = 8 };

enum sp_array_role {
    SP_ROLE_WEIGHT, /* initialised by the weight law, decays */
    SP_ROLE_BIAS,   /* initialised by the bias law, decays as torch's AdamW does */
    SP_ROLE_UNIT,   /* a weight whose rows the optimiser keeps at Euclidean norm 1 */
    SP_ROLE_GIVEN /* the kind's own; never initialised, trained or decayed by others */
};

/* A named part of the parameter block. */
struct sp_array {
    const char *name; /* as `superpose export --array` knows it: W, b, W_out */
    enum sp_array_role role;
    size_t rows, columns; /* vectors: columns == 1 */
    size_t at;            /* offset in the block */
};

struct sp_crew;        /* crew.h */
struct sp_activations; /* activations.h */

struct sp_net {
    const struct sp_net_kind *kind;
    int n, m;                 /* features, hidden dimensions */
    const double *importance; /* (n); NULL for an autoencoder */
    double terms;             /* the loss of a slope, times this, is that of curves */
    size_t count;             /* parameters in the block */
    sp_real *param, *grad;    /* (count) */
    int arrays;
    struct sp_array array[SP_NET_ARRAYS];
    void *own;            /* the kind's settings and work space */
    struct sp_crew *crew; /* threads that help with a slope; NULL: one thread */
};

/* What a forward pass over unseen data adds up. */
struct sp_tally {
    double rows;          /* seen so far */
    double loss;          /* sum over rows of the importance-weighted squared error */
    double loss_square;   /* sum over rows of its square */
    double *square_error; /* (n) sum over rows of (target_i - output_i)^2 */
};

struct sp_net_kind {
    struct sp_kind self;
    /* The user's mistakes, before anything is allocated: n features, m hidden. */
    int (*check)(int n, int m, const void *own);
    /* Declares arrays (sp_net_declare), then takes work space for batches of ROWS rows.
     */
    int (*open)(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                uint64_t seed);
    /* The five that follow are NULL where there is nothing to do.
       Draws initial parameters, in place of the trainer's laws; it may look at data. */
    int (*start)(struct sp_arena *a, struct sp_net *net, struct sp_activations *data,
                 uint64_t seed);
    /* Finds all parameters without gradients, in place of training. */
    int (*fit)(struct sp_arena *a, struct sp_net *net, struct sp_activations *data,
               uint64_t seed, const atomic_bool *stop);
    /* Before the slope of step 0 <= t < steps: what depends on the step. */
    void (*begin)(struct sp_net *net, int t, int steps);
    /* After its update: counts, and replacements, whose moments it sets to zero: two
       arrays (count), or NULL. */
    void (*end)(struct sp_net *net, sp_real *const moments[2], int t, int steps);
    /* Activations h (rows, m) of a listed batch. */
    void (*hidden)(const struct sp_net *net, const struct sp_batch *batch, sp_real *h);
    /* Whether training batches of this mean density had better come in tiles; NULL:
       never.  slope and tally must take what it asked for, and lists. */
    bool (*tiles)(const struct sp_net *net, double density);
    /* Whether a slope of ROWS rows is work enough for the threads of net->crew, and
       shares it among them; NULL: never.  The numbers are the same with and without. */
    bool (*shares)(const struct sp_net *net, int rows);
    /* Loss of the batch, over net->terms (toy models: the mean over rows AND features,
       as in the notebook), and its gradient into net->grad (all of it but what is given
       overwritten).  Allocates nothing. */
    double (*slope)(struct sp_net *net, const struct sp_batch *batch);
    /* Forward only: adds the batch to the tally. */
    void (*tally)(struct sp_net *net, const struct sp_batch *batch,
                  struct sp_tally *out);
    /* The (n, m) array whose row i is the direction feature i is written to. */
    const sp_real *(*dictionary)(const struct sp_net *net);
};

/* Opens a net on n features with m hidden dimensions for batches of at most ROWS rows.
   importance (n) must live as long as the net. */
int sp_net_open(struct sp_arena *a, const struct sp_net_kind *kind, int n, int m,
                const double *importance, const void *own, int rows, uint64_t seed,
                struct sp_net *out);

/* For a kind's open hook: appends an array to the block being laid out. */
void sp_net_declare(struct sp_net *net, const char *name, enum sp_array_role role,
                    size_t rows, size_t columns);

/* For a kind's open hook: takes the block, all zero, once every array is declared. */
void sp_net_take_block(struct sp_arena *a, struct sp_net *net);

/* The array with this name, or NULL; sp_net_values points at its first parameter. */
const struct sp_array *sp_net_array(const struct sp_net *net, const char *name);
sp_real *sp_net_values(const struct sp_net *net, const char *name);

/* What the kind's hook `tiles` says. */
bool sp_net_tiles(const struct sp_net *net, double density);

/* Whether any array is trained. */
bool sp_net_trains(const struct sp_net *net);

/* What the kind's hook `shares` says. */
bool sp_net_shares(const struct sp_net *net, int rows);

/* Row i of the result is the direction of feature i: (n, m) row-major. */
const sp_real *sp_net_dictionary(const struct sp_net *net);

/* Bytes a net of this many parameters needs for training: parameters, gradient, two
   moments and a copy to compare with; work space comes on top. */
double sp_net_bytes(double parameters);

#endif
