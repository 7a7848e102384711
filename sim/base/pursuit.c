/* Orthogonal matching pursuit.  With the chosen unit atoms U_I and b = U_I x, the codes
   solve U_I U_I^T c = b by the Cholesky factor L of that Gram matrix G, which grows by
   a row with each atom u:

       L w = U_I u     l = sqrt(1 - w.w)     L <- [L 0; w l]     y = L^-1 b

   At the optimum c.(G c - b) = 0, also among codes that are not negative, so that what
   is left has the squared norm ||x||^2 - c.b; its products with all atoms are
   U x - (U U_I^T) c, and the example itself is looked at only once. */
#include <string.h>

#include "superpose/fault.h"
#include "superpose/pursuit.h"
#include "superpose/stats.h"

static const double NOTHING = 1e-6; /* of ||x||: what is left is rounding */
static const double APART = 1e-8;   /* least square of an atom outside of the others */

struct sp_pursuit sp_pursuit_make(struct sp_arena *a, const struct sp_atoms *atoms,
                                  int most, bool positive)
{
    int rank = atoms->k < atoms->d ? atoms->k : atoms->d;
    struct sp_pursuit p = {.atoms = atoms, .positive = positive};
    sp_require(most > 0);
    p.most = most < rank ? most : rank;
    size_t room = (size_t)p.most;
    p.atom = SP_TAKE(a, room, int);
    p.code = SP_TAKE(a, room, double);
    p.right = SP_TAKE(a, room, double);
    p.middle = SP_TAKE(a, room, double);
    p.within = SP_TAKE(a, room * room, double);
    p.L = SP_TAKE(a, room * room, double);
    p.left = SP_TAKE(a, atoms->stride, sp_real);
    return p;
}

static const double *unit(const struct sp_pursuit *p, int atom)
{
    return p->atoms->unit + (size_t)atom * (size_t)p->atoms->d;
}

static double dot_example(const double *u, const sp_real *x, int d)
{
    double sum = 0;
    for (int q = 0; q < d; q++)
        sum += u[q] * (double)x[q];
    return sum;
}

/* The atom nearest to what is left, or -1. */
static int nearest(const struct sp_pursuit *p, double norm)
{
    int best = -1;
    sp_real most = (sp_real)(NOTHING * norm);
    for (int i = 0; i < p->atoms->k; i++) {
        sp_real size = p->left[i] < 0 && !p->positive ? -p->left[i] : p->left[i];
        if (size > most) {
            most = size;
            best = i;
        }
    }
    return best;
}

/* Adds the atom; false when the others span it. */
static bool grow(struct sp_pursuit *p, int atom, const sp_real *x)
{
    int t = p->count, d = p->atoms->d;
    double *w = p->L + (size_t)t * (size_t)p->most, square = 1;
    double *within = p->within + (size_t)t * (size_t)p->most;
    for (int e = 0; e < t; e++) {
        const double *row = p->L + (size_t)e * (size_t)p->most;
        within[e] = sp_dot(unit(p, atom), unit(p, p->atom[e]), d);
        p->within[(size_t)e * (size_t)p->most + (size_t)t] = within[e];
        w[e] = (within[e] - sp_dot(row, w, e)) / row[e];
        square -= w[e] * w[e];
    }
    if (!(square > APART))
        return false;
    w[t] = sqrt(square);
    within[t] = 1;
    p->atom[t] = atom;
    p->right[t] = dot_example(unit(p, atom), x, d);
    p->middle[t] = (p->right[t] - sp_dot(w, p->middle, t)) / w[t];
    p->count++;
    return true;
}

/* L^T c = y. */
static void solve(struct sp_pursuit *p)
{
    size_t most = (size_t)p->most;
    for (int e = p->count - 1; e >= 0; e--) {
        p->code[e] = p->middle[e];
        for (int s = e + 1; s < p->count; s++)
            p->code[e] -= p->L[(size_t)s * most + (size_t)e] * p->code[s];
        p->code[e] /= p->L[(size_t)e * most + (size_t)e];
    }
}

/* One round of coordinate descent on 1/2 c.Gc - b.c with c >= 0; gives the largest
   change. */
static double descend(struct sp_pursuit *p)
{
    double most = 0;
    for (int e = 0; e < p->count; e++) {
        const double *row = p->within + (size_t)e * (size_t)p->most;
        double to = p->code[e] + p->right[e] - sp_dot(row, p->code, p->count);
        to = to > 0 ? to : 0;
        most = fmax(most, fabs(to - p->code[e]));
        p->code[e] = to;
    }
    return most;
}

/* Where least squares gave negative codes: the best without such. */
static void keep_positive(struct sp_pursuit *p, double norm)
{
    enum { ROUNDS = 10000 };
    bool negative = false;
    for (int e = 0; e < p->count; e++)
        if (p->code[e] < 0) {
            negative = true;
            p->code[e] = 0;
        }
    if (!negative)
        return;
    for (int t = 0; t < ROUNDS; t++)
        if (descend(p) <= 1e-10 * norm)
            return;
}

/* Products with what is left; those of chosen atoms are not looked at again. */
static void subtract(struct sp_pursuit *p, const sp_real *product)
{
    const struct sp_atoms *atoms = p->atoms;
    memcpy(p->left, product, atoms->stride * sizeof *p->left);
    for (int e = 0; e < p->count; e++) {
        const sp_real *row = atoms->gram + (size_t)p->atom[e] * atoms->stride;
        sp_real by = (sp_real)p->code[e];
        for (size_t i = 0; by != 0 && i < atoms->stride; i++)
            p->left[i] -= by * row[i];
    }
    for (int e = 0; e < p->count; e++)
        p->left[p->atom[e]] = 0;
}

void sp_pursuit_find(struct sp_pursuit *p, const sp_real *x, const sp_real *product)
{
    double whole = 0;
    for (int q = 0; q < p->atoms->d; q++)
        whole += (double)x[q] * (double)x[q];
    double norm = sqrt(whole), least = NOTHING * NOTHING * whole;
    p->count = 0;
    p->square = whole;
    subtract(p, product);
    while (p->count < p->most && p->square > least) {
        int atom = nearest(p, norm);
        if (atom < 0 || !grow(p, atom, x))
            break;
        solve(p);
        if (p->positive)
            keep_positive(p, norm);
        p->square = fmax(whole - sp_dot(p->code, p->right, p->count), 0);
        subtract(p, product);
    }
}
