/* The laws of density and importance over features: which number feature i gets. */
#include "superpose/fault.h"
#include "superpose/npy.h"
#include "superpose/source.h"

enum { EQUAL, ZIPF, GEOMETRIC, LOG, BETWEEN }; /* source.density_law */
enum { UNIFORM, RATIO, POWER, VALUES, LAST };  /* source.importance */

static const double density_least = 1e-12, importance_most = 1e9;

/* (i + 1)^-exponent, stretched to begin with p and to end with density_last (the law of
   Chanin and Garriga-Alonso 2026, arXiv:2602.14687). */
static double between(const struct sp_source_settings *settings, double p, int i)
{
    double least = pow(settings->features, -settings->density_exponent);
    double here = pow(i + 1, -settings->density_exponent);
    double last = settings->density_last;
    return least < 1 ? last + (p - last) * (here - least) / (1 - least) : p;
}

/* Density i of a law that begins with density p. */
static double density_at(const struct sp_source_settings *settings, double p, int i)
{
    int last = settings->features - 1;
    switch (settings->density_law) {
    case ZIPF:
        return p * pow(i + 1, -settings->density_exponent);
    case GEOMETRIC:
        return p * pow(settings->density_ratio, i);
    case LOG:
        return last ? p * pow(settings->density_last / p, (double)i / last) : p;
    case BETWEEN:
        return between(settings, p, i);
    default:
        return p;
    }
}

static int check_densities(const double *p, int n, const char *from)
{
    for (int i = 0; i < n; i++) {
        if (!(p[i] >= density_least && p[i] <= 1))
            return sp_fault(SP_BAD,
                            "%s: the density of feature %d (counted from 0) is %g, but "
                            "a density is a number from %g to 1",
                            from, i, p[i], density_least);
    }
    return 0;
}

int sp_density_law(struct sp_arena *a, const struct sp_source_settings *settings,
                   double *out)
{
    const struct sp_reals *list = &settings->density;
    int n = settings->features, law = settings->density_law;
    bool file = settings->density_file[0];
    if (law != EQUAL && (file || list->count > 1))
        return sp_fault(
            SP_BAD,
            "source.density_law: a law needs one density to begin with, but "
            "%s gives one per feature; leave the law at equal",
            file ? "source.density_file" : "source.density");
    if (file) {
        const char *path = settings->density_file;
        int code = sp_values_read(a, path, (size_t)n, out);
        return code ? code : check_densities(out, n, path);
    }
    if (list->count != 1 && list->count != n)
        return sp_fault(
            SP_BAD,
            "source.density: %d numbers for %d features; give one for all or "
            "one per feature",
            list->count, n);
    for (int i = 0; i < n; i++)
        out[i] =
            list->count == 1 ? density_at(settings, list->value[0], i) : list->value[i];
    return check_densities(out, n,
                           law == EQUAL ? "source.density" : "source.density_law");
}

static double importance_at(const struct sp_source_settings *settings, int i)
{
    switch (settings->importance) {
    case RATIO:
        return pow(settings->importance_ratio, i);
    case POWER:
        return pow(i + 1, -settings->importance_exponent);
    case VALUES:
        return settings->importance_values.value[i];
    case LAST:
        return i == settings->features - 1 ? settings->importance_ratio : 1;
    default:
        return 1;
    }
}

static int check_importances(const double *importance, int n, const char *from)
{
    for (int i = 0; i < n; i++) {
        if (!(importance[i] >= 0 && importance[i] <= importance_most))
            return sp_fault(
                SP_BAD,
                "%s: the importance of feature %d (counted from 0) is %g, but "
                "an importance is a number from 0 to %g",
                from, i, importance[i], importance_most);
    }
    return 0;
}

/* Importances one by one belong to the law `values`, and come from one place. */
static int check_values(const struct sp_source_settings *settings)
{
    int count = settings->importance_values.count, n = settings->features;
    bool file = settings->importance_file[0], values = settings->importance == VALUES;
    const char *key = file ? "source.importance_file" : "source.importance_values";
    if (!values && (file || count))
        return sp_fault(SP_BAD,
                        "%s is only used by the law values; set source.importance "
                        "to values",
                        key);
    if (file && count)
        return sp_fault(SP_BAD,
                        "source.importance_values and source.importance_file both "
                        "give importances; keep one of them");
    if (values && !file && count != n)
        return sp_fault(
            SP_BAD,
            "source.importance_values: %d numbers for %d features; the law "
            "values needs one per feature, here or in source.importance_file",
            count, n);
    return 0;
}

int sp_importance_law(struct sp_arena *a, const struct sp_source_settings *settings,
                      double *out)
{
    int n = settings->features;
    const char *path = settings->importance_file;
    if (check_values(settings))
        return SP_BAD;
    if (path[0]) {
        int code = sp_values_read(a, path, (size_t)n, out);
        return code ? code : check_importances(out, n, path);
    }
    for (int i = 0; i < n; i++)
        out[i] = importance_at(settings, i);
    return check_importances(out, n, "source.importance");
}
