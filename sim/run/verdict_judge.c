/* What one panel says for a claim, and for its opposite.  The seed is what is repeated:
   every p value comes from seeds as blocks, or from one number for each seed, and every
   interval from drawing seeds again. */
#include "verdict_inside.h"

#include <string.h>

#include "superpose/fault.h"
#include "superpose/inference.h"
#include "superpose/stats.h"

static const uint64_t seed_of_chance = 1;

/* A panel turned so that what is claimed is up, and numbers that each seed gives. */
struct work {
    struct sp_arena *a;
    const struct sp_hypothesis *h;
    int seeds, levels, draws;
    const double *x; /* (levels) */
    double *y;       /* (seeds, levels) */
    double sign;     /* -1: y was turned round */
    double *each;    /* (seeds) what the effect is the mean of, turned round too */
};

static struct work start(struct sp_arena *a, const struct sp_hypothesis *h,
                         const struct sp_panel *p, int draws)
{
    struct work w = {a, h, p->seeds, p->levels, draws, p->x, NULL, 1, NULL};
    size_t size = (size_t)p->seeds * (size_t)p->levels;
    bool down = h->direction == SP_DECREASING || h->direction == SP_NEGATIVE;
    w.sign = down ? -1 : 1;
    w.y = SP_TAKE(a, size, double);
    w.each = SP_TAKE(a, w.seeds, double);
    for (size_t i = 0; i < size; i++)
        w.y[i] = w.sign * p->y[i];
    return w;
}

static const double *row(const struct work *w, int s)
{
    return w->y + (size_t)s * (size_t)w->levels;
}

static void slopes(struct work *w)
{
    for (int s = 0; s < w->seeds; s++)
        w->each[s] = sp_theil_sen(w->a, w->x, row(w, s), w->levels);
}

static void means(struct work *w)
{
    for (int s = 0; s < w->seeds; s++)
        w->each[s] = sp_mean(row(w, s), (size_t)w->levels);
}

/* d ln y / d ln x by least squares; false where there is no logarithm. */
static bool elasticities(struct work *w)
{
    double *u = SP_TAKE(w->a, w->levels, double), *v = SP_TAKE(w->a, w->levels, double);
    for (int s = 0; s < w->seeds; s++) {
        for (int j = 0; j < w->levels; j++) {
            if (!(w->x[j] > 0) || !(row(w, s)[j] > 0))
                return false;
            u[j] = log(w->x[j]);
            v[j] = log(row(w, s)[j]);
        }
        w->each[s] = sp_slope(u, v, w->levels);
    }
    return true;
}

static double mean_of_picked(void *context, const int *pick, int count)
{
    const double *value = context;
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += value[pick[i]];
    return sum / count;
}

static void put_effect(const struct work *w, const char *name, struct sp_judgement *out)
{
    enum { LEVEL = 95 };
    double *value = SP_TAKE(w->a, w->seeds, double);
    for (int s = 0; s < w->seeds; s++)
        value[s] = w->sign * w->each[s];
    struct sp_interval i =
        sp_bootstrap(w->a, (struct sp_statistic){mean_of_picked, value}, NULL, w->seeds,
                     SP_BCA, LEVEL / 100.0, w->draws, seed_of_chance);
    out->effect_name = name;
    out->effect = sp_mean(value, (size_t)w->seeds);
    out->low = i.low;
    out->high = i.high;
}

/* Correlation with the axis, and last level against first, of the outcome itself. */
static void put_sizes(const struct work *w, struct sp_judgement *out)
{
    double *first = SP_TAKE(w->a, w->seeds, double), sum = 0;
    double *last = SP_TAKE(w->a, w->seeds, double);
    int count = 0;
    for (int s = 0; s < w->seeds; s++) {
        double rho = sp_spearman(w->a, w->x, row(w, s), w->levels);
        sum += isnan(rho) ? 0 : rho;
        count += !isnan(rho);
        first[s] = row(w, s)[0];
        last[s] = row(w, s)[w->levels - 1];
    }
    out->rho = count ? w->sign * sum / count : NAN;
    out->delta = w->sign * sp_cliff_delta(last, w->seeds, first, w->seeds);
}

