#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "superpose/fault.h"
#include "superpose/npy.h"
#include "superpose/npy_stream.h"
#include "suite.h"

/* Rows of 1 KiB: 256 of them are a block, 8,192 a pool. */
enum { COLUMNS = 256, SEVERAL_POOLS = 20000, FEW = 100 };

static struct sp_arena a;
static char path[64];

/* Row r is r + c / 1,024 in column c. */
static void write_matrix(int rows)
{
    struct sp_arena own = {0};
    float *value = SP_TAKE(&own, (size_t)rows * COLUMNS, float);
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < COLUMNS; c++)
            value[(size_t)r * COLUMNS + (size_t)c] = (float)r + (float)c / 1024;
    snprintf(path, sizeof path, "/tmp/superpose-stream-%ld.npy", (long)getpid());
    ck_assert(!sp_npy_write(path, value, (size_t)rows, COLUMNS));
    sp_arena_free(&own);
}

static void clean(void)
{
    remove(path);
    sp_arena_free(&a);
}

/* Writes BYTES over the last value of the file. */
static void spoil(const void *bytes, long size)
{
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert(!fseek(file, -size, SEEK_END));
    ck_assert_uint_eq(fwrite(bytes, (size_t)size, 1, file), 1);
    ck_assert(!fclose(file));
}

static struct sp_npy_stream *open_stream(uint64_t seed, int rows)
{
    struct sp_npy_stream *stream;
    ck_assert_msg(!sp_npy_stream_open(&a, path, seed, 9, rows, &stream), "%s",
                  sp_fault_text());
    return stream;
}

/* Takes COUNT rows in batches of BATCH; adds up how often each row came, and asks that
   every one is a row of the file. */
static void count_rows(struct sp_npy_stream *stream, int count, int batch, int *seen)
{
    sp_real *x = SP_TAKE(&a, (size_t)batch * COLUMNS, sp_real);
    for (int taken = 0; taken < count; taken += batch) {
        sp_npy_stream_next(stream, x);
        for (int b = 0; b < batch; b++) {
            const sp_real *row = x + (size_t)b * COLUMNS;
            bool whole = true;
            for (int c = 0; c < COLUMNS; c++)
                whole &= row[c] == (sp_real)((float)row[0] + (float)c / 1024);
            ck_assert(whole);
            seen[(int)row[0]]++;
        }
    }
}

START_TEST(every_row_comes_once_in_an_epoch)
{
    const int sizes[] = {FEW, SEVERAL_POOLS};
    for (int i = 0; i < 2; i++) {
        write_matrix(sizes[i]);
        int *seen = SP_TAKE(&a, sizes[i], int);
        struct sp_npy_stream *stream = open_stream(7, 50);
        for (int epoch = 1; epoch <= 3; epoch++) {
            count_rows(stream, sizes[i], 50, seen);
            for (int r = 0; r < sizes[i]; r++)
                ck_assert_int_eq(seen[r], epoch);
        }
        ck_assert(!sp_npy_stream_failed(stream));
        clean();
    }
}
END_TEST

START_TEST(batches_may_lie_across_two_epochs)
{
    write_matrix(FEW);
    int *seen = SP_TAKE(&a, FEW, int);
    count_rows(open_stream(7, 30), 3 * 30 * FEW, 30, seen); /* 90 epochs */
    for (int r = 0; r < FEW; r++)
        ck_assert_int_eq(seen[r], 90);
    clean();
}
END_TEST

/* First rows of a stream, in batches of BATCH. */
static void first_rows(uint64_t seed, int batch, int *row, int count)
{
    struct sp_npy_stream *stream = open_stream(seed, batch);
    sp_real *x = SP_TAKE(&a, (size_t)batch * COLUMNS, sp_real);
    for (int i = 0; i < count; i++) {
        if (i % batch == 0)
            sp_npy_stream_next(stream, x);
        row[i] = (int)x[(size_t)(i % batch) * COLUMNS];
    }
}

START_TEST(the_order_follows_from_the_seed_and_not_from_the_batch)
{
    enum { COUNT = 9000 }; /* more than a pool */
    static int one[COUNT], same[COUNT], other[COUNT];
    write_matrix(SEVERAL_POOLS);
    first_rows(7, 1, one, COUNT);
    first_rows(7, 128, same, COUNT);
    first_rows(8, 128, other, COUNT);
    ck_assert_mem_eq(one, same, sizeof one);
    ck_assert_mem_ne(one, other, sizeof one);
    clean();
}
END_TEST

