/* Pre-activations of those latents alone that can be on (screen.h).  Where few are,
   bounds of eight bits and some products cost half as much as all products.  Whether it
   paid is known afterwards; where it did not, it is left alone for some panels, twice
   as many each time.  Codes are the same either way. */
#include "sae_inside.h"

enum {
    LEAST_LATENTS = 512,
    LEAST_WIDTH = 64,
    SHARE = 8,   /* products of a latent in so many are taken, at most; each costs as
                    much as several of a dense product */
    LONGEST = 64 /* panels that are left alone */
};

struct sp_sae_screen {
    const struct sp_screening *by;
    struct sp_screen of;
    bool is_read, fits; /* E as it is now was looked at; and is of numbers that fit */
    int rest, last;     /* panels that are still left alone; as many as last time */
};

static struct sp_coarse take_coarse(struct sp_arena *a, size_t count, size_t d)
{
    return (struct sp_coarse){.unit = SP_TAKE(a, count, float),
                              .norm = SP_TAKE(a, count, float),
                              .miss = SP_TAKE(a, count, float),
                              .q = SP_TAKE(a, count * d, uint8_t)};
}

struct sp_sae_screen *sp_sae_take_screen(struct sp_arena *a, const struct sp_sae *s)
{
    const struct sp_screening *by = s->ways->sparse->screen;
    if (!by || !s->law->wished || s->ways->plain || s->k < LEAST_LATENTS ||
        s->d < LEAST_WIDTH || s->d > SP_SCREEN_MOST)
        return NULL;
    struct sp_sae_screen *screen = SP_TAKE(a, 1, struct sp_sae_screen);
    size_t k = (size_t)(s->k + SP_SCREEN_LANES - 1) / SP_SCREEN_LANES * SP_SCREEN_LANES;
    size_t d = (size_t)s->d, chunks = (d + SP_SCREEN_CHUNK - 1) / SP_SCREEN_CHUNK;
    bool unit = s->settings->norm == SP_NORM_UNIT;
    screen->by = by;
    screen->of = (struct sp_screen){
        .k = s->k,
        .d = s->d,
        .E = s->E,
        .b = s->b_enc,
        .norm = unit ? NULL : s->norm,
        .vectors = take_coarse(a, k, d),
        .rows = take_coarse(a, SP_SCREEN_ROWS, d),
        .bias = SP_TAKE(a, k, float),
        .offset = SP_TAKE(a, 2 * k * chunks, int16_t),
        .step = k + SP_SCREEN_LANES, /* no power of two: see sae_ways.c */
        .index = SP_TAKE(a, k + SP_SLACK, int),
        .value = SP_TAKE(a, k + SP_SLACK, sp_real),
        .score = SP_TAKE(a, k + SP_SLACK, sp_real),
    };
    screen->of.u = SP_TAKE(a, SP_SCREEN_ROWS * screen->of.step, sp_real);
    return screen;
}

void sp_sae_renew_screen(struct sp_sae_screen *screen)
{
    screen->is_read = false;
}

/* Gives how many products were taken, or -1. */
static int refine(struct sp_sae_screen *screen, int rows, const sp_real *xc, int wished,
                  sp_real *h)
{
    const struct sp_screen *of = &screen->of;
    int most = of->k / SHARE, all = 0;
    if (!screen->by->rows(&screen->of, rows, xc))
        return -1;
    for (int r = 0; r < rows; r++, xc += of->d, h += of->k) {
        int count = screen->by->refine(&screen->of, r, xc, wished, 2 * most, h);
        if (count < 0)
            return -1;
        all += count;
    }
    return all;
}

bool sp_sae_pre_some(struct sp_sae *s, int rows, const sp_real *xc, int wished,
                     sp_real *h)
{
    struct sp_sae_screen *screen = s->ways->screen;
    if (!screen || s->ways->plain || wished > s->k / SHARE / 2)
        return false;
    if (screen->rest > 0) {
        screen->rest--;
        return false;
    }
    if (!screen->is_read)
        screen->fits = screen->by->vectors(&screen->of);
    screen->is_read = true;
    int count = screen->fits ? refine(screen, rows, xc, wished, h) : -1;
    bool paid = count >= 0 && count <= rows * (s->k / SHARE);
    screen->last = paid                             ? 0
                   : 2 * screen->last + 1 < LONGEST ? 2 * screen->last + 1
                                                    : LONGEST;
    screen->rest = screen->last;
    return count >= 0;
}
