/* The ReLU output model (Elhage et al. 2022, Demonstrating Superposition; the model of
   nearly all of that paper's experiments):

       h = W^T x (m)     x' = ReLU(W_out h + b) (n)     W_out = W (n, m) when tied

   With e = x' - x and s_i = 2 I_i e_i [x'_i > 0] / (r n), over r rows and n features,

       db_i = sum s_i     dW_out_i = sum s_i h     dW_j = sum x_j sum_i s_i W_out_i

   and tied weights take both.  Row i of W is what the paper calls column i. */
#include "superpose/bottleneck.h"

struct relu_settings {
    bool bias, tied;
};

static const struct sp_param params[] = {
    {"toy.bias", SP_BOOL, offsetof(struct relu_settings, bias), "true", 0, 0, NULL,
     "whether a bias is added to each output before its ReLU"},
    {"toy.tied", SP_BOOL, offsetof(struct relu_settings, tied), "true", 0, 0, NULL,
     "whether the output weights are the input weights"},
    {0}};

static int open_relu(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                     uint64_t seed)
{
    const struct relu_settings *settings = own;
    (void)seed;
    struct sp_bottleneck_law law = {
        .relu_output = true, .tied = settings->tied, .bias = settings->bias};
    sp_bottleneck_open(a, net, &law, rows);
    return 0;
}

const struct sp_net_kind sp_toy_relu = {
    .self = {.name = "relu",
             .doc = "ReLU output model x' = ReLU(W W^T x + b).",
             .cite = "Elhage et al. 2022, Demonstrating Superposition",
             .own = params,
             .own_size = sizeof(struct relu_settings)},
    .open = open_relu,
    .tiles = sp_bottleneck_tiles,
    .shares = sp_bottleneck_shares,
    .slope = sp_bottleneck_slope,
    .tally = sp_bottleneck_tally,
    .hidden = sp_bottleneck_hidden,
    .dictionary = sp_bottleneck_dictionary,
};
