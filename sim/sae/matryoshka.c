/* Matryoshka (Bussmann et al. 2025, Learning Multi-Level Features with Matryoshka
   Sparse Autoencoders, arXiv:2503.17547) on BatchTopK: prefixes w_1 < .. < w_L = k of
   the latents reconstruct x on their own,

       y_l = sum_{i < w_l} f_i D_i + b_dec (d)
       L = mean over rows of ||x - y_L||^2 + beta sum_{l < L} ||x - y_l||^2

   with codes of the whole (batch_top.c).  With beta_L = 1 and others beta, a latent of
   the band w_{l-1} <= i < w_l learns from the errors of the levels l .. L,

       df = sum_{j >= l} 2 beta_j (y_j - x) . D_i / B

   or with matryoshka.detached from that of its own level alone.  beta = 0 is BatchTopK,
   detached the other end: between them absorption and hedging are balanced (Chanin,
   Dulka and Garriga-Alonso 2025, Feature Hedging, arXiv:2505.11756).  sae.aux adds AuxK
   on the outermost level. */
#include <math.h>

#include "sae_inside.h"
#include "superpose/fault.h"

struct matryoshka_settings {
    struct sp_k_settings top; /* first: batch_top.c reads it */
    struct sp_reals widths;
    double balance;
    bool detached;
};

static const struct sp_param params[] = {
    {"matryoshka.k", SP_REAL, offsetof(struct matryoshka_settings, top.k), "4", 1e-3,
     1e6, NULL, "latents that are on in an example, in the mean over a batch"},
    SP_K_ROWS("matryoshka", struct matryoshka_settings),
    {"matryoshka.widths", SP_REALS, offsetof(struct matryoshka_settings, widths), "[]",
     1, 1e6, NULL,
     "latents of each prefix, ascending to all of them; none: a quarter, half and all"},
    {"matryoshka.balance", SP_REAL, offsetof(struct matryoshka_settings, balance), "1",
     0, 1e6, NULL, "beta, the weight of the errors of prefixes beside that of all"},
    {"matryoshka.detached", SP_BOOL, offsetof(struct matryoshka_settings, detached),
     "false", 0, 0, NULL,
     "whether latents learn from the error of their own level alone"},
    {.key = NULL},
};

static const struct sp_sae_law law = {.select = sp_batch_top_select,
                                      .finish = sp_batch_top_finish};

static int check_widths(const struct sp_reals *widths, int latents)
{
    double last = 0;
    if (!widths->count)
        return 0;
    if (widths->count > SP_SAE_LEVELS)
        return sp_fault(SP_BAD, "matryoshka.widths: %d are more than %d", widths->count,
                        SP_SAE_LEVELS);
    for (int l = 0; l < widths->count; last = widths->value[l++])
        if (!(widths->value[l] > last) || widths->value[l] != floor(widths->value[l]))
            return sp_fault(
                SP_BAD,
                "matryoshka.widths: %g after %g; they must be whole numbers "
                "that increase",
                widths->value[l], last);
    if (last == latents)
        return 0;
    return sp_fault(SP_BAD,
                    "matryoshka.widths: the last is %g, but there are %d latents; end "
                    "with %d",
                    last, latents, latents);
}

static int check_matryoshka(int latents, int width, const void *own)
{
    const struct sp_sae_own *both = own;
    const struct matryoshka_settings *settings = both->kind;
    int code = sp_sae_refuse_target("matryoshka", both->settings);
    (void)width;
    if (!code)
        code = check_widths(&settings->widths, latents);
    return code ? code : sp_sae_check_k("matryoshka", &settings->top, latents);
}

/* A quarter, half and all of the latents, each once. */
static void default_levels(struct sp_sae *s)
{
    s->levels = 0;
    for (int part = 4; part; part /= 2) {
        int width = s->k / part;
        if (width > (s->levels ? s->width[s->levels - 1] : 0))
            s->width[s->levels++] = width;
    }
}

static void set_levels(struct sp_sae *s, const struct matryoshka_settings *settings)
{
    s->levels = settings->widths.count;
    for (int l = 0; l < s->levels; l++)
        s->width[l] = (int)settings->widths.value[l];
    if (!s->levels)
        default_levels(s);
    for (int l = 0; l < s->levels - 1; l++)
        s->weight[l] = (sp_real)settings->balance;
    s->weight[s->levels - 1] = 1;
    s->detached = settings->detached;
}

static int open_matryoshka(struct sp_arena *a, struct sp_net *net, const void *own,
                           int rows, uint64_t seed)
{
    (void)seed;
    struct sp_sae *s = sp_sae_lay_out(a, net, own, &law, rows, sp_batch_top_declare);
    sp_batch_top_open(a, net);
    set_levels(s, s->own);
    return 0;
}

const struct sp_net_kind sp_sae_matryoshka = {
    .self = {.name = "matryoshka",
             .doc = "BatchTopK whose first latents, so many and so many, must "
                    "reconstruct on their own.",
             .cite = "Bussmann et al. 2025, arXiv:2503.17547; Chanin, Dulka and "
                     "Garriga-Alonso 2025, arXiv:2505.11756",
             .own = params,
             .own_size = sizeof(struct matryoshka_settings)},
    .check = check_matryoshka,
    .open = open_matryoshka,
    .start = sp_sae_start,
    .begin = sp_sae_begin,
    .slope = sp_sae_slope,
    .end = sp_batch_top_end,
    .dictionary = sp_sae_dictionary,
};
