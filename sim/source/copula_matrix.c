/* Correlation matrices, and their factors. */
#include <math.h>
#include <string.h>

#include "copula.h"
#include "factors.h"
#include "superpose/fault.h"
#include "superpose/linalg.h"
#include "superpose/rng.h"

void sp_correlation_star(int n, double c, double *C)
{
    memset(C, 0, (size_t)n * (size_t)n * sizeof *C);
    for (int i = 0; i < n; i++)
        C[(size_t)i * (size_t)n] = C[i] = c;
    for (int i = 0; i < n; i++)
        C[(size_t)i * (size_t)n + (size_t)i] = 1;
}

void sp_correlation_equal(int n, double c, double *C)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            C[(size_t)i * (size_t)n + (size_t)j] = i == j ? 1 : c;
}

/* P(both) lies between max(0, p + q - 1) and min(p, q). */
static int check_bounds(double p, double q, double phi)
{
    const double rounding = 1e-9;
    double spread = sqrt(p * (1 - p) * q * (1 - q));
    if (!(spread > 0))
        return sp_fault(SP_BAD, "copula.phi: a feature of density 1 is always on and "
                                "has no correlation");
    double least = (fmax(0, p + q - 1) - p * q) / spread;
    double most = (fmin(p, q) - p * q) / spread;
    if (phi >= least - rounding && phi <= most + rounding)
        return 0;
    return sp_fault(SP_BAD,
                    "copula.phi: events of densities %g and %g have a correlation from "
                    "%.6g to %.6g, not %g",
                    p, q, least, most, phi);
}

int sp_correlation_wished(const struct sp_source *source, const double *threshold,
                          bool star, double phi, double *C)
{
    const double *p = source->density;
    size_t n = (size_t)source->n;
    double c = 0;
    sp_correlation_star(source->n, 0, C);
    for (size_t j = 1; j < n; j++) {
        if (!star && p[j] != p[0])
            return sp_fault(SP_BAD,
                            "copula.phi: features 0 and %zu have densities %g and %g, "
                            "but form equal takes one density for all",
                            j, p[0], p[j]);
        if (check_bounds(p[0], p[j], phi))
            return SP_BAD;
        if (j == 1 || p[j] != p[j - 1])
            c = sp_latent(threshold[0], threshold[j], phi);
        C[j] = C[j * n] = c;
    }
    if (!star)
        sp_correlation_equal(source->n, c, C);
    return 0;
}

/* Eigenvalues up to at least `least`, and a diagonal of ones again. */
static void repair(struct sp_arena *a, int n, double least, double *C)
{
    size_t N = (size_t)n;
    double *copy = SP_TAKE(a, N * N, double), *value = SP_TAKE(a, N, double);
    double *vector = SP_TAKE(a, N * N, double);
    memcpy(copy, C, N * N * sizeof *C);
    sp_eigenvectors(copy, n, value, vector);
    if (value[0] >= least)
        return;
    memset(C, 0, N * N * sizeof *C);
    for (size_t k = 0; k < N; k++)
        for (size_t i = 0; i < N; i++)
            for (size_t j = 0; j < N; j++)
                C[i * N + j] +=
                    fmax(value[k], least) * vector[k * N + i] * vector[k * N + j];
    for (size_t i = 0; i < N; i++)
        value[i] = sqrt(C[i * N + i]);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            C[i * N + j] /= value[i] * value[j];
}

void sp_correlation_random(struct sp_arena *a, int n, double uncorrelated, double least,
                           double most, uint64_t seed, double *C)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_SOURCE);
    size_t N = (size_t)n;
    for (size_t i = 0; i < N; i++) {
        C[i * N + i] = 1;
        for (size_t j = 0; j < i; j++) {
            double strength = least + (most - least) * sp_rng_uniform(&rng);
            double sign = sp_rng_uniform(&rng) < 0.5 ? -1 : 1;
            bool none = sp_rng_uniform(&rng) < uncorrelated;
            C[i * N + j] = C[j * N + i] = none ? 0 : sign * strength;
        }
    }
    repair(a, n, 1e-4, C);
}

bool sp_correlation_factor(int n, double *C)
{
    size_t N = (size_t)n;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = C[i * N + j];
            for (size_t k = 0; k < j; k++)
                sum -= C[i * N + k] * C[j * N + k];
            if (i != j)
                C[i * N + j] = sum / C[j * N + j];
            else if (sum > 1e-12)
                C[i * N + i] = sqrt(sum);
            else
                return false;
        }
    return true;
}
