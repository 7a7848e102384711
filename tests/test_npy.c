#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "superpose/fault.h"
#include "superpose/npy.h"
#include "suite.h"

static struct sp_arena a;
static char folder[32];
static char path[128];

static void make_folder(void)
{
    memset(folder, 0, sizeof folder);
    memset(stpcpy(folder, "/tmp/superpose-npy-"), 'X', 6); /* as mkdtemp asks for */
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static const char *in_folder(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void remove_folder(void)
{
    ck_assert_int_eq(rmdir(folder), 0);
    sp_arena_free(&a);
}

/* An .npy image of this version: HEADER padded to PADDED bytes, then the numbers. */
static size_t image(char *out, int major, const char *header, int padded,
                    const void *numbers, size_t bytes)
{
    int wide = major > 1 ? 4 : 2;
    memcpy(out, "\x93NUMPY", 6);
    out[6] = (char)major;
    out[7] = 0;
    memset(out + 8, 0, 4);
    out[8] = (char)(padded & 255);
    out[9] = (char)(padded >> 8);
    memset(out + 8 + wide, ' ', (size_t)padded);
    memcpy(out + 8 + wide, header, strlen(header));
    memcpy(out + 8 + wide + padded, numbers, bytes);
    return (size_t)(8 + wide + padded) + bytes;
}

static const double eight[] = {1, -2, 3.5, 4, 5, 1e300};

/* The header must be refused, in front of 48 bytes, with a sentence that says WHY. */
static void refused(const char *header, const char *why)
{
    char bytes[512];
    struct sp_matrix m;
    size_t length = image(bytes, 1, header, 118, eight, sizeof eight);
    ck_assert_msg(sp_npy_parse(&a, "W.npy", bytes, length, &m) == SP_BAD, "%s", header);
    ck_assert_msg(strstr(sp_fault_text(), why), "%s: %s", header, sp_fault_text());
    ck_assert_msg(!strncmp(sp_fault_text(), "W.npy: ", 7), "%s", sp_fault_text());
}

static void taken(int major, const char *header, size_t rows, size_t columns)
{
    char bytes[512];
    struct sp_matrix m;
    size_t length = image(bytes, major, header, 118, eight, sizeof eight);
    ck_assert_msg(!sp_npy_parse(&a, "W.npy", bytes, length, &m), "%s", sp_fault_text());
    ck_assert_uint_eq(m.rows, rows);
    ck_assert_uint_eq(m.columns, columns);
    ck_assert_mem_eq(m.value, eight, sizeof eight);
}

START_TEST(every_version_and_spelling_of_the_header_is_read)
{
    const char *header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";
    for (int major = 1; major <= 3; major++)
        taken(major, header, 2, 3);
    taken(1, "{\"shape\":(3,2),\"fortran_order\":False,\"descr\":\"<f8\"}\n", 3, 2);
    taken(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (6,), }", 6, 1);
    taken(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 6,)}", 1, 6);
    sp_arena_free(&a);
}
END_TEST

START_TEST(every_dtype_gives_its_values)
{
    static const float f4[] = {0.1f, -2};
    static const int32_t i4[] = {INT32_MIN, 7};
    static const int64_t i8[] = {INT64_C(1) << 53, -7};
    static const struct {
        const char *dtype;
        const void *numbers;
        size_t bytes;
        double first, second;
    } known[] = {{"<f4", f4, 8, 0.1f, -2},
                 {"<f8", eight, 16, 1, -2},
                 {"<i4", i4, 8, -2147483648.0, 7},
                 {"<i8", i8, 16, 9007199254740992.0, -7}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char bytes[256], header[100];
        struct sp_matrix m;
        snprintf(header, sizeof header,
                 "{'descr': '%s', 'fortran_order': False, 'shape': (2,), }",
                 known[i].dtype);
        size_t length = image(bytes, 1, header, 118, known[i].numbers, known[i].bytes);
        ck_assert_int_eq(sp_npy_parse(&a, "x", bytes, length, &m), 0);
        ck_near(m.value[0], known[i].first, 0);
        ck_near(m.value[1], known[i].second, 0);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(headers_that_are_not_ours_are_refused_with_the_reason)
{
#define DICT(descr, order, shape)                                                      \
    "{'descr': " descr ", 'fortran_order': " order ", 'shape': " shape ", }"
    refused(DICT("'>f8'", "False", "(2, 3)"), "dtype >f8");
    refused(DICT("'<c16'", "False", "(3,)"), "dtype <c16");
    refused(DICT("'|O'", "False", "(6,)"), "dtype |O");
    refused(DICT("[('x', '<f8')]", "False", "(6,)"), "not understood");
    refused(DICT("'<f8'", "True", "(2, 3)"), "ascontiguousarray");
    refused(DICT("'<f8'", "Maybe", "(2, 3)"), "not understood");
    refused(DICT("'<f8'", "False", "()"), "0 dimensions");
    refused(DICT("'<f8'", "False", "(1, 2, 3)"), "3 dimensions");
    refused(DICT("'<f8'", "False", "(0, 3)"), "no values");
    refused(DICT("'<f8'", "False", "(2, 2)"), "takes 32 bytes, but 48");
    refused(DICT("'<f8'", "False", "(7,)"), "takes 56 bytes, but 48");
    refused(DICT("'<f8'", "False", "(4294967296, 4294967296)"), "larger than any");
    refused(DICT("'<f8'", "False", "(2305843009213693953, 8)"), "larger than any");
    refused(DICT("'<f8'", "False", "(18446744073709551616,)"), "not understood");
    refused(DICT("'<f8'", "False", "(-2, 3)"), "not understood");
    refused(DICT("'<f8'", "False", "(6)"), "not understood");
    refused(DICT("'<f8'", "False", "(2 3)"), "not understood");
    refused(DICT("'<f8'", "False", "(,)"), "not understood");
    refused("{'descr': '<f8', 'fortran_order': False, }", "not understood");
    refused("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False}",
            "not understood");
    refused("{'descr': '<f8", "not understood");
    refused("{'descr': '<f8' 'fortran_order': False, 'shape': (6,)}", "not understood");
    refused(DICT("'<f8'", "False", "(6,)") " x", "not understood");
    refused("", "not understood");
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_file_cut_anywhere_is_refused)
{
    char bytes[512];
    struct sp_matrix m;
    size_t length = image(bytes, 1, DICT("'<f8'", "False", "(2, 3)"), 118, eight, 48);
    for (size_t cut = 0; cut < length; cut++) {
        char *exact = malloc(cut + 1); /* so that a sanitizer sees a byte too far */
        memcpy(exact, bytes, cut);
        ck_assert_int_eq(sp_npy_parse(&a, "x", exact, cut, &m), SP_BAD);
        free(exact);
    }
    ck_assert_int_eq(sp_npy_parse(&a, "x", bytes, length, &m), 0);
    ck_assert_int_eq(sp_npy_parse(&a, "x", bytes, length + 1, &m), SP_BAD);
    sp_arena_free(&a);
}
END_TEST

START_TEST(lies_about_the_header_are_noticed)
{
    char bytes[512];
    struct sp_matrix m;
    size_t length = image(bytes, 1, DICT("'<f8'", "False", "(2, 3)"), 118, eight, 48);
    bytes[9] = 100; /* 25,718 bytes of header */
    ck_assert_int_eq(sp_npy_parse(&a, "x", bytes, length, &m), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "25718 bytes is announced"));
    bytes[9] = 0;
    bytes[8] = 20; /* the dict goes on behind the header */
    ck_assert_int_eq(sp_npy_parse(&a, "x", bytes, length, &m), SP_BAD);
    bytes[8] = 118;
    bytes[6] = 4;
    ck_assert_int_eq(sp_npy_parse(&a, "x", bytes, length, &m), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "version 4.0"));
    bytes[0] = 'x';
    ck_assert_int_eq(sp_npy_parse(&a, "x", bytes, length, &m), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "no .npy file"));
    length = image(bytes, 2, DICT("'<f8'", "False", "(2, 3)"), 118, eight, 48);
    bytes[11] = (char)0x80; /* 2 GiB of header */
    ck_assert_int_eq(sp_npy_parse(&a, "x", bytes, length, &m), SP_BAD);
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_not_finite_is_refused_with_its_place)
{
    double numbers[] = {1, 2, 3, 4, NAN, INFINITY};
    char bytes[512];
    struct sp_matrix m;
    size_t length = image(bytes, 1, DICT("'<f8'", "False", "(2, 3)"), 118, numbers, 48);
    ck_assert_int_eq(sp_npy_parse(&a, "x", bytes, length, &m), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "row 1, column 1"));
    sp_arena_free(&a);
}
END_TEST

