/* Every pair of features i < j: g_ij = W_i . W_j, the entries of W^T W in the papers'
   layout, and the cosine What_i . What_j.  These are the edges of the feature geometry
   graph (Elhage et al. 2022, Geometry of Superposition).  Where the data are known, how
   often both are on, exactly, so that sharing can be drawn against company. */
#include "superpose/measure.h"
#include "superpose/stats.h"

struct pairs_settings {
    int most;
};

static const struct sp_param params[] = {
    {"pairs.most", SP_INT, offsetof(struct pairs_settings, most), "2048", 1, 65536,
     NULL, "with more features than this no pairs are written"},
    {0}};

enum { PAIR_ROWS, OVERLAP, COSINE, TOGETHER, PHI, COLUMNS };

static const struct sp_column columns[COLUMNS + 1] = {
    [PAIR_ROWS] = {SP_RUNS, "pair_rows", NULL,
                   "pairs written; 0 when there are more features than pairs.most"},
    [OVERLAP] = {SP_PAIRS, "overlap", NULL, "W_i . W_j"},
    [COSINE] = {SP_PAIRS, "cosine", NULL,
                "What_i . What_j; none where one of them is 0"},
    [TOGETHER] = {SP_PAIRS, "together", NULL,
                  "exact probability that both are on; none without a source"},
    [PHI] = {SP_PAIRS, "phi", NULL,
             "exact correlation of the events that they are on; none without a source "
             "or where one is always on"},
};

static void put_pairs(const double *W, const double *norm, size_t n, size_t m,
                      struct sp_rows *rows)
{
    size_t count = n * (n - 1) / 2;
    double *overlap = sp_rows_add(rows, &columns[OVERLAP], count);
    double *cosine = sp_rows_add(rows, &columns[COSINE], count);
    sp_rows_put(rows, &columns[PAIR_ROWS], (double)count);
    for (size_t i = 0, at = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++, at++) {
            overlap[at] = sp_dot(W + i * m, W + j * m, (int)m);
            if (norm[i] > 0 && norm[j] > 0)
                cosine[at] = overlap[at] / (norm[i] * norm[j]);
        }
    }
}

static void put_company(const struct sp_source *source, size_t n, struct sp_rows *rows)
{
    size_t count = n * (n - 1) / 2;
    double *together = sp_rows_add(rows, &columns[TOGETHER], count);
    double *phi = sp_rows_add(rows, &columns[PHI], count);
    for (int i = 0, at = 0; source && i < source->n; i++) {
        for (int j = i + 1; j < source->n; j++, at++) {
            together[at] = sp_source_together(source, i, j);
            phi[at] = sp_source_phi(source, i, j, together[at]);
        }
    }
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    const struct pairs_settings *settings = own;
    size_t n = (size_t)subject->net->n, m = (size_t)subject->net->m;
    if (n < 2 || subject->net->n > settings->most) {
        sp_rows_put(rows, &columns[PAIR_ROWS], 0);
        return;
    }
    const double *W = sp_subject_dictionary(subject);
    double *norm = SP_TAKE(subject->arena, n, double);
    for (size_t i = 0; i < n; i++)
        norm[i] = sqrt(sp_dot(W + i * m, W + i * m, (int)m));
    put_pairs(W, norm, n, m, rows);
    put_company(subject->source, n, rows);
}

const struct sp_measure_kind sp_measure_pairs = {
    .self =
        {.name = "pairs",
         .doc =
             "Overlap and cosine of every pair of features, and how often both are on: "
             "n (n - 1) / 2 rows a job.",
         .cite = "Elhage et al. 2022, Toy Models of Superposition, section Geometry of "
                 "Superposition (feature geometry graph)",
         .own = params,
         .own_size = sizeof(struct pairs_settings)},
    .columns = columns,
    .needs_source = false,
    .take = take,
};
