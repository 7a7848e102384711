/* The absolute value model, which must compute and not only store (Elhage et al. 2022,
   Computation in Superposition).  It is meant for signed features:

       h = ReLU(W^T x) (m)     y' = ReLU(W_out h + b) (n)     target y = |x|

   W and W_out (n, m) are not tied: row i of W is what feature i writes, row i of W_out
   what output i reads.  With e = y' - |x| and s_i = 2 I_i e_i [y'_i > 0] / (r n),

       db_i = sum s_i     dW_out_i = sum s_i h
       dW_j = sum x_j [h > 0] * sum_i s_i W_out_i */
#include "superpose/bottleneck.h"

struct absolute_settings {
    bool bias;
};

static const struct sp_param params[] = {
    {"toy.bias", SP_BOOL, offsetof(struct absolute_settings, bias), "true", 0, 0, NULL,
     "whether a bias is added to each output before its ReLU"},
    {0}};

static int open_absolute(struct sp_arena *a, struct sp_net *net, const void *own,
                         int rows, uint64_t seed)
{
    const struct absolute_settings *settings = own;
    (void)seed;
    struct sp_bottleneck_law law = {.relu_hidden = true,
                                    .relu_output = true,
                                    .absolute = true,
                                    .bias = settings->bias};
    sp_bottleneck_open(a, net, &law, rows);
    return 0;
}

const struct sp_net_kind sp_toy_absolute = {
    .self = {.name = "absolute",
             .doc = "Computes |x|: y' = ReLU(W_out ReLU(W^T x) + b), weights not tied.",
             .cite = "Elhage et al. 2022, Computation in Superposition",
             .own = params,
             .own_size = sizeof(struct absolute_settings)},
    .open = open_absolute,
    .tiles = sp_bottleneck_tiles,
    .shares = sp_bottleneck_shares,
    .slope = sp_bottleneck_slope,
    .tally = sp_bottleneck_tally,
    .hidden = sp_bottleneck_hidden,
    .dictionary = sp_bottleneck_dictionary,
};
