/* How much a net tells of its features, in bits: with MSE_i on unseen data and R the
   rate distortion function of a feature (rate.h), what is decoded of independent
   features has an information of at least

       I(x; h) >= sum_i R(MSE_i)

   with x.  A linear channel of m noises that lets so many bits through has at least the
   signal to noise ratio 2^(2 bits / m) - 1 (separation of source and channel, Shannon
   1948).  It is for one density and one law of sizes. */
#include <math.h>

#include "superpose/evaluate.h"
#include "superpose/limits.h"
#include "superpose/measure.h"
#include "superpose/rate.h"

struct bits_settings {
    int samples;
    double error;
};

static const struct sp_param params[] = {
    {"bits.samples", SP_INT, offsetof(struct bits_settings, samples), "1000000", 2, 1e9,
     NULL, "unseen examples, at most"},
    {"bits.error", SP_REAL, offsetof(struct bits_settings, error), "0.01", 0, 1, NULL,
     "stop earlier at this standard error, as a fraction of the loss; 0: never"},
    {0}};

enum { PER_DIM, SNR, LEAST, MOST, BITS, COLUMNS };

static const struct sp_column columns[COLUMNS + 1] = {
    [PER_DIM] = {SP_RUNS, "bits_per_dim", NULL,
                 "sum of bits over features, per hidden dimension: the least that the "
                 "hidden layer tells of them"},
    [SNR] = {SP_RUNS, "bits_snr", NULL,
             "the signal to noise ratio that a dimension needs to carry so many, in "
             "decibels"},
    [LEAST] = {SP_RUNS, "bits_least_per_dim", NULL,
               "the same sum of the closed lower bound (p / 2) log2(p N / mse), N the "
               "entropy power of sizes"},
    [MOST] =
        {SP_RUNS, "bits_most_per_dim", NULL,
         "of the lesser of H(p) + (p / 2) log2(p s^2 / mse) and log2(v / mse) / 2, "
         "s^2 the variance of sizes"},
    [BITS] = {SP_FEATURES, "bits", NULL,
              "rate distortion function of a feature at its mse"},
};

static bool is_known(const struct sp_subject *subject)
{
    return sp_is_plain(subject->source) && !sp_target_absolute(subject->net);
}

/* Sums over features of the rate and of its bounds, at the errors mse (n). */
static void fill(const struct sp_subject *subject, const double *mse, double *bits,
                 double sum[COLUMNS])
{
    const struct sp_source *source = subject->source;
    double p = source->density[0], v = sp_source_variance(source, 0);
    struct sp_rate rate = sp_rate_make(subject->arena, source, p);
    for (int i = 0; i < source->n; i++) {
        double nmse = fmax(mse[i] / v, 1e-30);
        bits[i] = sp_rate_bits(&rate, nmse);
        sum[PER_DIM] += bits[i];
        sum[LEAST] += sp_rate_least(source, p, nmse);
        sum[MOST] += sp_rate_most(source, p, nmse);
    }
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    const struct bits_settings *settings = own;
    double *bits = sp_rows_add(rows, &columns[BITS], (size_t)subject->net->n);
    double sum[COLUMNS] = {0}, per_dim = NAN;
    if (is_known(subject)) {
        struct sp_evaluation seen;
        sp_evaluate(subject->arena, subject->source, subject->net, subject->seed,
                    subject->rows, settings->samples, settings->error, &seen);
        fill(subject, seen.mse, bits, sum);
        per_dim = 1.0 / subject->net->m;
    }
    double rate = sum[PER_DIM] * per_dim;
    sp_rows_put(rows, &columns[PER_DIM], rate);
    sp_rows_put(rows, &columns[SNR], 10 * log10(exp2(2 * rate) - 1));
    sp_rows_put(rows, &columns[LEAST], sum[LEAST] * per_dim);
    sp_rows_put(rows, &columns[MOST], sum[MOST] * per_dim);
}

const struct sp_measure_kind sp_measure_bits = {
    .self = {.name = "bits",
             .doc = "Information that independent features come out with, in bits: "
                    "their rate at the measured errors.",
             .cite = "Shannon 1959; Blahut 1972, IEEE Trans. Inf. Theory 18",
             .own = params,
             .own_size = sizeof(struct bits_settings)},
    .columns = columns,
    .needs_source = true,
    .take = take,
};
