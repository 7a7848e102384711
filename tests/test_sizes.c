/* The laws of sizes against their integrals and their draws. */
#include "superpose/source.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "next_uniform.h"
#include "suite.h"

/* E v^k = integral of quantile(Phi(z))^k phi(z) over z; beyond |z| = 8 less than 1e-12
   of it is left for the laws and the sigma used here. */
struct moment {
    const struct sp_size_law *law;
    double sigma;
    int power;
};

static double integrand(double z, void *context)
{
    const struct moment *m = context;
    double v = m->law->quantile(gsl_cdf_ugaussian_P(z), m->sigma);
    return pow(v, m->power) * gsl_ran_ugaussian_pdf(z);
}

static double quadrature(struct moment m)
{
    double value, error;
    gsl_function f = {integrand, &m};
    gsl_integration_workspace *w = gsl_integration_workspace_alloc(1000);
    ck_assert(!gsl_integration_qag(&f, -8, 8, 1e-12, 1e-11, 1000, GSL_INTEG_GAUSS61, w,
                                   &value, &error));
    gsl_integration_workspace_free(w);
    return value;
}

START_TEST(moments_of_sizes_are_integrals_of_their_quantiles)
{
    const double sigma = 0.5;
    for (const struct sp_size_law *law = sp_size_laws; law->name; law++) {
        ck_near(quadrature((struct moment){law, sigma, 0}), 1, 1e-12);
        ck_near(quadrature((struct moment){law, sigma, 1}), law->mean(sigma), 1e-10);
        ck_near(quadrature((struct moment){law, sigma, 2}), law->square(sigma), 1e-10);
    }
    ck_near(sp_size_laws[4].mean(1.5), exp(1.125), 1e-14);
    ck_near(sp_size_laws[4].square(5) / exp(50), 1, 1e-14);
}
END_TEST

/* A law that is affine in u takes 24 bits, any other 52. */
static void next_expected(const struct sp_size_law *law, double sigma,
                          struct sp_lanes *lanes, double *out)
{
    uint32_t word[SP_LANES];
    bool affine = law->low != 0 || law->span != 0;
    if (affine)
        sp_lanes_next(lanes, word);
    else
        next_uniform(lanes, out);
    for (int l = 0; l < SP_LANES; l++) {
        double u = affine ? ((word[l] >> 8) + 0.5) * 0x1p-24 : out[l];
        out[l] = law->quantile(u, sigma);
    }
}

START_TEST(sizes_are_drawn_with_their_moments_from_their_quantiles)
{
    enum { COUNT = 400000 };
    static _Alignas(64) sp_real value[COUNT + SP_LANES];
    const double sigma = 0.5;
    for (const struct sp_size_law *law = sp_size_laws; law->name; law++) {
        const double scale = law->per_feature ? 1 : 3; /* theirs is of features */
        const struct sp_source source = {
            .size = law, .scale = scale, .sigma = sigma, .draws = sp_draws_best()};
        struct sp_lanes lanes = sp_lanes_make(3, SP_USE_TEST), again = lanes;
        double sum[4] = {0}, worst = 0, expected[SP_LANES];
        sp_source_sizes(&source, &lanes, COUNT, value);
        for (int i = 0; i < COUNT; i++) {
            double v = (double)value[i] / scale;
            if (i % SP_LANES == 0)
                next_expected(law, sigma, &again, expected);
            double off = fabs(v - expected[i % SP_LANES]);
            worst = fmax(worst, off / fmax(fabs(v), 1e-3));
            for (int k = 0; k < 4; k++)
                sum[k] += gsl_pow_int(v, k + 1) / COUNT;
        }
        ck_assert_mem_eq(&lanes, &again, sizeof lanes);
        ck_near(worst, 0, 1e-4);
        double mean = law->mean(sigma), square = law->square(sigma);
        ck_near(sum[0], mean, 4 * sqrt((square - mean * mean) / COUNT) + 1e-6);
        ck_near(sum[1], square, 4 * sqrt((sum[3] - square * square) / COUNT) + 1e-6);
    }
}
END_TEST

