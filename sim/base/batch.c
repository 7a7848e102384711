/* Compressed rows, and tiles made of them. */
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
        .index = SP_TAKE(a, (size_t)room + SP_BATCH_SLACK, int),
        .value = SP_TAKE(a, (size_t)room + SP_BATCH_SLACK, sp_real),
        .row = SP_TAKE(a, (size_t)room + SP_BATCH_SLACK, int),
        .column = SP_TAKE(a, (size_t)room + SP_BATCH_SLACK, int),
    };
}

struct sp_batch sp_batch_make_tiled(struct sp_arena *a, int rows, int features,
                                    int room)
{
    struct sp_batch batch = sp_batch_make(a, rows, features, room);
    size_t tiles = ((size_t)rows + SP_TILE - 1) / SP_TILE;
    batch.tile = SP_TAKE(a, tiles * (size_t)features * SP_TILE, sp_real);
    return batch;
}

void sp_batch_tile(struct sp_batch *batch)
{
    size_t size = (size_t)batch->features * SP_TILE;
    int active = 0;
    for (int b = 0; b < batch->rows; b++) {
        int e = batch->start[b], end = batch->start[b + 1];
        if (e == end)
            continue;
        sp_real *tile = batch->tile + (size_t)(active / SP_TILE) * size;
        int lane = active++ % SP_TILE;
        if (lane == 0)
            memset(tile, 0, size * sizeof *tile);
        for (; e < end; e++)
            tile[(size_t)batch->index[e] * SP_TILE + (size_t)lane] = batch->value[e];
    }
    batch->active = active;
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
    if (to->tile)
        sp_batch_tile(to);
}

static void unit_norm_of_tiles(struct sp_batch *batch)
{
    size_t n = (size_t)batch->features;
    for (int b = 0; b < batch->active; b++) {
        sp_real *value =
            batch->tile + (size_t)(b / SP_TILE) * n * SP_TILE + (size_t)(b % SP_TILE);
        double square = 0;
        for (size_t i = 0; i < n * SP_TILE; i += SP_TILE)
            square += (double)value[i] * (double)value[i];
        double norm = square > 0 ? sqrt(square) : 1;
        for (size_t i = 0; i < n * SP_TILE; i += SP_TILE)
            value[i] = (sp_real)((double)value[i] / norm);
    }
}

void sp_batch_unit_norm(struct sp_batch *batch)
{
    if (batch->tile) {
        unit_norm_of_tiles(batch);
        return;
    }
    for (int b = 0; b < batch->rows; b++) {
        double square = 0;
        for (int k = batch->start[b]; k < batch->start[b + 1]; k++)
            square += (double)batch->value[k] * (double)batch->value[k];
        double norm = sqrt(square);
        for (int k = batch->start[b]; k < batch->start[b + 1]; k++)
            batch->value[k] = (sp_real)((double)batch->value[k] / norm);
    }
}
