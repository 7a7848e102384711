/* Batches: who is on, how large, in which form. */
#include "superpose/source.h"

#include <limits.h>
#include <string.h>

#include "normal_size.h"
#include "superpose/fault.h"

/* One number for each cell then says whether the feature is on and how large. */
static bool dense(const struct sp_source *source)
{
    bool few = source->n <= SP_SOURCE_FEW;
    if (source->size->per_feature)
        return false;
    return source->equal > (few ? SP_SOURCE_DENSE_FEW : SP_SOURCE_DENSE);
}

struct sp_batch sp_source_batch(struct sp_arena *a, const struct sp_source *source,
                                int rows, bool tiles)
{
    if (tiles && dense(source))
        return sp_batch_make_tiled(a, rows, source->n, 0);
    double room = sp_source_room(source, rows);
    if (room > INT_MAX - SP_BATCH_SLACK)
        SP_TAKE(a, SIZE_MAX, sp_real);
    if (tiles)
        return sp_batch_make_tiled(a, rows, source->n, (int)room);
    struct sp_batch batch = sp_batch_make(a, rows, source->n, (int)room);
    if (dense(source))
        batch.scratch = SP_TAKE(a, (size_t)source->n * SP_TILE, sp_real);
    return batch;
}

static bool affine(const struct sp_source *source)
{
    return source->size->low != 0 || source->size->span != 0;
}

/* The source's sizes where they are affine, with this ceiling. */
static struct sp_affine affine_law(const struct sp_source *source, uint64_t ceiling)
{
    return (struct sp_affine){ceiling, source->scale * source->size->low,
                              source->scale * source->size->span};
}

enum { SOME = 32 }; /* blocks at a time, so that they stay in the first cache */

void sp_source_sizes(const struct sp_source *source, struct sp_lanes *lanes, int count,
                     sp_real *value)
{
    size_t blocks = ((size_t)count + SP_LANES - 1) / SP_LANES;
    if (affine(source)) {
        struct sp_affine law = affine_law(source, (uint64_t)1 << 32);
        source->draws->sizes(lanes, &law, blocks, value);
        return;
    }
    double scale = source->size->per_feature ? 1 : source->scale;
    for (size_t k = 0; k < blocks; k += SOME) {
        _Alignas(64) double u[SOME * SP_LANES];
        size_t some = blocks - k < SOME ? blocks - k : SOME;
        source->draws->uniform(lanes, some, u);
        sp_size_quantiles(source->size, source->draws, source->sigma, some, u);
        for (size_t l = 0; l < some * SP_LANES; l++)
            *value++ = (sp_real)(scale * u[l]);
    }
}

/* Sizes of those of SOME blocks that are on, 0 of others: numbers below the ceiling are
   listed with their places, and become sizes side by side. */
static void draw_some(const struct sp_source *source, struct sp_lanes *lanes,
                      uint64_t ceiling, size_t blocks, sp_real *out)
{
    _Alignas(64) uint32_t word[SOME * SP_LANES];
    _Alignas(64) double u[(SOME + 1) * SP_LANES];
    size_t place[SOME * SP_LANES + 1], count = 0;
    source->draws->numbers(lanes, blocks, word);
    for (size_t l = 0; l < blocks * SP_LANES; l++) {
        place[count] = l;
        u[count] = word[l] + 0.5;
        count += word[l] < ceiling;
        out[l] = 0;
    }
    for (size_t e = 0; e < SP_LANES; e++)
        u[count + e] = 0.5 * (double)ceiling;
    blocks = (count + SP_LANES - 1) / SP_LANES;
    for (size_t e = 0; e < blocks * SP_LANES; e++)
        u[e] /= (double)ceiling;
    sp_size_quantiles(source->size, source->draws, source->sigma, blocks, u);
    for (size_t e = 0; e < count; e++)
        out[place[e]] = (sp_real)(source->scale * u[e]);
}

/* COUNT tiles of a dense source. */
static void draw_tiles(const struct sp_source *source, struct sp_lanes *lanes,
                       size_t count, sp_real *out)
{
    uint64_t ceiling = (uint64_t)ceil(source->equal * 0x1p32);
    size_t blocks = count * (size_t)source->n * (SP_TILE / SP_LANES);
    if (affine(source)) {
        struct sp_affine law = affine_law(source, ceiling);
        source->draws->sizes(lanes, &law, blocks, out);
        return;
    }
    for (size_t k = 0; k < blocks; k += SOME)
        draw_some(source, lanes, ceiling, blocks - k < SOME ? blocks - k : SOME,
                  out + k * SP_LANES);
}

