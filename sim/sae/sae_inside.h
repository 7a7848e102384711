/* What kinds of autoencoders share: codes, the law of a kind, the state of training. */
#ifndef SUPERPOSE_SAE_INSIDE_H
#define SUPERPOSE_SAE_INSIDE_H

#include "superpose/activations.h"
#include "superpose/sae.h"
#include "superpose/sparse.h"

enum {
    SP_SAE_PANEL = 64,  /* rows that are encoded and selected together */
    SP_SAE_LEVELS = 16, /* nested reconstructions, at most */
    SP_POSITIVE = 0     /* what is wished of a row: all that is above zero */
};

/* Codes of a batch in compressed rows.  An entry is a latent that is on, or one that
   has a gradient though it is off (f == 0). */
struct sp_codes {
    int rows;
    int *start;     /* (B + 1) row b is entries start[b] .. start[b + 1] - 1 */
    int *index;     /* latent of each entry, ascending within a row */
    sp_real *h;     /* its pre-activation */
    sp_real *f;     /* its code */
    sp_real *gate;  /* its second code, of laws with one; else NULL */
    sp_real *df;    /* dL/df through the reconstruction */
    sp_real *dgate; /* dL/d(second code) through the second reconstruction */
    sp_real *dh;    /* dL/dh, what reaches E and x; and b_enc, but for */
    sp_real *db;    /* dL/db_enc, of laws that have another; else NULL */
};

struct sp_sae;

/* What makes a kind. */
struct sp_sae_law {
    bool gated; /* codes have a second value, which reconstructs x too, with D and
                     b_dec held still (Rajamanoharan et al. 2024, arXiv:2404.16014) */
    bool tied;  /* there is no encoder: E is D */
    bool given; /* nothing is trained by gradients */
    /* How many of the largest h norm can be on in a row, of those above zero;
       SP_POSITIVE: all above zero.  Select may be given 0 in place of any other h.
       NULL: it wants all. */
    int (*wished)(const struct sp_sae *s, bool training);
    /* Appends ROWS rows to CODES (start, index, h, f, gate) from pre-activations
       h (rows, k); as in training, or as at inference. */
    void (*select)(struct sp_sae *s, int rows, const sp_real *h, bool training,
                   struct sp_codes *codes);
    /* Looks at all rows of a training batch at once and drops entries; NULL: keeps
       them. */
    void (*finish)(struct sp_sae *s, struct sp_codes *codes);
    /* dh (and db) of every entry from df (and dgate), with the gradient of the penalty,
       which it gives, mean over rows; adds to the slopes of arrays of its own, and to
       norm_slope (k), the penalty's gradient with respect to the norm of D_i.  NULL: dh
       is df and there is no penalty. */
    double (*back)(struct sp_sae *s, struct sp_codes *codes);
    /* Starts arrays of the kind's own again for a latent that was replaced; NULL: there
       are none. */
    void (*renew)(struct sp_sae *s, sp_real *const moments[2], int latent);
    /* Codes at inference where pre-activations are not all there is; NULL: select. */
    void (*encode)(struct sp_sae *s, int rows, const sp_real *x, sp_real *f);
};

/* net->own of an autoencoder. */
struct sp_sae {
    sp_real *param; /* the net's block */
    const struct sp_sae_law *law;
    const struct sp_sae_settings *settings;
    const void *own;                /* the kind's settings */
    int k, d, most;                 /* latents, width, rows a batch may have */
    sp_real *E, *D, *b_enc, *b_dec; /* the net's own */
    sp_real *E_slope, *D_slope, *b_enc_slope, *b_dec_slope; /* in net->grad */

    /* Nested reconstructions: level l has the latents 0 .. width[l] - 1. */
    int levels, width[SP_SAE_LEVELS];
    sp_real weight[SP_SAE_LEVELS]; /* of its squared error in the loss */
    bool detached; /* latents of a level learn from its own error alone */

    /* Work space of a slope. */
    sp_real *norm;            /* (k) of D_i; 1 where rows are kept at it */
    sp_real *norm_slope;      /* (k) */
    sp_real *sum;             /* (k) of dh over the batch */
    sp_real *scaled;          /* (k) h norm of one row */
    sp_real *score;           /* (k + SP_SLACK) the largest of a row, */
    int *best;                /* (k + SP_SLACK) latents with these */
    sp_real *miss;            /* (d) what AuxK leaves of one row */
    sp_real *x;               /* (B, d) what is encoded: x - b_dec, or x */
    sp_real *h;               /* (SP_SAE_PANEL, k) */
    struct sp_sae_ways *ways; /* how sums over who is on are taken */
    sp_real *error;      /* (levels, B, d) 2 weight (y_l - x) / B, summed from l up */
    sp_real *gate_error; /* (B, d) that of the second reconstruction */
    struct sp_codes codes;

