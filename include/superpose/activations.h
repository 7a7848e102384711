/* What an autoencoder eats: activations, in batches that are drawn, used and forgotten.

       x = s (h(features) + shift + noise)       h = W^T features, or ReLU of it

   from the hidden layer of a toy model, trained or given, or x = s row from a matrix in
   a file, read in chunks, which may be larger than memory.  s is 1 or makes the mean
   norm sqrt(d). */
#ifndef SUPERPOSE_ACTIVATIONS_H
#define SUPERPOSE_ACTIVATIONS_H

#include "superpose/net.h"
#include "superpose/source.h"

/* Section `activations` of an experiment file. */
struct sp_activations_settings {
    const char *file; /* .npy (rows, d); "": the toy model's hidden layer */
    double noise;     /* standard deviation of normal noise on each coordinate */
    double shift;     /* norm of a constant vector of random direction */
    int normalise;    /* none, or mean: E||x|| = sqrt(d) */
};

extern const struct sp_param sp_activations_params[];

struct sp_npy_stream; /* npy_stream.h */

struct sp_activations {
    int d;
    const struct sp_source *source; /* NULL: from a file, no truth is known */
    const struct sp_batch
        *truth; /* features of the last batch, listed; NULL: unknown */
    sp_real
        *directions; /* (n, d) D_j, what feature j at size 1 adds to x; NULL: unknown */
    sp_real *shift;  /* (d) constant part of x */
    double scale;    /* s */
    void *own;       /* streams and work space */
};

/* Opens the stream of (seed, use) in batches of ROWS rows: SP_USE_TRAIN and others draw
   different rows of the same law; the same shift and scale for all uses.  TOY is the
   trained net, NULL with a file. */
int sp_activations_open(struct sp_arena *a,
                        const struct sp_activations_settings *settings,
                        const struct sp_source *source, const struct sp_net *toy,
                        uint64_t seed, uint32_t use, int rows,
                        struct sp_activations *out);

/* The width d that these settings lead to, found without opening the stream; SP_BAD
   when the file cannot be used. */
int sp_activations_width(const struct sp_activations_settings *settings, int hidden,
                         int batch, int *width);

/* The next batch, dense (rows, d), valid until the next call; allocates nothing. */
const struct sp_batch *sp_activations_next(struct sp_activations *activations);

/* Whether the file could not be read to the end of some batch, which then has zeros. */
bool sp_activations_failed(const struct sp_activations *activations);

#endif
