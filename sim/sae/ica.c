/* Independent components by FastICA with symmetric decorrelation (Hyvarinen 1999, IEEE
   Trans. Neural Networks 10; Hyvarinen and Oja 2000, Neural Networks 13, eq. 40-45).
   The sample is whitened, z = Lambda^-1/2 V (x - b_dec) with the k largest principal
   components, and with y = W z all rows of W are improved together:

       W <- E[g(y) z^T] - diag(E g'(y)) W     W <- (W W^T)^-1/2 W

   g(y) = tanh y, slope of log cosh, or y exp(-y^2/2); then x - b_dec = D^T y with
   D = W Lambda^1/2 V, whose rows are scaled to norm 1.  Where the data fill fewer than
   k dimensions the rows left over are principal directions in which nothing varies. */
#include <string.h>

#include "fit_inside.h"
#include "superpose/directions.h"
#include "superpose/fault.h"
#include "superpose/kernels.h"
#include "superpose/linalg.h"

enum { LOG_COSH, EXPONENTIAL };
enum { BLOCK = 256 }; /* rows that are worked on together */

static const double EMPTY = 1e-10;  /* of the largest variance: none but rounding */
static const double SETTLED = 1e-4; /* 1 - |cos| of any row with the one before */

struct ica_settings {
    struct sp_fit_codes codes;
    int samples, sweeps, contrast;
};

static const char *const contrasts[] = {"logcosh", "exp", NULL};

#define AT(field) offsetof(struct ica_settings, field)

static const struct sp_param params[] = {
    {"ica.contrast", SP_CHOICE, AT(contrast), "logcosh", 0, 0, contrasts,
     "measure of non-normality whose slope is g: log cosh y, or -exp(-y^2/2)"},
    {"ica.samples", SP_INT, AT(samples), "20000", 2, 1e8, NULL,
     "examples on which components are found"},
    {"ica.sweeps", SP_INT, AT(sweeps), "200", 1, 1e6, NULL,
     "passes over these examples, at most"},
    SP_FIT_ROWS(struct ica_settings, "least_squares", "false"),
    {.key = NULL},
};

/* A fit in progress. */
struct search {
    int rows, rank; /* of the sample; dimensions that it fills, at most k */
    size_t stride;  /* rank, rounded up */
    int contrast;
    sp_real *z;             /* (rows, stride) whitened */
    double *W, *next;       /* (rank, rank) */
    double *gain;           /* (rank) mean of g' */
    sp_real *turned;        /* (rank, stride) W^T */
    sp_real *y;             /* (BLOCK, stride) */
    sp_real *product;       /* (rank, stride) */
    double *square;         /* (rank, rank) */
    double *value, *vector; /* (rank), (rank, rank) */
};

static const struct ica_settings *settings_of(const void *own)
{
    const struct sp_sae_own *both = own;
    return both->kind;
}

static int check_ica(int latents, int width, const void *own)
{
    (void)own;
    if (latents <= width)
        return 0;
    return sp_fault(SP_BAD,
                    "ica: %d independent components cannot be told apart in %d "
                    "dimensions; set sae.latents to %d at most",
                    latents, width, width);
}

static int open_ica(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                    uint64_t seed)
{
    (void)seed;
    sp_fit_lay_out(a, net, own, &settings_of(own)->codes, rows);
    return 0;
}

static struct search begin(struct sp_arena *a, const struct ica_settings *settings,
                           int rank, uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_SAE_INIT);
    struct search f = {
        .rows = settings->samples, .rank = rank, .contrast = settings->contrast};
    size_t size = (size_t)rank;
    f.stride = (size + SP_HALF - 1) / SP_HALF * SP_HALF;
    f.z = SP_TAKE(a, (size_t)f.rows * f.stride, sp_real);
    f.W = SP_TAKE(a, size * size, double);
    f.next = SP_TAKE(a, size * size, double);
    f.gain = SP_TAKE(a, size, double);
    f.turned = SP_TAKE(a, size * f.stride, sp_real);
    f.y = SP_TAKE(a, BLOCK * f.stride, sp_real);
    f.product = SP_TAKE(a, size * f.stride, sp_real);
    f.square = SP_TAKE(a, size * size, double);
    f.value = SP_TAKE(a, size, double);
    f.vector = SP_TAKE(a, size * size, double);
    sp_directions_orthogonal(&rng, rank, rank, f.W);
    return f;
}

