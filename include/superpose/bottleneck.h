/* What the toy models share: h = f(W^T x), y = g(W_out h + b) through m dimensions, and
   the gradient of their squared error.  A kind is a law (which f, which g, what is
   trained) and its settings; net->own is a struct sp_bottleneck. */
#ifndef SUPERPOSE_BOTTLENECK_H
#define SUPERPOSE_BOTTLENECK_H

#include "superpose/kernels.h"
#include "superpose/net.h"

struct sp_bottleneck_law {
    bool relu_hidden; /* f = ReLU, else the identity */
    bool relu_output; /* g = ReLU, else the identity */
    bool absolute;    /* the target is |x|, else x */
    bool tied;        /* W_out = W */
    bool bias;        /* b is trained, else there is none */
    bool given;       /* W is fixed */
};

/* Work space and what the tile in work needs; nothing in it is of size batch x n. */
struct sp_bottleneck {
    struct sp_bottleneck_law law;
    const struct sp_kernels *kernels;
    int most;      /* rows a batch may have */
    bool small;    /* so few parameters that samples stay in lanes throughout */
    size_t stride; /* of the four below: m, or for nets that are not small above it */
    sp_real *in, *out; /* (n, stride) W and W_out as the kernels read them */
    sp_real *in_slope; /* (n, stride) their gradients, sums over the batch; for small */
    sp_real *out_slope;   /* nets (n m, SP_HALF); the same two blocks when tied */
    sp_real *bias;        /* (n) zero when there is none */
    sp_real *bias_slope;  /* (n, SP_HALF) */
    sp_real *weight;      /* (n) importance */
    int *row;             /* (rows) rows of the batch with an entry */
    int cursor[SP_TILE];  /* next entry of each sample in the tile */
    sp_real *filled;      /* (SP_TILE) 1 for lanes with a sample */
    sp_real *loss;        /* (SP_TILE) */
    sp_real *input;       /* small: (n, SP_TILE) x */
    sp_real *error;       /* (min(n, SP_BLOCK), SP_TILE) */
    uint32_t *on;         /* (min(n, SP_BLOCK)) */
    sp_real *lanes;       /* (m, SP_TILE) h */
    sp_real *lanes_slope; /* small: (m, SP_TILE) dL/dh */
    sp_real *rows;        /* not small: (SP_TILE, stride) h */
    sp_real *rows_slope;  /* not small: (SP_TILE, stride) dL/dh */
};

/* Declares W (n, m), b (n) and W_out (n, m) as the law asks, and takes work space. */
void sp_bottleneck_open(struct sp_arena *a, struct sp_net *net,
                        const struct sp_bottleneck_law *law, int rows);

/* The hooks of struct sp_net_kind. */
double sp_bottleneck_slope(struct sp_net *net, const struct sp_batch *batch);
void sp_bottleneck_tally(struct sp_net *net, const struct sp_batch *batch,
                         struct sp_tally *out);
const sp_real *sp_bottleneck_dictionary(const struct sp_net *net);

#endif
