/* A batch of sparse feature vectors in compressed rows: what is off costs nothing. */
#ifndef SUPERPOSE_BATCH_H
#define SUPERPOSE_BATCH_H

#include "superpose/arena.h"
#include "superpose/real.h"

/* Entries of work space behind the room, so that a draw looks ahead without asking. */
enum { SP_BATCH_SLACK = 64 };

struct sp_entry {
    int row, column;
};

struct sp_batch {
    int rows;       /* B */
    int features;   /* n */
    int room;       /* entries that index and value can hold */
    int *start;     /* (B + 1) row b is entries start[b] .. start[b + 1] - 1 */
    int *index;     /* (start[B]) feature of each entry, ascending within a row */
    sp_real *value; /* (start[B]) its size, never 0 */
    struct sp_entry *entry; /* (room + SP_BATCH_SLACK) work space of a draw */
};

/* An empty batch with space for ROOM entries. */
struct sp_batch sp_batch_make(struct sp_arena *a, int rows, int features, int room);

/* Copies COUNT rows of FROM, row[0] .. row[count - 1] in this order, into TO, which
   then has COUNT rows; TO must have been made for as many and have room for them. */
void sp_batch_gather(const struct sp_batch *from, const int *row, int count,
                     struct sp_batch *to);

/* Rescales every row that has an entry to unit Euclidean norm. */
void sp_batch_unit_norm(struct sp_batch *batch);

#endif
