/* Limits that follow from the data and the shape of the net alone, beside what was
   trained: the functions of limits.h.  Those of recovery and of pairs in superposition
   hold for independent features of one density p; the load n / m up to which any
   decoder can recover all features exactly is 1 / p, since a feature with a continuous
   size has information dimension p (Wu and Verdu 2010, IEEE Trans. Inf. Theory 56). */
#include <math.h>

#include "superpose/limits.h"
#include "superpose/mean_field.h"
#include "superpose/measure.h"

enum { PLATEAU_LOAD, PLATEAU_RECOVERED, NMSE, RECOVERED, PREDICTIONS };

enum {
    PAIR_SWITCH,
    ANTIPODAL,
    INFORMATION,
    L1,
    MESSAGE,
    RANKIN,
    RANDOM_OVERLAP,
    RANDOM_COHERENCE,
    RANDOM_DIMENSIONALITY,
    GENIE,
    ANTIPODAL_RECOVERED,
    PREDICTED, /* of each decoder, in the order of enum sp_decoder */
    COLUMNS = PREDICTED + PREDICTIONS * SP_DECODERS
};

#define BOTH(name, doc)                                                                \
    {SP_RUNS, name, NULL, doc},                                                        \
    {                                                                                  \
        SP_RUNS, name "_relu", NULL, "the same of a ReLU's best a y + b"               \
    }

static const struct sp_column columns[COLUMNS + 1] = {
    [PAIR_SWITCH] =
        {SP_RUNS, "limit_pair_switch", NULL,
         "P(j|i) below which an isolated pair in one dimension is better "
         "antipodal than "
         "merged, without bias; none where sizes may be negative or differ in law"},
    [ANTIPODAL] = {SP_RUNS, "limit_antipodal_nmse", NULL,
                   "loss over variance of independent features in antipodal pairs, "
                   "n = 2 m; p^2 / (6 v) for sizes U(0, 1)"},
    [INFORMATION] = {SP_RUNS, "limit_information_load", NULL,
                     "largest n / m at which any decoder recovers exactly: 1 / p; none "
                     "for constant sizes"},
    [L1] = {SP_RUNS, "limit_l1_load", NULL,
            "largest n / m at which l1 recovers exactly, knowing the sign of sizes "
            "where the law does"},
    [MESSAGE] = {SP_RUNS, "limit_message_load", NULL,
                 "largest n / m at which approximate message passing recovers exactly "
                 "when it knows p and the law of sizes"},
    [RANKIN] = {SP_RUNS, "limit_rankin", NULL,
                "least possible largest signed cosine of n directions; none for "
                "n > 2 m or n = 1"},
    [RANDOM_OVERLAP] = {SP_RUNS, "random_overlap", NULL,
                        "mean |cosine| of two random directions"},
    [RANDOM_COHERENCE] = {SP_RUNS, "random_coherence", NULL,
                          "mean of the largest |cosine| of n random directions"},
    [RANDOM_DIMENSIONALITY] = {SP_RUNS, "random_dimensionality", NULL,
                               "sum_dimensionality / m of random unit directions, "
                               "n / (m + n - 1)"},
    [GENIE] =
        {SP_RUNS, "limit_genie_nmse", NULL,
         "loss over variance that no decoder of m linear numbers gets below, even "
         "told which features are on; none where the law of how many is not known"},
    [ANTIPODAL_RECOVERED] = {SP_RUNS, "antipodal_recovered", NULL,
                             "recovered_per_dim of antipodal pairs, n = 2 m: "
                             "2 (1 - limit_antipodal_nmse)"},
    [PREDICTED] =
        BOTH("plateau_load", "g*: features represented per dimension, however many "
                             "there are, by mean field with E(x | y)"),
    BOTH("plateau_recovered", "recovered_per_dim there"),
    BOTH("mean_field_nmse", "loss over variance when all n are represented"),
    BOTH("mean_field_recovered", "recovered_per_dim when no more than g* m are"),
};

/* A law whose values are all one has information dimension 0. */
static bool is_continuous(const struct sp_source *source)
{
    double mean = source->size->mean(source->sigma);
    return source->size->square(source->sigma) > mean * mean;
}

