/* How many bits it takes to say what a feature is with a given squared error: the rate
   distortion function R(D) of x, which is 0 or, with density p, of the law of sizes
   (Shannon 1959).  m noiseless real numbers carry any number of bits; a bound follows
   only where there is noise, or for what has been decoded: independent features that
   come out with errors D_i have been told sum_i R(D_i) bits at least. */
#ifndef SUPERPOSE_RATE_H
#define SUPERPOSE_RATE_H

#include "superpose/source.h"

struct sp_rate_point {
    double log_error; /* log D / v */
    double bits;      /* R */
    double slope;     /* dR / d log D */
};

struct sp_rate {
    int count;                   /* 0: not known, or x does not vary */
    struct sp_rate_point *point; /* (count) by falling error */
};

/* R by the variational problem of Blahut (1972, IEEE Trans. Inf. Theory 18) and Arimoto
   for features of density 0 < p <= 1: x is put on the middle of each of 160 equal
   shares of its law.  To about 1e-4 bits where D / v is above 1e-3, below which the
   shares begin to show; in about a second. */
struct sp_rate sp_rate_make(struct sp_arena *a, const struct sp_source *source,
                            double p);

/* R at error D = nmse v; 0 for nmse >= 1.  Between the points by Hermite's cubic,
   beyond the last as the last slope has it. */
double sp_rate_bits(const struct sp_rate *rate, double nmse);

/* Bounds on it (Berger 1971, Rate Distortion Theory): with N the entropy power and s^2
   the variance of sizes,

       R >= (p / 2) log2(p N / D)                             who is on is known
       R <= min{H(p) + (p / 2) log2(p s^2 / D), log2(v / D) / 2}

   with logarithms from 0 up; H(p) bits say who is on.  NaN where sizes are not of one
   law. */
double sp_rate_least(const struct sp_source *source, double p, double nmse);
double sp_rate_most(const struct sp_source *source, double p, double nmse);

/* Features per dimension that a channel of m normal noises of SNR lets through with
   R bits each, as source and channel coding may be separated:
   n R <= (m / 2) log2(1 + snr). */
double sp_rate_load(double snr, double bits);

#endif
