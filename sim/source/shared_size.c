/* Sizes that features of one block share a part of. */
#include "shared_size.h"

#include <math.h>

#include "chances.h"
#include "factors.h"
#include "normal_size.h"
#include "superpose/calculus.h"
#include "superpose/fault.h"

/* A uniform number has 52 bits: no normal number made of one is further out. */
static const double FAR = 8.2;

static double normal_density(double z)
{
    return exp(-z * z / 2) / sqrt(2 * M_PI);
}

/* The size of feature i that a normal number z makes. */
static double size_at(const struct sp_source *source, int i, double z)
{
    if (source->size->per_feature)
        return (double)sp_normal_size(source, i, z);
    double u = fmin(fmax(sp_above(-z), 0x1p-53), 1 - 0x1p-53);
    return source->scale * source->size->quantile(u, source->sigma);
}

/* E v_i given f_b, summed with even steps: what varies is smooth and falls off as the
   normal density (Trefethen and Weideman 2014, SIAM Rev. 56).  A folded normal law is
   not smooth, but known. */
static double size_given(const struct sp_source *source, double rho, int i, double f)
{
    enum { STEPS = 82 };
    const double step = 2 * FAR / STEPS;
    double shared = sqrt(rho) * f, own = sqrt(1 - rho), sum = 0;
    if (source->size->per_feature)
        return source->scale *
               sp_folded_mean(source->size_mean[i] + source->size_std[i] * shared,
                              source->size_std[i] * own);
    for (int k = 0; k <= STEPS; k++) {
        double e = k * step - FAR;
        sum += step * normal_density(e) * size_at(source, i, shared + own * e);
    }
    return sum;
}

struct pair {
    const struct sp_source *source;
    double rho;
    int i, j;
};

static double product_given(double f, void *context)
{
    const struct pair *p = context;
    double size = size_given(p->source, p->rho, p->i, f), other = size;
    if (p->source->size->per_feature)
        other = size_given(p->source, p->rho, p->j, f);
    return normal_density(f) * size * other;
}

static double ratio_of(const struct sp_source *source, double rho, int i, int j)
{
    struct pair pair = {source, rho, i, j};
    return sp_integral(product_given, &pair, -FAR, FAR) /
           (sp_source_size(source, i) * sp_source_size(source, j));
}

int sp_shared_size_open(const struct sp_source *source, const char *key, double rho,
                        struct sp_shared_size *out)
{
    *out = (struct sp_shared_size){rho, 1};
    if (!(rho > 0))
        return 0;
    if (!(sp_source_size(source, 0) > 0))
        return sp_fault(SP_BAD,
                        "%s: sizes of source.size %s have mean 0; choose a law of "
                        "positive sizes for features whose sizes are correlated",
                        key, source->size->name);
    if (!source->size->per_feature)
        out->ratio = ratio_of(source, rho, 0, 0);
    return 0;
}

/* Entries from FIRST to END are those of one block in one row. */
static void resize(const struct sp_shared_size *shared, const struct sp_source *source,
                   struct sp_chances *c, struct sp_batch *batch, int first, int end)
{
    double f = sqrt(shared->rho) * sp_chance_normal(c), own = sqrt(1 - shared->rho);
    for (int e = first; e < end; e++) {
        double z = f + own * sp_chance_normal(c);
        batch->value[e] = (sp_real)size_at(source, batch->index[e], z);
    }
}

void sp_shared_size_draw(const struct sp_shared_size *shared,
                         const struct sp_source *source, struct sp_lanes *lanes,
                         struct sp_batch *batch)
{
    struct sp_chances c = {.draws = source->draws, .lanes = lanes};
    if (!(shared->rho > 0))
        return;
    for (int b = 0; b < batch->rows; b++)
        for (int first = batch->start[b], end; first < batch->start[b + 1];
             first = end) {
            int block = batch->index[first] / source->block;
            end = first + 1;
            while (end < batch->start[b + 1] &&
                   batch->index[end] / source->block == block)
                end++;
            if (end > first + 1)
                resize(shared, source, &c, batch, first, end);
        }
}

double sp_shared_size_ratio(const struct sp_shared_size *shared,
                            const struct sp_source *source, int i, int j)
{
    if (i == j || !(shared->rho > 0))
        return 1;
    if (!source->size->per_feature)
        return shared->ratio;
    return ratio_of(source, shared->rho, i, j);
}
