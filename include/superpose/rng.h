/* Randomness as a pure function of identity: sp_rng_make(seed, use) is the stream that
   numpy calls PCG64(SeedSequence(seed, spawn_key=(use,))), number for number.
   PCG64 is XSL-RR 128/64 and PCG32 is XSH-RR 64/32 of O'Neill 2014 (HMC-CS-2014-0905);
   SeedSequence is numpy's hash of O'Neill's randutils. */
#ifndef SUPERPOSE_RNG_H
#define SUPERPOSE_RNG_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 sp_u128;

/* What a stream is for; part of its identity, so that one draw never moves another. */
enum sp_use {
    SP_USE_INIT = 1,       /* initial parameters */
    SP_USE_TRAIN = 2,      /* fresh training batches, and the order of a fixed set */
    SP_USE_TEST = 3,       /* unseen data on which measures look */
    SP_USE_EXAMPLES = 4,   /* the examples of a fixed data set */
    SP_USE_DIRECTIONS = 5, /* given directions */
    SP_USE_BOOTSTRAP = 6,  /* resampling in statistics */
    SP_USE_SOURCE = 7,     /* what a source's own law leaves to chance */
    SP_USE_SAE_INIT = 8,   /* initial parameters of an autoencoder */
    SP_USE_SAE_TRAIN = 9,  /* its training batches */
    SP_USE_SAE_START = 10, /* what it looks at before the first step */
    SP_USE_SAE_TEST = 11,  /* unseen activations on which it is scored */
    SP_USE_NULL = 12,      /* random dictionaries to compare with */
    SP_USE_SHIFT = 13      /* the constant part of activations */
};

struct sp_rng {
    sp_u128 state, increment;
};

struct sp_pcg32 {
    uint64_t state, increment;
};

/* The stream of (seed, use). */
struct sp_rng sp_rng_make(uint64_t seed, uint32_t use);

/* COUNT words of 32 bits of numpy's SeedSequence(seed, spawn_key=(use,)). */
void sp_rng_words(uint64_t seed, uint32_t use, uint32_t *out, size_t count);

/* O'Neill's pcg64_srandom and pcg32_srandom: start STATE in sequence SEQUENCE. */
struct sp_rng sp_rng_start(sp_u128 state, sp_u128 sequence);
struct sp_pcg32 sp_pcg32_start(uint64_t state, uint64_t sequence);
uint32_t sp_pcg32_next(struct sp_pcg32 *rng);

/* numpy's SeedSequence(entropy words).generate_state(count): COUNT words of 32 bits.
   A spawn key goes behind entropy that is first padded with zeros to four words. */
void sp_seed_sequence(const uint32_t *entropy, size_t words, uint32_t *out,
                      size_t count);

/* The next 64 random bits. */
static inline uint64_t sp_rng_next(struct sp_rng *rng)
{
    const sp_u128 multiplier =
        ((sp_u128)0x2360ed051fc65da4u << 64) | 0x4385df649fccf645u;
    rng->state = rng->state * multiplier + rng->increment;
    uint64_t folded = (uint64_t)(rng->state >> 64) ^ (uint64_t)rng->state;
    unsigned turn = (unsigned)(rng->state >> 122);
    return (folded >> turn) | (folded << ((64 - turn) & 63));
}

/* Uniform in [0, 1) with 53 bits; equals numpy's Generator.random(). */
static inline double sp_rng_uniform(struct sp_rng *rng)
{
    return (double)(sp_rng_next(rng) >> 11) * 0x1p-53;
}

/* Uniform in (0, 1): never 0, safe below a logarithm. */
static inline double sp_rng_open(struct sp_rng *rng)
{
    return ((double)(sp_rng_next(rng) >> 12) + 0.5) * 0x1p-52;
}

/* Natural logarithm of a positive normal number within 2 units in the last place, in
   plain arithmetic: same bits on every machine, and cheap inside a loop.  With
   x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), and s = f / (2 + f),

       log(1 + f) = 2 atanh(s) = f - s (f - r),     r = 2 s^2/3 + 2 s^4/5 + ...

   The sum is exact to 2^-58 with ten terms, in pairs so that one term does not wait for
   another, and k log 2 is split so that its high part is exact. */
static inline double sp_log(double x)
{
    const uint64_t root_half = 0x3fe6a09e667f3bcdu; /* the bits of sqrt(1/2) */
    const double high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33;
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int k = (int)((int64_t)(bits - root_half) >> 52);
    bits -= (uint64_t)(int64_t)k << 52;
    memcpy(&x, &bits, sizeof x);
    double f = x - 1, s = f / (2 + f), z = s * s, zz = z * z;
    double a = (2.0 / 3 + z * (2.0 / 5)) + zz * (2.0 / 7 + z * (2.0 / 9));
    double b = (2.0 / 11 + z * (2.0 / 13)) + zz * (2.0 / 15 + z * (2.0 / 17));
    double c = b + (zz * zz) * (2.0 / 19 + z * (2.0 / 21));
    double r = z * (a + (zz * zz) * c);
    return k * high - ((s * (f - r) - k * low) - f);
}

/* Standard normal, by inversion (Wichura 1988, AS 241, PPND16): one number each, in
   arithmetic and sqrt and sp_log alone, so that its bits do not depend on a libm. */
double sp_rng_normal(struct sp_rng *rng);

/* Uniform integer in [0, bound), bound > 0, without bias (Lemire 2019). */
uint64_t sp_rng_below(struct sp_rng *rng, uint64_t bound);

/* Puts COUNT items in an order, each equally likely, from the end (Fisher and Yates;
   Durstenfeld 1964, CACM algorithm 235). */
void sp_rng_shuffle(struct sp_rng *rng, int *item, int count);

/* Quantile of the standard normal for 0 < u < 1 (AS 241), |error| < 1e-15 relative. */
double sp_normal_quantile(double u);

#endif
