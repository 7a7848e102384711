/* Where a trainer's batches come from: fresh draws of a source without end, or a fixed
   set of T examples.  An epoch goes through the set once, in an order drawn anew, so
   that its last batch has fewer rows when T is no multiple of the batch; when
   T <= batch, every batch is the whole set. */
#ifndef SUPERPOSE_FEED_H
#define SUPERPOSE_FEED_H

#include "superpose/source.h"

struct sp_feed {
    struct sp_lanes lanes; /* of fresh draws */
    struct sp_rng rng;     /* of the order of a fixed set */
    const struct sp_source *source;
    int *order;            /* (set.rows) this epoch's order */
    struct sp_batch batch; /* what sp_feed_next gave last, unless that was the set */
    struct sp_batch set;   /* the fixed examples; rows == 0: fresh draws */
    int rows;              /* of a full batch */
    int next;              /* place in order */
};

/* EXAMPLES == 0: fresh draws from stream (seed, SP_USE_TRAIN).  Otherwise EXAMPLES
   rows drawn once from stream (seed, SP_USE_EXAMPLES), in orders drawn from the
   other.  Batches come in tiles where asked (sp_net_tiles says what a net would
   rather have). */
struct sp_feed sp_feed_make(struct sp_arena *a, const struct sp_source *source,
                            uint64_t seed, int batch_rows, int examples, bool tiles);

/* The next batch, valid until the next call; allocates nothing. */
const struct sp_batch *sp_feed_next(struct sp_feed *feed);

#endif
