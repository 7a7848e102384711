/* What this machine can run.  Nothing is remembered: asking the processor costs a few
   loads, and a net or a source asks once, when it is opened. */
#include "superpose/sets.h"

#include <string.h>

#ifdef SP_PORTABLE

bool sp_set_runs(const char *name)
{
    return strcmp(name, "plain") == 0;
}

#else

static bool runs_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

static bool runs_avx512(void)
{
    return runs_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw");
}

bool sp_set_runs(const char *name)
{
    if (strcmp(name, "avx512") == 0)
        return runs_avx512();
    if (strcmp(name, "avx2") == 0)
        return runs_avx2();
    return strcmp(name, "plain") == 0;
}

#endif

const char *sp_set_best(void)
{
    if (sp_set_runs("avx512"))
        return "avx512";
    return sp_set_runs("avx2") ? "avx2" : "plain";
}
