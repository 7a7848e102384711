/* superpose jobs FILE: what would run, what is done, how long the rest will take. */
#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/sweep.h"

#include <unistd.h>

enum { OUT, THREADS, SET };

static const struct sp_option options[] = {
    [OUT] = {"out", 'o', "DB", "database to look into (default results/STEM.db)"},
    [THREADS] = {"threads", 't', "N", "threads to estimate for (default: all cores)"},
    [SET] = {"set", 's', "KEY=VALUE", "override a setting or an axis; may be repeated"},
    {0}};

/* States and ids.  A database that does not exist yet is one where nothing is done and
   every id is free. */
static int look_up(const char *database, const struct sp_listing *listing,
                   enum sp_state *state, long *id)
{
    struct sp_store *store;
    for (long k = 0; k < listing->jobs; k++)
        id[k] = k + 1;
    if (access(database, F_OK))
        return 0;
    int code = sp_store_open(database, SP_STORE_READ, &store);
    if (code)
        return code;
    code = sp_store_states(store, listing->job, listing->jobs, state, id);
    sp_store_close(store);
    return code;
}

/* "640 KiB", "1.5 GiB" into TEXT. */
static const char *size(double bytes, char text[32])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    for (bytes /= 1024; bytes >= 1000 && unit < 3; unit++)
        bytes /= 1024;
    snprintf(text, 32, "%.3g %s", bytes, units[unit]);
    return text;
}

static void say_rest(const struct sp_listing *listing, long finished, int threads,
                     struct sp_estimate rest)
{
    char left[32], one[32], all[32], machine[32];
    fprintf(stderr, "%ld jobs, %ld finished; the others take about %s on %d thread%s\n",
            listing->jobs, finished, sp_duration(rest.seconds, left), threads,
            threads == 1 ? "" : "s");
    if (finished == listing->jobs)
        return;
    fprintf(stderr, "up to %s of memory for a job, %s for %d; this machine has %s\n",
            size(rest.bytes, one), size(rest.bytes * threads, all), threads,
            size(sp_machine_bytes(), machine));
}

static void print(const struct sp_experiment *experiment,
                  const struct sp_listing *listing, const enum sp_state *state,
                  const long *id, int threads)
{
    struct sp_arena words = {0};
    long finished = 0;
    printf("job\tstate\twhere\n");
    for (long k = 0; k < listing->jobs; k++, sp_arena_free(&words)) {
        finished += sp_state_is_final(state[k]);
        printf("%ld\t%s\t%s\n", id[k], sp_state_names[state[k]],
               sp_experiment_place(&words, experiment, k + 1));
    }
    fflush(stdout);
    say_rest(listing, finished, threads,
             sp_sweep_estimate(experiment, listing, state, threads));
}

static int run(const struct sp_arguments *arguments)
{
    struct sp_arena a = {0};
    struct sp_experiment experiment;
    struct sp_listing listing;
    const char *said = "";
    long threads;
    int code = sp_argument_number(arguments, THREADS, 1, 1024, sp_cores(), &threads);
    if (!code)
        code = sp_cli_experiment(&a, arguments, SET, &experiment);
    if (!code)
        code = sp_listing_make(&a, &experiment, &listing, &said);
    fputs(said, stderr);
    if (!code) {
        enum sp_state *state = SP_TAKE(&a, listing.jobs, enum sp_state);
        long *id = SP_TAKE(&a, listing.jobs, long);
        code = look_up(sp_cli_database(&a, arguments, OUT, &experiment, 1, 1), &listing,
                       state, id);
        if (!code)
            print(&experiment, &listing, state, id, (int)threads);
    }
    sp_arena_free(&a);
    return code;
}

const struct sp_command sp_command_jobs = {
    "jobs",
    "FILE [--out DB] [--threads N] [--set KEY=VALUE]...",
    "List an experiment's jobs, which are finished, and how long the rest will take.",
    "Prints one line per job: its number in the database, state (pending, done,\n"
    "diverged, failed) and place on the axes. The estimate of time and memory, on\n"
    "standard error, comes from training a few of the unfinished jobs for a few steps.",
    "  superpose jobs experiments/phase.yaml | tail",
    1,
    1,
    options,
    run};
