/* What a .npy file says of itself; for those who read its numbers. */
#ifndef SUPERPOSE_BASE_NPY_INSIDE_H
#define SUPERPOSE_BASE_NPY_INSIDE_H

#include "superpose/npy.h"

#define SP_NPY_MAGIC "\x93NUMPY"

struct sp_npy_dtype {
    const char *name;
    size_t size; /* bytes */
    double (*value)(const char *bytes);
};

struct sp_npy_layout {
    const struct sp_npy_dtype *dtype;
    size_t rows, columns; /* both at least 1 */
    size_t start;         /* the byte at which the numbers begin */
};

/* Reads the head of a file of WHOLE bytes from its first LENGTH bytes, and checks that
   the numbers it announces are all there; SP_BAD, with PATH and reason, as sp_npy_read
   says. */
int sp_npy_layout_read(const char *path, const void *bytes, size_t length, size_t whole,
                       struct sp_npy_layout *out);

/* Says that value number I (from 0) is not finite. */
int sp_npy_not_finite(const char *path, const struct sp_npy_layout *layout, size_t i,
                      double value);

#endif
