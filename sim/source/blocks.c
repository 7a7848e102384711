/* Features in blocks of g neighbours, {0 .. g - 1}, {g .. 2 g - 1}, and so on, which
   are independent of each other; within a block any two events have correlation

       phi = (P(both) - p^2) / (p (1 - p))

   exactly, and every feature its density p.  What phi leaves open is the law
   (counts.h): of common source, exclusion, beta-binomial, or one Gaussian factor; they
   differ in how many are on and in three that are on together.  Or all features are one
   Markov chain (chain.h), with phi^|i - j|.  Features of one block that are on together
   may have correlated sizes too (shared_size.h).

   A row costs the blocks in which something is on: these are drawn as independent
   candidates, then how many are on in each, and who. */
#include <math.h>
#include <string.h>

#include "chain.h"
#include "counts.h"
#include "shared_size.h"
#include "subset.h"
#include "superpose/fault.h"

struct settings {
    int size, law;
    double phi, size_correlation;
};

#define AT(field) offsetof(struct settings, field)

static const char *const laws[] = {"common", "exclusion", "beta_binomial",
                                   "copula", "markov",    NULL};

static const struct sp_param params[] = {
    {"blocks.size", SP_INT, AT(size), "2", 1, 1e7, NULL,
     "features in a block; source.features must be a multiple of it; markov has one "
     "chain of all features"},
    {"blocks.law", SP_CHOICE, AT(law), "common", 0, 0, laws,
     "who is on together: by a common source, one excluding the others, a beta-drawn "
     "chance, one Gaussian factor, or a Markov chain"},
    {"blocks.phi", SP_REAL, AT(phi), "0.3", -1, 1, NULL,
     "correlation of the events of two features of a block (markov: of two "
     "neighbours); "
     "of common, beta_binomial, copula 0 to 1, of exclusion -p / (1 - p) to 0, of "
     "markov that to 1"},
    {"blocks.size_correlation", SP_REAL, AT(size_correlation), "0", 0, 1, NULL,
     "correlation of the normal numbers behind the sizes of features of a block that "
     "are on together"},
    {.key = NULL},
};

struct own {
    int law, size;
    const struct sp_mask *mask; /* of blocks in which something is on */
    const int *of;              /* (n / g) block's place in counts */
    const struct sp_counts *counts;
    bool *mark; /* (g), false */
    struct sp_chain chain;
    struct sp_shared_size sizes;
};

static int check_density(const struct sp_source *source, int law, int g)
{
    const double *p = source->density;
    for (int i = 0; i < source->n; i++) {
        if (p[i] != p[i - i % g])
            return sp_fault(SP_BAD,
                            "source.density: features %d and %d are of one block, but "
                            "have densities %g and %g; members of a block share a "
                            "density",
                            i - i % g, i, p[i - i % g], p[i]);
        if (law == SP_EXCLUSION && g * p[i] > 1 + 1e-12)
            return sp_fault(
                SP_BAD,
                "source.density: %d features that exclude each other cannot be on with "
                "density %g each: the largest density possible is 1/%d = %g",
                g, p[i], g, 1.0 / g);
    }
    return 0;
}

/* Both bounds are reached, though a text may miss them by rounding. */
static int check_phi(double p, int law, int g, double *phi)
{
    const double rounding = 1e-9;
    double least, most;
    sp_block_range((enum sp_block_law)law, g, p, &least, &most);
    if (*phi < least - rounding || *phi > most + rounding)
        return sp_fault(SP_BAD,
                        "blocks.phi: events of density %g in blocks of %d have a "
                        "correlation from %.6g to %.6g with law %s, not %g",
                        p, g, least, most, laws[law], *phi);
    *phi = fmin(fmax(*phi, least), most);
    return 0;
}

/* Counts for each density, which neighbouring blocks share. */
static int open_counts(struct sp_arena *a, struct sp_source *source, struct own *own,
                       double wish)
{
    int g = own->size, blocks = source->n / g, last = -1;
    int *of = SP_TAKE(a, blocks, int);
    double *any = SP_TAKE(a, blocks, double);
    struct sp_counts *counts = SP_TAKE(a, blocks, struct sp_counts);
    for (int b = 0; b < blocks; b++) {
        double p = source->density[b * g], phi = wish;
        if (last < 0 || counts[last].p != p) {
            if (check_phi(p, own->law, g, &phi))
                return SP_BAD;
            counts[++last] = sp_counts_make(a, (enum sp_block_law)own->law, g, p, phi);
        }
        of[b] = last;
        any[b] = counts[last].any;
        source->row_mean += g * p;
        source->row_variance += counts[last].variance;
        if (counts[last].most > source->together)
            source->together = counts[last].most;
    }
    own->of = of;
    own->counts = counts;
    own->mark = SP_TAKE(a, g, bool);
    own->mask = sp_mask_make(a, any, blocks);
    return 0;
}

