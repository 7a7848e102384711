/* Events that are correlated through normal numbers: feature i is on when z_i > t_i,
   with z normal, of mean 0 and correlations C_ij, and t_i such that its density is
   p_i.  For latent correlation c the events have

       phi = (P(both) - p_i p_j) / sqrt(p_i (1 - p_i) p_j (1 - p_j))

   with P(both) = P(z_i > t_i, z_j > t_j), which is less than c: p = 0.4 and c = 0.4
   give phi = 0.26.  Where copula.phi asks for phi, c is solved for.  C is of a form:
   `star`, feature 0 with each other one; `equal`; `random`; from a `file`; or of low
   rank, from `factors` with random loads (factors.h).  A row costs n^2 with a full
   matrix, n x rank with dense factors, and with `single` factors (each feature loads on
   one of them) the features that are on.  Chanin and Garriga-Alonso 2025
   (arXiv:2508.16560), 2026 (arXiv:2602.14687). */
#include "copula.h"

#include <math.h>

#include "factors.h"
#include "skips.h"
#include "superpose/fault.h"
#include "superpose/npy.h"

enum { STAR, EQUAL, RANDOM, FROM_FILE, FACTORS, SINGLE };

struct settings {
    int form, rank;
    struct sp_reals phi;
    double correlation, load, uncorrelated, least, most;
    const char *file;
};

#define AT(field) offsetof(struct settings, field)

static const char *const forms[] = {"star",    "equal",  "random", "file",
                                    "factors", "single", NULL};

static const struct sp_param params[] = {
    {"copula.form", SP_CHOICE, AT(form), "equal", 0, 0, forms,
     "latent correlations: of feature 0 with all, of all pairs, random, from a file, "
     "or by "
     "factors"},
    {"copula.correlation", SP_REAL, AT(correlation), "0.3", -1, 1, NULL,
     "star, equal: the latent correlation"},
    {"copula.phi", SP_REALS, AT(phi), "[]", -1, 1, NULL,
     "star, equal: the correlation that the events shall have, in place of "
     "copula.correlation; equal takes it with one density for all"},
    {"copula.uncorrelated", SP_REAL, AT(uncorrelated), "0.3", 0, 1, NULL,
     "random: share of pairs without correlation"},
    {"copula.least", SP_REAL, AT(least), "0.1", 0, 1, NULL,
     "random: least strength of others"},
    {"copula.most", SP_REAL, AT(most), "0.8", 0, 1, NULL,
     "random: largest strength of others, before the matrix is made positive"},
    {"copula.file", SP_FILE, AT(file), "", 0, 0, NULL,
     "file: .npy with (features, features) latent correlations"},
    {"copula.rank", SP_INT, AT(rank), "25", 1, 1024, NULL, "factors, single: how many"},
    {"copula.load", SP_REAL, AT(load), "0.1", 0, 1, NULL,
     "factors: standard deviation of loads; single: loads are this x sqrt(rank)"},
    {.key = NULL},
};

struct own {
    struct sp_factors *factors; /* factors, single; else */
    double *C, *L;              /* (n, n) */
    double *threshold;          /* (n) */
    double *e;                  /* (n) of one row */
    struct sp_skips *skips;     /* single */
    int *list;                  /* (n) of one row */
};

static int read_matrix(struct sp_arena *a, const char *path, int n, double *C)
{
    struct sp_matrix matrix = {0};
    int code = *path ? sp_npy_read(a, path, &matrix)
                     : sp_fault(SP_BAD, "copula.form is `file`, but copula.file names "
                                        "none");
    if (code)
        return code;
    if (matrix.rows != (size_t)n || matrix.columns != (size_t)n)
        return sp_fault(SP_BAD,
                        "copula.file: %s holds %zu x %zu numbers for %d features", path,
                        matrix.rows, matrix.columns, n);
    for (size_t i = 0; i < (size_t)n; i++)
        for (size_t j = 0; j < (size_t)n; j++) {
            double c = matrix.value[i * (size_t)n + j];
            double other = matrix.value[j * (size_t)n + i];
            if (fabs(c - other) > 1e-6 || (i == j && fabs(c - 1) > 1e-6))
                return sp_fault(
                    SP_BAD,
                    "copula.file: row %zu, column %zu (from 0) of %s is %g; "
                    "a correlation matrix is symmetric with ones on its "
                    "diagonal",
                    i, j, path, c);
            C[i * (size_t)n + j] = c;
        }
    return 0;
}

