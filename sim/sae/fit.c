/* What kinds share that find their dictionary without gradients: samples of the data,
   their centre and their principal directions. */
#include <string.h>

#include "fit_inside.h"
#include "superpose/fault.h"
#include "superpose/linalg.h"

enum { BLOCK = 256 }; /* rows of a sample that are worked on together */

int sp_fit_stopped(const atomic_bool *stop)
{
    if (!stop || !atomic_load_explicit(stop, memory_order_relaxed))
        return 0;
    return sp_fault(SP_STOPPED, "stopped");
}

static void subtract(int rows, int d, const sp_real *from_each, sp_real *x)
{
    for (int b = 0; b < rows; b++)
        for (int q = 0; q < d; q++)
            *x++ -= from_each[q];
}

void sp_fit_next(const struct sp_sae *s, struct sp_activations *data, int rows,
                 sp_real *x)
{
    sp_sae_sample(data, rows, x);
    subtract(rows, s->d, s->b_dec, x);
}

sp_real *sp_fit_sample(struct sp_arena *a, struct sp_sae *s,
                       struct sp_activations *data, int rows)
{
    sp_real *x = SP_TAKE(a, (size_t)rows * (size_t)s->d, sp_real);
    sp_fit_next(s, data, rows, x);
    return x;
}

static void find_mean(struct sp_arena *a, int rows, int d, const sp_real *x,
                      sp_real *out)
{
    double *sum = SP_TAKE(a, d, double);
    for (int b = 0; b < rows; b++)
        for (int q = 0; q < d; q++)
            sum[q] += (double)*x++;
    for (int q = 0; q < d; q++)
        out[q] = (sp_real)(sum[q] / rows);
}

/* The lower triangle of the covariance of centred rows. */
static void find_covariance(struct sp_arena *a, int rows, int d, const sp_real *x,
                            double *out)
{
    double *row = SP_TAKE(a, d, double);
    for (int b = 0; b < rows; b++, x += d) {
        for (int q = 0; q < d; q++)
            row[q] = (double)x[q];
        for (int p = 0; p < d; p++)
            for (int q = 0; q <= p; q++)
                out[(size_t)p * (size_t)d + (size_t)q] += row[p] * row[q];
    }
    for (size_t i = 0; i < (size_t)d * (size_t)d; i++)
        out[i] /= rows;
}

/* Rows and their numbers in the opposite order. */
static void reverse(int d, double *values, double *vectors)
{
    for (int i = 0, j = d - 1; i < j; i++, j--) {
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
        for (int q = 0; q < d; q++) {
            double *one = vectors + (size_t)i * (size_t)d + q;
            double *other = vectors + (size_t)j * (size_t)d + q, kept = *one;
            *one = *other;
            *other = kept;
        }
    }
}

void sp_fit_principal(struct sp_arena *a, struct sp_sae *s, int rows, sp_real *x,
                      double *values, double *vectors)
{
    size_t d = (size_t)s->d;
    double *covariance = SP_TAKE(a, d * d, double);
    find_mean(a, rows, s->d, x, s->b_dec);
    subtract(rows, s->d, s->b_dec, x);
    find_covariance(a, rows, s->d, x, covariance);
    sp_eigenvectors(covariance, s->d, values, vectors);
    reverse(s->d, values, vectors);
}

bool sp_fit_to_unit(sp_real *row, int d)
{
    double square = 0;
    for (int q = 0; q < d; q++)
        square += (double)row[q] * (double)row[q];
    for (int q = 0; square > 0 && q < d; q++)
        row[q] = (sp_real)((double)row[q] / sqrt(square));
    return square > 0;
}

static sp_real *atom(const struct sp_sae *s, int i)
{
    return s->D + (size_t)i * (size_t)s->d;
}

void sp_fit_random(struct sp_sae *s, struct sp_rng *rng, int i)
{
    do {
        for (int q = 0; q < s->d; q++)
            atom(s, i)[q] = (sp_real)sp_rng_normal(rng);
    } while (!sp_fit_to_unit(atom(s, i), s->d));
}

/* Whether row i of D points where one of those before it does, or opposite. */
static bool is_repeated(const struct sp_sae *s, int i)
{
    static const double SAME = 1 - 1e-6;
    for (int j = 0; j < i; j++) {
        double cosine = 0;
        for (int q = 0; q < s->d; q++)
            cosine += (double)atom(s, i)[q] * (double)atom(s, j)[q];
        if (fabs(cosine) > SAME)
            return true;
    }
    return false;
}

void sp_fit_samples(struct sp_sae *s, struct sp_rng *rng, int rows, const sp_real *x)
{
    int i = 0;
    for (int b = 0; b < rows && i < s->k; b++, x += s->d) {
        memcpy(atom(s, i), x, (size_t)s->d * sizeof *x);
        i += sp_fit_to_unit(atom(s, i), s->d) && !is_repeated(s, i);
    }
    for (; i < s->k; i++)
        sp_fit_random(s, rng, i);
}

void sp_fit_orient(struct sp_arena *a, struct sp_sae *s, int rows, const sp_real *x)
{
    struct sp_atoms atoms = sp_atoms_make(a, s->k, s->d);
    sp_real *code = SP_TAKE(a, BLOCK * atoms.stride, sp_real);
    double *cube = SP_TAKE(a, s->k, double);
    sp_atoms_fill(&atoms, s->D);
    for (int b = 0; b < rows; b += BLOCK) {
        int some = rows - b < BLOCK ? rows - b : BLOCK;
        sp_atoms_project(&atoms, some, x + (size_t)b * (size_t)s->d, code);
        for (int r = 0; r < some; r++)
            for (int i = 0; i < s->k; i++) {
                double f = (double)code[(size_t)r * atoms.stride + (size_t)i];
                cube[i] += f * f * f;
            }
    }
    for (int i = 0; i < s->k; i++)
        for (int q = 0; cube[i] < 0 && q < s->d; q++)
            atom(s, i)[q] = -atom(s, i)[q];
}
