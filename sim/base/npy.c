/* Matrices in numpy's .npy format, read whole and written. */
#include "superpose/npy.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "npy_inside.h"
#include "superpose/fault.h"

static const char magic[] = SP_NPY_MAGIC;
enum { MAGIC = sizeof magic - 1, HEADER = 128 };

int sp_npy_not_finite(const char *path, const struct sp_npy_layout *layout, size_t i,
                      double value)
{
    return sp_fault(SP_BAD,
                    "%s: the value in row %zu, column %zu (from 0) is %g; "
                    "only finite numbers are read",
                    path, i / layout->columns, i % layout->columns, value);
}

static int read_numbers(struct sp_arena *a, const char *path,
                        const struct sp_npy_layout *layout, const char *bytes,
                        struct sp_matrix *out)
{
    const struct sp_npy_dtype *dtype = layout->dtype;
    size_t count = layout->rows * layout->columns;
    double *value = SP_TAKE(a, count, double);
    for (size_t i = 0; i < count; i++) {
        value[i] = dtype->value(bytes + i * dtype->size);
        if (!isfinite(value[i]))
            return sp_npy_not_finite(path, layout, i, value[i]);
    }
    *out = (struct sp_matrix){layout->rows, layout->columns, value};
    return 0;
}

int sp_npy_parse(struct sp_arena *a, const char *path, const void *bytes, size_t length,
                 struct sp_matrix *out)
{
    struct sp_npy_layout layout;
    if (sp_npy_layout_read(path, bytes, length, length, &layout))
        return SP_BAD;
    return read_numbers(a, path, &layout, (const char *)bytes + layout.start, out);
}

int sp_npy_read(struct sp_arena *a, const char *path, struct sp_matrix *out)
{
    char *bytes;
    size_t length;
    if (sp_file_read(a, path, &bytes, &length))
        return SP_BAD;
    return sp_npy_parse(a, path, bytes, length, out);
}

/* Version 1.0, padded with blanks to HEADER bytes, as numpy writes it. */
static bool write_bytes(FILE *file, const float *value, size_t rows, size_t columns)
{
    enum { START = MAGIC + 4 };
    char dict[HEADER], head[HEADER];
    int length = snprintf(dict, sizeof dict,
                          "{'descr': '<f4', 'fortran_order': False, "
                          "'shape': (%zu, %zu), }",
                          rows, columns);
    sp_require(length > 0 && length < HEADER - START);
    memset(head, ' ', sizeof head);
    memcpy(head, magic, MAGIC);
    memcpy(head + MAGIC, (char[]){1, 0, HEADER - START, 0}, 4);
    memcpy(head + START, dict, (size_t)length);
    head[HEADER - 1] = '\n';
    size_t count = rows * columns;
    return fwrite(head, 1, HEADER, file) == HEADER &&
           fwrite(value, sizeof *value, count, file) == count && !fflush(file) &&
           !fsync(fileno(file));
}

static int write_failed(const char *path, int error)
{
    return sp_fault(SP_FAILED, "%s: it cannot be written: %s", path, strerror(error));
}

int sp_npy_write(const char *path, const float *value, size_t rows, size_t columns)
{
    char beside[PATH_MAX];
    int length = snprintf(beside, sizeof beside, "%s.%ld.part", path, (long)getpid());
    if (length >= PATH_MAX)
        return write_failed(path, ENAMETOOLONG);
    struct stat there; /* a rename would put a file in the place of a device */
    if (!stat(path, &there) && !S_ISREG(there.st_mode))
        return write_failed(path, S_ISDIR(there.st_mode) ? EISDIR : EINVAL);
    FILE *file = fopen(beside, "wb");
    if (!file)
        return write_failed(path, errno);
    errno = 0;
    bool whole = write_bytes(file, value, rows, columns);
    int error = errno;
    if (fclose(file) != 0 && whole) {
        whole = false;
        error = errno;
    }
    if (whole && !rename(beside, path))
        return 0;
    if (whole)
        error = errno;
    remove(beside);
    return write_failed(path, error);
}
