/* A file is opened anew for each pool: a stream then holds nothing that its arena would
   not give back, and opening costs nothing beside reading some megabytes. */
#include "superpose/npy_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "npy_inside.h"
#include "superpose/fault.h"
#include "superpose/rng.h"

/* Bytes of a block, about: long enough that a disk reads it in one go.  Blocks of a
   pool: the more there are, the less neighbours in the file stay neighbours. */
enum { BLOCK_BYTES = 1 << 18, POOL_BLOCKS = 32 };

/* Bytes in which the head of a file must be. */
enum { HEAD_BYTES = 1 << 16 };

struct sp_npy_stream {
    const char *path;
    struct sp_npy_layout layout;
    struct sp_rng rng;
    int rows;             /* of a batch */
    int block_rows;       /* of every block but the last of the file */
    int blocks;           /* of the file */
    int *order;           /* (blocks) of this epoch */
    int next_block;       /* place in order */
    char *bytes;          /* (block_rows, columns) numbers as in the file */
    sp_real *pool;        /* (pool_rows, columns) */
    int *row;             /* (pool_rows) order of the pool's rows */
    int filled, next_row; /* rows in the pool; place in row */
    bool failed;
};

/* Opens PATH and reads its head.  *file is open where 0 is given. */
static int open_file(const char *path, int *file, struct sp_npy_layout *layout)
{
    char head[HEAD_BYTES];
    struct stat about;
    *file = open(path, O_RDONLY | O_CLOEXEC);
    if (*file < 0)
        return sp_fault(SP_BAD, "%s: %s", path, strerror(errno));
    int code = 0;
    ssize_t length = 0;
    if (fstat(*file, &about) || !S_ISREG(about.st_mode))
        code =
            sp_fault(SP_BAD, "%s: this is no regular file; give the path of one", path);
    else if ((length = pread(*file, head, sizeof head, 0)) < 0)
        code = sp_fault(SP_BAD, "%s: %s", path, strerror(errno));
    else
        code = sp_npy_layout_read(path, head, (size_t)length, (size_t)about.st_size,
                                  layout);
    if (code)
        close(*file);
    return code;
}

static int check_shape(const char *path, const struct sp_npy_layout *layout,
                       int least_rows)
{
    if (layout->rows > INT_MAX || layout->columns > INT_MAX)
        return sp_fault(SP_BAD, "%s: shape (%zu, %zu) has more rows or columns than %d",
                        path, layout->rows, layout->columns, INT_MAX);
    if (layout->rows < (size_t)least_rows)
        return sp_fault(SP_BAD,
                        "%s: %zu rows are fewer than a batch of %d; give more "
                        "activations or ask for smaller batches",
                        path, layout->rows, least_rows);
    return 0;
}

int sp_npy_stream_width(const char *path, int least_rows, int *width)
{
    struct sp_npy_layout layout = {0};
    int file, code = open_file(path, &file, &layout);
    if (code)
        return code;
    close(file);
    code = check_shape(path, &layout, least_rows);
    *width = code ? 0 : (int)layout.columns;
    return code;
}

/* Reads COUNT values from value FIRST on; whether they were all there. */
static bool read_values(int file, const struct sp_npy_layout *layout, size_t first,
                        size_t count, char *bytes)
{
    size_t at = layout->start + first * layout->dtype->size;
    size_t left = count * layout->dtype->size;
    while (left) {
        ssize_t got = pread(file, bytes, left, (off_t)at);
        if (got <= 0 && !(got < 0 && errno == EINTR))
            return false;
        if (got < 0)
            continue;
        bytes += got;
        at += (size_t)got;
        left -= (size_t)got;
    }
    return true;
}

static int check_values(const char *path, int file, const struct sp_npy_layout *layout)
{
    char bytes[HEAD_BYTES];
    sp_require(layout->dtype);
    size_t size = layout->dtype->size, most = sizeof bytes / size;
    size_t count = layout->rows * layout->columns;
    for (size_t first = 0; first < count; first += most) {
        size_t here = count - first < most ? count - first : most;
        if (!read_values(file, layout, first, here, bytes))
            return sp_fault(SP_BAD, "%s: it cannot be read to its end", path);
        for (size_t i = 0; i < here; i++) {
            double value = layout->dtype->value(bytes + i * size);
            if (!isfinite(value) || !isfinite((sp_real)value))
                return sp_npy_not_finite(path, layout, first + i, value);
        }
    }
    return 0;
}

