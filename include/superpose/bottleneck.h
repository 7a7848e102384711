/* What the toy models share: h = f(W^T x), y = g(W_out h + b) through m dimensions, and
   the gradient of their squared error.  A kind is a law (which f, which g, what is
   trained) and its settings; net->own is a struct sp_bottleneck. */
#ifndef SUPERPOSE_BOTTLENECK_H
#define SUPERPOSE_BOTTLENECK_H

#include "superpose/kernels.h"
#include "superpose/net.h"
#include "superpose/tiny.h"

struct sp_bottleneck_law {
    bool relu_hidden; /* f = ReLU, else the identity */
    bool relu_output; /* g = ReLU, else the identity */
    bool absolute;    /* the target is |x|, else x */
    bool tied;        /* W_out = W */
    bool bias;        /* b is trained, else there is none */
    bool given;       /* W is fixed */
};

/* A share of the outputs, and of the features, and what only its thread touches. */
struct sp_bottleneck_part {
    int first, end;  /* outputs and features first .. end - 1 */
    int *cursor;     /* (group rows) next entry of each */
    sp_real *target; /* (2, chunk, SP_TILE) x or |x| of a pair; zero but for those */
    sp_real *delta;  /* (SP_BLOCK, SP_PAIR) */
    uint32_t *on;    /* (SP_BLOCK, 2) */
    sp_real *rows_slope; /* (group rows, row_step) its share of dL/dh */
    double loss;
};

/* Work space; nothing in it is of size batch x n.  Rows of the batch with an entry are
   gone through in groups of a multiple of SP_PAIR. */
struct sp_bottleneck {
    struct sp_bottleneck_law law;
    struct sp_bottleneck_tiny *tiny; /* NULL, or all there is below */
    const struct sp_kernels *kernels;
    int most;                /* rows a batch may have */
    int group;               /* pairs in a group */
    int chunk;               /* outputs whose weights stay in the second cache */
    int parts;               /* shares of the outputs */
    size_t stride, row_step; /* of a feature's weights; of a sample's hidden */
    sp_real *in, *out;       /* (n, stride) W and W_out, the net's own or copies */
    sp_real *in_slope, *out_slope;   /* (n, stride) the same of their gradients */
    const sp_real *bias;             /* (n) */
    sp_real *bias_slope;             /* (n, SP_HALF) */
    sp_real *weight;                 /* (n) of a squared error in the loss, times 2 */
    sp_real *filled;                 /* (SP_TILE) 1 for the lanes of the last tile */
    int *from, *to;                  /* (rows) entries of each row that has some */
    sp_real *lanes;                  /* (2 group, stride, SP_TILE) h */
    sp_real *rows;                   /* (group rows, row_step) h */
    struct sp_bottleneck_part *part; /* (parts) */
};

/* Declares W (n, m), b (n) and W_out (n, m) as the law asks, and takes work space. */
void sp_bottleneck_open(struct sp_arena *a, struct sp_net *net,
                        const struct sp_bottleneck_law *law, int rows);

/* The hooks of struct sp_net_kind. */
bool sp_bottleneck_tiles(const struct sp_net *net, double density);
bool sp_bottleneck_shares(const struct sp_net *net, int rows);
double sp_bottleneck_slope(struct sp_net *net, const struct sp_batch *batch);
void sp_bottleneck_tally(struct sp_net *net, const struct sp_batch *batch,
                         struct sp_tally *out);
void sp_bottleneck_hidden(const struct sp_net *net, const struct sp_batch *batch,
                          sp_real *h);
const sp_real *sp_bottleneck_dictionary(const struct sp_net *net);

/* Whether these are the hooks of the net; then its outputs y (rows, n) for hidden
   activations h (rows, m) of the hook. */
bool sp_bottleneck_is(const struct sp_net *net);
void sp_bottleneck_outputs(const struct sp_net *net, const sp_real *h, int rows,
                           double *y);

/* Computes with the loops of this instruction set (sets.h) from now on; false, and all
   as before, where the machine or the build lacks it. */
bool sp_bottleneck_use(struct sp_net *net, const char *set);

/* The same for tiny nets (tiny.h), when the arrays are declared. */
bool sp_bottleneck_is_tiny(const struct sp_net *net);
struct sp_bottleneck_tiny *sp_bottleneck_open_tiny(struct sp_arena *a,
                                                   const struct sp_net *net,
                                                   const struct sp_bottleneck_law *law,
                                                   int rows);
double sp_bottleneck_slope_tiny(struct sp_bottleneck_tiny *tiny, struct sp_net *net,
                                const struct sp_batch *batch);
void sp_bottleneck_use_tiny(struct sp_bottleneck_tiny *tiny,
                            const struct sp_tiny_kernels *kernels);
void sp_bottleneck_tally_tiny(struct sp_bottleneck_tiny *tiny, const struct sp_net *net,
                              const struct sp_batch *batch, struct sp_tally *out);

#endif
