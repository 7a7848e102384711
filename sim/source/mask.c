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

/* Above this a comparison for each candidate is cheaper than a skip for each hit: the
   logarithm of one skip takes as long as about six comparisons. */
static const double dense = 1.0 / 6;

struct run {
    int first, width;
    double most;     /* its largest probability */
    double per_log;  /* 1 / log(1 - most) */
    bool dense, all; /* all: every candidate has probability most */
};

struct sp_mask {
    int count, runs;
    struct run *run;         /* (runs) */
    const double *p;         /* (count) */
    const uint64_t *ceiling; /* (count) p in units of 2^-53; NULL: no run is dense */
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
    run.dense = run.most > dense;
    run.per_log = 1 / log1p(-run.most);
    return run;
}

static const uint64_t *ceilings(struct sp_arena *a, const double *p, int count)
{
    uint64_t *ceiling = SP_TAKE(a, count, uint64_t);
    for (int i = 0; i < count; i++)
        ceiling[i] = (uint64_t)ceil(p[i] * 0x1p53);
    return ceiling;
}

struct sp_mask *sp_mask_make(struct sp_arena *a, const double *p, int count)
{
    struct sp_mask *mask = SP_TAKE(a, 1, struct sp_mask);
    *mask = (struct sp_mask){.count = count, .p = p};
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

/* How many candidates stay off before the next hit. */
static int64_t gap(const struct run *run, struct sp_rng *rng)
{
    return (int64_t)(sp_log(sp_rng_open(rng)) * run->per_log);
}

/* Both ways of drawing write the hits of a run behind the COUNT that are there, row by
   row, and give how many there are then. */
static int draw_skipping(const struct sp_mask *mask, const struct run *run,
                         struct sp_rng *state, const struct sp_batch *batch, int count)
{
    struct sp_rng rng = *state;
    const double *p = mask->p + run->first;
    int64_t row = 0, at = -1;
    for (;;) {
        at += 1 + gap(run, &rng);
        if (at >= run->width) {
            row += at / run->width;
            at %= run->width;
        }
        if (row >= batch->rows)
            break;
        batch->entry[count] = (struct sp_entry){(int)row, run->first + (int)at};
        count += run->all || sp_rng_uniform(&rng) * run->most < p[at];
        sp_require(count <= batch->room);
    }
    *state = rng;
    return count;
}

/* Hits and misses are written alike, in pieces no longer than the batch's slack. */
static int draw_comparing(const struct sp_mask *mask, const struct run *run,
                          struct sp_rng *state, const struct sp_batch *batch, int count)
{
    struct sp_rng rng = *state;
    int end = run->first + run->width;
    for (int row = 0; row < batch->rows; row++) {
        for (int first = run->first; first < end; first += SP_BATCH_SLACK) {
            int last = end - first < SP_BATCH_SLACK ? end : first + SP_BATCH_SLACK;
            for (int i = first; i < last; i++) {
                batch->entry[count] = (struct sp_entry){row, i};
                count += sp_rng_next(&rng) >> 11 < mask->ceiling[i];
            }
            sp_require(count <= batch->room);
        }
    }
    *state = rng;
    return count;
}

/* A counting sort by row that keeps the order within a row. */
static void sort_by_row(struct sp_batch *batch, int count)
{
    int *start = batch->start;
    for (int b = 0; b <= batch->rows; b++)
        start[b] = 0;
    for (int k = 0; k < count; k++)
        start[batch->entry[k].row]++;
    for (int b = 0, before = 0; b <= batch->rows; b++) {
        int here = start[b];
        start[b] = before;
        before += here;
    }
    for (int k = 0; k < count; k++)
        batch->index[start[batch->entry[k].row]++] = batch->entry[k].column;
    for (int b = batch->rows; b > 0; b--)
        start[b] = start[b - 1];
    start[0] = 0;
}

void sp_mask_draw(const struct sp_mask *mask, struct sp_rng *rng,
                  struct sp_batch *batch)
{
    int count = 0;
    for (int r = 0; r < mask->runs; r++) {
        const struct run *run = &mask->run[r];
        count = run->dense ? draw_comparing(mask, run, rng, batch, count)
                           : draw_skipping(mask, run, rng, batch, count);
    }
    sort_by_row(batch, count);
}