START_TEST(no_file_and_a_folder_are_told_apart)
{
    make_folder();
    struct sp_matrix m;
    ck_assert_int_eq(sp_npy_read(&a, in_folder("none.npy"), &m), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "No such file"));
    ck_assert_int_eq(sp_npy_read(&a, folder, &m), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "a folder"));
    ck_assert_int_eq(sp_npy_read(&a, "/dev/null", &m), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "no regular file"));
    remove_folder();
}
END_TEST

START_TEST(what_is_written_reads_back_and_leaves_nothing_else)
{
    make_folder();
    static const float value[] = {0.1f, -2, 3e38f, 1e-45f, 0, 6};
    struct sp_matrix m;
    for (int again = 0; again < 2; again++)
        ck_assert_int_eq(sp_npy_write(in_folder("W.npy"), value, 2, 3), 0);
    ck_assert_msg(!sp_npy_read(&a, path, &m), "%s", sp_fault_text());
    ck_assert_uint_eq(m.rows, 2);
    ck_assert_uint_eq(m.columns, 3);
    for (int i = 0; i < 6; i++)
        ck_near(m.value[i], value[i], 0);
    ck_assert_int_eq(unlink(path), 0);
    remove_folder();
}
END_TEST

/* numpy.save gives these 128 bytes for a (2, 3) array of float32. */
START_TEST(the_header_is_numpys_byte_for_byte)
{
    make_folder();
    static const float value[6];
    char *bytes, expected[128];
    size_t length;
    memset(expected, ' ', sizeof expected);
    memcpy(expected, "\x93NUMPY\1\0v\0", 10);
    const char *dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    memcpy(expected + 10, dict, strlen(dict));
    expected[127] = '\n';
    ck_assert_int_eq(sp_npy_write(in_folder("W.npy"), value, 2, 3), 0);
    ck_assert_int_eq(sp_file_read(&a, path, &bytes, &length), 0);
    ck_assert_uint_eq(length, 128 + sizeof value);
    ck_assert_mem_eq(bytes, expected, 128);
    ck_assert_int_eq(unlink(path), 0);
    remove_folder();
}
END_TEST

