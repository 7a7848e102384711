/* Bounds of products from bytes, and what is selected through them, against all
   products. */
#include <math.h>
#include <string.h>

#include "suite.h"
#include "superpose/rng.h"
#include "superpose/sparse.h"

enum { ROWS = 7, MOST = 300, WIDEST = 272 };

static const char *const names[] = {"avx2", "avx512"};
static const int widths[] = {16, 48, 64, 128, 144, WIDEST};
static const int counts[] = {5, 16, 131, MOST};

/* What numbers are like: of the vectors and, turned, of the rows. */
enum { NORMAL, SPREAD, SPIKES, EQUAL, SIGNS, TINY, ZERO, LAWS };

struct scene {
    struct sp_arena arena;
    const struct sp_sparse *set;
    struct sp_screen s;
    sp_real *E, *b, *norm, *x, *h; /* h (ROWS, k): all products */
};

static double number(struct sp_rng *rng, int law, int vector)
{
    double z = sp_rng_normal(rng);
    switch (law) {
    case NORMAL:
        return z;
    case SPREAD:
        return z * pow(10, vector % 9 - 6);
    case SPIKES:
        return sp_rng_uniform(rng) < 0.05 ? 100 * z : 0.01 * z;
    case EQUAL:
        return 1;
    case SIGNS:
        return z > 0 ? 1 : -1;
    case TINY:
        return 1e-25 * z;
    default:
        return 0;
    }
}

static sp_real *draw(struct scene *t, struct sp_rng *rng, int law, int count, int d)
{
    sp_real *out = SP_TAKE(&t->arena, count * d, sp_real);
    for (int i = 0; i < count * d; i++)
        out[i] = (sp_real)number(rng, law, i / d);
    return out;
}

static struct sp_coarse coarse(struct scene *t, size_t count, size_t d)
{
    return (struct sp_coarse){.unit = SP_TAKE(&t->arena, count, float),
                              .norm = SP_TAKE(&t->arena, count, float),
                              .miss = SP_TAKE(&t->arena, count, float),
                              .q = SP_TAKE(&t->arena, count * d, uint8_t)};
}

/* Some vectors are rows of x, or the same as others, so that products are as large as
   can be, or equal. */
static void fill(struct scene *t, int k, int d, int law, double bias)
{
    struct sp_rng rng = sp_rng_make((uint64_t)(k * d + law), SP_USE_TEST);
    size_t width = (size_t)d;
    t->E = draw(t, &rng, law, k, d);
    t->x = draw(t, &rng, (law + (law > ZERO / 2)) % LAWS, ROWS, d);
    t->b = draw(t, &rng, NORMAL, k, 1);
    t->norm = draw(t, &rng, NORMAL, k, 1);
    for (int i = 0; i < k; i++) {
        t->norm[i] = (sp_real)fabs((double)t->norm[i]);
        t->b[i] += (sp_real)bias;
        if (i % 11 == 3)
            memcpy(t->E + (size_t)i * width, t->x + (size_t)(i % ROWS) * width,
                   width * sizeof *t->E);
        if (i % 5 == 4) {
            memcpy(t->E + (size_t)i * width, t->E + (size_t)(i - 3) * width,
                   width * sizeof *t->E);
            t->b[i] = t->b[i - 3];
            t->norm[i] = t->norm[i - 3];
        }
    }
}

static void find_all(struct scene *t)
{
    size_t k = (size_t)t->s.k, d = (size_t)t->s.d;
    sp_real *turned = SP_TAKE(&t->arena, SP_HALF * d, sp_real);
    sp_real *tile = SP_TAKE(&t->arena, ROWS * SP_HALF, sp_real);
    t->h = SP_TAKE(&t->arena, ROWS * k, sp_real);
    for (size_t first = 0; first < k; first += SP_HALF) {
        size_t n = k - first < SP_HALF ? k - first : SP_HALF;
        struct sp_product p = {ROWS, (int)d, SP_HALF, t->x, d,
                               1,    turned, SP_HALF, tile, SP_HALF};
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < d; j++)
                turned[j * SP_HALF + i] = t->E[(first + i) * d + j];
        for (size_t r = 0; r < ROWS; r++)
            memcpy(tile + r * SP_HALF, t->b + first, n * sizeof *tile);
        sp_kernels_named(t->set->name)->product(&p);
        for (size_t r = 0; r < ROWS; r++)
            memcpy(t->h + r * k + first, tile + r * SP_HALF, n * sizeof *tile);
    }
}

static struct scene open_scene(const char *name, int k, int d, int law, double bias,
                               bool norms)
{
    struct scene t = {.set = sp_sparse_named(name)};
    size_t around = (size_t)(k + 15) / 16 * 16, width = (size_t)d;
    fill(&t, k, d, law, bias);
    t.s = (struct sp_screen){.k = k,
                             .d = d,
                             .E = t.E,
                             .b = t.b,
                             .norm = norms ? t.norm : NULL,
                             .vectors = coarse(&t, around, width),
                             .rows = coarse(&t, SP_SCREEN_ROWS, width),
                             .bias = SP_TAKE(&t.arena, around, float),
                             .offset = SP_TAKE(&t.arena, around * width, int16_t),
                             .step = around + 16,
                             .index = SP_TAKE(&t.arena, k + SP_SLACK, int),
                             .value = SP_TAKE(&t.arena, k + SP_SLACK, sp_real),
                             .score = SP_TAKE(&t.arena, k + SP_SLACK, sp_real)};
    t.s.u = SP_TAKE(&t.arena, SP_SCREEN_ROWS * t.s.step, sp_real);
    find_all(&t);
    return t;
}

