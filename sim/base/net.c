/* What all nets share: the parameter block and the names of its parts. */
#include "superpose/net.h"

#include <string.h>

#include "superpose/fault.h"

int sp_net_open(struct sp_arena *a, const struct sp_net_kind *kind, int n, int m,
                const double *importance, const void *own, int rows, uint64_t seed,
                struct sp_net *out)
{
    sp_require(n > 0 && m > 0 && rows > 0);
    int code = kind->check ? kind->check(n, m, own) : 0;
    if (code)
        return code;
    *out = (struct sp_net){
        .kind = kind, .n = n, .m = m, .importance = importance, .terms = n};
    return kind->open(a, out, own, rows, seed);
}

void sp_net_declare(struct sp_net *net, const char *name, enum sp_array_role role,
                    size_t rows, size_t columns)
{
    sp_require(net->arrays < SP_NET_ARRAYS && !net->param);
    net->array[net->arrays++] = (struct sp_array){
        .name = name, .role = role, .rows = rows, .columns = columns, .at = net->count};
    net->count += rows * columns;
}

void sp_net_take_block(struct sp_arena *a, struct sp_net *net)
{
    net->param = SP_TAKE(a, net->count, sp_real);
    net->grad = SP_TAKE(a, net->count, sp_real);
}

const struct sp_array *sp_net_array(const struct sp_net *net, const char *name)
{
    for (int i = 0; i < net->arrays; i++)
        if (!strcmp(net->array[i].name, name))
            return &net->array[i];
    return NULL;
}

sp_real *sp_net_values(const struct sp_net *net, const char *name)
{
    const struct sp_array *array = sp_net_array(net, name);
    return array ? net->param + array->at : NULL;
}

bool sp_net_trains(const struct sp_net *net)
{
    for (int i = 0; i < net->arrays; i++)
        if (net->array[i].role != SP_ROLE_GIVEN)
            return true;
    return false;
}

bool sp_net_tiles(const struct sp_net *net, double density)
{
    return net->kind->tiles && net->kind->tiles(net, density);
}

bool sp_net_shares(const struct sp_net *net, int rows)
{
    return net->kind->shares && net->kind->shares(net, rows);
}

const sp_real *sp_net_dictionary(const struct sp_net *net)
{
    return net->kind->dictionary(net);
}

double sp_net_bytes(double parameters)
{
    return 5 * sizeof(sp_real) * parameters;
}
