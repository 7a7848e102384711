/* superpose table DB SCOPE: results as tab-separated text. */
#include "superpose/cli.h"
#include "superpose/store.h"

enum { COLUMNS, WHERE, OVER, WIDE, ALL };

static const struct sp_option options[] = {
    [COLUMNS] = {"columns", 'c', "A,B", "only these columns behind axes and seed"},
    [WHERE] = {"where", 'w', "EXPR", "only rows for which this SQL expression holds"},
    [OVER] = {"over", 0, "AXIS",
              "mean, _sd, _min, _max over this axis (words: _share), as seed"},
    [WIDE] = {"wide", 0, NULL, "one line per job: norm[0], norm[1], ..."},
    [ALL] = {"all", 'a', NULL, "also jobs of earlier experiments in this database"},
    {0}};

static int run(const struct sp_arguments *arguments)
{
    struct sp_store *store;
    struct sp_query query = {.scope = arguments->word[1],
                             .columns = sp_argument(arguments, COLUMNS),
                             .where = sp_argument(arguments, WHERE),
                             .over = sp_argument(arguments, OVER),
                             .wide = sp_argument(arguments, WIDE) != NULL,
                             .all = sp_argument(arguments, ALL) != NULL};
    int code = sp_store_open(arguments->word[0], SP_STORE_READ, &store);
    if (code)
        return code;
    code = sp_store_table(store, &query, stdout);
    sp_store_close(store);
    return code;
}

const struct sp_command sp_command_table = {
    "table",
    "DB SCOPE [--columns A,B] [--where EXPR] [--over AXIS] [--wide]",
    "Print results as tab-separated text that gnuplot, R and pandas read.",
    "SCOPE is runs, features, neurons, pairs, latents, contenders, steps,\n"
    "sae_steps or jobs. The first line names the columns: the axes by their dotted "
    "keys, seed, then what was\n"
    "measured. Missing numbers are nan. EXPR may use every column and every setting by "
    "its dotted key.",
    "  superpose table results/phase.db runs --columns loss,phase,theory_phase\n"
    "  superpose table results/phase.db runs --over seed --where 'source.density < "
    "0.1'\n"
    "  superpose table results/pentagon.db features --wide --columns norm",
    2,
    2,
    options,
    run};
