/* How fast an autoencoder trains, one thread; serves as steps.c does.

       sae_steps WORKLOAD [DIR | --profile]

   S1 (ReLU with L1, 0.05), S2 (TopK, 32): d = 256, 4096 latents, rows of norm 1 in D.
   A step is loss and gradient on the next batch of a pool, and Adam, at a rate so small
   that as many latents stay on as there were.  D is random, E the same, and b_enc a
   constant with which as many latents are on as the workload says.  x is normal.

   SA: the first setting of SAELens' tutorial: 16 features at density 0.25 of sizes
   about 1 (log-normal, sigma 0.05) in 32 orthogonal dimensions, 16 latents, batch 1024,
   drawn afresh: 9766 steps are ten million examples. */
#include "open_source.h"
#include "serve.h"
#include "superpose/optimizer.h"
#include "superpose/progress.h"
#include "superpose/sae.h"

enum { POOL = 2, SAMPLE = 64 };

struct workload {
    const char *name, *kind;
    int latents, width, rows;
    double on; /* latents of a row, before the largest are selected */
    int most;  /* that are selected; 0: all */
};

static const struct workload workloads[] = {
    {"S1-1024", "l1", 4096, 256, 1024, 1700, 0},
    {"S1-4096", "l1", 4096, 256, 4096, 1700, 0},
    {"S1-1024-L0-60", "l1", 4096, 256, 1024, 60, 0},
    {"S1-4096-L0-60", "l1", 4096, 256, 4096, 60, 0},
    {"S2-1024", "topk", 4096, 256, 1024, 2048, 32},
    {"S2-4096", "topk", 4096, 256, 4096, 2048, 32},
    {"SA", "l1", 16, 32, 1024, 0, 0},
};

struct bench {
    struct sp_arena arena;
    const struct workload *workload;
    struct sp_sae_settings sae;
    struct sp_train_settings train;
    struct sp_source source;
    struct sp_net toy, net;
    struct sp_activations data; /* of SA */
    struct sp_batch pool[POOL]; /* of the others */
    struct sp_optimizer optimizer;
    int t;
};

static bool draws(const struct bench *bench)
{
    return bench->workload->on == 0;
}

static const struct sp_batch *next(struct bench *bench)
{
    return draws(bench) ? sp_activations_next(&bench->data)
                        : &bench->pool[bench->t++ % POOL];
}

static double train(void *of, int steps)
{
    struct bench *bench = of;
    double began = sp_clock();
    for (int t = 0; t < steps; t++) {
        bench->net.kind->slope(&bench->net, next(bench));
        sp_optimizer_step(&bench->optimizer, &bench->net, bench->train.rate);
    }
    return sp_clock() - began;
}

static void read(struct sp_arena *a, const struct sp_param *table, const char *key,
                 const char *text, void *into)
{
    sp_require(!sp_param_read(a, sp_param_find(table, key), into, text));
}

static void open_net(struct bench *bench)
{
    const struct workload *w = bench->workload;
    struct sp_arena *a = &bench->arena;
    const struct sp_net_kind *kind = sp_sae_kind(w->kind);
    void *own = sp_arena_take(a, 1, kind->self.own_size + 1);
    sp_param_defaults(a, sp_sae_params, &bench->sae);
    sp_param_defaults(a, sp_sae_train_params, &bench->train);
    if (kind->self.own)
        sp_param_defaults(a, kind->self.own, own);
    if (w->most)
        read(a, kind->self.own, "topk.k", sp_arena_print(a, "%d", w->most), own);
    if (!draws(bench)) {
        read(a, sp_sae_params, "sae.norm", "unit", &bench->sae);
        bench->train.clip = 0;
        bench->train.rate = 1e-9;
    }
    bench->sae.penalty = w->most ? 0 : 0.05;
    sp_require(!sp_sae_open(a, kind, &bench->sae, own, w->latents, w->width, w->rows, 1,
                            &bench->net));
    bench->optimizer = sp_optimizer_make(a, &bench->net, &bench->train);
}

static void open_data(struct bench *bench)
{
    struct sp_arena *a = &bench->arena;
    const struct workload *w = bench->workload;
    const struct sp_net_kind *given = sp_toy_kind("given");
    struct sp_activations_settings settings;
    void *own = sp_arena_take(a, 1, given->self.own_size);
    sp_param_defaults(a, given->self.own, own);
    sp_param_defaults(a, sp_activations_params, &settings);
    read(a, given->self.own, "given.directions", "orthogonal", own);
    sp_require(!open_source(a, sp_source_kind("independent"), &bench->source,
                            "source.features", "16", "source.density", "0.25",
                            "source.size", "log_normal", "source.size_sigma", "0.05",
                            NULL));
    sp_require(!sp_net_open(a, given, 16, w->width, bench->source.importance, own,
                            w->rows, 1, &bench->toy));
    sp_require(!sp_activations_open(a, &settings, &bench->source, &bench->toy, 1,
                                    SP_USE_SAE_TRAIN, w->rows, &bench->data));
    sp_require(!bench->net.kind->start(a, &bench->net, &bench->data, 1));
}

static int descending(const void *a, const void *b)
{
    sp_real x = *(const sp_real *)a, y = *(const sp_real *)b;
    return (x < y) - (x > y);
}

