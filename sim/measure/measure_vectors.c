/* The directions themselves, one column per hidden dimension: w0[i], w1[i], .. are the
   coordinates of W_i, what figures in two and three dimensions draw. */
#include "superpose/measure.h"

struct vectors_settings {
    int most;
};

static const struct sp_param params[] = {
    {"vectors.most", SP_INT, offsetof(struct vectors_settings, most), "64", 1, 1024,
     NULL, "with more hidden dimensions than this no coordinates are written"},
    {0}};

enum { VECTOR_COLUMNS, COORDINATE, COLUMNS };

static const struct sp_column columns[COLUMNS + 1] = {
    [VECTOR_COLUMNS] =
        {SP_RUNS, "vector_columns", NULL,
         "coordinates written; 0 when there are more hidden dimensions than "
         "vectors.most"},
    [COORDINATE] = {SP_FEATURES, "w#", NULL,
                    "this coordinate of the feature's direction W_i"},
};

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    const struct vectors_settings *settings = own;
    size_t n = (size_t)subject->net->n, m = (size_t)subject->net->m;
    int written = subject->net->m <= settings->most ? subject->net->m : 0;
    const double *W = sp_subject_dictionary(subject);
    sp_rows_put(rows, &columns[VECTOR_COLUMNS], written);
    for (int k = 0; k < written; k++) {
        double *out = sp_rows_add_nth(rows, &columns[COORDINATE], k, n);
        for (size_t i = 0; i < n; i++)
            out[i] = W[i * m + (size_t)k];
    }
}

const struct sp_measure_kind sp_measure_vectors = {
    .self = {.name = "vectors",
             .doc = "The coordinates of every feature's direction, for figures and for "
                    "other programs.",
             .cite = "Elhage et al. 2022, Toy Models of Superposition, figure 1",
             .own = params,
             .own_size = sizeof(struct vectors_settings)},
    .columns = columns,
    .needs_source = false,
    .take = take,
};
