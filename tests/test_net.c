/* What every toy model promises, and what is known on paper about some. */
#include <malloc.h>

#include "nets.h"
#include "suite.h"

enum { SINGLE = sizeof(sp_real) == 4 };

static const struct variant linear = {&sp_toy_linear, {0}};
static const struct variant relu = {&sp_toy_relu, {0}};

/* The loss with these parameters: the net's own, or, where its numbers are too coarse
   for a difference, the triple loop's in double. */
static double loss_at(struct sp_net *net, const double *param,
                      const struct sp_batch *batch)
{
    struct sp_arena a = {0};
    double loss;
    if (SINGLE) {
        loss = oracle_at(&a, net, param, batch).loss;
    } else {
        for (size_t i = 0; i < net->count; i++)
            net->param[i] = (sp_real)param[i];
        loss = net->kind->slope(net, batch);
    }
    sp_arena_free(&a);
    return loss;
}

/* Central differences of a loss that is of degree four in a parameter between its
   kinks: exact to the step's square, unless a kink lies within the step. */
static double slope_error(struct sp_net *net, const struct sp_batch *batch,
                          const sp_real *grad, double *param)
{
    const double step = 0x1p-20;
    double worst = 0, scale = 1e-30;
    for (int k = 0; k < net->arrays; k++) {
        const struct sp_array *array = &net->array[k];
        size_t end = array->at + array->rows * array->columns;
        for (size_t i = array->at; i < end; i++) {
            double here = param[i];
            param[i] = here + step;
            double above = loss_at(net, param, batch);
            param[i] = here - step;
            double below = loss_at(net, param, batch);
            param[i] = here;
            double slope = (above - below) / (2 * step);
            if (array->role == SP_ROLE_GIVEN)
                slope = 0;
            worst = fmax(worst, fabs((double)grad[i] - slope));
            scale = fmax(scale, fabs(slope));
        }
    }
    return worst / scale;
}

static void check_slope(const struct variant *v, int n, int m, int rows, double p)
{
    struct sp_arena a = {0};
    struct sp_net net = random_net(&a, v, n, m, rows, (uint64_t)(n + m));
    struct sp_batch batch = random_batch(&a, rows, n, p, true, (uint64_t)rows);
    sp_real *grad = SP_TAKE(&a, net.count, sp_real);
    net.kind->slope(&net, &batch);
    memcpy(grad, net.grad, net.count * sizeof *grad);
    double error = slope_error(&net, &batch, grad, widened(&a, net.param, net.count));
    ck_assert_msg(error < (SINGLE ? 1e-5 : 1e-6),
                  "%s n=%d m=%d rows=%d p=%g: off by %g", v->kind->self.name, n, m,
                  rows, p, error);
    sp_arena_free(&a);
}

START_TEST(the_gradient_is_the_slope)
{
    for (int v = 0; v < VARIANTS; v++) {
        check_slope(&variants[v], 1, 1, 7, 1);
        check_slope(&variants[v], 5, 2, 40, 0.3);
        check_slope(&variants[v], 12, 9, 33, 0.1);
        check_slope(&variants[v], 30, 6, 35, 0.5);
        check_slope(&variants[v], 11, 17, 20, 0.8);
    }
}
END_TEST

START_TEST(a_tally_is_the_loss_of_the_slope_summed_over_features)
{
    for (int v = 0; v < VARIANTS; v++)
        for (int wide = 0; wide < 2; wide++) {
            struct sp_arena a = {0};
            int n = 150, m = wide ? 20 : 1, rows = 70;
            struct sp_net net = random_net(&a, &variants[v], n, m, rows, 1);
            struct sp_batch batch = random_batch(&a, rows, n, 0.02, true, 2);
            struct sp_tally tally = {.square_error = SP_TAKE(&a, n, double)};
            double loss = net.kind->slope(&net, &batch) * n;
            net.kind->tally(&net, &batch, &tally);
            net.kind->tally(&net, &batch, &tally);
            ck_assert(tally.rows == 2 * rows);
            ck_near(tally.loss / tally.rows, loss, (SINGLE ? 1e-6 : 1e-14) * loss);
            double sum = 0;
            for (int i = 0; i < n; i++)
                sum += net.importance[i] * tally.square_error[i];
            ck_near(sum, tally.loss, 1e-12 * sum);
            sp_arena_free(&a);
        }
}
END_TEST