/* Adds the first ROWS rows of a tile to the list. */
static void list_tile(struct sp_batch *batch, const sp_real *tile, int first, int rows)
{
    int count = batch->start[first], n = batch->features, room = batch->room;
    int *restrict index = batch->index;
    sp_real *restrict value = batch->value;
    for (int s = 0; s < rows; s++) {
        for (int i = 0; i < n; i++) {
            sp_require(count <= room);
            index[count] = i;
            value[count] = tile[(size_t)i * SP_TILE + (size_t)s];
            count += value[count] != 0;
        }
        batch->start[first + s + 1] = count;
    }
}

static void draw_dense(const struct sp_source *source, struct sp_lanes *lanes,
                       struct sp_batch *batch)
{
    size_t tiles = ((size_t)batch->rows + SP_TILE - 1) / SP_TILE, n = (size_t)source->n;
    int last = batch->rows % SP_TILE;
    if (batch->tile) {
        draw_tiles(source, lanes, tiles, batch->tile);
        batch->active = batch->rows;
        sp_real *end = batch->tile + (tiles - 1) * n * SP_TILE;
        for (size_t i = 0; last && i < n; i++)
            memset(end + i * SP_TILE + last, 0, (size_t)(SP_TILE - last) * sizeof *end);
        return;
    }
    batch->start[0] = 0;
    for (size_t t = 0; t < tiles; t++) {
        int first = (int)t * SP_TILE, left = batch->rows - first;
        draw_tiles(source, lanes, 1, batch->scratch);
        list_tile(batch, batch->scratch, first, left < SP_TILE ? left : SP_TILE);
    }
}

/* From N(0, 1) to sizes of the features they are of. */
static void size_entries(const struct sp_source *source, const int *feature, int count,
                         sp_real *value)
{
    for (int e = 0; source->size->per_feature && e < count; e++)
        value[e] = sp_normal_size(source, feature[e], (double)value[e]);
}

/* From hits in ascending order to compressed rows. */
static void list_hits(struct sp_batch *batch, int hits)
{
    int row = 0;
    batch->start[0] = 0;
    for (int k = 0; k < hits; k++)
        while (row < batch->row[k])
            batch->start[++row] = k;
    while (row < batch->rows)
        batch->start[++row] = hits;
}

/* From hits in ascending order to tiles: each row that has one gets the next lane. */
static void tile_hits(struct sp_batch *batch, int hits)
{
    size_t size = (size_t)batch->features * SP_TILE;
    size_t most = (size_t)(hits < batch->rows ? hits : batch->rows);
    memset(batch->tile, 0, (most + SP_TILE - 1) / SP_TILE * size * sizeof *batch->tile);
    int before = -1;
    size_t active = 0;
    for (int k = 0; k < hits; k++) {
        active += batch->row[k] != before;
        before = batch->row[k];
        size_t place = (active - 1) / SP_TILE * size + (active - 1) % SP_TILE;
        batch->tile[place + (size_t)batch->index[k] * SP_TILE] = batch->value[k];
    }
    batch->active = (int)active;
}

/* All features are on independently with one small density: skipping goes from hit to
   hit over the ends of rows. */
static void draw_sparse(const struct sp_source *source, struct sp_lanes *lanes,
                        struct sp_batch *batch)
{
    struct sp_skip table = {.density = source->equal,
                            .per_log = source->per_log,
                            .rows = batch->rows,
                            .width = source->n,
                            .at = -1,
                            .room = batch->room,
                            .row = batch->row,
                            .column = batch->index};
    int hits = source->draws->skip(lanes, &table);
    sp_require(hits <= batch->room);
    sp_source_sizes(source, lanes, hits, batch->value);
    size_entries(source, batch->index, hits, batch->value);
    if (batch->tile)
        tile_hits(batch, hits);
    else
        list_hits(batch, hits);
}

static void draw_by_kind(const struct sp_source *source, struct sp_lanes *lanes,
                         struct sp_batch *batch)
{
    source->kind->draw(source, lanes, batch);
    sp_source_sizes(source, lanes, batch->start[batch->rows], batch->value);
    size_entries(source, batch->index, batch->start[batch->rows], batch->value);
    if (source->kind->resize)
        source->kind->resize(source, lanes, batch);
    if (batch->tile)
        sp_batch_tile(batch);
}

void sp_source_draw(const struct sp_source *source, struct sp_lanes *lanes,
                    struct sp_batch *batch)
{
    sp_require(batch->features == source->n);
    if (dense(source))
        draw_dense(source, lanes, batch);
    else if (source->equal > 0)
        draw_sparse(source, lanes, batch);
    else
        draw_by_kind(source, lanes, batch);
    if (source->unit_norm)
        sp_batch_unit_norm(batch);
}