/* C (rows, stride) = A B, element (i, q) of A at i * row_step + q * inner_step. */
static void multiply(const struct search *f, int rows, int inner, const sp_real *A,
                     size_t row_step, size_t inner_step, const sp_real *B, sp_real *C)
{
    memset(C, 0, (size_t)rows * f->stride * sizeof *C);
    sp_kernels_best()->product(&(struct sp_product){.rows = rows,
                                                    .inner = inner,
                                                    .lanes = (int)f->stride,
                                                    .A = A,
                                                    .row_step = row_step,
                                                    .inner_step = inner_step,
                                                    .B = B,
                                                    .B_step = f->stride,
                                                    .C = C,
                                                    .C_step = f->stride});
}

/* z from x (rows, d), centred. */
static void whiten(struct sp_arena *a, struct search *f, int d, const sp_real *x,
                   const double *values, const double *vectors)
{
    sp_real *turned = SP_TAKE(a, (size_t)d * f->stride, sp_real);
    for (int i = 0; i < f->rank; i++)
        for (int q = 0; q < d; q++)
            turned[(size_t)q * f->stride + (size_t)i] =
                (sp_real)(vectors[(size_t)i * (size_t)d + (size_t)q] / sqrt(values[i]));
    multiply(f, f->rows, d, x, (size_t)d, 1, turned, f->z);
}

/* y <- g(y), and the sum of g' to gain. */
static void bend(struct search *f, int rows)
{
    for (int b = 0; b < rows; b++)
        for (int i = 0; i < f->rank; i++) {
            sp_real *at = f->y + (size_t)b * f->stride + (size_t)i;
            double y = (double)*at, g, slope;
            if (f->contrast == LOG_COSH) {
                g = tanh(y);
                slope = 1 - g * g;
            } else {
                double bell = exp(-y * y / 2);
                g = y * bell;
                slope = (1 - y * y) * bell;
            }
            *at = (sp_real)g;
            f->gain[i] += slope;
        }
}

/* next = E[g(y) z^T] - diag(E g'(y)) W. */
static void improve(struct search *f)
{
    size_t size = (size_t)f->rank;
    memset(f->next, 0, size * size * sizeof *f->next);
    memset(f->gain, 0, size * sizeof *f->gain);
    for (size_t i = 0; i < size; i++)
        for (size_t q = 0; q < size; q++)
            f->turned[q * f->stride + i] = (sp_real)f->W[i * size + q];
    for (int b = 0; b < f->rows; b += BLOCK) {
        int some = f->rows - b < BLOCK ? f->rows - b : BLOCK;
        const sp_real *z = f->z + (size_t)b * f->stride;
        multiply(f, some, f->rank, z, f->stride, 1, f->turned, f->y);
        bend(f, some);
        multiply(f, f->rank, some, f->y, 1, f->stride, z, f->product);
        for (size_t i = 0; i < size; i++)
            for (size_t q = 0; q < size; q++)
                f->next[i * size + q] += (double)f->product[i * f->stride + q];
    }
    for (size_t i = 0; i < size; i++)
        for (size_t q = 0; q < size; q++)
            f->next[i * size + q] =
                (f->next[i * size + q] - f->gain[i] * f->W[i * size + q]) / f->rows;
}

/* out += A B of (size, size) matrices, or A^T B. */
static void add_product(size_t size, const double *A, bool turned, const double *B,
                        double *out)
{
    for (size_t i = 0; i < size; i++)
        for (size_t q = 0; q < size; q++) {
            double by = turned ? A[q * size + i] : A[i * size + q];
            for (size_t j = 0; j < size; j++)
                out[i * size + j] += by * B[q * size + j];
        }
}