static bool can_screen(const char *name)
{
    return sp_sparse_named(name) && sp_sparse_named(name)->screen;
}

/* No bound is below what it bounds; with normal numbers it is not far above. */
static void check_bounds(struct scene *t, int law)
{
    for (int r = 0; r < ROWS; r++)
        for (int i = 0; i < t->s.k; i++) {
            sp_real h = t->h[r * t->s.k + i],
                    u = t->s.u[(size_t)r * t->s.step + (size_t)i];
            sp_real by = t->s.norm ? t->s.norm[i] : 1;
            ck_assert(h * by <= u);
            if (law == NORMAL)
                ck_assert((double)(u - h * by) <= (double)by * 0.08 * t->s.d);
        }
}

/* The list of the largest is the same from all products and from some. */
static void check_selection(struct scene *t, int wished)
{
    size_t k = (size_t)t->s.k;
    sp_real some[MOST], score[2][MOST], value[2][MOST + SP_SLACK];
    int index[2][MOST + SP_SLACK], found[2];
    for (size_t r = 0; r < ROWS; r++) {
        const sp_real *all = t->h + r * k;
        int taken = t->set->screen->refine(&t->s, (int)r, t->x + r * (size_t)t->s.d,
                                           wished, t->s.k, some);
        ck_assert(taken >= 0 && taken <= t->s.k);
        for (size_t i = 0; i < k; i++) {
            score[0][i] = t->s.norm ? all[i] * t->s.norm[i] : all[i];
            score[1][i] = t->s.norm ? some[i] * t->s.norm[i] : some[i];
        }
        for (int j = 0; j < 2; j++)
            found[j] = wished
                           ? t->set->top((int)k, score[j], wished, index[j], value[j])
                           : t->set->collect((int)k, score[j], index[j], value[j]);
        ck_assert_int_eq(found[0], found[1]);
        for (int e = 0; e < found[0]; e++) {
            ck_assert_int_eq(index[0][e], index[1][e]);
            ck_assert(!memcmp(&all[index[0][e]], &some[index[0][e]], sizeof *all));
        }
    }
}

static void check_scene(const char *name, int k, int d, int law)
{
    static const double biases[] = {0, -1000, 3};
    static const int wished[] = {0, 1, 4, 7};
    for (int b = 0; b < 3; b++)
        for (int norms = 0; norms < 2; norms++) {
            struct scene t = open_scene(name, k, d, law, biases[b], norms);
            ck_assert(t.set->screen->vectors(&t.s));
            ck_assert(t.set->screen->rows(&t.s, ROWS, t.x));
            check_bounds(&t, b ? ZERO : law);
            for (int w = 0; w < 4; w++)
                check_selection(&t, wished[w]);
            sp_arena_free(&t.arena);
        }
}

START_TEST(bounds_hold_and_the_largest_are_those_of_all_products)
{
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
            for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
                for (int law = 0; can_screen(names[n]) && law < LAWS; law++)
                    check_scene(names[n], counts[c], widths[w], law);
}
END_TEST

/* Of 300 random vectors on 272 dimensions some tenth come near the largest four. */
START_TEST(few_products_are_taken)
{
    for (size_t n = 0; n < sizeof names / sizeof *names && can_screen(names[n]); n++) {
        struct scene t = open_scene(names[n], MOST, WIDEST, NORMAL, 0, false);
        sp_real h[MOST];
        int all = 0;
        ck_assert(t.set->screen->vectors(&t.s) && t.set->screen->rows(&t.s, ROWS, t.x));
        for (int r = 0; r < ROWS; r++)
            all += t.set->screen->refine(&t.s, r, t.x + r * WIDEST, 4, MOST, h);
        ck_assert_int_lt(all, ROWS * MOST / 8);
        ck_assert_int_eq(t.set->screen->refine(&t.s, 0, t.x, 4, 3, h), -1);
        sp_arena_free(&t.arena);
    }
}
END_TEST

START_TEST(what_has_no_bound_is_refused)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1e12};
    for (size_t n = 0; n < sizeof names / sizeof *names && can_screen(names[n]); n++)
        for (int j = 0; j < 4; j++)
            for (int where = 0; where < 4; where++) {
                struct scene t = open_scene(names[n], 20, 48, NORMAL, 0, true);
                sp_real *of[] = {t.E, t.b, t.norm, t.x};
                of[where][17] = (sp_real)bad[j];
                ck_assert(!(t.set->screen->vectors(&t.s) &&
                            t.set->screen->rows(&t.s, ROWS, t.x)));
                sp_arena_free(&t.arena);
            }
}
END_TEST

SUITE("screen", bounds_hold_and_the_largest_are_those_of_all_products,
      few_products_are_taken, what_has_no_bound_is_refused)
