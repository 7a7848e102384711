/* Sizes that are correlated within a block: features of one block that are on together
   share a number f_b beside one of their own, and keep their law of sizes, whose
   quantile is Q,

       v_i = Q(Phi(z_i))     z_i = sqrt(rho) f_b + sqrt(1 - rho) e_i     all N(0, 1).

   rho is the correlation of the z: 0 leaves sizes independent, at 1 features of one law
   have one size. */
#ifndef SUPERPOSE_SHARED_SIZE_H
#define SUPERPOSE_SHARED_SIZE_H

#include "superpose/source.h"

struct sp_shared_size {
    double rho;
    double ratio; /* of features with one law of sizes */
};

/* For 0 <= rho <= 1; KEY is named in the fault where sizes have mean 0. */
int sp_shared_size_open(const struct sp_source *source, const char *key, double rho,
                        struct sp_shared_size *out);

/* Changes the sizes of a batch where two or more of a block are on. */
void sp_shared_size_draw(const struct sp_shared_size *shared,
                         const struct sp_source *source, struct sp_lanes *lanes,
                         struct sp_batch *batch);

/* E v_i v_j / (E v_i E v_j), i and j of one block and on; 1 for i == j. */
double sp_shared_size_ratio(const struct sp_shared_size *shared,
                            const struct sp_source *source, int i, int j);

#endif
