/* A batch of sparse feature vectors in compressed rows: what is off costs nothing. */
#ifndef SUPERPOSE_BATCH_H
#define SUPERPOSE_BATCH_H

#include "superpose/arena.h"
#include "superpose/real.h"

struct sp_batch {
    int rows;       /* B */
    int features;   /* n */
    int room;       /* entries that index and value can hold */
    int *start;     /* (B + 1) row b is entries start[b] .. start[b + 1] - 1 */
    int *index;     /* (start[B]) feature of each entry, ascending within a row */
    sp_real *value; /* (start[B]) its size, never 0 */
};

/* An empty batch with space for ROOM entries. */
struct sp_batch sp_batch_make(struct sp_arena *a, int rows, int features, int room);

/* Rescales every row that has an entry to unit Euclidean norm. */
void sp_batch_unit_norm(struct sp_batch *batch);

#endif
