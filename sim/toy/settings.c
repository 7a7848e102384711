/* The settings that all toy models share. */
#include "superpose/toy.h"

const struct sp_param sp_toy_params[] = {
    {"toy.hidden", SP_INT, offsetof(struct sp_toy_settings, hidden), "2", 1, 65536,
     NULL, "m, dimensions of the bottleneck"},
    {0}};
