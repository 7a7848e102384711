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
    size_t longer = (size_t)(s->k > s->most ? s->k : s->most);
    *w = (struct sp_sae_ways){.plain = s->d % SP_HALF != 0,
                              .dense = sp_kernels_best(),
                              .sparse = sp_sparse_best(),
                              .blocks = SP_TAKE(a, longer * (size_t)s->d, sp_real),
                              .from = SP_TAKE(a, longer, int),
                              .to = SP_TAKE(a, longer, int),
                              .stop = SP_TAKE(a, longer, int),
                              .start = SP_TAKE(a, s->k + 2, int),
                              .row = SP_TAKE(a, room, int),
                              .f = SP_TAKE(a, room, sp_real),
                              .dh = SP_TAKE(a, room, sp_real)};
    w->packed = SP_TAKE(a, blocks * SP_HALF * (size_t)s->d, sp_real);
    s->ways = w;
    w->screen = sp_sae_take_screen(a, s);
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

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void pack(struct sp_sae *s)
{
    size_t d = (size_t)s->d;
    int whole = s->k / SP_HALF * SP_HALF;
    for (int i = 0; i < whole; i += SP_HALF)
        s->ways->dense->turn(SP_HALF, d, s->E + row(s, i), d,
                             s->ways->packed + row(s, i), SP_HALF);
    for (int i = whole; i < s->k; i++)
        for (size_t j = 0; j < d; j++)
            s->ways->packed[row(s, whole) + j * SP_HALF + (size_t)(i - whole)] =
                s->E[row(s, i) + j];
}

void sp_sae_renew(struct sp_sae *s)
{
    s->ways->is_packed = false;
    if (s->ways->screen)
        sp_sae_renew_screen(s->ways->screen);
}

/* Latents i .. i + SP_HALF - 1, as many of them as there are, through a tile: rows of
   h are often a power of two apart, and would drive each other out of the cache. */
static void pre_block(const struct sp_sae *s, int rows, const sp_real *xc, int i,
                      sp_real *h)
{
    _Alignas(64) sp_real tile[SP_SAE_PANEL][SP_HALF];
    sp_real bias[SP_HALF] = {0};
    size_t d = (size_t)s->d, k = (size_t)s->k;
    size_t count = least(SP_HALF, k - (size_t)i);
    struct sp_product p = {
        rows,    s->d,    SP_HALF, xc, d, 1, s->ways->packed + row(s, i),
        SP_HALF, tile[0], SP_HALF};
    if (s->b_enc)
        memcpy(bias, s->b_enc + i, count * sizeof *bias);
    for (int r = 0; r < rows; r++)
        memcpy(tile[r], bias, sizeof bias);
    s->ways->dense->product(&p);
    h += i;
    if (count == SP_HALF)
        for (int r = 0; r < rows; r++, h += k)
            memcpy(h, tile[r], sizeof tile[r]);
    else
        for (int r = 0; r < rows; r++, h += k)
            memcpy(h, tile[r], count * sizeof *h);
}

void sp_sae_pre(struct sp_sae *s, int rows, const sp_real *xc, sp_real *h)
{
    if (!s->ways->plain && !s->ways->is_packed)
        pack(s);
    s->ways->is_packed = true;
    for (int i = 0; !s->ways->plain && i < s->k; i += SP_HALF)
        pre_block(s, rows, xc, i, h);
    if (!s->ways->plain)
        return;
    for (int b = 0; b < rows; b++, xc += s->d)
        for (int i = 0; i < s->k; i++)
            *h++ = dot(s->d, xc, s->E + row(s, i)) + (s->b_enc ? s->b_enc[i] : 0);
}

void sp_sae_code(struct sp_sae *s, int rows, const sp_real *xc, bool training)
{
    int wished = s->law->wished ? s->law->wished(s, training) : 0;
    if (!s->law->wished || !sp_sae_pre_some(s, rows, xc, wished, s->h))
        sp_sae_pre(s, rows, xc, s->h);
    s->law->select(s, rows, s->h, training, &s->codes);
}

/* A sum over lists: rows of M (count, d), and where they go or what they meet. */
struct sum {
    struct sp_listed l;           /* (rows) */
    int count;                    /* rows of M */
    const sp_real *value, *M, *R; /* R: dot products with its rows, else sums */
    sp_real *out;
};

/* Rows of lists and of M that are worked on together, and columns: strips of a block
   of M, 16 KB in float, stay in the first cache.  It pays where a row has several
   entries in a block: at 42 % on it makes a step twice as fast (docs/performance.md),
   while the crossing itself was not searched for. */
enum { BLOCK = 64, DENSE = 8 };

/* M in blocks of rows, each in strips of columns: row i of a block of n and column j
   of a strip of w that begins at column c are at c n + i w + j behind its begin. */
static void cut(size_t count, size_t d, const sp_real *M, sp_real *out)
{
    for (size_t first = 0; first < count; first += BLOCK) {
        size_t n = least(BLOCK, count - first);
        for (size_t c = 0; c < d; c += BLOCK) {
            size_t w = least(BLOCK, d - c);
            for (size_t i = 0; i < n; i++, out += w)
                memcpy(out, M + (first + i) * d + c, w * sizeof *out);
        }
    }
}

/* All strips of a block of M, whose first row is number `first`, for the entries that
   from and to of L say. */
static void sum_block(const struct sp_sae_ways *w, const struct sum *sum,
                      struct sp_listed l, size_t first, size_t row)
{
    size_t d = l.step, n = least(BLOCK, (size_t)sum->count - first);
    for (size_t c = 0; c < d; c += BLOCK) {
        l.width = l.M_step = least(BLOCK, d - c);
        const sp_real *M = w->blocks + first * d + c * n - first * l.width;
        if (sum->R)
            w->sparse->dots(&l, sum->R + row * d + c, M, c > 0, sum->out);
        else
            w->sparse->blend(&l, sum->value, M, sum->out + row * d + c);
    }
}

