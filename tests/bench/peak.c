/* What the vector units of this machine can do: float multiply-adds in registers, in
   GFLOP/s (2 a multiply-add), by one thread and by two at once.  For each line on
   standard input, measures and prints both. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

#include "superpose/progress.h"

enum { CHAINS = 12, REPEATS = 2000000 };

/* Chains of multiply-adds, as many as hide the latency of each, by vectors of so many
   bytes; compiled with -ffp-contract=fast, which makes each one instruction where there
   is one.  Adds a number of every chain to *sum, so that none can be left out. */
#define PEAK(name, bytes, ...)                                                         \
    __attribute__((__VA_ARGS__)) static void name(float *sum)                          \
    {                                                                                  \
        typedef float vector __attribute__((vector_size(bytes)));                      \
        vector chain[CHAINS];                                                          \
        vector by = (vector){0} + 0.9999F, plus = (vector){0} + 1e-6F;                 \
        for (int i = 0; i < CHAINS; i++)                                               \
            chain[i] = (vector){0} + 0.001F * (float)i;                                \
        for (int k = 0; k < REPEATS; k++)                                              \
            for (int i = 0; i < CHAINS; i++)                                           \
                chain[i] = chain[i] * by + plus;                                       \
        for (int i = 0; i < CHAINS; i++)                                               \
            *sum += chain[i][0];                                                       \
    }

PEAK(peak_avx512, 64, target("avx512f"))
PEAK(peak_avx2, 32, target("avx2,fma"))
PEAK(peak_plain, 16, noinline)

struct set {
    void (*run)(float *sum);
    int lanes;
};

static struct set best_set(void)
{
    if (__builtin_cpu_supports("avx512f"))
        return (struct set){peak_avx512, 16};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return (struct set){peak_avx2, 8};
    return (struct set){peak_plain, 4};
}

struct worker {
    struct set set;
    double gflops;
    float sum;
};

static void *work(void *context)
{
    struct worker *w = context;
    double began = sp_clock();
    w->set.run(&w->sum);
    w->gflops = 2e-9 * w->set.lanes * CHAINS * REPEATS / (sp_clock() - began);
    return NULL;
}

int main(void)
{
    struct worker one = {.set = best_set()}, two = one;
    while (getchar() != EOF) {
        work(&one);
        double alone = one.gflops;
        pthread_t thread;
        bool both = !pthread_create(&thread, NULL, work, &two);
        work(&one);
        if (both)
            pthread_join(thread, NULL);
        printf("%.1f %.1f\n", alone, one.gflops + two.gflops);
        fflush(stdout);
    }
    return one.sum < 0; /* never: so that the sums are needed */
}