/* Uniform numbers, and some that are nearly 0, 1/2 or 1. */
static void fill_uniform(double *u, size_t count)
{
    static const double rare[] = {0x1p-53, 1e-20, 0.075, 0.5, 0.925, 1 - 0x1p-53};
    struct sp_rng rng = sp_rng_make(1, SP_USE_TEST);
    for (size_t i = 0; i < count; i++)
        u[i] = i % 3 ? sp_rng_open(&rng) : rare[i / 3 % 6];
}

START_TEST(sizes_side_by_side_have_the_bits_of_single_ones)
{
    enum { BLOCKS = 30, COUNT = BLOCKS * SP_LANES };
    static const char *const names[] = {"plain", "avx2", "avx512"};
    static const double sigmas[] = {0.05, 1, 5};
    _Alignas(64) double u[COUNT], out[COUNT];
    fill_uniform(u, COUNT);
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        for (const struct sp_size_law *law = sp_size_laws; law->name; law++)
            for (int s = 0; sp_draws_named(names[n]) && s < 3; s++) {
                memcpy(out, u, sizeof u);
                sp_size_quantiles(law, sp_draws_named(names[n]), sigmas[s], BLOCKS,
                                  out);
                for (int i = 0; i < COUNT; i++) {
                    double one = law->quantile(u[i], sigmas[s]);
                    ck_assert(!memcmp(&one, &out[i], sizeof one));
                }
            }
}
END_TEST

START_TEST(no_size_is_ever_zero_and_quantiles_ascend)
{
    static const double u[] = {0x1p-53,       1e-9,          0.1,
                               0.5 - 0x1p-53, 0.5 + 0x1p-53, 0.6,
                               0.9,           1 - 0x1.8p-52, 1 - 0x1p-53};
    for (const struct sp_size_law *law = sp_size_laws; law->name; law++) {
        for (size_t i = 0; i < sizeof u / sizeof *u; i++) {
            double v = law->quantile(u[i], 5);
            ck_assert((sp_real)(1e-6 * v) != 0 && isfinite((sp_real)(1e6 * v)));
            ck_assert(i == 0 || law->quantile(u[i - 1], 5) <= v);
        }
    }
}
END_TEST

START_TEST(the_choices_of_size_are_the_laws_in_their_order)
{
    const struct sp_param *row = sp_param_find(sp_source_params, "source.size");
    for (int i = 0; sp_size_laws[i].name || row->choices[i]; i++)
        ck_assert_str_eq(sp_size_laws[i].name, row->choices[i]);
}
END_TEST

/* E |m + s z| and E |m + s z|^2 against sums over z. */
START_TEST(sizes_of_features_are_folded_normal)
{
    double mean = 0.8, std = 0.7, sum = 0, square = 0, step = 1e-3;
    struct sp_source source = {
        .size = &sp_size_laws[6], .scale = 2, .size_mean = &mean, .size_std = &std};
    ck_assert_str_eq(source.size->name, "normal");
    for (double z = -9; z < 9; z += step) {
        double v = fabs(mean + std * z), weight = step * gsl_ran_ugaussian_pdf(z);
        sum += weight * v;
        square += weight * v * v;
    }
    ck_near(sp_source_size(&source, 0), 2 * sum, 1e-5);
    ck_near(sp_source_square(&source, 0), 4 * square, 1e-5);
}
END_TEST

SUITE("sizes", sizes_of_features_are_folded_normal,
      moments_of_sizes_are_integrals_of_their_quantiles,
      sizes_are_drawn_with_their_moments_from_their_quantiles,
      sizes_side_by_side_have_the_bits_of_single_ones,
      no_size_is_ever_zero_and_quantiles_ascend,
      the_choices_of_size_are_the_laws_in_their_order)
