/* What the terminal lets one change while a model trains. */
#ifndef SUPERPOSE_CLI_DIALS_H
#define SUPERPOSE_CLI_DIALS_H

#include "superpose/live.h"

enum sp_company { SP_ALONE, SP_TOGETHER, SP_EXCLUSIVE }; /* pairs of features */

struct sp_dials {
    int features;
    double density;
    double importance; /* ratio of neighbours */
    enum sp_company company;
    const char *toy; /* kind */
    uint64_t seed;
};

/* sp_live_turn to these dials. */
int sp_dials_turn(const struct sp_dials *dials, struct sp_live *live);

#endif
