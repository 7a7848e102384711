/* A Markov chain along the features: with 0 < p <= 1 and correlation phi of neighbours,

       P(on | last on) = p + phi (1 - p)     P(on | last off) = p (1 - phi)
       corr(i, j) = phi^|i - j|              P(i, j, k) = P(i, j) P(j, k) / p, i < j < k

   It begins with the marginal, so that every feature is on with probability p. */
#ifndef SUPERPOSE_CHAIN_H
#define SUPERPOSE_CHAIN_H

#include "chances.h"

struct sp_chain {
    int n;
    double p, phi;
    double per_log[2]; /* 1 / log(1 - chance that a run ends), of what is off, on */
};

struct sp_chain sp_chain_make(int n, double p, double phi);

/* P(i and j on). */
double sp_chain_both(const struct sp_chain *chain, int i, int j);

/* Of the number that is on in a row. */
double sp_chain_variance(const struct sp_chain *chain);

/* A number that a row exceeds with probability e^-90 at most. */
int sp_chain_most(const struct sp_chain *chain);

/* The features of a row that are on, ascending in out, where there is ROOM for so many
   (sp_require); how many.  A row costs its runs. */
int sp_chain_draw(const struct sp_chain *chain, struct sp_chances *c, int *out,
                  int room);

#endif
