/* How much superposition there is, and who shares with whom.  No number says it alone:
   some count norm, some directions, some what can be read back, and some only how well
   a packing is done.  W is (n, m) row-major, row i the direction of feature i,
   a_i = ||W_i||^2, A = sum a_i, c_ij the cosine of W_i and W_j.

   What chance gives stands beside: directions drawn evenly with the same norms, of
   which E c_ij^2 = 1 / m. */
#ifndef SUPERPOSE_AMOUNT_H
#define SUPERPOSE_AMOUNT_H

#include "superpose/inference.h"
#include "superpose/net.h"
#include "superpose/source.h"

/* amount.c */

/* e^H of the shares that COUNT sizes >= 0 have in their sum: as many equal ones would
   be spread as much (order 1 of Hill 1973, Ecology 54).  NaN when all are 0. */
double sp_effective_count(const double *size, int count);

/* (sum l)^2 / sum l^2 over the eigenvalues l of a symmetric (n, n) matrix: (tr K)^2 /
   ||K||_F^2, at most the rank (order 2).  NaN when the matrix is 0. */
double sp_participation(const double *matrix, int n);

/* How near W is to a tight frame: the participation of W^T W over m, 1 where all
   dimensions carry the same.  At random A^2 / (m sum a_i^2 + A^2 - sum a_i^2), from the
   means of both sides.  Both NaN for W = 0. */
double sp_tightness(struct sp_arena *a, const double *W, int n, int m);
double sp_random_tightness(const double *square, int n, int m); /* square: a_i (n) */

/* The sum of dimensionalities D_i that E c_ij^2 = 1 / m gives for these norms,
   sum a_i / (a_i + (A - a_i) / m). */
double sp_random_capacity(const double *square, int n, int m);

/* Where the mean squared cosine of k directions lies between the least possible, 0
   (Welch 1974), and that of random ones, 1; more is worse than random (Pertl et al.
   2025, arXiv:2509.00928, WNO).  NaN where both are the same: m = 1, k < 2. */
double sp_welch_overlap(double mean_square, int k, int m);

/* P(cosine > 1/2) of two random directions; by symmetry also of < -1/2. */
double sp_random_aligned(int m);

/* Pairs of the features that are represented, (count, count) each, symmetric. */
struct sp_company {
    int count;
    int *feature;   /* (count) which they are, ascending */
    double *cosine; /* c_ij */
    double *phi;    /* correlation of the events that they are on, in steps of 1e-9;
                       NaN: one is always on */
    double *given;  /* (P(j|i) + P(i|j)) / 2 */
    bool *within;   /* one block of the source's kind (sp_source.kin), also under a
                       control, or, where it is one block, phi > 0 */
};

/* The company of the features with a norm above LEAST. */
struct sp_company sp_company_make(struct sp_arena *a, const struct sp_source *source,
                                  const double *W, int m, double least);

/* Mantel's test of the signed cosine against phi, of ranks (Spearman) when RANKED: p is
   small where features that are on together lie side by side, and those that exclude
   each other do not.  NaN where all phi are the same, or one is. */
struct sp_test sp_company_mantel(struct sp_arena *a, const struct sp_company *company,
                                 bool ranked, int permutations, uint64_t seed);

/* The slope of |cosine| over phi of the pairs with phi > 0 (ABOVE) or < 0: where both
   kinds overlap more than independent ones, two lines make a U (Simonsohn 2018), whose
   turn is known.  NaN where a phi is, or for fewer than three pairs. */
double sp_company_slope(struct sp_arena *a, const struct sp_company *company,
                        bool above);

/* Cosines with their sign over some of the pairs i < j. */
struct sp_signed_overlap {
    double pairs;   /* how many */
    double mean;    /* of c; NaN for no pair, as what follows */
    double square;  /* mean of c^2 */
    double opposed; /* share with c < -1/2 */
    double aligned; /* share with c > 1/2 */
};

enum sp_whose { SP_WITHIN, SP_BETWEEN, SP_ALL };
struct sp_signed_overlap sp_signed_overlaps(const struct sp_company *company,
                                            enum sp_whose whose);

/* digons.c */

/* Digons are antipodal pairs: each is the other's most opposed, with a cosine below
   -LEAST.  Gives how many, into PAIR (count / 2). */
struct sp_digon {
    int member[2]; /* places in the company */
};
int sp_digons(const struct sp_company *company, double least, struct sp_digon *pair);

/* Mean of P(j|i) over digons, over that of all pairs of the company: 1 where partners
   are chosen without regard, less where they are seldom on together.  NaN without
   digons, or where no two features are ever on together. */
double sp_digon_depletion(const struct sp_company *company, const struct sp_digon *pair,
                          int digons);

/* The same over all pairs with a cosine below -1/2: also where no digons form. */
double sp_opposed_depletion(const struct sp_company *company);

/* Whom the members of digons chose among each other, between chance 0 and the best
   matching 1: (all - seen) / (all - best) of the mean P(j|i).  The best is what
   exchanges of partners of two pairs (2-opt) reach from the one seen, the greedy and
   thirty random matchings.  NaN where all matchings are alike. */
double sp_matching_efficiency(struct sp_arena *a, const struct sp_company *company,
                              const struct sp_digon *pair, int digons);

/* private.c */

/* What a net says of features on ROWS unseen examples of stream (seed, SP_USE_TEST). */
struct sp_private {
    double *r2;           /* (n) see below */
    double participation; /* of the covariance of the hidden activations */
};

/* The part of a target that the other features do not tell, linearly, is private,
   u_i = t_i - E*(t_i | t_j, j != i).  r2 is the share of its variance that a linear map
   of all outputs of the net tells; a feature merged with its partner into
   (t_1 + t_2) / 2 has (1 - c) / 2 when their correlation is c, although R^2 then is
   (1 + c) / 2.  (Given the others themselves any linear code with a weight that is not
   0 would tell all of it.)  NaN where a feature has no private part.  Chance gives
   about n / rows.  False, and nothing written, for nets that are no bottlenecks. */
bool sp_private_measure(struct sp_arena *a, const struct sp_source *source,
                        const struct sp_net *net, uint64_t seed, int rows,
                        struct sp_private *out);

#endif