/* The first LEVELS of each seed, behind one another. */
static double *head(const struct work *w, int levels)
{
    double *out = SP_TAKE(w->a, (size_t)w->seeds * (size_t)levels, double);
    for (int s = 0; s < w->seeds; s++)
        memcpy(out + (size_t)s * (size_t)levels, row(w, s),
               (size_t)levels * sizeof *out);
    return out;
}

/* The ordered test of the first LEVELS. */
static struct sp_test trend(const struct work *w, int levels, enum sp_tail tail)
{
    int count = w->seeds * levels;
    const double *y = head(w, levels);
    if (w->h->trial != SP_TRIAL_JONCKHEERE)
        return sp_page(w->a, y, w->seeds, levels, tail);
    int *group = SP_TAKE(w->a, count, int), *block = SP_TAKE(w->a, count, int);
    for (int i = 0; i < count; i++) {
        group[i] = i % levels;
        block[i] = i / levels;
    }
    return sp_jonckheere(w->a, y, group, block, count, tail, w->draws, seed_of_chance);
}

/* The highest level of the mean curve. */
static int peak(const struct work *w)
{
    int best = 0;
    double most = -INFINITY;
    for (int j = 0; j < w->levels; j++) {
        double sum = 0;
        for (int s = 0; s < w->seeds; s++)
            sum += row(w, s)[j];
        if (sum > most) {
            most = sum;
            best = j;
        }
    }
    return best;
}

static void put_test(struct sp_test up, struct sp_test down, struct sp_judgement *out)
{
    out->statistic = up.value;
    out->p = isnan(up.p) ? 1 : up.p;
    out->opposite = isnan(down.p) ? 1 : down.p;
}

/* A curve that turns is a trend up to its turn at most. */
static void judge_trend(struct work *w, struct sp_judgement *out)
{
    slopes(w);
    put_effect(w, "slope", out);
    put_sizes(w, out);
    struct sp_test up = trend(w, w->levels, SP_TAIL_UP), down = {up.value, 1};
    if (!(up.p < 0.5)) /* of both directions only one can be more than chance */
        down = trend(w, w->levels, SP_TAIL_DOWN);
    put_test(up, down, out);
    if (w->levels < 3)
        return;
    out->shape = sp_shape(w->a, w->y, w->seeds, w->levels, w->draws, seed_of_chance).p;
    int turn = peak(w);
    if (turn < 1 || turn == w->levels - 1)
        return;
    out->turn = w->x[turn];
    out->turn_p = trend(w, turn + 1, SP_TAIL_UP).p;
}

static struct sp_test flip(const struct work *w, const double *value, enum sp_tail tail)
{
    return sp_sign_flip(value, w->seeds, tail, 1 << 16, seed_of_chance);
}

static void judge_signs(struct work *w, struct sp_judgement *out)
{
    bool ordered = w->h->direction == SP_INCREASING || w->h->direction == SP_DECREASING;
    if (ordered) {
        slopes(w);
        put_sizes(w, out);
    } else
        means(w);
    put_effect(w, ordered ? "slope" : "mean", out);
    put_test(flip(w, w->each, SP_TAIL_UP), flip(w, w->each, SP_TAIL_DOWN), out);
}

/* The opposite of a plateau is a slope outside the margin. */
static void judge_plateau(struct work *w, struct sp_judgement *out)
{
    if (!elasticities(w)) {
        out->refused = sp_arena_print(w->a,
                                      "test tost takes logarithms, and not all of %s "
                                      "and its axis are positive",
                                      w->h->outcome.text);
        return;
    }
    put_effect(w, "elasticity", out);
    put_sizes(w, out);
    struct sp_test flat = sp_tost(w->each, w->seeds, w->h->margin);
    put_test(flat, (struct sp_test){flat.value, 1 - flat.p}, out);
}