static int check_wish(const struct settings *settings)
{
    if (settings->phi.count > 1)
        return sp_fault(SP_BAD, "copula.phi: %d numbers; give one for all pairs",
                        settings->phi.count);
    if (settings->phi.count && settings->form != STAR && settings->form != EQUAL)
        return sp_fault(SP_BAD,
                        "copula.phi: only the forms star and equal solve for a wished "
                        "correlation, and copula.form is %s",
                        forms[settings->form]);
    return 0;
}

/* C of the form asked for. */
static int fill_matrix(struct sp_arena *a, const struct sp_source *source,
                       const struct settings *settings, struct own *own)
{
    int n = source->n;
    if (settings->form == FROM_FILE)
        return read_matrix(a, settings->file, n, own->C);
    if (settings->phi.count)
        return sp_correlation_wished(source, own->threshold, settings->form == STAR,
                                     settings->phi.value[0], own->C);
    if (settings->form == RANDOM)
        sp_correlation_random(a, n, settings->uncorrelated, settings->least,
                              settings->most, (uint64_t)source->law_seed, own->C);
    else if (settings->form == STAR)
        sp_correlation_star(n, settings->correlation, own->C);
    else
        sp_correlation_equal(n, settings->correlation, own->C);
    return 0;
}

static int open_matrix(struct sp_arena *a, const struct sp_source *source,
                       const struct settings *settings, struct own *own)
{
    int n = source->n;
    if (n > SP_COPULA_MOST)
        return sp_fault(SP_BAD,
                        "copula.form: a full matrix is for %d features at most, and "
                        "there are %d; choose factors or single",
                        SP_COPULA_MOST, n);
    size_t count = (size_t)n * (size_t)n;
    own->C = SP_TAKE(a, count, double);
    own->L = SP_TAKE(a, count, double);
    own->e = SP_TAKE(a, n, double);
    int code = fill_matrix(a, source, settings, own);
    if (code)
        return code;
    for (size_t k = 0; k < count; k++)
        own->L[k] = own->C[k];
    if (sp_correlation_factor(n, own->L))
        return 0;
    return sp_fault(SP_BAD,
                    "copula.%s: no %d normal numbers have these correlations; "
                    "ask for weaker ones",
                    settings->form == FROM_FILE ? "file"
                    : settings->phi.count       ? "phi"
                                                : "correlation",
                    n);
}

static double correlation(const struct own *own, int n, int i, int j)
{
    return own->factors ? sp_factors_correlation(own->factors, i, j)
                        : own->C[(size_t)i * (size_t)n + (size_t)j];
}

static double joint(const struct sp_source *source, int i, int j)
{
    const struct own *own = source->own;
    return sp_both_above(own->threshold[i], own->threshold[j],
                         correlation(own, source->n, i, j));
}

/* Sum over i != j of Cov(on_i, on_j): all pairs of few features, or a sample of pairs.
   */
static double covariances(const struct sp_source *source)
{
    enum { FEW = 256, PAIRS = 20000 };
    struct sp_rng rng = sp_rng_make((uint64_t)source->law_seed, SP_USE_BOOTSTRAP);
    const double *p = source->density;
    double sum = 0, n = source->n;
    for (int i = 0; source->n <= FEW && i < source->n; i++)
        for (int j = 0; j < i; j++)
            sum += 2 * (joint(source, i, j) - p[i] * p[j]);
    for (int k = 0; source->n > FEW && k < PAIRS; k++) {
        int i = (int)sp_rng_below(&rng, (uint64_t)source->n);
        int j = (int)sp_rng_below(&rng, (uint64_t)source->n - 1);
        j += j >= i;
        sum += (joint(source, i, j) - p[i] * p[j]) * n * (n - 1) / PAIRS;
    }
    return sum;
}

