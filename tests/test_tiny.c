/* Tiny nets: every instruction set, every law, listed and in tiles, against the triple
   loop. */
#include "nets.h"
#include "suite.h"
#include "superpose/sets.h"

static const char *const sets[] = {"plain", "avx2", "avx512"};

enum { SETS = 3 };

static const double tolerance = sizeof(sp_real) == sizeof(float) ? 1e-5 : 1e-12;

struct shape {
    int n, m, rows;
};

/* Sizes that are known to the compiler, and the awkward ones. */
static const struct shape shapes[] = {
    {1, 1, 1},   {2, 1, 33},   {3, 2, 100}, {5, 2, 64},  {5, 2, 7},
    {5, 3, 31},  {7, 4, 129},  {20, 5, 96}, {33, 6, 50}, {11, 7, 33},
    {64, 8, 40}, {512, 1, 70}, {40, 1, 15}, {17, 8, 1},  {2, 5, 300}};

enum { SHAPES = sizeof shapes / sizeof *shapes };

/* Loss and gradient of one set, 0 when the machine lacks it. */
static int slope_with(struct sp_net *net, const char *set, const struct sp_batch *batch,
                      double *loss)
{
    if (!sp_bottleneck_use(net, set))
        return 0;
    *loss = net->kind->slope(net, batch);
    return 1;
}

static void check_shape(const struct variant *v, struct shape s, double p)
{
    struct sp_arena a = {0};
    uint64_t seed = (uint64_t)(s.n * 100 + s.m);
    struct sp_net net = random_net(&a, v, s.n, s.m, s.rows, seed);
    struct sp_batch list = random_batch(&a, s.rows, s.n, p, true, seed);
    struct sp_batch tiles = tiled(&a, &list);
    struct oracle oracle = oracle_of(&a, &net, &list);
    sp_real *first = SP_TAKE(&a, net.count, sp_real);
    double loss, losses[SETS];
    size_t bytes = net.count * sizeof *net.grad;
    ck_assert(sp_bottleneck_is_tiny(&net) && sp_net_tiles(&net, 1e-9));
    for (int k = 0; k < SETS; k++) {
        if (!slope_with(&net, sets[k], &tiles, &losses[k]))
            continue;
        ck_near(losses[k], oracle.loss, tolerance * (oracle.loss + 1e-6));
        ck_assert(gradient_error(&net, oracle.grad) <= tolerance);
        if (k == 2) { /* avx512 gives the bits of avx2 */
            ck_assert_mem_eq(first, net.grad, bytes);
            ck_assert(losses[2] == losses[1]);
        }
        memcpy(first, net.grad, bytes);
        slope_with(&net, sets[k], &list, &loss);
        ck_assert_mem_eq(first, net.grad, bytes); /* a list gives the bits of tiles */
        ck_near(loss, oracle.loss, tolerance * (oracle.loss + 1e-6));
    }
    sp_arena_free(&a);
}

START_TEST(every_set_and_form_gives_the_loss_and_gradient_of_the_triple_loop)
{
    static const double densities[] = {0.02, 0.4, 1};
    for (int v = 0; v < VARIANTS; v++)
        for (int s = 0; s < SHAPES; s++)
            for (int d = 0; d < 3; d++)
                if (variants[v].kind != &sp_toy_given || shapes[s].n >= shapes[s].m)
                    check_shape(&variants[v], shapes[s], densities[d]);
}
END_TEST

static void check_tally(const struct variant *v, struct shape s)
{
    struct sp_arena a = {0};
    struct sp_net net = random_net(&a, v, s.n, s.m, s.rows, 3);
    struct sp_batch list = random_batch(&a, s.rows, s.n, 0.2, true, 3);
    struct sp_batch tiles = tiled(&a, &list);
    struct oracle oracle = oracle_of(&a, &net, &list);
    for (int k = 0; k < SETS; k++)
        for (int form = 0; sp_bottleneck_use(&net, sets[k]) && form < 2; form++) {
            struct sp_tally tally = {.square_error = SP_TAKE(&a, s.n, double)};
            net.kind->tally(&net, form ? &tiles : &list, &tally);
            double loss = oracle.loss * s.rows * s.n;
            ck_assert(tally.rows == s.rows);
            ck_near(tally.loss, loss, tolerance * (loss + 1e-6));
            ck_near(tally.loss_square, oracle.loss_square,
                    2 * tolerance * (oracle.loss_square + 1e-6));
            for (int i = 0; i < s.n; i++)
                ck_near(tally.square_error[i], oracle.square_error[i],
                        10 * tolerance * (oracle.square_error[i] + 1e-3));
        }
    sp_arena_free(&a);
}

START_TEST(every_set_and_form_tallies_what_the_triple_loop_does)
{
    for (int v = 0; v < VARIANTS; v++)
        for (int s = 0; s < SHAPES; s += 3)
            if (variants[v].kind != &sp_toy_given || shapes[s].n >= shapes[s].m)
                check_tally(&variants[v], shapes[s]);
}
END_TEST

START_TEST(larger_nets_and_more_dimensions_are_not_tiny)
{
    static const struct shape large[] = {{SP_TINY_SIZE + 1, 1, 4}, {9, 9, 4}};
    for (int k = 0; k < 2; k++) {
        struct sp_arena a = {0};
        struct sp_net net =
            random_net(&a, &variants[2], large[k].n, large[k].m, large[k].rows, 1);
        ck_assert(!sp_bottleneck_is_tiny(&net));
        sp_arena_free(&a);
    }
    ck_assert(sp_tiny_best() == sp_tiny_named(sp_set_best()));
    ck_assert(!sp_tiny_named("none"));
}
END_TEST

SUITE("tiny", every_set_and_form_gives_the_loss_and_gradient_of_the_triple_loop,
      every_set_and_form_tallies_what_the_triple_loop_does,
      larger_nets_and_more_dimensions_are_not_tiny)
