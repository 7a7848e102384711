/* Every compiled set of kernels against the plain triple loop. */
#include "nets.h"
#include "suite.h"

/* Sums of up to some thousand terms of like size, in sp_real: 1e-5 is some hundred
   units in the last place of a float. */
static const double NEAR = sizeof(sp_real) == 4 ? 1e-5 : 1e-13;

static const char *const names[] = {"plain", "avx2", "avx512"};

/* n, m: single numbers, whole and broken tiles, blocks, strips and vectors. */
static const int shapes[][2] = {{1, 1},   {2, 1},   {5, 2},    {3, 6},   {20, 5},
                                {64, 2},  {9, 15},  {96, 1},   {97, 1},  {16, 16},
                                {33, 17}, {131, 3}, {259, 31}, {40, 64}, {7, 100}};
static const int batch_rows[] = {1, 32, 45, 97};
static const double densities[] = {0, 0.03, 0.5, 1};

enum { SHAPES = sizeof shapes / sizeof *shapes };

static void use(struct sp_net *net, const struct sp_kernels *kernels)
{
    ((struct sp_bottleneck *)net->own)->kernels = kernels;
}

/* The batch with tiles as well, which a slope then reads in place of the list. */
static struct sp_batch tiled(struct sp_arena *a, const struct sp_batch *batch)
{
    struct sp_batch tiles =
        sp_batch_make_tiled(a, batch->rows, batch->features, batch->room);
    int row[200];
    sp_require(batch->rows <= 200);
    for (int r = 0; r < batch->rows; r++)
        row[r] = r;
    sp_batch_gather(batch, row, batch->rows, &tiles);
    return tiles;
}

/* Loss and gradient of the batch, in either form and with every set of kernels. */
static void compare_all(struct sp_arena *a, struct sp_net *net,
                        const struct sp_batch *batch)
{
    struct oracle expected = oracle_of(a, net, batch);
    struct sp_batch tiles = tiled(a, batch);
    for (int k = 0; k < 6; k++) {
        const struct sp_kernels *kernels = sp_kernels_named(names[k / 2]);
        if (!kernels)
            continue;
        use(net, kernels);
        double loss = net->kind->slope(net, k % 2 ? &tiles : batch);
        double error = gradient_error(net, expected.grad);
        ck_assert_msg(error <= NEAR,
                      "%s %s %s n=%d m=%d rows=%d entries=%d: gradient is off by %g",
                      names[k / 2], k % 2 ? "tiles" : "list", net->kind->self.name,
                      net->n, net->m, batch->rows, batch->start[batch->rows], error);
        ck_near(loss, expected.loss, NEAR * expected.loss);
    }
}

static void compare(const struct variant *v, int n, int m, int rows, double p)
{
    struct sp_arena a = {0};
    uint64_t seed = (uint64_t)(n * 1000 + m * 10 + rows);
    struct sp_net net = random_net(&a, v, n, m, rows, seed);
    struct sp_batch batch = random_batch(&a, rows, n, p, true, seed);
    compare_all(&a, &net, &batch);
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
            struct sp_batch tiles = tiled(&a, &batch);
            sp_real *grad = SP_TAKE(&a, net.count, sp_real);
            for (int t = 0; t < 2; t++) {
                use(&net, narrow);
                double loss = net.kind->slope(&net, t ? &tiles : &batch);
                memcpy(grad, net.grad, net.count * sizeof *grad);
                use(&net, broad);
                ck_assert(net.kind->slope(&net, t ? &tiles : &batch) == loss);
                ck_assert(!memcmp(grad, net.grad, net.count * sizeof *grad));
            }
            sp_arena_free(&a);
        }
}
END_TEST

/* A way back of 40 outputs over a pair in which about half of the deltas are off. */
struct way {
    struct sp_arena arena;
    struct sp_back back;
};

enum { OUTPUTS = 40, ROW_STEP = 13 * SP_PAD };

