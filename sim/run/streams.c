/* Features and activations as a trainer sees them. */
#include "superpose/train.h"

static const struct sp_batch *next_features(void *feed)
{
    return sp_feed_next(feed);
}

struct sp_stream sp_stream_features(struct sp_feed *feed)
{
    return (struct sp_stream){next_features, feed};
}

static const struct sp_batch *next_activations(void *activations)
{
    return sp_activations_next(activations);
}

struct sp_stream sp_stream_activations(struct sp_activations *activations)
{
    return (struct sp_stream){next_activations, activations};
}
