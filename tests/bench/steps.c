/* How fast a workload trains, one thread.  Every instance has a source, a feed, a net
   and an optimiser of its own and takes its steps before the next instance does, as the
   jobs of a sweep do.

       steps WORKLOAD            serves: for each line SECONDS on standard input, trains
                                 about that long and prints STEPS SECONDS PEAK_MB
       steps WORKLOAD DIR        writes parameters, a batch, its loss and gradient into
                                 DIR, prints a line, and then serves
       steps WORKLOAD --profile  prints microseconds a step of one instance spends in
                                 drawing, in loss and gradient, and in the update

   A step is one step of every instance on 1024 fresh rows.  Before anything else, all
   instances train until about as many outputs are on as on the average of a training of
   10,000 steps. */
#include "open_source.h"
#include "serve.h"
#include "superpose/optimizer.h"
#include "superpose/progress.h"

enum { BATCH = 1024 };

/* Instance k has density k % densities, importance (k / densities) % ratios and seed k;
   both run evenly in the logarithm from the first value to the last. */
struct workload {
    const char *name, *n, *m, *importance;
    double density[2], ratio[2];
    int densities, ratios, seeds;
    int warm;    /* steps before anything is timed, at */
    double rate; /* this learning rate */
};

static const struct workload workloads[] = {
    {"T1", "5", "2", "geometric", {1, 0.05}, {0.9, 0.9}, 10, 1, 1, 1000, 1e-3},
    {"T2", "20", "5", "geometric", {0.1, 0.1}, {0.7, 0.7}, 1, 1, 1, 1000, 1e-3},
    {"T3", "80", "20", "geometric", {1, 0.01}, {0.9, 0.9}, 10, 1, 1, 500, 1e-3},
    {"T4", "400", "30", "uniform", {1, 0.01}, {1, 1}, 8, 1, 1, 300, 1e-3},
    {"T5", "2", "1", "last", {1, 0.01}, {0.1, 10}, 24, 24, 10, 300, 1e-3},
    {"T6", "4096", "256", "uniform", {0.01, 0.01}, {1, 1}, 1, 1, 1, 300, 3e-3},
    {"T7", "65536", "512", "uniform", {1e-4, 1e-4}, {1, 1}, 1, 1, 1, 5, 2e-2},
};

struct instance {
    double density;
    struct sp_source source;
    struct sp_feed feed;
    struct sp_net net;
    struct sp_optimizer optimizer;
};

struct bench {
    struct sp_arena arena;
    const struct workload *workload;
    struct sp_train_settings train;
    int count; /* instances */
    struct instance *instance;
};

static double between(const double ends[2], int i, int count)
{
    return count > 1 ? ends[0] * pow(ends[1] / ends[0], (double)i / (count - 1))
                     : ends[0];
}

static void open_instance(struct bench *bench, int k)
{
    const struct workload *w = bench->workload;
    struct instance *one = &bench->instance[k];
    struct sp_arena *a = &bench->arena;
    int place = k / w->densities % w->ratios;
    one->density = between(w->density, k % w->densities, w->densities);
    char *density = sp_arena_print(a, "%.17g", one->density);
    char *ratio = sp_arena_print(a, "%.17g", between(w->ratio, place, w->ratios));
    sp_require(!open_source(a, sp_source_kind("independent"), &one->source,
                            "source.features", w->n, "source.density", density,
                            "source.importance", w->importance,
                            "source.importance_ratio", ratio, NULL));
    const struct sp_net_kind *kind = sp_toy_kind("relu");
    void *own = sp_arena_take(a, 1, kind->self.own_size);
    sp_param_defaults(a, kind->self.own, own);
    sp_require(!sp_net_open(a, kind, one->source.n, atoi(w->m), one->source.importance,
                            own, BATCH, (uint64_t)k, &one->net));
    bool tiles = sp_net_tiles(&one->net, one->source.row_mean / one->source.n);
    one->feed = sp_feed_make(a, &one->source, (uint64_t)k, BATCH, 0, tiles);
    sp_train_init(&one->net, &bench->train, (uint64_t)k);
    one->optimizer = sp_optimizer_make(a, &one->net, &bench->train);
}

static void step(const struct bench *bench, struct instance *one)
{
    one->net.kind->slope(&one->net, sp_feed_next(&one->feed));
    sp_optimizer_step(&one->optimizer, &one->net, bench->train.rate);
}

/* Seconds that so many steps of every instance take. */
static double train(void *of, int steps)
{
    struct bench *bench = of;
    double began = sp_clock();
    for (int k = 0; k < bench->count; k++)
        for (int t = 0; t < steps; t++)
            step(bench, &bench->instance[k]);
    return sp_clock() - began;
}

static void open_bench(struct bench *bench, const char *name)
{
    const struct workload *w = workloads,
                          *end = workloads + sizeof workloads / sizeof *w;
    while (w < end && strcmp(w->name, name) != 0)
        w++;
    sp_require(w < end); /* T1 to T7 */
    bench->workload = w;
    bench->count = w->densities * w->ratios * w->seeds;
    bench->instance = SP_TAKE(&bench->arena, bench->count, struct instance);
    sp_param_defaults(&bench->arena, sp_train_params, &bench->train);
    for (int k = 0; k < bench->count; k++)
        open_instance(bench, k);
}

