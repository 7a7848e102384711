/* The adaptor between GSL's generator table and sp_rng. */
#include "superpose/gsl_rng.h"

#include "superpose/rng.h"

static void set(void *state, unsigned long seed)
{
    *(struct sp_rng *)state = sp_rng_make(seed, 0);
}

static unsigned long next(void *state)
{
    return (unsigned long)(sp_rng_next(state) >> 32);
}

static double uniform(void *state)
{
    return sp_rng_uniform(state);
}

static const gsl_rng_type type = {
    .name = "sp_pcg64",
    .max = 0xffffffffu,
    .min = 0,
    .size = sizeof(struct sp_rng),
    .set = set,
    .get = next,
    .get_double = uniform,
};

const gsl_rng_type *const sp_gsl_rng_pcg64 = &type;
