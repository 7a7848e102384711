/* How likely features of a forest are to be on, alone and together. */
#include <math.h>

#include "forest.h"

void sp_forest_grow(struct sp_arena *a, struct sp_forest *f, int roots, int branching,
                    int depth)
{
    int next = roots < f->n ? roots : f->n, first = 0;
    f->parent = SP_TAKE(a, f->n, int);
    for (int i = 0; i < f->n; i++)
        f->parent[i] = -1;
    for (int level = 0; level < depth; level++) {
        int end = next;
        for (int i = first; i < end; i++)
            for (int k = 0; k < branching && next < f->n; k++)
                f->parent[next++] = i;
        first = end;
    }
    sp_forest_plant(a, f);
}

void sp_forest_plant(struct sp_arena *a, struct sp_forest *f)
{
    f->start = SP_TAKE(a, f->n + 1, int);
    f->child = SP_TAKE(a, f->n, int);
    f->top = SP_TAKE(a, f->n, int);
    int *next = SP_TAKE(a, f->n + 1, int);
    for (int i = 0; i < f->n; i++) {
        if (f->parent[i] < 0)
            f->top[f->tops++] = i;
        else
            f->start[f->parent[i] + 1]++;
    }
    for (int i = 0; i < f->n; i++)
        next[i + 1] = f->start[i + 1] += f->start[i];
    for (int i = 0; i < f->n; i++)
        if (f->parent[i] >= 0)
            f->child[next[f->parent[i]]++] = i;
}

/* Siblings of i from *first to the end that is given, i among them. */
static int siblings(const struct sp_forest *f, int i, int *first)
{
    *first = f->start[f->parent[i]];
    return f->start[f->parent[i] + 1];
}

static double compensated(const struct sp_forest *f, const double *p, int i)
{
    int first, end = siblings(f, i, &first);
    double above = p[f->parent[i]], others = 0;
    for (int k = first; f->exclusive && k < end; k++)
        if (f->child[k] != i)
            others += p[f->child[k]];
    return fmin(1, p[i] / above * (1 + others / above));
}

/* E 1 / (1 + K), K of the siblings of i being candidates beside it: the winner is drawn
   evenly.  K is a sum of independent events; share (siblings) is work space. */
static double winning(const struct sp_forest *f, int i, double *share)
{
    int first, end = siblings(f, i, &first), count = 0;
    double sum = 0;
    share[0] = 1;
    for (int k = first; k < end; k++) {
        double q = f->chance[f->child[k]];
        if (f->child[k] == i)
            continue;
        share[++count] = 0;
        for (int c = count; c > 0; c--)
            share[c] = share[c] * (1 - q) + share[c - 1] * q;
        share[0] *= 1 - q;
    }
    for (int c = 0; c <= count; c++)
        sum += share[c] / (c + 1);
    return sum;
}

void sp_forest_chances(struct sp_arena *a, struct sp_forest *f, const double *p,
                       bool compensate)
{
    int widest = 1;
    f->chance = SP_TAKE(a, f->n, double);
    f->given = SP_TAKE(a, f->n, double);
    f->on = SP_TAKE(a, f->n, double);
    for (int i = 0; i < f->n; i++) {
        bool child = f->parent[i] >= 0;
        int children = f->start[i + 1] - f->start[i];
        f->chance[i] = child && compensate ? compensated(f, p, i) : p[i];
        widest = children > widest ? children : widest;
    }
    double *share = SP_TAKE(a, widest + 1, double);
    for (int i = 0; i < f->n; i++) {
        bool child = f->parent[i] >= 0;
        f->given[i] = f->chance[i];
        if (child && f->exclusive)
            f->given[i] *= winning(f, i, share);
        f->on[i] = child ? f->on[f->parent[i]] * f->given[i] : f->given[i];
    }
}

/* Parents have lower numbers than their children. */
int sp_forest_meet(const struct sp_forest *f, int i, int j)
{
    while (i != j && i >= 0 && j >= 0)
        if (i > j)
            i = f->parent[i];
        else
            j = f->parent[j];
    return i == j ? i : -1;
}

/* P(i on | above on), for a feature above i. */
static double below(const struct sp_forest *f, int i, int above)
{
    double p = 1;
    for (; i != above; i = f->parent[i])
        p *= f->given[i];
    return p;
}

double sp_forest_joint(const struct sp_forest *f, int i, int j)
{
    int meet = sp_forest_meet(f, i, j);
    if (meet < 0)
        return f->on[i] * f->on[j];
    if (meet != i && meet != j && f->exclusive)
        return 0;
    return f->on[meet] * below(f, i, meet) * below(f, j, meet);
}

int sp_forest_together(struct sp_arena *a, const struct sp_forest *f)
{
    int *most = SP_TAKE(a, f->n, int), all = 1;
    for (int i = f->n - 1; i >= 0; i--) {
        for (int k = f->start[i]; k < f->start[i + 1]; k++) {
            int there = most[f->child[k]];
            if (!f->exclusive)
                most[i] += there;
            else if (there > most[i])
                most[i] = there;
        }
        most[i]++;
        all = most[i] > all ? most[i] : all;
    }
    return all;
}

/* With N_i the number that is on in the tree below i and in i, given that i is on: its
   mean and mean square from those of its children. */
double sp_forest_variance(struct sp_arena *a, const struct sp_forest *f)
{
    double *mean = SP_TAKE(a, f->n, double), *square = SP_TAKE(a, f->n, double);
    double variance = 0;
    for (int i = f->n - 1; i >= 0; i--) {
        double sum = 0, second = 0, spread = 0;
        for (int k = f->start[i]; k < f->start[i + 1]; k++) {
            int c = f->child[k];
            double m = f->given[c] * mean[c], s = f->given[c] * square[c];
            sum += m;
            second += s;
            spread += s - m * m;
        }
        if (!f->exclusive)
            second = spread + sum * sum;
        mean[i] = 1 + sum;
        square[i] = 1 + 2 * sum + second;
        if (f->parent[i] < 0)
            variance += f->on[i] * square[i] - f->on[i] * f->on[i] * mean[i] * mean[i];
    }
    return variance;
}
