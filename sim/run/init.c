/* Where training starts. */
#include "superpose/train.h"

enum { XAVIER, NOTEBOOK, NORMAL }; /* train.init */
enum { ZERO_BIAS, NORMAL_BIAS };   /* train.bias_init */

/* Glorot and Bengio 2010, equation 16 for xavier; the notebook of Elhage et al. 2022
   applies torch's xavier_normal_ to a tensor [instances, n, m], which takes n m for the
   fan in and instances x m for the fan out. */
double sp_train_init_scale(const struct sp_train_settings *settings, int n, int m)
{
    switch (settings->init) {
    case XAVIER:
        return settings->init_scale * sqrt(2 / ((double)n + m));
    case NOTEBOOK:
        return settings->init_scale *
               sqrt(2 / (m * ((double)n + settings->init_instances)));
    default:
        return settings->init_scale;
    }
}

void sp_train_init(struct sp_net *net, const struct sp_train_settings *settings,
                   uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_INIT);
    double weight = sp_train_init_scale(settings, net->n, net->m);
    double bias = settings->bias_init == NORMAL_BIAS ? settings->bias_scale : 0;
    for (int k = 0; k < net->arrays; k++) {
        const struct sp_array *array = &net->array[k];
        double scale = array->role == SP_ROLE_BIAS ? bias : weight;
        sp_real *value = net->param + array->at;
        if (array->role == SP_ROLE_GIVEN)
            continue;
        for (size_t i = 0; i < array->rows * array->columns; i++)
            value[i] = scale != 0 ? (sp_real)(scale * sp_rng_normal(&rng)) : 0;
    }
}
