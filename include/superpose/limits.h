/* Limits in closed form to set a trained bottleneck beside: of pairs that share a
   dimension, of exact recovery, of packing, and what chance gives. */
#ifndef SUPERPOSE_LIMITS_H
#define SUPERPOSE_LIMITS_H

#include <stdbool.h>

#include "superpose/source.h"

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

/* The least possible largest cosine, with its sign, among n >= 2 unit vectors in m
   dimensions: -1 / (n - 1) for n <= m + 1 (simplex), 0 for n <= 2 m (orthoplex; Rankin
   1955, Proc. Glasgow Math. Assoc. 2).  A ReLU without bias suffers from positive
   cosines alone.  NaN for larger n, where it is not known in general. */
double sp_rankin_bound(int n, int m);

/* E |cosine| of two random directions, Gamma(m / 2) / (sqrt pi Gamma((m + 1) / 2)). */
double sp_random_overlap(int m);

/* The sum of dimensionalities over m that E cos^2 = 1 / m gives for n random unit
   vectors, n / (m + n - 1): about its mean for large n. */
double sp_random_dimensionality(int n, int m);

#endif
