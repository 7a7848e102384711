/* Latent variables that many features share: z_i = a_i . g + s_i e_i with r factors g
   and own parts e_i, all N(0, 1), and |a_i|^2 + s_i^2 = 1; feature i is on when z_i >
   t_i.  A Gaussian copula of low rank, as the generator of SynthSAEBench has it (Chanin
   and Garriga-Alonso 2026, arXiv:2602.14687). */
#ifndef SUPERPOSE_FACTORS_H
#define SUPERPOSE_FACTORS_H

#include "chances.h"
#include "superpose/source.h"

struct sp_factors {
    int n, r;
    bool single;        /* each feature has one factor */
    const double *load; /* (n, r) a_i, or (n) where single */
    const int *of;      /* (n) its factor where single; else NULL */
    double *own;        /* (n) s_i */
    double *threshold;  /* (n) t_i, for p_i */
    double *g;          /* (r) of the row that is drawn */
    double *above;      /* P(z > t) at evenly spaced t */
};

/* Loads N(0, scale^2) each, or one of norm scale x sqrt(r) in a factor drawn at random;
   cut to norm 0.95.  p (n) are the probabilities to be on. */
struct sp_factors *sp_factors_make(struct sp_arena *a, int n, int r, double scale,
                                   bool single, const double *p, uint64_t seed);

/* New factors for a row. */
void sp_factors_draw(struct sp_factors *f, struct sp_chances *c);

/* What e_i must exceed for feature i to be on, with the factors of this row. */
double sp_factors_limit(const struct sp_factors *f, int i);

/* Whether feature i is on in this row, e_i being the u-quantile of N(0, 1).  The
   inverse is asked only where a table on either side of the limit does not tell. */
bool sp_factors_on(const struct sp_factors *f, int i, double u);

/* a_i . a_j, the latent correlation of i != j. */
double sp_factors_correlation(const struct sp_factors *f, int i, int j);

/* P(z_1 > s, z_2 > t) of standard normal numbers with correlation c (Drezner and
   Wesolowsky 1990: dP/dc is the density at (s, t); integrated in asin c). */
double sp_both_above(double s, double t, double c);

/* The c with which the events z_1 > s and z_2 > t have correlation phi, which must be
   within the bounds of Frechet: P(both) grows with c (Emrich and Piedmonte 1991,
   Am. Stat. 45). */
double sp_latent(double s, double t, double phi);

/* P(z > t) and its inverse, the threshold for a probability. */
double sp_above(double t);
double sp_threshold(double p);

#endif
