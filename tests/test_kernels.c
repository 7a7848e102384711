/* Every compiled set of kernels against the plain triple loop. */
#include "nets.h"
#include "suite.h"

/* Sums of up to some thousand terms of like size, in sp_real: 1e-5 is some hundred
   units in the last place of a float. */
static const double NEAR = sizeof(sp_real) == 4 ? 1e-5 : 1e-13;

static const char *const names[] = {"plain", "avx2", "avx512"};

/* n, m: single numbers, whole and broken blocks, strips and vectors; none is tiny. */
static const int shapes[][2] = {{1, 9},   {2, 33},  {5, 17},  {3, 70},   {530, 1},
                                {64, 9},  {9, 15},  {96, 24}, {97, 10},  {16, 16},
                                {33, 17}, {131, 8}, {90, 6},  {259, 31}, {40, 64}};
static const int batch_rows[] = {1, 32, 45, 97};
static const double densities[] = {0, 0.03, 0.5, 1};

enum { SHAPES = sizeof shapes / sizeof *shapes };

/* Loss and gradient of the batch, in either form and with every set of kernels. */
static void compare_all(struct sp_arena *a, struct sp_net *net,
                        const struct sp_batch *batch)
{
    struct oracle expected = oracle_of(a, net, batch);
    struct sp_batch tiles = tiled(a, batch);
    for (int k = 0; k < 6; k++) {
        if (!sp_bottleneck_use(net, names[k / 2]))
            continue;
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
            int n = 140, m = v % 2 ? 11 : 17;
            struct sp_net net = random_net(&a, &variants[v], n, m, 77, 5);
            if (!sp_bottleneck_use(&net, names[k])) {
                sp_arena_free(&a);
                continue;
            }
            struct sp_batch batch = random_batch(&a, 77, n, 0.02, true, 6);
            struct oracle expected = oracle_of(&a, &net, &batch);
            struct sp_tally tally = {.square_error = SP_TAKE(&a, n, double)};
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
    if (!sp_kernels_named("avx2") || !sp_kernels_named("avx512"))
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
                sp_bottleneck_use(&net, "avx2");
                double loss = net.kind->slope(&net, t ? &tiles : &batch);
                memcpy(grad, net.grad, net.count * sizeof *grad);
                sp_bottleneck_use(&net, "avx512");
                ck_assert(net.kind->slope(&net, t ? &tiles : &batch) == loss);
                ck_assert(!memcmp(grad, net.grad, net.count * sizeof *grad));
            }
            sp_arena_free(&a);
        }
}
END_TEST

/* Forty rows of numbers over a pair, about half of them zero, and what they connect.
   The tiles lie one behind the other, or side by side. */
