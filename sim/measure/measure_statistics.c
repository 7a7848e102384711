/* What the data are, whatever was trained: the dependence of features as the law of the
   source has it, and as unseen examples show it (dependence.h has the definitions).
   Laws with the same phi differ in the spread of L0, in how often three are on
   together, and in the bits it takes to say who is on. */
#include "superpose/dependence.h"
#include "superpose/measure.h"

struct statistics_settings {
    int samples, block;
};

#define AT(field) offsetof(struct statistics_settings, field)

static const struct sp_param params[] = {
    {"statistics.samples", SP_INT, AT(samples), "100000", 20, 1e9, NULL,
     "unseen examples"},
    {"statistics.block", SP_INT, AT(block), "0", 0, 1e7, NULL,
     "neighbours that are one block; 0: those that the source's kind puts together, "
     "whatever source.control makes of them"},
    {0}};

enum { EXACT, SAMPLED, ERROR, WAYS };

#define THREE(name, doc)                                                               \
    {SP_RUNS, name, NULL, doc},                                                        \
        {SP_RUNS, name "_sampled", NULL, "the same of samples"},                       \
    {                                                                                  \
        SP_RUNS, name "_se", NULL, "standard error of that"                            \
    }

static const struct sp_column columns[WAYS * SP_MASK_ENTROPY + 2] = {
    THREE("l0_mean", "features on in an example"),
    THREE("l0_variance", "variance of that number"),
    THREE("phi_within", "correlation of the events of two features of a block, over "
                        "pairs sum Cov / sum sqrt(Var Var)"),
    THREE("phi_between", "the same of two features of different blocks"),
    THREE("value_within", "correlation of the values of two features of a block"),
    THREE("value_between", "the same of two features of different blocks"),
    THREE("triple_within", "P(three of a block are on) / p"),
    {SP_RUNS, "mask_entropy", NULL,
     "bits per feature of who is on in a block; none where its features are not "
     "exchangeable"},
    {0}};

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    const struct statistics_settings *settings = own;
    const struct sp_source *source = subject->source;
    int g = settings->block ? settings->block : source->kin;
    double value[WAYS][SP_DEPENDENCES];
    g = g < source->n ? g : source->n;
    sp_dependence_exact(subject->arena, source, g, value[EXACT]);
    sp_dependence_sampled(subject->arena, source, g, subject->seed, settings->samples,
                          value[SAMPLED], value[ERROR]);
    for (int k = 0; k < SP_MASK_ENTROPY; k++)
        for (int way = 0; way < WAYS; way++)
            sp_rows_put(rows, &columns[WAYS * k + way], value[way][k]);
    sp_rows_put(rows, &columns[WAYS * SP_MASK_ENTROPY], value[EXACT][SP_MASK_ENTROPY]);
}

const struct sp_measure_kind sp_measure_statistics = {
    .self = {.name = "statistics",
             .doc = "The data alone, exact and sampled: L0, correlation of events and "
                    "values within blocks and between them, three on together, "
                    "entropy.",
             .cite = "Lunn and Davies 1998, Biometrika 85; Prentice 1986, J. Am. Stat. "
                     "Assoc. 81",
             .own = params,
             .own_size = sizeof(struct statistics_settings)},
    .columns = columns,
    .needs_source = true,
    .take = take,
};
