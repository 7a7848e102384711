/* Streams, bounded integers and normals on top of PCG. */
#include "superpose/rng.h"

#include "normal.h"

#include <math.h>

#include "superpose/fault.h"

enum { POOL = 4 }; /* words in numpy's pool */

struct sp_rng sp_rng_start(sp_u128 state, sp_u128 sequence)
{
    struct sp_rng rng = {.increment = sequence << 1 | 1};
    sp_rng_next(&rng);
    rng.state += state;
    sp_rng_next(&rng);
    return rng;
}

struct sp_pcg32 sp_pcg32_start(uint64_t state, uint64_t sequence)
{
    struct sp_pcg32 rng = {.increment = sequence << 1 | 1};
    sp_pcg32_next(&rng);
    rng.state += state;
    sp_pcg32_next(&rng);
    return rng;
}

/* Unlike the larger generator, this one gives out the state before the step. */
uint32_t sp_pcg32_next(struct sp_pcg32 *rng)
{
    uint64_t old = rng->state;
    rng->state = old * 6364136223846793005u + rng->increment;
    uint32_t folded = (uint32_t)((old >> 18 ^ old) >> 27);
    unsigned turn = (unsigned)(old >> 59);
    return folded >> turn | folded << ((32 - turn) & 31);
}

/* Multiplies with a constant that changes with every call, and folds. */
static uint32_t hash(uint32_t word, uint32_t *constant, uint32_t multiplier)
{
    word ^= *constant;
    *constant *= multiplier;
    word *= *constant;
    return word ^ word >> 16;
}

static uint32_t mix(uint32_t x, uint32_t y)
{
    uint32_t word = 0xca01f9ddu * x - 0x4973f715u * y;
    return word ^ word >> 16;
}

static void fill_pool(const uint32_t *entropy, size_t words, uint32_t *pool)
{
    const uint32_t multiplier = 0x931e8875u;
    uint32_t constant = 0x43b0d7e5u;
    for (size_t i = 0; i < POOL; i++)
        pool[i] = hash(i < words ? entropy[i] : 0, &constant, multiplier);
    for (size_t from = 0; from < POOL; from++) {
        for (size_t to = 0; to < POOL; to++) {
            if (to != from)
                pool[to] = mix(pool[to], hash(pool[from], &constant, multiplier));
        }
    }
    for (size_t from = POOL; from < words; from++) {
        for (size_t to = 0; to < POOL; to++)
            pool[to] = mix(pool[to], hash(entropy[from], &constant, multiplier));
    }
}

void sp_seed_sequence(const uint32_t *entropy, size_t words, uint32_t *out,
                      size_t count)
{
    uint32_t pool[POOL], constant = 0x8b51f9ddu;
    fill_pool(entropy, words, pool);
    for (size_t i = 0; i < count; i++)
        out[i] = hash(pool[i % POOL], &constant, 0x58f38dedu);
}

/* numpy reads the words as 64-bit numbers, low word first, and those as 128-bit ones,
   high number first. */
static sp_u128 wide(const uint32_t *word)
{
    uint64_t high = word[0] | (uint64_t)word[1] << 32;
    uint64_t low = word[2] | (uint64_t)word[3] << 32;
    return (sp_u128)high << 64 | low;
}

void sp_rng_words(uint64_t seed, uint32_t use, uint32_t *out, size_t count)
{
    uint32_t entropy[POOL + 1] = {(uint32_t)seed, (uint32_t)(seed >> 32), 0, 0, use};
    sp_seed_sequence(entropy, POOL + 1, out, count);
}

struct sp_rng sp_rng_make(uint64_t seed, uint32_t use)
{
    uint32_t word[8];
    sp_rng_words(seed, use, word, 8);
    return sp_rng_start(wide(word), wide(word + 4));
}

/* The high half of a product with 64 random bits is uniform but for the lowest
   2^64 mod bound values of the low half, which are drawn again. */
uint64_t sp_rng_below(struct sp_rng *rng, uint64_t bound)
{
    sp_require(bound > 0);
    sp_u128 product = (sp_u128)sp_rng_next(rng) * bound;
    if ((uint64_t)product < bound) {
        uint64_t biased = -bound % bound;
        while ((uint64_t)product < biased)
            product = (sp_u128)sp_rng_next(rng) * bound;
    }
    return (uint64_t)(product >> 64);
}

void sp_rng_shuffle(struct sp_rng *rng, int *item, int count)
{
    for (int i = count - 1; i > 0; i--) {
        int j = (int)sp_rng_below(rng, (uint64_t)i + 1), kept = item[i];
        item[i] = item[j];
        item[j] = kept;
    }
}

/* A ratio of polynomials of degree 7, highest power first. */
static double ratio(const double *above, const double *below, double x)
{
    double a = above[0], b = below[0];
    for (int i = 1; i < 8; i++) {
        a = a * x + above[i];
        b = b * x + below[i];
    }
    return a / b;
}

/* Wichura's three regions (Applied Statistics 37, 1988): |u - 1/2| <= 0.425 in the
   square of that distance; the tails in r = sqrt(-log(smaller tail)), below and
   above 5. */
double sp_normal_quantile(double u)
{
    static const double near[2][8] = {
        {7.74545014278341407640e-4, 2.27238449892691845833e-2,
         2.41780725177450611770e-1, 1.27045825245236838258e+0,
         3.64784832476320460504e+0, 5.76949722146069140550e+0,
         4.63033784615654529590e+0, 1.42343711074968357734e+0},
        {1.05075007164441684324e-9, 5.47593808499534494600e-4,
         1.51986665636164571966e-2, 1.48103976427480074590e-1,
         6.89767334985100004550e-1, 1.67638483018380384940e+0,
         2.05319162663775882187e+0, 1.0}};
    static const double far[2][8] = {
        {2.01033439929228813265e-7, 2.71155556874348757815e-5,
         1.24266094738807843860e-3, 2.65321895265761230930e-2,
         2.96560571828504891230e-1, 1.78482653991729133580e+0,
         5.46378491116411436990e+0, 6.65790464350110377720e+0},
        {2.04426310338993978564e-15, 1.42151175831644588870e-7,
         1.84631831751005468180e-5, 7.86869131145613259100e-4,
         1.48753612908506148525e-2, 1.36929880922735805310e-1,
         5.99832206555887937690e-1, 1.0}};
    sp_require(u > 0 && u < 1);
    double q = u - 0.5;
    if (q >= -0.425 && q <= 0.425)
        return q * ratio(sp_normal_middle[0], sp_normal_middle[1], 0.180625 - q * q);
    double r = sqrt(-sp_log(q < 0 ? u : 1 - u));
    double size =
        r <= 5 ? ratio(near[0], near[1], r - 1.6) : ratio(far[0], far[1], r - 5);
    return q < 0 ? -size : size;
}

double sp_rng_normal(struct sp_rng *rng)
{
    return sp_normal_quantile(sp_rng_open(rng));
}