START_TEST(a_tied_gradient_is_the_sum_of_both)
{
    static const struct variant pairs[][2] = {
        {{&sp_toy_linear, {0}}, {&sp_toy_linear, {"toy.tied=false"}}},
        {{&sp_toy_relu, {0}}, {&sp_toy_relu, {"toy.tied=false"}}}};
    for (int k = 0; k < 2; k++)
        for (int m = 3; m <= 33; m += 15) {
            struct sp_arena a = {0};
            int n = 21, weights = n * m;
            struct sp_net tied = random_net(&a, &pairs[k][0], n, m, 50, 1);
            struct sp_net free = random_net(&a, &pairs[k][1], n, m, 50, 1);
            struct sp_batch batch = random_batch(&a, 50, n, 0.4, false, 2);
            memcpy(free.param, tied.param, tied.count * sizeof *tied.param);
            memcpy(sp_net_values(&free, "W_out"), tied.param,
                   (size_t)weights * sizeof *tied.param);
            double loss = tied.kind->slope(&tied, &batch);
            ck_assert(free.kind->slope(&free, &batch) == loss);
            const sp_real *out = free.grad + sp_net_array(&free, "W_out")->at;
            for (int i = 0; i < weights; i++)
                ck_near(tied.grad[i], free.grad[i] + out[i], SINGLE ? 1e-7 : 1e-15);
            sp_arena_free(&a);
        }
}
END_TEST

/* All 2^n rows with x_i = 0.5 +- 0.4: independent, with these exact moments. */
enum { CORNERS = 6 };
static const double MU = 0.5, SIGMA = 0.4;

static struct sp_batch corners(struct sp_arena *a)
{
    struct sp_batch batch = sp_batch_make(a, 1 << CORNERS, CORNERS, CORNERS << CORNERS);
    for (int r = 0; r < 1 << CORNERS; r++) {
        for (int i = 0; i < CORNERS; i++) {
            batch.index[r * CORNERS + i] = i;
            batch.value[r * CORNERS + i] =
                (sp_real)(r >> i & 1 ? MU + SIGMA : MU - SIGMA);
        }
        batch.start[r + 1] = (r + 1) * CORNERS;
    }
    return batch;
}

/* M = W W^T - 1. */
static void misfit(const struct sp_net *net, double M[CORNERS][CORNERS])
{
    const sp_real *W = sp_net_dictionary(net);
    for (int i = 0; i < CORNERS; i++)
        for (int j = 0; j < CORNERS; j++) {
            M[i][j] = -(double)(i == j);
            for (int k = 0; k < net->m; k++)
                M[i][j] += (double)W[i * net->m + k] * (double)W[j * net->m + k];
        }
}

