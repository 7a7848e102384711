/* What every autoencoder promises, over the registry. */
#include "saes.h"
#include "suite.h"

enum { K = 14, WIDTH = 6, ROWS = 70 };

enum { DOUBLE = sizeof(sp_real) == sizeof(double) };

/* The greatest difference from central differences, over the greatest slope.  A step
   of 2^-20 seldom meets a kink; in single precision a difference says nothing. */
static double slope_error(struct sp_net *net, const struct sp_batch *batch,
                          const sp_real *grad)
{
    const double step = 0x1p-20;
    double worst = 0, scale = 1e-30;
    for (size_t i = 0; i < net->count; i++) {
        sp_real kept = net->param[i];
        net->param[i] = kept + (sp_real)step;
        double above = net->kind->slope(net, batch);
        net->param[i] = kept - (sp_real)step;
        double below = net->kind->slope(net, batch);
        net->param[i] = kept;
        double slope = (above - below) / (2 * step);
        worst = fmax(worst, fabs((double)grad[i] - slope));
        scale = fmax(scale, fabs(slope));
    }
    return worst / scale;
}

START_TEST(gradients_are_slopes)
{
    for (int v = 0; DOUBLE && v < SAE_VARIANTS; v++) {
        if (!sae_has_slope(&sae_variants[v]))
            continue;
        struct sp_arena a = {0};
        struct sp_net net = sae_open(&a, &sae_variants[v], K, WIDTH, ROWS);
        struct sp_batch batch = sae_batch(&a, ROWS, WIDTH, 3);
        sae_randomise(&net, 7);
        net.kind->slope(&net, &batch);
        sp_real *grad = SP_TAKE(&a, net.count, sp_real);
        memcpy(grad, net.grad, net.count * sizeof *grad);
        ck_near(slope_error(&net, &batch, grad), 0, 1e-6);
        sp_arena_free(&a);
    }
}
END_TEST

/* Of so many latents five are above zero in any row. */
START_TEST(topk_codes_have_exactly_k)
{
    struct sp_arena a = {0};
    struct sae_variant v = {"topk", {"topk.k=5"}};
    struct sp_net net = sae_open(&a, &v, 200, WIDTH, ROWS);
    struct sp_batch batch = sae_batch(&a, ROWS, WIDTH, 3);
    sae_randomise(&net, 7);
    net.kind->slope(&net, &batch);
    const struct sp_codes *c = &sp_sae_of(&net)->codes;
    for (int b = 0; b < ROWS; b++)
        ck_assert_int_eq(c->start[b + 1] - c->start[b], 5);
    sp_arena_free(&a);
}
END_TEST

/* Selection over a batch takes its first batch's threshold at inference, when it has
   taken a step. */
/* ||x - y||^2 of row b as training left it, of all latents. */
static double outer_loss(const struct sp_sae *s, int b)
{
    size_t at = ((size_t)(s->levels - 1) * (size_t)s->most + (size_t)b) * (size_t)s->d;
    double square = 0;
    for (int j = 0; j < s->d; j++) {
        double e = (double)s->error[at + (size_t)j] * s->codes.rows / 2;
        square += e * e;
    }
    return square;
}

START_TEST(codes_at_inference_reconstruct_as_in_training)
{
    for (int v = 0; v < SAE_VARIANTS; v++) {
        struct sp_arena a = {0};
        struct sp_net net = sae_open(&a, &sae_variants[v], K, WIDTH, ROWS);
        struct sp_batch batch = sae_batch(&a, ROWS, WIDTH, 3);
        sp_real *f = SP_TAKE(&a, ROWS * K, sp_real);
        sp_real *y = SP_TAKE(&a, ROWS * WIDTH, sp_real);
        double loss[ROWS], again[ROWS];
        sae_randomise(&net, 7);
        net.kind->begin(&net, 9, 10);
        net.kind->slope(&net, &batch);
        net.kind->end(&net, (sp_real *const[2]){NULL, NULL}, 9, 10);
        sp_sae_losses(sp_sae_of(&net), ROWS, batch.dense, again);
        for (int b = 0; b < ROWS; b++)
            loss[b] = outer_loss(sp_sae_of(&net), b);
        sp_sae_encode(&net, ROWS, batch.dense, f);
        sp_sae_decode(&net, ROWS, f, y);
        for (int b = 0; b < ROWS; b++) {
            double square = 0;
            for (int j = b * WIDTH; j < (b + 1) * WIDTH; j++) {
                double e = (double)y[j] - (double)batch.dense[j];
                square += e * e;
            }
            ck_near(square, loss[b], 1e-4 * (1 + square));
            if (sp_sae_of(&net)->levels == 1)
                ck_near(again[b], loss[b], 1e-4 * (1 + square));
        }
        sp_arena_free(&a);
    }
}
END_TEST

SUITE("sae", gradients_are_slopes, topk_codes_have_exactly_k,
      codes_at_inference_reconstruct_as_in_training)
