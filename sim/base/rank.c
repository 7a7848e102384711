/* Ranks, and effect sizes that are made of ranks and pairs. */
#include <math.h>
#include <stdlib.h>

#include "superpose/inference.h"
#include "superpose/stats.h"

struct place {
    double value;
    int index;
};

static int ascending(const void *left, const void *right)
{
    const struct place *x = left, *y = right;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

void sp_ranks(struct sp_arena *a, const double *x, int count, double *rank)
{
    struct place *place = SP_TAKE(a, count, struct place);
    for (int i = 0; i < count; i++)
        place[i] = (struct place){x[i], i};
    qsort(place, (size_t)count, sizeof *place, ascending);
    for (int first = 0, last; first < count; first = last) {
        for (last = first; last < count && place[last].value == place[first].value;)
            last++;
        for (int i = first; i < last; i++)
            rank[place[i].index] = 0.5 * (first + 1 + last);
    }
}

/* Sums of squares and products around the means. */
struct moments {
    double xx, xy, yy;
};

static struct moments moments(const double *x, const double *y, int count)
{
    struct moments sum = {0};
    double x0 = sp_mean(x, (size_t)count), y0 = sp_mean(y, (size_t)count);
    for (int i = 0; i < count; i++) {
        sum.xx += (x[i] - x0) * (x[i] - x0);
        sum.xy += (x[i] - x0) * (y[i] - y0);
        sum.yy += (y[i] - y0) * (y[i] - y0);
    }
    return sum;
}

double sp_pearson(const double *x, const double *y, int count)
{
    struct moments sum = moments(x, y, count);
    return sum.xx > 0 && sum.yy > 0 ? sum.xy / sqrt(sum.xx) / sqrt(sum.yy) : NAN;
}

double sp_spearman(struct sp_arena *a, const double *x, const double *y, int count)
{
    double *x_rank = SP_TAKE(a, count, double), *y_rank = SP_TAKE(a, count, double);
    sp_ranks(a, x, count, x_rank);
    sp_ranks(a, y, count, y_rank);
    return sp_pearson(x_rank, y_rank, count);
}

double sp_slope(const double *x, const double *y, int count)
{
    struct moments sum = moments(x, y, count);
    return sum.xx > 0 ? sum.xy / sum.xx : NAN;
}

double sp_theil_sen(struct sp_arena *a, const double *x, const double *y, int count)
{
    double *slope = SP_TAKE(a, (size_t)count * (size_t)count / 2 + 1, double);
    size_t slopes = 0;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < i; j++)
            if (x[i] != x[j])
                slope[slopes++] = (y[i] - y[j]) / (x[i] - x[j]);
    }
    return sp_median(slope, slopes);
}

double sp_cliff_delta(const double *x, int xs, const double *y, int ys)
{
    double more = 0;
    for (int i = 0; i < xs; i++) {
        for (int j = 0; j < ys; j++)
            more += (x[i] > y[j]) - (x[i] < y[j]);
    }
    return xs && ys ? more / xs / ys : NAN;
}