START_TEST(the_linear_model_has_the_loss_and_gradient_of_saxe)
{
    struct sp_arena a = {0};
    int n = CORNERS, m = 2;
    struct sp_net net = random_net(&a, &linear, n, m, 1 << CORNERS, 3);
    struct sp_batch batch = corners(&a);
    double M[CORNERS][CORNERS], loss = 0;
    misfit(&net, M);
    for (int i = 0; i < n; i++) { /* b = (1 - W W^T) mu */
        double row = 0;
        for (int j = 0; j < n; j++) {
            row += M[i][j];
            loss += SIGMA * SIGMA * net.importance[i] * M[i][j] * M[i][j] / n;
        }
        sp_net_values(&net, "b")[i] = (sp_real)(-row * MU);
    }
    ck_near(net.kind->slope(&net, &batch), loss, (SINGLE ? 1e-6 : 1e-15));
    const double *I = net.importance;
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < m; k++) { /* 2 sigma^2 (D M + M D) W / n */
            double slope = 0;
            for (int j = 0; j < n; j++)
                slope += (I[i] + I[j]) * M[i][j] * (double)net.param[j * m + k];
            ck_near(net.grad[i * m + k], 2 * SIGMA * SIGMA * slope / n,
                    (SINGLE ? 1e-6 : 1e-15));
        }
        ck_near(net.grad[n * m + i], 0, (SINGLE ? 1e-7 : 1e-15));
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(one_linear_feature_learns_along_the_logistic_curve)
{
    struct sp_arena a = {0};
    struct sp_net net = random_net(&a, &linear, 1, 1, 2, 1);
    struct sp_batch batch = sp_batch_make(&a, 2, 1, 2);
    double I = net.importance[0], sigma = sqrt(1 / (12 * I)), rate = 1e-3, s0 = 0.01;
    for (int r = 0; r < 2; r++) {
        batch.start[r + 1] = r + 1;
        batch.value[r] = (sp_real)(r ? sigma : -sigma);
    }
    net.param[0] = (sp_real)sqrt(s0);
    net.param[1] = 0;
    double worst = 0;
    for (int step = 0; step < 20000; step++) {
        double t = rate * step, s = (double)net.param[0] * (double)net.param[0];
        double curve = 1 / (1 + (1 / s0 - 1) * exp(-8 * sigma * sigma * I * t));
        worst = fmax(worst, fabs(s - curve));
        net.kind->slope(&net, &batch);
        net.param[0] -= (sp_real)rate * net.grad[0];
    }
    /* Euler's method is off by the order of its step, 8 sigma^2 I rate = 7e-4. */
    ck_assert_double_lt(worst, 2e-4);
    ck_near(net.param[0] * net.param[0], 1, 1e-3);
    sp_arena_free(&a);
}
END_TEST

