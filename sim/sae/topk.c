/* TopK (Gao et al. 2024, Scaling and evaluating sparse autoencoders, arXiv:2406.04093):
   the k latents of a row with the largest positive h_i ||D_i|| are on, with f = h, and
   no penalty is needed.  dh = df on these; of equal ones those of lower index are on.
   sae.aux adds AuxK for dead latents. */
#include <math.h>

#include "sae_inside.h"
#include "superpose/fault.h"

struct topk_settings {
    struct sp_k_settings top;
};

static const struct sp_param params[] = {
    {"topk.k", SP_REAL, offsetof(struct topk_settings, top.k), "4", 1, 1e6, NULL,
     "latents that are on in an example, a whole number"},
    SP_K_ROWS("topk", struct topk_settings),
    {.key = NULL},
};

static int wished(const struct sp_sae *s, bool training)
{
    const struct topk_settings *settings = s->own;
    double k = training ? sp_sae_k(s, &settings->top) : settings->top.k;
    return (int)lround(k);
}

static void select(struct sp_sae *s, int rows, const sp_real *h, bool training,
                   struct sp_codes *codes)
{
    sp_select_top(s, rows, h, wished(s, training), codes);
}

static const struct sp_sae_law law = {.wished = wished, .select = select};

static int check_topk(int latents, int width, const void *own)
{
    const struct sp_sae_own *both = own;
    const struct topk_settings *settings = both->kind;
    int code = sp_sae_refuse_target("topk", both->settings);
    (void)width;
    if (!code && settings->top.k != floor(settings->top.k))
        code = sp_fault(SP_BAD, "topk.k: %g is not a whole number; batch_topk takes it",
                        settings->top.k);
    return code ? code : sp_sae_check_k("topk", &settings->top, latents);
}

static int open_topk(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                     uint64_t seed)
{
    (void)seed;
    sp_sae_lay_out(a, net, own, &law, rows, NULL);
    return 0;
}

const struct sp_net_kind sp_sae_topk = {
    .self = {.name = "topk",
             .doc = "The k latents with the largest pre-activations are on.",
             .cite = "Gao et al. 2024, arXiv:2406.04093",
             .own = params,
             .own_size = sizeof(struct topk_settings)},
    .check = check_topk,
    .open = open_topk,
    .start = sp_sae_start,
    .begin = sp_sae_begin,
    .slope = sp_sae_slope,
    .end = sp_sae_end,
    .dictionary = sp_sae_dictionary,
};
