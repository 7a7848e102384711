/* Sparse coding with codes that are not negative (Hoyer 2002), by online dictionary
   learning (Mairal et al. 2009, ICML; 2010, JMLR 11, algorithms 1 and 2, section 3.4):

       min over D, c of 1/2 ||x - b_dec - sum_i c_i D_i||^2 + alpha sum_i c_i,
                                                                     ||D_i|| = 1

   For each batch of B examples codes are found, and with the forgetting factor beta

       A <- beta A + sum c c^T (k, k)     G <- beta G + sum c (x - b_dec)^T (k, d)

   of which D is the optimum when D_j <- D_j + (G_j - A_j D) / A_jj, then norm 1, no
   longer changes it for any j; one round of that is done for each batch.  Atoms that
   are not used become examples. */
#include <string.h>

#include "fit_inside.h"
#include "superpose/kernels.h"

static const double UNUSED = 1e-6; /* of the mean of A_jj */

struct nnsc_settings {
    struct sp_fit_codes codes;
    int samples, batch;
};

static const struct sp_param params[] = {
    {"nnsc.samples", SP_INT, offsetof(struct nnsc_settings, samples), "50000", 1, 1e9,
     NULL, "examples that are looked at, each once"},
    {"nnsc.batch", SP_INT, offsetof(struct nnsc_settings, batch), "64", 1, 1e6, NULL,
     "examples between two updates of the dictionary"},
    SP_FIT_ROWS(struct nnsc_settings, "lasso", "true"),
    {.key = NULL},
};

/* A fit in progress. */
struct learner {
    struct sp_sae *s;
    const struct nnsc_settings *settings;
    struct sp_rng rng;
    struct sp_atoms atoms;
    size_t stride;    /* d, rounded up */
    sp_real *D;       /* (k, stride) */
    sp_real *A;       /* (k, k) */
    sp_real *G;       /* (k, stride) */
    sp_real *sum;     /* (stride) */
    sp_real *x;       /* (batch, d) */
    sp_real *product; /* (batch, atoms.stride) */
    sp_real *code;    /* (atoms.stride) */
    int *on;          /* (k) latents of one example */
};

static int open_nnsc(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                     uint64_t seed)
{
    const struct sp_sae_own *both = own;
    const struct nnsc_settings *settings = both->kind;
    (void)seed;
    sp_fit_lay_out(a, net, own, &settings->codes, rows);
    return 0;
}

static struct learner begin(struct sp_arena *a, struct sp_sae *s, uint64_t seed)
{
    struct learner l = {.s = s, .settings = s->own};
    size_t k = (size_t)s->k, d = (size_t)s->d, batch = (size_t)l.settings->batch;
    l.rng = sp_rng_make(seed, SP_USE_SAE_INIT);
    l.atoms = sp_atoms_make(a, s->k, s->d);
    l.stride = (d + SP_HALF - 1) / SP_HALF * SP_HALF;
    l.D = SP_TAKE(a, k * l.stride, sp_real);
    l.A = SP_TAKE(a, k * k, sp_real);
    l.G = SP_TAKE(a, k * l.stride, sp_real);
    l.sum = SP_TAKE(a, l.stride, sp_real);
    l.x = SP_TAKE(a, batch * d, sp_real);
    l.product = SP_TAKE(a, batch * l.atoms.stride, sp_real);
    l.code = SP_TAKE(a, l.atoms.stride, sp_real);
    l.on = SP_TAKE(a, k, int);
    return l;
}

/* What was seen before counts less, with beta = (theta + 1 - B) / (theta + 1), theta =
   t B in the first B batches and B^2 + t - B after them (ibid., section 3.4.3). */
static void forget(struct learner *l, int t)
{
    double B = l->settings->batch;
    double theta = t < B ? t * B : B * B + t - B, beta = (theta + 1 - B) / (theta + 1);
    size_t k = (size_t)l->s->k;
    sp_real by = (sp_real)fmax(beta, 0);
    for (size_t i = 0; i < k * k; i++)
        l->A[i] *= by;
    for (size_t i = 0; i < k * l->stride; i++)
        l->G[i] *= by;
}

/* Adds one example with its codes. */
static void add_example(struct learner *l, const sp_real *x)
{
    int count = 0;
    for (int i = 0; i < l->s->k; i++)
        if (l->code[i] != 0)
            l->on[count++] = i;
    for (int e = 0; e < count; e++) {
        sp_real by = l->code[l->on[e]];
        sp_real *A = l->A + (size_t)l->on[e] * (size_t)l->s->k;
        sp_real *G = l->G + (size_t)l->on[e] * l->stride;
        for (int o = 0; o < count; o++)
            A[l->on[o]] += by * l->code[l->on[o]];
        for (int q = 0; q < l->s->d; q++)
            G[q] += by * x[q];
    }
}

