/* Latent correlation matrices of source `copula`. */
#ifndef SUPERPOSE_COPULA_H
#define SUPERPOSE_COPULA_H

#include "superpose/source.h"

enum { SP_COPULA_MOST = 2048 }; /* features of a full matrix */

/* C (n, n) with c between feature 0 and each other one, and with c between all. */
void sp_correlation_star(int n, double c, double *C);
void sp_correlation_equal(int n, double c, double *C);

/* C such that the events have correlation phi: STAR, feature 0 and each other one; else
   all pairs, for which densities must be equal.  threshold (n).  SP_BAD where events of
   these densities cannot have it (Frechet 1951). */
int sp_correlation_wished(const struct sp_source *source, const double *threshold,
                          bool star, double phi, double *C);

/* A random one: of all pairs a share is uncorrelated, the others have a strength
   uniform from LEAST to MOST, positive with probability 1/2 (Chanin and Garriga-Alonso
   2025, arXiv:2508.16560); then the nearest that is a correlation matrix, by clipping
   eigenvalues. */
void sp_correlation_random(struct sp_arena *a, int n, double uncorrelated, double least,
                           double most, uint64_t seed, double *C);

/* L (n, n) lower with L L^T = C, in place; false when C is not positive definite. */
bool sp_correlation_factor(int n, double *C);

#endif