START_TEST(a_write_that_fails_says_why_and_leaves_nothing)
{
    make_folder();
    static const float value[6];
    ck_assert_int_eq(sp_npy_write(in_folder("no/such/W.npy"), value, 2, 3), SP_FAILED);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "No such file"));
    ck_assert_int_eq(sp_npy_write(folder, value, 2, 3), SP_FAILED);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "directory"));
    ck_assert_int_eq(sp_npy_write("/dev/null", value, 2, 3), SP_FAILED);
    struct stat there;
    ck_assert_int_eq(stat("/dev/null", &there), 0);
    ck_assert(S_ISCHR(there.st_mode));
    remove_folder();
}
END_TEST

/* A limit on the size of files stands in for a full disk. */
START_TEST(a_full_disk_leaves_the_old_file_and_nothing_else)
{
    static const float old[] = {1, 2}, new[1000];
    struct sp_matrix m;
    struct rlimit before, small;
    make_folder();
    ck_assert_int_eq(sp_npy_write(in_folder("W.npy"), old, 2, 1), 0);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){.rlim_cur = 1000, .rlim_max = before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    int code = sp_npy_write(path, new, 1000, 1);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    ck_assert_int_eq(code, SP_FAILED);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "File too large"));
    ck_assert_int_eq(sp_npy_read(&a, path, &m), 0);
    ck_assert_uint_eq(m.rows, 2);
    ck_assert_int_eq(unlink(path), 0);
    remove_folder(); /* which must be empty */
}
END_TEST

static int values(const char *text, size_t count, double *out)
{
    return sp_values_parse(&a, "p.txt", text, strlen(text), count, out);
}

START_TEST(values_are_separated_by_blanks_or_commas_with_comments)
{
    double x[4];
    const char *text = "# densities\n0.1, 0.2 # two\r\n\t3e-1\n\n#\n4#end";
    ck_assert_msg(!values(text, 4, x), "%s", sp_fault_text());
    for (int i = 0; i < 3; i++)
        ck_near(x[i], 0.1 * (i + 1), 1e-16);
    ck_near(x[3], 4, 0);
    ck_assert_int_eq(values("", 0, x), 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(values_that_are_wrong_are_named_with_their_line)
{
    double x[2];
    ck_assert_int_eq(values("1\n2\n3\n", 2, x), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), "p.txt: it holds 3 values where 2 are needed");
    ck_assert_int_eq(values("1", 2, x), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), "p.txt: it holds 1 value where 2 are needed");
    ck_assert_int_eq(values("1 # a\n 2x", 2, x), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), "p.txt:2: \"2x\" is not a number");
    ck_assert_int_eq(values("1\n\nnan", 2, x), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), "p.txt:3: \"nan\" is not a number");
    ck_assert_int_eq(values("1 1e999", 2, x), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), "p.txt:1: \"1e999\" is too large for a number");
    ck_assert_int_eq(sp_values_parse(&a, "p.txt", "1\0 2", 4, 2, x), SP_BAD);
    ck_assert_int_eq(sp_values_parse(&a, "p.txt", "1 \0", 3, 1, x), SP_BAD);
    sp_arena_free(&a);
}
END_TEST

START_TEST(values_may_come_from_an_npy_file)
{
    make_folder();
    static const float value[] = {1, 2, 3};
    double x[3];
    ck_assert_int_eq(sp_npy_write(in_folder("p.npy"), value, 3, 1), 0);
    ck_assert_int_eq(sp_values_read(&a, path, 3, x), 0);
    ck_near(x[2], 3, 0);
    ck_assert_int_eq(sp_values_read(&a, path, 2, x), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "3 values where 2"));
    ck_assert_int_eq(unlink(path), 0);
    remove_folder();
}
END_TEST

SUITE("npy", every_version_and_spelling_of_the_header_is_read,
      every_dtype_gives_its_values,
      headers_that_are_not_ours_are_refused_with_the_reason,
      a_file_cut_anywhere_is_refused, lies_about_the_header_are_noticed,
      what_is_not_finite_is_refused_with_its_place, no_file_and_a_folder_are_told_apart,
      what_is_written_reads_back_and_leaves_nothing_else,
      the_header_is_numpys_byte_for_byte,
      a_write_that_fails_says_why_and_leaves_nothing,
      a_full_disk_leaves_the_old_file_and_nothing_else,
      values_are_separated_by_blanks_or_commas_with_comments,
      values_that_are_wrong_are_named_with_their_line, values_may_come_from_an_npy_file)
