/* Sizes of the law with a mean and a deviation for each feature. */
#ifndef SUPERPOSE_NORMAL_SIZE_H
#define SUPERPOSE_NORMAL_SIZE_H

#include "superpose/source.h"

/* The size of feature i that a normal number z makes, never 0. */
static inline sp_real sp_normal_size(const struct sp_source *source, int i, double z)
{
    double size = fabs(source->size_mean[i] + source->size_std[i] * z);
    return size > 0 ? (sp_real)(source->scale * size) : (sp_real)1e-30;
}

#endif