struct way {
    struct sp_arena arena;
    struct sp_marked numbers;
    struct sp_ways ends;
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

static struct way random_way(const struct sp_kernels *kernels, int stride, bool apart)
{
    struct way w = {0};
    uint32_t *on = SP_TAKE(&w.arena, OUTPUTS * 2, uint32_t);
    sp_real *value = random_block(&w, OUTPUTS * SP_PAIR, 1);
    sp_real *joined = SP_TAKE(&w.arena, OUTPUTS * SP_PAIR, sp_real);
    for (int i = 0; i < OUTPUTS * SP_PAIR; i++) {
        value[i] = value[i] > 0 ? value[i] : 0;
        int t = i / (OUTPUTS * SP_TILE), row = i / SP_TILE % OUTPUTS;
        joined[row * SP_PAIR + t * SP_TILE + i % SP_TILE] = value[i];
    }
    for (int t = 0; t < 2; t++)
        kernels->mark(OUTPUTS, value + t * OUTPUTS * SP_TILE, on + t);
    if (apart)
        w.numbers = (struct sp_marked){OUTPUTS, on, value, SP_TILE, OUTPUTS * SP_TILE};
    else
        w.numbers = (struct sp_marked){OUTPUTS, on, joined, SP_PAIR, SP_TILE};
    w.ends = (struct sp_ways){.W = random_block(&w, OUTPUTS * stride, 2),
                              .stride = (size_t)stride,
                              .hidden = random_block(&w, SP_PAIR * ROW_STEP, 3),
                              .row_step = ROW_STEP,
                              .W_slope = random_block(&w, OUTPUTS * stride, 4),
                              .hidden_slope = random_block(&w, SP_PAIR * ROW_STEP, 5)};
    return w;
}

static void dense_ways(const struct sp_kernels *kernels, const struct way *way)
{
    const struct sp_marked *a = &way->numbers;
    const struct sp_ways *w = &way->ends;
    int lanes = (int)w->stride;
    for (size_t t = 0; t < 2; t++) {
        const sp_real *value = a->value + t * a->apart;
        size_t at = t * SP_TILE * ROW_STEP;
        kernels->product(&(struct sp_product){OUTPUTS, SP_TILE, lanes, value, a->step,
                                              1, w->hidden + at, ROW_STEP, w->W_slope,
                                              w->stride});
        kernels->product(&(struct sp_product){SP_TILE, OUTPUTS, lanes, value, 1,
                                              a->step, w->W, w->stride,
                                              w->hidden_slope + at, ROW_STEP});
    }
}

static bool equal_ways(const struct way *a, const struct way *b)
{
    return !memcmp(a->ends.W_slope, b->ends.W_slope,
                   OUTPUTS * a->ends.stride * sizeof(sp_real)) &&
           !memcmp(a->ends.hidden_slope, b->ends.hidden_slope,
                   SP_PAIR * ROW_STEP * sizeof(sp_real));
}

START_TEST(following_what_is_on_gives_the_bits_of_the_dense_products)
{
    for (int k = 0; k < 3; k++)
        for (int stride = SP_PAD; stride <= 12 * SP_PAD; stride += SP_PAD)
            for (int apart = 0; apart < 2; apart++) {
                const struct sp_kernels *kernels = sp_kernels_named(names[k]);
                if (!kernels)
                    continue;
                struct way sparse = random_way(kernels, stride, apart);
                struct way dense = random_way(kernels, stride, apart);
                if (apart) {
                    kernels->outer(&sparse.numbers, &sparse.ends);
                    kernels->gather(&sparse.numbers, &sparse.ends);
                } else {
                    kernels->back(&sparse.numbers, &sparse.ends);
                }
                dense_ways(kernels, &dense);
                ck_assert(equal_ways(&sparse, &dense));
                sp_arena_free(&sparse.arena);
                sp_arena_free(&dense.arena);
            }
}
END_TEST

START_TEST(marks_are_of_what_is_not_zero)
{
    for (int k = 0; k < 3; k++) {
        const struct sp_kernels *kernels = sp_kernels_named(names[k]);
        if (!kernels)
            continue;
        struct way w = {0};
        uint32_t on[2 * OUTPUTS] = {0};
        sp_real *tile = random_block(&w, OUTPUTS * SP_TILE, 1);
        for (int i = 0; i < OUTPUTS * SP_TILE; i += 3)
            tile[i] = i % 2 ? (sp_real)0.0 : (sp_real)-0.0;
        tile[1] = (sp_real)NAN;
        int count = kernels->mark(OUTPUTS, tile, on), expected = 0;
        for (int i = 0; i < OUTPUTS * SP_TILE; i++) {
            ck_assert((on[i / SP_TILE * 2] >> i % SP_TILE & 1) == (i % 3 != 0));
            expected += i % 3 != 0;
        }
        ck_assert(count == expected && on[1] == 0);
        sp_arena_free(&w.arena);
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
      following_what_is_on_gives_the_bits_of_the_dense_products,
      marks_are_of_what_is_not_zero, turning_twice_changes_nothing,
      the_best_kernels_have_a_name_and_unknown_names_have_none)
