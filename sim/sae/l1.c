/* ReLU with an L1 penalty, the first sparse autoencoders:

       f = ReLU(h)     L = mean over rows of ||x - y||^2 + lambda sum_i f_i ||D_i||
       dh_i = (df_i + lambda ||D_i|| / B) [h_i > 0]
       dD_i += lambda (mean f_i) D_i / ||D_i||

   With sae.norm `free` that of Anthropic's April 2024 update (Conerly et al. 2024), in
   which the penalty is weighted with decoder norms; with `unit` that of Bricken et al.
   2023 (Towards Monosemanticity) and Cunningham et al. 2023 (arXiv:2309.08600).  With
   an orthonormal decoder a feature of size a is coded as a - lambda / 2. */
#include "sae_inside.h"

static double phi(const struct sp_sae *s, double u, double *slope)
{
    (void)s;
    *slope = 1;
    return u;
}

static double back(struct sp_sae *s, struct sp_codes *codes)
{
    return sp_penalise(s, codes, phi);
}

static const struct sp_sae_law law = {
    .wished = sp_wish_positive, .select = sp_select_relu, .back = back};

static int open_l1(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                   uint64_t seed)
{
    (void)seed;
    sp_sae_lay_out(a, net, own, &law, rows, NULL);
    return 0;
}

const struct sp_net_kind sp_sae_l1 = {
    .self = {.name = "l1",
             .doc = "ReLU with an L1 penalty, weighted with decoder norms where these "
                    "are free.",
             .cite =
                 "Bricken et al. 2023, Towards Monosemanticity; Conerly et al. 2024, "
                 "Circuits Updates April 2024"},
    .open = open_l1,
    .start = sp_sae_start,
    .begin = sp_sae_begin,
    .slope = sp_sae_slope,
    .end = sp_sae_end,
    .dictionary = sp_sae_dictionary,
};
