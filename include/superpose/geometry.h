/* How n directions share m dimensions.  W is (n, m) row-major, double, row i the
   direction of feature i; g_ij = W_i . W_j; What_i = W_i / ||W_i||.  Definitions of
   Elhage et al. 2022 (toy models), Scherlis et al. 2022 (capacity), Benedetto and
   Fickus 2003 (frame potential), Welch 1974. */
#ifndef SUPERPOSE_GEOMETRY_H
#define SUPERPOSE_GEOMETRY_H

#include "superpose/arena.h"

struct sp_geometry {
    /* per feature, each (n) */
    double *norm;           /* ||W_i|| */
    double *dimensionality; /* D_i = ||W_i||^2 / sum_j (What_i . W_j)^2; W_i = 0: 0 */
    double *interference;   /* s_i = sum_{j != i} (What_i . W_j)^2 */
    double *overlap_max; /* What_i . What_j of the j != i where it is largest in size */
    int *partner;        /* that j, the first of equals; -1: no two that are not 0 */
    /* of the whole */
    double norm2; /* ||W||_F^2 */
    double sum_dimensionality;
    int rank;               /* singular values above max(n, m) eps times the largest */
    double coherence;       /* max_{i != j} |What_i . What_j| where neither is 0 */
    double frame_potential; /* sum_ij (What_i . What_j)^2 over the same */
    int directions;         /* how many are not 0 */
};

/* Measures W in O(n m min(n, m) + n^2 m) time without an n x n matrix; the arrays of
   OUT are in the arena. */
void sp_geometry_measure(struct sp_arena *a, const double *W, int n, int m,
                         struct sp_geometry *out);

/* The Welch bound on coherence, sqrt((n - m) / (m (n - 1))), 0 where n <= m. */
double sp_welch_bound(int n, int m);

/* The least frame potential of n unit vectors in m dimensions: n^2 / m, at least n. */
double sp_frame_bound(int n, int m);

#endif
