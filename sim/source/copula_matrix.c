/* Correlation matrices, and their factors. */
#include <math.h>
#include <string.h>

#include "copula.h"
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
