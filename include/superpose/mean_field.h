/* Mean field of a crowded bottleneck, as in the Persian rug of Cowsik, Dolev and
   Infanger 2024 (arXiv:2410.12101): g unit directions per dimension in a tight
   frame make the interference of all others with one feature a normal number,

       y = x + N(0, tau^2),   tau^2 = (g - 1) v,   v = Var x,

   from which a decoder must guess x, one feature at a time.  All of it is for
   independent features of density 0 < p <= 1 and one law of sizes, and NaN for laws
   whose blurred density is not known.  It is a prediction and no bound: antipodal pairs
   have less loss at g = 2. */
#ifndef SUPERPOSE_MEAN_FIELD_H
#define SUPERPOSE_MEAN_FIELD_H

#include "superpose/source.h"

enum sp_decoder {
    SP_BAYES, /* E(x | y), the best there is */
    SP_RELU,  /* ReLU(a y + b) with the best a > 0 and b */
    SP_DECODERS
};

/* E(x - x'(y))^2 of each decoder at noise tau >= 0; to 1e-5 of v. */
void sp_mean_field_errors(const struct sp_source *source, double p, double tau,
                          double error[SP_DECODERS]);

/* The same over v at load g, with tau^2 = (g - 1) v; 0 for g <= 1. */
double sp_mean_field_nmse(const struct sp_source *source, double p, double load,
                          enum sp_decoder decoder);

/* A net may drop features.  What it recovers of the others per dimension,
   g (1 - NMSE(g)), has its maximum at the load g*: no more than that are kept, however
   many there are. */
struct sp_plateau {
    double load;      /* g* */
    double recovered; /* g* (1 - NMSE(g*)) */
};

/* NaN where there is no maximum up to 16 / p. */
struct sp_plateau sp_mean_field_plateau(const struct sp_source *source, double p,
                                        enum sp_decoder decoder);

/* The load up to which approximate message passing with E(x | y) recovers all from
   random projections, 1 / max_tau mse(tau) / tau^2 by state evolution (Donoho, Maleki
   and Montanari 2009, PNAS 106; Krzakala et al. 2012, arXiv:1109.4424);
   at most 1 / p where sizes have a density. */
double sp_message_load(const struct sp_source *source, double p);

#endif
