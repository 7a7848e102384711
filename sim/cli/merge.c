/* superpose merge OUT IN...: the shards of a sweep become one database. */
#include "superpose/cli.h"
#include "superpose/store.h"

static const struct sp_option options[] = {{0}};

static int run(const struct sp_arguments *arguments)
{
    struct sp_store *store;
    int code = sp_store_open(arguments->word[0], SP_STORE_WRITE, &store);
    if (code)
        return code;
    for (int i = 1; i < arguments->words && !code; i++) {
        long taken = 0;
        code = sp_store_merge(store, arguments->word[i], &taken);
        if (!code)
            printf("%ld jobs from %s\n", taken, arguments->word[i]);
    }
    sp_store_close(store);
    return code;
}

const struct sp_command sp_command_merge = {
    "merge",
    "OUT IN...",
    "Put the finished jobs of several databases into one.",
    "Jobs are known by the hash of their settings: what OUT has already is left "
    "alone.\n"
    "Each IN is taken whole or not at all, and is not changed.",
    "  superpose merge results/load.db results/load.*of8.db",
    2,
    -1,
    options,
    run};
