/* Principal components (Pearson 1901; Hotelling 1933): over a sample, with b_dec = E x
   and C = E (x - b_dec)(x - b_dec)^T,

       C D_i = lambda_i D_i     lambda_1 >= lambda_2 >= ..     D D^T = 1

   the k directions of most variance; no linear autoencoder of k latents has a smaller
   squared error (Eckart and Young 1936; Baldi and Hornik 1989). */
#include "fit_inside.h"
#include "superpose/fault.h"

struct pca_settings {
    struct sp_fit_codes codes;
    int samples;
};

static const struct sp_param params[] = {
    {"pca.samples", SP_INT, offsetof(struct pca_settings, samples), "50000", 2, 1e8,
     NULL, "examples whose covariance is taken"},
    SP_FIT_ROWS(struct pca_settings, "transpose", "false"),
    {.key = NULL},
};

static const struct pca_settings *settings_of(const void *own)
{
    const struct sp_sae_own *both = own;
    return both->kind;
}

static int check_pca(int latents, int width, const void *own)
{
    (void)own;
    if (latents <= width)
        return 0;
    return sp_fault(SP_BAD,
                    "pca: there are no %d principal components in %d dimensions; set "
                    "sae.latents to %d at most",
                    latents, width, width);
}

static int open_pca(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                    uint64_t seed)
{
    (void)seed;
    sp_fit_lay_out(a, net, own, &settings_of(own)->codes, rows);
    return 0;
}

static int fit_pca(struct sp_arena *a, struct sp_net *net, struct sp_activations *data,
                   uint64_t seed, const atomic_bool *stop)
{
    struct sp_sae *s = sp_sae_of(net);
    const struct pca_settings *settings = s->own;
    size_t d = (size_t)s->d;
    double *values = SP_TAKE(a, d, double), *vectors = SP_TAKE(a, d * d, double);
    sp_real *x = sp_fit_sample(a, s, data, settings->samples);
    (void)seed;
    sp_fit_principal(a, s, settings->samples, x, values, vectors);
    for (size_t i = 0; i < (size_t)s->k * d; i++)
        s->D[i] = (sp_real)vectors[i];
    sp_fit_orient(a, s, settings->samples, x);
    sp_fit_finish(a, net);
    return sp_fit_stopped(stop);
}

const struct sp_net_kind sp_sae_pca = {
    .self = {.name = "pca",
             .doc = "The directions of most variance, found without gradients.",
             .cite = "Pearson 1901; Hotelling 1933",
             .own = params,
             .own_size = sizeof(struct pca_settings)},
    .check = check_pca,
    .open = open_pca,
    .fit = fit_pca,
    .dictionary = sp_sae_dictionary,
};