/* What the check of every instance says, instance after instance. */
struct check {
    sp_real *x, *importance, *density, *loss, *W, *b, *W_slope, *b_slope;
};

static void check_instance(struct bench *bench, int k, struct check *out)
{
    struct instance *one = &bench->instance[k];
    struct sp_net *net = &one->net;
    size_t n = (size_t)net->n, nm = n * (size_t)net->m, at = (size_t)k;
    struct sp_feed feed =
        sp_feed_make(&bench->arena, &one->source, at + 1000000, BATCH, 0, false);
    const struct sp_batch *batch = sp_feed_next(&feed);
    sp_real *x = out->x + at * BATCH * n;
    for (int r = 0; r < BATCH; r++)
        for (int e = batch->start[r]; e < batch->start[r + 1]; e++)
            x[(size_t)r * n + (size_t)batch->index[e]] = batch->value[e];
    out->density[k] = (sp_real)one->density;
    for (size_t i = 0; i < n; i++)
        out->importance[at * n + i] = (sp_real)one->source.importance[i];
    out->loss[k] = (sp_real)net->kind->slope(net, batch);
    const struct sp_array *W = sp_net_array(net, "W"), *b = sp_net_array(net, "b");
    memcpy(out->W + at * nm, net->param + W->at, nm * sizeof *net->param);
    memcpy(out->b + at * n, net->param + b->at, n * sizeof *net->param);
    memcpy(out->W_slope + at * nm, net->grad + W->at, nm * sizeof *net->grad);
    memcpy(out->b_slope + at * n, net->grad + b->at, n * sizeof *net->grad);
}

static void check(struct bench *bench, const char *folder)
{
    struct sp_arena *a = &bench->arena;
    size_t count = (size_t)bench->count, n = (size_t)bench->instance->net.n;
    size_t m = (size_t)bench->instance->net.m;
    struct check c = {.x = SP_TAKE(a, count * BATCH * n, sp_real),
                      .importance = SP_TAKE(a, count * n, sp_real),
                      .density = SP_TAKE(a, count, sp_real),
                      .loss = SP_TAKE(a, count, sp_real),
                      .W = SP_TAKE(a, count * n * m, sp_real),
                      .b = SP_TAKE(a, count * n, sp_real),
                      .W_slope = SP_TAKE(a, count * n * m, sp_real),
                      .b_slope = SP_TAKE(a, count * n, sp_real)};
    for (int k = 0; k < bench->count; k++)
        check_instance(bench, k, &c);
    keep(a, folder, "x", c.x, count * BATCH, n);
    keep(a, folder, "importance", c.importance, count, n);
    keep(a, folder, "density", c.density, count, 1);
    keep(a, folder, "loss", c.loss, count, 1);
    keep(a, folder, "W", c.W, count * n, m);
    keep(a, folder, "b", c.b, count, n);
    keep(a, folder, "W_slope", c.W_slope, count * n, m);
    keep(a, folder, "b_slope", c.b_slope, count, n);
    puts("checked");
    fflush(stdout);
}

/* Microseconds a step of one instance spends in drawing, in loss and gradient, and in
   the update, mean over all instances. */
static void profile(struct bench *bench)
{
    int steps = bench->workload->warm;
    double draw = 0, slope = 0, update = 0;
    for (int k = 0; k < bench->count; k++)
        for (int t = 0; t < steps; t++) {
            struct instance *one = &bench->instance[k];
            double began = sp_clock();
            const struct sp_batch *batch = sp_feed_next(&one->feed);
            double drawn = sp_clock();
            one->net.kind->slope(&one->net, batch);
            double sloped = sp_clock();
            sp_optimizer_step(&one->optimizer, &one->net, bench->train.rate);
            update += sp_clock() - sloped;
            slope += sloped - drawn;
            draw += drawn - began;
        }
    double us = 1e6 / ((double)steps * bench->count);
    printf("%s\t%.4g\t%.4g\t%.4g\n", bench->workload->name, draw * us, slope * us,
           update * us);
}

int main(int count, char **word)
{
    struct bench bench = {0};
    if (count < 2 || count > 3) {
        fputs("usage: steps WORKLOAD [DIR | --profile]\n", stderr);
        return 2;
    }
    open_bench(&bench, word[1]);
    double rate = bench.train.rate;
    bench.train.rate = bench.workload->rate;
    train(&bench, bench.workload->warm);
    bench.train.rate = rate;
    double peak = peak_megabytes();
    if (count == 3 && !strcmp(word[2], "--profile")) {
        profile(&bench);
    } else {
        if (count == 3)
            check(&bench, word[2]);
        serve(&bench, train, peak);
    }
    sp_arena_free(&bench.arena);
    return 0;
}
