/* ReLU with a penalty that ends: beyond 1 / c a code costs the same whatever its size.

       f = ReLU(h)     u_i = f_i ||D_i||
       L = mean over rows of ||x - y||^2 + lambda sum_i tanh(c u_i)
       dh_i = (df_i + lambda c ||D_i|| / (cosh(c u_i)^2 B)) [h_i > 0]
       dD_i += lambda (mean c f_i / cosh(c u_i)^2) D_i / ||D_i||

   Conerly et al. 2025, Circuits Updates January 2025, with c = 4. */
#include <math.h>

#include "sae_inside.h"

struct tanh_settings {
    double c;
};

static const struct sp_param params[] = {
    {"tanh.c", SP_REAL, offsetof(struct tanh_settings, c), "4", 1e-9, 1e9, NULL,
     "steepness: codes far above 1 / c all cost the same"},
    {.key = NULL},
};

static double phi(const struct sp_sae *s, double u, double *slope)
{
    const struct tanh_settings *settings = s->own;
    double value = tanh(settings->c * u);
    *slope = settings->c * (1 - value * value);
    return value;
}

static double back(struct sp_sae *s, struct sp_codes *codes)
{
    return sp_penalise(s, codes, phi);
}

static const struct sp_sae_law law = {
    .wished = sp_wish_positive, .select = sp_select_relu, .back = back};

static int open_tanh(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                     uint64_t seed)
{
    (void)seed;
    sp_sae_lay_out(a, net, own, &law, rows, NULL);
    return 0;
}

const struct sp_net_kind sp_sae_tanh = {
    .self = {.name = "tanh",
             .doc = "ReLU with a penalty tanh(c f), which counts codes that are large.",
             .cite = "Conerly et al. 2025, Circuits Updates January 2025",
             .own = params,
             .own_size = sizeof(struct tanh_settings)},
    .open = open_tanh,
    .start = sp_sae_start,
    .begin = sp_sae_begin,
    .slope = sp_sae_slope,
    .end = sp_sae_end,
    .dictionary = sp_sae_dictionary,
};
