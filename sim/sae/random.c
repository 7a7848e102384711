/* Directions by chance, uniform on the sphere: what a dictionary is worth in which
   nothing was learnt, with codes as good as the dictionary allows. */
#include "fit_inside.h"

struct random_settings {
    struct sp_fit_codes codes;
};

static const struct sp_param params[] = {
    SP_FIT_ROWS(struct random_settings, "omp", "false"),
    {.key = NULL},
};

static int open_random(struct sp_arena *a, struct sp_net *net, const void *own,
                       int rows, uint64_t seed)
{
    const struct sp_sae_own *both = own;
    const struct random_settings *settings = both->kind;
    (void)seed;
    sp_fit_lay_out(a, net, own, &settings->codes, rows);
    return 0;
}

static int fit_random(struct sp_arena *a, struct sp_net *net,
                      struct sp_activations *data, uint64_t seed,
                      const atomic_bool *stop)
{
    struct sp_sae *s = sp_sae_of(net);
    struct sp_rng rng = sp_rng_make(seed, SP_USE_SAE_INIT);
    sp_sae_center(a, s, data);
    for (int i = 0; i < s->k; i++)
        sp_fit_random(s, &rng, i);
    sp_fit_finish(a, net);
    return sp_fit_stopped(stop);
}

const struct sp_net_kind sp_sae_random = {
    .self = {.name = "random",
             .doc = "Directions by chance; nothing is learnt.",
             .cite = "the null of Sharkey et al. 2022 and of Cunningham et al. 2023, "
                     "arXiv:2309.08600",
             .own = params,
             .own_size = sizeof(struct random_settings)},
    .open = open_random,
    .fit = fit_random,
    .dictionary = sp_sae_dictionary,
};