/* The value that `on` of h = x E^T reach, mean over some rows. */
static sp_real level(struct bench *bench, const sp_real *E)
{
    const struct workload *w = bench->workload;
    size_t k = (size_t)w->latents, d = (size_t)w->width;
    sp_real *h = SP_TAKE(&bench->arena, SAMPLE * k, sp_real);
    for (size_t r = 0; r < SAMPLE; r++)
        for (size_t i = 0; i < k; i++)
            for (size_t j = 0; j < d; j++)
                h[r * k + i] += bench->pool[0].dense[r * d + j] * E[i * d + j];
    qsort(h, SAMPLE * k, sizeof *h, descending);
    return h[(size_t)(SAMPLE * w->on)];
}

static void open_state(struct bench *bench)
{
    const struct workload *w = bench->workload;
    size_t k = (size_t)w->latents, d = (size_t)w->width;
    struct sp_rng rng = sp_rng_make(1, SP_USE_TEST);
    sp_real *D = sp_net_values(&bench->net, "D"), *E = sp_net_values(&bench->net, "E");
    sp_real *b_enc = sp_net_values(&bench->net, "b_enc");
    for (int p = 0; p < POOL; p++) {
        size_t count = (size_t)w->rows * d;
        bench->pool[p] = (struct sp_batch){.rows = w->rows, .features = w->width};
        bench->pool[p].dense = SP_TAKE(&bench->arena, count, sp_real);
        for (size_t i = 0; i < count; i++)
            bench->pool[p].dense[i] = (sp_real)sp_rng_normal(&rng);
    }
    for (size_t i = 0; i < k; i++) {
        double square = 0;
        for (size_t j = 0; j < d; j++) {
            D[i * d + j] = (sp_real)sp_rng_normal(&rng);
            square += (double)D[i * d + j] * (double)D[i * d + j];
        }
        for (size_t j = 0; j < d; j++)
            E[i * d + j] = D[i * d + j] /= (sp_real)sqrt(square);
    }
    sp_real by = level(bench, E);
    for (size_t i = 0; i < k; i++)
        b_enc[i] = -by;
}

static void open_bench(struct bench *bench, const char *name)
{
    const struct workload *w = workloads,
                          *end = workloads + sizeof workloads / sizeof *w;
    while (w < end && strcmp(w->name, name) != 0)
        w++;
    sp_require(w < end); /* see above */
    bench->workload = w;
    open_net(bench);
    if (draws(bench))
        open_data(bench);
    else
        open_state(bench);
}

static void keep_array(struct bench *bench, const char *folder, const char *name)
{
    const struct sp_array *array = sp_net_array(&bench->net, name);
    struct sp_arena *a = &bench->arena;
    keep(a, folder, name, bench->net.param + array->at, array->rows, array->columns);
    keep(a, folder, sp_arena_print(a, "%s_slope", name), bench->net.grad + array->at,
         array->rows, array->columns);
}

/* Parameters, the pool, and slopes on its first batch. */
static void check(struct bench *bench, const char *folder)
{
    const struct workload *w = bench->workload;
    struct sp_arena *a = &bench->arena;
    size_t rows = (size_t)w->rows, d = (size_t)w->width;
    sp_real *x = SP_TAKE(a, POOL * rows * d, sp_real);
    sp_real law[] = {(sp_real)w->most, (sp_real)bench->sae.penalty, (sp_real)w->rows};
    if (!draws(bench)) {
        for (size_t p = 0; p < POOL; p++)
            memcpy(x + p * rows * d, bench->pool[p].dense, rows * d * sizeof *x);
        bench->net.kind->slope(&bench->net, &bench->pool[0]);
        keep(a, folder, "x", x, POOL * rows, d);
        keep(a, folder, "law", law, 1, 3);
        keep_array(bench, folder, "E");
        keep_array(bench, folder, "D");
        keep_array(bench, folder, "b_enc");
        keep_array(bench, folder, "b_dec");
    }
    puts("checked");
    fflush(stdout);
}

/* Microseconds a step spends in drawing, in loss and gradient, and in the update. */
static void profile(struct bench *bench)
{
    int steps = draws(bench) ? 2000 : 10;
    double draw = 0, slope = 0, update = 0;
    for (int t = 0; t < steps; t++) {
        double began = sp_clock();
        const struct sp_batch *batch = next(bench);
        double drawn = sp_clock();
        bench->net.kind->slope(&bench->net, batch);
        double sloped = sp_clock();
        sp_optimizer_step(&bench->optimizer, &bench->net, bench->train.rate);
        update += sp_clock() - sloped;
        slope += sloped - drawn;
        draw += drawn - began;
    }
    double us = 1e6 / steps;
    printf("%s\t%.4g\t%.4g\t%.4g\n", bench->workload->name, draw * us, slope * us,
           update * us);
}

int main(int count, char **word)
{
    struct bench bench = {0};
    if (count < 2 || count > 3) {
        fputs("usage: sae_steps WORKLOAD [DIR | --profile]\n", stderr);
        return 2;
    }
    open_bench(&bench, word[1]);
    train(&bench, 2);
    if (count == 3 && !strcmp(word[2], "--profile")) {
        profile(&bench);
    } else {
        if (count == 3)
            check(&bench, word[2]);
        serve(&bench, train, peak_megabytes());
    }
    sp_arena_free(&bench.arena);
    return 0;
}
