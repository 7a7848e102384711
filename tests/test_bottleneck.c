/* Nets so large that their weights are taken in chunks and shared among threads. */
#include <pthread.h>

#include "nets.h"
#include "suite.h"
#include "superpose/crew.h"

/* Sums of some hundred terms of like size: see test_kernels.c. */
static const double NEAR = sizeof(sp_real) == 4 ? 1e-5 : 1e-13;

static const char *const sets[] = {"plain", "avx2", "avx512"};

/* n, m, rows that a batch may have: two chunks in one part; as many parts as blocks,
   the last one broken; as many as there may be; padded weights. */
static const int shapes[][3] = {
    {150, 512, 100}, {100, 440, 800}, {330, 512, 256}, {257, 243, 600}};

enum { SHAPES = sizeof shapes / sizeof *shapes, ROWS = 97 };

static const struct sp_bottleneck *inside(const struct sp_net *net)
{
    return net->own;
}

START_TEST(shapes_are_cut_as_the_names_of_these_tests_say)
{
    static const struct variant relu = {&sp_toy_relu, {0}};
    static const int parts[SHAPES] = {1, 3, 7, 6};
    for (int s = 0; s < SHAPES; s++) {
        struct sp_arena a = {0};
        struct sp_net net =
            random_net(&a, &relu, shapes[s][0], shapes[s][1], shapes[s][2], 1);
        const struct sp_bottleneck *b = inside(&net);
        ck_assert_int_eq(b->parts, parts[s]);
        ck_assert(b->group * SP_PAIR >= ROWS && b->chunk < net.n);
        ck_assert(sp_net_shares(&net, ROWS) == (parts[s] > 1));
        int end = 0;
        for (int k = 0; k < b->parts; k++) {
            ck_assert(b->part[k].first == end && b->part[k].end > end);
            end = b->part[k].end;
        }
        ck_assert_int_eq(end, net.n);
        sp_arena_free(&a);
    }
}
END_TEST

static void compare(struct sp_net *net, const struct sp_batch *batch,
                    const struct oracle *expected)
{
    for (int k = 0; k < 3; k++) {
        if (!sp_bottleneck_use(net, sets[k]))
            continue;
        double loss = net->kind->slope(net, batch);
        double error = gradient_error(net, expected->grad);
        ck_assert_msg(error <= NEAR, "%s %s n=%d m=%d: gradient is off by %g", sets[k],
                      net->kind->self.name, net->n, net->m, error);
        ck_near(loss, expected->loss, NEAR * expected->loss);
    }
}

START_TEST(chunks_and_parts_give_the_loss_and_gradient_of_the_triple_loop)
{
    for (int v = 0; v < VARIANTS; v++)
        for (int s = 0; s < SHAPES; s++) {
            struct sp_arena a = {0};
            int n = shapes[s][0], m = shapes[s][1];
            struct sp_net net = random_net(&a, &variants[v], n, m, shapes[s][2], 1);
            double p = s % 2 ? 0.05 : 0.8;
            struct sp_batch batch = random_batch(&a, ROWS, n, p, true, 2);
            struct sp_batch tiles = tiled(&a, &batch);
            struct oracle expected = oracle_of(&a, &net, &batch);
            compare(&net, &batch, &expected);
            compare(&net, &tiles, &expected);
            sp_arena_free(&a);
        }
}
END_TEST

START_TEST(chunks_are_tallied_as_the_triple_loop_does)
{
    for (int v = 0; v < VARIANTS; v += 3) {
        struct sp_arena a = {0};
        int n = shapes[0][0], m = shapes[0][1];
        struct sp_net net = random_net(&a, &variants[v], n, m, shapes[0][2], 1);
        struct sp_batch batch = random_batch(&a, ROWS, n, 0.1, true, 2);
        struct oracle expected = oracle_of(&a, &net, &batch);
        struct sp_tally tally = {.square_error = SP_TAKE(&a, n, double)};
        net.kind->tally(&net, &batch, &tally);
        double sum = expected.loss * ROWS * n;
        ck_near(tally.loss, sum, NEAR * sum);
        for (int i = 0; i < n; i++)
            ck_near(tally.square_error[i], expected.square_error[i], NEAR * sum);
        sp_arena_free(&a);
    }
}
END_TEST

