/* Loss and gradient of an autoencoder (Bricken et al. 2023; gradients by hand).  With
   g_l = 2 weight_l (y_l - x) / B (B, d) summed over the levels from l up, and latent i
   in the band of level l:

       df = g_l . D_i      dD_i += f g_l      dh: by the law from df
       dE_i += dh xc       db_enc_i += dh
       db_dec = sum over rows and levels of their errors - sum_i (sum dh_i) E_i

   the last term where x - b_dec is encoded.  One level, unless latents are nested. */
#include <string.h>

#include "sae_inside.h"
#include "superpose/fault.h"

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

static sp_real *row(sp_real *matrix, const struct sp_sae *s, int i)
{
    return matrix + (size_t)i * (size_t)s->d;
}

static sp_real *error_row(const struct sp_sae *s, int level, int b)
{
    return s->error + ((size_t)level * (size_t)s->most + (size_t)b) * (size_t)s->d;
}

static void find_norms(struct sp_sae *s)
{
    for (int i = 0; i < s->k; i++) {
        const sp_real *D = row(s->D, s, i);
        s->norm[i] = s->settings->norm == SP_NORM_UNIT ? 1 : sp_sqrt(dot(s->d, D, D));
    }
}

static void take_off(size_t d, const sp_real *x, const sp_real *by,
                     sp_real *restrict out)
{
    for (size_t j = 0; j < d; j++)
        out[j] = x[j] - by[j];
}

/* xc of ROWS rows of x. */
static void center(const struct sp_sae *s, int rows, const sp_real *x, sp_real *out)
{
    size_t d = (size_t)s->d;
    if (!s->settings->pre_bias)
        memcpy(out, x, (size_t)rows * d * sizeof *x);
    for (int b = 0; s->settings->pre_bias && b < rows; b++, x += d, out += d)
        take_off(d, x, s->b_dec, out);
}

/* Codes of the whole batch, panel by panel. */
static void find_codes(struct sp_sae *s, int rows)
{
    s->codes.rows = s->codes.start[0] = 0;
    sp_sae_renew(s);
    for (int b = 0; b < rows; b += SP_SAE_PANEL)
        sp_sae_code(s, rows - b < SP_SAE_PANEL ? rows - b : SP_SAE_PANEL,
                    row(s->x, s, b), true);
    if (s->law->finish)
        s->law->finish(s, &s->codes);
}

/* Reconstructions of the batch at every level, where its errors will be. */
static void reconstruct(struct sp_sae *s)
{
    size_t batch = (size_t)s->codes.rows * (size_t)s->d;
    for (int b = 0; b < s->codes.rows; b++)
        memcpy(error_row(s, 0, b), s->b_dec, (size_t)s->d * sizeof *s->error);
    for (int l = 0; l < s->levels; l++) {
        sp_real *y = error_row(s, l, 0);
        if (l)
            memcpy(y, error_row(s, l - 1, 0), batch * sizeof *y);
        sp_sae_sum(s, s->codes.f, l ? s->width[l - 1] : 0, s->width[l], y);
    }
}

/* Errors of row b at every level, 2 weight (y_l - x) / B; gives their loss. */
static double errors(struct sp_sae *s, int b, const sp_real *x)
{
    double loss = 0;
    for (int l = 0; l < s->levels; l++) {
        sp_real by = 2 * s->weight[l] / (sp_real)s->codes.rows;
        loss += (double)s->weight[l] *
                s->ways->sparse->miss(s->d, by, x, error_row(s, l, b));
    }
    return loss / s->codes.rows;
}

/* b_dec learns from all errors; latents of a level from its own and those above. */
static void sum_levels(struct sp_sae *s, int b)
{
    for (int l = 0; l < s->levels; l++)
        add(s->d, 1, error_row(s, l, b), s->b_dec_slope);
    for (int l = s->levels - 2; !s->detached && l >= 0; l--)
        add(s->d, 1, error_row(s, l + 1, b), error_row(s, l, b));
}

/* The second reconstruction, through decoder and bias held still, and dgate. */
static double gate_errors(struct sp_sae *s, const sp_real *x)
{
    int rows = s->codes.rows;
    double square = 0;
    for (int b = 0; b < rows; b++)
        memcpy(row(s->gate_error, s, b), s->b_dec, (size_t)s->d * sizeof *s->b_dec);
    sp_sae_sum(s, s->codes.gate, 0, s->k, s->gate_error);
    for (int b = 0; b < rows; b++, x += s->d)
        square +=
            s->ways->sparse->miss(s->d, 2 / (sp_real)rows, x, row(s->gate_error, s, b));
    sp_sae_dots(s, s->gate_error, 0, s->k, s->codes.dgate);
    return square / rows;
}

/* From codes to errors and df; gives the loss. */
static double decode(struct sp_sae *s, const sp_real *x)
{
    double loss = 0;
    reconstruct(s);
    for (int b = 0; b < s->codes.rows; b++) {
        loss += errors(s, b, x + (size_t)b * (size_t)s->d);
        sum_levels(s, b);
    }
    for (int l = 0; l < s->levels; l++)
        sp_sae_dots(s, error_row(s, l, 0), l ? s->width[l - 1] : 0, s->width[l],
                    s->codes.df);
    return s->law->gated ? loss + gate_errors(s, x) : loss;
}

