/* A toy model in training that is looked at between steps, and whose data may change
   while it trains. */
#ifndef SUPERPOSE_LIVE_H
#define SUPERPOSE_LIVE_H

#include "superpose/geometry.h"
#include "superpose/optimizer.h"
#include "superpose/toy.h"

/* What is trained, on what, and how: kinds with their settings, all of which lie in the
   arena of a stage.  The rate is constant. */
struct sp_live_law {
    const struct sp_source_kind *source_kind;
    struct sp_source_settings source;
    void *source_own;
    const struct sp_net_kind *toy_kind;
    struct sp_toy_settings toy;
    void *toy_own;
    struct sp_train_settings train;
    uint64_t seed;
};

enum { SP_LIVE_POINTS = 4096 };

/* Model and data as long as the law stays. */
struct sp_live_stage {
    struct sp_arena arena; /* of everything here */
    struct sp_live_law law;
    struct sp_source source;
    struct sp_net net;
    struct sp_feed feed;
    struct sp_optimizer optimizer;
    double *W;      /* (n, m) */
    double optimum; /* loss of the best linear map to m dimensions */
};

struct sp_live {
    struct sp_live_stage *now;
    struct sp_arena look;        /* of: */
    struct sp_geometry geometry; /* of now->W */
    double loss;                 /* mean over the last steps taken at once */
    long steps;
    int points; /* of history, the newest last; when it is full every other goes */
    double history[SP_LIVE_POINTS];
    int span, held; /* calls of sp_live_train to a point, and since the last */
};

/* Begins, or goes on with other data: parameters are kept when the new law has a model
   of the same kind and shape and the same seed.  RESOLVE fills in the law from ASKED.
   Its fault, or SP_BAD when there are no such data; then nothing has changed. */
int sp_live_turn(struct sp_live *live,
                 int (*resolve)(struct sp_arena *a, const void *asked,
                                struct sp_live_law *out),
                 const void *asked);

/* Takes COUNT steps and looks at the result.  After a turn that began anew the first
   steps are those of sp_train, bit for bit. */
void sp_live_train(struct sp_live *live, int count);

/* Looks at the parameters again, after another hand has changed them. */
void sp_live_look(struct sp_live *live);

void sp_live_close(struct sp_live *live);

#endif
