/* The linear model (Elhage et al. 2022, Demonstrating Superposition):

       h = W^T x (m)     x' = W_out h + b (n)     W, W_out (n, m), the same when tied

   With e = x' - x and s_i = 2 I_i e_i / (r n), averaged over r rows and n features,

       db_i = sum s_i     dW_out_i = sum s_i h     dW_j = sum x_j sum_i s_i W_out_i

   and tied weights take both.  For independent features of variance sigma^2 and the
   best b, the tied gradient is

       2 sigma^2 (D M + M D) W / n     M = W W^T - 1     D = diag(I),

   the exact form of Saxe et al. 2014 that the paper's mathematics section uses. */
#include "superpose/bottleneck.h"

struct linear_settings {
    bool bias, tied;
};

static const struct sp_param params[] = {
    {"toy.bias", SP_BOOL, offsetof(struct linear_settings, bias), "true", 0, 0, NULL,
     "whether a bias is added to each output"},
    {"toy.tied", SP_BOOL, offsetof(struct linear_settings, tied), "true", 0, 0, NULL,
     "whether the output weights are the input weights"},
    {0}};

static int open_linear(struct sp_arena *a, struct sp_net *net, const void *own,
                       int rows, uint64_t seed)
{
    const struct linear_settings *settings = own;
    (void)seed;
    struct sp_bottleneck_law law = {.tied = settings->tied, .bias = settings->bias};
    sp_bottleneck_open(a, net, &law, rows);
    return 0;
}

const struct sp_net_kind sp_toy_linear = {
    .self = {.name = "linear",
             .doc = "Linear bottleneck x' = W W^T x + b: what PCA can do, and no more.",
             .cite = "Elhage et al. 2022, Demonstrating Superposition",
             .own = params,
             .own_size = sizeof(struct linear_settings)},
    .open = open_linear,
    .tiles = sp_bottleneck_tiles,
    .shares = sp_bottleneck_shares,
    .slope = sp_bottleneck_slope,
    .tally = sp_bottleneck_tally,
    .hidden = sp_bottleneck_hidden,
    .dictionary = sp_bottleneck_dictionary,
};
