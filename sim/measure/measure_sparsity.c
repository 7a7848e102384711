/* What a dictionary says about its own sparsity, without the truth (Chanin and
   Garriga-Alonso 2025, Sparse but Wrong, arXiv:2508.16560): over settings of the
   sparsity both numbers are smallest where the L0 is right.

       s_n = the value at rank n B of all (x - b_dec) . D_i / ||D_i||, B examples,
             largest first
       c   = mean |cos(D_i, D_j)|, i < j

   Beside each stands that of random directions, and of the true ones where they are
   known. */
#include <string.h>

#include "superpose/directions.h"
#include "superpose/fault.h"
#include "superpose/measure.h"
#include "superpose/structure.h"

struct sparsity_settings {
    int samples, nth;
};

#define AT(field) offsetof(struct sparsity_settings, field)

static const struct sp_param params[] = {
    {"sparsity.samples", SP_INT, AT(samples), "2048", 1, 1e7, NULL,
     "unseen examples that are projected, less where there are many latents"},
    {"sparsity.nth", SP_INT, AT(nth), "0", 0, 1e6, NULL,
     "rank of the projection, in latents per example; 0: half of the latents"},
    {0}};

enum {
    PROJECTION,
    PROJECTION_NULL,
    PROJECTION_CEILING,
    COHERENCE,
    COHERENCE_NULL,
    COHERENCE_CEILING,
    COLUMNS
};

static const struct sp_column columns[COLUMNS + 1] = {
    [PROJECTION] = {SP_RUNS, "nth_projection", NULL,
                    "projection on decoder directions at rank sparsity.nth x examples"},
    [PROJECTION_NULL] = {SP_RUNS, "nth_projection_null", NULL,
                         "the same of random directions"},
    [PROJECTION_CEILING] = {SP_RUNS, "nth_projection_ceiling", NULL,
                            "the same of the true directions, about the true constant; "
                            "none where unknown"},
    [COHERENCE] = {SP_RUNS, "decoder_coherence", NULL,
                   "mean |cosine| of two decoder directions"},
    [COHERENCE_NULL] = {SP_RUNS, "decoder_coherence_null", NULL,
                        "the same of random directions"},
    [COHERENCE_CEILING] = {SP_RUNS, "decoder_coherence_ceiling", NULL,
                           "the same of the true directions; none where unknown"},
};

static const double MOST_PRODUCTS = 4e6; /* kept at a time */

/* ROWS unseen activations, copied. */
static sp_real *look(const struct sp_subject *s, struct sp_activations *data, int rows)
{
    sp_require(!sp_activations_open(s->arena, s->sae->activations, s->source, s->net,
                                    s->seed, SP_USE_SAE_TEST, rows, data));
    size_t count = (size_t)rows * (size_t)data->d;
    sp_real *x = SP_TAKE(s->arena, count, sp_real);
    memcpy(x, sp_activations_next(data)->dense, count * sizeof *x);
    return x;
}

static double *doubles(struct sp_arena *a, const sp_real *from, size_t count)
{
    double *out = SP_TAKE(a, count, double);
    for (size_t i = 0; from && i < count; i++)
        out[i] = (double)from[i];
    return out;
}

/* Both numbers of k directions about b. */
static void put(const struct sp_subject *s, const struct sparsity_settings *settings,
                const double *W, int k, const double *b, const sp_real *x, int rows,
                int variant, struct sp_rows *out)
{
    int nth = settings->nth ? settings->nth : s->sae->net->n / 2, d = s->sae->net->m;
    nth = nth < k ? nth : k - 1;
    sp_rows_put(out, &columns[PROJECTION + variant],
                sp_nth_projection(s->arena, W, k, d, b, x, rows, nth));
    sp_rows_put(out, &columns[COHERENCE + variant],
                sp_decoder_coherence(s->arena, W, k, d));
}

static void take(const struct sp_subject *subject, const void *own, struct sp_rows *out)
{
    const struct sparsity_settings *settings = own;
    const struct sp_net *net = subject->sae->net;
    struct sp_arena *a = subject->arena;
    struct sp_activations data;
    int k = net->n, d = net->m;
    size_t count = (size_t)k * (size_t)d;
    int rows = (int)fmax(1, fmin(settings->samples, MOST_PRODUCTS / k));
    const sp_real *x = look(subject, &data, rows);
    const double *b = doubles(a, sp_net_values(net, "b_dec"), (size_t)d);
    put(subject, settings, doubles(a, sp_net_dictionary(net), count), k, b, x, rows, 0,
        out);
    double *random = SP_TAKE(a, count, double);
    struct sp_rng rng = sp_rng_make(subject->seed, SP_USE_NULL);
    sp_directions_random(&rng, k, d, random);
    put(subject, settings, random, k, b, x, rows, 1, out);
    if (!data.directions) {
        sp_rows_put(out, &columns[PROJECTION_CEILING], NAN);
        sp_rows_put(out, &columns[COHERENCE_CEILING], NAN);
        return;
    }
    int n = data.source->n;
    put(subject, settings, doubles(a, data.directions, (size_t)n * (size_t)d), n,
        doubles(a, data.shift, (size_t)d), x, rows, 2, out);
}

const struct sp_measure_kind sp_measure_sparsity = {
    .self = {.name = "sparsity",
             .doc = "Whether the sparsity of an autoencoder is right, seen without the "
                    "truth: n-th decoder projection and coherence of the decoder.",
             .cite = "Chanin and Garriga-Alonso 2025, Sparse but Wrong, "
                     "arXiv:2508.16560",
             .own = params,
             .own_size = sizeof(struct sparsity_settings)},
    .columns = columns,
    .needs_sae = true,
    .take = take,
};
