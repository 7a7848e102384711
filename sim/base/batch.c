/* Compressed rows. */
#include "superpose/batch.h"

#include <string.h>

#include "superpose/fault.h"

struct sp_batch sp_batch_make(struct sp_arena *a, int rows, int features, int room)
{
    sp_require(rows > 0 && features > 0 && room >= 0);
    return (struct sp_batch){
        .rows = rows,
        .features = features,
        .room = room,
        .start = SP_TAKE(a, (size_t)rows + 1, int),
        .index = SP_TAKE(a, room, int),
        .value = SP_TAKE(a, room, sp_real),
        .entry = SP_TAKE(a, (size_t)room + SP_BATCH_SLACK, struct sp_entry),
    };
}

void sp_batch_gather(const struct sp_batch *from, const int *row, int count,
                     struct sp_batch *to)
{
    to->rows = count;
    to->start[0] = 0;
    for (int b = 0; b < count; b++) {
        int first = from->start[row[b]], at = to->start[b];
        int entries = from->start[row[b] + 1] - first;
        sp_require(entries <= to->room - at);
        memcpy(to->index + at, from->index + first,
               (size_t)entries * sizeof *to->index);
        memcpy(to->value + at, from->value + first,
               (size_t)entries * sizeof *to->value);
        to->start[b + 1] = at + entries;
    }
}

void sp_batch_unit_norm(struct sp_batch *batch)
{
    for (int b = 0; b < batch->rows; b++) {
        double square = 0;
        for (int k = batch->start[b]; k < batch->start[b + 1]; k++)
            square += (double)batch->value[k] * (double)batch->value[k];
        double norm = sqrt(square);
        for (int k = batch->start[b]; k < batch->start[b + 1]; k++)
            batch->value[k] = (sp_real)((double)batch->value[k] / norm);
    }
}
