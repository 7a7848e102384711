/* superpose run FILE: trains and measures every job that is not finished. */
#include <stdlib.h>

#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/sweep.h"

enum { OUT, THREADS, SHARD, SET, QUIET };

static const struct sp_option options[] = {
    [OUT] = {"out", 'o', "DB", "database of results (default results/STEM.db)"},
    [THREADS] = {"threads", 't', "N", "jobs at the same time (default: all cores)"},
    [SHARD] = {"shard", 0, "I/N", "only part I of N, into results/STEM.IofN.db"},
    [SET] = {"set", 's', "KEY=VALUE", "override a setting or an axis; may be repeated"},
    [QUIET] = {"quiet", 'q', NULL, "print nothing but mistakes"},
    {0}};

static int read_shard(const char *text, int *shard, int *shards)
{
    char rest;
    *shard = *shards = 1;
    if (text && (sscanf(text, "%d/%d%c", shard, shards, &rest) != 2 || *shard < 1 ||
                 *shard > *shards))
        return sp_fault(SP_BAD, "--shard: \"%s\" is not I/N with 1 <= I <= N", text);
    return 0;
}

static void say_end(const struct sp_sweep_report *report, const char *database,
                    double seconds)
{
    char took[32];
    printf("%ld of %ld jobs finished, %ld of them now, in %s: %s\n",
           report->before + report->done + report->diverged, report->jobs,
           report->done + report->diverged, sp_duration(seconds, took), database);
    if (report->diverged)
        printf("%ld diverged; `superpose table %s jobs --where \"state='diverged'\"` "
               "says where\n",
               report->diverged, database);
}

static int finish(int code, const struct sp_sweep_report *report, const char *database)
{
    long finished = report->before + report->done + report->diverged;
    if (code == SP_STOPPED)
        return sp_fault(code,
                        "stopped with %ld of %ld jobs finished; the same command "
                        "continues from there",
                        finished, report->jobs);
    if (!code && report->failed)
        return sp_fault(SP_FAILED,
                        "%ld jobs failed; `superpose table %s jobs --where "
                        "\"state='failed'\"` says why",
                        report->failed, database);
    return code;
}

static int sweep_into(struct sp_arena *a, const struct sp_arguments *arguments,
                      const struct sp_experiment *experiment,
                      struct sp_sweep_options sweep)
{
    struct sp_listing listing;
    struct sp_store *store;
    struct sp_sweep_report report;
    const char *said = "";
    bool quiet = sp_argument(arguments, QUIET) != NULL;
    const char *database =
        sp_cli_database(a, arguments, OUT, experiment, sweep.shard, sweep.shards);
    int code = sp_listing_make(a, experiment, &listing, &said);
    fputs(said, stderr);
    if (!code)
        code = sp_store_open(database, SP_STORE_WRITE, &store);
    if (code)
        return code;
    struct sp_progress progress = sp_progress_make(stderr, quiet);
    double began = sp_clock();
    sweep.progress = &progress;
    code = sp_store_begin(store, experiment, listing.job, listing.jobs);
    if (!code) {
        code = sp_sweep(store, experiment, &listing, &sweep, &report);
        if (!code && !quiet)
            say_end(&report, database, sp_clock() - began);
        code = finish(code, &report, database);
    }
    sp_store_close(store);
    return code;
}

static int run(const struct sp_arguments *arguments)
{
    struct sp_arena a = {0};
    struct sp_experiment experiment;
    struct sp_sweep_options sweep = {.stop = &sp_stop};
    long threads;
    int code = read_shard(sp_argument(arguments, SHARD), &sweep.shard, &sweep.shards);
    if (!code)
        code = sp_argument_number(arguments, THREADS, 1, 1024, 0, &threads);
    if (!code)
        code = sp_cli_experiment(&a, arguments, SET, &experiment);
    if (!code) {
        sweep.threads = (int)threads;
        sp_stop_listen();
        code = sweep_into(&a, arguments, &experiment, sweep);
    }
    sp_arena_free(&a);
    return code;
}

const struct sp_command sp_command_run = {
    "run",
    "FILE [--out DB] [--threads N] [--shard I/N] [--set KEY=VALUE]...",
    "Run an experiment: train and measure every job that is not finished yet.",
    "FILE is a YAML file whose settings may be single values or axes. Every job is\n"
    "checked before the first one trains. A job's rows are written in one transaction\n"
    "when it is finished; running the same command again continues after a stop, a\n"
    "crash or a kill. Results do not depend on threads, shards or restarts.",
    "  superpose run experiments/phase.yaml\n"
    "  superpose run experiments/phase.yaml --set seed.count=3 --set train.steps=2000\n"
    "  superpose run experiments/load.yaml --shard 2/8     # on the second of 8 "
    "machines",
    1,
    1,
    options,
    run};
