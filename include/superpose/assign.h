/* The best one-to-one assignment between two unequal sets, as scores of dictionaries
   need it (Kuhn 1955, the Hungarian method). */
#ifndef SUPERPOSE_ASSIGN_H
#define SUPERPOSE_ASSIGN_H

#include <stdbool.h>

#include "superpose/arena.h"
#include "superpose/real.h"

/* Work space for assignments of at most so many rows and columns, used again and again:
   it holds a copy of the gains. */
struct sp_assign;
struct sp_assign *sp_assign_make(struct sp_arena *a, int rows, int columns);

/* Chooses min(rows, columns) entries, no two in one row or one column, such that the
   sum of GAIN (rows, stride), or of its absolute values, is the largest possible.
   column (rows) is the column of each row, -1 for rows that are left over.  The same
   gains give the same choice; NaN counts as 0.  Takes O(s^2 l) time at most, s the
   smaller and l the larger number, by shortest augmenting paths (Jonker and Volgenant
   1987; Crouse 2016 for unequal sets). */
void sp_assign(struct sp_assign *space, const sp_real *gain, int rows, int columns,
               size_t stride, bool absolute, int *column);

#endif
