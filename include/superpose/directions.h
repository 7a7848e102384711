/* Directions that are given, not learned: (n, m) row-major, double, rows of norm 1 but
   for merged ones. */
#ifndef SUPERPOSE_DIRECTIONS_H
#define SUPERPOSE_DIRECTIONS_H

#include "superpose/arena.h"
#include "superpose/rng.h"

/* Independent and uniform on the sphere. */
void sp_directions_random(struct sp_rng *rng, int n, int m, double *W);

/* Orthonormal rows, uniform among such; requires n <= m. */
void sp_directions_orthogonal(struct sp_rng *rng, int n, int m, double *W);

/* A unit-norm tight frame, W^T W = (n / m) 1; requires n >= m.  Orthonormal columns,
   scaled, then at most n rotations of two rows each that leave W^T W alone and give one
   row norm 1 (Bendel and Mickey 1978, J. Stat. Comput. Simul. 8; Dhillon et al. 2005,
   SIAM J. Matrix Anal. 27): exact up to rounding. */
void sp_directions_frame(struct sp_arena *a, struct sp_rng *rng, int n, int m,
                         double *W);

/* Random directions, then STEPS steps down the sum of their squared products, which is
   least for orthonormal rows (n <= m) and tight frames, where it is n^2 / m - n without
   the diagonal (Benedetto and Fickus 2003):

       W <- W - eta W (W^T W)      rows to norm 1      eta = 1 / (2 (1 + sqrt(n / m))^2)

   so that few steps leave them near random, as in SynthSAEBench.  O(n m^2) a step. */
void sp_directions_spread(struct sp_arena *a, struct sp_rng *rng, int n, int m,
                          int steps, double *W);

/* Neighbours 2 k and 2 k + 1 at plus and minus the axis k: antipodal pairs (Elhage et
   al. 2022, The Geometry of Superposition); requires n = 2 m. */
void sp_directions_antipodal(int n, int m, double *W);

/* Each n / m neighbours on one axis with norm sqrt(m / n), so that W^T W = 1 and a
   tied model gives all of them their mean: the linear optimum of features that come
   together.  Requires that m divides n. */
void sp_directions_merged(int n, int m, double *W);

#endif
