/* The inner loops that were compiled, by instruction set; asked for once when a net is
   opened. */
#include "superpose/kernels.h"
#include "superpose/sets.h"
#include "superpose/sparse.h"
#include "superpose/tiny.h"
#include "superpose/update.h"

#include <stddef.h>
#include <string.h>

extern const struct sp_kernels sp_kernels_plain;
extern const struct sp_tiny_kernels sp_tiny_plain;
extern const struct sp_sparse sp_sparse_plain;
extern const struct sp_update sp_update_plain;

#ifdef SP_PORTABLE
static const struct sp_kernels *const kernels[] = {&sp_kernels_plain, NULL};
static const struct sp_tiny_kernels *const tiny[] = {&sp_tiny_plain, NULL};
static const struct sp_sparse *const sparse[] = {&sp_sparse_plain, NULL};
static const struct sp_update *const update[] = {&sp_update_plain, NULL};
#else
extern const struct sp_kernels sp_kernels_avx2, sp_kernels_avx512;
extern const struct sp_tiny_kernels sp_tiny_avx2, sp_tiny_avx512;
extern const struct sp_sparse sp_sparse_avx2, sp_sparse_avx512;
extern const struct sp_update sp_update_avx2, sp_update_avx512;
static const struct sp_kernels *const kernels[] = {&sp_kernels_plain, &sp_kernels_avx2,
                                                   &sp_kernels_avx512, NULL};
static const struct sp_tiny_kernels *const tiny[] = {&sp_tiny_plain, &sp_tiny_avx2,
                                                     &sp_tiny_avx512, NULL};
static const struct sp_sparse *const sparse[] = {&sp_sparse_plain, &sp_sparse_avx2,
                                                 &sp_sparse_avx512, NULL};
static const struct sp_update *const update[] = {&sp_update_plain, &sp_update_avx2,
                                                 &sp_update_avx512, NULL};
#endif

const struct sp_kernels *sp_kernels_named(const char *name)
{
    for (int i = 0; kernels[i]; i++)
        if (strcmp(kernels[i]->name, name) == 0)
            return sp_set_runs(name) ? kernels[i] : NULL;
    return NULL;
}

const struct sp_tiny_kernels *sp_tiny_named(const char *name)
{
    for (int i = 0; tiny[i]; i++)
        if (strcmp(tiny[i]->name, name) == 0)
            return sp_set_runs(name) ? tiny[i] : NULL;
    return NULL;
}

const struct sp_sparse *sp_sparse_named(const char *name)
{
    for (int i = 0; sparse[i]; i++)
        if (strcmp(sparse[i]->name, name) == 0)
            return sp_set_runs(name) ? sparse[i] : NULL;
    return NULL;
}

const struct sp_update *sp_update_named(const char *name)
{
    for (int i = 0; update[i]; i++)
        if (strcmp(update[i]->name, name) == 0)
            return sp_set_runs(name) ? update[i] : NULL;
    return NULL;
}

const struct sp_kernels *sp_kernels_best(void)
{
    return sp_kernels_named(sp_set_best());
}

const struct sp_tiny_kernels *sp_tiny_best(void)
{
    return sp_tiny_named(sp_set_best());
}

const struct sp_sparse *sp_sparse_best(void)
{
    return sp_sparse_named(sp_set_best());
}

const struct sp_update *sp_update_best(void)
{
    return sp_update_named(sp_set_best());
}
