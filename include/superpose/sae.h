/* Sparse autoencoders, the nets that take features out of activations again.  All
   share what is here: E encodes, D decodes, rows of both are directions of latents,

       xc = x - b_dec (or x)     h = xc E^T + b_enc (k)     f = f(h)
       y = f D + b_dec (d)       L = mean over rows of sum_d (x - y)^2 + penalty

   A kind is a law (which f, which penalty), its settings, and the shared hooks.  As a
   net its n are the k latents and its m is the width d; batches are dense
   activations.  Cunningham et al. 2023 (arXiv:2309.08600), Bricken et al. 2023
   (Towards Monosemanticity). */
#ifndef SUPERPOSE_SAE_H
#define SUPERPOSE_SAE_H

#include "superpose/net.h"

enum { SP_CENTER_ZERO, SP_CENTER_MEAN, SP_CENTER_MEDIAN };  /* sae.center */
enum { SP_START_RANDOM, SP_START_SAMPLES, SP_START_TRUTH }; /* sae.start */
enum { SP_NORM_FREE, SP_NORM_UNIT };                        /* sae.norm */

/* Section `sae` of an experiment file, but for its kind and its training. */
struct sp_sae_settings {
    int latents;        /* k; 0: ratio x features (x width for activations of a file) */
    double ratio;       /* latents per feature, where latents is 0 */
    bool pre_bias;      /* b_dec is subtracted from what is encoded */
    int center;         /* initial b_dec: zero, mean or geometric median of a sample */
    int start;          /* initial decoder rows: random, samples of data, the truth */
    double start_noise; /* deviation of noise added to each entry of them */
    bool transposed;    /* the encoder starts as the decoder, else as random rows */
    int norm;           /* free, or unit: rows of D are kept at norm 1 */
    double decoder_norm;   /* of initial rows of a free D */
    double penalty;        /* sparsity coefficient, lambda */
    double penalty_warmup; /* it rises evenly over this fraction of the steps */
    double target_l0;      /* the penalty is steered towards this L0; 0: it is fixed */
    double aux;            /* weight of AuxK; 0: none */
    int aux_latents;       /* dead latents that AuxK uses; 0: half of the width */
    int dead_window;       /* a latent that was silent in so many rows is dead */
    int resample_every;    /* steps between resamplings of dead latents; 0: never */
    int resample_times;    /* at most */
    double resample_until; /* fraction of the steps behind which there is none */
    int resample_rows;     /* activations among which replacements are looked for */
};

extern const struct sp_param sp_sae_params[];

/* Settings that contradict each other, or ask for what this width has not: SP_BAD. */
int sp_sae_check(const struct sp_net_kind *kind, const struct sp_sae_settings *settings,
                 const void *own, int latents, int width);

/* Latents that the settings ask for. */
int sp_sae_latents(const struct sp_sae_settings *settings, int features);

/* Opens an autoencoder of k latents on activations of width d, for batches of at most
   ROWS rows.  SETTINGS and OWN must live as long as the net. */
int sp_sae_open(struct sp_arena *a, const struct sp_net_kind *kind,
                const struct sp_sae_settings *settings, const void *own, int latents,
                int width, int rows, uint64_t seed, struct sp_net *out);

/* Codes f (rows, k) of x (rows, d), as at inference; y (rows, d) of codes.  Any number
   of rows; allocates nothing. */
void sp_sae_encode(struct sp_net *net, int rows, const sp_real *x, sp_real *f);
void sp_sae_decode(const struct sp_net *net, int rows, const sp_real *f, sp_real *y);

#endif