    /* In force at this step, set before its slope. */
    double progress;   /* steps taken / steps, 0 to 1 */
    double penalty;    /* lambda, with warm-up and controller */
    double multiplier; /* what the controller makes of it */
    double l0_now, l0; /* latents that were on in a row: last batch, running mean */

    /* What has been seen. */
    double *silent; /* (k) rows since the latent was last on */
    double *fired;  /* (k) rows in which it was on in this half of the interval between
                       replacements */
    int *dead;      /* (k) latents that are dead, in order */
    int dead_count;
    int resampled; /* how often */
    double rows_seen;
    struct sp_activations *data; /* for resampling */
    struct sp_rng rng;           /* the same */
    sp_real *sample;             /* (resample_rows, d) */
    double *sample_loss;         /* (resample_rows) */
    void *extra;                 /* the kind's own work space */
};

static inline struct sp_sae *sp_sae_of(const struct sp_net *net)
{
    return net->own;
}

/* For a kind's open hook: declares D, E (unless tied), b_enc and b_dec, and what the
   kind adds in DECLARE (NULL: nothing), and takes work space.  own is what
   sp_sae_open passed. */
struct sp_sae *sp_sae_lay_out(struct sp_arena *a, struct sp_net *net, const void *own,
                              const struct sp_sae_law *law, int rows,
                              void (*declare)(struct sp_net *net));

/* What `own` of a net kind's hooks is for an autoencoder. */
struct sp_sae_own {
    const struct sp_sae_settings *settings;
    const void *kind; /* the kind's own settings */
};

/* The hooks of struct sp_net_kind. */
int sp_sae_start(struct sp_arena *a, struct sp_net *net, struct sp_activations *data,
                 uint64_t seed);
void sp_sae_begin(struct sp_net *net, int t, int steps);
double sp_sae_slope(struct sp_net *net, const struct sp_batch *batch);
void sp_sae_end(struct sp_net *net, sp_real *const moments[2], int t, int steps);
const sp_real *sp_sae_dictionary(const struct sp_net *net);

/* Fills out (rows, d) with the next rows of the stream. */
void sp_sae_sample(struct sp_activations *data, int rows, sp_real *out);

/* b_dec as sae.center says, from a sample of the stream. */
void sp_sae_center(struct sp_arena *a, struct sp_sae *s, struct sp_activations *data);

/* Adds an entry to the row that is being filled. */
static inline void sp_codes_add(struct sp_codes *codes, int *at, int latent, sp_real h,
                                sp_real f)
{
    codes->index[*at] = latent;
    codes->h[*at] = h;
    codes->f[*at] = f;
    ++*at;
}

/* For select: every latent with h > 0 is on, f = h. */
void sp_select_relu(struct sp_sae *s, int rows, const sp_real *h, bool training,
                    struct sp_codes *codes);

/* For wished of the same. */
int sp_wish_positive(const struct sp_sae *s, bool training);

/* For select: the K latents of each row with the largest positive h x norm. */
void sp_select_top(struct sp_sae *s, int rows, const sp_real *h, int k,
                   struct sp_codes *codes);

/* The K-th largest of COUNT scores, which are reordered. */
sp_real sp_nth_largest(sp_real *score, int count, int k);

/* How many latents are on, where that may begin high: section S of the settings of
   kinds that select the largest. */
struct sp_k_settings {
    double k;       /* in an example; may be fractional where it is a mean */
    double k_start; /* at the first step; 0: k */
    double k_steps; /* fraction of the steps over which it goes evenly to k */
};
#define SP_K_ROWS(S, struct_)                                                          \
    {S ".k_start",                                                                     \
     SP_REAL,                                                                          \
     offsetof(struct_, top.k_start),                                                   \
     "0",                                                                              \
     0,                                                                                \
     1e6,                                                                              \
     NULL,                                                                             \
     "the same at the first step; 0: as " S ".k"},                                     \
    {                                                                                  \
        S ".k_steps", SP_REAL, offsetof(struct_, top.k_steps), "0.5", 0, 1, NULL,      \
            "fraction of the steps over which it goes evenly from k_start to k"        \
    }

/* k of the step that is being taken. */
double sp_sae_k(const struct sp_sae *s, const struct sp_k_settings *top);

/* More than there are: SP_BAD, naming SECTION.k. */
int sp_sae_check_k(const char *section, const struct sp_k_settings *top, int latents);

