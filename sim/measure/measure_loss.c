/* Loss on unseen data and what it is compared with.  With MSE_i = mean (t_i - y_i)^2
   over rows, target t (x, or |x| for kind `absolute`) and output y:

       loss  = sum_i I_i MSE_i
       R^2_i = 1 - MSE_i / Var(t_i)        with the exact population variance
       gain  = 1 - loss / linear_loss      with the exact best linear map of rank m

   The loss is that of Elhage et al. 2022, "Demonstrating Superposition".  A linear map
   cannot have a gain above 0; superposition can. */
#include "superpose/evaluate.h"
#include "superpose/measure.h"
#include "superpose/theory.h"

struct loss_settings {
    int samples;
    double error;
};

static const struct sp_param params[] = {
    {"loss.samples", SP_INT, offsetof(struct loss_settings, samples), "1000000", 2, 1e9,
     NULL, "unseen examples, at most"},
    {"loss.error", SP_REAL, offsetof(struct loss_settings, error), "0.005", 0, 1, NULL,
     "stop earlier at this standard error, as a fraction of the loss; 0: never"},
    {0}};

enum {
    LOSS,
    LOSS_SE,
    SAMPLES,
    LOSS_MEAN,
    LINEAR_LOSS,
    GAIN,
    R2_PER_DIM,
    DENSITY,
    IMPORTANCE,
    MSE,
    R2,
    COLUMNS
};

static const struct sp_column columns[COLUMNS + 1] = {
    [LOSS] =
        {SP_RUNS, "loss", NULL,
         "importance-weighted squared error, sum over features, mean over unseen data"},
    [LOSS_SE] = {SP_RUNS, "loss_se", NULL, "standard error of loss over examples"},
    [SAMPLES] = {SP_RUNS, "samples", NULL, "unseen examples looked at"},
    [LOSS_MEAN] = {SP_RUNS, "loss_mean", NULL, "loss / n: the mean over features"},
    [LINEAR_LOSS] = {SP_RUNS, "linear_loss", NULL,
                     "exact least loss of a linear map of rank m plus a constant; none "
                     "where it is not known or the target is not x"},
    [GAIN] = {SP_RUNS, "gain", NULL, "1 - loss / linear_loss"},
    [R2_PER_DIM] = {SP_RUNS, "r2_per_dim", NULL,
                    "sum of r2 over the features that vary, per hidden dimension"},
    [DENSITY] = {SP_FEATURES, "density", NULL, "probability that the feature is on"},
    [IMPORTANCE] = {SP_FEATURES, "importance", NULL,
                    "weight of the feature in the loss"},
    [MSE] = {SP_FEATURES, "mse", NULL, "squared error, mean over unseen data"},
    [R2] =
        {SP_FEATURES, "r2", NULL,
         "1 - mse / population variance; none for a feature that does not vary and for "
         "rescaled examples"},
};

static void put_baseline(const struct sp_subject *subject, double loss,
                         struct sp_rows *rows)
{
    double best = NAN;
    if (!sp_target_absolute(subject->net))
        best = sp_linear_optimum(subject->arena, subject->source, subject->net->m);
    sp_rows_put(rows, &columns[LINEAR_LOSS], best);
    sp_rows_put(rows, &columns[GAIN], best > 0 ? 1 - loss / best : NAN);
}

static void put_features(const struct sp_subject *subject, const double *mse,
                         struct sp_rows *rows)
{
    const struct sp_source *source = subject->source;
    size_t n = (size_t)subject->net->n;
    double *density = sp_rows_add(rows, &columns[DENSITY], n);
    double *importance = sp_rows_add(rows, &columns[IMPORTANCE], n);
    double *error = sp_rows_add(rows, &columns[MSE], n);
    double *r2 = sp_rows_add(rows, &columns[R2], n);
    double *variance = SP_TAKE(subject->arena, n, double);
    sp_target_variances(source, subject->net, variance);
    double sum = 0;
    bool varies = false;
    for (size_t i = 0; i < n; i++) {
        density[i] = source->density[i];
        importance[i] = source->importance[i];
        error[i] = mse[i];
        if (!(variance[i] > 0))
            continue;
        r2[i] = 1 - mse[i] / variance[i];
        sum += r2[i];
        varies = true;
    }
    sp_rows_put(rows, &columns[R2_PER_DIM], varies ? sum / subject->net->m : NAN);
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    const struct loss_settings *settings = own;
    struct sp_evaluation seen;
    sp_evaluate(subject->arena, subject->source, subject->net, subject->seed,
                subject->rows, settings->samples, settings->error, &seen);
    sp_rows_put(rows, &columns[LOSS], seen.loss);
    sp_rows_put(rows, &columns[LOSS_SE], seen.loss_se);
    sp_rows_put(rows, &columns[SAMPLES], seen.samples);
    sp_rows_put(rows, &columns[LOSS_MEAN], seen.loss / subject->net->n);
    put_baseline(subject, seen.loss, rows);
    put_features(subject, seen.mse, rows);
}

const struct sp_measure_kind sp_measure_loss = {
    .self = {.name = "loss",
             .doc =
                 "Loss on unseen data with its standard error, in all and per feature, "
                 "beside the exact linear optimum.",
             .cite =
                 "Elhage et al. 2022, Toy Models of Superposition, section "
                 "Demonstrating Superposition; Izenman 1975 (reduced-rank regression)",
             .own = params,
             .own_size = sizeof(struct loss_settings)},
    .columns = columns,
    .needs_source = true,
    .take = take,
};
