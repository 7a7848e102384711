/* What the passes of a bottleneck net share: one group of rows in work. */
#ifndef SUPERPOSE_BOTTLENECK_INSIDE_H
#define SUPERPOSE_BOTTLENECK_INSIDE_H

#include "superpose/bottleneck.h"

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

/* Targets of a pair for outputs first .. end - 1, which the cursors point at, where the
   decode of a tile finds them. */
void sp_pass_fill(const struct sp_pass *pass, struct sp_bottleneck_part *part, int pair,
                  int first, int end);

/* The decode of `count` outputs from i on, over a tile of a pair, in the chunk of
   outputs from `first` on. */
struct sp_decode sp_pass_decode(const struct sp_pass *pass,
                                const struct sp_bottleneck_part *part, int pair,
                                int tile, int first, int i, int count);

#endif
