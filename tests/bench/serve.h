/* What the programs of the benchmarks share: how they serve, and what they leave for
   peers to read. */
#ifndef SUPERPOSE_TESTS_BENCH_SERVE_H
#define SUPERPOSE_TESTS_BENCH_SERVE_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/npy.h"

/* Of this program alone; getrusage would count what forked it too. */
static inline double peak_megabytes(void)
{
    char line[256];
    double kilobytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %lf", &kilobytes) == 1)
            break;
    if (status)
        fclose(status);
    return kilobytes / 1024;
}

/* For each line SECONDS on standard input, trains about that long; TRAIN gives the
   seconds that so many steps took. */
static inline void serve(void *bench, double (*train)(void *bench, int steps),
                         double peak)
{
    double seconds, each = train(bench, 1);
    while (scanf("%lf", &seconds) == 1) {
        int steps = (int)fmax(1, round(seconds / each));
        double taken = train(bench, steps);
        each = taken / steps;
        printf("%d %.6f %.1f\n", steps, taken, peak);
        fflush(stdout);
    }
}

/* Writes COUNT values as float32 rows. */
static inline void keep(struct sp_arena *a, const char *folder, const char *name,
                        const sp_real *value, size_t rows, size_t columns)
{
    float *narrow = SP_TAKE(a, rows * columns, float);
    for (size_t i = 0; i < rows * columns; i++)
        narrow[i] = (float)value[i];
    sp_require(!sp_npy_write(sp_arena_print(a, "%s/%s.npy", folder, name), narrow, rows,
                             columns));
}

#endif
