/* superpose export DB: an array of one job as .npy. */
#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/npy.h"
#include "superpose/store.h"

#include <limits.h>

enum { JOB, ARRAY, OUT };

static const struct sp_option options[] = {
    [JOB] = {"job", 'j', "K", "number of the job, as `superpose jobs` prints it"},
    [ARRAY] = {"array", 'a', "NAME", "which array (default W, the directions)"},
    [OUT] = {"out", 'o', "FILE", "where to write (default NAME.npy)"},
    {0}};

static int write_array(struct sp_arena *a, struct sp_store *store, long job,
                       const char *name, const char *path)
{
    size_t rows, columns;
    float *value;
    int code = sp_store_array(store, a, job, name, &rows, &columns, &value);
    return code ? code : sp_npy_write(path, value, rows, columns);
}

static int run(const struct sp_arguments *arguments)
{
    struct sp_arena a = {0};
    struct sp_store *store;
    const char *name = sp_argument(arguments, ARRAY),
               *path = sp_argument(arguments, OUT);
    long job;
    int code = sp_argument_number(arguments, JOB, 1, LONG_MAX, 0, &job);
    if (!code && !job)
        code = sp_fault(SP_BAD, "export: --job K is needed, as `superpose jobs` or "
                                "`superpose table DB jobs` prints it");
    if (!code)
        code = sp_store_open(arguments->word[0], SP_STORE_READ, &store);
    if (code)
        return code;
    name = name ? name : "W";
    code = write_array(&a, store, job, name,
                       path ? path : sp_arena_print(&a, "%s.npy", name));
    sp_store_close(store);
    sp_arena_free(&a);
    return code;
}

const struct sp_command sp_command_export = {
    "export",
    "DB --job K [--array NAME] [-o FILE]",
    "Write an array of a finished job as a .npy file of float32.",
    "W is (n, m): row i is the direction of feature i. b is (n, 1). Untied models "
    "also\n"
    "have W_out (n, m). Of an autoencoder there are D (latents, width), row i the\n"
    "direction of latent i, E of the same shape, b_enc, b_dec and what its kind adds.",
    "  superpose export results/pentagon.db --job 3 --array W -o W.npy\n"
    "  python3 -c \"import numpy; print(numpy.load('W.npy'))\"",
    1,
    1,
    options,
    run};
