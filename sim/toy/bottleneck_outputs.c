/* What a bottleneck net gives back, in plain arithmetic: y = g(W_out h + b). */
#include "superpose/bottleneck.h"

bool sp_bottleneck_is(const struct sp_net *net)
{
    return net->kind->tally == sp_bottleneck_tally;
}

void sp_bottleneck_outputs(const struct sp_net *net, const sp_real *h, int rows,
                           double *y)
{
    const struct sp_bottleneck *b = net->own;
    const sp_real *bias = b->law.bias ? sp_net_values(net, "b") : NULL;
    const sp_real *W = sp_net_values(net, b->law.tied ? "W" : "W_out");
    size_t n = (size_t)net->n, m = (size_t)net->m;
    for (int s = 0; s < rows; s++, h += m, y += n)
        for (size_t i = 0; i < n; i++) {
            double sum = bias ? (double)bias[i] : 0;
            for (size_t k = 0; k < m; k++)
                sum += (double)W[i * m + k] * (double)h[k];
            y[i] = b->law.relu_output && sum < 0 ? 0 : sum;
        }
}
