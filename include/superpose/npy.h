/* Numbers in files: matrices in numpy's .npy format (NEP 1, versions 1.0 to 3.0, C
   order, little endian) and lists of values in text. */
#ifndef SUPERPOSE_NPY_H
#define SUPERPOSE_NPY_H

#include "superpose/arena.h"

struct sp_matrix {
    size_t rows, columns; /* both at least 1 */
    double *value;        /* (rows, columns) row-major, in the arena it was read with */
};

/* Reads a file of dtype f4, f8, i4 or i8 with one dimension (columns = 1) or two.
   SP_BAD, with path and reason, for anything else: no such file, a folder, no .npy
   magic, another dtype or byte order, Fortran order, wrong number of dimensions, no
   values, size overflow, too few or too many bytes, a value that is not finite. */
int sp_npy_read(struct sp_arena *a, const char *path, struct sp_matrix *out);

/* The same from LENGTH bytes in memory: what fuzzing calls; PATH only names them. */
int sp_npy_parse(struct sp_arena *a, const char *path, const void *bytes, size_t length,
                 struct sp_matrix *out);

/* Writes (rows, columns) float32 values to a file beside PATH that then takes its name,
   so that PATH is never half-written; SP_FAILED with the reason when that cannot be
   done (what was at PATH is as it was, and the part written is removed). */
int sp_npy_write(const char *path, const float *value, size_t rows, size_t columns);

/* Reads (count) values from PATH, either .npy or text with numbers separated by white
   space or commas (a # starts a comment); SP_BAD with path, line and reason, also when
   the file does not hold exactly COUNT values. */
int sp_values_read(struct sp_arena *a, const char *path, size_t count, double *out);

/* The same from LENGTH bytes in memory. */
int sp_values_parse(struct sp_arena *a, const char *path, const void *bytes,
                    size_t length, size_t count, double *out);

/* All bytes of the regular file PATH, with a NUL behind them that *length leaves out;
   SP_BAD with path and reason. */
int sp_file_read(struct sp_arena *a, const char *path, char **bytes, size_t *length);

/* Hands them to TAKE in their order, a part at a time, and so needs no memory. */
int sp_file_scan(const char *path,
                 void (*take)(void *context, const char *bytes, size_t length),
                 void *context);

#endif
