/* An autoencoder's parameters and work space. */
#include "sae_inside.h"

#include "superpose/fault.h"

int sp_sae_open(struct sp_arena *a, const struct sp_net_kind *kind,
                const struct sp_sae_settings *settings, const void *own, int latents,
                int width, int rows, uint64_t seed, struct sp_net *out)
{
    struct sp_sae_own *both = SP_TAKE(a, 1, struct sp_sae_own);
    *both = (struct sp_sae_own){settings, own};
    return sp_net_open(a, kind, latents, width, NULL, both, rows, seed, out);
}

static void declare_arrays(struct sp_net *net, const struct sp_sae *s)
{
    size_t k = (size_t)net->n, d = (size_t)net->m;
    const struct sp_sae_law *law = s->law;
    enum sp_array_role weight = law->given ? SP_ROLE_GIVEN : SP_ROLE_WEIGHT;
    enum sp_array_role bias = law->given ? SP_ROLE_GIVEN : SP_ROLE_BIAS;
    bool unit = !law->given && s->settings->norm == SP_NORM_UNIT;
    sp_net_declare(net, "D", unit ? SP_ROLE_UNIT : weight, k, d);
    if (!law->tied) {
        sp_net_declare(net, "E", weight, k, d);
        sp_net_declare(net, "b_enc", bias, k, 1);
    }
    sp_net_declare(net, "b_dec", bias, d, 1);
}

static struct sp_codes take_codes(struct sp_arena *a, const struct sp_sae *s)
{
    size_t room = (size_t)s->most * (size_t)s->k + SP_SLACK;
    struct sp_codes codes = {.start = SP_TAKE(a, s->most + 1, int),
                             .index = SP_TAKE(a, room, int),
                             .h = SP_TAKE(a, room, sp_real),
                             .f = SP_TAKE(a, room, sp_real),
                             .df = SP_TAKE(a, room, sp_real),
                             .dh = SP_TAKE(a, room, sp_real)};
    if (s->law->gated) {
        codes.gate = SP_TAKE(a, room, sp_real);
        codes.dgate = SP_TAKE(a, room, sp_real);
        codes.db = SP_TAKE(a, room, sp_real);
    }
    return codes;
}

static void take_work(struct sp_arena *a, struct sp_sae *s)
{
    size_t batch = (size_t)s->most * (size_t)s->d;
    size_t room = (size_t)s->most * (size_t)s->k;
    s->norm = SP_TAKE(a, s->k, sp_real);
    s->norm_slope = SP_TAKE(a, s->k, sp_real);
    s->sum = SP_TAKE(a, s->k, sp_real);
    s->scaled = SP_TAKE(a, s->k, sp_real);
    s->score = SP_TAKE(a, s->k + SP_SLACK, sp_real);
    s->best = SP_TAKE(a, s->k + SP_SLACK, int);
    s->miss = SP_TAKE(a, s->d, sp_real);
    s->x = SP_TAKE(a, batch, sp_real);
    s->h = SP_TAKE(a, (size_t)SP_SAE_PANEL * (size_t)s->k, sp_real);
    s->error = SP_TAKE(a, (size_t)SP_SAE_LEVELS * batch, sp_real);
    if (s->law->gated)
        s->gate_error = SP_TAKE(a, batch, sp_real);
    s->codes = take_codes(a, s);
    sp_sae_take_ways(a, s, room);
    s->silent = SP_TAKE(a, s->k, double);
    s->fired = SP_TAKE(a, s->k, double);
    s->dead = SP_TAKE(a, s->k, int);
}

static void point(struct sp_net *net, const char *name, sp_real **value,
                  sp_real **slope)
{
    const struct sp_array *array = sp_net_array(net, name);
    *value = array ? net->param + array->at : NULL;
    *slope = array ? net->grad + array->at : NULL;
}

struct sp_sae *sp_sae_lay_out(struct sp_arena *a, struct sp_net *net, const void *own,
                              const struct sp_sae_law *law, int rows,
                              void (*declare)(struct sp_net *net))
{
    const struct sp_sae_own *both = own;
    struct sp_sae *s = SP_TAKE(a, 1, struct sp_sae);
    *s = (struct sp_sae){.law = law,
                         .settings = both->settings,
                         .own = both->kind,
                         .k = net->n,
                         .d = net->m,
                         .most = rows,
                         .levels = 1,
                         .weight = {1},
                         .multiplier = 1};
    s->width[0] = s->k;
    s->penalty = s->settings->penalty;
    net->own = s;
    net->terms = 1;
    declare_arrays(net, s);
    if (declare)
        declare(net);
    sp_net_take_block(a, net);
    s->param = net->param;
    point(net, "D", &s->D, &s->D_slope);
    point(net, law->tied ? "D" : "E", &s->E, &s->E_slope);
    point(net, "b_enc", &s->b_enc, &s->b_enc_slope);
    point(net, "b_dec", &s->b_dec, &s->b_dec_slope);
    take_work(a, s);
    return s;
}

const sp_real *sp_sae_dictionary(const struct sp_net *net)
{
    return sp_sae_of(net)->D;
}