/* Selection over a whole batch, with a threshold for inference (batch_top.c).  s->own
   begins with a struct sp_k_settings. */
void sp_batch_top_declare(struct sp_net *net);
void sp_batch_top_open(struct sp_arena *a, struct sp_net *net);
void sp_batch_top_select(struct sp_sae *s, int rows, const sp_real *h, bool training,
                         struct sp_codes *codes);
void sp_batch_top_finish(struct sp_sae *s, struct sp_codes *codes);
void sp_batch_top_end(struct sp_net *net, sp_real *const moments[2], int t, int steps);

/* A kind without a coefficient cannot be steered by it: SP_BAD. */
int sp_sae_refuse_target(const char *kind, const struct sp_sae_settings *settings);

/* A penalty phi(u) of u = f norm, for back: gives the mean over rows of its sum times
   lambda; dh = df + lambda phi'(u) norm / B where f > 0. */
double sp_penalise(struct sp_sae *s, struct sp_codes *codes,
                   double (*phi)(const struct sp_sae *s, double u, double *slope));

/* The products of a slope (sae_ways.c), which cost the entries of the codes but for the
   first.  Where d is a multiple of SP_HALF they go through sparse.h, else by plain
   loops, which are their oracle: a test sets `plain`. */
struct sp_sae_ways {
    bool plain;
    const struct sp_kernels *dense;
    const struct sp_sparse *sparse;
    bool is_packed;  /* packed is E as it is now */
    sp_real *packed; /* (k / SP_HALF rounded up, d, SP_HALF) E, latents side by side */
    struct sp_sae_screen *screen; /* NULL: all products are taken */
    sp_real *blocks;              /* (max(k, B), d) M of a sum, in blocks */
    int *from, *to, *stop;        /* (max(k, B)) entries of a row that are used */
    int *start;      /* (k + 2) entries of each latent, when listed by latent */
    int *row;        /* (entries) of these: the row of the batch, */
    sp_real *f, *dh; /* its code and slope */
};

void sp_sae_take_ways(struct sp_arena *a, struct sp_sae *s, size_t room);

/* Once before the rows that follow are encoded: E has changed. */
void sp_sae_renew(struct sp_sae *s);

/* Codes of ROWS <= SP_SAE_PANEL rows are appended to s->codes, from xc (rows, d). */
void sp_sae_code(struct sp_sae *s, int rows, const sp_real *xc, bool training);

/* h (rows, k) = xc E^T + b_enc. */
void sp_sae_pre(struct sp_sae *s, int rows, const sp_real *xc, sp_real *h);

/* Pre-activations of those that can matter, and 0 for others, where finding out costs
   less than the product (sae_screen.c); false: h is not to be used.  What is selected
   from it is the same, bit for bit, whether and when this is done. */
struct sp_sae_screen *sp_sae_take_screen(struct sp_arena *a, const struct sp_sae *s);
void sp_sae_renew_screen(struct sp_sae_screen *screen);
bool sp_sae_pre_some(struct sp_sae *s, int rows, const sp_real *xc, int wished,
                     sp_real *h);

/* y (B, d) += sum of value D_i over the entries of each row whose latent is in
   [first, end). */
void sp_sae_sum(struct sp_sae *s, const sp_real *value, int first, int end, sp_real *y);

/* out[e] = g_b . D_i for the same entries. */
void sp_sae_dots(struct sp_sae *s, const sp_real *g, int first, int end, sp_real *out);

/* Lists the codes by latent, for the two that follow. */
void sp_sae_turn(struct sp_sae *s);

/* Rows first .. end - 1 of slope (k, d) += sum of value[e] M_b, value in order of the
   lists by latent. */
void sp_sae_gather(struct sp_sae *s, const sp_real *value, const sp_real *M, int first,
                   int end, sp_real *slope);

/* AuxK (Gao et al. 2024, arXiv:2406.04093, A.2; the scale of SAELens): dead latents
   with the largest h x norm reconstruct the error.  Adds to the slopes of dead latents
   alone; gives its loss. */
double sp_sae_aux(struct sp_sae *s);

/* Squared errors (rows) of at most `most` rows of x (rows, d), coded as in training. */
void sp_sae_losses(struct sp_sae *s, int rows, const sp_real *x, double *loss);

/* Sets moments of COUNT parameters from VALUE on to zero. */
void sp_sae_forget(const struct sp_sae *s, sp_real *const moments[2],
                   const sp_real *value, size_t count);

/* Replaces dead latents (Bricken et al. 2023, Neuron Resampling). */
void sp_sae_resample(struct sp_sae *s, sp_real *const moments[2]);

#endif
