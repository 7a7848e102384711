/* How well a net does on data that it has not seen: fresh rows of stream (seed,
   SP_USE_TEST), as many as a standard error asks for.  The number of rows is decided
   only when it passes a power of two, so that the result is a function of the settings
   and stopping early hardly favours lucky samples. */
#ifndef SUPERPOSE_EVALUATE_H
#define SUPERPOSE_EVALUATE_H

#include "superpose/net.h"
#include "superpose/source.h"

struct sp_evaluation {
    double samples; /* rows looked at */
    double loss;    /* sum over features, importance-weighted, mean over rows */
    double loss_se; /* its standard error; NaN for a single row */
    double *mse;    /* (n) mean over rows of (target_i - output_i)^2 */
};

/* Looks at MOST rows, or at fewer once loss_se <= error * loss and the features too
   rare to have shown themselves cannot change the loss by more than that.  ROWS is the
   largest batch the net was opened for.  error == 0: always MOST rows. */
void sp_evaluate(struct sp_arena *a, const struct sp_source *source, struct sp_net *net,
                 uint64_t seed, int rows, int most, double error,
                 struct sp_evaluation *out);

/* Whether the net is to give |x| instead of x (kind `absolute`, Elhage et al. 2022,
   computation in superposition). */
bool sp_target_absolute(const struct sp_net *net);

/* The exact population variance of what the net is to give for each feature, out (n):
   all NaN when the source rescales its rows, for then no closed form is known. */
void sp_target_variances(const struct sp_source *source, const struct sp_net *net,
                         double *out);

#endif
