/* The exact loss of the ReLU model beside every other way of knowing it. */
#include <math.h>
#include <string.h>

#include "open_source.h"
#include "superpose/evaluate.h"
#include "superpose/theory.h"

static struct sp_arena a;

static double uniform(struct sp_rng *rng, double low, double high)
{
    return low + (high - low) * sp_rng_uniform(rng);
}

static struct sp_source independent(const char *n, const char *density)
{
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("independent"), &source,
                           "source.features", n, "source.density", density,
                           "source.importance", "geometric", NULL));
    return source;
}

START_TEST(two_in_one_costs_what_mcgrath_says)
{
    const char *const density[] = {"0.05", "0.4", "1"};
    const double zero[2] = {0, 0};
    struct sp_rng rng = sp_rng_make(1, SP_USE_TEST);
    double part[6];
    for (int t = 0; t < 300; t++) {
        struct sp_source source = independent("2", density[t % 3]);
        double W[2] = {uniform(&rng, -1.5, 1.5), uniform(&rng, -1.5, 1.5)};
        ck_near(sp_relu_loss(&source, W, zero, 1, part),
                sp_loss_two_in_one(W[0], W[1], 0.9, source.density[0]), 1e-10);
    }
    sp_arena_free(&a);
}
END_TEST

/* With biases above all that features can take away, no ReLU is ever off. */
START_TEST(a_relu_that_is_always_on_is_linear)
{
    struct sp_rng rng = sp_rng_make(2, SP_USE_TEST);
    for (int t = 0; t < 30; t++) {
        struct sp_source source = independent("6", "0.3");
        double W[12], bias[6], part[14];
        for (int i = 0; i < 12; i++)
            W[i] = uniform(&rng, -1, 1) * pow(10, -(t % 6));
        for (int i = 0; i < 6; i++)
            bias[i] = uniform(&rng, 12, 13);
        double linear = sp_linear_loss(&a, &source, W, W, bias, 2);
        ck_near(sp_relu_loss(&source, W, bias, 2, part), linear, 1e-8 * linear);
    }
    sp_arena_free(&a);
}
END_TEST

/* L_1 of Elhage et al. 2022, from the closed forms for one feature. */
START_TEST(one_feature_on_costs_self_and_cross_errors)
{
    struct sp_rng rng = sp_rng_make(3, SP_USE_TEST);
    for (int t = 0; t < 50; t++) {
        struct sp_source source = independent("5", "0.2");
        double W[10], bias[5], part[12], self = 0, cross = 0;
        for (int i = 0; i < 10; i++)
            W[i] = uniform(&rng, -1, 1) * pow(10, -(t % 5));
        for (int i = 0; i < 5; i++)
            bias[i] = uniform(&rng, -0.4, 0.2);
        for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++) {
                double g = W[2 * i] * W[2 * j] + W[2 * i + 1] * W[2 * j + 1];
                if (i == j)
                    self += source.importance[i] * sp_relu_self_error(g, bias[i]);
                else
                    cross += source.importance[i] * sp_relu_cross_error(g, bias[i]);
            }
        sp_relu_loss(&source, W, bias, 2, part);
        ck_near(part[1], 0.2 * pow(0.8, 4) * self, 1e-9);
        ck_near(part[6 + 1], 0.2 * pow(0.8, 4) * cross, 1e-9);
    }
    sp_arena_free(&a);
}
END_TEST

/* One row's cost of outputs that are off and should stay so, of a model in double. */
static double interference_of(const double *x, const double *W, const double *bias,
                              const struct sp_source *source)
{
    double sum = 0;
    for (int i = 0; i < source->n; i++) {
        double z = bias[i];
        for (int j = 0; j < source->n; j++)
            z += x[j] * (W[2 * i] * W[2 * j] + W[2 * i + 1] * W[2 * j + 1]);
        if (x[i] == 0 && z > 0)
            sum += source->importance[i] * z * z;
    }
    return sum;
}

/* Of that, the mean over many examples is the second row of PART. */
static void interference_agrees(const struct sp_source *source, uint64_t seed,
                                const double *W, const double *bias, const double *part)
{
    enum { ROWS = 4096, BATCHES = 64 };
    struct sp_lanes lanes = sp_lanes_make(seed, SP_USE_TEST);
    struct sp_batch batch = sp_source_batch(&a, source, ROWS, false);
    double sum = 0, square = 0, expected = 0, count = ROWS * BATCHES;
    for (int t = 0; t < BATCHES; t++) {
        sp_source_draw(source, &lanes, &batch);
        for (int r = 0; r < ROWS; r++) {
            double x[6] = {0};
            for (int k = batch.start[r]; k < batch.start[r + 1]; k++)
                x[batch.index[k]] = batch.value[k];
            double cost = interference_of(x, W, bias, source);
            sum += cost;
            square += cost * cost;
        }
    }
    for (int k = 0; k <= source->n; k++)
        expected += part[source->n + 1 + k];
    double mean = sum / count, deviation = sqrt(square / count - mean * mean);
    ck_near(mean, expected, 4.5 * deviation / sqrt(count));
}