/* Least-squares slopes of each seed's levels below and above TURN. */
static void sides(struct work *w, double turn, double *below, double *above)
{
    int first = 0, last = 0;
    while (last < w->levels && w->x[last] <= turn)
        last++;
    while (first < w->levels && w->x[first] < turn)
        first++;
    for (int s = 0; s < w->seeds; s++) {
        below[s] = -sp_slope(w->x, row(w, s), last);
        above[s] = sp_slope(w->x + first, row(w, s) + first, w->levels - first);
        w->each[s] = above[s] + below[s];
    }
}

/* Where the pooled parabola turns, once the seeds' own heights are taken out. */
static double pooled_turn(const struct work *w)
{
    int count = w->seeds * w->levels;
    double *x = SP_TAKE(w->a, count, double), *y = SP_TAKE(w->a, count, double);
    for (int i = 0; i < count; i++) {
        int s = i / w->levels;
        x[i] = w->x[i % w->levels];
        y[i] = row(w, s)[i % w->levels] - sp_mean(row(w, s), (size_t)w->levels);
    }
    return sp_two_lines(w->a, x, y, count).turn;
}

/* Both lines have to show it: the larger p of the two. */
static void judge_two_lines(struct work *w, struct sp_judgement *out)
{
    double *below = SP_TAKE(w->a, w->seeds, double);
    double *above = SP_TAKE(w->a, w->seeds, double), turn = pooled_turn(w);
    if (isnan(turn)) {
        out->refused = "two lines need four levels or more";
        return;
    }
    sides(w, turn, below, above);
    put_effect(w, "bend", out);
    put_sizes(w, out);
    struct sp_test down = flip(w, below, SP_TAIL_UP), up = flip(w, above, SP_TAIL_UP);
    double p = fmax(down.p, up.p);
    double opposite =
        fmax(flip(w, below, SP_TAIL_DOWN).p, flip(w, above, SP_TAIL_DOWN).p);
    put_test((struct sp_test){turn, p}, (struct sp_test){turn, opposite}, out);
    out->turn = turn;
}

struct sp_judgement sp_judgement_none(void)
{
    return (struct sp_judgement){.effect_name = "",
                                 .effect = NAN,
                                 .low = NAN,
                                 .high = NAN,
                                 .rho = NAN,
                                 .delta = NAN,
                                 .statistic = NAN,
                                 .p = NAN,
                                 .opposite = NAN,
                                 .shape = NAN,
                                 .turn = NAN,
                                 .turn_p = NAN};
}

struct sp_judgement sp_judge(struct sp_arena *a, const struct sp_hypothesis *h,
                             const struct sp_panel *panel, int draws)
{
    static void (*const judge[])(struct work *, struct sp_judgement *) = {
        [SP_TRIAL_PAGE] = judge_trend,     [SP_TRIAL_JONCKHEERE] = judge_trend,
        [SP_TRIAL_ISOTONIC] = judge_trend, [SP_TRIAL_SIGN_FLIP] = judge_signs,
        [SP_TRIAL_TOST] = judge_plateau,   [SP_TRIAL_TWO_LINES] = judge_two_lines,
    };
    struct sp_judgement out = sp_judgement_none();
    struct work w = start(a, h, panel, draws);
    judge[h->trial](&w, &out);
    return out;
}

/* A plateau is no effect itself, so that its control is asked for a slope. */
double sp_judge_effect(struct sp_arena *a, const struct sp_hypothesis *h,
                       const struct sp_panel *panel, int draws)
{
    struct work w = start(a, h, panel, draws);
    struct sp_judgement out = sp_judge(a, h, panel, draws);
    if (h->trial == SP_TRIAL_TOST) {
        slopes(&w);
        return flip(&w, w.each, SP_TAIL_BOTH).p;
    }
    return out.refused ? NAN : fmin(1, 2 * fmin(out.p, out.opposite));
}
