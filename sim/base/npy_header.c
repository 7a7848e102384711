/* The head of a .npy file: magic, version, length of the header, the header (a Python
   dict).  The dict is read by a grammar of its own, as small as NEP 1 allows. */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "npy_inside.h"
#include "superpose/fault.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are little endian");
_Static_assert(sizeof(float) == 4 && sizeof(double) == 8, "float is f4, double is f8");

static const char magic[] = SP_NPY_MAGIC;
enum { MAGIC = sizeof magic - 1, DTYPE = 16 };

/* What a header says. */
struct layout {
    char dtype[DTYPE];
    bool fortran;
    int dimensions; /* as written; only the first two are kept */
    size_t shape[2];
    bool has_dtype, has_order, has_shape;
};

/* Where the reader of a header stands. */
struct cursor {
    const char *at, *end;
};

static void skip_blanks(struct cursor *c)
{
    while (c->at < c->end && strchr(" \t\r\n", *c->at) && *c->at)
        c->at++;
}

/* Takes the word if it comes next, blanks aside. */
static bool take(struct cursor *c, const char *word)
{
    size_t length = strlen(word);
    skip_blanks(c);
    if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length) != 0)
        return false;
    c->at += length;
    return true;
}

/* A quoted string of at most DTYPE - 1 bytes; what cannot be printed becomes a ?. */
static bool take_string(struct cursor *c, char out[DTYPE])
{
    skip_blanks(c);
    if (c->at == c->end || (*c->at != '\'' && *c->at != '"'))
        return false;
    char quote = *c->at++;
    size_t length = 0;
    for (; c->at < c->end && *c->at != quote && length < DTYPE - 1; c->at++)
        out[length++] = *c->at >= ' ' && *c->at <= '~' ? *c->at : '?';
    out[length] = 0;
    return c->at < c->end && *c->at++ == quote;
}

static bool take_size(struct cursor *c, size_t *out)
{
    skip_blanks(c);
    const char *start = c->at;
    size_t value = 0;
    for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
        size_t digit = (size_t)(*c->at - '0');
        if (value > (SIZE_MAX - digit) / 10)
            return false;
        value = 10 * value + digit;
    }
    *out = value;
    return c->at > start;
}

static bool take_shape(struct cursor *c, struct layout *out)
{
    if (!take(c, "("))
        return false;
    while (!take(c, ")")) {
        size_t size;
        if (!take_size(c, &size))
            return false;
        if (out->dimensions < 2)
            out->shape[out->dimensions] = size;
        if (out->dimensions++ == INT_MAX - 1)
            return false;
        if (!take(c, ",")) /* (3) is no tuple, but (3, 4) needs no last comma */
            return out->dimensions > 1 && take(c, ")");
    }
    return true;
}

/* One "key: value" of the dict. */
static bool take_entry(struct cursor *c, struct layout *out)
{
    char key[DTYPE];
    if (!take_string(c, key) || !take(c, ":"))
        return false;
    if (!strcmp(key, "descr") && !out->has_dtype)
        return out->has_dtype = take_string(c, out->dtype);
    if (!strcmp(key, "shape") && !out->has_shape)
        return out->has_shape = take_shape(c, out);
    if (strcmp(key, "fortran_order") != 0 || out->has_order)
        return false;
    out->fortran = take(c, "True");
    return out->has_order = out->fortran || take(c, "False");
}

static bool take_layout(struct cursor *c, struct layout *out)
{
    if (!take(c, "{"))
        return false;
    while (!take(c, "}")) {
        if (!take_entry(c, out))
            return false;
        if (!take(c, ",") && (c->at == c->end || *c->at != '}'))
            return false;
    }
    skip_blanks(c);
    return c->at == c->end && out->has_dtype && out->has_order && out->has_shape;
}