static sp_real *random_block(struct way *w, int count, uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_TEST);
    sp_real *block = SP_TAKE(&w->arena, count, sp_real);
    for (int i = 0; i < count; i++)
        block[i] = (sp_real)sp_rng_normal(&rng);
    return block;
}

static struct way way_back(int stride)
{
    struct way w = {0};
    uint32_t *on = SP_TAKE(&w.arena, OUTPUTS * 2, uint32_t);
    sp_real *delta = random_block(&w, OUTPUTS * SP_PAIR, 1);
    for (int i = 0; i < OUTPUTS * SP_PAIR; i++) {
        delta[i] = delta[i] > 0 ? delta[i] : 0;
        on[i / SP_TILE] |= (uint32_t)(delta[i] > 0) << i % SP_TILE;
    }
    w.back = (struct sp_back){.outputs = OUTPUTS,
                              .W = random_block(&w, OUTPUTS * stride, 2),
                              .stride = (size_t)stride,
                              .delta = delta,
                              .on = on,
                              .hidden = random_block(&w, SP_PAIR * ROW_STEP, 3),
                              .row_step = ROW_STEP,
                              .W_slope = random_block(&w, OUTPUTS * stride, 4),
                              .hidden_slope = random_block(&w, SP_PAIR * ROW_STEP, 5)};
    return w;
}

static void dense_back(const struct sp_kernels *kernels, const struct sp_back *b)
{
    int lanes = (int)b->stride;
    kernels->product(&(struct sp_product){OUTPUTS, SP_PAIR, lanes, b->delta, SP_PAIR, 1,
                                          b->hidden, ROW_STEP, b->W_slope, b->stride});
    kernels->product(&(struct sp_product){SP_PAIR, OUTPUTS, lanes, b->delta, 1, SP_PAIR,
                                          b->W, b->stride, b->hidden_slope, ROW_STEP});
}

START_TEST(going_back_over_what_is_on_gives_the_bits_of_the_dense_products)
{
    for (int k = 0; k < 3; k++)
        for (int stride = SP_PAD; stride <= 12 * SP_PAD; stride += SP_PAD) {
            const struct sp_kernels *kernels = sp_kernels_named(names[k]);
            if (!kernels)
                continue;
            struct way sparse = way_back(stride), dense = way_back(stride);
            kernels->back(&sparse.back);
            dense_back(kernels, &dense.back);
            ck_assert(!memcmp(sparse.back.W_slope, dense.back.W_slope,
                              (size_t)(OUTPUTS * stride) * sizeof(sp_real)));
            ck_assert(!memcmp(sparse.back.hidden_slope, dense.back.hidden_slope,
                              SP_PAIR * ROW_STEP * sizeof(sp_real)));
            sp_arena_free(&sparse.arena);
            sp_arena_free(&dense.arena);
        }
}
END_TEST

START_TEST(turning_twice_changes_nothing)
{
    enum { ROWS = 4 * SP_PAD, COLUMNS = 3 * SP_PAD, STEP = 5 * SP_PAD };
    for (int k = 0; k < 3; k++) {
        const struct sp_kernels *kernels = sp_kernels_named(names[k]);
        struct way w = {0};
        if (!kernels)
            continue;
        sp_real *from = random_block(&w, ROWS * STEP, 1);
        sp_real *to = random_block(&w, COLUMNS * STEP, 2);
        sp_real *back = random_block(&w, ROWS * STEP, 3);
        kernels->turn(ROWS, COLUMNS, from, STEP, to, STEP);
        kernels->turn(COLUMNS, ROWS, to, STEP, back, STEP);
        for (int i = 0; i < ROWS; i++)
            for (int j = 0; j < COLUMNS; j++) {
                ck_assert(to[j * STEP + i] == from[i * STEP + j]);
                ck_assert(back[i * STEP + j] == from[i * STEP + j]);
            }
        sp_arena_free(&w.arena);
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
      turning_twice_changes_nothing,
      the_best_kernels_have_a_name_and_unknown_names_have_none)