static void take_batch(struct learner *l, struct sp_activations *data)
{
    const struct sp_fit_codes *codes = &l->settings->codes;
    int batch = l->settings->batch, d = l->s->d;
    sp_fit_next(l->s, data, batch, l->x);
    sp_atoms_fill(&l->atoms, l->s->D);
    sp_atoms_project(&l->atoms, batch, l->x, l->product);
    for (int b = 0; b < batch; b++) {
        sp_lasso_find(&l->atoms, codes->alpha, codes->positive,
                      l->product + (size_t)b * l->atoms.stride, l->code);
        add_example(l, l->x + (size_t)b * (size_t)d);
    }
}

/* An example of the last batch, or a direction by chance where that is 0. */
static void replace(struct learner *l, int j)
{
    size_t d = (size_t)l->s->d;
    size_t b = (size_t)sp_rng_below(&l->rng, (uint64_t)l->settings->batch);
    sp_real *row = l->s->D + (size_t)j * d;
    memcpy(row, l->x + b * d, d * sizeof *row);
    if (!sp_fit_to_unit(row, l->s->d))
        sp_fit_random(l->s, &l->rng, j);
}

/* sum = A_j D. */
static void mix(struct learner *l, int j)
{
    memset(l->sum, 0, l->stride * sizeof *l->sum);
    sp_kernels_best()->product(
        &(struct sp_product){.rows = 1,
                             .inner = l->s->k,
                             .lanes = (int)l->stride,
                             .A = l->A + (size_t)j * (size_t)l->s->k,
                             .row_step = (size_t)l->s->k,
                             .inner_step = 1,
                             .B = l->D,
                             .B_step = l->stride,
                             .C = l->sum,
                             .C_step = l->stride});
}

/* Row j of D at its optimum, all others held still. */
static void improve(struct learner *l, int j)
{
    size_t k = (size_t)l->s->k, d = (size_t)l->s->d, at = (size_t)j * l->stride;
    sp_real *row = l->s->D + (size_t)j * d, own = l->A[(size_t)j * k + (size_t)j];
    mix(l, j);
    for (size_t q = 0; q < d; q++)
        row[q] += (l->G[at + q] - l->sum[q]) / own;
    if (!sp_fit_to_unit(row, l->s->d))
        replace(l, j);
}

/* All rows of D, one after the other. */
static void update(struct learner *l)
{
    size_t k = (size_t)l->s->k, d = (size_t)l->s->d;
    double mean = 0;
    for (size_t j = 0; j < k; j++) {
        mean += (double)l->A[j * k + j] / l->s->k;
        memcpy(l->D + j * l->stride, l->s->D + j * d, d * sizeof *l->D);
    }
    for (size_t j = 0; j < k; j++) {
        if ((double)l->A[j * k + j] > UNUSED * mean)
            improve(l, (int)j);
        else
            replace(l, (int)j);
        memcpy(l->D + j * l->stride, l->s->D + j * d, d * sizeof *l->D);
    }
}

static int fit_nnsc(struct sp_arena *a, struct sp_net *net, struct sp_activations *data,
                    uint64_t seed, const atomic_bool *stop)
{
    enum { FOR_EACH = 4, AT_LEAST = 4096 };
    struct sp_sae *s = sp_sae_of(net);
    struct learner l = begin(a, s, seed);
    int first = FOR_EACH * s->k + AT_LEAST, code = sp_fit_stopped(stop);
    sp_sae_center(a, s, data);
    sp_fit_samples(s, &l.rng, first, sp_fit_sample(a, s, data, first));
    for (int t = 0; (double)t * l.settings->batch < l.settings->samples && !code; t++) {
        forget(&l, t);
        take_batch(&l, data);
        update(&l);
        code = sp_fit_stopped(stop);
    }
    sp_fit_finish(a, net);
    return code;
}

const struct sp_net_kind sp_sae_nnsc = {
    .self = {.name = "nnsc",
             .doc = "Non-negative sparse coding by online dictionary learning, without "
                    "gradients through an encoder.",
             .cite = "Hoyer 2002; Mairal, Bach, Ponce and Sapiro 2010, JMLR 11",
             .own = params,
             .own_size = sizeof(struct nnsc_settings)},
    .open = open_nnsc,
    .fit = fit_nnsc,
    .dictionary = sp_sae_dictionary,
};