static double from_f4(const char *bytes)
{
    float value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static double from_f8(const char *bytes)
{
    double value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static double from_i4(const char *bytes)
{
    int32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static double from_i8(const char *bytes)
{
    int64_t value;
    memcpy(&value, bytes, sizeof value);
    return (double)value;
}

static const struct sp_npy_dtype dtypes[] = {
    {"<f4", 4, from_f4},
    {"<f8", 8, from_f8},
    {"<i4", 4, from_i4},
    {"<i8", 8, from_i8},
};

static const struct sp_npy_dtype *find_dtype(const char *name)
{
    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++) {
        if (!strcmp(dtypes[i].name, name))
            return &dtypes[i];
    }
    return NULL;
}

/* What a header promises must be what we read, and the numbers must be all there. */
static int check_layout(const char *path, const struct layout *layout, size_t bytes)
{
    const struct sp_npy_dtype *dtype = find_dtype(layout->dtype);
    if (!dtype)
        return sp_fault(SP_BAD,
                        "%s: dtype %s is not read; save it as <f4, <f8, <i4 or "
                        "<i8, as with W.astype('<f4')",
                        path, layout->dtype);
    if (layout->fortran)
        return sp_fault(SP_BAD,
                        "%s: the matrix is in Fortran order; save "
                        "numpy.ascontiguousarray(W)",
                        path);
    if (layout->dimensions < 1 || layout->dimensions > 2)
        return sp_fault(SP_BAD, "%s: the array has %d dimensions; one or two are read",
                        path, layout->dimensions);
    size_t rows = layout->shape[0], columns = layout->shape[1];
    if (!rows || !columns)
        return sp_fault(SP_BAD, "%s: the array of shape (%zu, %zu) holds no values",
                        path, rows, columns);
    if (rows > SIZE_MAX / sizeof(double) / columns)
        return sp_fault(SP_BAD, "%s: shape (%zu, %zu) is larger than any memory", path,
                        rows, columns);
    if (bytes != rows * columns * dtype->size)
        return sp_fault(SP_BAD,
                        "%s: shape (%zu, %zu) of %s takes %zu bytes, but %zu "
                        "follow the header",
                        path, rows, columns, layout->dtype,
                        rows * columns * dtype->size, bytes);
    return 0;
}

/* Finds the header: *start is its first byte, *size how many there are. */
static int find_header(const char *path, const unsigned char *bytes, size_t length,
                       size_t *start, size_t *size)
{
    if (length < MAGIC || memcmp(bytes, magic, MAGIC) != 0)
        return sp_fault(SP_BAD,
                        "%s: this is no .npy file (it does not begin with the "
                        "magic of one)",
                        path);
    if (length < MAGIC + 2 + 4)
        return sp_fault(SP_BAD, "%s: the file ends within its first %d bytes", path,
                        MAGIC + 2 + 4);
    int major = bytes[MAGIC], minor = bytes[MAGIC + 1];
    if (major < 1 || major > 3 || minor != 0)
        return sp_fault(SP_BAD,
                        "%s: version %d.%d of the format is not known; 1.0 to 3.0 "
                        "are read",
                        path, major, minor);
    const unsigned char *count = bytes + MAGIC + 2;
    *size = count[0] | (size_t)count[1] << 8;
    if (major > 1)
        *size |= (size_t)count[2] << 16 | (size_t)count[3] << 24;
    *start = MAGIC + 2 + (major > 1 ? 4 : 2);
    if (*size > length - *start)
        return sp_fault(SP_BAD,
                        "%s: a header of %zu bytes is announced, but only %zu "
                        "follow",
                        path, *size, length - *start);
    return 0;
}

int sp_npy_layout_read(const char *path, const void *bytes, size_t length, size_t whole,
                       struct sp_npy_layout *out)
{
    size_t start = 0, size = 0;
    if (find_header(path, bytes, length, &start, &size))
        return SP_BAD;
    const char *header = (const char *)bytes + start;
    struct cursor c = {.at = header, .end = header + size};
    struct layout layout = {.shape = {1, 1}};
    if (!take_layout(&c, &layout))
        return sp_fault(SP_BAD,
                        "%s: byte %zu of the header is not understood; it takes "
                        "descr, fortran_order and shape of a plain array",
                        path, (size_t)(c.at - header));
    if (check_layout(path, &layout, whole - start - size))
        return SP_BAD;
    *out = (struct sp_npy_layout){.dtype = find_dtype(layout.dtype),
                                  .rows = layout.shape[0],
                                  .columns = layout.shape[1],
                                  .start = start + size};
    return 0;
}
