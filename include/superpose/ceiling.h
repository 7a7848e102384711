/* How well features could be told at best: codes from a given dictionary by orthogonal
   matching pursuit, the best linear encoder of a dictionary, and linear probes.  An
   autoencoder's scores are between these and those of random dictionaries.  See score.h
   for the letters. */
#ifndef SUPERPOSE_CEILING_H
#define SUPERPOSE_CEILING_H

#include "superpose/detect.h"

enum { SP_OMP_ATOMS = 64 }; /* in one example, at most */

/* Work space for codes in the dictionary whose rows are ATOMS's D (n, d). */
struct sp_omp;
struct sp_omp *sp_omp_make(struct sp_arena *a, const struct sp_cosines *atoms);

/* Codes f (rows, n) of x (rows, d) less SHIFT (d) by orthogonal matching pursuit (Pati,
   Rezaiifar and Krishnaprasad 1993): of atoms, count[b] are chosen for row b, one after
   the other, each the one with the largest |cosine| with what is left; after each, all
   codes are fitted by least squares.  Fewer where nothing is left, or where count[b] is
   more than SP_OMP_ATOMS. */
void sp_omp_encode(struct sp_omp *omp, int rows, const sp_real *x, const sp_real *shift,
                   const int *count, sp_real *f);

/* E (n, d), the encoder with E D^T nearest to the identity among linear ones: the
   pseudo-inverse D (D^T D + c I)^-1, c = 1e-9 of the mean square of singular values. */
void sp_linear_encoder(struct sp_arena *a, const double *D, int n, int d, double *E);

/* Sets all but the COUNT numbers of f (n) that are largest in size to 0; of equals the
   first are kept. */
void sp_keep_largest(sp_real *f, int n, int count, sp_real *work);

/* For each feature the least-squares linear probe of "is on" (with a constant):
   direction Cov(x)^-1 (E[x | on] - E x). */
struct sp_probe {
    int n, d;
    double rows;
    double *gram, *sum; /* (d, d) lower triangle, (d) */
    double *on, *cross; /* (n) rows with the feature on, (n, d) sum of their x */
};

struct sp_probe sp_probe_make(struct sp_arena *a, int n, int d);
void sp_probe_add(struct sp_probe *p, int rows, const sp_real *x,
                  const struct sp_batch *truth);

/* The directions, (n, d): those of features that never were on are 0. */
void sp_probe_fit(struct sp_arena *a, const struct sp_probe *p, double *direction);

/* What each probe detects in other examples at the threshold that gives it the largest
   F1 there, so a little more than it would elsewhere: out (n). */
void sp_probe_score(struct sp_arena *a, const double *direction, int n, int d, int rows,
                    const sp_real *x, const struct sp_batch *truth,
                    struct sp_detection *out);

#endif