/* The loss on many examples is that of the formula within 4.5 standard errors, whether
   directions are long, short or a mixture of both. */
static void drawn_agrees(const struct sp_source *source, uint64_t seed, double small)
{
    enum { ROWS = 1 << 20 };
    const struct sp_net_kind *kind = sp_toy_kind("relu");
    struct sp_net net;
    struct sp_evaluation seen;
    struct sp_rng rng = sp_rng_make(seed, SP_USE_TEST);
    bool own[2] = {true, true};
    double W[12], bias[6], part[14], sum = 0;
    int n = source->n;
    ck_assert_uint_eq(kind->self.own_size, sizeof own);
    ck_assert(!sp_net_open(&a, kind, n, 2, source->importance, own, 4096, seed, &net));
    for (int i = 0; i < 2 * n; i++) {
        double w = uniform(&rng, -1.2, 1.2) * (i % 4 < 2 ? small : 1);
        sp_net_values(&net, "W")[i] = (sp_real)w;
        W[i] = sp_net_values(&net, "W")[i];
    }
    for (int i = 0; i < n; i++) {
        sp_net_values(&net, "b")[i] = (sp_real)uniform(&rng, -0.4, 0.3);
        bias[i] = sp_net_values(&net, "b")[i];
    }
    double loss = sp_relu_loss(source, W, bias, 2, part);
    sp_evaluate(&a, source, &net, seed, 4096, ROWS, 0, &seen);
    for (int k = 0; k < 2 * (n + 1); k++)
        sum += part[k];
    ck_near(sum, loss, 1e-12);
    ck_near(loss, seen.loss, 4.5 * seen.loss_se);
    interference_agrees(source, seed, W, bias, part);
}

START_TEST(examples_cost_it_on_average)
{
    const double small[] = {1, 0.1, 1e-2, 1e-4, 0};
    for (int t = 0; t < 5; t++) {
        struct sp_source source = independent("6", t % 2 ? "0.1" : "0.7");
        drawn_agrees(&source, (uint64_t)t, small[t]);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(pairs_together_and_exclusive_cost_it_on_average)
{
    const char *const modes[] = {"correlated", "anticorrelated"};
    for (int t = 0; t < 4; t++) {
        struct sp_source source;
        ck_assert(!open_source(&a, sp_source_kind("groups"), &source, "source.features",
                               "6", "source.density", "0.4", "groups.mode",
                               modes[t % 2], NULL));
        drawn_agrees(&source, 10 + (uint64_t)t, 1);
    }
    sp_arena_free(&a);
}
END_TEST

/* What a small weight divides by must not come out as noise: a step of 1e-7 in one
   weight changes the loss by as much as the slope there says. */
START_TEST(the_loss_has_no_jumps)
{
    struct sp_source source = independent("7", "0.5");
    double part[16], bias[7] = {-0.1, -0.1, 0, 0.1, -0.2, -0.01, 0}, last = NAN;
    for (int t = 0; t < 400; t++) {
        double W[14] = {1, 0, 0.3, 0.9, -0.8, 0.6, -0.8, -0.6, 0.3, -0.9};
        double size = pow(10, -8 + t * 0.02);
        for (int k = 10; k < 14; k++)
            W[k] = size * (k % 3 - 1.1);
        double loss = sp_relu_loss(&source, W, bias, 2, part);
        if (t)
            ck_near(loss, last, 1e-9 + 3 * size * 0.05);
        last = loss;
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_has_no_closed_form_is_not_a_number)
{
    struct sp_source source;
    double W[26] = {0}, bias[13] = {0}, part[28];
    ck_assert(!open_source(&a, sp_source_kind("independent"), &source,
                           "source.features", "5", "source.size", "constant", NULL));
    ck_assert(isnan(sp_relu_loss(&source, W, bias, 2, part)));
    source = independent("13", "0.1");
    ck_assert(isnan(sp_relu_loss(&source, W, bias, 2, part)));
    ck_assert(!open_source(&a, sp_source_kind("groups"), &source, "source.features",
                           "6", "groups.size", "3", NULL));
    ck_assert(isnan(sp_relu_loss(&source, W, bias, 2, part)));
    sp_arena_free(&a);
}
END_TEST

SUITE("relu_theory", two_in_one_costs_what_mcgrath_says,
      a_relu_that_is_always_on_is_linear, one_feature_on_costs_self_and_cross_errors,
      examples_cost_it_on_average, pairs_together_and_exclusive_cost_it_on_average,
      the_loss_has_no_jumps, what_has_no_closed_form_is_not_a_number)
