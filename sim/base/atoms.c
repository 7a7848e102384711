/* A dictionary made ready for codes: unit atoms, their columns and their products. */
#include <string.h>

#include "superpose/kernels.h"
#include "superpose/pursuit.h"

struct sp_atoms sp_atoms_make(struct sp_arena *a, int k, int d)
{
    struct sp_atoms atoms = {.k = k, .d = d};
    atoms.stride = ((size_t)k + SP_HALF - 1) / SP_HALF * SP_HALF;
    atoms.unit = SP_TAKE(a, (size_t)k * (size_t)d, double);
    atoms.norm = SP_TAKE(a, k, double);
    atoms.turned = SP_TAKE(a, (size_t)d * atoms.stride, sp_real);
    atoms.gram = SP_TAKE(a, (size_t)k * atoms.stride, sp_real);
    return atoms;
}

/* C (rows, stride) = A B, element (i, q) of A at i * row_step + q * inner_step. */
static void multiply(const struct sp_atoms *atoms, int rows, const sp_real *A,
                     size_t row_step, size_t inner_step, sp_real *C)
{
    memset(C, 0, (size_t)rows * atoms->stride * sizeof *C);
    sp_kernels_best()->product(&(struct sp_product){
        .rows = rows,
        .inner = atoms->d,
        .lanes = (int)atoms->stride,
        .A = A,
        .row_step = row_step,
        .inner_step = inner_step,
        .B = atoms->turned,
        .B_step = atoms->stride,
        .C = C,
        .C_step = atoms->stride,
    });
}

void sp_atoms_fill(struct sp_atoms *atoms, const sp_real *D)
{
    for (int i = 0; i < atoms->k; i++, D += atoms->d) {
        double square = 0, *unit = atoms->unit + (size_t)i * (size_t)atoms->d;
        for (int q = 0; q < atoms->d; q++)
            square += (double)D[q] * (double)D[q];
        atoms->norm[i] = sqrt(square);
        for (int q = 0; q < atoms->d; q++) {
            unit[q] = square > 0 ? (double)D[q] / atoms->norm[i] : 0;
            atoms->turned[(size_t)q * atoms->stride + (size_t)i] = (sp_real)unit[q];
        }
    }
    multiply(atoms, atoms->k, atoms->turned, 1, atoms->stride, atoms->gram);
}

void sp_atoms_project(const struct sp_atoms *atoms, int rows, const sp_real *x,
                      sp_real *out)
{
    multiply(atoms, rows, x, (size_t)atoms->d, 1, out);
}
