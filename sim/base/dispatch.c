/* Which of the compiled kernels this machine can run.  Nothing is remembered: asking
   the processor costs a few loads, and a net asks once, when it is opened. */
#include "superpose/kernels.h"

#include <stddef.h>
#include <string.h>

extern const struct sp_kernels sp_kernels_plain;

#ifdef SP_PORTABLE

const struct sp_kernels *sp_kernels_named(const char *name)
{
    return strcmp(name, sp_kernels_plain.name) ? NULL : &sp_kernels_plain;
}

#else

extern const struct sp_kernels sp_kernels_avx2, sp_kernels_avx512;

static bool runs_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool runs_avx512(void)
{
    return runs_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw");
}

const struct sp_kernels *sp_kernels_named(const char *name)
{
    if (!strcmp(name, sp_kernels_avx512.name))
        return runs_avx512() ? &sp_kernels_avx512 : NULL;
    if (!strcmp(name, sp_kernels_avx2.name))
        return runs_avx2() ? &sp_kernels_avx2 : NULL;
    return strcmp(name, sp_kernels_plain.name) ? NULL : &sp_kernels_plain;
}

#endif

const struct sp_kernels *sp_kernels_best(void)
{
    const struct sp_kernels *best = sp_kernels_named("avx512");
    if (!best)
        best = sp_kernels_named("avx2");
    return best ? best : &sp_kernels_plain;
}
