/* Dimensionality, capacity and frame bounds of geometries known on paper. */
#include <math.h>

#include "superpose/geometry.h"
#include "superpose/rng.h"
#include "../suite.h"

static struct sp_arena a;
static struct sp_geometry g;

/* Every D_i from first to last - 1 is D. */
static void is(int first, int last, double D)
{
    for (int i = first; i < last; i++)
        ck_near(g.dimensionality[i], D, 1e-12);
}

/* k points on a circle of radius l in the first two of m columns, from row `at` on. */
static void put_polygon(double *W, int at, int k, int m, double turn, double l)
{
    for (int i = 0; i < k; i++) {
        double angle = turn + 2 * acos(-1) * i / k;
        W[(at + i) * m] = l * cos(angle);
        W[(at + i) * m + 1] = l * sin(angle);
    }
}

START_TEST(a_k_gon_gives_each_vertex_two_kths)
{
    for (int k = 3; k <= 12; k++) {
        double *W = SP_TAKE(&a, 2 * k, double);
        put_polygon(W, 0, k, 2, 0.3, 1.17);
        sp_geometry_measure(&a, W, k, 2, &g);
        is(0, k, 2.0 / k);
        ck_near(g.sum_dimensionality, 2, 1e-12);
        ck_near(g.frame_potential, sp_frame_bound(k, 2), 1e-12 * k * k);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(an_antipodal_pair_gives_a_half_each)
{
    sp_geometry_measure(&a, (double[]){0.6, 0.8, -0.6, -0.8}, 2, 2, &g);
    is(0, 2, 0.5);
    sp_arena_free(&a);
}
END_TEST

/* Vertices e_i - mean in k dimensions, where they span k - 1: triangle 2/3, tetrahedron
   3/4, then 4/5 and 5/6. */
START_TEST(a_simplex_of_k_vertices_gives_each_k_minus_one_kths)
{
    for (int k = 3; k <= 6; k++) {
        double *W = SP_TAKE(&a, k * k, double);
        for (int i = 0; i < k * k; i++)
            W[i] = (i / k == i % k) - 1.0 / k;
        sp_geometry_measure(&a, W, k, k, &g);
        is(0, k, (k - 1.0) / k);
        ck_assert_int_eq(g.rank, k - 1);
        ck_near(g.coherence, sp_welch_bound(k, k - 1), 1e-12);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(octahedron_and_icosahedron_give_a_half_and_a_quarter)
{
    static const double octahedron[] = {1, 0,  0, -1, 0, 0, 0, 1, 0,
                                        0, -1, 0, 0,  0, 1, 0, 0, -1};
    sp_geometry_measure(&a, octahedron, 6, 3, &g);
    is(0, 6, 0.5);
    double W[12 * 3] = {0}, golden = (1 + sqrt(5)) / 2;
    for (int i = 0; i < 12; i++) {
        W[3 * i + i / 4] = i & 1 ? 1 : -1;
        W[3 * i + (i / 4 + 1) % 3] = i & 2 ? golden : -golden;
    }
    sp_geometry_measure(&a, W, 12, 3, &g);
    is(0, 12, 0.25);
    ck_near(g.coherence, 1, 1e-15); /* its antipodes */
    sp_arena_free(&a);
}
END_TEST

/* A bipyramid is the tegum product of a polygon and a pair: they share no dimension. */
START_TEST(a_bipyramid_splits_into_its_polygon_and_its_pair)
{
    for (int k = 3; k <= 5; k++) {
        double *W = SP_TAKE(&a, 3 * (k + 2), double);
        put_polygon(W, 0, k, 3, 0, 1);
        W[3 * k + 2] = 1;
        W[3 * k + 5] = -1;
        sp_geometry_measure(&a, W, k + 2, 3, &g);
        is(0, k, 2.0 / k);
        is(k, k + 2, 0.5);
        ck_near(g.sum_dimensionality, 3, 1e-12);
    }
    sp_arena_free(&a);
}
END_TEST

/* Eight unit vectors, two squares a quarter of a right angle apart at height +-z. */
static void put_antiprism(double *W, double square)
{
    put_polygon(W, 0, 4, 3, 0, sqrt(1 - square));
    put_polygon(W, 4, 4, 3, acos(-1) / 4, sqrt(1 - square));
    for (int i = 0; i < 8; i++)
        W[3 * i + 2] = i < 4 ? sqrt(square) : -sqrt(square);
}

/* Energies of unit vectors, by distance and by overlap. */
static double coulomb(double c)
{
    return 1 / sqrt(2 - 2 * c);
}

static double positive_square(double c)
{
    return c > 0 ? c * c : 0;
}

static double antiprism_energy(double square, double (*energy)(double))
{
    double W[8 * 3], sum = 0;
    put_antiprism(W, square);
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < i; j++)
            sum += energy(W[3 * i] * W[3 * j] + W[3 * i + 1] * W[3 * j + 1] +
                          W[3 * i + 2] * W[3 * j + 2]);
    return sum;
}

/* The height^2 of least energy, by halving the slope's interval. */
static double best_height(double (*energy)(double))
{
    double lo = 0.2, hi = 0.5, step = 1e-5;
    while (hi - lo > 1e-9) {
        double mid = (lo + hi) / 2;
        double slope =
            antiprism_energy(mid + step, energy) - antiprism_energy(mid - step, energy);
        *(slope > 0 ? &hi : &lo) = mid;
    }
    return lo;
}

/* Its frame operator is diag(4, 4) (1 - z^2) and 8 z^2. */
static void check_antiprism(double square, double published)
{
    double W[8 * 3];
    put_antiprism(W, square);
    sp_geometry_measure(&a, W, 8, 3, &g);
    is(0, 8, 1 / (4 * pow(1 - square, 2) + 8 * square * square));
    ck_near(g.dimensionality[0], published, 5e-5);
}

START_TEST(a_square_antiprism_gives_three_eighths_only_when_tight)
{
    double z = best_height(coulomb), r = best_height(positive_square);
    ck_near(z, 0.3141, 5e-5);
    ck_near(r, 0.3084, 5e-5);
    check_antiprism(1.0 / 3, 0.375);
    ck_near(g.frame_potential, sp_frame_bound(8, 3), 1e-12);
    ck_near(g.sum_dimensionality, 3, 1e-12);
    check_antiprism(z, 0.3744);
    check_antiprism(r, 0.3740);
    double equal_edges = sqrt(2) / (4 + sqrt(2)); /* Tammes: sqrt(2) r^2 = 4 z^2 */
    check_antiprism(equal_edges, 0.3664);
    sp_arena_free(&a);
}
END_TEST

/* Cauchy-Schwarz against the leverage score, w.(A A^+ w): equality only where every
   direction is an eigenvector of A = W^T W. */
START_TEST(dimensionalities_sum_to_no_more_than_the_rank)
{
    struct sp_rng rng = sp_rng_make(1, SP_USE_DIRECTIONS);
    double most = 0;
    for (int t = 0; t < 300; t++) {
        int n = 2 + (int)sp_rng_below(&rng, 30), m = 1 + (int)sp_rng_below(&rng, 12);
        double *W = SP_TAKE(&a, n * m, double);
        for (int i = 0; i < n * m; i++)
            W[i] = sp_rng_normal(&rng) * (t % 3 ? 1 : i / m + 1);
        sp_geometry_measure(&a, W, n, m, &g);
        ck_assert_msg(g.sum_dimensionality <= g.rank + 1e-12, "%d x %d: %.17g", n, m,
                      g.sum_dimensionality);
        ck_assert_int_eq(g.rank, n < m ? n : m);
        most = fmax(most, g.sum_dimensionality / g.rank);
        sp_arena_free(&a);
    }
    ck_assert_msg(most > 0.99, "%g", most); /* m = 1 reaches it */
}
END_TEST

START_TEST(welch_bounds_are_the_published_ones)
{
    ck_near(sp_welch_bound(5, 2), 0.6124, 5e-5);
    ck_near(sp_welch_bound(8, 3), 0.4880, 5e-5);
    ck_near(sp_welch_bound(400, 30), 0.1758, 5e-5);
}
END_TEST

START_TEST(no_random_directions_are_below_a_bound)
{
    struct sp_rng rng = sp_rng_make(2, SP_USE_DIRECTIONS);
    for (int t = 0; t < 100; t++) {
        int n = 2 + (int)sp_rng_below(&rng, 40), m = 1 + (int)sp_rng_below(&rng, 10);
        double *W = SP_TAKE(&a, n * m, double);
        for (int i = 0; i < n * m; i++)
            W[i] = sp_rng_normal(&rng);
        sp_geometry_measure(&a, W, n, m, &g);
        ck_assert(g.coherence >= sp_welch_bound(n, m) - 1e-12);
        ck_assert(g.frame_potential >= sp_frame_bound(n, m) - 1e-10);
        sp_arena_free(&a);
    }
}
END_TEST

SUITE("dimensionality", a_k_gon_gives_each_vertex_two_kths,
      an_antipodal_pair_gives_a_half_each,
      a_simplex_of_k_vertices_gives_each_k_minus_one_kths,
      octahedron_and_icosahedron_give_a_half_and_a_quarter,
      a_bipyramid_splits_into_its_polygon_and_its_pair,
      a_square_antiprism_gives_three_eighths_only_when_tight,
      dimensionalities_sum_to_no_more_than_the_rank,
      welch_bounds_are_the_published_ones, no_random_directions_are_below_a_bound)
