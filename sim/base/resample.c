/* Intervals by the bootstrap. */
#include <math.h>
#include <string.h>

#include "superpose/inference.h"
#include "superpose/rng.h"
#include "superpose/stats.h"

/* Units, those of a stratum behind one another; first[s] .. first[s + 1] are those of
   the stratum of unit s of the same place. */
struct plan {
    int units;
    int *unit;  /* (units) */
    int *first; /* (units) where the stratum of the unit at this place begins */
    int *size;  /* (units) how many units it has */
};

static struct plan make_plan(struct sp_arena *a, const int *stratum, int units)
{
    struct plan p = {0, SP_TAKE(a, units + 1, int), SP_TAKE(a, units + 1, int),
                     SP_TAKE(a, units + 1, int)};
    bool *placed = SP_TAKE(a, units + 1, bool);
    for (int i = 0; i < units; i++) {
        int first = p.units;
        for (int j = i; !placed[i] && j < units; j++) {
            if (stratum && stratum[j] != stratum[i])
                continue;
            placed[j] = j != i;
            p.unit[p.units++] = j;
        }
        for (int k = first; k < p.units; k++) {
            p.first[k] = first;
            p.size[k] = p.units - first;
        }
    }
    return p;
}

static void draw(const struct plan *p, struct sp_rng *rng, int *pick)
{
    for (int k = 0; k < p->units; k++)
        pick[k] = p->unit[p->first[k] + (int)sp_rng_below(rng, (uint64_t)p->size[k])];
}

/* Values of the statistic for DRAWS samples; gives how many are numbers. */
static int sample(struct sp_arena *a, struct sp_statistic s, const struct plan *p,
                  int draws, uint64_t seed, double *value)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_BOOTSTRAP);
    int *pick = SP_TAKE(a, p->units + 1, int), kept = 0;
    for (int k = 0; k < draws; k++) {
        draw(p, &rng, pick);
        double v = s.value(s.context, pick, p->units);
        if (!isnan(v))
            value[kept++] = v;
    }
    return kept;
}

/* Acceleration: a sixth of the skewness of the jackknife's values, turned round (Efron
   and Tibshirani 1993, equation 14.15). */
static double acceleration(struct sp_arena *a, struct sp_statistic s,
                           const struct plan *p)
{
    double *value = SP_TAKE(a, p->units, double), two = 0, three = 0;
    int *pick = SP_TAKE(a, p->units, int);
    for (int out = 0; out < p->units; out++) {
        memcpy(pick, p->unit, (size_t)p->units * sizeof *pick);
        pick[out] = p->unit[p->units - 1];
        value[out] = s.value(s.context, pick, p->units - 1);
    }
    double mean = sp_mean(value, (size_t)p->units);
    for (int i = 0; i < p->units; i++) {
        double d = mean - value[i];
        two += d * d;
        three += d * d * d;
    }
    return two > 0 ? three / (6 * pow(two, 1.5)) : 0;
}

/* The share of draws below which the end with normal quantile z lies (14.10). */
static double corrected(double z, double bias, double accelerated)
{
    double moved = bias + z;
    return sp_normal_above(-(bias + moved / (1 - accelerated * moved)));
}

/* z0: the normal quantile of the share of draws below what was seen, ties half. */
static double bias_of(const double *value, int kept, double seen)
{
    double below = 0;
    for (int i = 0; i < kept; i++)
        below += value[i] < seen ? 1 : value[i] == seen ? 0.5 : 0;
    double least = 0.5 / kept, share = fmin(fmax(below / kept, least), 1 - least);
    return sp_normal_quantile(share);
}

struct sp_interval sp_bootstrap(struct sp_arena *a, struct sp_statistic statistic,
                                const int *stratum, int units,
                                enum sp_interval_kind kind, double level, int draws,
                                uint64_t seed)
{
    struct plan p = make_plan(a, stratum, units);
    double *value = SP_TAKE(a, draws + 1, double);
    int kept = sample(a, statistic, &p, draws, seed, value);
    double low = (1 - level) / 2, high = 1 - low;
    double seen = statistic.value(statistic.context, p.unit, units);
    if (!kept || units < 2 || isnan(seen))
        return (struct sp_interval){NAN, NAN};
    if (kind == SP_BCA) {
        double bias = bias_of(value, kept, seen),
               alpha = acceleration(a, statistic, &p);
        double z = sp_normal_quantile(high);
        low = corrected(-z, bias, alpha);
        high = corrected(z, bias, alpha);
    }
    return (struct sp_interval){sp_quantile(value, (size_t)kept, low),
                                sp_quantile(value, (size_t)kept, high)};
}