/* Loss and gradient by each set, and for the best with any number of helpers, must be
   these bits. */
struct bits {
    double loss;
    sp_real *grad;
};

static void check_bits(struct sp_net *net, const struct sp_batch *batch,
                       const struct bits *expected)
{
    ck_assert(net->kind->slope(net, batch) == expected->loss);
    ck_assert(!memcmp(net->grad, expected->grad, net->count * sizeof *net->grad));
}

static struct bits bits_of(struct sp_arena *a, struct sp_net *net,
                           const struct sp_batch *batch)
{
    struct bits out = {net->kind->slope(net, batch), SP_TAKE(a, net->count, sp_real)};
    memcpy(out.grad, net->grad, net->count * sizeof *net->grad);
    return out;
}

START_TEST(the_width_of_the_vector_unit_does_not_change_a_bit_of_a_large_net)
{
    if (!sp_kernels_named("avx2") || !sp_kernels_named("avx512"))
        return;
    for (int v = 0; v < VARIANTS; v++)
        for (int s = 0; s < SHAPES; s++) {
            struct sp_arena a = {0};
            int n = shapes[s][0], m = shapes[s][1];
            struct sp_net net = random_net(&a, &variants[v], n, m, shapes[s][2], 1);
            struct sp_batch batch = random_batch(&a, ROWS, n, 0.2, true, 2);
            struct sp_batch tiles = tiled(&a, &batch);
            for (int t = 0; t < 2; t++) {
                sp_bottleneck_use(&net, "avx2");
                struct bits expected = bits_of(&a, &net, t ? &tiles : &batch);
                sp_bottleneck_use(&net, "avx512");
                check_bits(&net, t ? &tiles : &batch, &expected);
            }
            sp_arena_free(&a);
        }
}
END_TEST

static void *help(void *crew)
{
    return sp_crew_help(crew) ? crew : NULL;
}

/* Slopes with this many helpers, all there before the first. */
static void check_helped(struct sp_net *net, const struct sp_batch *batch,
                         const struct bits *expected, int helpers)
{
    struct sp_crew crew = {0};
    pthread_t thread[4];
    sp_crew_open(&crew);
    for (int k = 0; k < helpers; k++)
        ck_assert(!pthread_create(&thread[k], NULL, help, &crew));
    while (sp_crew_helpers(&crew) < helpers)
        continue;
    net->crew = &crew;
    for (int r = 0; r < 3; r++)
        check_bits(net, batch, expected);
    net->crew = NULL;
    sp_crew_close(&crew);
    for (int k = 0; k < helpers; k++)
        ck_assert(!pthread_join(thread[k], NULL));
}

START_TEST(helpers_do_not_change_a_bit)
{
    for (int v = 0; v < VARIANTS; v += 2)
        for (int s = 1; s < SHAPES; s++) {
            struct sp_arena a = {0};
            int n = shapes[s][0], m = shapes[s][1];
            struct sp_net net = random_net(&a, &variants[v], n, m, shapes[s][2], 1);
            struct sp_batch batch = random_batch(&a, ROWS, n, 0.3, true, 2);
            struct sp_batch tiles = tiled(&a, &batch);
            struct bits listed = bits_of(&a, &net, &batch);
            struct bits dense = bits_of(&a, &net, &tiles);
            for (int helpers = 0; helpers <= 4; helpers += 2) {
                check_helped(&net, &batch, &listed, helpers);
                check_helped(&net, &tiles, &dense, helpers);
            }
            sp_arena_free(&a);
        }
}
END_TEST

SUITE("bottleneck", shapes_are_cut_as_the_names_of_these_tests_say,
      chunks_and_parts_give_the_loss_and_gradient_of_the_triple_loop,
      chunks_are_tallied_as_the_triple_loop_does,
      the_width_of_the_vector_unit_does_not_change_a_bit_of_a_large_net,
      helpers_do_not_change_a_bit)
