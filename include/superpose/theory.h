/* What can be known on paper beside what was trained. */
#ifndef SUPERPOSE_THEORY_H
#define SUPERPOSE_THEORY_H

#include "superpose/net.h"
#include "superpose/source.h"

/* The class of the last feature in a phase diagram (Elhage et al. 2022). */
enum sp_phase { SP_IGNORED, SP_SUPERPOSED, SP_DEDICATED };

extern const char *const sp_phase_names[]; /* ended by NULL */

/* The restricted model of the phase diagrams (n = 2, m = 1 and n = 3, m = 2; all other
   importances 1, the last one r; x_i = 0 or U[0, 1] with density p): which of the
   candidate networks has the least expected loss, summed over features. */
enum sp_phase sp_phase_theory(int n, double r, double p, double *loss);

/* Density below which superposition wins in that model; n = 2 or 3. */
double sp_phase_boundary(int n, double r);

/* The class of the last of n directions: ignored when its norm is below 1/2, dedicated
   when its dimensionality is above 3/4, superposed otherwise. */
enum sp_phase sp_phase_class(double norm, double dimensionality);

/* The least importance-weighted loss (sum over features) of any linear map of rank m plus
   a constant: the sum of all but the m largest eigenvalues of I^1/2 Cov(x) I^1/2, with
   the exact population covariance (reduced-rank regression, Izenman 1975).  NaN when
   an eigenproblem of more than SP_EIGEN_MOST features would be needed, or when the
   source rescales its examples. */
double sp_linear_optimum(struct sp_arena *a, const struct sp_source *source, int m);
enum { SP_EIGEN_MOST = 2048 };

/* The exact expected loss (sum over features) of x' = Wd We^T x + b with (n, m) matrices We
   (in) and Wd (out): section 3 closed form with any block covariance.  NaN like
   sp_linear_optimum. */
double sp_linear_loss(struct sp_arena *a, const struct sp_source *source, const double *in,
                      const double *out, const double *bias, int m);

/* McGrath's case: the exact expected loss of ReLU(W^T W x) with n = 2, m = 1, no bias,
   importances (1, r), density p, sizes U[0, 1] (comment in Elhage et al. 2022). */
double sp_loss_two_in_one(double w1, double w2, double r, double p);

/* High-sparsity limit of ReLU(W^T W x + b) in two dimensions (Chen et al. 2023): the loss
   sum over one-sparse inputs of a regular k-gon of squared radius l2 with bias b; and
   int_0^1 of the pieces. */
double sp_polygon_energy(int k, double radius, double bias);
double sp_relu_self_error(double a, double b);  /* int_0^1 (x - ReLU(a x + b))^2 dx */
double sp_relu_cross_error(double g, double b); /* int_0^1 ReLU(g x + b)^2 dx */

#endif
