/* What paper and pencil say about the same point, beside what was trained.

   For the restricted model of the phase diagrams (Elhage et al. 2022, Superposition as
   a Phase Change), the least loss over a few candidate W:

       x' = ReLU(W^T W x + b)     n = 2, m = 1 or n = 3, m = 2
       importances 1, .., 1, r     independent x_i = 0 or U[0, 1]

   For a linear net, the exact expected loss at the trained weights, of which the
   measured loss is an estimate. */
#include "superpose/measure.h"
#include "superpose/theory.h"

#include <string.h>

enum { THEORY_PHASE, THEORY_BOUNDARY, THEORY_LOSS, COLUMNS };

static const struct sp_column columns[COLUMNS + 1] = {
    [THEORY_PHASE] =
        {SP_RUNS, "theory_phase", sp_phase_names,
         "class of the last feature in the restricted model's best network; "
         "only for its nets and data"},
    [THEORY_BOUNDARY] =
        {SP_RUNS, "theory_boundary", NULL,
         "density below which superposition wins there, at this importance"},
    [THEORY_LOSS] =
        {SP_RUNS, "theory_loss", NULL,
         "relu: the restricted model's least expected loss; linear: the exact "
         "expected loss of the trained weights"},
};

static bool is_kind(const struct sp_subject *subject, const char *name)
{
    return strcmp(subject->net->kind->self.name, name) == 0;
}

/* Tied weights, and a bias, by which candidates give the mean of what they drop. */
static bool restricted_net(const struct sp_subject *subject)
{
    int n = subject->net->n, m = subject->net->m;
    return is_kind(subject, "relu") && sp_net_array(subject->net, "b") &&
           !sp_net_array(subject->net, "W_out") &&
           ((n == 2 && m == 1) || (n == 3 && m == 2));
}

static bool restricted_data(const struct sp_source *source)
{
    for (int i = 0; i < source->n; i++)
        if (source->density[i] != source->density[0] ||
            (i < source->n - 1 && source->importance[i] != 1))
            return false;
    return source->block == 1 && !source->unit_norm && source->scale == 1 &&
           strcmp(source->size->name, "uniform") == 0;
}

static double linear_loss(const struct sp_subject *subject)
{
    const double *W = sp_subject_array(subject, "W");
    const double *W_out = sp_subject_array(subject, "W_out");
    const double *b = sp_subject_array(subject, "b");
    if (!b)
        b = SP_TAKE(subject->arena, subject->net->n, double);
    return sp_linear_loss(subject->arena, subject->source, W, W_out ? W_out : W, b,
                          subject->net->m);
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    (void)own;
    double phase = NAN, boundary = NAN, loss = NAN;
    if (is_kind(subject, "linear")) {
        loss = linear_loss(subject);
    } else if (restricted_net(subject) && restricted_data(subject->source)) {
        int n = subject->net->n;
        double r = subject->source->importance[n - 1];
        phase = sp_phase_theory(n, r, subject->source->density[0], &loss);
        boundary = sp_phase_boundary(n, r);
    }
    sp_rows_put(rows, &columns[THEORY_PHASE], phase);
    sp_rows_put(rows, &columns[THEORY_BOUNDARY], boundary);
    sp_rows_put(rows, &columns[THEORY_LOSS], loss);
}

const struct sp_measure_kind sp_measure_theory = {
    .self = {.name = "theory",
             .doc = "What is known exactly for this net and data: the phase diagrams' "
                    "restricted model, the expected loss of a linear net.",
             .cite = "Elhage et al. 2022, Toy Models of Superposition, sections "
                     "Superposition as a Phase Change and Mathematical Understanding; "
                     "Saxe et al. 2019"},
    .columns = columns,
    .needs_source = true,
    .take = take,
};
