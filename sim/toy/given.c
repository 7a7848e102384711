/* Directions that are given and stay, as in compressed sensing (Donoho 2006) and in the
   simplest accounts of interference (Elhage et al. 2022, Mathematics of Superposition):

       h = W^T x (m)     y = g(W_out h + b) (n)     W (n, m) fixed, rows of norm 1
       g = ReLU or the identity; W_out = W when tied, else it is trained

   With e = y - x and s_i = 2 I_i e_i g'(p_i) / (r n), over r rows and n features,

       db_i = sum s_i     dW_out_i = sum s_i h     no gradient for W */
#include "superpose/bottleneck.h"
#include "superpose/directions.h"
#include "superpose/fault.h"
#include "superpose/npy.h"

enum { RANDOM, ORTHOGONAL, FRAME, FROM_FILE, SPREAD, ANTIPODAL, MERGED };
enum { OUTPUT_RELU, OUTPUT_LINEAR };

struct given_settings {
    int directions, output, steps;
    const char *file;
    bool bias, tied;
};

static const char *const direction_words[] = {"random", "orthogonal", "frame",  "file",
                                              "spread", "antipodal",  "merged", NULL};
static const char *const output_words[] = {"relu", "linear", NULL};

static const struct sp_param params[] = {
    {"given.directions", SP_CHOICE, offsetof(struct given_settings, directions),
     "random", 0, 0, direction_words,
     "uniform on the sphere, orthonormal, a unit-norm tight frame, from given.file, "
     "random and then spread out, two neighbours at the ends of each axis, or n / m of "
     "them at one end with norm sqrt(m / n)"},
    {"given.steps", SP_INT, offsetof(struct given_settings, steps), "200", 0, 1e6, NULL,
     "spread: steps in which directions are made less coherent"},
    {"given.file", SP_FILE, offsetof(struct given_settings, file), "", 0, 0, NULL,
     ".npy with (features, hidden) numbers, row i the direction of feature i"},
    {"given.output", SP_CHOICE, offsetof(struct given_settings, output), "relu", 0, 0,
     output_words, "what is done to each output"},
    {"toy.bias", SP_BOOL, offsetof(struct given_settings, bias), "true", 0, 0, NULL,
     "whether a bias is trained for each output"},
    {"toy.tied", SP_BOOL, offsetof(struct given_settings, tied), "true", 0, 0, NULL,
     "whether the directions also read; else output weights are trained"},
    {0}};

static int read_file(struct sp_arena *a, const char *path, int n, int m,
                     struct sp_matrix *out)
{
    int code = sp_npy_read(a, path, out);
    if (code)
        return code;
    if (out->rows == (size_t)n && out->columns == (size_t)m)
        return 0;
    return sp_fault(
        SP_BAD,
        "given.file: %s holds %zu x %zu numbers, but there are %d features in "
        "%d hidden dimensions; give an array of that shape or change "
        "source.features and toy.hidden",
        path, out->rows, out->columns, n, m);
}

struct reading {
    struct sp_arena arena;
    const char *path;
    int n, m;
};

static int try_file(void *context)
{
    struct reading *r = context;
    struct sp_matrix matrix;
    return read_file(&r->arena, r->path, r->n, r->m, &matrix);
}

static int check_file(int n, int m, const char *path)
{
    if (!*path)
        return sp_fault(SP_BAD,
                        "given.directions is `file`, but given.file names none");
    struct reading r = {.path = path, .n = n, .m = m};
    int code = sp_arena_guard(&r.arena, try_file, &r);
    sp_arena_free(&r.arena);
    return code;
}

static int check_given(int n, int m, const void *own)
{
    const struct given_settings *settings = own;
    int law = settings->directions;
    if (law == ORTHOGONAL && n > m)
        return sp_fault(
            SP_BAD,
            "given.directions: %d features cannot be orthogonal in %d hidden "
            "dimensions; choose frame or random, or at least %d dimensions",
            n, m, n);
    if (law == FRAME && n < m)
        return sp_fault(SP_BAD,
                        "given.directions: %d features are too few for a frame of %d "
                        "hidden dimensions; choose orthogonal or random",
                        n, m);
    if (law == ANTIPODAL && n != 2 * m)
        return sp_fault(SP_BAD,
                        "given.directions: %d features in %d hidden dimensions are not "
                        "antipodal pairs; that takes %d",
                        n, m, 2 * m);
    if (law == MERGED && n % m)
        return sp_fault(SP_BAD,
                        "given.directions: %d features cannot be merged evenly in %d "
                        "hidden dimensions; %d does not divide %d",
                        n, m, m, n);
    return law == FROM_FILE ? check_file(n, m, settings->file) : 0;
}

/* W (n, m) of any law but those of a file. */
static void make_directions(struct sp_arena *a, const struct given_settings *settings,
                            int n, int m, struct sp_rng *rng, double *W)
{
    switch (settings->directions) {
    case ORTHOGONAL:
        sp_directions_orthogonal(rng, n, m, W);
        return;
    case FRAME:
        sp_directions_frame(a, rng, n, m, W);
        return;
    case SPREAD:
        sp_directions_spread(a, rng, n, m, settings->steps, W);
        return;
    case ANTIPODAL:
        sp_directions_antipodal(n, m, W);
        return;
    case MERGED:
        sp_directions_merged(n, m, W);
        return;
    default:
        sp_directions_random(rng, n, m, W);
    }
}

/* Fills W (n, m); the stream belongs to directions alone. */
static int draw_directions(struct sp_arena *a, const struct given_settings *settings,
                           int n, int m, uint64_t seed, sp_real *W)
{
    size_t count = (size_t)n * (size_t)m;
    struct sp_rng rng = sp_rng_make(seed, SP_USE_DIRECTIONS);
    struct sp_matrix matrix = {.rows = (size_t)n, .columns = (size_t)m};
    if (settings->directions == FROM_FILE) {
        int code = read_file(a, settings->file, n, m, &matrix);
        if (code)
            return code;
    } else {
        matrix.value = SP_TAKE(a, count, double);
        make_directions(a, settings, n, m, &rng, matrix.value);
    }
    for (size_t i = 0; i < count; i++)
        W[i] = (sp_real)matrix.value[i];
    return 0;
}

static int open_given(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                      uint64_t seed)
{
    const struct given_settings *settings = own;
    struct sp_bottleneck_law law = {.relu_output = settings->output == OUTPUT_RELU,
                                    .tied = settings->tied,
                                    .bias = settings->bias,
                                    .given = true};
    sp_bottleneck_open(a, net, &law, rows);
    return draw_directions(a, settings, net->n, net->m, seed, sp_net_values(net, "W"));
}

const struct sp_net_kind sp_toy_given = {
    .self = {.name = "given",
             .doc =
                 "Directions that are given and stay; the bias, and the output weights "
                 "when not tied, are trained.",
             .cite = "Elhage et al. 2022, Mathematics of Superposition; Donoho 2006",
             .own = params,
             .own_size = sizeof(struct given_settings)},
    .check = check_given,
    .open = open_given,
    .tiles = sp_bottleneck_tiles,
    .shares = sp_bottleneck_shares,
    .slope = sp_bottleneck_slope,
    .tally = sp_bottleneck_tally,
    .hidden = sp_bottleneck_hidden,
    .dictionary = sp_bottleneck_dictionary,
};
