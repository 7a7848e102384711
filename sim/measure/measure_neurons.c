/* Which features a neuron serves.  Neuron j of the (n, m) directions W serves feature i
   when |W_ij| > threshold max_k |W_kj|; it is polysemantic when it serves more than one
   (Elhage et al. 2022, Superposition in a Privileged Basis and Computation in
   Superposition, where the count is made by eye).  The threshold is relative to the
   neuron's largest weight because between ReLU layers a neuron's scale is free. */
#include "superpose/measure.h"

struct neurons_settings {
    double threshold;
    double dead;
};

static const struct sp_param params[] = {
    {"neurons.threshold", SP_REAL, offsetof(struct neurons_settings, threshold), "0.2",
     0, 1, NULL, "a weight counts when above this fraction of its neuron's largest"},
    {"neurons.dead", SP_REAL, offsetof(struct neurons_settings, dead), "0.01", 0, 1e6,
     NULL, "a neuron is dead when no weight is above this"},
    {0}};

enum {
    DEAD_NEURONS,
    POLYSEMANTIC_NEURONS,
    POLYSEMANTICITY,
    PRIMARY,
    PRIMARY_WEIGHT,
    PRIMARY_SHARE,
    SECONDARY,
    SECONDARY_WEIGHT,
    COLUMNS
};

static const struct sp_column columns[COLUMNS + 1] = {
    [DEAD_NEURONS] = {SP_RUNS, "dead_neurons", NULL,
                      "neurons with no weight above neurons.dead"},
    [POLYSEMANTIC_NEURONS] = {SP_RUNS, "polysemantic_neurons", NULL,
                              "neurons that serve more than one feature"},
    [POLYSEMANTICITY] = {SP_NEURONS, "polysemanticity", NULL,
                         "features with a weight above neurons.threshold times the "
                         "neuron's largest; 0 for a dead neuron"},
    [PRIMARY] = {SP_NEURONS, "primary", NULL, "the feature with the largest |weight|"},
    [PRIMARY_WEIGHT] = {SP_NEURONS, "primary_weight", NULL,
                        "that weight, with its sign"},
    [PRIMARY_SHARE] = {SP_NEURONS, "primary_share", NULL,
                       "its square as a part of the neuron's sum of squares"},
    [SECONDARY] = {SP_NEURONS, "secondary", NULL,
                   "the feature with the second largest |weight|"},
    [SECONDARY_WEIGHT] = {SP_NEURONS, "secondary_weight", NULL,
                          "that weight, with its sign"},
};

struct neuron {
    int served;             /* features */
    int primary, secondary; /* -1: none */
    double share;
};

/* Column j of W (n, m); of equal weights the first counts as the larger. */
static struct neuron look_at(const double *W, int n, int m, int j,
                             const struct neurons_settings *settings)
{
    struct neuron out = {.primary = -1, .secondary = -1};
    double largest = 0, second = 0, square = 0;
    for (int i = 0; i < n; i++) {
        double size = fabs(W[(size_t)i * (size_t)m + (size_t)j]);
        square += size * size;
        if (size > largest) {
            out.secondary = out.primary;
            second = largest;
            out.primary = i;
            largest = size;
        } else if (size > second) {
            out.secondary = i;
            second = size;
        }
    }
    out.share = largest * largest / square;
    for (int i = 0; i < n && largest > settings->dead; i++)
        out.served +=
            fabs(W[(size_t)i * (size_t)m + (size_t)j]) > settings->threshold * largest;
    return out;
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    size_t m = (size_t)subject->net->m;
    const double *W = sp_subject_dictionary(subject);
    double *value[COLUMNS];
    for (int c = POLYSEMANTICITY; c < COLUMNS; c++)
        value[c] = sp_rows_add(rows, &columns[c], m);
    int dead = 0, polysemantic = 0;
    for (size_t j = 0; j < m; j++) {
        struct neuron neuron = look_at(W, subject->net->n, (int)m, (int)j, own);
        dead += neuron.served == 0;
        polysemantic += neuron.served > 1;
        value[POLYSEMANTICITY][j] = neuron.served;
        if (neuron.primary < 0)
            continue;
        value[PRIMARY][j] = neuron.primary;
        value[PRIMARY_WEIGHT][j] = W[(size_t)neuron.primary * m + j];
        value[PRIMARY_SHARE][j] = neuron.share;
        if (neuron.secondary < 0)
            continue;
        value[SECONDARY][j] = neuron.secondary;
        value[SECONDARY_WEIGHT][j] = W[(size_t)neuron.secondary * m + j];
    }
    sp_rows_put(rows, &columns[DEAD_NEURONS], dead);
    sp_rows_put(rows, &columns[POLYSEMANTIC_NEURONS], polysemantic);
}

const struct sp_measure_kind sp_measure_neurons = {
    .self =
        {.name = "neurons",
         .doc =
             "Which features each hidden neuron serves, and how many. Meaningful where "
             "the hidden layer has a privileged basis (a ReLU).",
         .cite = "Elhage et al. 2022, Toy Models of Superposition, sections "
                 "Superposition in a Privileged Basis and Computation in Superposition",
         .own = params,
         .own_size = sizeof(struct neurons_settings)},
    .columns = columns,
    .needs_source = false,
    .take = take,
};
