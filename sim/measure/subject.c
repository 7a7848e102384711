/* What measures read of a net, widened to double. */
#include "superpose/measure.h"

static double *widened(struct sp_arena *a, const sp_real *value, size_t count)
{
    double *out = SP_TAKE(a, count, double);
    for (size_t i = 0; i < count; i++)
        out[i] = (double)value[i];
    return out;
}

double *sp_subject_dictionary(const struct sp_subject *subject)
{
    const struct sp_net *net = subject->net;
    return widened(subject->arena, sp_net_dictionary(net),
                   (size_t)net->n * (size_t)net->m);
}

double *sp_subject_array(const struct sp_subject *subject, const char *name)
{
    const struct sp_array *array = sp_net_array(subject->net, name);
    if (!array)
        return NULL;
    return widened(subject->arena, sp_net_values(subject->net, name),
                   array->rows * array->columns);
}
