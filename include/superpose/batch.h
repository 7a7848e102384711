/* A batch of sparse feature vectors, in one of two forms, or one of
   activations.  Listed, in compressed rows: what is off costs nothing.  Or in tiles of
   SP_TILE rows, dense, with the rows side by side in the lanes of a vector: for
   features that are on often, and for nets so small that a list costs more than they
   do. */
#ifndef SUPERPOSE_BATCH_H
#define SUPERPOSE_BATCH_H

#include "superpose/arena.h"
#include "superpose/real.h"

enum {
    SP_TILE = 32,        /* rows of a tile: one bit each in a mask */
    SP_BATCH_SLACK = 576 /* entries behind the room, for a draw that looks ahead */
};

struct sp_batch {
    int rows;       /* B */
    int features;   /* n */
    int room;       /* entries that index and value can hold, and SP_BATCH_SLACK more */
    int *start;     /* (B + 1) row b is entries start[b] .. start[b + 1] - 1 */
    int *index;     /* (start[B]) feature of each entry, ascending within a row */
    sp_real *value; /* (start[B]) its size, never 0 */
    sp_real *tile;  /* NULL: listed.  (ceil(active / SP_TILE), n, SP_TILE) feature i of
                      row t SP_TILE + l is at (t n + i) SP_TILE + l; 0: off */
    int active;     /* rows in tiles, padded with zeros; the other B - active rows have
                      no feature that is on, and stand nowhere */
    sp_real *dense; /* NULL: features.  (B, features) activations row-major; then
                          nothing above is there */
    int *row, *column; /* (room + SP_BATCH_SLACK) work space of a draw */
    sp_real *scratch;  /* (n, SP_TILE) the same, NULL unless a source asked for it */
};

/* An empty batch with space for ROOM entries. */
struct sp_batch sp_batch_make(struct sp_arena *a, int rows, int features, int room);

/* The same with tiles, which sp_batch_tile fills from the list. */
struct sp_batch sp_batch_make_tiled(struct sp_arena *a, int rows, int features,
                                    int room);

/* From a list to tiles: rows with an entry, in their order. */
void sp_batch_tile(struct sp_batch *batch);

/* Copies COUNT rows of FROM, row[0] .. row[count - 1] in this order, into TO, which
   then has COUNT rows, in tiles too where it has them; TO must have been made for as
   many and have room for them.  FROM is listed. */
void sp_batch_gather(const struct sp_batch *from, const int *row, int count,
                     struct sp_batch *to);

/* Rescales every row that has an entry to unit Euclidean norm. */
void sp_batch_unit_norm(struct sp_batch *batch);

#endif
