/* Instruction sets: the inner loops are compiled for each, and the program picks at run
   time.  PORTABLE builds have `plain` alone. */
#ifndef SUPERPOSE_SETS_H
#define SUPERPOSE_SETS_H

#include <stdbool.h>

/* Whether this machine and build can run the set NAME: plain, avx2, avx512. */
bool sp_set_runs(const char *name);

/* The fastest of them that it can run. */
const char *sp_set_best(void);

#endif
