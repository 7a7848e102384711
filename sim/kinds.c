/* The one list that knows every kind, in the order in which they are documented. */
#include "superpose/kinds.h"

#include <string.h>

extern const struct sp_source_kind sp_source_independent, sp_source_groups,
    sp_source_forest, sp_source_copula, sp_source_composites, sp_source_planes,
    sp_source_blocks, sp_source_couples;

extern const struct sp_net_kind sp_toy_linear, sp_toy_relu, sp_toy_relu_hidden,
    sp_toy_absolute, sp_toy_given;

extern const struct sp_net_kind sp_sae_l1, sp_sae_lp, sp_sae_log, sp_sae_tanh,
    sp_sae_topk, sp_sae_batch_topk, sp_sae_matryoshka, sp_sae_jumprelu, sp_sae_gated,
    sp_sae_pursuit;

extern const struct sp_net_kind sp_sae_pca, sp_sae_ica, sp_sae_nnsc, sp_sae_ksvd,
    sp_sae_random, sp_sae_samples, sp_sae_truth;

extern const struct sp_measure_kind sp_measure_loss, sp_measure_geometry,
    sp_measure_theory, sp_measure_neurons, sp_measure_pairs, sp_measure_vectors,
    sp_measure_recovery, sp_measure_hierarchy, sp_measure_composition,
    sp_measure_sparsity, sp_measure_stability, sp_measure_limits, sp_measure_amount,
    sp_measure_statistics, sp_measure_predict, sp_measure_intervention, sp_measure_bits;

const struct sp_source_kind *const sp_source_kinds[] = {
    &sp_source_independent, &sp_source_groups,  &sp_source_blocks,
    &sp_source_forest,      &sp_source_copula,  &sp_source_composites,
    &sp_source_planes,      &sp_source_couples, NULL,
};

const struct sp_net_kind *const sp_toy_kinds[] = {
    &sp_toy_linear,   &sp_toy_relu,  &sp_toy_relu_hidden,
    &sp_toy_absolute, &sp_toy_given, NULL,
};

const struct sp_net_kind *const sp_sae_kinds[] = {
    &sp_sae_l1,         &sp_sae_lp,       &sp_sae_log,
    &sp_sae_tanh,       &sp_sae_topk,     &sp_sae_batch_topk,
    &sp_sae_matryoshka, &sp_sae_jumprelu, &sp_sae_gated,
    &sp_sae_pursuit,    &sp_sae_pca,      &sp_sae_ica,
    &sp_sae_nnsc,       &sp_sae_ksvd,     &sp_sae_random,
    &sp_sae_samples,    &sp_sae_truth,    NULL,
};

const struct sp_measure_kind *const sp_measure_kinds[] = {
    &sp_measure_loss,         &sp_measure_geometry,    &sp_measure_amount,
    &sp_measure_theory,       &sp_measure_limits,      &sp_measure_neurons,
    &sp_measure_pairs,        &sp_measure_vectors,     &sp_measure_recovery,
    &sp_measure_hierarchy,    &sp_measure_composition, &sp_measure_sparsity,
    &sp_measure_stability,    &sp_measure_statistics,  &sp_measure_predict,
    &sp_measure_intervention, &sp_measure_bits,        NULL,
};

const struct sp_source_kind *sp_source_kind(const char *name)
{
    const struct sp_source_kind *const *kind = sp_source_kinds;
    while (*kind && strcmp((*kind)->self.name, name) != 0)
        kind++;
    return *kind;
}

const struct sp_net_kind *sp_toy_kind(const char *name)
{
    const struct sp_net_kind *const *kind = sp_toy_kinds;
    while (*kind && strcmp((*kind)->self.name, name) != 0)
        kind++;
    return *kind;
}

const struct sp_net_kind *sp_sae_kind(const char *name)
{
    const struct sp_net_kind *const *kind = sp_sae_kinds;
    while (*kind && strcmp((*kind)->self.name, name) != 0)
        kind++;
    return *kind;
}

const struct sp_measure_kind *sp_measure_kind(const char *name)
{
    const struct sp_measure_kind *const *kind = sp_measure_kinds;
    while (*kind && strcmp((*kind)->self.name, name) != 0)
        kind++;
    return *kind;
}