static double put_plain(const struct sp_source *source, struct sp_rows *rows)
{
    double antipodal = NAN, information = NAN, l1 = NAN, message = NAN;
    if (sp_is_plain(source)) {
        double p = source->density[0], both = sp_antipodal_loss(source, p * p);
        antipodal = both / (2 * sp_source_variance(source, 0));
        information = is_continuous(source) ? 1 / p : NAN;
        l1 = sp_l1_load(p, source->size->lesser != NULL);
        message = sp_message_load(source, p);
    }
    sp_rows_put(rows, &columns[ANTIPODAL], antipodal);
    sp_rows_put(rows, &columns[INFORMATION], information);
    sp_rows_put(rows, &columns[L1], l1);
    sp_rows_put(rows, &columns[MESSAGE], message);
    return antipodal;
}

static void predict(const struct sp_source *source, double load,
                    enum sp_decoder decoder, double out[PREDICTIONS])
{
    double p = source->density[0];
    struct sp_plateau plateau = sp_mean_field_plateau(source, p, decoder);
    out[PLATEAU_LOAD] = plateau.load;
    out[PLATEAU_RECOVERED] = plateau.recovered;
    out[NMSE] = sp_mean_field_nmse(source, p, load, decoder);
    out[RECOVERED] = load > plateau.load ? plateau.recovered : load * (1 - out[NMSE]);
}

static void put_mean_field(const struct sp_source *source, double load, double pair,
                           struct sp_rows *rows)
{
    sp_rows_put(rows, &columns[ANTIPODAL_RECOVERED], 2 * (1 - pair));
    double out[SP_DECODERS][PREDICTIONS];
    for (int d = 0; d < SP_DECODERS; d++)
        for (int k = 0; k < PREDICTIONS; k++)
            out[d][k] = NAN;
    for (int d = 0; d < SP_DECODERS && sp_is_plain(source); d++)
        predict(source, load, (enum sp_decoder)d, out[d]);
    for (int k = 0; k < PREDICTIONS; k++)
        for (int d = 0; d < SP_DECODERS; d++)
            sp_rows_put(rows, &columns[PREDICTED + SP_DECODERS * k + d], out[d][k]);
}

/* Whether sizes of two that are on together are independent. */
static bool sizes_alone(const struct sp_source *source)
{
    bool may = source->kind->ratio && source->block > 1;
    return !source->unit_norm && (!may || source->kind->ratio(source, 0, 1) == 1);
}

static double genie_nmse(const struct sp_subject *subject)
{
    const struct sp_source *source = subject->source;
    double variance = 0;
    for (int i = 0; i < source->n; i++)
        variance += sp_source_variance(source, i);
    return sp_genie_loss(subject->arena, source, subject->net->m) / variance;
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    (void)own;
    const struct sp_source *source = subject->source;
    int n = subject->net->n, m = subject->net->m;
    sp_rows_put(rows, &columns[PAIR_SWITCH],
                sizes_alone(source) ? sp_pair_switch(source) : (double)NAN);
    double pair = put_plain(source, rows);
    sp_rows_put(rows, &columns[RANKIN], n > 1 ? sp_rankin_bound(n, m) : NAN);
    sp_rows_put(rows, &columns[RANDOM_OVERLAP], sp_random_overlap(m));
    sp_rows_put(rows, &columns[RANDOM_COHERENCE],
                n > 1 ? sp_random_coherence(n, m) : (double)NAN);
    sp_rows_put(rows, &columns[RANDOM_DIMENSIONALITY], sp_random_dimensionality(n, m));
    sp_rows_put(rows, &columns[GENIE], genie_nmse(subject));
    put_mean_field(source, (double)n / m, pair, rows);
}

const struct sp_measure_kind sp_measure_limits = {
    .self = {.name = "limits",
             .doc = "Limits for this data and these dimensions: pairs that share one, "
                    "exact recovery, packing, random directions, and what mean field "
                    "predicts.",
             .cite = "Elhage et al. 2022, Toy Models of Superposition; Wu and Verdu "
                     "2010; Donoho, Johnstone and Montanari 2013; Rankin 1955; Cowsik, "
                     "Dolev and Infanger 2024, "
                     "arXiv:2410.12101; Donoho, Maleki and Montanari 2009"},
    .columns = columns,
    .needs_source = true,
    .take = take,
};
