/* How many features of a block are on, K of g, where features are exchangeable: who is
   on is then K of them at random.  All that can be known of such a block follows from
   P(K = k): with every feature on with probability p,

       P(both of two)  = E K (K - 1) / (g (g - 1))
       P(all of three) = E K (K - 1) (K - 2) / (g (g - 1) (g - 2))
       phi             = (P(both) - p^2) / (p (1 - p)). */
#ifndef SUPERPOSE_COUNTS_H
#define SUPERPOSE_COUNTS_H

#include "superpose/arena.h"

/* Laws with correlation phi between any two of the block; theta = phi / (1 - phi).

     common         X_i = U_i Y + (1 - U_i) Y_i; Y, Y_i on with probability p, U_i
                    with sqrt(phi) (Lunn and Davies 1998, Biometrika 85)
     exclusion      with probability lambda one of the block is on or none, each with
                    probability p; else all are independent: phi = -lambda p / (1 - p)
     beta_binomial  P(K = k) is proportional to C(g, k) times the product of
                    p + i theta, i < k, and 1 - p + i theta, i < g - k: independent
                    given a chance that is drawn from a beta law, and its extension to
                    negative phi (Prentice 1986, J. Am. Stat. Assoc. 81)
     copula         X_i = [sqrt(r) f + sqrt(1 - r) e_i > t], all N(0, 1), with the r
                    that phi needs (Emrich and Piedmonte 1991, Am. Stat. 45) */
enum sp_block_law { SP_COMMON, SP_EXCLUSION, SP_BETA_BINOMIAL, SP_COPULA, SP_MARKOV };

struct sp_counts {
    int g;
    double p;
    double *chance;        /* (g + 1) P(K = k) */
    double *below;         /* (g) P(K <= k + 1 | K > 0) */
    double any;            /* P(K > 0) */
    int most;              /* larger K are never drawn */
    double both, variance; /* P(i and j on); Var K */
};

/* From which phi to which the law exists (for markov: between neighbours), when every
   feature is on with probability 0 < p <= 1; for exclusion g p <= 1. */
void sp_block_range(enum sp_block_law law, int g, double p, double *least,
                    double *most);

/* The counts of a law but markov, with phi in its range. */
struct sp_counts sp_counts_make(struct sp_arena *a, enum sp_block_law law, int g,
                                double p, double phi);

/* K of a block in which something is on, from a uniform number in (0, 1). */
int sp_counts_draw(const struct sp_counts *counts, double u);

#endif
