/* How the features' directions share the hidden space: the columns of sp_geometry,
   whose definitions and sources are in geometry.h.  Of the weights alone. */
#include "superpose/geometry.h"
#include "superpose/measure.h"
#include "superpose/theory.h"

struct geometry_settings {
    double represented;
};

static const struct sp_param params[] = {
    {"geometry.represented", SP_REAL, offsetof(struct geometry_settings, represented),
     "0.5", 0, 1e6, NULL,
     "a feature counts as represented when its norm is above this"},
    {0}};

enum {
    LOAD,
    NORM2_PER_DIM,
    DIMS_PER_FEATURE,
    REPRESENTED,
    REPRESENTED_PER_DIM,
    SUM_DIMENSIONALITY,
    RANK,
    COHERENCE,
    WELCH,
    FRAME_POTENTIAL,
    FRAME_BOUND,
    PHASE,
    NORM,
    DIMENSIONALITY,
    INTERFERENCE,
    INTERFERENCE_ROOT,
    OVERLAP_MAX,
    PARTNER,
    BIAS,
    COLUMNS
};

static const struct sp_column columns[COLUMNS + 1] = {
    [LOAD] = {SP_RUNS, "load", NULL, "n / m, features per hidden dimension"},
    [NORM2_PER_DIM] = {SP_RUNS, "norm2_per_dim", NULL, "||W||_F^2 / m"},
    [DIMS_PER_FEATURE] = {SP_RUNS, "dims_per_feature", NULL,
                          "D* = m / ||W||_F^2; none for W = 0"},
    [REPRESENTED] = {SP_RUNS, "represented", NULL,
                     "features whose norm is above geometry.represented"},
    [REPRESENTED_PER_DIM] = {SP_RUNS, "represented_per_dim", NULL, "represented / m"},
    [SUM_DIMENSIONALITY] = {SP_RUNS, "sum_dimensionality", NULL,
                            "sum of dimensionality; at most rank"},
    [RANK] = {SP_RUNS, "rank", NULL, "numerical rank of W"},
    [COHERENCE] = {SP_RUNS, "coherence", NULL,
                   "largest |cosine| between two directions that are not 0"},
    [WELCH] = {SP_RUNS, "welch", NULL,
               "least possible coherence of as many directions (Welch 1974)"},
    [FRAME_POTENTIAL] =
        {SP_RUNS, "frame_potential", NULL,
         "sum of squared cosines over ordered pairs, each with itself too"},
    [FRAME_BOUND] = {SP_RUNS, "frame_bound", NULL,
                     "least possible frame_potential of as many directions "
                     "(Benedetto and Fickus 2003)"},
    [PHASE] = {SP_RUNS, "phase", sp_phase_names,
               "class of the last feature, from its norm and dimensionality"},
    [NORM] = {SP_FEATURES, "norm", NULL, "||W_i||"},
    [DIMENSIONALITY] = {SP_FEATURES, "dimensionality", NULL,
                        "D_i = ||W_i||^2 / sum_j (What_i . W_j)^2; 0 where W_i = 0"},
    [INTERFERENCE] = {SP_FEATURES, "interference", NULL,
                      "s_i = sum over j other than i of (What_i . W_j)^2"},
    [INTERFERENCE_ROOT] = {SP_FEATURES, "interference_root", NULL,
                           "square root of interference, the colour of the figures"},
    [OVERLAP_MAX] =
        {SP_FEATURES, "overlap_max", NULL,
         "the cosine with another feature that is largest in absolute value"},
    [PARTNER] = {SP_FEATURES, "partner", NULL, "that other feature"},
    [BIAS] = {SP_FEATURES, "bias", NULL, "output bias b_i; none for a net without"},
};

static void put_runs(const struct sp_geometry *geometry, int n, int m, double threshold,
                     struct sp_rows *rows)
{
    int represented = 0;
    for (int i = 0; i < n; i++)
        represented += geometry->norm[i] > threshold;
    double norm2 = geometry->norm2;
    int count = geometry->directions;
    enum sp_phase phase =
        sp_phase_class(geometry->norm[n - 1], geometry->dimensionality[n - 1]);
    sp_rows_put(rows, &columns[LOAD], (double)n / m);
    sp_rows_put(rows, &columns[NORM2_PER_DIM], norm2 / m);
    sp_rows_put(rows, &columns[DIMS_PER_FEATURE], norm2 > 0 ? m / norm2 : NAN);
    sp_rows_put(rows, &columns[REPRESENTED], represented);
    sp_rows_put(rows, &columns[REPRESENTED_PER_DIM], (double)represented / m);
    sp_rows_put(rows, &columns[SUM_DIMENSIONALITY], geometry->sum_dimensionality);
    sp_rows_put(rows, &columns[RANK], geometry->rank);
    sp_rows_put(rows, &columns[COHERENCE], geometry->coherence);
    sp_rows_put(rows, &columns[WELCH], sp_welch_bound(count, m));
    sp_rows_put(rows, &columns[FRAME_POTENTIAL], geometry->frame_potential);
    sp_rows_put(rows, &columns[FRAME_BOUND], sp_frame_bound(count, m));
    sp_rows_put(rows, &columns[PHASE], phase);
}

static void add(struct sp_rows *rows, int column, int n, const double *value)
{
    double *out = sp_rows_add(rows, &columns[column], (size_t)n);
    for (int i = 0; value && i < n; i++)
        out[i] = value[i];
}

static void put_features(const struct sp_geometry *geometry, const double *bias, int n,
                         struct sp_rows *rows)
{
    add(rows, NORM, n, geometry->norm);
    add(rows, DIMENSIONALITY, n, geometry->dimensionality);
    add(rows, INTERFERENCE, n, geometry->interference);
    add(rows, OVERLAP_MAX, n, geometry->overlap_max);
    add(rows, BIAS, n, bias);
    double *root = sp_rows_add(rows, &columns[INTERFERENCE_ROOT], (size_t)n);
    double *partner = sp_rows_add(rows, &columns[PARTNER], (size_t)n);
    for (int i = 0; i < n; i++) {
        root[i] = sqrt(geometry->interference[i]);
        if (geometry->partner[i] >= 0)
            partner[i] = geometry->partner[i];
    }
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    const struct geometry_settings *settings = own;
    int n = subject->net->n, m = subject->net->m;
    struct sp_geometry geometry;
    sp_geometry_measure(subject->arena, sp_subject_dictionary(subject), n, m,
                        &geometry);
    put_runs(&geometry, n, m, settings->represented, rows);
    put_features(&geometry, sp_subject_array(subject, "b"), n, rows);
}

const struct sp_measure_kind sp_measure_geometry = {
    .self = {.name = "geometry",
             .doc = "How the features' directions share the hidden dimensions: norms, "
                    "dimensionality, interference, coherence. Needs no data.",
             .cite = "Elhage et al. 2022, Toy Models of Superposition, sections "
                     "Superposition as a Phase Change and Geometry of Superposition; "
                     "Scherlis et al. 2022; Welch 1974; Benedetto and Fickus 2003",
             .own = params,
             .own_size = sizeof(struct geometry_settings)},
    .columns = columns,
    .needs_source = false,
    .take = take,
};
