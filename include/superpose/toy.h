/* Toy models of superposition: bottlenecks of n features through m dimensions.
   Section `toy` of an experiment file, but for its kind. */
#ifndef SUPERPOSE_TOY_H
#define SUPERPOSE_TOY_H

#include "superpose/net.h"

struct sp_toy_settings {
    int hidden; /* m */
};

extern const struct sp_param sp_toy_params[];

#endif
