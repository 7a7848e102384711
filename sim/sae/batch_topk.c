/* BatchTopK (Bussmann, Leask and Nanda 2024, BatchTopK Sparse Autoencoders,
   arXiv:2412.06410): the k x B entries of a batch (B, k latents) with the largest
   positive z = h_i ||D_i|| are on, so that an example may have more and another fewer,

       f = h [on]     L = mean over rows of ||x - y||^2     dh = df [on]

   k is a mean and may be fractional.  At inference what is on has z at or above a
   threshold (batch_top.c), the array `threshold` (1).  sae.aux adds AuxK. */
#include "sae_inside.h"

struct batch_topk_settings {
    struct sp_k_settings top; /* first: batch_top.c reads it */
};

static const struct sp_param params[] = {
    {"batch_topk.k", SP_REAL, offsetof(struct batch_topk_settings, top.k), "4", 1e-3,
     1e6, NULL, "latents that are on in an example, in the mean over a batch"},
    SP_K_ROWS("batch_topk", struct batch_topk_settings),
    {.key = NULL},
};

static const struct sp_sae_law law = {.select = sp_batch_top_select,
                                      .finish = sp_batch_top_finish};

static int check_batch_topk(int latents, int width, const void *own)
{
    const struct sp_sae_own *both = own;
    const struct batch_topk_settings *settings = both->kind;
    int code = sp_sae_refuse_target("batch_topk", both->settings);
    (void)width;
    return code ? code : sp_sae_check_k("batch_topk", &settings->top, latents);
}

static int open_batch_topk(struct sp_arena *a, struct sp_net *net, const void *own,
                           int rows, uint64_t seed)
{
    (void)seed;
    sp_sae_lay_out(a, net, own, &law, rows, sp_batch_top_declare);
    sp_batch_top_open(a, net);
    return 0;
}

const struct sp_net_kind sp_sae_batch_topk = {
    .self = {.name = "batch_topk",
             .doc = "The largest pre-activations of a whole batch are on; at inference "
                    "those above a threshold.",
             .cite = "Bussmann, Leask and Nanda 2024, arXiv:2412.06410",
             .own = params,
             .own_size = sizeof(struct batch_topk_settings)},
    .check = check_batch_topk,
    .open = open_batch_topk,
    .start = sp_sae_start,
    .begin = sp_sae_begin,
    .slope = sp_sae_slope,
    .end = sp_batch_top_end,
    .dictionary = sp_sae_dictionary,
};
