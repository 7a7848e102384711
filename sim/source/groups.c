/* Features that come in sets of g neighbours, {0 .. g - 1}, {g .. 2 g - 1}, and so on.
   A set is on with probability P, independently of the other sets; then, in mode

     correlated:      all of its members are on      P(x_i != 0) = P
                                                     P(x_i, x_j != 0) = P
     anticorrelated:  one member, chosen uniformly   P(x_i != 0) = P / g
                                                     P(x_i, x_j != 0) = 0

   and the sizes of those that are on are independent.  From density p: with `marginal`
   P is chosen such that P(x_i != 0) = p (P = p and P = g p); without it P = p, as the
   paper has it.  Elhage et al. 2022, "Organization of correlated features". */
#include "superpose/fault.h"
#include "superpose/source.h"

enum { CORRELATED, ANTICORRELATED };

struct settings {
    int size, mode;
    bool marginal;
};

#define AT(field) offsetof(struct settings, field)

static const char *const modes[] = {"correlated", "anticorrelated", NULL};

static const struct sp_param params[] = {
    {"groups.size", SP_INT, AT(size), "2", 1, 1e6, NULL,
     "features in a set; source.features must be a multiple of it"},
    {"groups.mode", SP_CHOICE, AT(mode), "correlated", 0, 0, modes,
     "who is on in a set that is on: all members, or one of them"},
    {"groups.marginal", SP_BOOL, AT(marginal), "true", 0, 0, NULL,
     "true: source.density is that of each feature; false: that of each set"},
    {.key = NULL},
};

struct groups {
    int size, mode;
    const struct sp_mask *sets;
    double *chance; /* (n / size, size + 1) P(so many of a set are on) */
};

static int check(const struct sp_source *source, const struct settings *settings)
{
    int g = settings->size;
    const double *p = source->density;
    if (source->n % g)
        return sp_fault(
            SP_BAD,
            "groups.size: %d features cannot be divided into sets of %d; make "
            "source.features a multiple of groups.size",
            source->n, g);
    bool shared = settings->mode == ANTICORRELATED && settings->marginal;
    for (int i = 0; i < source->n; i++) {
        if (p[i] != p[i - i % g])
            return sp_fault(
                SP_BAD,
                "source.density: features %d and %d are of one set, but have "
                "densities %g and %g; members of a set share a density",
                i - i % g, i, p[i - i % g], p[i]);
        if (shared && g * p[i] > 1)
            return sp_fault(
                SP_BAD,
                "source.density: %d anticorrelated features cannot be on with "
                "density %g each, since one of them excludes the others: the "
                "largest density possible is 1/%d = %g",
                g, p[i], g, 1.0 / g);
    }
    return 0;
}

/* The density of each set, and what it makes of its members' and of the row's. */
static double *open_sets(struct sp_arena *a, struct sp_source *source,
                         const struct settings *settings)
{
    int g = settings->size, sets = source->n / g;
    bool all = settings->mode == CORRELATED;
    int on = all ? g : 1; /* members on in a set that is on */
    double *P = SP_TAKE(a, sets, double);
    for (int s = 0; s < sets; s++) {
        double p = source->density[s * g];
        P[s] = all || !settings->marginal ? p : g * p;
        for (int i = s * g; i < (s + 1) * g; i++)
            source->density[i] = all || settings->marginal ? p : p / g;
        source->row_mean += on * P[s];
        source->row_variance += (double)on * on * P[s] * (1 - P[s]);
    }
    return P;
}

static double *count_members(struct sp_arena *a, int sets,
                             const struct settings *settings, const double *P)
{
    int on = settings->mode == CORRELATED ? settings->size : 1;
    size_t width = (size_t)settings->size + 1;
    double *chance = SP_TAKE(a, (size_t)sets * width, double);
    for (int s = 0; s < sets; s++) {
        chance[(size_t)s * width] = 1 - P[s];
        chance[(size_t)s * width + (size_t)on] = P[s];
    }
    return chance;
}

static int open(struct sp_arena *a, struct sp_source *source, const void *own)
{
    const struct settings *settings = own;
    if (check(source, settings))
        return SP_BAD;
    struct groups *groups = SP_TAKE(a, 1, struct groups);
    groups->size = source->block = settings->size;
    groups->mode = settings->mode;
    const double *P = open_sets(a, source, settings);
    groups->sets = sp_mask_make(a, P, source->n / settings->size);
    groups->chance = count_members(a, source->n / settings->size, settings, P);
    source->own = groups;
    return 0;
}

static void choose(const struct sp_draws *draws, struct sp_lanes *lanes, int g,
                   struct sp_batch *batch)
{
    int sets = batch->start[batch->rows];
    for (int k = 0; k < sets; k += SP_LANES) {
        _Alignas(64) double u[SP_LANES];
        draws->uniform(lanes, 1, u);
        for (int l = 0; l < SP_LANES && k + l < sets; l++)
            batch->index[k + l] = batch->index[k + l] * g + (int)(u[l] * g);
    }
}

static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    const struct groups *groups = source->own;
    sp_mask_draw(groups->sets, lanes, batch);
    if (groups->mode == CORRELATED)
        sp_mask_spread(batch, groups->size);
    else
        choose(source->draws, lanes, groups->size, batch);
}

static double joint(const struct sp_source *source, int i, int j)
{
    (void)j;
    const struct groups *groups = source->own;
    return groups->mode == CORRELATED ? source->density[i] : 0;
}

static const double *counts(const struct sp_source *source, int i)
{
    const struct groups *groups = source->own;
    size_t set = (size_t)(i / groups->size), width = (size_t)groups->size + 1;
    return groups->chance + set * width;
}

const struct sp_source_kind sp_source_groups = {
    .self = {.name = "groups",
             .doc = "Features come in sets of equal size: the members of a set are on "
                    "together (correlated), or never two of them (anticorrelated).",
             .cite = "Elhage et al. 2022, Toy Models of Superposition, section "
                     "\"Organization of correlated and anticorrelated features\"",
             .own = params,
             .own_size = sizeof(struct settings)},
    .open = open,
    .draw = draw,
    .joint = joint,
    .counts = counts,
};
