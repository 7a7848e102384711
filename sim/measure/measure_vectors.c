/* The directions themselves, one column per hidden dimension: w0[i], w1[i], .. are the
   coordinates of W_i, and d0[k], d1[k], .. those of an autoencoder's latent: what
   figures in two and three dimensions draw. */
#include "superpose/measure.h"

struct vectors_settings {
    int most;
};

static const struct sp_param params[] = {
    {"vectors.most", SP_INT, offsetof(struct vectors_settings, most), "64", 1, 1024,
     NULL, "with more hidden dimensions than this no coordinates are written"},
    {0}};

enum { VECTOR_COLUMNS, COORDINATE, LATENT_COORDINATE, COLUMNS };

static const struct sp_column columns[COLUMNS + 1] = {
    [VECTOR_COLUMNS] =
        {SP_RUNS, "vector_columns", NULL,
         "coordinates written; 0 when there are more hidden dimensions than "
         "vectors.most"},
    [COORDINATE] = {SP_FEATURES, "w#", NULL,
                    "this coordinate of the feature's direction W_i"},
    [LATENT_COORDINATE] = {SP_LATENTS, "d#", NULL,
                           "this coordinate of the latent's decoder direction"},
};

/* One column for each of the first `written` coordinates of (count, width) rows. */
static void put(struct sp_rows *rows, const struct sp_column *column,
                const sp_real *value, int count, int width, int written)
{
    for (int j = 0; j < written; j++) {
        double *out = sp_rows_add_nth(rows, column, j, (size_t)count);
        for (int i = 0; i < count; i++)
            out[i] = (double)value[(size_t)i * (size_t)width + (size_t)j];
    }
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    const struct vectors_settings *settings = own;
    const struct sp_net *net = subject->net;
    int written = net->m <= settings->most ? net->m : 0;
    sp_rows_put(rows, &columns[VECTOR_COLUMNS], written);
    put(rows, &columns[COORDINATE], sp_net_dictionary(net), net->n, net->m, written);
    if (!subject->sae)
        return;
    const struct sp_net *sae = subject->sae->net;
    put(rows, &columns[LATENT_COORDINATE], sp_net_dictionary(sae), sae->n, sae->m,
        sae->m <= settings->most ? sae->m : 0);
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
