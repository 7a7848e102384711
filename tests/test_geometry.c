#include <math.h>
#include <string.h>

#include "superpose/geometry.h"
#include "superpose/rng.h"
#include "suite.h"

static struct sp_arena a;

static double *random_matrix(uint64_t seed, int n, int m)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_DIRECTIONS);
    double *W = SP_TAKE(&a, n * m, double);
    for (int i = 0; i < n * m; i++)
        W[i] = sp_rng_normal(&rng);
    return W;
}

static double dot(const double *x, const double *y, int m)
{
    double sum = 0;
    for (int k = 0; k < m; k++)
        sum += x[k] * y[k];
    return sum;
}

/* The definitions, word for word. */
static void check_definitions(const double *W, int n, int m)
{
    struct sp_geometry g;
    sp_geometry_measure(&a, W, n, m, &g);
    double frame = 0, coherence = 0;
    for (int i = 0; i < n; i++) {
        const double *w = W + i * m;
        double norm = sqrt(dot(w, w, m)), s = 0, largest = -1;
        int partner = -1;
        for (int j = 0; j < n; j++) {
            double gij = dot(w, W + j * m, m);
            double c = gij / norm / sqrt(dot(W + j * m, W + j * m, m));
            frame += c * c;
            if (j == i)
                continue;
            s += gij * gij / (norm * norm);
            if (fabs(c) > largest) {
                largest = fabs(c);
                partner = j;
            }
        }
        ck_near(g.norm[i], norm, 1e-14 * norm);
        ck_near(g.interference[i], s, 1e-12 * s);
        ck_near(g.dimensionality[i], norm * norm / (norm * norm + s), 1e-13);
        ck_assert_int_eq(g.partner[i], partner);
        ck_near(fabs(g.overlap_max[i]), largest, 1e-14);
        coherence = fmax(coherence, largest);
    }
    ck_near(g.frame_potential, frame, 1e-12 * frame);
    ck_near(g.coherence, coherence, 1e-14);
    ck_near(g.norm2, dot(W, W, n * m), 1e-12 * g.norm2);
    ck_assert_int_eq(g.directions, n);
    ck_assert_int_eq(g.rank, n < m ? n : m);
}

START_TEST(every_number_is_its_definition)
{
    check_definitions(random_matrix(1, 5, 2), 5, 2);
    check_definitions(random_matrix(2, 3, 7), 3, 7);
    check_definitions(random_matrix(3, 2, 1), 2, 1);
    check_definitions(random_matrix(4, 600, 11), 600, 11); /* more than two blocks */
    check_definitions(random_matrix(5, 257, 3), 257, 3);
    sp_arena_free(&a);
}
END_TEST

START_TEST(orthogonal_directions_have_a_dimension_each_whatever_their_length)
{
    static const double W[] = {2, 0, 0, 0, -1e-3, 0, 0, 0, 7e5};
    struct sp_geometry g;
    sp_geometry_measure(&a, W, 3, 3, &g);
    for (int i = 0; i < 3; i++) {
        ck_near(g.dimensionality[i], 1, 0);
        ck_near(g.interference[i], 0, 0);
    }
    ck_near(g.coherence, 0, 0);
    ck_near(g.frame_potential, 3, 1e-15);
    ck_assert_int_eq(g.rank, 3);
    sp_arena_free(&a);
}
END_TEST

START_TEST(k_parallel_directions_share_one_dimension_equally)
{
    for (int k = 2; k <= 6; k++) {
        double *W = SP_TAKE(&a, 3 * k, double);
        for (int i = 0; i < k; i++)
            memcpy(W + 3 * i, (double[]){1, -2, 0.5}, 3 * sizeof *W);
        struct sp_geometry g;
        sp_geometry_measure(&a, W, k, 3, &g);
        for (int i = 0; i < k; i++)
            ck_near(g.dimensionality[i], 1.0 / k, 1e-15);
        ck_near(g.sum_dimensionality, 1, 1e-14);
        ck_assert_int_eq(g.rank, 1);
        ck_near(g.coherence, 1, 1e-15);
    }
    sp_arena_free(&a);
}
END_TEST

