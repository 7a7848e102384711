/* Which of the compiled kernels this machine can run. */
#include "superpose/kernels.h"

#include <stddef.h>
#include <string.h>

#include "superpose/sets.h"

extern const struct sp_kernels sp_kernels_plain;

#ifdef SP_PORTABLE

static const struct sp_kernels *const compiled[] = {&sp_kernels_plain};

#else

extern const struct sp_kernels sp_kernels_avx2, sp_kernels_avx512;

static const struct sp_kernels *const compiled[] = {&sp_kernels_plain, &sp_kernels_avx2,
                                                    &sp_kernels_avx512};

#endif

const struct sp_kernels *sp_kernels_named(const char *name)
{
    for (size_t i = 0; i < sizeof compiled / sizeof *compiled; i++)
        if (strcmp(name, compiled[i]->name) == 0)
            return sp_set_runs(name) ? compiled[i] : NULL;
    return NULL;
}

const struct sp_kernels *sp_kernels_best(void)
{
    return sp_kernels_named(sp_set_best());
}
