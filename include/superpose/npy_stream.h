/* Rows of a matrix in a .npy file, which may be larger than memory, in random order
   and without end.  The order is a function of the file's shape, the seed and the use
   alone: each epoch takes blocks of neighbouring rows in a new random order, some at
   a time into a pool, and the rows of the pool in random order.  Every row comes once
   in each epoch; a batch may lie across two. */
#ifndef SUPERPOSE_NPY_STREAM_H
#define SUPERPOSE_NPY_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "superpose/arena.h"
#include "superpose/real.h"

struct sp_npy_stream; /* in an arena; no file stays open between calls */

/* The width of the matrix, from its head and size alone; SP_BAD, with path and reason,
   when it is none that is read (as sp_npy_read says) or has fewer than LEAST_ROWS rows
   or more than 2^31 - 1 rows or columns. */
int sp_npy_stream_width(const char *path, int least_rows, int *width);

/* Whether every value is finite: reads the whole file once; SP_BAD names the first
   that is not. */
int sp_npy_stream_check(const char *path);

/* Opens the stream of (seed, use) in batches of ROWS rows. */
int sp_npy_stream_open(struct sp_arena *a, const char *path, uint64_t seed,
                       uint32_t use, int rows, struct sp_npy_stream **out);

/* The next batch, x (rows, width); allocates nothing.  Where the file can no longer be
   read, or is no longer what it was, rows are zero from there on. */
void sp_npy_stream_next(struct sp_npy_stream *stream, sp_real *x);

/* Whether that has happened. */
bool sp_npy_stream_failed(const struct sp_npy_stream *stream);

#endif
