/* Matching pursuit (Mallat and Zhang 1993, Matching Pursuits with Time-Frequency
   Dictionaries; as an autoencoder Costa et al. 2025, From Flat to Hierarchical,
   arXiv:2506.03093): there is no encoder; directions are taken out of what is left, the
   most alike first, in training as at inference.  With r_0 = x - b_dec (d),

       i_t = argmax_i r_{t-1} . D_i      v_t = r_{t-1} . D_{i_t} > 0
       r_t = r_{t-1} - v_t D_{i_t}       f_{i_t} += v_t           t = 1 .. T <= k

   until nothing is alike, or ||r_t|| is at most `residual`.  Then x - y = r_T, and
   L = mean over rows of ||r_T||^2.  The gradient goes through all T steps, with the
   choices i_t held still: with g_T = 2 r_T / B and back from T,

       c_t = - g_t . D_{i_t}     dD_{i_t} += c_t r_{t-1} - v_t g_t
       g_{t-1} = g_t + c_t D_{i_t}                db_dec = - sum over rows of g_0

   The shared slope has added - v_t g_T and - g_T already. */
#include <math.h>
#include <string.h>

#include "sae_inside.h"
#include "superpose/fault.h"

struct pursuit_settings {
    int k;
    double residual;
};

static const struct sp_param params[] = {
    {"pursuit.k", SP_INT, offsetof(struct pursuit_settings, k), "4", 1, 1e6, NULL,
     "steps of the pursuit: latents that are on in an example, at most"},
    {"pursuit.residual", SP_REAL, offsetof(struct pursuit_settings, residual), "0", 0,
     1e9, NULL, "norm of what is left at which the pursuit ends"},
    {.key = NULL},
};

/* Work space: the steps taken in each row. */
struct trail {
    int *steps;  /* (B) T */
    int *choice; /* (B, k) i_t */
    sp_real *v;  /* (B, k) v_t */
    sp_real *r;  /* (d) */
    sp_real *g;  /* (d) */
};

static sp_real dot(int d, const sp_real *u, const sp_real *v)
{
    sp_real sum = 0;
    for (int j = 0; j < d; j++)
        sum += u[j] * v[j];
    return sum;
}

static void add(int d, sp_real by, const sp_real *from, sp_real *to)
{
    for (int j = 0; j < d; j++)
        to[j] += by * from[j];
}

static const sp_real *direction(const struct sp_sae *s, int i)
{
    return s->D + (size_t)i * (size_t)s->d;
}

/* argmax and max over latents of r . D_i, of equal ones the first. */
static int most_alike(const struct sp_sae *s, const sp_real *r, sp_real *value)
{
    int best = 0;
    *value = dot(s->d, r, direction(s, 0));
    for (int i = 1; i < s->k; i++) {
        sp_real alike = dot(s->d, r, direction(s, i));
        if (alike > *value) {
            *value = alike;
            best = i;
        }
    }
    return best;
}

/* Row b; its codes are summed in s->score (k). */
static void pursue(struct sp_sae *s, int b)
{
    const struct pursuit_settings *settings = s->own;
    struct trail *trail = s->extra;
    size_t at = (size_t)b * (size_t)settings->k;
    double bound = settings->residual * settings->residual;
    memcpy(trail->r, s->x + (size_t)b * (size_t)s->d, (size_t)s->d * sizeof *trail->r);
    memset(s->score, 0, (size_t)s->k * sizeof *s->score);
    trail->steps[b] = 0;
    for (int t = 0; t < settings->k; t++) {
        sp_real v, square = dot(s->d, trail->r, trail->r);
        int i = most_alike(s, trail->r, &v);
        if (!(v > 0) || (double)square <= bound)
            break;
        add(s->d, -v, direction(s, i), trail->r);
        s->score[i] += v;
        trail->choice[at + (size_t)t] = i;
        trail->v[at + (size_t)t] = v;
        trail->steps[b]++;
    }
}

static void select(struct sp_sae *s, int rows, const sp_real *h, bool training,
                   struct sp_codes *codes)
{
    int at = codes->start[codes->rows];
    (void)training;
    for (int r = 0; r < rows; r++, h += s->k) {
        pursue(s, codes->rows);
        for (int i = 0; i < s->k; i++)
            if (s->score[i] != 0)
                sp_codes_add(codes, &at, i, h[i], s->score[i]);
        codes->start[++codes->rows] = at;
    }
}

