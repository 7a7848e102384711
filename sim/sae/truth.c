/* The truth itself: D_j is what feature j adds to the activations at size 1, and b_dec
   their constant part, so that features are codes and codes that are right reconstruct
   all but the noise.  No autoencoder can be asked for more; what is lost is lost by the
   way in which codes are found.  Latents beyond the features are 0, and features beyond
   the latents left out. */
#include <string.h>

#include "fit_inside.h"
#include "superpose/fault.h"

struct truth_settings {
    struct sp_fit_codes codes;
};

static const struct sp_param params[] = {
    SP_FIT_ROWS(struct truth_settings, "omp", "false"),
    {.key = NULL},
};

static int open_truth(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                      uint64_t seed)
{
    const struct sp_sae_own *both = own;
    const struct truth_settings *settings = both->kind;
    (void)seed;
    sp_fit_lay_out(a, net, own, &settings->codes, rows);
    return 0;
}

static int fit_truth(struct sp_arena *a, struct sp_net *net,
                     struct sp_activations *data, uint64_t seed,
                     const atomic_bool *stop)
{
    struct sp_sae *s = sp_sae_of(net);
    size_t d = (size_t)s->d;
    (void)seed;
    if (!data->directions)
        return sp_fault(SP_BAD, "sae.kind: the truth is not known for activations of a "
                                "file; choose another kind");
    int known = data->source->n < s->k ? data->source->n : s->k;
    memcpy(s->D, data->directions, (size_t)known * d * sizeof *s->D);
    memcpy(s->b_dec, data->shift, d * sizeof *s->b_dec);
    sp_fit_finish(a, net);
    return sp_fit_stopped(stop);
}

const struct sp_net_kind sp_sae_truth = {
    .self = {.name = "truth",
             .doc = "The true directions of features, an oracle.",
             .cite = "Sharkey et al. 2022, Taking features out of superposition with "
                     "sparse autoencoders",
             .own = params,
             .own_size = sizeof(struct truth_settings)},
    .open = open_truth,
    .fit = fit_truth,
    .dictionary = sp_sae_dictionary,
};
