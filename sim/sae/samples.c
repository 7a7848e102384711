/* Samples of the data as directions: D_i = (x - b_dec) / ||x - b_dec|| of an example x
   that is not b_dec.  Where one feature is on at a time they are features; where many
   are, each is a mixture, and what they score is owed to the data alone. */
#include "fit_inside.h"

struct samples_settings {
    struct sp_fit_codes codes;
};

static const struct sp_param params[] = {
    SP_FIT_ROWS(struct samples_settings, "omp", "false"),
    {.key = NULL},
};

static int open_samples(struct sp_arena *a, struct sp_net *net, const void *own,
                        int rows, uint64_t seed)
{
    const struct sp_sae_own *both = own;
    const struct samples_settings *settings = both->kind;
    (void)seed;
    sp_fit_lay_out(a, net, own, &settings->codes, rows);
    return 0;
}

/* Some examples are 0 or repeat others, so there are more of them than latents. */
static int fit_samples(struct sp_arena *a, struct sp_net *net,
                       struct sp_activations *data, uint64_t seed,
                       const atomic_bool *stop)
{
    enum { FOR_EACH = 4, AT_LEAST = 4096 };
    struct sp_sae *s = sp_sae_of(net);
    struct sp_rng rng = sp_rng_make(seed, SP_USE_SAE_INIT);
    int rows = FOR_EACH * s->k + AT_LEAST;
    sp_sae_center(a, s, data);
    sp_fit_samples(s, &rng, rows, sp_fit_sample(a, s, data, rows));
    sp_fit_finish(a, net);
    return sp_fit_stopped(stop);
}

const struct sp_net_kind sp_sae_samples = {
    .self = {.name = "samples",
             .doc = "Examples of the data as directions; nothing is learnt.",
             .cite = "as initial dictionaries are drawn in Aharon, Elad and Bruckstein "
                     "2006, IEEE Trans. Signal Processing 54",
             .own = params,
             .own_size = sizeof(struct samples_settings)},
    .open = open_samples,
    .fit = fit_samples,
    .dictionary = sp_sae_dictionary,
};