/* The steps of row b backward, beyond what the last residual says of them. */
static void back_row(struct sp_sae *s, int b)
{
    const struct pursuit_settings *settings = s->own;
    struct trail *trail = s->extra;
    size_t at = (size_t)b * (size_t)settings->k, d = (size_t)s->d;
    const sp_real *error = s->error + (size_t)b * d; /* - g_T */
    sp_real *r = trail->r, *g = trail->g;
    for (size_t j = 0; j < d; j++) {
        g[j] = -error[j];
        r[j] = g[j] * (sp_real)s->codes.rows / 2;
    }
    for (int t = trail->steps[b] - 1; t >= 0; t--) {
        int i = trail->choice[at + (size_t)t];
        sp_real v = trail->v[at + (size_t)t], *slope = s->D_slope + (size_t)i * d;
        const sp_real *D = direction(s, i);
        sp_real c = -dot(s->d, g, D);
        add(s->d, v, D, r);
        for (size_t j = 0; j < d; j++)
            slope[j] += c * r[j] - v * (g[j] + error[j]);
        add(s->d, c, D, g);
    }
    for (size_t j = 0; j < d; j++)
        s->b_dec_slope[j] -= g[j] + error[j];
}

static double back(struct sp_sae *s, struct sp_codes *codes)
{
    for (int b = 0; b < codes->rows; b++)
        back_row(s, b);
    memset(codes->dh, 0, (size_t)codes->start[codes->rows] * sizeof *codes->dh);
    return 0;
}

static const struct sp_sae_law law = {.tied = true, .select = select, .back = back};

static int check_pursuit(int latents, int width, const void *own)
{
    const struct sp_sae_own *both = own;
    const struct pursuit_settings *settings = both->kind;
    const struct sp_sae_settings *shared = both->settings;
    int code = sp_sae_refuse_target("pursuit", shared);
    (void)width;
    if (!code && settings->k > latents)
        code = sp_fault(SP_BAD, "pursuit.k: %d latents cannot be on where there are %d",
                        settings->k, latents);
    if (!code && shared->norm != SP_NORM_UNIT)
        code = sp_fault(SP_BAD, "sae.norm: pursuit compares directions; choose unit");
    if (!code && !shared->pre_bias)
        code = sp_fault(SP_BAD, "sae.pre_bias: pursuit takes b_dec out of x first; it "
                                "must be true");
    if (!code && shared->aux > 0)
        code =
            sp_fault(SP_BAD, "sae.aux: pursuit has no encoder for AuxK; it must be 0");
    return code;
}

static int open_pursuit(struct sp_arena *a, struct sp_net *net, const void *own,
                        int rows, uint64_t seed)
{
    (void)seed;
    struct sp_sae *s = sp_sae_lay_out(a, net, own, &law, rows, NULL);
    const struct pursuit_settings *settings = s->own;
    size_t room = (size_t)rows * (size_t)settings->k;
    struct trail *trail = SP_TAKE(a, 1, struct trail);
    *trail = (struct trail){.steps = SP_TAKE(a, rows, int),
                            .choice = SP_TAKE(a, room, int),
                            .v = SP_TAKE(a, room, sp_real),
                            .r = SP_TAKE(a, s->d, sp_real),
                            .g = SP_TAKE(a, s->d, sp_real)};
    s->extra = trail;
    return 0;
}

const struct sp_net_kind sp_sae_pursuit = {
    .self = {.name = "pursuit",
             .doc =
                 "Directions are taken out of x greedily, the most alike first; there "
                 "is no encoder.",
             .cite = "Mallat and Zhang 1993; Costa et al. 2025, arXiv:2506.03093",
             .own = params,
             .own_size = sizeof(struct pursuit_settings)},
    .check = check_pursuit,
    .open = open_pursuit,
    .start = sp_sae_start,
    .begin = sp_sae_begin,
    .slope = sp_sae_slope,
    .end = sp_sae_end,
    .dictionary = sp_sae_dictionary,
};
