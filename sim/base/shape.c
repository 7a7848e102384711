/* How a response runs along ordered levels: flat, monotone, or turning. */
#include <math.h>
#include <string.h>

#include "superpose/inference.h"
#include "superpose/linalg.h"
#include "superpose/rng.h"
#include "superpose/stats.h"

struct sp_test sp_tost(const double *slope, int count, double margin)
{
    double mean = sp_mean(slope, (size_t)(count > 0 ? count : 0));
    if (count < 2)
        return (struct sp_test){mean, NAN};
    double error = sp_deviation(slope, (size_t)count) / sqrt(count);
    double room = margin - fabs(mean);
    if (!(error > 0))
        return (struct sp_test){mean, room > 0 ? 0 : 1};
    return (struct sp_test){mean, sp_student_above(room / error, count - 1)};
}

/* Neighbours that are out of order are pooled to their mean, as often as needed. */
void sp_isotonic(struct sp_arena *a, const double *y, const double *weight, int count,
                 double *out)
{
    double *mean = SP_TAKE(a, count, double), *sum = SP_TAKE(a, count, double);
    int *end = SP_TAKE(a, count, int), pools = 0;
    for (int i = 0; i < count; i++) {
        mean[pools] = y[i];
        sum[pools] = weight ? weight[i] : 1;
        end[pools++] = i + 1;
        for (; pools > 1 && mean[pools - 2] > mean[pools - 1]; pools--) {
            double w = sum[pools - 2] + sum[pools - 1];
            mean[pools - 2] =
                (sum[pools - 2] * mean[pools - 2] + sum[pools - 1] * mean[pools - 1]) /
                w;
            sum[pools - 2] = w;
            end[pools - 2] = end[pools - 1];
        }
    }
    for (int k = 0, i = 0; k < pools; k++)
        while (i < end[k])
            out[i++] = mean[k];
}

/* Means over the blocks that PICK (NULL: each once) names. */
static void level_means(const double *x, const int *pick, int blocks, int levels,
                        double *out)
{
    memset(out, 0, (size_t)levels * sizeof *out);
    for (int b = 0; b < blocks; b++) {
        const double *row = x + (size_t)(pick ? pick[b] : b) * (size_t)levels;
        for (int j = 0; j < levels; j++)
            out[j] += row[j] / blocks;
    }
}

static double distance(const double *x, const double *y, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += (x[i] - y[i]) * (x[i] - y[i]);
    return sum;
}

/* Of all that rises, equal levels are the hardest to tell from what falls: a fit with
   steps in it would leave the bootstrap too little room to fall by chance (Robertson,
   Wright and Dykstra 1988, section 2.3).

   Deviations of the means of resampled blocks are smaller than those of new ones by
   (blocks - 1) / blocks in variance, for which they are stretched. */
struct sp_test sp_shape(struct sp_arena *a, const double *x, int blocks, int levels,
                        int draws, uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_BOOTSTRAP);
    double *mean = SP_TAKE(a, levels, double), *fit = SP_TAKE(a, levels, double);
    double *now = SP_TAKE(a, levels, double), *now_fit = SP_TAKE(a, levels, double);
    int *pick = SP_TAKE(a, blocks, int), reached = 1;
    if (blocks < 2 || levels < 2)
        return (struct sp_test){NAN, NAN};
    level_means(x, NULL, blocks, levels, mean);
    sp_isotonic(a, mean, NULL, levels, fit);
    double seen = distance(mean, fit, levels), stretch = sqrt(blocks / (blocks - 1.0));
    for (int k = 0; k < draws; k++) {
        struct sp_arena own = {0};
        for (int b = 0; b < blocks; b++)
            pick[b] = (int)sp_rng_below(&rng, (uint64_t)blocks);
        level_means(x, pick, blocks, levels, now);
        for (int j = 0; j < levels; j++)
            now[j] = stretch * (now[j] - mean[j]);
        sp_isotonic(&own, now, NULL, levels, now_fit);
        reached += distance(now, now_fit, levels) >= seen;
        sp_arena_free(&own);
    }
    return (struct sp_test){seen, (double)reached / (draws + 1)};
}

/* Where the parabola of least squares through the points turns; NaN when it has no
   turn.  x runs over -1 .. 1 inside, so that the normal equations are well posed. */
static double parabola_turn(const double *x, const double *y, int count, double low,
                            double high)
{
    double square[9] = {0}, right[3] = {0};
    for (int i = 0; i < count; i++) {
        double t = (2 * x[i] - low - high) / (high - low), power[3] = {1, t, t * t};
        for (int r = 0; r < 3; r++) {
            right[r] += power[r] * y[i];
            for (int c = 0; c < 3; c++)
                square[3 * r + c] += power[r] * power[c];
        }
    }
    sp_solve_positive(square, 3, right, 1);
    double t = -right[1] / (2 * right[2]);
    return isfinite(t) ? (low + high) / 2 + t * (high - low) / 2 : NAN;
}

/* t of the slope of the points on one side of TURN, those at it belonging to both. */
static double side(const double *x, const double *y, int count, double turn, bool above,
                   double *space, double *slope)
{
    double *u = space, *v = space + count, squares = 0, spread = 0;
    int own = 0;
    for (int i = 0; i < count; i++) {
        if (above ? x[i] < turn : x[i] > turn)
            continue;
        u[own] = x[i];
        v[own++] = y[i];
    }
    *slope = own > 2 ? sp_slope(u, v, own) : NAN;
    double u0 = sp_mean(u, (size_t)own), v0 = sp_mean(v, (size_t)own);
    for (int i = 0; i < own; i++) {
        double rest = v[i] - v0 - *slope * (u[i] - u0);
        squares += rest * rest;
        spread += (u[i] - u0) * (u[i] - u0);
    }
    if (isnan(*slope))
        return NAN;
    double t = *slope / sqrt(squares / (own - 2) / spread);
    return sp_student_above(above ? t : -t, own - 2);
}

/* Sorts x and drops repetitions; gives how many are left. */
static int distinct(double *x, int count)
{
    int kept = 0;
    sp_median(x, (size_t)count); /* sorts */
    for (int i = 0; i < count; i++)
        if (!kept || x[i] > x[kept - 1])
            x[kept++] = x[i];
    return kept;
}

struct sp_two_lines sp_two_lines(struct sp_arena *a, const double *x, const double *y,
                                 int count)
{
    double *place = SP_TAKE(a, count + 1, double),
           *space = SP_TAKE(a, 2 * count, double);
    struct sp_two_lines out = {NAN, NAN, NAN, NAN};
    memcpy(place, x, (size_t)count * sizeof *x);
    int places = distinct(place, count);
    if (places < 4 || count < 6)
        return out;
    double low = place[1], high = place[places - 2];
    double turn = parabola_turn(x, y, count, place[0], place[places - 1]);
    out.turn = fmin(fmax(turn, low), high);
    double below = side(x, y, count, out.turn, false, space, &out.below);
    double above = side(x, y, count, out.turn, true, space, &out.above);
    out.p = isnan(below) || isnan(above) ? NAN : fmax(below, above);
    return out;
}
