/* The random numbers data are made of: SP_LANES generators PCG32 (XSH-RR 64/32 of
   O'Neill 2014, HMC-CS-2014-0905) side by side, so that a vector unit steps them at
   once.  A stream is a sequence of blocks of SP_LANES numbers of 32 bits; number l of
   a block comes from generator l.  Every draw takes whole blocks, so that what is
   drawn does not depend on the width of the machine; docs/guide.md makes a batch in
   numpy. */
#ifndef SUPERPOSE_LANES_H
#define SUPERPOSE_LANES_H

#include "superpose/real.h"
#include "superpose/rng.h"

enum {
    SP_LANES = 16,
    SP_SKIP_BLOCKS = 32 /* of gaps that are taken at once, at most */
};

struct sp_lanes {
    _Alignas(64) uint64_t state[SP_LANES], increment[SP_LANES];
};

/* The stream of (seed, use): generator l starts at state word 2 l in sequence
   word 2 l + 1 of generate_state(32, uint64) of numpy's
   SeedSequence(seed, spawn_key=(use,)). */
struct sp_lanes sp_lanes_make(uint64_t seed, uint32_t use);

/* The next block, one generator after the other. */
void sp_lanes_next(struct sp_lanes *lanes, uint32_t out[SP_LANES]);

/* Candidates that are on independently of each other with one probability, in the cells
   of a table of rows, looked at row by row. */
struct sp_skip {
    double density; /* their probability */
    double per_log; /* 1 / log(1 - density) */
    int rows, width;
    int first; /* column of the first candidate */
    double
        at;   /* cell of the last hit: -1 before all, rows x width or more at the end */
    int room; /* no hit is looked for behind so many; both outputs have
                  (SP_SKIP_BLOCKS + 1) SP_LANES more */
    int *row, *column;
};

/* A size law that is affine in a uniform number, of candidates that are on below a
   ceiling in units of 2^-32 (2^32: all are).  One number r decides both:

       u = (r / 2^8 rounded down + 1/2) 2^8 / ceiling     size = low + span u,

   low + span at most, up to rounding. */
struct sp_affine {
    uint64_t ceiling;
    double low, span;
};

/* The loops below are compiled for each instruction set, as the kernels of a net are,
   and give the same bits on each.  Blocks of numbers lie at multiples of 64 bytes. */
struct sp_draws {
    const char *name; /* plain, avx2, avx512 */
    /* out (blocks x SP_LANES) */
    void (*numbers)(struct sp_lanes *lanes, size_t blocks, uint32_t *out);
    /* out (blocks x SP_LANES), uniform in (0, 1) with 52 bits, from twice as many
       blocks: the high words of SP_LANES numbers, then their low words. */
    void (*uniform)(struct sp_lanes *lanes, size_t blocks, double *out);
    /* out (blocks x SP_LANES): sizes, 0 for what is off. */
    void (*sizes)(struct sp_lanes *lanes, const struct sp_affine *law, size_t blocks,
                  sp_real *out);
    /* Bit l of out[i] says whether number l of 2 SP_LANES is below ceiling[i], in units
       of 2^-32; COUNT of them. */
    void (*masks)(struct sp_lanes *lanes, const uint64_t *ceiling, int count,
                  uint32_t *out);
    /* Gives how many hits it wrote; cells ascend.  The number of misses before a hit
       is geometric, floor(log u per_log) with u from `uniform` (Devroye 1986, section
       X.2), in as many blocks at once as hold the hits that are to be expected in the
       cells that are left, and two of their standard deviations: with e expected,
       floor((e + 2 sqrt(e)) / SP_LANES) + 1. */
    int (*skip)(struct sp_lanes *lanes, struct sp_skip *table);
    /* u (blocks x SP_LANES), each in (0, 1), becomes sp_normal_quantile(u). */
    void (*normal)(size_t blocks, double *u);
    /* x (blocks x SP_LANES), |x| < 700, becomes e^x: x = k log 2 + r with
       |r| <= log(2) / 2, and Taylor's sum for e^r. */
    void (*exponential)(size_t blocks, double *x);
};

/* The fastest set this machine can run, and the set of a name, or NULL. */
const struct sp_draws *sp_draws_best(void);
const struct sp_draws *sp_draws_named(const char *name);

#endif
