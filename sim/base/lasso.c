/* Codes with an L1 penalty.  Along coordinate i, with r_i = U_i . (x - c U), the
   optimum is the soft threshold of c_i + r_i at alpha; a change of c_i by t changes all
   r by -t (U U^T)_i.  Between rounds over all coordinates only those that are on are
   visited, until they have settled. */
#include <string.h>

#include "superpose/pursuit.h"

static const double SETTLED = 1e-6; /* of the largest product: a change is rounding */

static double soft(double to, double alpha, bool positive)
{
    if (to > alpha)
        return to - alpha;
    return !positive && to < -alpha ? to + alpha : 0;
}

/* Takes coordinate i to its optimum; gives how far that was. */
static double move(const struct sp_atoms *atoms, int i, double to, sp_real *left,
                   sp_real *c)
{
    sp_real by = (sp_real)to - c[i];
    const sp_real *row = atoms->gram + (size_t)i * atoms->stride;
    if (by == 0)
        return 0;
    for (size_t j = 0; j < atoms->stride; j++)
        left[j] -= by * row[j];
    c[i] = (sp_real)to;
    return fabs((double)by);
}

/* One round over all coordinates, or those that are on; gives the largest change. */
static double descend(const struct sp_atoms *atoms, double alpha, bool positive,
                      bool all, sp_real *left, sp_real *c)
{
    double most = 0;
    for (int i = 0; i < atoms->k; i++) {
        if ((!all && c[i] == 0) || !(atoms->norm[i] > 0))
            continue;
        double to = soft((double)c[i] + (double)left[i], alpha, positive);
        most = fmax(most, move(atoms, i, to, left, c));
    }
    return most;
}

void sp_lasso_find(const struct sp_atoms *atoms, double alpha, bool positive,
                   sp_real *left, sp_real *c)
{
    enum { ROUNDS = 2000 };
    double size = 0;
    for (int i = 0; i < atoms->k; i++)
        size = fmax(size, fabs((double)left[i]));
    memset(c, 0, atoms->stride * sizeof *c);
    for (int t = 0; t < ROUNDS; t++) {
        if (descend(atoms, alpha, positive, true, left, c) <= SETTLED * size)
            return;
        while (++t < ROUNDS &&
               descend(atoms, alpha, positive, false, left, c) > SETTLED * size)
            continue;
    }
}
