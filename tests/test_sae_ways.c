/* Autoencoders through vectors and through plain loops. */
#include "saes.h"
#include "suite.h"

/* Rows of more than a panel; latents of whole and broken blocks. */
enum { ROWS = 70 };
static const int latents[] = {14, 16, 64, 83};
static const int sizes[] = {16, 48, 64, 144};

/* Gradients are sums of some hundred terms. */
static const double NEAR = sizeof(sp_real) == 4 ? 2e-5 : 1e-12;

static double slope(struct sp_net *net, const struct sp_batch *batch, bool plain)
{
    struct sp_sae *s = sp_sae_of(net);
    ck_assert(!s->ways->plain || plain);
    s->ways->plain = plain;
    if (net->kind->begin)
        net->kind->begin(net, 0, 10);
    double loss = net->kind->slope(net, batch);
    s->ways->plain = false;
    return loss;
}

/* The widest of Matryoshka's reconstructions has all latents. */
static bool fits(const struct sae_variant *v, int k)
{
    return strcmp(v->kind, "matryoshka") != 0 || k == latents[0];
}

static void compare(const struct sae_variant *v, int k, int d)
{
    struct sp_arena a = {0};
    struct sp_net net = sae_open(&a, v, k, d, ROWS);
    sae_randomise(&net, 3);
    struct sp_batch batch = sae_batch(&a, ROWS, d, 4);
    double loss = slope(&net, &batch, true), scale = 0, worst = 0;
    sp_real *grad = SP_TAKE(&a, net.count, sp_real);
    memcpy(grad, net.grad, net.count * sizeof *grad);
    ck_near(slope(&net, &batch, false), loss, NEAR * fabs(loss));
    for (size_t i = 0; i < net.count; i++) {
        scale = fmax(scale, fabs((double)grad[i]));
        worst = fmax(worst, fabs((double)(grad[i] - net.grad[i])));
    }
    ck_assert_msg(worst <= NEAR * scale, "%s k=%d d=%d: gradients differ by %g of %g",
                  v->kind, k, d, worst, scale);
    sp_arena_free(&a);
}

START_TEST(vectors_give_the_loss_and_gradient_of_plain_loops)
{
    for (int v = 0; v < SAE_VARIANTS; v++)
        for (size_t i = 0; i < sizeof latents / sizeof *latents; i++)
            for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++)
                if (fits(&sae_variants[v], latents[i]))
                    compare(&sae_variants[v], latents[i], sizes[j]);
}
END_TEST

SUITE("sae_ways", vectors_give_the_loss_and_gradient_of_plain_loops)
