/* What all sources share: settings, opening, room, moments. */
#include "superpose/source.h"

#include "superpose/fault.h"

static const char *const density_laws[] = {"equal", "zipf", "geometric", "log", NULL};
static const char *const importance_laws[] = {"uniform", "geometric", "power",
                                              "values",  "last",      NULL};
static const char *const sizes[] = {"uniform",     "constant",   "exponential",
                                    "half_normal", "log_normal", "signed_uniform",
                                    NULL};

#define AT(field) offsetof(struct sp_source_settings, field)

const struct sp_param sp_source_params[] = {
    {"source.features", SP_INT, AT(features), "20", 1, 1e6, NULL,
     "n, the number of features"},
    {"source.density", SP_REALS, AT(density), "0.1", 1e-12, 1, NULL,
     "p = 1 - S, the probability that a feature is on: one for all (or the first of "
     "the "
     "density law), or one per feature"},
    {"source.density_law", SP_CHOICE, AT(density_law), "equal", 0, 0, density_laws,
     "how density changes with feature i = 0, 1, ..: zipf p (i + 1)^-exponent, "
     "geometric "
     "p ratio^i, log evenly in log p from density to density_last"},
    {"source.density_exponent", SP_REAL, AT(density_exponent), "1", 0, 10, NULL,
     "exponent of density law zipf"},
    {"source.density_ratio", SP_REAL, AT(density_ratio), "0.9", 1e-6, 1, NULL,
     "ratio of neighbours in density law geometric"},
    {"source.density_last", SP_REAL, AT(density_last), "0.001", 1e-12, 1, NULL,
     "density of the last feature in density law log"},
    {"source.density_file", SP_FILE, AT(density_file), "", 0, 0, NULL,
     "text or .npy file with n densities, used in place of density"},
    {"source.size", SP_CHOICE, AT(size), "uniform", 0, 0, sizes,
     "law of a feature's size when it is on"},
    {"source.size_scale", SP_REAL, AT(size_scale), "1", 1e-6, 1e6, NULL,
     "factor of every size"},
    {"source.size_sigma", SP_REAL, AT(size_sigma), "1", 0, 5, NULL,
     "log_normal: standard deviation of the logarithm of a size"},
    {"source.importance", SP_CHOICE, AT(importance), "uniform", 0, 0, importance_laws,
     "weight I of feature i in the loss: uniform 1, geometric ratio^i, power (i + 1)"
     "^-exponent, values as given, last 1 but for the last feature, which has ratio"},
    {"source.importance_values", SP_REALS, AT(importance_values), "[]", 0, 1e9, NULL,
     "importance law values: one per feature"},
    {"source.importance_ratio", SP_REAL, AT(importance_ratio), "0.9", 1e-9, 1e9, NULL,
     "ratio of importance laws geometric and last"},
    {"source.importance_exponent", SP_REAL, AT(importance_exponent), "1", 0, 10, NULL,
     "exponent of importance law power"},
    {"source.importance_file", SP_FILE, AT(importance_file), "", 0, 0, NULL,
     "importance law values: text or .npy file with one per feature"},
    {"source.unit_norm", SP_BOOL, AT(unit_norm), "false", 0, 0, NULL,
     "rescale every example that is not zero to Euclidean norm 1"},
    {.key = NULL},
};

int sp_source_open(struct sp_arena *a, const struct sp_source_kind *kind,
                   const struct sp_source_settings *settings, const void *own,
                   struct sp_source *out)
{
    int n = settings->features;
    *out = (struct sp_source){
        .kind = kind,
        .n = n,
        .density = SP_TAKE(a, n, double),
        .importance = SP_TAKE(a, n, double),
        .size = &sp_size_laws[settings->size],
        .scale = settings->size_scale,
        .sigma = settings->size_sigma,
        .unit_norm = settings->unit_norm,
        .draws = sp_draws_best(),
    };
    int code = sp_density_law(a, settings, out->density);
    if (!code)
        code = sp_importance_law(a, settings, out->importance);
    return code ? code : kind->open(a, out, own);
}

/* Bernstein 1924: a sum of independent terms, none more than b above its mean, exceeds
   its mean by t with probability at most exp(-t^2 / (2 v + 2 b t / 3)), v its variance.
   Solved for t at probability e^-72; a block has at most `block` features on. */
double sp_source_room(const struct sp_source *source, int rows)
{
    const double risk = 72;
    double most = (double)rows * source->n, third = source->block * risk / 3;
    double variance = rows * source->row_variance;
    double above = third + sqrt(third * third + 2 * risk * variance);
    double room = ceil(rows * source->row_mean + above);
    return room < most ? room : most;
}

/* E v of a feature that is on. */
static double mean_size(const struct sp_source *source)
{
    return source->scale * source->size->mean(source->sigma);
}

double sp_source_mean(const struct sp_source *source, int i)
{
    return source->density[i] * mean_size(source);
}

double sp_source_variance(const struct sp_source *source, int i)
{
    double square = source->scale * source->scale * source->size->square(source->sigma);
    double mean = sp_source_mean(source, i);
    return source->density[i] * square - mean * mean;
}

/* Sizes are independent of each other and of who is on. */
double sp_source_covariance(const struct sp_source *source, int i, int j)
{
    if (i == j)
        return sp_source_variance(source, i);
    if (i / source->block != j / source->block)
        return 0;
    double both = source->kind->joint(source, i, j), size = mean_size(source);
    return (both - source->density[i] * source->density[j]) * size * size;
}
