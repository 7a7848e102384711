/* Every compiled set of kernels against the plain triple loop. */
#include "nets.h"
#include "suite.h"

/* Sums of up to some thousand terms of like size, in sp_real: 1e-5 is some hundred
   units in the last place of a float. */
static const double NEAR = sizeof(sp_real) == 4 ? 1e-5 : 1e-13;

static const char *const names[] = {"plain", "avx2", "avx512"};

/* n, m: single numbers, whole and broken tiles, blocks and vectors; small and not. */
static const int shapes[][2] = {{1, 1},   {2, 1},   {5, 2},    {3, 6},   {20, 5},
                                {64, 2},  {9, 15},  {128, 1},  {129, 1}, {16, 16},
                                {33, 17}, {131, 3}, {259, 31}, {40, 64}, {7, 100}};
static const int batch_rows[] = {1, 32, 45, 97};
static const double densities[] = {0, 0.03, 0.5, 1};

enum { SHAPES = sizeof shapes / sizeof *shapes };

static void use(struct sp_net *net, const struct sp_kernels *kernels)
{
    ((struct sp_bottleneck *)net->own)->kernels = kernels;
}

static void compare(const struct variant *v, int n, int m, int rows, double p)
{
    struct sp_arena a = {0};
    uint64_t seed = (uint64_t)(n * 1000 + m * 10 + rows);
    struct sp_net net = random_net(&a, v, n, m, rows, seed);
    struct sp_batch batch = random_batch(&a, rows, n, p, true, seed);
    struct oracle expected = oracle_of(&a, &net, &batch);
    for (int k = 0; k < 3; k++) {
        const struct sp_kernels *kernels = sp_kernels_named(names[k]);
        if (!kernels)
            continue;
        use(&net, kernels);
        double loss = net.kind->slope(&net, &batch);
        double error = gradient_error(&net, expected.grad);
        ck_assert_msg(error <= NEAR,
                      "%s %s n=%d m=%d rows=%d p=%g: gradient is off by %g", names[k],
                      v->kind->self.name, n, m, rows, p, error);
        ck_near(loss, expected.loss, NEAR * expected.loss);
    }
    sp_arena_free(&a);
}

START_TEST(every_kernel_gives_the_loss_and_gradient_of_the_triple_loop)
{
    for (int v = 0; v < VARIANTS; v++)
        for (int s = 0; s < SHAPES; s++)
            for (int r = 0; r < 4; r++)
                for (int d = 0; d < 4; d++)
                    compare(&variants[v], shapes[s][0], shapes[s][1], batch_rows[r],
                            densities[d]);
}
END_TEST

START_TEST(every_kernel_tallies_what_the_triple_loop_does)
{
    for (int k = 0; k < 3; k++)
        for (int v = 0; v < VARIANTS; v++) {
            struct sp_arena a = {0};
            const struct sp_kernels *kernels = sp_kernels_named(names[k]);
            if (!kernels)
                continue;
            int n = 140, m = v % 2 ? 3 : 17;
            struct sp_net net = random_net(&a, &variants[v], n, m, 77, 5);
            struct sp_batch batch = random_batch(&a, 77, n, 0.02, true, 6);
            struct oracle expected = oracle_of(&a, &net, &batch);
            struct sp_tally tally = {.square_error = SP_TAKE(&a, n, double)};
            use(&net, kernels);
            net.kind->tally(&net, &batch, &tally);
            double sum = expected.loss * 77 * n;
            ck_near(tally.loss, sum, NEAR * sum);
            ck_near(tally.loss_square, expected.loss_square,
                    NEAR * expected.loss_square);
            ck_assert(tally.rows == 77);
            for (int i = 0; i < n; i++)
                ck_near(tally.square_error[i], expected.square_error[i], NEAR * sum);
            sp_arena_free(&a);
        }
}
END_TEST

