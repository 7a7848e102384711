/* The number that parameters and activations are made of: float, or double with
   `make REAL=double` (for tests of gradients).  Sums that are reported are double. */
#ifndef SUPERPOSE_REAL_H
#define SUPERPOSE_REAL_H

#include <math.h>

#ifdef SP_REAL_DOUBLE
typedef double sp_real;
#define SP_REAL_NAME "double"
#define sp_sqrt      sqrt
#else
typedef float sp_real;
#define SP_REAL_NAME "float"
#define sp_sqrt      sqrtf
#endif

#endif