/* Entries of a latent in order of rows, each for itself; those by latent are listed. */
static void sum_biases(struct sp_sae *s)
{
    const struct sp_codes *c = &s->codes;
    const struct sp_sae_ways *w = s->ways;
    for (int i = 0; i < s->k; i++) {
        sp_real sum = s->sum[i], slope = s->b_enc ? s->b_enc_slope[i] : 0;
        for (int e = w->start[i]; e < w->start[i + 1]; e++) {
            sum += w->dh[e];
            slope += w->dh[e];
        }
        s->sum[i] = sum;
        if (s->b_enc && !c->db)
            s->b_enc_slope[i] = slope;
    }
    for (int e = 0; s->b_enc && c->db && e < c->start[c->rows]; e++)
        s->b_enc_slope[c->index[e]] += c->db[e];
}

/* From f and dh to the slopes of D and E, and what reaches b_dec through x - b_dec. */
static void back(struct sp_sae *s)
{
    sp_sae_turn(s);
    for (int l = 0; l < s->levels; l++)
        sp_sae_gather(s, s->ways->f, error_row(s, l, 0), l ? s->width[l - 1] : 0,
                      s->width[l], s->D_slope);
    sp_sae_gather(s, s->ways->dh, s->x, 0, s->k, s->E_slope);
    sum_biases(s);
    for (int i = 0; s->settings->pre_bias && i < s->k; i++)
        if (s->sum[i] != 0)
            add(s->d, -s->sum[i], row(s->E, s, i), s->b_dec_slope);
}

/* What the penalty says of the norms of D. */
static void slope_norms(struct sp_sae *s)
{
    for (int i = 0; i < s->k; i++)
        if (s->norm_slope[i] != 0 && s->norm[i] > 0)
            add(s->d, s->norm_slope[i] / s->norm[i], row(s->D, s, i),
                row(s->D_slope, s, i));
}

double sp_sae_slope(struct sp_net *net, const struct sp_batch *batch)
{
    struct sp_sae *s = sp_sae_of(net);
    struct sp_codes *c = &s->codes;
    sp_require(batch->dense && batch->rows <= s->most && batch->features == s->d);
    memset(net->grad, 0, net->count * sizeof *net->grad);
    memset(s->norm_slope, 0, (size_t)s->k * sizeof *s->norm_slope);
    memset(s->sum, 0, (size_t)s->k * sizeof *s->sum);
    find_norms(s);
    center(s, batch->rows, batch->dense, s->x);
    find_codes(s, batch->rows);
    double loss = decode(s, batch->dense);
    if (s->law->back)
        loss += s->law->back(s, c);
    else
        memcpy(c->dh, c->df, (size_t)c->start[c->rows] * sizeof *c->dh);
    if (s->settings->norm == SP_NORM_FREE)
        slope_norms(s);
    back(s);
    if (s->settings->aux > 0)
        loss += sp_sae_aux(s);
    return loss;
}

void sp_sae_losses(struct sp_sae *s, int rows, const sp_real *x, double *loss)
{
    sp_require(rows <= s->most);
    find_norms(s);
    center(s, rows, x, s->x);
    find_codes(s, rows);
    reconstruct(s);
    for (int b = 0; b < rows; b++)
        loss[b] = rows * errors(s, b, x + (size_t)b * (size_t)s->d);
}

/* Codes at inference, panel by panel. */
void sp_sae_encode(struct sp_net *net, int rows, const sp_real *x, sp_real *f)
{
    struct sp_sae *s = sp_sae_of(net);
    struct sp_codes *c = &s->codes;
    size_t k = (size_t)s->k;
    memset(f, 0, (size_t)rows * k * sizeof *f);
    if (s->law->encode) {
        s->law->encode(s, rows, x, f);
        return;
    }
    int most = s->most < SP_SAE_PANEL ? s->most : SP_SAE_PANEL;
    find_norms(s);
    sp_sae_renew(s);
    for (int b = 0; b < rows; b += most) {
        int panel = rows - b < most ? rows - b : most;
        center(s, panel, x + (size_t)b * (size_t)s->d, s->x);
        c->rows = c->start[0] = 0;
        sp_sae_code(s, panel, s->x, false);
        for (int r = 0; r < panel; r++)
            for (int e = c->start[r]; e < c->start[r + 1]; e++)
                f[(size_t)(b + r) * k + (size_t)c->index[e]] = c->f[e];
    }
}

void sp_sae_decode(const struct sp_net *net, int rows, const sp_real *f, sp_real *y)
{
    const struct sp_sae *s = sp_sae_of(net);
    for (int b = 0; b < rows; b++, y += s->d) {
        memcpy(y, s->b_dec, (size_t)s->d * sizeof *y);
        for (int i = 0; i < s->k; i++, f++)
            if (*f != 0)
                add(s->d, *f, row(s->D, s, i), y);
    }
}