/* next <- (next next^T)^-1/2 next = sum_e v_e (v_e^T next) / sqrt(l_e), with the
   eigenvalues l_e; false where next is 0. */
static bool decorrelate(struct search *f)
{
    size_t size = (size_t)f->rank, bytes = size * size * sizeof *f->square;
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0;
            for (size_t q = 0; q < size; q++)
                sum += f->next[i * size + q] * f->next[j * size + q];
            f->square[i * size + j] = sum;
        }
    sp_eigenvectors(f->square, f->rank, f->value, f->vector);
    double most = f->value[size - 1];
    if (!(most > 0))
        return false;
    memset(f->square, 0, bytes);
    add_product(size, f->vector, false, f->next, f->square);
    for (size_t e = 0; e < size; e++)
        for (size_t q = 0; q < size; q++)
            f->square[e * size + q] /= sqrt(fmax(f->value[e], EMPTY * most));
    memset(f->next, 0, bytes);
    add_product(size, f->vector, true, f->square, f->next);
    return true;
}

/* The largest 1 - |cos| of a row of W with that of next, which takes its place. */
static double advance(struct search *f)
{
    size_t size = (size_t)f->rank;
    double most = 0;
    for (size_t i = 0; i < size; i++) {
        double cosine = 0;
        for (size_t q = 0; q < size; q++)
            cosine += f->W[i * size + q] * f->next[i * size + q];
        most = fmax(most, 1 - fabs(cosine));
    }
    memcpy(f->W, f->next, size * size * sizeof *f->W);
    return most;
}

/* D = W Lambda^1/2 V, and principal directions behind them, at norm 1. */
static void unmix(const struct search *f, struct sp_sae *s, const double *values,
                  const double *vectors)
{
    size_t d = (size_t)s->d, size = (size_t)f->rank;
    for (size_t i = 0; i < (size_t)s->k; i++) {
        for (size_t p = 0; p < d; p++) {
            double sum = i < size ? 0 : vectors[i * d + p];
            for (size_t q = 0; i < size && q < size; q++)
                sum += f->W[i * size + q] * sqrt(values[q]) * vectors[q * d + p];
            s->D[i * d + p] = (sp_real)sum;
        }
        sp_fit_to_unit(s->D + i * d, s->d);
    }
}

static int dimensions(const double *values, int k)
{
    int rank = 0;
    while (rank < k && values[rank] > EMPTY * values[0])
        rank++;
    return rank;
}

static int fit_ica(struct sp_arena *a, struct sp_net *net, struct sp_activations *data,
                   uint64_t seed, const atomic_bool *stop)
{
    struct sp_sae *s = sp_sae_of(net);
    const struct ica_settings *settings = s->own;
    size_t d = (size_t)s->d;
    double *values = SP_TAKE(a, d, double), *vectors = SP_TAKE(a, d * d, double);
    sp_real *x = sp_fit_sample(a, s, data, settings->samples);
    sp_fit_principal(a, s, settings->samples, x, values, vectors);
    int rank = dimensions(values, s->k), code = sp_fit_stopped(stop);
    struct search f = {0};
    if (rank > 0) {
        f = begin(a, settings, rank, seed);
        whiten(a, &f, s->d, x, values, vectors);
    }
    for (int t = 0; rank > 0 && t < settings->sweeps && !code; t++) {
        improve(&f);
        if (!decorrelate(&f) || advance(&f) < SETTLED)
            break;
        code = sp_fit_stopped(stop);
    }
    unmix(&f, s, values, vectors);
    sp_fit_orient(a, s, settings->samples, x);
    sp_fit_finish(a, net);
    return code;
}

const struct sp_net_kind sp_sae_ica = {
    .self = {.name = "ica",
             .doc = "Independent components by FastICA, found without gradients.",
             .cite = "Hyvarinen and Oja 2000, Neural Networks 13",
             .own = params,
             .own_size = sizeof(struct ica_settings)},
    .check = check_ica,
    .open = open_ica,
    .fit = fit_ica,
    .dictionary = sp_sae_dictionary,
};
