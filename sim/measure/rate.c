/* Rate against distortion of x on points x_i with chances P_i; rate.h has what it is.

   For a slope s, replies y_j = x_j with chances q_j, and A_ij = e^(-s (x_i - y_j)^2),

       c_i = sum_j A_ij q_j,   w_j = sum_i P_i A_ij / c_i,

   the point of the curve with slope -s has the q that minimises -sum_i P_i log c_i,
   and there

       D = sum_ij P_i q_j A_ij (x_i - y_j)^2 / c_i,   R = -s D - sum_i P_i log c_i.

   Blahut and Arimoto go q_j <- q_j w_j, and after a thousand steps still are 5e-4 bits
   above the curve.  The problem is convex, with the conditions w_j + z_j = 1 and
   q_j z_j = 0 of Kuhn and Tucker: Newton's steps on them from q_j z_j = mu (an
   interior point method; Nocedal and Wright 2006, Numerical Optimization, chapter 19)
   take some twenty. */
#include "superpose/rate.h"

#include <math.h>
#include <stdbool.h>

#include "superpose/fault.h"
#include "superpose/limits.h"
#include "superpose/linalg.h"

enum { SHARES = 160, POINTS = SHARES + 2, SLOPES = 48, MOST = 60 };

struct search {
    double x[POINTS], chance[POINTS], reply[POINTS]; /* x_i, P_i, q_j */
    double seen[POINTS], gain[POINTS];               /* c_i, w_j */
    double (*matrix)[POINTS];                        /* A, symmetric */
    double s;
    double slack[POINTS];        /* z_j */
    double (*curvature)[POINTS]; /* H */
};

/* 0, the middle of each share of sizes, and the mean, which is but a reply. */
static void place(const struct sp_source *source, double p, struct search *b)
{
    b->chance[0] = 1 - p;
    int last = POINTS - 1;
    b->reply[0] = b->reply[last] = 1.0 / POINTS;
    b->x[last] = 0;
    for (int k = 1; k <= SHARES; k++) {
        b->x[k] = source->size->quantile((k - 0.5) / SHARES, source->sigma);
        b->chance[k] = p / SHARES;
        b->reply[k] = 1.0 / POINTS;
        b->x[last] += b->chance[k] * b->x[k];
    }
}

static double square(double x)
{
    return x * x;
}

static void set_slope(struct search *b, double s)
{
    b->s = s;
    for (int i = 0; i < POINTS; i++)
        for (int j = 0; j < POINTS; j++)
            b->matrix[i][j] = exp(-s * square(b->x[i] - b->x[j]));
}

/* out = A in, by columns, which are also rows; what is nearly 0 is left out. */
static void times(const struct search *b, const double *in, double *restrict out)
{
    for (int i = 0; i < POINTS; i++)
        out[i] = 0;
    for (int j = 0; j < POINTS; j++) {
        const double *row = b->matrix[j];
        for (int i = 0; in[j] > 1e-30 && i < POINTS; i++)
            out[i] += in[j] * row[i];
    }
}

/* c and w of the replies. */
static void look(struct search *b)
{
    double share[POINTS];
    times(b, b->reply, b->seen);
    for (int i = 0; i < POINTS; i++)
        share[i] = b->chance[i] > 0 ? b->chance[i] / b->seen[i] : 0;
    times(b, share, b->gain);
}

/* H = A^T diag(P / c^2) A + diag(z / q), its lower triangle. */
static void fill_curvature(struct search *b)
{
    for (int j = 0; j < POINTS; j++) {
        for (int k = 0; k <= j; k++)
            b->curvature[j][k] = 0;
        b->curvature[j][j] = b->slack[j] / b->reply[j];
    }
    for (int i = 0; i < POINTS; i++) {
        const double *row = b->matrix[i];
        double weight = b->chance[i] > 0 ? b->chance[i] / square(b->seen[i]) : 0;
        for (int j = 0; weight > 0 && j < POINTS; j++)
            for (int k = 0; k <= j; k++)
                b->curvature[j][k] += weight * row[j] * row[k];
    }
}

/* The longest step, up to 1, that keeps x above 0. */
static double room(const double *x, const double *change)
{
    double most = 1;
    for (int j = 0; j < POINTS; j++)
        if (change[j] < 0)
            most = fmin(most, -0.95 * x[j] / change[j]);
    return most;
}

/* A step of Newton's towards 1 - w = z and q z = mu; false where it has no solution. */
static bool step(struct search *b, double mu)
{
    double dq[POINTS], dz[POINTS];
    fill_curvature(b);
    for (int j = 0; j < POINTS; j++)
        dq[j] = b->gain[j] - 1 + mu / b->reply[j];
    sp_solve_positive(b->curvature[0], POINTS, dq, 1);
    if (!isfinite(dq[0]))
        return false;
    for (int j = 0; j < POINTS; j++)
        dz[j] = (mu - b->slack[j] * dq[j]) / b->reply[j] - b->slack[j];
    double q = room(b->reply, dq), z = room(b->slack, dz);
    for (int j = 0; j < POINTS; j++) {
        b->reply[j] += q * dq[j];
        b->slack[j] += z * dz[j];
    }
    look(b);
    return true;
}

