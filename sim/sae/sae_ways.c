/* The products of an autoencoder.  The encoder's is dense: panels of rows times blocks
   of SP_HALF latents side by side.  All others cost the entries of the codes: rows of
   the batch for reconstructions, latents for slopes, so that each row of a sum is in
   registers while what is added to it passes. */
#include <string.h>

#include "sae_inside.h"

void sp_sae_take_ways(struct sp_arena *a, struct sp_sae *s, size_t room)
{
    struct sp_sae_ways *w = SP_TAKE(a, 1, struct sp_sae_ways);
    size_t blocks = ((size_t)s->k + SP_HALF - 1) / SP_HALF;
    *w = (struct sp_sae_ways){.plain = s->d % SP_HALF != 0,
                              .dense = sp_kernels_best(),
                              .sparse = sp_sparse_best(),
                              .from = SP_TAKE(a, s->most, int),
                              .to = SP_TAKE(a, s->most, int),
                              .start = SP_TAKE(a, s->k + 2, int),
                              .row = SP_TAKE(a, room, int),
                              .f = SP_TAKE(a, room, sp_real),
                              .dh = SP_TAKE(a, room, sp_real)};
    w->packed = SP_TAKE(a, blocks * SP_HALF * (size_t)s->d, sp_real);
    s->ways = w;
}

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

static size_t row(const struct sp_sae *s, int i)
{
    return (size_t)i * (size_t)s->d;
}

void sp_sae_pack(struct sp_sae *s)
{
    size_t d = (size_t)s->d;
    int whole = s->k / SP_HALF * SP_HALF;
    if (s->ways->plain)
        return;
    for (int i = 0; i < whole; i += SP_HALF)
        s->ways->dense->turn(SP_HALF, d, s->E + row(s, i), d,
                             s->ways->packed + row(s, i), SP_HALF);
    for (int i = whole; i < s->k; i++)
        for (size_t j = 0; j < d; j++)
            s->ways->packed[row(s, whole) + j * SP_HALF + (size_t)(i - whole)] =
                s->E[row(s, i) + j];
}

/* Latents i .. i + SP_HALF - 1, as many of them as there are. */
static void pre_block(struct sp_sae *s, int rows, const sp_real *xc, int i, sp_real *h)
{
    _Alignas(64) sp_real tile[SP_SAE_PANEL * SP_HALF];
    int count = s->k - i < SP_HALF ? s->k - i : SP_HALF;
    struct sp_product p = {.rows = rows,
                           .inner = s->d,
                           .lanes = SP_HALF,
                           .A = xc,
                           .row_step = (size_t)s->d,
                           .inner_step = 1,
                           .B = s->ways->packed + row(s, i),
                           .B_step = SP_HALF,
                           .C = tile,
                           .C_step = SP_HALF};
    memset(tile, 0, sizeof tile);
    for (int r = 0; s->b_enc && r < rows; r++)
        memcpy(tile + r * SP_HALF, s->b_enc + i, (size_t)count * sizeof *tile);
    s->ways->dense->product(&p);
    for (int r = 0; r < rows; r++)
        memcpy(h + (size_t)r * (size_t)s->k + i, tile + r * SP_HALF,
               (size_t)count * sizeof *h);
}

void sp_sae_pre(struct sp_sae *s, int rows, const sp_real *xc, sp_real *h)
{
    if (!s->ways->plain) {
        for (int i = 0; i < s->k; i += SP_HALF)
            pre_block(s, rows, xc, i, h);
        return;
    }
    for (int b = 0; b < rows; b++, xc += s->d)
        for (int i = 0; i < s->k; i++)
            *h++ = dot(s->d, xc, s->E + row(s, i)) + (s->b_enc ? s->b_enc[i] : 0);
}

/* Entries of each row whose latent is in [first, end), which are ascending. */
static struct sp_listed part(struct sp_sae *s, int first, int end)
{
    const struct sp_codes *c = &s->codes;
    struct sp_sae_ways *w = s->ways;
    for (int b = 0; b < c->rows; b++) {
        int from = c->start[b], to = c->start[b + 1];
        while (first > 0 && from < to && c->index[from] < first)
            from++;
        while (end < s->k && to > from && c->index[to - 1] >= end)
            to--;
        w->from[b] = from;
        w->to[b] = to;
    }
    size_t d = (size_t)s->d;
    return (struct sp_listed){c->rows, w->from, w->to, c->index, d, d, d};
}

void sp_sae_sum(struct sp_sae *s, const sp_real *value, int first, int end, sp_real *y)
{
    struct sp_listed l = part(s, first, end);
    if (!s->ways->plain)
        s->ways->sparse->blend(&l, value, s->D, y);
    else
        for (int b = 0; b < l.rows; b++)
            for (int e = l.from[b]; e < l.to[b]; e++)
                add(s->d, value[e], s->D + row(s, l.index[e]), y + row(s, b));
}

void sp_sae_dots(struct sp_sae *s, const sp_real *g, int first, int end, sp_real *out)
{
    struct sp_listed l = part(s, first, end);
    if (!s->ways->plain)
        s->ways->sparse->dots(&l, g, s->D, out);
    else
        for (int b = 0; b < l.rows; b++)
            for (int e = l.from[b]; e < l.to[b]; e++)
                out[e] = dot(s->d, g + row(s, b), s->D + row(s, l.index[e]));
}

/* After counting, start[i + 1] is where the next entry of latent i goes; when all are
   placed, it is where those of latent i end. */
void sp_sae_turn(struct sp_sae *s)
{
    const struct sp_codes *c = &s->codes;
    struct sp_sae_ways *w = s->ways;
    memset(w->start, 0, ((size_t)s->k + 2) * sizeof *w->start);
    for (int e = 0; e < c->start[c->rows]; e++)
        w->start[c->index[e] + 2]++;
    for (int i = 0; i < s->k; i++)
        w->start[i + 2] += w->start[i + 1];
    for (int b = 0; b < c->rows; b++)
        for (int e = c->start[b]; e < c->start[b + 1]; e++) {
            int to = w->start[c->index[e] + 1]++;
            w->row[to] = b;
            w->f[to] = c->f[e];
            w->dh[to] = c->dh[e];
        }
}

void sp_sae_gather(struct sp_sae *s, const sp_real *value, const sp_real *M, int first,
                   int end, sp_real *slope)
{
    const struct sp_sae_ways *w = s->ways;
    size_t d = (size_t)s->d;
    struct sp_listed l = {
        end - first, w->start + first, w->start + first + 1, w->row, d, d, d};
    if (!w->plain)
        w->sparse->blend(&l, value, M, slope + row(s, first));
    else
        for (int i = first; i < end; i++)
            for (int e = w->start[i]; e < w->start[i + 1]; e++)
                add(s->d, value[e], M + row(s, w->row[e]), slope + row(s, i));
}
