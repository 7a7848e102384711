/* Rows in which nothing is on: they are all alike, and counted at once. */
#include "bottleneck_inside.h"

double sp_empty_slope(const struct sp_bottleneck_law *law, const sp_real *bias,
                      const sp_real *weight, int first, int end, double rows,
                      double loss, sp_real *bias_slope)
{
    for (int i = first; i < end; i++) {
        double y = (double)bias[i];
        if (law->relu_output && y <= 0)
            continue;
        double delta = rows * (double)weight[i] * y;
        loss += delta * y;
        bias_slope[(size_t)i * SP_HALF] += (sp_real)delta;
    }
    return loss;
}

void sp_empty_tally(const struct sp_bottleneck_law *law, const struct sp_net *net,
                    const sp_real *bias, double rows, struct sp_tally *out)
{
    double loss = 0;
    for (int i = 0; i < net->n; i++) {
        double y = (double)bias[i];
        if (law->relu_output && y <= 0)
            continue;
        loss += net->importance[i] * (y * y);
        out->square_error[i] += rows * (y * y);
    }
    out->loss += rows * loss;
    out->loss_square += rows * (loss * loss);
}
