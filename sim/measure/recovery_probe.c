/* The ceiling of what a linear map and a threshold can tell of each feature. */
#include <string.h>

#include "recovery_inside.h"

enum { BATCH = 1024 };
static const double MOST_SCORES = 2e7; /* examples x features kept at a time */

/* COUNT batches as one: x (COUNT BATCH, d) and what is on. */
static sp_real *keep(struct field *field, struct sp_activations *data, int count,
                     struct sp_batch *truth)
{
    size_t d = (size_t)field->d;
    int rows = count * BATCH, room = (int)sp_source_room(data->source, rows);
    sp_real *x = SP_TAKE(field->a, (size_t)rows * d, sp_real);
    *truth = sp_batch_make(field->a, rows, field->n, room);
    for (int c = 0, at = 0; c < count; c++) {
        const struct sp_batch *batch = sp_activations_next(data);
        int entries = data->truth->start[BATCH];
        memcpy(x + (size_t)c * BATCH * d, batch->dense, BATCH * d * sizeof *x);
        memcpy(truth->index + at, data->truth->index,
               (size_t)entries * sizeof *truth->index);
        memcpy(truth->value + at, data->truth->value,
               (size_t)entries * sizeof *truth->value);
        for (int b = 1; b <= BATCH; b++)
            truth->start[c * BATCH + b] = at + data->truth->start[b];
        at += entries;
    }
    return x;
}

/* Over features that were on at all. */
static void put_means(const struct sp_detection *each, const struct sp_batch *truth,
                      int n, bool *on, double *out)
{
    struct sp_detection sum = {0};
    int seen = 0;
    for (int e = 0; e < truth->start[truth->rows]; e++)
        on[truth->index[e]] = true;
    for (int j = 0; j < n; j++) {
        if (!on[j])
            continue;
        sum.precision += each[j].precision;
        sum.recall += each[j].recall;
        sum.f1 += each[j].f1;
        seen++;
    }
    if (!seen)
        return;
    out[SCORE_FEATURE_PRECISION] = sum.precision / seen;
    out[SCORE_FEATURE_RECALL] = sum.recall / seen;
    out[SCORE_FEATURE_F1] = sum.f1 / seen;
}

void sp_recovery_probe(struct field *field, double *out)
{
    struct sp_arena *a = field->a;
    struct sp_activations data;
    struct sp_batch truth;
    int n = field->n, d = field->d;
    double rows = fmin(field->settings->others, MOST_SCORES / n);
    int batches = (int)fmax(1, ceil(rows / BATCH));
    sp_recovery_open_data(field, SP_USE_SAE_TEST, BATCH, &data);
    struct sp_probe probe = sp_probe_make(a, n, d);
    for (int c = 0; c < batches; c++) {
        const struct sp_batch *batch = sp_activations_next(&data);
        sp_probe_add(&probe, BATCH, batch->dense, data.truth);
    }
    double *direction = SP_TAKE(a, (size_t)n * (size_t)d, double);
    sp_probe_fit(a, &probe, direction);
    const sp_real *x = keep(field, &data, batches, &truth);
    struct sp_detection *each = SP_TAKE(a, n, struct sp_detection);
    sp_probe_score(a, direction, n, d, batches * BATCH, x, &truth, each);
    put_means(each, &truth, n, SP_TAKE(a, n, bool), out);
}
