/* What the passes of a bottleneck net share: one group of rows in work. */
#ifndef SUPERPOSE_BOTTLENECK_INSIDE_H
#define SUPERPOSE_BOTTLENECK_INSIDE_H

#include <string.h>

#include "superpose/bottleneck.h"

/* Rows with no active feature: y = g(b), where g is ReLU or the identity, and only b
   has a gradient.  Adds ROWS of them, over outputs first .. end - 1, to bias_slope (n,
   SP_HALF); gives LOSS with theirs added. */
double sp_empty_slope(const struct sp_bottleneck_law *law, const sp_real *bias,
                      const sp_real *weight, int first, int end, double rows,
                      double loss, sp_real *bias_slope);

/* The same, forward only. */
void sp_empty_tally(const struct sp_bottleneck_law *law, const struct sp_net *net,
                    const sp_real *bias, double rows, struct sp_tally *out);

/* The errors (SP_TILE) of output i over the first `rows` samples of a tile, in double;
   loss (rows) takes each sample's. */
static inline void sp_add_errors(const struct sp_net *net, int i, const sp_real *error,
                                 int rows, double *loss, struct sp_tally *out)
{
    double sum = 0, importance = net->importance[i];
    for (int s = 0; s < rows; s++) {
        double e = (double)error[s];
        loss[s] += importance * (e * e);
        sum += e * e;
    }
    out->square_error[i] += sum;
}

/* The sum of SP_HALF lanes, in a fixed order. */
static inline sp_real sp_sum_lanes(const sp_real *lanes)
{
    sp_real sum[SP_HALF];
    memcpy(sum, lanes, sizeof sum);
    for (int half = SP_HALF / 2; half > 0; half /= 2)
        for (int l = 0; l < half; l++)
            sum[l] += sum[l + half];
    return sum[0];
}

enum { SP_BLOCK = 48 }; /* outputs whose deltas stay in the first cache */

/* Rows of a batch that have an entry are numbered without gaps; a group is some of
   them, in pairs of tiles. */
struct sp_pass {
    struct sp_bottleneck *b;
    struct sp_net *net;
    const struct sp_batch *batch;
    int active;      /* rows with an entry */
    int first, rows; /* of the group */
    bool begin, end; /* it is the first, the last group */
    double share;    /* of what is on in the first tile, where there are tiles */
};

/* Lists the rows that have an entry, and shows the kernels the parameters as they are
   now.  The pass has no group yet. */
struct sp_pass sp_pass_begin(struct sp_net *net, const struct sp_batch *batch);

/* Rows of a pair of the group: SP_PAIR, or fewer in the last. */
int sp_pass_rows(const struct sp_pass *pass, int pair);

/* Tile t of a pair: x (n, SP_TILE). */
const sp_real *sp_pass_tile(const struct sp_pass *pass, int pair, int t);

/* `count` features of a pair of tiles from i on, marked in on (count, 2). */
struct sp_marked sp_pass_mark(const struct sp_pass *pass, int pair, int i, int count,
                              uint32_t *on);

/* h of a pair, in lanes and in rows, for sp_crew_run; context is the pass. */
void sp_pass_encode(void *context, int pair);

/* Sets the part's cursors to the entries of features from `first` on. */
void sp_pass_seek(const struct sp_pass *pass, struct sp_bottleneck_part *part,
                  int first);

/* Targets of a pair for outputs first .. end - 1, which the cursors point at, where
   the decode of a tile finds them. */
void sp_pass_fill(const struct sp_pass *pass, struct sp_bottleneck_part *part, int pair,
                  int first, int end);

/* The decode of `count` outputs from i on, over a tile of a pair, in the chunk of
   outputs from `first` on. */
struct sp_decode sp_pass_decode(const struct sp_pass *pass,
                                const struct sp_bottleneck_part *part, int pair,
                                int tile, int first, int i, int count);

#endif
