/* Orthogonal matching pursuit for many examples at once: the products of what is left
   with all atoms are one dense product for SP_STRIP examples.  With unit atoms U_I the
   codes solve (U_I U_I^T) c = U_I x, by the Cholesky factor L of that Gram matrix,
   which grows by a row with each atom:

       L w = U_I u     l = sqrt(1 - w.w)     L <- [L 0; w l] */
#include "superpose/ceiling.h"

#include <string.h>

enum { MOST = SP_OMP_ATOMS };
static const double NOTHING = 1e-6; /* of ||x||: what is left is rounding */
static const double APART = 1e-8;   /* least square of an atom outside of the others */

/* One example. */
struct pursuit {
    int count; /* atoms chosen */
    bool over;
    int atom[MOST];
    double code[MOST];  /* of unit atoms */
    double right[MOST]; /* U_I x */
    double L[MOST][MOST];
    double norm; /* of x */
};

struct sp_omp {
    const struct sp_cosines *atoms;
    struct pursuit *pursuit; /* (SP_STRIP) */
    double *x;               /* (SP_STRIP, d) */
    sp_real *left;           /* (SP_STRIP, d) */
    sp_real *product;        /* (SP_STRIP, stride) */
};

struct sp_omp *sp_omp_make(struct sp_arena *a, const struct sp_cosines *atoms)
{
    struct sp_omp *omp = SP_TAKE(a, 1, struct sp_omp);
    omp->atoms = atoms;
    omp->pursuit = SP_TAKE(a, SP_STRIP, struct pursuit);
    omp->x = SP_TAKE(a, (size_t)SP_STRIP * (size_t)atoms->d, double);
    omp->left = SP_TAKE(a, (size_t)SP_STRIP * (size_t)atoms->d, sp_real);
    omp->product = SP_TAKE(a, SP_STRIP * atoms->stride, sp_real);
    return omp;
}

static double unit_product(const struct sp_cosines *c, int atom, const double *x)
{
    const double *row = c->D + (size_t)atom * (size_t)c->d;
    double sum = 0;
    for (int q = 0; q < c->d; q++)
        sum += row[q] * x[q];
    return sum / c->D_norm[atom];
}

static bool is_chosen(const struct pursuit *p, int atom)
{
    for (int e = 0; e < p->count; e++)
        if (p->atom[e] == atom)
            return true;
    return false;
}

/* The atom nearest to what is left, or -1. */
static int nearest(const struct pursuit *p, const sp_real *product, int n)
{
    int best = -1;
    double most = NOTHING * p->norm;
    for (int j = 0; j < n; j++) {
        double size = fabs((double)product[j]);
        if (size > most && !is_chosen(p, j)) {
            most = size;
            best = j;
        }
    }
    return best;
}

/* Adds the atom; false when the others span it. */
static bool grow(const struct sp_cosines *c, struct pursuit *p, int atom,
                 const double *x)
{
    int t = p->count;
    double *w = p->L[t], square = 1;
    for (int e = 0; e < t; e++) {
        const double *other = c->D + (size_t)p->atom[e] * (size_t)c->d;
        w[e] = unit_product(c, atom, other) / c->D_norm[p->atom[e]];
        for (int s = 0; s < e; s++)
            w[e] -= p->L[e][s] * w[s];
        w[e] /= p->L[e][e];
        square -= w[e] * w[e];
    }
    if (!(square > APART))
        return false;
    w[t] = sqrt(square);
    p->atom[t] = atom;
    p->right[t] = unit_product(c, atom, x);
    p->count++;
    return true;
}

static void solve(struct pursuit *p)
{
    for (int e = 0; e < p->count; e++) {
        p->code[e] = p->right[e];
        for (int s = 0; s < e; s++)
            p->code[e] -= p->L[e][s] * p->code[s];
        p->code[e] /= p->L[e][e];
    }
    for (int e = p->count - 1; e >= 0; e--) {
        for (int s = e + 1; s < p->count; s++)
            p->code[e] -= p->L[s][e] * p->code[s];
        p->code[e] /= p->L[e][e];
    }
}

static void subtract(const struct sp_cosines *c, const struct pursuit *p,
                     const double *x, sp_real *left)
{
    for (int q = 0; q < c->d; q++) {
        double rest = x[q];
        for (int e = 0; e < p->count; e++)
            rest -= p->code[e] / c->D_norm[p->atom[e]] *
                    c->D[(size_t)p->atom[e] * (size_t)c->d + (size_t)q];
        left[q] = (sp_real)rest;
    }
}

static void begin(struct sp_omp *omp, int s, const sp_real *x, const sp_real *shift)
{
    const int d = omp->atoms->d;
    struct pursuit *p = &omp->pursuit[s];
    double square = 0;
    for (int q = 0; q < d; q++) {
        double value = (double)x[q] - (double)shift[q];
        omp->x[s * d + q] = value;
        omp->left[s * d + q] = (sp_real)value;
        square += value * value;
    }
    p->count = 0;
    p->over = false;
    p->norm = sqrt(square);
}

/* One more atom for each of ROWS examples; false when none took one. */
static bool pursue(struct sp_omp *omp, int rows, const int *count)
{
    const struct sp_cosines *c = omp->atoms;
    bool any = false;
    sp_cosines_project(c, rows, omp->left, omp->product);
    for (int s = 0; s < rows; s++) {
        struct pursuit *p = &omp->pursuit[s];
        const double *x = omp->x + (size_t)s * (size_t)c->d;
        if (p->over || p->count >= count[s] || p->count >= MOST)
            continue;
        int atom = nearest(p, omp->product + (size_t)s * c->stride, c->n);
        p->over = atom < 0 || !grow(c, p, atom, x);
        if (p->over)
            continue;
        solve(p);
        subtract(c, p, x, omp->left + (size_t)s * (size_t)c->d);
        any = true;
    }
    return any;
}

void sp_omp_encode(struct sp_omp *omp, int rows, const sp_real *x, const sp_real *shift,
                   const int *count, sp_real *f)
{
    const struct sp_cosines *c = omp->atoms;
    memset(f, 0, (size_t)rows * (size_t)c->n * sizeof *f);
    for (int first = 0; first < rows; first += SP_STRIP) {
        int some = rows - first < SP_STRIP ? rows - first : SP_STRIP;
        for (int s = 0; s < some; s++)
            begin(omp, s, x + (size_t)(first + s) * (size_t)c->d, shift);
        while (pursue(omp, some, count + first))
            continue;
        for (int s = 0; s < some; s++) {
            const struct pursuit *p = &omp->pursuit[s];
            sp_real *out = f + (size_t)(first + s) * (size_t)c->n;
            for (int e = 0; e < p->count; e++)
                out[p->atom[e]] = (sp_real)(p->code[e] / c->D_norm[p->atom[e]]);
        }
    }
}
