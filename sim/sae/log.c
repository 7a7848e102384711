/* ReLU with a penalty that grows as the logarithm, so that large codes hardly feel it:

       f = ReLU(h)     u_i = f_i ||D_i||
       L = mean over rows of ||x - y||^2 + lambda sum_i (log(u_i + c) - log c)
       dh_i = (df_i + lambda ||D_i|| / ((u_i + c) B)) [h_i > 0]
       dD_i += lambda (mean f_i / (u_i + c)) D_i / ||D_i||

   Candes, Wakin and Boyd 2008, Enhancing Sparsity by Reweighted l1 Minimization,
   section 2.3, for the penalty; c says where it turns from linear to flat. */
#include <math.h>

#include "sae_inside.h"

struct log_settings {
    double c;
};

static const struct sp_param params[] = {
    {"log.c", SP_REAL, offsetof(struct log_settings, c), "0.1", 1e-9, 1e9, NULL,
     "size of a code around which the penalty turns from linear to logarithmic"},
    {.key = NULL},
};

static double phi(const struct sp_sae *s, double u, double *slope)
{
    const struct log_settings *settings = s->own;
    *slope = 1 / (u + settings->c);
    return log1p(u / settings->c);
}

static double back(struct sp_sae *s, struct sp_codes *codes)
{
    return sp_penalise(s, codes, phi);
}

static const struct sp_sae_law law = {
    .wished = sp_wish_positive, .select = sp_select_relu, .back = back};

static int open_log(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                    uint64_t seed)
{
    (void)seed;
    sp_sae_lay_out(a, net, own, &law, rows, NULL);
    return 0;
}

const struct sp_net_kind sp_sae_log = {
    .self = {.name = "log",
             .doc = "ReLU with a penalty log(1 + f / c), which shrinks large codes "
                    "little.",
             .cite = "Candes, Wakin and Boyd 2008, Enhancing Sparsity by Reweighted l1 "
                     "Minimization",
             .own = params,
             .own_size = sizeof(struct log_settings)},
    .open = open_log,
    .start = sp_sae_start,
    .begin = sp_sae_begin,
    .slope = sp_sae_slope,
    .end = sp_sae_end,
    .dictionary = sp_sae_dictionary,
};
