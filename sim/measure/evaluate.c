/* A net on unseen data.  With L_b the loss of row b, the loss is the mean of B of them
   and its standard error sqrt((mean L_b^2 - (mean L_b)^2) / (B - 1)). */
#include "superpose/evaluate.h"

#include <string.h>

enum {
    BATCH = 4096,         /* rows at a time: the work space stays small, the code hot */
    FIRST_LOOK = 1 << 14, /* rows before the first chance to stop */
    SHOWN = 100,          /* a feature expected so often has shown itself */
    NODES = 1 << 13       /* of the quadrature for E|v| */
};

static double standard_error(const struct sp_tally *tally)
{
    double mean = tally->loss / tally->rows;
    double variance = tally->loss_square / tally->rows - mean * mean;
    return sqrt(fmax(variance, 0) / (tally->rows - 1));
}

/* A standard error cannot know of features that never were on.  What is at stake with
   those expected fewer than SHOWN times is what dropping costs: sum_i I_i E x_i^2. */
static double at_stake(const struct sp_source *source, double rows)
{
    double sum = 0;
    for (int i = 0; i < source->n; i++) {
        double mean = sp_source_mean(source, i);
        if (source->density[i] * rows < SHOWN)
            sum +=
                source->importance[i] * (sp_source_variance(source, i) + mean * mean);
    }
    return sum;
}

/* A loss that is not finite will not become so. */
static bool enough(const struct sp_source *source, const struct sp_tally *tally,
                   double error)
{
    double loss = tally->loss / tally->rows;
    if (!isfinite(loss))
        return true;
    return error > 0 && standard_error(tally) <= error * loss &&
           at_stake(source, tally->rows) <= error * loss;
}

void sp_evaluate(struct sp_arena *a, const struct sp_source *source, struct sp_net *net,
                 uint64_t seed, int rows, int most, double error,
                 struct sp_evaluation *out)
{
    int width = rows < BATCH ? rows : BATCH;
    bool tiles = sp_net_tiles(net, source->row_mean / source->n);
    struct sp_batch batch = sp_source_batch(a, source, width, tiles);
    struct sp_lanes lanes = sp_lanes_make(seed, SP_USE_TEST);
    struct sp_tally tally = {.square_error = SP_TAKE(a, net->n, double)};
    int look = FIRST_LOOK;
    for (int seen = 0; seen < most; seen += batch.rows) {
        if (seen >= look) {
            if (enough(source, &tally, error))
                break;
            look = look < most / 2 ? 2 * look : most;
        }
        batch.rows = most - seen < width ? most - seen : width;
        sp_source_draw(source, &lanes, &batch);
        net->kind->tally(net, &batch, &tally);
    }
    for (int i = 0; i < net->n; i++)
        tally.square_error[i] /= tally.rows;
    *out = (struct sp_evaluation){tally.rows, tally.loss / tally.rows,
                                  standard_error(&tally), tally.square_error};
}

bool sp_target_absolute(const struct sp_net *net)
{
    return strcmp(net->kind->self.name, "absolute") == 0;
}

/* E|v| at scale 1.  For a law with both signs it is int_0^1 |Q(u)| du over the quantile
   function Q, by midpoints in t with u = 3 t^2 - 2 t^3, which tames the tails. */
static double mean_size(const struct sp_source *source)
{
    const struct sp_size_law *law = source->size;
    if (law->quantile(0x1p-52, source->sigma) >= 0)
        return law->mean(source->sigma);
    double sum = 0;
    for (int k = 0; k < NODES; k++) {
        double t = (k + 0.5) / NODES;
        double u = t * t * (3 - 2 * t);
        sum += 6 * t * (1 - t) * fabs(law->quantile(u, source->sigma));
    }
    return sum / NODES;
}

void sp_target_variances(const struct sp_source *source, const struct sp_net *net,
                         double *out)
{
    bool absolute = sp_target_absolute(net);
    double size = absolute ? source->scale * mean_size(source) : 0;
    for (int i = 0; i < source->n; i++) {
        double mean = sp_source_mean(source, i);
        out[i] = source->unit_norm ? NAN : sp_source_variance(source, i);
        if (absolute)
            out[i] += mean * mean - pow(source->density[i] * size, 2);
    }
}