/* With N rows in random order, as a pool gives them, the correlation of successors is
   0 +- 1 / sqrt(N); in the file it is 1. */
START_TEST(neighbours_of_the_file_do_not_stay_neighbours)
{
    enum { COUNT = 8192 };
    static int row[COUNT];
    write_matrix(SEVERAL_POOLS);
    first_rows(3, 64, row, COUNT);
    double sum = 0, square = 0, product = 0;
    for (int i = 0; i < COUNT; i++)
        sum += row[i];
    for (int i = 1; i < COUNT; i++) {
        double x = row[i - 1] - sum / COUNT, y = row[i] - sum / COUNT;
        square += x * x;
        product += x * y;
    }
    ck_near(product / square, 0, 4 / sqrt(COUNT));
    clean();
}
END_TEST

/* An image of float64 that no float holds exactly. */
START_TEST(doubles_are_read_as_well)
{
    char head[128];
    const double value[4] = {0.1, -2, 3e10, 4};
    write_matrix(FEW);
    FILE *file = fopen(path, "wb");
    memset(head, ' ', sizeof head);
    memcpy(head, "\x93NUMPY\1\0\x76\0", 10);
    const char *dict = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2)}";
    memcpy(head + 10, dict, strlen(dict));
    ck_assert(fwrite(head, sizeof head, 1, file) &&
              fwrite(value, sizeof value, 1, file));
    ck_assert(!fclose(file));
    sp_real x[4];
    sp_npy_stream_next(open_stream(1, 2), x);
    int first = x[0] == (sp_real)0.1 ? 0 : 2;
    for (int i = 0; i < 4; i++)
        ck_assert(x[i] == (sp_real)value[(i + first) % 4]);
    clean();
}
END_TEST

START_TEST(the_width_comes_from_the_head_and_few_rows_are_refused)
{
    int width = 0;
    write_matrix(FEW);
    ck_assert(!sp_npy_stream_width(path, FEW, &width));
    ck_assert_int_eq(width, COLUMNS);
    ck_assert_int_eq(sp_npy_stream_width(path, FEW + 1, &width), SP_BAD);
    ck_assert_ptr_nonnull(
        strstr(sp_fault_text(), "100 rows are fewer than a batch of"));
    ck_assert_int_eq(sp_npy_stream_width("/tmp", 1, &width), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "no regular file"));
    ck_assert_int_eq(sp_npy_stream_width("/tmp/superpose-none.npy", 1, &width), SP_BAD);
    ck_assert(!truncate(path, 1000));
    ck_assert_int_eq(sp_npy_stream_width(path, 1, &width), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "follow the header"));
    clean();
}
END_TEST

START_TEST(the_value_that_is_not_finite_is_named)
{
    const float wrong = NAN;
    write_matrix(FEW);
    ck_assert(!sp_npy_stream_check(path));
    spoil(&wrong, sizeof wrong);
    ck_assert_int_eq(sp_npy_stream_check(path), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "row 99, column 255"));
    clean();
}
END_TEST

START_TEST(a_file_that_changes_gives_zeros_and_says_so)
{
    sp_real x[2 * COLUMNS];
    const float wrong = NAN;
    write_matrix(FEW);
    struct sp_npy_stream *cut = open_stream(1, 2), *spoiled = open_stream(1, 2);
    spoil(&wrong, sizeof wrong);
    sp_npy_stream_next(spoiled, x);
    ck_assert(sp_npy_stream_failed(spoiled));
    ck_assert(!truncate(path, 5000));
    sp_npy_stream_next(cut, x);
    ck_assert(sp_npy_stream_failed(cut));
    for (int i = 0; i < 2 * COLUMNS; i++)
        ck_assert(x[i] == 0);
    clean();
}
END_TEST

SUITE("npy_stream", every_row_comes_once_in_an_epoch, batches_may_lie_across_two_epochs,
      the_order_follows_from_the_seed_and_not_from_the_batch,
      neighbours_of_the_file_do_not_stay_neighbours, doubles_are_read_as_well,
      the_width_comes_from_the_head_and_few_rows_are_refused,
      the_value_that_is_not_finite_is_named,
      a_file_that_changes_gives_zeros_and_says_so)
