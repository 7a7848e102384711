/* Gated (Rajamanoharan et al. 2024, Improving Dictionary Learning with Gated Sparse
   Autoencoders, arXiv:2404.16014): who is on and how large are two questions, with one
   encoder but for a scale r and a second bias b_m (k each),

       pi = h = xc E^T + b_enc       m = ReLU(exp(r) (h - b_enc) + b_m)
       f = m [pi > 0]                p = ReLU(pi)
       L = mean over rows of ||x - f D - b_dec||^2 + lambda sum_i p_i ||D_i||
                             + ||x - p D - b_dec||^2

   with D, ||D|| and b_dec held still in both terms of p: what decodes learns from
   sizes alone.  The penalty is on the gate, so sizes are not shrunk.  The gate has no
   slope in f (no straight-through estimate).  With dp of the second reconstruction,

       dm_i = df_i [m_i > 0]                     dr_i += dm_i exp(r_i) (h_i - b_enc_i)
       dpi_i = dp_i + lambda ||D_i|| / B         db_m_i += dm_i
       dh_i = dpi_i + dm_i exp(r_i)              db_enc_i += dpi_i

   over entries with pi_i > 0.  Rows of D are kept at norm 1, as in the paper: r could
   make up for any other norm, and the gate says nothing against it. */
#include <math.h>

#include "sae_inside.h"
#include "superpose/fault.h"

/* Work space: the kind's own arrays (k) and their slopes. */
struct sizes {
    sp_real *r, *b, *r_slope, *b_slope;
    sp_real *scale; /* (k) exp(r) */
};

static void select(struct sp_sae *s, int rows, const sp_real *h, bool training,
                   struct sp_codes *codes)
{
    const struct sizes *z = s->extra;
    int at = codes->start[codes->rows];
    (void)training;
    for (int i = 0; i < s->k; i++)
        z->scale[i] = (sp_real)exp((double)z->r[i]);
    for (int r = 0; r < rows; r++, h += s->k) {
        for (int i = 0; i < s->k; i++)
            if (h[i] > 0) {
                sp_real size = z->scale[i] * (h[i] - s->b_enc[i]) + z->b[i];
                codes->gate[at] = h[i];
                sp_codes_add(codes, &at, i, h[i], size > 0 ? size : 0);
            }
        codes->start[++codes->rows] = at;
    }
}

static double back(struct sp_sae *s, struct sp_codes *c)
{
    const struct sizes *z = s->extra;
    double by = s->penalty / c->rows, sum = 0;
    for (int e = 0; e < c->start[c->rows]; e++) {
        int i = c->index[e];
        sp_real size = c->f[e] > 0 ? c->df[e] : 0;
        sum += by * (double)c->gate[e] * (double)s->norm[i];
        c->db[e] = c->dgate[e] + (sp_real)by * s->norm[i];
        c->dh[e] = c->db[e] + size * z->scale[i];
        z->r_slope[i] += size * z->scale[i] * (c->h[e] - s->b_enc[i]);
        z->b_slope[i] += size;
    }
    return sum;
}

static void renew(struct sp_sae *s, sp_real *const moments[2], int latent)
{
    const struct sizes *z = s->extra;
    z->r[latent] = z->b[latent] = 0;
    sp_sae_forget(s, moments, z->r + latent, 1);
    sp_sae_forget(s, moments, z->b + latent, 1);
}

static const struct sp_sae_law law = {
    .gated = true, .select = select, .back = back, .renew = renew};

static void declare(struct sp_net *net)
{
    sp_net_declare(net, "r_mag", SP_ROLE_BIAS, (size_t)net->n, 1);
    sp_net_declare(net, "b_mag", SP_ROLE_BIAS, (size_t)net->n, 1);
}

static int check_gated(int latents, int width, const void *own)
{
    const struct sp_sae_own *both = own;
    (void)latents;
    (void)width;
    if (both->settings->norm == SP_NORM_UNIT)
        return 0;
    return sp_fault(SP_BAD, "sae.norm: gated needs decoder directions of norm 1, which "
                            "nothing else holds; set it to unit");
}

static int open_gated(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                      uint64_t seed)
{
    (void)seed;
    struct sp_sae *s = sp_sae_lay_out(a, net, own, &law, rows, declare);
    struct sizes *z = SP_TAKE(a, 1, struct sizes);
    size_t r = sp_net_array(net, "r_mag")->at, b = sp_net_array(net, "b_mag")->at;
    *z = (struct sizes){.r = net->param + r,
                        .b = net->param + b,
                        .r_slope = net->grad + r,
                        .b_slope = net->grad + b,
                        .scale = SP_TAKE(a, s->k, sp_real)};
    s->extra = z;
    return 0;
}

const struct sp_net_kind sp_sae_gated = {
    .self = {.name = "gated",
             .doc =
                 "One encoder says with two biases who is on and how large; only the "
                 "first is penalised.",
             .cite = "Rajamanoharan et al. 2024, arXiv:2404.16014"},
    .check = check_gated,
    .open = open_gated,
    .start = sp_sae_start,
    .begin = sp_sae_begin,
    .slope = sp_sae_slope,
    .end = sp_sae_end,
    .dictionary = sp_sae_dictionary,
};
