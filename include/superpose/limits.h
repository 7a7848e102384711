/* Limits in closed form to set a trained bottleneck beside: of pairs that share a
   dimension, of exact recovery, of packing, and what chance gives. */
#ifndef SUPERPOSE_LIMITS_H
#define SUPERPOSE_LIMITS_H

#include <stdbool.h>

#include "superpose/source.h"

/* Whether features are independent, of one density above 0 and one law of sizes. */
bool sp_is_plain(const struct sp_source *source);

/* The expected loss of both members of an antipodal pair, W = (1, -1), b = 0, when both
   are on with probability BOTH: each errs by the lesser of the two sizes, which gives
   2 both E min(v, v')^2 (p^2 / 3 for independent U[0, 1]).  NaN for a size law with
   negative values. */
double sp_antipodal_loss(const struct sp_source *source, double both);

/* n = 2, m = 1, b = 0, equal densities and importances, sizes independent: the
   co-occurrence P(j on | i on) below which (1, -1) has less loss than the merged
   (1, 1) / sqrt 2,

       q* = E v^2 / (2 E min(v, v')^2 + (E v)^2).

   NaN for a size law with negative values. */
double sp_pair_switch(const struct sp_source *source);

/* The load n / m above which l1 does not recover independent features of density
   0 < p <= 1 from m random projections: 1 over the minimax risk of soft thresholding
   (Donoho, Johnstone and Montanari 2013, IEEE Trans. Inf. Theory 59),

       min_t  p (1 + t^2) + s (1 - p) [(1 + t^2) Phi(-t) - t phi(t)],

   s = 1 where the decoder knows that features are not negative, else s = 2. */
double sp_l1_load(double p, bool nonnegative);

/* Entropy power e^(2 h) / (2 pi e) of sizes at scale 1, h their differential entropy:
   at most their variance, 0 for a single size, NaN where sizes are not of one law. */
double sp_entropy_power(const struct sp_source *source);

/* The squared error, summed over features, that no decoder of m linear numbers gets
   below, even when a genie says which K features are on:

       sum_{K > m} P(K) (K - m) N (N / s^2)^(m / (K - m)),

   N the entropy power and s^2 the variance of sizes (N = 1 / (2 pi e), s^2 = 1 / 12 for
   U[0, 1]; N = 0 for a single size).  It depends on the law of K alone, and is 0 where
   never more than m are on.  NaN where that law is not known, or would take more than
   2^26 products; where sizes are not independent or not of one known law. */
double sp_genie_loss(struct sp_arena *a, const struct sp_source *source, int m);

/* The least possible largest cosine, with its sign, among n >= 2 unit vectors in m
   dimensions: -1 / (n - 1) for n <= m + 1 (simplex), 0 for n <= 2 m (orthoplex; Rankin
   1955, Proc. Glasgow Math. Assoc. 2).  A ReLU without bias suffers from positive
   cosines alone.  NaN for larger n, where it is not known in general. */
double sp_rankin_bound(int n, int m);

/* E |cosine| of two random directions, Gamma(m / 2) / (sqrt pi Gamma((m + 1) / 2)). */
double sp_random_overlap(int m);

/* E max |cosine| of n >= 2 random directions, as if their N = n (n - 1) / 2 cosines
   were independent, each with c^2 ~ Beta(1/2, (m - 1) / 2): int_0^1 1 - P(|c| < t)^N
   dt.  They nearly are: of 64 in 16 dimensions it is .768, and in 400 draws .762 +-
   .002. */
double sp_random_coherence(int n, int m);

/* The sum of dimensionalities over m that E cos^2 = 1 / m gives for n random unit
   vectors, n / (m + n - 1): about its mean for large n. */
double sp_random_dimensionality(int n, int m);

#endif
