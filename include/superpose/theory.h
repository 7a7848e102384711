/* What can be known on paper beside what was trained. */
#ifndef SUPERPOSE_THEORY_H
#define SUPERPOSE_THEORY_H

#include "superpose/net.h"
#include "superpose/source.h"

/* The class of the last feature in a phase diagram (Elhage et al. 2022). */
enum sp_phase { SP_IGNORED, SP_SUPERPOSED, SP_DEDICATED };

extern const char *const sp_phase_names[]; /* ended by NULL */

/* The restricted model of the phase diagrams (n = 2, m = 1 and n = 3, m = 2; all other
   importances 1, the last one r >= 0; x_i = 0 or U[0, 1] with density p): which of the
   candidate networks has the least expected loss, summed over features.  The candidates
   drop the first or the last feature, or make an antipodal pair of the last and another
   or, for n = 3, of the two others.  Of equal losses the first class wins. */
enum sp_phase sp_phase_theory(int n, double r, double p, double *loss);

/* Density below which an antipodal pair wins in that model; n = 2 or 3.  For n = 3 and
   r > 1 it is the pair of the others: the last feature is dedicated on both sides. */
double sp_phase_boundary(int n, double r);

/* The class of the last of n directions: ignored when its norm is below 1/2 (or NaN),
   dedicated when its dimensionality is above 3/4, superposed otherwise. */
enum sp_phase sp_phase_class(double norm, double dimensionality);

/* The least importance-weighted loss (sum over features) of any linear map of rank m
   plus a constant: the sum of all but the m largest eigenvalues of I^1/2 Cov(x) I^1/2,
   with the exact population covariance (reduced-rank regression, Izenman 1975).  NaN
   when an eigenproblem of more than SP_EIGEN_MOST features would be needed, or when the
   source rescales its examples. */
double sp_linear_optimum(struct sp_arena *a, const struct sp_source *source, int m);
enum { SP_EIGEN_MOST = 2048 };

/* The exact expected loss (sum over features) of x' = Wd We^T x + b with (n, m)
   matrices We (in) and Wd (out) and b (n), in O(n m (m + block)); with independent
   features and We = Wd it is Saxe's formula (Elhage et al. 2022).  NaN like
   sp_linear_optimum. */
double sp_linear_loss(struct sp_arena *a, const struct sp_source *source,
                      const double *in, const double *out, const double *bias, int m);

/* The exact expected loss (sum over features) of x' = ReLU(W W^T x + b) with W (n, m)
   and b (n), which is the sum of part (2, n + 1): of the outputs of features that are
   on (what of their benefit is not had), then of those that are off (interference),
   each by how many features are on; for one this is the split of L_1 in Elhage et al.
   2022.
   NaN unless sizes are U[0, 1], features are independent or in independent pairs, and
   n <= SP_RELU_MOST; time grows as n 3^n. */
enum { SP_RELU_MOST = 12, SP_RELU_PARTS = 2 * (SP_RELU_MOST + 1) };
double sp_relu_loss(const struct sp_source *source, const double *W, const double *bias,
                    int m, double *part);

/* McGrath's case: the exact expected loss of ReLU(W^T W x) with n = 2, m = 1, no bias,
   importances (1, r), density p, sizes U[0, 1] (comment in Elhage et al. 2022). */
double sp_loss_two_in_one(double w1, double w2, double r, double p);

/* The limit of high sparsity: examples are x e_i, x ~ U[0, 1] (L_1 of Elhage et al.
   2022).  The error of the feature that is on, and of one that is off. */
double sp_relu_self_error(double a, double b);  /* int_0^1 (x - ReLU(a x + b))^2 dx */
double sp_relu_cross_error(double g, double b); /* int_0^1 ReLU(g x + b)^2 dx */

/* Chen et al. 2023: h_k(l, b) for ReLU(W^T W x + b) with a regular k-gon of radius l
   (||W_i|| = l) in two dimensions and one bias b on its features,

       h_k = 3 k [self(l^2, b) + sum_{j = 1}^{k - 1} cross(l^2 cos(2 pi j / k), b)],

   so that c features, i uniform, the other c - k of them dead with b <= 0, have the
   expected loss L(k, c) = (h_k + c - k) / (3 c), summed over features. */
double sp_polygon_energy(int k, double radius, double bias);

#endif
