/* superpose verdict FILE: what the rows say about what the file claims. */
#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/verdict.h"

enum { OUT, TSV, MARKDOWN, SET };

static const struct sp_option options[] = {
    [OUT] = {"out", 'o', "DB", "database of results (default results/STEM.db)"},
    [TSV] = {"tsv", 0, "PATH", "write tab-separated columns, one line per verdict"},
    [MARKDOWN] = {"markdown", 0, "PATH", "write claims and verdicts as Markdown"},
    [SET] = {"set", 's', "KEY=VALUE", "as in the run: an override; may be repeated"},
    {0}};

static void print_tsv(FILE *out, void *verdict)
{
    sp_verdict_tsv(verdict, out);
}

static void print_markdown(FILE *out, void *verdict)
{
    sp_verdict_markdown(verdict, out);
}

static int write_to(const char *path, void (*print)(FILE *, void *),
                    struct sp_verdict *verdict)
{
    return path ? sp_cli_write(path, print, verdict) : 0;
}

static int judge(struct sp_arena *a, const struct sp_arguments *arguments)
{
    struct sp_experiment experiment;
    struct sp_verdict verdict;
    struct sp_store *store = NULL;
    int code = sp_cli_experiment(a, arguments, SET, &experiment);
    if (!code)
        code = sp_store_open(sp_cli_database(a, arguments, OUT, &experiment, 1, 1),
                             SP_STORE_READ, &store);
    if (!code)
        code = sp_verdict_make(a, store, &experiment, &verdict);
    sp_store_close(store);
    if (code)
        return code;
    sp_verdict_print(&verdict, stdout);
    code = write_to(sp_argument(arguments, TSV), print_tsv, &verdict);
    return code ? code
                : write_to(sp_argument(arguments, MARKDOWN), print_markdown, &verdict);
}

static int run(const struct sp_arguments *arguments)
{
    struct sp_arena a = {0};
    int code = judge(&a, arguments);
    sp_arena_free(&a);
    return code;
}

const struct sp_command sp_command_verdict = {
    "verdict",
    "FILE [--out DB] [--tsv PATH] [--markdown PATH] [--set KEY=VALUE]...",
    "Say what the results decide about the hypotheses of an experiment.",
    "Prints one line per hypothesis and stratum: supported, contradicted, undecided "
    "or\n"
    "supported until a place on the axis, with effect size and interval, test, p,\n"
    "adjusted p, seeds and controls. There is no verdict where controls show an "
    "effect\n"
    "too, jobs are missing or failed, there is one seed only, or training has not\n"
    "settled; the line says so. The same rows give the same lines.",
    "  superpose verdict experiments/load.yaml\n"
    "  superpose verdict experiments/load.yaml --tsv load.tsv --markdown load.md",
    1,
    1,
    options,
    run};