START_TEST(the_width_of_the_vector_unit_does_not_change_a_bit)
{
    const struct sp_kernels *narrow = sp_kernels_named("avx2");
    const struct sp_kernels *broad = sp_kernels_named("avx512");
    if (!narrow || !broad)
        return;
    for (int v = 0; v < VARIANTS; v++)
        for (int s = 0; s < SHAPES; s++) {
            struct sp_arena a = {0};
            int n = shapes[s][0], m = shapes[s][1];
            struct sp_net net = random_net(&a, &variants[v], n, m, 75, 1);
            struct sp_batch batch = random_batch(&a, 75, n, 0.3, true, 2);
            use(&net, narrow);
            double loss = net.kind->slope(&net, &batch);
            sp_real *grad = SP_TAKE(&a, net.count, sp_real);
            memcpy(grad, net.grad, net.count * sizeof *grad);
            use(&net, broad);
            ck_assert(net.kind->slope(&net, &batch) == loss);
            ck_assert(!memcmp(grad, net.grad, net.count * sizeof *grad));
            sp_arena_free(&a);
        }
}
END_TEST

/* A way back of 40 outputs over a tile in which about half of the deltas are off. */
struct way {
    struct sp_arena arena;
    struct sp_back back;
};

enum { OUTPUTS = 40, STRIDE = 3 * SP_HALF };

static sp_real *random_block(struct way *w, int count, uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_TEST);
    sp_real *block = SP_TAKE(&w->arena, count, sp_real);
    for (int i = 0; i < count; i++)
        block[i] = (sp_real)sp_rng_normal(&rng);
    return block;
}

static struct way way_back(void)
{
    struct way w = {0};
    uint32_t *on = SP_TAKE(&w.arena, OUTPUTS, uint32_t);
    sp_real *delta = random_block(&w, OUTPUTS * SP_TILE, 1);
    for (int i = 0; i < OUTPUTS * SP_TILE; i++) {
        delta[i] = delta[i] > 0 ? delta[i] : 0;
        on[i / SP_TILE] |= (uint32_t)(delta[i] > 0) << i % SP_TILE;
    }
    w.back = (struct sp_back){.outputs = OUTPUTS,
                              .stride = STRIDE,
                              .W = random_block(&w, OUTPUTS * STRIDE, 2),
                              .delta = delta,
                              .on = on,
                              .hidden = random_block(&w, SP_TILE * STRIDE, 3),
                              .W_slope = random_block(&w, OUTPUTS * STRIDE, 4),
                              .hidden_slope = random_block(&w, SP_TILE * STRIDE, 5)};
    return w;
}

START_TEST(going_back_over_what_is_on_gives_the_bits_of_the_dense_products)
{
    for (int k = 0; k < 3; k++) {
        const struct sp_kernels *kernels = sp_kernels_named(names[k]);
        if (!kernels)
            continue;
        struct way sparse = way_back(), dense = way_back();
        const struct sp_back *d = &dense.back;
        kernels->back(&sparse.back);
        kernels->product(&(struct sp_product){OUTPUTS, SP_TILE, STRIDE, d->delta,
                                              SP_TILE, 1, d->hidden, STRIDE, d->W_slope,
                                              STRIDE});
        kernels->product(&(struct sp_product){SP_TILE, OUTPUTS, STRIDE, d->delta, 1,
                                              SP_TILE, d->W, STRIDE, d->hidden_slope,
                                              STRIDE});
        ck_assert(!memcmp(sparse.back.W_slope, d->W_slope,
                          OUTPUTS * STRIDE * sizeof(sp_real)));
        ck_assert(!memcmp(sparse.back.hidden_slope, d->hidden_slope,
                          SP_TILE * STRIDE * sizeof(sp_real)));
        sp_arena_free(&sparse.arena);
        sp_arena_free(&dense.arena);
    }
}
END_TEST

START_TEST(the_best_kernels_have_a_name_and_unknown_names_have_none)
{
    const struct sp_kernels *best = sp_kernels_best();
    ck_assert_ptr_eq(sp_kernels_named(best->name), best);
    ck_assert_ptr_nonnull(sp_kernels_named("plain"));
    ck_assert_ptr_null(sp_kernels_named("avx"));
}
END_TEST

SUITE("kernels", every_kernel_gives_the_loss_and_gradient_of_the_triple_loop,
      every_kernel_tallies_what_the_triple_loop_does,
      the_width_of_the_vector_unit_does_not_change_a_bit,
      going_back_over_what_is_on_gives_the_bits_of_the_dense_products,
      the_best_kernels_have_a_name_and_unknown_names_have_none)
