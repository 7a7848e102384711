/* Activations of a toy model on fresh features, or of a file. */
#include <math.h>
#include <string.h>

#include "superpose/activations.h"
#include "superpose/fault.h"
#include "superpose/npy_stream.h"

enum { AS_IT_IS, MEAN_NORM }; /* activations.normalise */

static const char *const norms[] = {"none", "mean", NULL};

#define AT(field) offsetof(struct sp_activations_settings, field)

const struct sp_param sp_activations_params[] = {
    {"activations.file", SP_FILE, AT(file), "", 0, 0, NULL,
     ".npy with (rows, width) numbers, read in chunks; none: the toy model's hidden "
     "layer"},
    {"activations.noise", SP_REAL, AT(noise), "0", 0, 1e6, NULL,
     "standard deviation of normal noise on each coordinate"},
    {"activations.shift", SP_REAL, AT(shift), "0", 0, 1e6, NULL,
     "norm of a constant vector of random direction that is added"},
    {"activations.normalise", SP_CHOICE, AT(normalise), "none", 0, 0, norms,
     "mean: scaled so that the mean norm is the square root of the width"},
    {.key = NULL},
};

/* Rows that the mean norm is taken over. */
enum { SCALE_ROWS = 16384 };

struct own {
    struct sp_lanes lanes; /* of features */
    struct sp_rng rng;     /* of noise */
    double noise;
    const struct sp_net *toy;
    struct sp_npy_stream *file;
    struct sp_batch features, out;
};

static void scale_row(int d, sp_real by, const sp_real *restrict shift,
                      sp_real *restrict x)
{
    for (int j = 0; j < d; j++)
        x[j] = by * x[j] + shift[j];
}

/* out = s (out + shift + noise). */
static void finish(struct sp_activations *acts, struct sp_batch *out)
{
    struct own *own = acts->own;
    sp_real *x = out->dense;
    for (int b = 0; b < out->rows; b++, x += acts->d) {
        for (int j = 0; own->noise > 0 && j < acts->d; j++)
            x[j] += (sp_real)(own->noise * sp_rng_normal(&own->rng));
        scale_row(acts->d, (sp_real)acts->scale, acts->shift, x);
    }
}

const struct sp_batch *sp_activations_next(struct sp_activations *activations)
{
    struct sp_activations *acts = activations;
    struct own *own = acts->own;
    if (own->file) {
        sp_npy_stream_next(own->file, own->out.dense);
    } else {
        sp_source_draw(acts->source, &own->lanes, &own->features);
        own->toy->kind->hidden(own->toy, &own->features, own->out.dense);
    }
    finish(acts, &own->out);
    return &own->out;
}

/* The constant part of x before it is scaled; the same for every use. */
static void draw_shift(struct sp_activations *acts, double norm, uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_SHIFT);
    double square = 0;
    for (int j = 0; norm > 0 && j < acts->d; j++) {
        double x = sp_rng_normal(&rng);
        acts->shift[j] = (sp_real)x;
        square += x * x;
    }
    for (int j = 0; square > 0 && j < acts->d; j++)
        acts->shift[j] *= (sp_real)(norm / sqrt(square));
}

static int open_stream(struct sp_arena *a, struct sp_activations *acts,
                       const struct sp_activations_settings *settings, uint64_t seed,
                       uint32_t use, int rows)
{
    struct own *own = acts->own;
    if (*settings->file)
        return sp_npy_stream_open(a, settings->file, seed, use, rows, &own->file);
    own->lanes = sp_lanes_make(seed, use);
    own->features = sp_source_batch(a, acts->source, rows, false);
    acts->truth = &own->features;
    return 0;
}

static void find_directions(struct sp_arena *a, struct sp_activations *acts)
{
    const struct own *own = acts->own;
    const sp_real *W = sp_net_dictionary(own->toy);
    size_t count = (size_t)acts->source->n * (size_t)acts->d;
    acts->directions = SP_TAKE(a, count, sp_real);
    for (size_t i = 0; i < count; i++)
        acts->directions[i] = (sp_real)acts->scale * W[i];
}

static void fill(struct sp_arena *a, struct sp_activations *acts,
                 const struct sp_activations_settings *settings,
                 const struct sp_source *source, const struct sp_net *toy, int rows)
{
    struct own *own = SP_TAKE(a, 1, struct own);
    *acts = (struct sp_activations){
        .d = toy ? toy->m : 0, .source = source, .scale = 1, .own = own};
    own->toy = toy;
    own->noise = settings->noise;
    own->out = (struct sp_batch){.rows = rows};
}

/* sqrt(d) over the mean norm, of a stream that all uses share. */
static int find_scale(const struct sp_activations_settings *settings,
                      const struct sp_source *source, const struct sp_net *toy,
                      uint64_t seed, int rows, double *out)
{
    struct sp_arena a = {0};
    struct sp_activations_settings plain = *settings;
    struct sp_activations acts;
    double sum = 0, seen = 0;
    plain.normalise = AS_IT_IS;
    int code =
        sp_activations_open(&a, &plain, source, toy, seed, SP_USE_SHIFT, rows, &acts);
    while (!code && seen < SCALE_ROWS) {
        const struct sp_batch *batch = sp_activations_next(&acts);
        const sp_real *x = batch->dense;
        for (int b = 0; b < batch->rows; b++) {
            double square = 0;
            for (int j = 0; j < acts.d; j++, x++)
                square += (double)*x * (double)*x;
            sum += sqrt(square);
        }
        seen += batch->rows;
    }
    *out = !code && sum > 0 ? sqrt(acts.d) * seen / sum : 1;
    sp_arena_free(&a);
    return code;
}

int sp_activations_open(struct sp_arena *a,
                        const struct sp_activations_settings *settings,
                        const struct sp_source *source, const struct sp_net *toy,
                        uint64_t seed, uint32_t use, int rows,
                        struct sp_activations *out)
{
    bool file = *settings->file;
    sp_require(file || (toy && toy->kind->hidden));
    fill(a, out, settings, file ? NULL : source, file ? NULL : toy, rows);
    struct own *own = out->own;
    int code = file ? sp_npy_stream_width(settings->file, rows, &out->d) : 0;
    if (!code && settings->normalise == MEAN_NORM)
        code = find_scale(settings, source, toy, seed, rows, &out->scale);
    if (!code)
        code = open_stream(a, out, settings, seed, use, rows);
    if (code)
        return code;
    own->rng = sp_rng_make(seed, use);
    own->out.features = out->d;
    own->out.dense = SP_TAKE(a, (size_t)rows * (size_t)out->d, sp_real);
    out->shift = SP_TAKE(a, out->d, sp_real);
    draw_shift(out, settings->shift * out->scale, seed);
    if (!file)
        find_directions(a, out);
    return 0;
}

int sp_activations_width(const struct sp_activations_settings *settings, int hidden,
                         int batch, int *width)
{
    *width = hidden;
    return *settings->file ? sp_npy_stream_width(settings->file, batch, width) : 0;
}

bool sp_activations_failed(const struct sp_activations *acts)
{
    const struct own *own = acts->own;
    return own->file && sp_npy_stream_failed(own->file);
}
