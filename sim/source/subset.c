/* A random subset, in time proportional to its size. */
#include "subset.h"

#include <stdlib.h>

#include "row.h"

static int ascending(const void *x, const void *y)
{
    int i = *(const int *)x, j = *(const int *)y;
    return (i > j) - (i < j);
}

/* One after the other: i is in with probability wanted / left (Knuth, The Art of
   Computer Programming, algorithm 3.4.2 S). */
static void go_through(struct sp_chances *c, int g, int count, int *out)
{
    int found = 0;
    for (int i = 0; found < count; i++)
        if (sp_chance(c) * (g - i) < count - found)
            out[found++] = i;
}

/* Of 0 .. j one number at random, or j where that is in already (Floyd; Bentley and
   Floyd 1987, Commun. ACM 30). */
static void pick(struct sp_chances *c, int g, int count, bool *mark, int *out)
{
    enum { FEW = 48 };
    for (int j = g - count, found = 0; j < g; j++) {
        int i = (int)(sp_chance(c) * (j + 1));
        i = mark[i] ? j : i;
        mark[i] = true;
        out[found++] = i;
    }
    for (int k = 0; k < count; k++)
        mark[out[k]] = false;
    if (count <= FEW)
        sp_sort_row(out, count);
    else
        qsort(out, (size_t)count, sizeof *out, ascending);
}

void sp_subset_draw(struct sp_chances *c, int g, int count, bool *mark, int *out)
{
    if (count > g / 8)
        go_through(c, g, count, out);
    else
        pick(c, g, count, mark, out);
}
