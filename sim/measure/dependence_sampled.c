/* The dependence of features as drawn rows show it; see dependence.h.

   With d_i = x_i - E x_i, S_b its sum over block b and S over all, a row has

       sum over pairs within blocks of d_i d_j = (sum_b S_b^2 - sum_i d_i^2) / 2
       sum over the other pairs                = (S^2 - sum_b S_b^2) / 2,

   where blocks and features that are off are summed once for all rows. */
#include "superpose/dependence.h"
#include "superpose/fault.h"
#include "superpose/stats.h"

enum { PARTS = 20, BATCH = 1000 };

/* Sums over rows. */
struct sums {
    double rows, active, square, triples;
    double within[2], between[2]; /* of events, of values */
};

static void add_pairs(const struct sp_side *side, const struct sp_batch *batch, int b,
                      int g, struct sums *sums)
{
    double all = -side->total, blocks = side->block_squares, own = side->squares;
    double here = 0;
    for (int e = batch->start[b], end = batch->start[b + 1]; e < end; e++) {
        int i = batch->index[e];
        double x = side->values ? (double)batch->value[e] : 1;
        all += x;
        here += x;
        own += x * x - 2 * x * side->mean[i];
        if (e + 1 == end || batch->index[e + 1] / g != i / g) {
            blocks += here * here - 2 * here * side->block[i / g];
            here = 0;
        }
    }
    sums->within[side->values] += (blocks - own) / 2;
    sums->between[side->values] += (all * all - blocks) / 2;
}

static void add_triples(const struct sp_batch *batch, int b, int g, struct sums *sums)
{
    double k = 0;
    for (int e = batch->start[b], end = batch->start[b + 1]; e < end; e++) {
        k++;
        if (e + 1 == end || batch->index[e + 1] / g != batch->index[e] / g) {
            sums->triples += k * (k - 1) * (k - 2) / 6;
            k = 0;
        }
    }
}

/* What some rows say of everything. */
static void conclude(const struct sp_source *source, int g, const struct sp_side *side,
                     const struct sums *s, double out[SP_DEPENDENCES])
{
    double rows = s->rows, p = source->row_mean / source->n;
    double unscaled = source->unit_norm ? NAN : 1;
    out[SP_L0_MEAN] = s->active / rows;
    out[SP_L0_VARIANCE] = s->square / rows;
    out[SP_PHI_WITHIN] = s->within[0] / rows / side[0].within;
    out[SP_PHI_BETWEEN] = s->between[0] / rows / side[0].between;
    out[SP_VALUE_WITHIN] = unscaled * s->within[1] / rows / side[1].within;
    out[SP_VALUE_BETWEEN] = unscaled * s->between[1] / rows / side[1].between;
    out[SP_TRIPLE_WITHIN] = s->triples / rows / sp_triples(source->n, g) / p;
    out[SP_MASK_ENTROPY] = NAN;
}

static struct sums look(const struct sp_source *source, int g,
                        const struct sp_side *side, struct sp_lanes *lanes,
                        struct sp_batch *batch, int rows)
{
    struct sums sums = {.rows = rows};
    for (int done = 0; done < rows; done += batch->rows) {
        batch->rows = rows - done < BATCH ? rows - done : BATCH;
        sp_source_draw(source, lanes, batch);
        for (int b = 0; b < batch->rows; b++) {
            double active = batch->start[b + 1] - batch->start[b];
            double above = active - source->row_mean;
            sums.active += active;
            sums.square += above * above;
            add_pairs(&side[0], batch, b, g, &sums);
            add_pairs(&side[1], batch, b, g, &sums);
            add_triples(batch, b, g, &sums);
        }
    }
    return sums;
}

void sp_dependence_sampled(struct sp_arena *a, const struct sp_source *source, int g,
                           uint64_t seed, int rows, double out[SP_DEPENDENCES],
                           double error[SP_DEPENDENCES])
{
    sp_require(rows >= PARTS);
    struct sp_side side[2] = {sp_side_make(a, source, g, false),
                              sp_side_make(a, source, g, true)};
    struct sp_batch batch = sp_source_batch(a, source, BATCH, false);
    struct sp_lanes lanes = sp_lanes_make(seed, SP_USE_TEST);
    double part[SP_DEPENDENCES][PARTS], one[SP_DEPENDENCES];
    for (int t = 0; t < PARTS; t++) {
        struct sums sums = look(source, g, side, &lanes, &batch, rows / PARTS);
        conclude(source, g, side, &sums, one);
        for (int k = 0; k < SP_DEPENDENCES; k++)
            part[k][t] = one[k];
    }
    for (int k = 0; k < SP_DEPENDENCES; k++) {
        out[k] = sp_mean(part[k], PARTS);
        error[k] = sp_deviation(part[k], PARTS) / sqrt(PARTS);
    }
}
