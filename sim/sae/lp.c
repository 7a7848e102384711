/* ReLU with an Lp penalty, and its annealing (Karvonen et al. 2024, Measuring Progress
   in Dictionary Learning with Board Game Models, arXiv:2408.00113, p-annealing):

       f = ReLU(h)     u_i = f_i ||D_i||
       L = mean over rows of ||x - y||^2 + lambda a sum_i u_i^p
       dh_i = (df_i + lambda a p u_i^(p - 1) ||D_i|| / B) [h_i > 0]
       dD_i += lambda a (mean p u_i^(p - 1) f_i) D_i / ||D_i||

   without the root 1 / p of the norm, which diverges as p falls to 0; codes below 1e-8
   have no slope, which diverges there.  p is fixed and a is 1; or p falls in even steps
   between a moment of the training and its end, and at each a is multiplied by the mean
   penalty of the last ten batches with p as it was, over that with p as it becomes. */
#include <math.h>

#include "sae_inside.h"
#include "superpose/fault.h"

enum { RECENT = 10 };

struct lp_settings {
    double p, p_end, start;
    int updates;
};

static const struct sp_param params[] = {
    {"lp.p", SP_REAL, offsetof(struct lp_settings, p), "0.5", 1e-3, 2, NULL,
     "power of the codes; when it is annealed, the first"},
    {"lp.updates", SP_INT, offsetof(struct lp_settings, updates), "0", 0, 1e6, NULL,
     "steps in which the power is annealed; 0: it is fixed"},
    {"lp.p_end", SP_REAL, offsetof(struct lp_settings, p_end), "0", 0, 2, NULL,
     "power that annealing comes to with the end of the training"},
    {"lp.start", SP_REAL, offsetof(struct lp_settings, start), "0.3", 0, 1, NULL,
     "fraction of the steps before annealing begins"},
    {.key = NULL},
};

struct anneal {
    double p, next;        /* power now, and after the next update */
    double scale;          /* a */
    double sum[RECENT][2]; /* of u^p and u^next, over the rows of a batch */
    int batches, done;     /* seen since the last update; updates */
};

static double power(const struct lp_settings *settings, int update)
{
    if (!settings->updates)
        return settings->p;
    double done = (double)update / settings->updates;
    return settings->p + done * (settings->p_end - settings->p);
}

static void set_power(struct anneal *anneal, const struct lp_settings *settings,
                      int update)
{
    anneal->done = update;
    anneal->p = power(settings, update);
    anneal->next = power(settings, update + 1);
    anneal->batches = 0;
}

/* The penalty of the batches just seen stays what it was. */
static void rescale(struct anneal *anneal)
{
    double sum[2] = {0};
    for (int b = 0; b < anneal->batches && b < RECENT; b++)
        for (int j = 0; j < 2; j++)
            sum[j] += anneal->sum[b][j];
    if (sum[0] > 0 && sum[1] > 0)
        anneal->scale *= sum[0] / sum[1];
}

static void begin_lp(struct sp_net *net, int t, int steps)
{
    struct sp_sae *s = sp_sae_of(net);
    const struct lp_settings *settings = s->own;
    struct anneal *anneal = s->extra;
    double along = ((double)t / steps - settings->start) / (1 - settings->start);
    sp_sae_begin(net, t, steps);
    if (settings->updates && along * settings->updates >= anneal->done + 1) {
        rescale(anneal);
        set_power(anneal, settings, anneal->done + 1);
    }
    s->penalty *= anneal->scale;
}

static double phi(const struct sp_sae *s, double u, double *slope)
{
    static const double LEAST = 1e-8;
    const struct lp_settings *settings = s->own;
    struct anneal *anneal = s->extra;
    double value = u > LEAST ? pow(u, anneal->p) : 0;
    *slope = u > LEAST ? anneal->p * value / u : 0;
    if (settings->updates && u > LEAST) {
        double *sum = anneal->sum[anneal->batches % RECENT];
        sum[0] += value;
        sum[1] += pow(u, anneal->next);
    }
    return value;
}

static double back(struct sp_sae *s, struct sp_codes *codes)
{
    struct anneal *anneal = s->extra;
    double *sum = anneal->sum[anneal->batches % RECENT];
    sum[0] = sum[1] = 0;
    double penalty = sp_penalise(s, codes, phi);
    anneal->batches++;
    return penalty;
}

static const struct sp_sae_law law = {
    .wished = sp_wish_positive, .select = sp_select_relu, .back = back};

static int check_lp(int latents, int width, const void *own)
{
    const struct sp_sae_own *both = own;
    const struct lp_settings *settings = both->kind;
    (void)latents, (void)width;
    if (settings->updates && !(settings->start < 1))
        return sp_fault(SP_BAD, "lp.start: annealing cannot begin at the end");
    return 0;
}

static int open_lp(struct sp_arena *a, struct sp_net *net, const void *own, int rows,
                   uint64_t seed)
{
    (void)seed;
    struct sp_sae *s = sp_sae_lay_out(a, net, own, &law, rows, NULL);
    struct anneal *anneal = SP_TAKE(a, 1, struct anneal);
    anneal->scale = 1;
    set_power(anneal, s->own, 0);
    s->extra = anneal;
    return 0;
}

const struct sp_net_kind sp_sae_lp = {
    .self = {.name = "lp",
             .doc = "ReLU with a penalty of powers of codes, fixed or annealed from 1 "
                    "towards 0.",
             .cite = "Karvonen et al. 2024, arXiv:2408.00113",
             .own = params,
             .own_size = sizeof(struct lp_settings)},
    .check = check_lp,
    .open = open_lp,
    .start = sp_sae_start,
    .begin = begin_lp,
    .slope = sp_sae_slope,
    .end = sp_sae_end,
    .dictionary = sp_sae_dictionary,
};