/* The first entry from `at`, before `stop`, whose row of M is `end` or later; it
   should be near `guess` entries on. */
static int entry_from(const int *index, int at, int stop, int guess, int end)
{
    int e = stop - at < guess ? stop : at + guess;
    while (e > at && index[e - 1] >= end)
        e--;
    while (e < stop && index[e] < end)
        e++;
    return e;
}

/* The same sums in the same order, block by block. */
static void sum_in_blocks(struct sp_sae_ways *w, const struct sum *sum, int guess)
{
    const struct sp_listed *l = &sum->l;
    cut((size_t)sum->count, l->step, sum->M, w->blocks);
    memcpy(w->stop, l->to, (size_t)l->rows * sizeof *l->to);
    memmove(w->from, l->from, (size_t)l->rows * sizeof *l->from);
    for (int row = 0; row < l->rows; row += BLOCK) {
        struct sp_listed some = *l;
        some.rows = l->rows - row < BLOCK ? l->rows - row : BLOCK;
        some.from = w->from + row;
        some.to = w->to + row;
        for (int first = 0; first < sum->count; first += BLOCK) {
            for (int r = row; r < row + some.rows; r++)
                w->to[r] =
                    entry_from(l->index, w->from[r], w->stop[r], guess, first + BLOCK);
            sum_block(w, sum, some, (size_t)first, (size_t)row);
            memcpy(w->from + row, w->to + row, (size_t)some.rows * sizeof *w->to);
        }
    }
}

static void sum_plainly(const struct sum *sum)
{
    const struct sp_listed *l = &sum->l;
    int d = (int)l->width;
    for (int r = 0; r < l->rows; r++)
        for (int e = l->from[r]; e < l->to[r]; e++) {
            const sp_real *M = sum->M + (size_t)l->index[e] * l->M_step;
            if (sum->R)
                sum->out[e] = dot(d, sum->R + (size_t)r * l->step, M);
            else
                add(d, sum->value[e], M, sum->out + (size_t)r * l->step);
        }
}

static void take_sum(struct sp_sae_ways *w, const struct sum *sum)
{
    long entries = 0;
    for (int r = 0; r < sum->l.rows; r++)
        entries += sum->l.to[r] - sum->l.from[r];
    double mean = (double)entries * BLOCK / ((double)sum->l.rows * sum->count);
    if (w->plain)
        sum_plainly(sum);
    else if (mean >= DENSE && sum->count > BLOCK)
        sum_in_blocks(w, sum, (int)mean);
    else if (sum->R)
        w->sparse->dots(&sum->l, sum->R, sum->M, false, sum->out);
    else
        w->sparse->blend(&sum->l, sum->value, sum->M, sum->out);
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
    struct sum sum = {
        .l = part(s, first, end), .count = s->k, .value = value, .M = s->D, .out = y};
    take_sum(s->ways, &sum);
}

void sp_sae_dots(struct sp_sae *s, const sp_real *g, int first, int end, sp_real *out)
{
    struct sum sum = {
        .l = part(s, first, end), .count = s->k, .M = s->D, .R = g, .out = out};
    take_sum(s->ways, &sum);
}

/* Latents whose lists grow at the same time: their ends stay in the second cache. */
enum { TURN = 512 };

/* Entries from w->from on, of latents before `end`. */
static void turn_some(const struct sp_codes *c, const struct sp_sae_ways *w, int end)
{
    const int *restrict index = c->index;
    const sp_real *restrict f = c->f, *restrict dh = c->dh;
    int *restrict next = w->start + 1, *restrict row = w->row;
    sp_real *restrict f_of = w->f, *restrict dh_of = w->dh;
    for (int b = 0; b < c->rows; b++) {
        int e = w->from[b], stop = c->start[b + 1];
        for (; e < stop && index[e] < end; e++) {
            int to = next[index[e]]++;
            row[to] = b;
            f_of[to] = f[e];
            dh_of[to] = dh[e];
        }
        w->from[b] = e;
    }
}

static void count_latents(const struct sp_codes *c, int *restrict count)
{
    const int *restrict index = c->index;
    for (int e = 0; e < c->start[c->rows]; e++)
        count[index[e]]++;
}

/* After counting, start[i + 1] is where the next entry of latent i goes; when all are
   placed, it is where those of latent i end. */
void sp_sae_turn(struct sp_sae *s)
{
    const struct sp_codes *c = &s->codes;
    struct sp_sae_ways *w = s->ways;
    memset(w->start, 0, ((size_t)s->k + 2) * sizeof *w->start);
    count_latents(c, w->start + 2);
    for (int i = 0; i < s->k; i++)
        w->start[i + 2] += w->start[i + 1];
    memcpy(w->from, c->start, (size_t)c->rows * sizeof *w->from);
    for (int first = 0; first < s->k; first += TURN)
        turn_some(c, w, first + TURN);
}

void sp_sae_gather(struct sp_sae *s, const sp_real *value, const sp_real *M, int first,
                   int end, sp_real *slope)
{
    const struct sp_sae_ways *w = s->ways;
    size_t d = (size_t)s->d;
    struct sum sum = {
        .l = {end - first, w->start + first, w->start + first + 1, w->row, d, d, d},
        .count = s->codes.rows,
        .value = value,
        .M = M,
        .out = slope + row(s, first)};
    take_sum(s->ways, &sum);
}
