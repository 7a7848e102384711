/* From sums over examples to scores.  For latent i and feature j, over B rows,

       P = TP / (TP + FP)    R = TP / (TP + FN)    F1 = 2 P R / (P + R)
       r = (E f a - E f E a) / sqrt(Var f Var a)

   each 0 where it is undefined, so that a dead latent counts 0 in a mean over all
   latents (but for accuracy: it is right whenever its feature is off). */
#include <string.h>

#include "superpose/detect.h"
#include "superpose/fault.h"

static double ratio(double over, double under)
{
    return under > 0 ? over / under : 0;
}

struct sp_detection sp_detection_of(double rows, double on, double true_on, double both)
{
    double P = ratio(both, on), R = ratio(both, true_on);
    return (struct sp_detection){P, R, ratio(2 * P * R, P + R),
                                 ratio(rows - on - true_on + 2 * both, rows)};
}

static struct sp_detection of_pair(const struct sp_detect *c, int i, int p)
{
    return sp_detection_of(c->rows, c->on[i], c->true_on[c->feature[p]], c->hits[p]);
}

/* Its nearest feature comes first, unless it has no direction. */
struct sp_detection sp_detect_latent(const struct sp_detect *c, int i)
{
    if (c->start[i] == c->start[i + 1])
        return (struct sp_detection){0};
    return of_pair(c, i, c->start[i]);
}

struct sp_detection sp_detect_feature(const struct sp_detect *c,
                                      const struct sp_recovery *r, int j)
{
    int i = r->latent[j];
    for (int p = i < 0 ? 0 : c->start[i]; i >= 0 && p < c->start[i + 1]; p++)
        if (c->feature[p] == j)
            return of_pair(c, i, p);
    return (struct sp_detection){0};
}

struct sp_detection sp_detect_best(const struct sp_detect *c, int j, int *latent)
{
    struct sp_detection best = {0};
    sp_require(c->both);
    *latent = -1;
    for (int i = 0; i < c->k; i++) {
        struct sp_detection each =
            sp_detection_of(c->rows, c->on[i], c->true_on[j],
                            c->both[(size_t)i * (size_t)c->n + (size_t)j]);
        if (each.f1 > best.f1) {
            best = each;
            *latent = i;
        }
    }
    return best;
}

static void add(struct sp_detection *sum, struct sp_detection one, int of)
{
    sum->precision += one.precision / of;
    sum->recall += one.recall / of;
    sum->f1 += one.f1 / of;
    sum->accuracy += one.accuracy / of;
}

static double variance(double rows, double sum, double square)
{
    return square / rows - sum / rows * (sum / rows);
}

/* Var / E v^2 below which a variance is rounding. */
static const double ROUNDING = 1e-13;

static double correlation(const struct sp_detect *c, int i, int j)
{
    double B = c->rows;
    double f = variance(B, c->sum[i], c->square[i]);
    double a = variance(B, c->true_sum[j], c->true_square[j]);
    double both = c->cross[(size_t)i * (size_t)c->n + (size_t)j] / B -
                  c->sum[i] / B * (c->true_sum[j] / B);
    if (!(f > ROUNDING * c->square[i] / B && a > ROUNDING * c->true_square[j] / B))
        return 0;
    return both / sqrt(f * a);
}

static double code_mcc(struct sp_detect *c, struct sp_cosines *cosines)
{
    if (!c->cross)
        return NAN;
    int pairs = c->k < c->n ? c->k : c->n;
    double sum = 0;
    for (int i = 0; i < c->k; i++)
        for (int j = 0; j < c->n; j++)
            c->gain[(size_t)i * (size_t)c->n + (size_t)j] =
                (sp_real)correlation(c, i, j);
    sp_assign(cosines->assign, c->gain, c->k, c->n, (size_t)c->n, true,
              cosines->column);
    for (int i = 0; i < c->k; i++)
        if (cosines->column[i] >= 0)
            sum += fabs(correlation(c, i, cosines->column[i]));
    return sum / pairs;
}

/* exp of the entropy of the shares of MASS; 0 where nothing is on. */
static double effective(const double *mass, int k)
{
    double all = 0, entropy = 0;
    for (int i = 0; i < k; i++)
        all += mass[i];
    for (int i = 0; i < k; i++)
        if (mass[i] > 0)
            entropy -= mass[i] / all * log(mass[i] / all);
    return all > 0 ? exp(entropy) : 0;
}

static void measure_reconstruction(const struct sp_detect *c,
                                   struct sp_detect_score *out)
{
    double mean2 = 0, error2 = 0;
    for (int q = 0; q < c->d; q++) {
        mean2 += c->x_sum[q] / c->rows * (c->x_sum[q] / c->rows);
        error2 += c->e_sum[q] / c->rows * (c->e_sum[q] / c->rows);
    }
    double spread = c->x_square / c->rows - mean2, error = c->e_square / c->rows;
    out->explained = 1 - error / spread;
    out->explained_centred = 1 - (error - error2) / spread;
    out->shrinkage = ratio(c->ratio, c->ratio_rows);
    out->bias = c->product != 0 ? c->y_square / c->product : 0;
}

void sp_detect_measure(struct sp_detect *c, struct sp_cosines *cosines,
                       const struct sp_recovery *r, double dense,
                       struct sp_detect_score *out)
{
    *out = (struct sp_detect_score){.mcc = code_mcc(c, cosines)};
    for (int i = 0; i < c->k; i++) {
        add(&out->latents, sp_detect_latent(c, i), c->k);
        out->dead += !(c->on[i] > 0);
        out->dense += c->on[i] > dense * c->rows;
    }
    int seen = 0;
    for (int j = 0; j < c->n; j++)
        seen += c->true_on[j] > 0;
    for (int j = 0; j < c->n; j++)
        if (c->true_on[j] > 0)
            add(&out->features, sp_detect_feature(c, r, j), seen);
    out->l0_true = c->l0_true / c->rows;
    out->l0 = c->l0 / c->rows;
    out->l0_tolerant = c->l0_tolerant / c->rows;
    measure_reconstruction(c, out);
    out->effective = effective(c->mass, c->k);
    out->psi = out->effective / c->d;
}
