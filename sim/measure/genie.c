/* A loss that no decoder of m linear numbers gets below, even when a genie tells it who
   is on; the formula is in limits.h.

   Given that K > m are on, with independent sizes of differential entropy h and
   variance s^2, the m numbers show a projection of rank r <= m of them, whose entropy
   is at most that of a normal law, r/2 log(2 pi e s^2).  So K - r directions
   keep an entropy of at least K h - r/2 log(2 pi e s^2), and their squared error is at
   least K - r times the power e^(2 entropy / (K - r)) / (2 pi e) (Cover and Thomas
   2006, Elements of Information Theory, theorem 8.6.6).  It is least for r = m. */
#include <math.h>
#include <string.h>

#include "superpose/arena.h"
#include "superpose/limits.h"

double sp_entropy_power(const struct sp_source *source)
{
    const char *law = source->size->name;
    double unit = 1 / (2 * M_PI * M_E), sigma = source->sigma;
    if (!strcmp(law, "constant"))
        return 0;
    if (!strcmp(law, "uniform"))
        return unit;
    if (!strcmp(law, "signed_uniform"))
        return 4 * unit;
    if (!strcmp(law, "exponential"))
        return M_E * M_E * unit;
    if (!strcmp(law, "half_normal"))
        return 0.25;
    return strcmp(law, "log_normal") ? (double)NAN : sigma * sigma;
}

static double size_variance(const struct sp_source *source)
{
    double mean = source->size->mean(source->sigma);
    return source->size->square(source->sigma) - mean * mean;
}

/* P(k are on), k below ROOM. */
struct law {
    int room, most; /* more than MOST are never on */
    double *chance, *next;
};

/* Adds a block of which k are on with probability PART[k], k <= g. */
static void add_block(struct law *law, const double *part, int g)
{
    int top = law->room - 1, most = law->most + g < top ? law->most + g : top;
    for (int k = 0; k <= most; k++) {
        double sum = 0;
        for (int j = k > law->most ? k - law->most : 0; j <= (k < g ? k : g); j++)
            sum += part[j] * law->chance[k - j];
        law->next[k] = sum;
    }
    double *old = law->chance;
    law->chance = law->next;
    law->next = old;
    law->most = most;
}

/* What lies twelve deviations above the mean is left out, which makes the bound
   smaller. */
static struct law row_law(struct sp_arena *a, const struct sp_source *source)
{
    double far = source->row_mean + 12 * sqrt(source->row_variance) + 30;
    int room = far < source->n ? (int)far + 1 : source->n + 1;
    struct law law = {.room = room,
                      .chance = SP_TAKE(a, room, double),
                      .next = SP_TAKE(a, room, double)};
    law.chance[0] = 1;
    return law;
}

/* How many are on of independent features or of exchangeable blocks; false where that
   is not known or is more than a moment's work. */
static bool fill(struct sp_arena *a, const struct sp_source *source, struct law *law)
{
    enum { MOST = 1 << 26 };
    int g = source->block;
    *law = row_law(a, source);
    if (source->n % g || (g < source->n && (double)source->n * law->room > MOST))
        return false;
    for (int i = 0; i < source->n; i += g) {
        const double alone[] = {1 - source->density[i], source->density[i]};
        bool known = g > 1 && source->kind->counts;
        const double *part = g == 1  ? alone
                             : known ? source->kind->counts(source, i)
                                     : NULL;
        if (!part)
            return false;
        add_block(law, part, g);
    }
    return true;
}

/* Sizes of features that are on together are independent and of one law. */
static bool is_plain(const struct sp_source *source)
{
    bool shared = source->kind->ratio && source->block > 1 &&
                  source->kind->ratio(source, 0, 1) != 1;
    return !shared && !source->unit_norm && !source->size->per_feature;
}

double sp_genie_loss(struct sp_arena *a, const struct sp_source *source, int m)
{
    double power = sp_entropy_power(source), ratio = power / size_variance(source);
    struct law law;
    if (!is_plain(source) || !fill(a, source, &law))
        return NAN;
    double sum = 0;
    for (int k = m + 1; power > 0 && k <= law.most; k++)
        sum += law.chance[k] * (k - m) * power * pow(ratio, (double)m / (k - m));
    return source->scale * source->scale * sum;
}
