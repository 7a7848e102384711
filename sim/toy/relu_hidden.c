/* The ReLU hidden model, whose neurons are a privileged basis (Elhage et al. 2022,
   Superposition in a Privileged Basis):

       h = ReLU(W^T x) (m)     x' = ReLU(W h + b) (n)     W (n, m), no hidden bias

   With e = x' - x and s_i = 2 I_i e_i [x'_i > 0] / (r n), over r rows and n features,

       db_i = sum s_i     dW_j = sum s_j h + sum x_j [h > 0] * sum_i s_i W_i

   where * and [h > 0] are taken dimension by dimension. */
#include "superpose/bottleneck.h"

struct relu_hidden_settings {
    bool bias;
};

static const struct sp_param params[] = {
    {"toy.bias", SP_BOOL, offsetof(struct relu_hidden_settings, bias), "true", 0, 0,
     NULL, "whether a bias is added to each output before its ReLU"},
    {0}};

static int open_relu_hidden(struct sp_arena *a, struct sp_net *net, const void *own,
                            int rows, uint64_t seed)
{
    const struct relu_hidden_settings *settings = own;
    (void)seed;
    struct sp_bottleneck_law law = {
        .relu_hidden = true, .relu_output = true, .tied = true, .bias = settings->bias};
    sp_bottleneck_open(a, net, &law, rows);
    return 0;
}

const struct sp_net_kind sp_toy_relu_hidden = {
    .self = {.name = "relu_hidden",
             .doc = "ReLU on the hidden layer too: x' = ReLU(W ReLU(W^T x) + b).",
             .cite = "Elhage et al. 2022, Superposition in a Privileged Basis",
             .own = params,
             .own_size = sizeof(struct relu_hidden_settings)},
    .open = open_relu_hidden,
    .tiles = sp_bottleneck_tiles,
    .shares = sp_bottleneck_shares,
    .slope = sp_bottleneck_slope,
    .tally = sp_bottleneck_tally,
    .hidden = sp_bottleneck_hidden,
    .dictionary = sp_bottleneck_dictionary,
};
