/* Autoencoders whose latents are looked for through bounds, and through all of their
   products. */
#include "saes.h"
#include "suite.h"

enum { ROWS = 150, LATENTS = 700, WIDTH = 80 };

static const struct sae_variant variants[] = {
    {"l1", {0}},
    {"l1", {"sae.norm=unit", "sae.pre_bias=false"}},
    {"log", {"sae.norm=unit"}},
    {"topk", {"topk.k=5"}},
    {"topk", {"topk.k=12", "sae.norm=unit"}},
};
enum { VARIANTS = sizeof variants / sizeof *variants };

struct scene {
    struct sp_arena arena;
    struct sp_net net;
    struct sp_sae *s;
    struct sp_batch batch;
};

static struct scene open_scene(const struct sae_variant *v, double bias)
{
    struct scene t = {0};
    t.net = sae_open(&t.arena, v, LATENTS, WIDTH, ROWS);
    t.s = sp_sae_of(&t.net);
    t.batch = sae_batch(&t.arena, ROWS, WIDTH, 4);
    sae_randomise(&t.net, 3);
    for (int i = 0; i < LATENTS; i++)
        t.s->b_enc[i] = (sp_real)bias;
    return t;
}

static double slope(struct scene *t)
{
    t->net.kind->begin(&t->net, 0, 10);
    return t->net.kind->slope(&t->net, &t->batch);
}

/* Loss, gradient and codes at inference. */
static void compare(struct scene *t)
{
    struct sp_sae_screen *screen = t->s->ways->screen;
    size_t codes = (size_t)ROWS * LATENTS, size = t->net.count * sizeof(sp_real);
    sp_real *grad = SP_TAKE(&t->arena, t->net.count, sp_real);
    sp_real *f[2] = {SP_TAKE(&t->arena, codes, sp_real),
                     SP_TAKE(&t->arena, codes, sp_real)};
    double loss = slope(t);
    memcpy(grad, t->net.grad, size);
    sp_sae_encode(&t->net, ROWS, t->batch.dense, f[0]);
    t->s->ways->screen = NULL;
    ck_assert(slope(t) == loss || isnan(loss));
    ck_assert(!memcmp(grad, t->net.grad, size));
    sp_sae_encode(&t->net, ROWS, t->batch.dense, f[1]);
    ck_assert(!memcmp(f[0], f[1], codes * sizeof *f[0]));
    t->s->ways->screen = screen;
}

START_TEST(bounds_do_not_change_a_bit)
{
    static const double biases[] = {-1.8, 0, 0.5};
    for (int v = 0; v < VARIANTS; v++)
        for (int b = 0; b < 3; b++) {
            struct scene t = open_scene(&variants[v], biases[b]);
            compare(&t);
            sp_arena_free(&t.arena);
        }
}
END_TEST

/* A number without a bound, in a row or a weight, leaves all to the dense product. */
START_TEST(numbers_that_are_none_do_as_before)
{
    for (int v = 0; v < VARIANTS; v++)
        for (int where = 0; where < 2; where++) {
            struct scene t = open_scene(&variants[v], -1.8);
            *(where ? &t.batch.dense[77] : &t.s->E[77]) = (sp_real)NAN;
            compare(&t);
            sp_arena_free(&t.arena);
        }
}
END_TEST

static bool some(struct scene *t, double bias)
{
    for (int i = 0; i < LATENTS; i++)
        t->s->b_enc[i] = (sp_real)bias;
    sp_sae_renew(t->s);
    return sp_sae_pre_some(t->s, SP_SAE_PANEL, t->batch.dense, SP_POSITIVE, t->s->h);
}

/* One panel after it failed, three where it fails again. */
START_TEST(what_does_not_pay_is_left_alone_for_a_while)
{
    static const struct {
        double bias; /* with 0 half of the latents are on, with -1.8 few */
        bool some;
    } panels[] = {{-1.8, true},  {0, false},    {-1.8, false}, {-1.8, true},
                  {0, false},    {0, false},    {0, false},    {-1.8, false},
                  {-1.8, false}, {-1.8, false}, {-1.8, true},  {-1.8, true}};
    struct scene t = open_scene(&variants[1], 0);
    for (size_t p = 0; t.s->ways->screen && p < sizeof panels / sizeof *panels; p++)
        ck_assert(some(&t, panels[p].bias) == panels[p].some);
    sp_arena_free(&t.arena);
}
END_TEST

SUITE("sae_screen", bounds_do_not_change_a_bit, numbers_that_are_none_do_as_before,
      what_does_not_pay_is_left_alone_for_a_while)
