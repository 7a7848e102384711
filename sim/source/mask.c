/* Independent candidates, in time proportional to how many are on.

   Neighbours with similar probabilities form a run, and a run is drawn for all rows at
   once.  Where its largest probability q is small, the number of candidates between two
   hits is geometric, floor(log u / log(1 - q)) for uniform u, across the ends of rows
   (Devroye 1986, section X.2), and a hit of candidate i survives with probability
   p_i / q.  Where q is large, every candidate is compared with a uniform number.  With
   several runs, the hits are then ordered by row in one counting sort; runs come in
   ascending order, and so do the candidates of a row. */
#include "superpose/source.h"

#include <math.h>

#include "superpose/fault.h"

struct run {
    int first, width;
    double most;     /* its largest probability */
    double per_log;  /* 1 / log(1 - most) */
    bool dense, all; /* all: every candidate has probability most */
};

struct sp_mask {
    int count, runs;
    struct run *run; /* (runs) */
    const double *p; /* (count) */
    const struct sp_draws *draws;
    const uint64_t *ceiling; /* (count) p in units of 2^-32; NULL: no run is dense */
};

/* Where the run that begins at FIRST ends: as long as at least half of its candidates
   would survive, so that a draw never looks at more than twice what is on. */
static struct run run_from(const double *p, int first, int count)
{
    struct run run = {.first = first, .most = p[first], .all = true};
    double sum = 0, most = p[first];
    for (int i = first; i < count; i++) {
        most = p[i] > most ? p[i] : most;
        sum += p[i];
        if ((i - first + 1) * most > 2 * sum)
            break;
        run.all = run.all && p[i] == p[first];
        run.most = most;
        run.width = i - first + 1;
    }
    run.dense = run.most > SP_SOURCE_DENSE;
    run.per_log = 1 / log1p(-run.most);
    return run;
}

static const uint64_t *ceilings(struct sp_arena *a, const double *p, int count)
{
    uint64_t *ceiling = SP_TAKE(a, count, uint64_t);
    for (int i = 0; i < count; i++)
        ceiling[i] = (uint64_t)ceil(p[i] * 0x1p32);
    return ceiling;
}

struct sp_mask *sp_mask_make(struct sp_arena *a, const double *p, int count)
{
    struct sp_mask *mask = SP_TAKE(a, 1, struct sp_mask);
    *mask = (struct sp_mask){.count = count, .p = p, .draws = sp_draws_best()};
    for (int i = 0; i < count; i++)
        sp_require(p[i] >= 0x1p-52 && p[i] <= 1); /* skips then fit 64 bits */
    for (int i = 0; i < count; mask->runs++)
        i += run_from(p, i, count).width;
    mask->run = SP_TAKE(a, mask->runs, struct run);
    for (int i = 0, r = 0; i < count; i += mask->run[r++].width) {
        mask->run[r] = run_from(p, i, count);
        if (mask->run[r].dense && !mask->ceiling)
            mask->ceiling = ceilings(a, p, count);
    }
    return mask;
}

/* Of the hits behind COUNT, keeps candidate i with probability p_i / most. */
static int thin(const struct sp_mask *mask, const struct run *run,
                struct sp_lanes *lanes, const struct sp_batch *batch, int count,
                int hits)
{
    for (int first = count, end = count + hits; first < end; first += SP_LANES) {
        _Alignas(64) double u[SP_LANES];
        mask->draws->uniform(lanes, 1, u);
        for (int l = 0; l < SP_LANES && first + l < end; l++) {
            int row = batch->row[first + l], column = batch->column[first + l];
            batch->row[count] = row;
            batch->column[count] = column;
            count += u[l] * run->most < mask->p[column];
        }
    }
    return count;
}

/* Both ways of drawing write the hits of a run behind the COUNT that are there, and
   give how many there are then. */
static int draw_skipping(const struct sp_mask *mask, const struct run *run,
                         struct sp_lanes *lanes, const struct sp_batch *batch,
                         int count)
{
    struct sp_skip table = {.density = run->most,
                            .per_log = run->per_log,
                            .rows = batch->rows,
                            .width = run->width,
                            .first = run->first,
                            .at = -1};
    while (table.at < (double)batch->rows * run->width) {
        sp_require(count <= batch->room);
        table.room = batch->room - count;
        table.row = batch->row + count;
        table.column = batch->column + count;
        int hits = mask->draws->skip(lanes, &table);
        count = run->all ? count + hits : thin(mask, run, lanes, batch, count, hits);
    }
    sp_require(count <= batch->room);
    return count;
}

/* The rows of a tile are compared at once, candidate by candidate. */
static int draw_comparing(const struct sp_mask *mask, const struct run *run,
                          struct sp_lanes *lanes, const struct sp_batch *batch,
                          int count)
{
    for (int row = 0; row < batch->rows; row += SP_TILE) {
        int left = batch->rows - row;
        uint32_t there = left < SP_TILE ? (1u << left) - 1 : UINT32_MAX;
        for (int i = run->first; i < run->first + run->width; i++) {
            uint32_t on;
            mask->draws->masks(lanes, &mask->ceiling[i], 1, &on);
            for (on &= there; on; on &= on - 1) {
                batch->row[count] = row + __builtin_ctz(on);
                batch->column[count++] = i;
            }
            sp_require(count <= batch->room);
        }
    }
    return count;
}

/* A counting sort by row that keeps the order within a row. */
static void sort_by_row(struct sp_batch *batch, int count)
{
    int *start = batch->start;
    for (int b = 0; b <= batch->rows; b++)
        start[b] = 0;
    for (int k = 0; k < count; k++)
        start[batch->row[k]]++;
    for (int b = 0, before = 0; b <= batch->rows; b++) {
        int here = start[b];
        start[b] = before;
        before += here;
    }
    for (int k = 0; k < count; k++)
        batch->index[start[batch->row[k]]++] = batch->column[k];
    for (int b = batch->rows; b > 0; b--)
        start[b] = start[b - 1];
    start[0] = 0;
}

void sp_mask_draw(const struct sp_mask *mask, struct sp_lanes *lanes,
                  struct sp_batch *batch)
{
    int count = 0;
    for (int r = 0; r < mask->runs; r++) {
        const struct run *run = &mask->run[r];
        count = run->dense ? draw_comparing(mask, run, lanes, batch, count)
                           : draw_skipping(mask, run, lanes, batch, count);
    }
    sort_by_row(batch, count);
}

/* Backwards, so that nothing is overwritten before it is read. */
void sp_mask_spread(struct sp_batch *batch, int g)
{
    int sets = batch->start[batch->rows];
    sp_require(sets <= batch->room / g);
    for (int k = sets - 1; k >= 0; k--) {
        int first = batch->index[k] * g;
        for (int member = g - 1; member >= 0; member--)
            batch->index[k * g + member] = first + member;
    }
    for (int b = 0; b <= batch->rows; b++)
        batch->start[b] *= g;
}
