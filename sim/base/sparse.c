/* The inner loops of autoencoders, compiled once for each instruction set (see the
   Makefile), each time with another SP_SPARSE_NAME. */
#include "sparse_rows.h"
#include "sparse_screen.h"

extern const struct sp_sparse SP_SPARSE_NAME;

const struct sp_sparse SP_SPARSE_NAME = {
    .name = VEC_WORD,
    .blend = blend,
    .dots = dots,
    .miss = miss,
    .collect = collect,
    .top = top,
    .screen = SCREENING,
};
