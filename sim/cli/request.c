/* What subcommands have in common: the experiment asked for, the database its results
   live in, and text files that are written. */
#include <errno.h>
#include <string.h>

#include "superpose/cli.h"
#include "superpose/experiment.h"
#include "superpose/fault.h"

int sp_cli_experiment(struct sp_arena *a, const struct sp_arguments *arguments, int set,
                      struct sp_experiment *out)
{
    const char **override = SP_TAKE(a, arguments->count + 1, const char *);
    const char *report = "";
    int overrides = 0;
    for (int i = 0; i < arguments->count; i++)
        if (arguments->option[i] == set)
            override[overrides++] = arguments->value[i];
    int code =
        sp_experiment_read(a, arguments->word[0], override, overrides, out, &report);
    const char *newline = strchr(report, '\n');
    if (!code || !newline || !newline[1])
        return code; /* one sentence, which is the fault's */
    sp_complain("the experiment cannot be understood");
    fputs(report, stderr);
    return sp_fault(code, "%s", ""); /* all has been said */
}

const char *sp_cli_database(struct sp_arena *a, const struct sp_arguments *arguments,
                            int out, const struct sp_experiment *experiment, long shard,
                            long shards)
{
    const char *path = sp_argument(arguments, out);
    if (path)
        return path;
    if (shards > 1)
        return sp_arena_print(a, "results/%s.%ldof%ld.db", experiment->stem, shard,
                              shards);
    return sp_arena_print(a, "results/%s.db", experiment->stem);
}

int sp_cli_write(const char *path, void (*print)(FILE *, void *), void *context)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return sp_fault(SP_FAILED, "%s cannot be written: %s", path, strerror(errno));
    print(out, context);
    bool bad = ferror(out);
    if (fclose(out) || bad)
        return sp_fault(SP_FAILED, "%s cannot be written completely: %s", path,
                        strerror(errno));
    return 0;
}
