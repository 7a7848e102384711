/* Skipping within features that share a factor. */
#include "skips.h"

#include <math.h>
#include <stdlib.h>

/* Features member[first] .. member[end - 1], with one factor and sign and thresholds
   that rise, the first of which is within STEP of all. */
struct run {
    int first, end;
};

static const double STEP = 0.25;

struct sp_skips {
    const struct sp_factors *factors;
    int *member; /* (count) */
    int runs;
    struct run *run;
};

/* Orders by factor, sign of the load, threshold and number. */
static int compare(const void *x, const void *y, void *context)
{
    const struct sp_factors *f = context;
    int i = *(const int *)x, j = *(const int *)y;
    if (f->of[i] != f->of[j])
        return f->of[i] < f->of[j] ? -1 : 1;
    if ((f->load[i] > 0) != (f->load[j] > 0))
        return f->load[i] > 0 ? 1 : -1;
    if (f->threshold[i] != f->threshold[j])
        return f->threshold[i] < f->threshold[j] ? -1 : 1;
    return i < j ? -1 : 1;
}

static bool alike(const struct sp_factors *f, int i, int j)
{
    return f->of[i] == f->of[j] && (f->load[i] > 0) == (f->load[j] > 0) &&
           f->threshold[j] - f->threshold[i] <= STEP;
}

struct sp_skips *sp_skips_make(struct sp_arena *a, const struct sp_factors *factors,
                               const int *member, int count)
{
    struct sp_skips *s = SP_TAKE(a, 1, struct sp_skips);
    *s = (struct sp_skips){.factors = factors,
                           .member = SP_TAKE(a, count, int),
                           .run = SP_TAKE(a, count, struct run)};
    for (int k = 0; k < count; k++)
        s->member[k] = member ? member[k] : k;
    qsort_r(s->member, (size_t)count, sizeof *s->member, compare, (void *)factors);
    for (int first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count && alike(factors, s->member[first], s->member[end]))
            end++;
        s->run[s->runs++] = (struct run){first, end};
    }
    return s;
}

/* Hits of a run are listed behind the COUNT that are there. */
static int draw_run(const struct sp_skips *s, const struct run *run,
                    struct sp_chances *c, int *list, int count)
{
    const struct sp_factors *f = s->factors;
    double most = sp_above(sp_factors_limit(f, s->member[run->first]));
    double per_log = most < 1 ? 1 / log1p(-most) : 0;
    double at = run->first - 1;
    if (!(most > 1e-300))
        return count;
    for (;;) {
        at += 1 + floor(sp_log(sp_chance(c)) * per_log);
        if (!(at < run->end))
            return count;
        int i = s->member[(int)at];
        if (sp_chance(c) * most < sp_above(sp_factors_limit(f, i)))
            list[count++] = i;
    }
}

static int ascending(const void *x, const void *y)
{
    int i = *(const int *)x, j = *(const int *)y;
    return (i > j) - (i < j);
}

int sp_skips_draw(const struct sp_skips *skips, struct sp_chances *c, int *list)
{
    int count = 0;
    for (int r = 0; r < skips->runs; r++)
        count = draw_run(skips, &skips->run[r], c, list, count);
    qsort(list, (size_t)count, sizeof *list, ascending);
    return count;
}
