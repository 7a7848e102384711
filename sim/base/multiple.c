/* P values of several tests that are looked at together. */
#include <math.h>

#include "superpose/inference.h"

/* Puts the numbers of the tests there are into ORDER, the smallest p first; gives how
   many.  Insertion keeps equal ones in their order. */
static int sort_tests(const double *p, int count, int *order)
{
    int tests = 0;
    for (int i = 0; i < count; i++) {
        if (isnan(p[i]))
            continue;
        int at = tests++;
        for (; at > 0 && p[order[at - 1]] > p[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return tests;
}

static void keep_nan(const double *p, int count, double *out)
{
    for (int i = 0; i < count; i++)
        if (isnan(p[i]))
            out[i] = p[i];
}

void sp_holm(struct sp_arena *a, const double *p, int count, double *out)
{
    int *order = SP_TAKE(a, count, int), tests = sort_tests(p, count, order);
    double most = 0;
    for (int i = 0; i < tests; i++) {
        most = fmax(most, (tests - i) * p[order[i]]);
        out[order[i]] = fmin(most, 1);
    }
    keep_nan(p, count, out);
}

void sp_benjamini_hochberg(struct sp_arena *a, const double *p, int count, double *out)
{
    int *order = SP_TAKE(a, count, int), tests = sort_tests(p, count, order);
    double least = 1;
    for (int i = tests - 1; i >= 0; i--) {
        least = fmin(least, tests * p[order[i]] / (i + 1));
        out[order[i]] = least;
    }
    keep_nan(p, count, out);
}
