/* What sim/kinds.c is to the program: the kinds that a page has room for. */
#include "superpose/kinds.h"

extern const struct sp_source_kind sp_source_independent, sp_source_groups,
    sp_source_couples;
extern const struct sp_net_kind sp_toy_relu, sp_toy_linear, sp_toy_relu_hidden;
extern const struct sp_net_kind sp_sae_l1, sp_sae_topk, sp_sae_batch_topk;
extern const struct sp_measure_kind sp_measure_loss, sp_measure_geometry,
    sp_measure_recovery;

const struct sp_source_kind *const sp_source_kinds[] = {
    &sp_source_independent, &sp_source_groups, &sp_source_couples, NULL};

const struct sp_net_kind *const sp_toy_kinds[] = {&sp_toy_relu, &sp_toy_linear,
                                                  &sp_toy_relu_hidden, NULL};

const struct sp_net_kind *const sp_sae_kinds[] = {&sp_sae_l1, &sp_sae_topk,
                                                  &sp_sae_batch_topk, NULL};

const struct sp_measure_kind *const sp_measure_kinds[] = {
    &sp_measure_loss, &sp_measure_geometry, &sp_measure_recovery, NULL};