/* A row may hold any number of features that are strongly correlated; with weak single
   loads so many at most, but with a probability that does not count. */
static int most_together(const struct sp_source *source,
                         const struct settings *settings)
{
    const double many = 1000 + 20 * (source->row_mean + 4 * sqrt(source->row_variance));
    bool weak =
        settings->form == SINGLE && settings->load * sqrt(settings->rank) <= 0.6;
    return weak && many < source->n ? (int)many : source->n;
}

static int open(struct sp_arena *a, struct sp_source *source, const void *settings_of)
{
    const struct settings *settings = settings_of;
    struct own *own = SP_TAKE(a, 1, struct own);
    int n = source->n, code = check_wish(settings);
    bool single = settings->form == SINGLE;
    if (code)
        return code;
    source->own = own;
    source->block = n;
    own->list = SP_TAKE(a, n, int);
    own->threshold = SP_TAKE(a, n, double);
    for (int i = 0; i < n; i++)
        own->threshold[i] = sp_threshold(source->density[i]);
    if (single || settings->form == FACTORS)
        own->factors = sp_factors_make(a, n, settings->rank, settings->load, single,
                                       source->density, (uint64_t)source->law_seed);
    else
        code = open_matrix(a, source, settings, own);
    if (code)
        return code;
    if (single)
        own->skips = sp_skips_make(a, own->factors, NULL, n);
    for (int i = 0; i < n; i++) {
        source->row_mean += source->density[i];
        source->row_variance += source->density[i] * (1 - source->density[i]);
    }
    source->row_variance = fmax(source->row_variance + covariances(source), 0);
    source->together = most_together(source, settings);
    return 0;
}

/* Features of one row that are on, ascending; how many. */
static int draw_matrix(const struct own *own, int n, struct sp_chances *c)
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        const double *L = own->L + (size_t)i * (size_t)n;
        double z = 0;
        own->e[i] = sp_chance_normal(c);
        for (int k = 0; k <= i; k++)
            z += L[k] * own->e[k];
        if (z > own->threshold[i])
            own->list[count++] = i;
    }
    return count;
}

static int draw_factors(const struct own *own, int n, struct sp_chances *c)
{
    int count = 0;
    sp_factors_draw(own->factors, c);
    if (own->skips)
        return sp_skips_draw(own->skips, c, own->list);
    for (int i = 0; i < n; i++)
        if (sp_factors_on(own->factors, i, sp_chance(c)))
            own->list[count++] = i;
    return count;
}

static void draw(const struct sp_source *source, struct sp_lanes *lanes,
                 struct sp_batch *batch)
{
    const struct own *own = source->own;
    struct sp_chances c = {.draws = source->draws, .lanes = lanes};
    int at = 0;
    for (int b = 0; b < batch->rows; b++) {
        int count = own->factors ? draw_factors(own, source->n, &c)
                                 : draw_matrix(own, source->n, &c);
        batch->start[b] = at;
        sp_require(count <= batch->room - at);
        for (int k = 0; k < count; k++)
            batch->index[at++] = own->list[k];
    }
    batch->start[batch->rows] = at;
}

const struct sp_source_kind sp_source_copula = {
    .self = {.name = "copula",
             .doc = "Features whose events are correlated through normal numbers, with "
                    "chosen latent correlations.",
             .cite = "Chanin and Garriga-Alonso 2025, arXiv:2508.16560; 2026, "
                     "arXiv:2602.14687",
             .own = params,
             .own_size = sizeof(struct settings)},
    .open = open,
    .draw = draw,
    .joint = joint,
};
