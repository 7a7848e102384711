/* What kinds share that find their dictionary without gradients: a sample of the data,
   its mean and principal directions, and the ways in which codes are found, which is a
   choice of its own for a given dictionary.  With xc = x - b_dec,

       least_squares   f = D (D^T D + ridge 1)^-1 xc, the shortest of several
       transpose       f_i = D_i . xc / ||D_i||^2
       omp             orthogonal matching pursuit, sae.atoms many (Pati et al. 1993)
       lasso           min 1/2 ||xc - f D||^2 + alpha sum |f_i| ||D_i||

   Codes may be negative; those of omp and lasso not where sae.positive is set. */
#ifndef SUPERPOSE_FIT_INSIDE_H
#define SUPERPOSE_FIT_INSIDE_H

#include "sae_inside.h"
#include "superpose/pursuit.h"

enum { SP_FIT_LEAST_SQUARES, SP_FIT_TRANSPOSE, SP_FIT_OMP, SP_FIT_LASSO };

struct sp_fit_codes {
    int encoder;
    int atoms;     /* of omp */
    bool positive; /* of omp and lasso */
    double alpha;  /* of lasso */
    double ridge;  /* of least squares */
};

extern const char *const sp_fit_encoders[];

/* Rows of a kind's table for the field `codes` of its settings; the encoder and whether
   codes are positive have defaults of their own. */
/* clang-format off */
#define SP_FIT_ROWS(type, encoder_preset, positive_preset)                             \
    {"sae.encoder", SP_CHOICE, offsetof(type, codes.encoder), encoder_preset, 0, 0,    \
     sp_fit_encoders, "how codes are found: by a linear map, pursuit, or L1 penalty"}, \
    {"sae.atoms", SP_INT, offsetof(type, codes.atoms), "4", 1, 1e6, NULL,              \
     "omp, ksvd: latents that are on in an example, at most"},                         \
    {"sae.positive", SP_BOOL, offsetof(type, codes.positive), positive_preset, 0, 0,   \
     NULL, "omp, lasso, ksvd, nnsc: whether codes must not be negative"},              \
    {"sae.alpha", SP_REAL, offsetof(type, codes.alpha), "0.1", 0, 1e9, NULL,           \
     "lasso, nnsc: weight of the L1 norm beside half of the squared error"},           \
    {"sae.ridge", SP_REAL, offsetof(type, codes.ridge), "0", 0, 1e9, NULL,             \
     "least_squares: weight of the squared codes beside the squared error"}
/* clang-format on */

/* For a kind's open hook. */
void sp_fit_lay_out(struct sp_arena *a, struct sp_net *net, const void *own,
                    const struct sp_fit_codes *codes, int rows);

/* At the end of a fit, once D and b_dec are what they shall be: fills E and b_enc. */
void sp_fit_finish(struct sp_arena *a, struct sp_net *net);

/* ROWS rows of the stream less b_dec, (rows, d): into x, or memory of their own. */
void sp_fit_next(const struct sp_sae *s, struct sp_activations *data, int rows,
                 sp_real *x);
sp_real *sp_fit_sample(struct sp_arena *a, struct sp_sae *s,
                       struct sp_activations *data, int rows);

/* The mean of x (rows, d) into b_dec, and subtracts it; eigenvalues of the covariance,
   descending, and unit eigenvectors (d, d) in rows. */
void sp_fit_principal(struct sp_arena *a, struct sp_sae *s, int rows, sp_real *x,
                      double *values, double *vectors);

/* Gives each D_i (of norm 1, or 0) the sign that makes the mean cube of D_i . x over
   the sample positive: what is seldom on is then on in the positive direction. */
void sp_fit_orient(struct sp_arena *a, struct sp_sae *s, int rows, const sp_real *x);

/* D as rows of x (rows, d) at norm 1, none that is 0 and no direction twice; directions
   by chance where x has too few. */
void sp_fit_samples(struct sp_sae *s, struct sp_rng *rng, int rows, const sp_real *x);

/* D_i by chance, uniform on the sphere. */
void sp_fit_random(struct sp_sae *s, struct sp_rng *rng, int i);

/* Scales a row to norm 1; false where it is 0. */
bool sp_fit_to_unit(sp_real *row, int d);

/* SP_STOPPED with its sentence where *stop is up, else 0. */
int sp_fit_stopped(const atomic_bool *stop);

/* K-SVD on x (rows, d), which stays as it is; D is the net's own, rows at norm 1. */
struct sp_ksvd;
struct sp_ksvd *sp_ksvd_make(struct sp_arena *a, struct sp_sae *s,
                             const struct sp_fit_codes *codes, int rows,
                             const sp_real *x, struct sp_rng rng);

/* Codes of all rows and then every atom once; gives the mean squared error of a row. */
double sp_ksvd_sweep(struct sp_ksvd *v);

#endif
