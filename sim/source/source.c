/* What all sources share: settings, opening, room, moments. */
#include "superpose/source.h"

#include "control.h"
#include "superpose/fault.h"

static const char *const density_laws[] = {"equal", "zipf",         "geometric",
                                           "log",   "zipf_between", NULL};
static const char *const importance_laws[] = {"uniform", "geometric", "power",
                                              "values",  "last",      NULL};
static const char *const sizes[] = {"uniform",     "constant",   "exponential",
                                    "half_normal", "log_normal", "signed_uniform",
                                    "normal",      NULL};

const char *const sp_control_names[] = {"none", "shuffle", "l0", NULL};

#define AT(field) offsetof(struct sp_source_settings, field)

const struct sp_param sp_source_params[] = {
    {"source.features", SP_INT, AT(features), "20", 1, 1e7, NULL,
     "n, the number of features"},
    {"source.density", SP_REALS, AT(density), "0.1", 1e-12, 1, NULL,
     "p = 1 - S, the probability that a feature is on: one for all (or the first of "
     "the density law), or one per feature"},
    {"source.density_law", SP_CHOICE, AT(density_law), "equal", 0, 0, density_laws,
     "how density changes with feature i = 0, 1, ..: zipf p (i + 1)^-exponent, "
     "geometric p ratio^i, log evenly in log p from density to density_last, "
     "zipf_between (i + 1)^-exponent stretched to these two"},
    {"source.density_exponent", SP_REAL, AT(density_exponent), "1", 0, 10, NULL,
     "exponent of density laws zipf and zipf_between"},
    {"source.density_ratio", SP_REAL, AT(density_ratio), "0.9", 1e-6, 1, NULL,
     "ratio of neighbours in density law geometric"},
    {"source.density_last", SP_REAL, AT(density_last), "0.001", 1e-12, 1, NULL,
     "density of the last feature in density laws log and zipf_between"},
    {"source.density_file", SP_FILE, AT(density_file), "", 0, 0, NULL,
     "text or .npy file with n densities, used in place of density"},
    {"source.size", SP_CHOICE, AT(size), "uniform", 0, 0, sizes,
     "law of a feature's size when it is on"},
    {"source.size_scale", SP_REAL, AT(size_scale), "1", 1e-6, 1e6, NULL,
     "factor of every size"},
    {"source.size_sigma", SP_REAL, AT(size_sigma), "1", 0, 5, NULL,
     "log_normal: standard deviation of the logarithm of a size"},
    {"source.size_mean", SP_REAL, AT(size_mean), "1", 0, 1e6, NULL,
     "normal: sizes are |N(mean, std)|; mean of the first feature"},
    {"source.size_mean_last", SP_REAL, AT(size_mean_last), "0", 0, 1e6, NULL,
     "normal: mean of the last feature, evenly in between; 0: that of the first"},
    {"source.size_std", SP_REAL, AT(size_std), "0.05", 0, 1e6, NULL,
     "normal: standard deviation"},
    {"source.size_std_spread", SP_REAL, AT(size_std_spread), "0", 0, 1e6, NULL,
     "normal: standard deviations of features are |N(size_std, spread)|, drawn once"},
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
    {"source.control", SP_CHOICE, AT(control), "none", 0, 0, sp_control_names,
     "takes the dependence out, whatever the kind: shuffle makes features independent, "
     "l0 keeps how many are on in a row and draws at random which"},
    {"source.law_seed", SP_INT, AT(law_seed), "0", 0, 2147483647, NULL,
     "of what a law draws once: deviations of sizes, factors, correlations; the same "
     "for all seeds of an experiment"},
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
        .law_seed = settings->law_seed,
        .draws = sp_draws_best(),
    };
    if (out->size->per_feature)
        sp_size_normal(a, settings, out);
    int code = sp_density_law(a, settings, out->density);
    if (!code)
        code = sp_importance_law(a, settings, out->importance);
    if (!code)
        code = kind->open(a, out, own);
    out->kin = out->block;
    if (code)
        return code;
    code = sp_control(a, (enum sp_control)settings->control, out);
    return code ? sp_fault(code, "source.control: %s", sp_fault_text()) : 0;
}

int sp_source_control(struct sp_arena *a, const struct sp_source *source, int control,
                      struct sp_source *out)
{
    *out = *source;
    return sp_control(a, (enum sp_control)control, out);
}

/* Bernstein 1924: a sum of independent terms, none more than b above its mean, exceeds
   its mean by t with probability at most exp(-t^2 / (2 v + 2 b t / 3)), v its variance.
   Solved for t at probability e^-72; a block has at most `together` features on. */
double sp_source_room(const struct sp_source *source, int rows)
{
    const double risk = 72;
    double most = (double)rows * source->n;
    double third = (source->together ? source->together : source->block) * risk / 3;
    double variance = rows * source->row_variance;
    double above = third + sqrt(third * third + 2 * risk * variance);
    double room = ceil(rows * source->row_mean + above);
    return room < most ? room : most;
}

double sp_folded_mean(double mean, double std)
{
    if (!(std > 0))
        return mean;
    double at = mean / std;
    return std * sqrt(2 / M_PI) * exp(-at * at / 2) + mean * erf(at / M_SQRT2);
}

double sp_source_size(const struct sp_source *source, int i)
{
    if (source->size_mean)
        return source->scale *
               sp_folded_mean(source->size_mean[i], source->size_std[i]);
    return source->scale * source->size->mean(source->sigma);
}

double sp_source_square(const struct sp_source *source, int i)
{
    double scale = source->scale * source->scale;
    if (source->size_mean)
        return scale * (source->size_mean[i] * source->size_mean[i] +
                        source->size_std[i] * source->size_std[i]);
    return scale * source->size->square(source->sigma);
}

/* E v_i v_j of features that are on, but for what sizes without a hook would have. */
static double ratio(const struct sp_source *source, int i, int j)
{
    return source->kind->ratio ? source->kind->ratio(source, i, j) : 1;
}

double sp_source_mean(const struct sp_source *source, int i)
{
    double level = source->kind->level ? source->kind->level(source, i) : 1;
    return source->density[i] * sp_source_size(source, i) * level;
}

double sp_source_variance(const struct sp_source *source, int i)
{
    double square = sp_source_square(source, i) * ratio(source, i, i);
    double mean = sp_source_mean(source, i);
    return source->density[i] * square - mean * mean;
}

/* Sizes are independent of who is on, and of each other but for what the kind says. */
double sp_source_covariance(const struct sp_source *source, int i, int j)
{
    if (i == j)
        return sp_source_variance(source, i);
    if (i / source->block != j / source->block)
        return 0;
    double both = source->kind->joint(source, i, j) * ratio(source, i, j);
    return both * sp_source_size(source, i) * sp_source_size(source, j) -
           sp_source_mean(source, i) * sp_source_mean(source, j);
}

double sp_source_together(const struct sp_source *source, int i, int j)
{
    if (i == j)
        return source->density[i];
    if (i / source->block != j / source->block)
        return source->density[i] * source->density[j];
    return source->kind->joint(source, i, j);
}

double sp_source_phi(const struct sp_source *source, int i, int j, double together)
{
    double p = source->density[i], q = source->density[j];
    double square = p * (1 - p) * q * (1 - q);
    return square > 0 ? (together - p * q) / sqrt(square) : NAN;
}
