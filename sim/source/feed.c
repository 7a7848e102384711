/* Fresh draws, or rows gathered from a set in the order of an epoch. */
#include "superpose/feed.h"

#include "superpose/fault.h"

/* The fixed examples, and a batch in which any `rows` of them fit. */
static void make_set(struct sp_arena *a, struct sp_feed *feed, uint64_t seed, int rows,
                     int examples, bool tiles)
{
    struct sp_lanes lanes = sp_lanes_make(seed, SP_USE_EXAMPLES);
    feed->set = sp_source_batch(a, feed->source, examples, tiles && examples <= rows);
    sp_source_draw(feed->source, &lanes, &feed->set);
    if (examples <= rows)
        return;
    int longest = 0, entries = feed->set.start[examples];
    feed->order = SP_TAKE(a, examples, int);
    for (int b = 0; b < examples; b++) {
        int length = feed->set.start[b + 1] - feed->set.start[b];
        longest = length > longest ? length : longest;
        feed->order[b] = b;
    }
    int64_t most = (int64_t)rows * longest;
    int n = feed->source->n, room = most < entries ? (int)most : entries;
    feed->batch =
        tiles ? sp_batch_make_tiled(a, rows, n, room) : sp_batch_make(a, rows, n, room);
    feed->next = examples;
}

struct sp_feed sp_feed_make(struct sp_arena *a, const struct sp_source *source,
                            uint64_t seed, int batch_rows, int examples, bool tiles)
{
    sp_require(batch_rows > 0 && examples >= 0);
    struct sp_feed feed = {.source = source,
                           .lanes = sp_lanes_make(seed, SP_USE_TRAIN),
                           .rng = sp_rng_make(seed, SP_USE_TRAIN)};
    feed.rows = batch_rows;
    if (examples)
        make_set(a, &feed, seed, batch_rows, examples, tiles);
    else
        feed.batch = sp_source_batch(a, source, batch_rows, tiles);
    return feed;
}

const struct sp_batch *sp_feed_next(struct sp_feed *feed)
{
    int examples = feed->set.rows;
    if (!examples) {
        sp_source_draw(feed->source, &feed->lanes, &feed->batch);
        return &feed->batch;
    }
    if (examples <= feed->rows)
        return &feed->set;
    if (feed->next == examples) {
        sp_rng_shuffle(&feed->rng, feed->order, examples);
        feed->next = 0;
    }
    int left = examples - feed->next, rows = left < feed->rows ? left : feed->rows;
    sp_batch_gather(&feed->set, feed->order + feed->next, rows, &feed->batch);
    feed->next += rows;
    return &feed->batch;
}