/* A pair of directions at an angle: D_1 = a^2 / (a^2 + b^2 cos^2). */
START_TEST(two_directions_at_an_angle_follow_the_formula)
{
    double angle = 1.1, W[] = {2, 0, -3 * cos(angle), 3 * sin(angle)};
    struct sp_geometry g;
    sp_geometry_measure(&a, W, 2, 2, &g);
    double square = cos(angle) * cos(angle);
    ck_near(g.dimensionality[0], 4 / (4 + 9 * square), 1e-15);
    ck_near(g.dimensionality[1], 9 / (9 + 4 * square), 1e-15);
    ck_near(g.overlap_max[0], -cos(angle), 1e-15);
    ck_near(g.overlap_max[1], -cos(angle), 1e-15);
    ck_assert_int_eq(g.partner[0], 1);
    ck_assert_int_eq(g.partner[1], 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(directions_that_are_zero_take_no_part)
{
    static const double W[] = {0, 0, 1, 0, 0, 0, -1, 0};
    struct sp_geometry g;
    sp_geometry_measure(&a, W, 4, 2, &g);
    for (int i = 0; i < 4; i += 2) {
        ck_near(g.dimensionality[i], 0, 0);
        ck_near(g.interference[i], 0, 0);
        ck_near(g.overlap_max[i], 0, 0);
        ck_assert_int_eq(g.partner[i], -1);
    }
    ck_near(g.dimensionality[1], 0.5, 0);
    ck_assert_int_eq(g.partner[1], 3);
    ck_assert_int_eq(g.directions, 2);
    ck_assert_int_eq(g.rank, 1);
    ck_near(g.frame_potential, 4, 0);
    sp_geometry_measure(&a, (double[4]){0}, 2, 2, &g);
    ck_assert_int_eq(g.rank, 0);
    ck_assert_int_eq(g.directions, 0);
    ck_near(g.sum_dimensionality, 0, 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_single_direction_has_no_partner)
{
    struct sp_geometry g;
    sp_geometry_measure(&a, (double[]){3, 4}, 1, 2, &g);
    ck_near(g.norm[0], 5, 0);
    ck_near(g.dimensionality[0], 1, 0);
    ck_assert_int_eq(g.partner[0], -1);
    ck_near(g.coherence, 0, 0);
    ck_assert_int_eq(g.rank, 1);
    sp_arena_free(&a);
}
END_TEST

/* Dimensionality sees neither a rotation nor a common factor. */
START_TEST(turning_and_scaling_all_directions_changes_no_dimensionality)
{
    enum { N = 9 };
    double *W = random_matrix(6, N, 2), *V = SP_TAKE(&a, 2 * N, double);
    double c = 3 * cos(0.7), s = 3 * sin(0.7);
    for (int i = 0; i < N; i++) {
        V[2 * i] = c * W[2 * i] - s * W[2 * i + 1];
        V[2 * i + 1] = s * W[2 * i] + c * W[2 * i + 1];
    }
    struct sp_geometry g, h;
    sp_geometry_measure(&a, W, N, 2, &g);
    sp_geometry_measure(&a, V, N, 2, &h);
    for (int i = 0; i < N; i++) {
        ck_near(g.dimensionality[i], h.dimensionality[i], 1e-14);
        ck_near(9 * g.interference[i], h.interference[i], 1e-12 * h.interference[i]);
    }
    ck_near(g.frame_potential, h.frame_potential, 1e-13 * N * N);
    sp_arena_free(&a);
}
END_TEST

START_TEST(rank_counts_what_is_independent)
{
    double *W = random_matrix(7, 8, 5);
    for (int i = 0; i < 8; i++)
        W[5 * i + 4] = W[5 * i] - 2 * W[5 * i + 1];
    struct sp_geometry g;
    sp_geometry_measure(&a, W, 8, 5, &g);
    ck_assert_int_eq(g.rank, 4);
    sp_arena_free(&a);
}
END_TEST

START_TEST(bad_numbers_are_a_result)
{
    struct sp_geometry g;
    sp_geometry_measure(&a, (double[]){1, 0, NAN, 1, 0, 1}, 3, 2, &g);
    ck_assert(isnan(g.dimensionality[1]));
    ck_assert(isnan(g.sum_dimensionality));
    ck_assert_int_eq(g.rank, 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(bounds_vanish_where_all_directions_fit)
{
    ck_near(sp_welch_bound(3, 3), 0, 0);
    ck_near(sp_welch_bound(1, 1), 0, 0);
    ck_near(sp_welch_bound(2, 1), 1, 0);
    ck_near(sp_frame_bound(3, 5), 3, 0);
    ck_near(sp_frame_bound(5, 2), 12.5, 0);
}
END_TEST

SUITE("geometry", every_number_is_its_definition,
      orthogonal_directions_have_a_dimension_each_whatever_their_length,
      k_parallel_directions_share_one_dimension_equally,
      two_directions_at_an_angle_follow_the_formula,
      directions_that_are_zero_take_no_part, a_single_direction_has_no_partner,
      turning_and_scaling_all_directions_changes_no_dimensionality,
      rank_counts_what_is_independent, bad_numbers_are_a_result,
      bounds_vanish_where_all_directions_fit)
