/* A toy model in training that is looked at between steps, and whose data may change
   while it trains. */
#ifndef SUPERPOSE_CLI_LIVE_H
#define SUPERPOSE_CLI_LIVE_H

#include "superpose/geometry.h"
#include "superpose/job.h"
#include "superpose/optimizer.h"

enum sp_company { SP_ALONE, SP_TOGETHER, SP_EXCLUSIVE }; /* pairs of features */

/* What can be changed while the model trains. */
struct sp_dials {
    int features;
    double density;
    double importance; /* ratio of neighbours */
    enum sp_company company;
    const char *toy; /* kind */
    uint64_t seed;
};

enum { SP_LIVE_POINTS = 4096 };

/* Model and data as long as the dials stay. */
struct sp_live_stage {
    struct sp_arena arena; /* of everything here */
    struct sp_job job;
    struct sp_source source;
    struct sp_net net;
    struct sp_feed feed;
    struct sp_optimizer optimizer;
    double *W;      /* (n, 2) */
    double optimum; /* loss of the best linear map to two dimensions */
};

struct sp_live {
    struct sp_dials dials;
    struct sp_live_stage *now;
    struct sp_arena look;        /* of: */
    struct sp_geometry geometry; /* of now->W */
    double loss;                 /* mean over the last steps taken at once */
    long steps;
    int points; /* of history, the newest last; when it is full every other goes */
    double history[SP_LIVE_POINTS];
    int span, held; /* calls of sp_live_train to a point, and since the last */
};

/* Begins, or goes on with other data: parameters are kept when the new dials have the
   same model and features and the same seed.  SP_BAD when there are no such data; then
   nothing has changed. */
int sp_live_turn(struct sp_live *live, const struct sp_dials *dials);

/* Takes COUNT steps and looks at the result. */
void sp_live_train(struct sp_live *live, int count);

void sp_live_close(struct sp_live *live);

#endif