static int open_chain(struct sp_source *source, struct own *own, double phi)
{
    double p = source->density[0];
    if (check_phi(p, SP_MARKOV, source->n, &phi))
        return SP_BAD;
    own->chain = sp_chain_make(source->n, p, phi);
    source->row_mean = source->n * p;
    source->row_variance = sp_chain_variance(&own->chain);
    source->together = sp_chain_most(&own->chain);
    return 0;
}

static int open(struct sp_arena *a, struct sp_source *source, const void *settings_of)
{
    const struct settings *settings = settings_of;
    bool markov = settings->law == SP_MARKOV;
    int g = markov ? source->n : settings->size;
    if (source->n % g)
        return sp_fault(
            SP_BAD,
            "blocks.size: %d features cannot be divided into blocks of %d; make "
            "source.features a multiple of blocks.size",
            source->n, g);
    if (check_density(source, settings->law, g))
        return SP_BAD;
    struct own *own = SP_TAKE(a, 1, struct own);
    own->law = settings->law;
    own->size = source->block = g;
    source->own = own;
    int code = markov ? open_chain(source, own, settings->phi)
                      : open_counts(a, source, own, settings->phi);
    return code ? code
                : sp_shared_size_open(source, "blocks.size_correlation",
                                      settings->size_correlation, &own->sizes);
}

/* The features of a block that are on, ascending in out; how many. */
static int fill_block(const struct own *own, struct sp_chances *c, int block, int *out,
                      int room)
{
    const struct sp_counts *counts = &own->counts[own->of[block]];
    int g = own->size, count = g > 1 ? sp_counts_draw(counts, sp_chance(c)) : 1;
    sp_require(count <= room);
    if (count == 1)
        out[0] = g > 1 ? (int)(sp_chance(c) * g) : 0;
    else
        sp_subset_draw(c, g, count, own->mark, out);
    for (int k = 0; k < count; k++)
        out[k] += block * g;
    return count;
}

/* Rows are written anew from the blocks of the mask, which are put aside. */
static void draw_blocks(const struct own *own, struct sp_lanes *lanes,
                        struct sp_chances *c, struct sp_batch *batch)
{
    sp_mask_draw(own->mask, lanes, batch);
    int at = 0, first = 0;
    size_t blocks = (size_t)batch->start[batch->rows];
    memcpy(batch->column, batch->index, blocks * sizeof *batch->index);
    for (int b = 0; b < batch->rows; b++) {
        int end = batch->start[b + 1];
        batch->start[b] = at;
        for (int k = first; k < end; k++)
            at += fill_block(own, c, batch->column[k], batch->index + at,
                             batch->room - at);
        first = end;
    }
    batch->start[batch->rows] = at;
}

static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    const struct own *own = source->own;
    struct sp_chances c = {.draws = source->draws, .lanes = lanes};
    if (own->law != SP_MARKOV) {
        draw_blocks(own, lanes, &c, batch);
        return;
    }
    int at = 0;
    for (int b = 0; b < batch->rows; b++) {
        batch->start[b] = at;
        at += sp_chain_draw(&own->chain, &c, batch->index + at, batch->room - at);
    }
    batch->start[batch->rows] = at;
}

static double joint(const struct sp_source *source, int i, int j)
{
    const struct own *own = source->own;
    if (own->law == SP_MARKOV)
        return sp_chain_both(&own->chain, i, j);
    return own->counts[own->of[i / own->size]].both;
}

static void resize(const struct sp_source *source, struct sp_lanes *lanes,
                   struct sp_batch *batch)
{
    const struct own *own = source->own;
    sp_shared_size_draw(&own->sizes, source, lanes, batch);
}

static double ratio(const struct sp_source *source, int i, int j)
{
    const struct own *own = source->own;
    return sp_shared_size_ratio(&own->sizes, source, i, j);
}

static const double *counts(const struct sp_source *source, int i)
{
    const struct own *own = source->own;
    if (own->law == SP_MARKOV)
        return NULL;
    return own->counts[own->of[i / own->size]].chance;
}

const struct sp_source_kind sp_source_blocks = {
    .self = {.name = "blocks",
             .doc = "Blocks of features whose events have a chosen correlation phi, "
                    "exactly, by one of several laws.",
             .cite = "Lunn and Davies 1998, Biometrika 85; Prentice 1986, J. Am. Stat. "
                     "Assoc. 81; Emrich and Piedmonte 1991, Am. Stat. 45",
             .own = params,
             .own_size = sizeof(struct settings)},
    .open = open,
    .draw = draw,
    .joint = joint,
    .resize = resize,
    .ratio = ratio,
    .counts = counts,
};