START_TEST(rows_without_features_only_see_the_bias)
{
    struct sp_arena a = {0};
    int n = 9, m = 30, rows = 40;
    struct sp_net net = random_net(&a, &relu, n, m, 1000, 1);
    struct sp_batch batch = random_batch(&a, rows, n, 0.5, false, 2);
    const sp_real *bias = sp_net_values(&net, "b");
    double loss = rows * net.kind->slope(&net, &batch), empty = 0;
    for (int i = 0; i < n; i++) {
        double y = fmax(0, (double)bias[i]);
        empty += net.importance[i] * y * y / n;
    }
    struct sp_batch longer = sp_batch_make(&a, 1000, n, rows * n);
    memcpy(longer.index, batch.index, (size_t)batch.room * sizeof *batch.index);
    memcpy(longer.value, batch.value, (size_t)batch.room * sizeof *batch.value);
    for (int r = 0; r <= 1000; r++)
        longer.start[r] = batch.start[r < rows ? r : rows];
    double expected = (loss + (1000 - rows) * empty) / 1000;
    ck_near(net.kind->slope(&net, &longer), expected,
            (SINGLE ? 1e-6 : 1e-14) * expected);
    memset(longer.start, 0, 1001 * sizeof *longer.start);
    ck_near(net.kind->slope(&net, &longer), empty, (SINGLE ? 1e-6 : 1e-14) * empty);
    for (int i = 0; i < n * m; i++)
        ck_assert(net.grad[i] == 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_parameter_that_is_not_a_number_reaches_the_loss)
{
    for (int v = 0; v < VARIANTS; v++)
        for (int m = 2; m <= 40; m += 38) {
            struct sp_arena a = {0};
            struct sp_net net = random_net(&a, &variants[v], 10, m, 64, 1);
            struct sp_batch batch = random_batch(&a, 64, 10, 0.9, true, 2);
            for (int k = 0; k < net.arrays; k++) {
                sp_real *value = net.param + net.array[k].at, kept = *value;
                *value = (sp_real)NAN;
                ck_assert(isnan(net.kind->slope(&net, &batch)));
                *value = kept;
            }
            ck_assert(isfinite(net.kind->slope(&net, &batch)));
            sp_arena_free(&a);
        }
}
END_TEST

START_TEST(the_same_batch_gives_the_same_bits)
{
    for (int v = 0; v < VARIANTS; v++) {
        struct sp_arena a = {0};
        struct sp_net net = random_net(&a, &variants[v], 140, 19, 99, 1);
        struct sp_batch batch = random_batch(&a, 99, 140, 0.1, true, 2);
        struct sp_batch other = random_batch(&a, 60, 140, 0.9, true, 3);
        double loss = net.kind->slope(&net, &batch);
        sp_real *grad = SP_TAKE(&a, net.count, sp_real);
        memcpy(grad, net.grad, net.count * sizeof *grad);
        net.kind->slope(&net, &other);
        ck_assert(net.kind->slope(&net, &batch) == loss);
        ck_assert(!memcmp(grad, net.grad, net.count * sizeof *grad));
        sp_arena_free(&a);
    }
}
END_TEST

START_TEST(a_slope_and_a_tally_allocate_nothing)
{
    struct sp_arena a = {0};
    struct sp_net net = random_net(&a, &relu, 50, 20, 64, 1);
    struct sp_batch batch = random_batch(&a, 64, 50, 0.5, true, 2);
    struct sp_tally tally = {.square_error = SP_TAKE(&a, 50, double)};
    size_t taken = a.taken, used = mallinfo2().uordblks;
    net.kind->slope(&net, &batch);
    net.kind->tally(&net, &batch, &tally);
    ck_assert(a.taken == taken && mallinfo2().uordblks == used);
    sp_arena_free(&a);
}
END_TEST

START_TEST(arrays_have_the_names_and_shapes_that_results_are_kept_under)
{
    static const char *const expected[VARIANTS] = {
        "W b", "W W_out",   "W b", "W b W_out", "W",        "W b",
        "W",   "W b W_out", "W b", "W b W_out", "W b W_out"};
    for (int v = 0; v < VARIANTS; v++) {
        struct sp_arena a = {0};
        struct sp_net net = random_net(&a, &variants[v], 7, 3, 1, 1);
        const char *names = "";
        size_t count = 0;
        for (int k = 0; k < net.arrays; k++) {
            const struct sp_array *array = &net.array[k];
            names = sp_arena_print(&a, "%s%s%s", names, k ? " " : "", array->name);
            ck_assert(array->rows == 7 && array->at == count);
            ck_assert(array->columns == (array->role == SP_ROLE_BIAS ? 1 : 3));
            count += array->rows * array->columns;
        }
        ck_assert_str_eq(names, expected[v]);
        ck_assert(net.count == count);
        ck_assert_ptr_eq(sp_net_dictionary(&net), sp_net_values(&net, "W"));
        ck_assert_ptr_null(sp_net_array(&net, "V"));
        sp_arena_free(&a);
    }
}
END_TEST

SUITE("net", the_gradient_is_the_slope,
      a_tally_is_the_loss_of_the_slope_summed_over_features,
      a_tied_gradient_is_the_sum_of_both,
      the_linear_model_has_the_loss_and_gradient_of_saxe,
      one_linear_feature_learns_along_the_logistic_curve,
      rows_without_features_only_see_the_bias,
      a_parameter_that_is_not_a_number_reaches_the_loss,
      the_same_batch_gives_the_same_bits, a_slope_and_a_tally_allocate_nothing,
      arrays_have_the_names_and_shapes_that_results_are_kept_under)
