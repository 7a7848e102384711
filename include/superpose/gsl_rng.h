/* PCG64 as a generator type of GSL, for GSL's own distributions: the same bits as
   sp_rng, the upper 32 of 64 where GSL asks for an integer.  gsl_rng_set(r, s) is
   sp_rng_make(s, 0). */
#ifndef SUPERPOSE_GSL_RNG_H
#define SUPERPOSE_GSL_RNG_H

#include <gsl/gsl_rng.h>

extern const gsl_rng_type *const sp_gsl_rng_pcg64;

#endif