/* From all replies alike, while mu falls. */
static void settle(struct search *b)
{
    const double enough = 1e-8;
    double gap = 1;
    for (int j = 0; j < POINTS; j++) {
        b->reply[j] = 1.0 / POINTS;
        b->slack[j] = 1;
    }
    look(b);
    for (int t = 0; t < MOST && gap > enough && step(b, gap / POINTS / 10); t++) {
        gap = 0;
        for (int j = 0; j < POINTS; j++)
            gap += b->reply[j] * b->slack[j];
    }
}

static struct sp_rate_point point_at(struct search *b, double v)
{
    double error = 0, rate = 0;
    times(b, b->reply, b->seen);
    for (int i = 0; i < POINTS; i++) {
        double sum = 0, c = b->seen[i];
        for (int j = 0; j < POINTS; j++)
            sum += b->reply[j] * b->matrix[i][j] * square(b->x[i] - b->x[j]);
        error += c > 0 ? b->chance[i] * sum / c : 0;
        rate -= c > 0 ? b->chance[i] * log(c) : 0;
    }
    rate -= b->s * error;
    return (struct sp_rate_point){log(error / v), rate / M_LN2, -b->s * error / M_LN2};
}

/* The variance of what is on the points. */
static double spread(const struct search *b)
{
    double mean = 0, sum = 0;
    for (int i = 0; i < POINTS; i++) {
        mean += b->chance[i] * b->x[i];
        sum += b->chance[i] * square(b->x[i]);
    }
    return sum - mean * mean;
}

/* Slopes s v from 512 down, closer where replies come and go, until nothing is said; v
   itself is the last point. */
static void fill(struct search *b, double v, struct sp_rate *out)
{
    double sv = 512;
    for (int k = 0; k < SLOPES; k++) {
        set_slope(b, sv / v);
        settle(b);
        struct sp_rate_point at = point_at(b, v);
        if (at.bits < 1e-5)
            break;
        if (isfinite(at.log_error))
            out->point[out->count++] = at;
        sv /= sv > 4 ? 2 : pow(2, 0.25);
    }
    out->point[out->count++] = (struct sp_rate_point){0};
}

struct sp_rate sp_rate_make(struct sp_arena *a, const struct sp_source *source,
                            double p)
{
    sp_require(p > 0 && p <= 1);
    struct sp_rate out = {0};
    struct search *b = SP_TAKE(a, 1, struct search);
    b->matrix = sp_arena_take(a, POINTS, sizeof *b->matrix);
    b->curvature = sp_arena_take(a, POINTS, sizeof *b->curvature);
    if (source->size->per_feature)
        return out;
    place(source, p, b);
    double v = spread(b);
    out.point = SP_TAKE(a, SLOPES + 1, struct sp_rate_point);
    if (v > 1e-12 * square(b->x[SHARES]))
        fill(b, v, &out);
    return out;
}

/* Hermite's cubic of bits in log D. */
static double between(const struct sp_rate_point *low, const struct sp_rate_point *high,
                      double x)
{
    double h = high->log_error - low->log_error, t = (x - low->log_error) / h;
    double u = 1 - t;
    return u * u * ((1 + 2 * t) * low->bits + t * h * low->slope) +
           t * t * ((1 + 2 * u) * high->bits - u * h * high->slope);
}

/* Between the last point and D = v bits and D lie on a straight line. */
double sp_rate_bits(const struct sp_rate *rate, double nmse)
{
    const struct sp_rate_point *at = rate->point;
    int last = rate->count - 1, k = 0;
    if (last < 1 || isnan(nmse))
        return NAN;
    if (nmse >= 1)
        return 0;
    double x = log(fmax(nmse, 1e-30));
    if (x < at->log_error)
        return at->bits + at->slope * (x - at->log_error);
    while (at[k + 1].log_error < x)
        k++;
    if (k == last - 1)
        return at[k].bits * (1 - nmse) / (1 - exp(at[k].log_error));
    double bits = between(&at[k], &at[k + 1], x);
    return fmin(fmax(bits, at[k + 1].bits), at[k].bits);
}

static double entropy(double p)
{
    return p < 1 ? -p * log2(p) - (1 - p) * log2(1 - p) : 0;
}

static double size_variance(const struct sp_source *source)
{
    double mean = source->size->mean(source->sigma);
    return source->size->square(source->sigma) - mean * mean;
}

/* v at scale 1, p s^2 + p (1 - p) (E size)^2. */
static double variance(const struct sp_source *source, double p)
{
    double mean = source->size->mean(source->sigma);
    return p * size_variance(source) + p * (1 - p) * mean * mean;
}

double sp_rate_least(const struct sp_source *source, double p, double nmse)
{
    double power = sp_entropy_power(source);
    double bits = p / 2 * log2(p * power / (nmse * variance(source, p)));
    return isnan(power) ? power : fmax(bits, 0);
}

double sp_rate_most(const struct sp_source *source, double p, double nmse)
{
    double spread = size_variance(source), v = variance(source, p);
    double apart = entropy(p) + fmax(p / 2 * log2(p * spread / (nmse * v)), 0);
    double bits = fmin(apart, fmax(log2(1 / nmse) / 2, 0));
    return source->size->per_feature ? (double)NAN : bits;
}

double sp_rate_load(double snr, double bits)
{
    return log2(1 + snr) / 2 / bits;
}
