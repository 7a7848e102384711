/* superpose measure FILE.npy: the geometry of directions that came from elsewhere. */
#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/kinds.h"
#include "superpose/npy.h"

enum { FEATURES };

static const struct sp_option options[] = {
    [FEATURES] = {"features", 'f', NULL, "a table of features instead of the summary"},
    {0}};

/* A net that holds the file's (n, m) directions. */
static int open_given(struct sp_arena *a, const char *path, struct sp_net *net)
{
    const struct sp_net_kind *kind = sp_toy_kind("given");
    struct sp_matrix matrix;
    int code = sp_npy_read(a, path, &matrix);
    if (code)
        return code;
    double *importance = SP_TAKE(a, matrix.rows, double);
    for (size_t i = 0; i < matrix.rows; i++)
        importance[i] = 1;
    void *own = sp_arena_take(a, 1, kind->self.own_size);
    sp_param_defaults(a, kind->self.own, own);
    code = sp_param_read(a, sp_param_find(kind->self.own, "given.directions"), own,
                         "file");
    if (!code)
        code = sp_param_read(a, sp_param_find(kind->self.own, "given.file"), own, path);
    if (!code)
        code =
            sp_param_read(a, sp_param_find(kind->self.own, "toy.bias"), own, "false");
    return code ? code
                : sp_net_open(a, kind, (int)matrix.rows, (int)matrix.columns,
                              importance, own, 1, 0, net);
}

static void print_number(const struct sp_values *values, size_t row)
{
    const char *const *labels = values->column->labels;
    double value = values->value[row];
    if (labels && value == value)
        printf("%s", labels[(int)value]);
    else
        printf("%.9g", value);
}

static void print_summary(const struct sp_rows *rows)
{
    for (const struct sp_values *v = rows->first; v; v = v->next)
        if (v->column->scope == SP_RUNS) {
            printf("%s\t", v->name);
            print_number(v, 0);
            printf("\t%s\n", v->column->doc);
        }
}

static void print_features(const struct sp_rows *rows)
{
    size_t count = 0;
    for (const struct sp_values *v = rows->first; v; v = v->next)
        if (v->column->scope == SP_FEATURES) {
            printf("%s%s", count ? "\t" : "", v->name);
            count = v->count;
        }
    printf("\n");
    for (size_t row = 0; row < count; row++) {
        const char *gap = "";
        for (const struct sp_values *v = rows->first; v; v = v->next)
            if (v->column->scope == SP_FEATURES) {
                printf("%s", gap);
                print_number(v, row);
                gap = "\t";
            }
        printf("\n");
    }
}

struct request {
    struct sp_arena arena;
    const struct sp_arguments *arguments;
};

static int measure(void *context)
{
    struct request *r = context;
    struct sp_arena *a = &r->arena;
    const struct sp_measure_kind *kind = sp_measure_kind("geometry");
    struct sp_net net;
    int code = open_given(a, r->arguments->word[0], &net);
    if (code)
        return code;
    struct sp_subject subject = {.arena = a, .net = &net, .rows = 1};
    struct sp_rows rows = {.arena = a};
    void *own = sp_arena_take(a, 1, kind->self.own_size);
    sp_param_defaults(a, kind->self.own, own);
    kind->take(&subject, own, &rows);
    if (sp_argument(r->arguments, FEATURES))
        print_features(&rows);
    else
        print_summary(&rows);
    return 0;
}

static int run(const struct sp_arguments *arguments)
{
    struct request r = {{0}, arguments};
    int code = sp_arena_guard(&r.arena, measure, &r);
    sp_arena_free(&r.arena);
    return code;
}

const struct sp_command sp_command_measure = {
    "measure",
    "FILE.npy [--features]",
    "Measure the geometry of directions trained elsewhere.",
    "FILE.npy holds (n, m) numbers, float32 or float64 in C order: row i is the "
    "direction\n"
    "of feature i in m dimensions. (A torch model with W of shape (m, n) needs W.T.)",
    "  superpose measure W.npy\n  superpose measure W.npy --features",
    1,
    1,
    options,
    run};