int sp_npy_stream_check(const char *path)
{
    struct sp_npy_layout layout = {0};
    int file, code = open_file(path, &file, &layout);
    if (code)
        return code;
    code = check_values(path, file, &layout);
    close(file);
    return code;
}

static int smaller(int x, int y)
{
    return x < y ? x : y;
}

int sp_npy_stream_open(struct sp_arena *a, const char *path, uint64_t seed,
                       uint32_t use, int rows, struct sp_npy_stream **out)
{
    struct sp_npy_layout layout = {0};
    int file, code = open_file(path, &file, &layout);
    if (code)
        return code;
    close(file);
    code = check_shape(path, &layout, rows);
    if (code)
        return code;
    sp_require(layout.dtype);
    size_t fit = BLOCK_BYTES / (layout.columns * layout.dtype->size);
    int n = (int)layout.rows, block_rows = smaller(fit ? (int)fit : 1, n);
    int blocks = n / block_rows + (n % block_rows > 0);
    size_t pool_rows = (size_t)smaller(blocks, POOL_BLOCKS) * (size_t)block_rows;
    struct sp_npy_stream *s = SP_TAKE(a, 1, struct sp_npy_stream);
    *s = (struct sp_npy_stream){
        .path = sp_arena_text(a, path),
        .layout = layout,
        .rng = sp_rng_make(seed, use),
        .rows = rows,
        .block_rows = block_rows,
        .blocks = blocks,
        .order = SP_TAKE(a, blocks, int),
        .next_block = blocks,
        .bytes =
            SP_TAKE(a, (size_t)block_rows * layout.columns * layout.dtype->size, char),
        .pool = SP_TAKE(a, pool_rows * layout.columns, sp_real),
        .row = SP_TAKE(a, pool_rows, int)};
    *out = s;
    return 0;
}

/* The next block of the order, behind the rows that the pool has. */
static bool take_block(struct sp_npy_stream *s, int file)
{
    const struct sp_npy_dtype *dtype = s->layout.dtype;
    int first = s->order[s->next_block++] * s->block_rows;
    int rows = smaller(s->block_rows, (int)s->layout.rows - first);
    size_t columns = s->layout.columns, count = (size_t)rows * columns;
    sp_real *to = s->pool + (size_t)s->filled * columns;
    if (!read_values(file, &s->layout, (size_t)first * columns, count, s->bytes))
        return false;
    for (size_t i = 0; i < count; i++) {
        to[i] = (sp_real)dtype->value(s->bytes + i * dtype->size);
        if (!isfinite(to[i]))
            return false;
    }
    s->filled += rows;
    return true;
}

/* Whether FILE still has the shape that the stream was opened with. */
static bool is_same(const struct sp_npy_stream *s, const struct sp_npy_layout *layout)
{
    return layout->rows == s->layout.rows && layout->columns == s->layout.columns &&
           layout->start == s->layout.start && layout->dtype == s->layout.dtype;
}

static bool fill(struct sp_npy_stream *s)
{
    struct sp_npy_layout layout = {0};
    int file;
    if (open_file(s->path, &file, &layout))
        return false;
    bool good = is_same(s, &layout);
    for (int b = 0; good && b < POOL_BLOCKS && s->next_block < s->blocks; b++)
        good = take_block(s, file);
    close(file);
    return good;
}

/* The next pool; a new epoch when every block has been in one. */
static void refill(struct sp_npy_stream *s)
{
    if (s->next_block == s->blocks) {
        for (int b = 0; b < s->blocks; b++)
            s->order[b] = b;
        sp_rng_shuffle(&s->rng, s->order, s->blocks);
        s->next_block = 0;
    }
    s->filled = s->next_row = 0;
    s->failed = !fill(s);
    for (int i = 0; i < s->filled; i++)
        s->row[i] = i;
    sp_rng_shuffle(&s->rng, s->row, s->filled);
}

void sp_npy_stream_next(struct sp_npy_stream *s, sp_real *x)
{
    size_t columns = s->layout.columns;
    for (int b = 0; b < s->rows; b++, x += columns) {
        if (!s->failed && s->next_row == s->filled)
            refill(s);
        if (s->failed)
            memset(x, 0, columns * sizeof *x);
        else
            memcpy(x, s->pool + (size_t)s->row[s->next_row++] * columns,
                   columns * sizeof *x);
    }
}

bool sp_npy_stream_failed(const struct sp_npy_stream *s)
{
    return s->failed;
}
