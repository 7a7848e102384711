/* Known answers of O'Neill's and numpy's code; a logarithm and a normal quantile
   against other implementations; GSL's view of the same stream. */
#include "superpose/rng.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdbool.h>

#include "suite.h"
#include "superpose/gsl_rng.h"

START_TEST(pcg32_gives_the_reference_numbers)
{
    static const uint32_t known[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293};
    struct sp_pcg32 rng = sp_pcg32_start(42, 54);
    for (int i = 0; i < 4; i++)
        ck_assert_uint_eq(sp_pcg32_next(&rng), known[i]);
}
END_TEST

START_TEST(pcg64_gives_the_reference_numbers)
{
    static const uint64_t known[] = {0x86b1da1d72062b68, 0x1304aa46c9853d39,
                                     0xa3670e9e0dd50358};
    struct sp_rng rng = sp_rng_start(42, 54);
    for (int i = 0; i < 3; i++)
        ck_assert_uint_eq(sp_rng_next(&rng), known[i]);
}
END_TEST

START_TEST(seed_sequences_are_those_of_numpy)
{
    static const uint32_t known[] = {0xcd540ab7, 0x9f1e2e6d, 0x79fb94b6, 0xd57873dc};
    uint32_t word[8];
    sp_seed_sequence((uint32_t[]){42}, 1, word, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_uint_eq(word[i], known[i]);
    static const uint32_t longer[] = {0x57d6e06e, 0x8bebfc36, 0xa9f0fc7a,
                                      0x2ed446e3, 0xcb07f94f, 0x45f95784};
    sp_seed_sequence((uint32_t[]){1, 2, 3, 4, 5, 6, 7}, 7, word, 6);
    for (int i = 0; i < 6; i++)
        ck_assert_uint_eq(word[i], longer[i]);
}
END_TEST

START_TEST(words_of_a_seed_sequence_start_the_stream_of_numpy)
{
    uint32_t w[8];
    sp_u128 wide[2];
    sp_seed_sequence((uint32_t[]){42}, 1, w, 8);
    for (int i = 0; i < 2; i++, memmove(w, w + 4, 4 * sizeof *w))
        wide[i] = (sp_u128)((uint64_t)w[1] << 32 | w[0]) << 64 |
                  ((uint64_t)w[3] << 32 | w[2]);
    struct sp_rng rng = sp_rng_start(wide[0], wide[1]);
    ck_assert_uint_eq(sp_rng_next(&rng), 0xc621fbcd16d92688);
    ck_assert_uint_eq(sp_rng_next(&rng), 0x705a5661a791ffc1);
}
END_TEST

START_TEST(a_stream_is_numpys_with_the_use_as_spawn_key)
{
    static const struct {
        uint64_t seed, known[3];
        uint32_t use;
    } streams[] = {
        {0x2a, {0x77ad79cb131f4097, 0xbe4132b2eb1f48e, 0x9873580fa7f3399f}, 1},
        {0x0, {0x5d4b826de4784f45, 0x82e6f7dd4f6ae029, 0x7523b38f2558e63c}, 3},
        {0x8000000000003039,
         {0x84b0450ffdf8d615, 0xb76f987e4351c984, 0xd9b50876478b4b90},
         2},
    };
    for (size_t s = 0; s < sizeof streams / sizeof *streams; s++) {
        struct sp_rng rng = sp_rng_make(streams[s].seed, streams[s].use);
        for (int i = 0; i < 3; i++)
            ck_assert_uint_eq(sp_rng_next(&rng), streams[s].known[i]);
    }
}
END_TEST

START_TEST(uses_and_seeds_have_streams_of_their_own)
{
    uint64_t first[60];
    for (uint32_t i = 0; i < 60; i++) {
        struct sp_rng rng = sp_rng_make(i / 6 + ((uint64_t)(i % 2) << 32), 1 + i % 6);
        first[i] = sp_rng_next(&rng);
        for (uint32_t j = 0; j < i; j++)
            ck_assert_uint_ne(first[i], first[j]);
    }
}
END_TEST

START_TEST(uniform_numbers_lie_in_their_interval_with_its_moments)
{
    enum { DRAWS = 1000000 };
    struct sp_rng rng = sp_rng_make(1, 1);
    double sum = 0, square = 0;
    bool inside = true;
    for (int i = 0; i < DRAWS; i++) {
        double closed = sp_rng_uniform(&rng), open = sp_rng_open(&rng);
        inside = inside && closed >= 0 && closed < 1 && open > 0 && open < 1;
        sum += open;
        square += closed * closed;
    }
    ck_assert(inside);
    ck_near(sum / DRAWS, 0.5, 4 * sqrt(1.0 / 12 / DRAWS));
    ck_near(square / DRAWS, 1.0 / 3, 4 * sqrt((1.0 / 5 - 1.0 / 9) / DRAWS));
}
END_TEST

START_TEST(integers_below_a_bound_are_equally_likely)
{
    enum { DRAWS = 70000, BOUND = 7 };
    struct sp_rng rng = sp_rng_make(2, 1);
    double count[BOUND] = {0}, chi2 = 0;
    for (int i = 0; i < DRAWS; i++)
        count[sp_rng_below(&rng, BOUND)]++;
    for (int i = 0; i < BOUND; i++)
        chi2 += pow(count[i] - DRAWS / BOUND, 2) / (DRAWS / BOUND);
    ck_assert(gsl_cdf_chisq_Q(chi2, BOUND - 1) > 6e-5);
}
END_TEST

/* With a bound of 3 x 2^62, every third number would come up twice as often as the
   others if no draw were rejected. */
START_TEST(integers_below_a_huge_bound_are_without_bias)
{
    enum { DRAWS = 30000 };
    const uint64_t bound = 3ull << 62;
    struct sp_rng rng = sp_rng_make(3, 1);
    double thirds[3] = {0};
    bool below = true;
    for (int i = 0; i < DRAWS; i++) {
        uint64_t x = sp_rng_below(&rng, bound);
        below = below && x < bound && sp_rng_below(&rng, 1) == 0;
        thirds[x % 3]++;
    }
    ck_assert(below);
    for (int k = 0; k < 3; k++)
        ck_near(thirds[k] / DRAWS, 1.0 / 3, 4 * sqrt(2.0 / 9 / DRAWS));
}
END_TEST

/* Distance in units in the last place of the true value, which long double holds with
   11 bits more. */
static double ulps(double value, long double truth)
{
    int exponent;
    frexp((double)truth, &exponent);
    return (double)fabsl((value - truth) / ldexpl(1, exponent - DBL_MANT_DIG));
}

START_TEST(the_logarithm_is_within_two_units_in_the_last_place)
{
    struct sp_rng rng = sp_rng_make(4, 1);
    double worst = 0;
    for (int i = 0; i < 1000000; i++) {
        double near = 0.5 + sp_rng_uniform(&rng);
        double anywhere = ldexp(near, (int)sp_rng_below(&rng, 2040) - 1020);
        double close = 1 + ldexp(near - 1, -(int)sp_rng_below(&rng, 50));
        const double x[] = {near, anywhere, close};
        for (int k = 0; k < 3; k++)
            worst = x[k] == 1 ? worst : fmax(worst, ulps(sp_log(x[k]), logl(x[k])));
    }
    ck_assert_msg(worst < 2, "worst error %g units in the last place", worst);
    ck_assert(sp_log(1) == 0);
    ck_near(sp_log(DBL_MIN), log(DBL_MIN), 2e-13);
    ck_near(sp_log(DBL_MAX), log(DBL_MAX), 2e-13);
}
END_TEST

/* The relative error of z as the quantile of u <= 1/2: the distribution there, in long
   double and from the side on which it loses nothing, over the slope. */
static double quantile_error(double u, long double z)
{
    long double slope = expl(-z * z / 2) / sqrtl(2 * acosl(-1));
    long double off =
        z < -1 ? erfcl(-z / sqrtl(2)) / 2 - u : erfl(z / sqrtl(2)) / 2 - (u - 0.5L);
    return (double)fabsl(off / slope / z);
}

START_TEST(the_normal_quantile_inverts_the_distribution_to_1e_15)
{
    struct sp_rng rng = sp_rng_make(5, 1);
    double worst = 0;
    for (int i = 0; i < 300000; i++) {
        double u = sp_rng_open(&rng) / 2;
        if (i % 3 == 0)
            u = ldexp(u, -(int)sp_rng_below(&rng, 1000));
        worst = fmax(worst, quantile_error(u, sp_normal_quantile(u)));
    }
    ck_assert_msg(worst < 1e-15, "worst relative error %g", worst);
}
END_TEST

START_TEST(the_normal_quantile_is_that_of_gsl_and_odd_around_one_half)
{
    struct sp_rng rng = sp_rng_make(6, 1);
    double worst = 0;
    bool odd = sp_normal_quantile(0.5) == 0;
    for (int i = 0; i < 300000; i++) {
        double u = sp_rng_open(&rng), z = sp_normal_quantile(u);
        worst = fmax(worst, fabs(z - gsl_cdf_ugaussian_Pinv(u)) / fmax(1, fabs(z)));
        odd = odd && sp_normal_quantile(1 - u) == -z;
    }
    ck_assert(odd);
    ck_assert_msg(worst < 4e-15, "worst difference from GSL %g", worst);
}
END_TEST

START_TEST(normal_numbers_have_the_moments_of_a_normal)
{
    enum { DRAWS = 1000000 };
    struct sp_rng rng = sp_rng_make(7, 1);
    double sum[4] = {0};
    for (int i = 0; i < DRAWS; i++) {
        double z = sp_rng_normal(&rng);
        for (int k = 0; k < 4; k++)
            sum[k] += gsl_pow_int(z, k + 1) / DRAWS;
    }
    ck_near(sum[0], 0, 4 * sqrt(1.0 / DRAWS));
    ck_near(sum[1], 1, 4 * sqrt(2.0 / DRAWS));
    ck_near(sum[2], 0, 4 * sqrt(15.0 / DRAWS));
    ck_near(sum[3], 3, 4 * sqrt(96.0 / DRAWS));
}
END_TEST

START_TEST(gsl_sees_the_same_stream)
{
    gsl_rng *gsl = gsl_rng_alloc(sp_gsl_rng_pcg64);
    gsl_rng_set(gsl, 8);
    struct sp_rng rng = sp_rng_make(8, 0);
    for (int i = 0; i < 1000; i++) {
        ck_assert_uint_eq(gsl_rng_get(gsl), sp_rng_next(&rng) >> 32);
        ck_assert(gsl_rng_uniform(gsl) == sp_rng_uniform(&rng));
    }
    gsl_rng_free(gsl);
}
END_TEST

SUITE("rng", pcg32_gives_the_reference_numbers, pcg64_gives_the_reference_numbers,
      seed_sequences_are_those_of_numpy,
      words_of_a_seed_sequence_start_the_stream_of_numpy,
      a_stream_is_numpys_with_the_use_as_spawn_key,
      uses_and_seeds_have_streams_of_their_own,
      uniform_numbers_lie_in_their_interval_with_its_moments,
      integers_below_a_bound_are_equally_likely,
      integers_below_a_huge_bound_are_without_bias,
      the_logarithm_is_within_two_units_in_the_last_place,
      the_normal_quantile_inverts_the_distribution_to_1e_15,
      the_normal_quantile_is_that_of_gsl_and_odd_around_one_half,
      normal_numbers_have_the_moments_of_a_normal, gsl_sees_the_same_stream)
