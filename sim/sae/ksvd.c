/* K-SVD (Aharon, Elad and Bruckstein 2006, IEEE Trans. Signal Processing 54):

       min sum over examples ||x - b_dec - sum_i c_i D_i||^2     ||c||_0 <= sae.atoms,
                                                                 ||D_i|| = 1

   by turns of orthogonal matching pursuit for all codes, and of a rank-one fit for each
   atom with its codes.  It begins with examples as atoms.  Where codes have both signs
   those of atoms are a choice, made at the end. */
#include "fit_inside.h"

struct ksvd_settings {
    struct sp_fit_codes codes;
    int samples, sweeps;
};

static const struct sp_param params[] = {
    {"ksvd.samples", SP_INT, offsetof(struct ksvd_settings, samples), "10000", 1, 1e8,
     NULL, "examples on which atoms are found"},
    {"ksvd.sweeps", SP_INT, offsetof(struct ksvd_settings, sweeps), "30", 1, 1e6, NULL,
     "passes over these examples"},
    SP_FIT_ROWS(struct ksvd_settings, "omp", "false"),
    {.key = NULL},
};

static int open_ksvd(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                     uint64_t seed)
{
    const struct sp_sae_own *both = own;
    const struct ksvd_settings *settings = both->kind;
    (void)seed;
    sp_fit_lay_out(a, net, own, &settings->codes, rows);
    return 0;
}

static int fit_ksvd(struct sp_arena *a, struct sp_net *net, struct sp_activations *data,
                    uint64_t seed, const atomic_bool *stop)
{
    struct sp_sae *s = sp_sae_of(net);
    const struct ksvd_settings *settings = s->own;
    struct sp_rng rng = sp_rng_make(seed, SP_USE_SAE_INIT);
    sp_sae_center(a, s, data);
    const sp_real *x = sp_fit_sample(a, s, data, settings->samples);
    sp_fit_samples(s, &rng, settings->samples, x);
    struct sp_ksvd *ksvd =
        sp_ksvd_make(a, s, &settings->codes, settings->samples, x, rng);
    int code = sp_fit_stopped(stop);
    for (int t = 0; t < settings->sweeps && !code; t++) {
        sp_ksvd_sweep(ksvd);
        code = sp_fit_stopped(stop);
    }
    if (!settings->codes.positive)
        sp_fit_orient(a, s, settings->samples, x);
    sp_fit_finish(a, net);
    return code;
}

const struct sp_net_kind sp_sae_ksvd = {
    .self = {.name = "ksvd",
             .doc = "K-SVD with orthogonal matching pursuit, without gradients.",
             .cite = "Aharon, Elad and Bruckstein 2006, IEEE Trans. Signal Processing "
                     "54",
             .own = params,
             .own_size = sizeof(struct ksvd_settings)},
    .open = open_ksvd,
    .fit = fit_ksvd,
    .dictionary = sp_sae_dictionary,
};
