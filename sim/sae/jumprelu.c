/* JumpReLU (Rajamanoharan et al. 2024, Jumping Ahead, arXiv:2407.14435): a latent is on
   above a threshold theta_i of its own, and is not shrunk,

       f_i = h_i [h_i > theta_i]
       step:  L = mean over rows of ||x - y||^2 + lambda sum_i [h_i > theta_i]
       tanh:  L = mean over rows of ||x - y||^2 + lambda sum_i tanh(4 f_i ||D_i||)

   Neither jump has a slope.  Straight through a rectangle of width eps around theta,
   with r_i = [|h_i - theta_i| < eps / 2] / eps (section 4 and equations 11, 12),

       q = df + lambda 4 ||D_i|| / (cosh(4 f_i ||D_i||)^2 B)   in tanh, else df
       j = theta_i q + lambda / B                              in tanh theta_i q
       dh_i = q [h_i > theta_i]       dtheta_i -= r_i j

   so an entry may be off and have a gradient.  With jumprelu.through, dh_i += r_i j: so
   much reaches the input too.  With log_theta the parameter is log theta_i,
   whose slope is theta_i dtheta_i; else theta_i itself, kept at 0 or above after each
   step.  jumprelu.dead adds, for dead latents, dead (mean over rows of sum_i
   ReLU(theta_i - h_i) ||D_i||), with its plain gradient (Conerly et al. 2025, Circuits
   Updates January 2025, the loss of pre-activations). */
#include <math.h>

#include "sae_inside.h"
#include "superpose/fault.h"

enum { STEP, TANH };

struct jumprelu_settings {
    int shape;
    double bandwidth, theta, dead;
    bool logarithm, through;
};

static const char *const shapes[] = {"step", "tanh", NULL};

#define AT(field) offsetof(struct jumprelu_settings, field)

static const struct sp_param params[] = {
    {"jumprelu.penalty", SP_CHOICE, AT(shape), "step", 0, 0, shapes,
     "what is penalised: that a latent is on, or tanh(4 f)"},
    {"jumprelu.bandwidth", SP_REAL, AT(bandwidth), "0.05", 1e-9, 1e6, NULL,
     "width of the rectangle in which thresholds have a gradient"},
    {"jumprelu.theta", SP_REAL, AT(theta), "0.01", 1e-12, 1e6, NULL,
     "initial threshold"},
    {"jumprelu.log_theta", SP_BOOL, AT(logarithm), "false", 0, 0, NULL,
     "whether the parameter is the logarithm of the threshold"},
    {"jumprelu.through", SP_BOOL, AT(through), "false", 0, 0, NULL,
     "whether the gradient of the jumps reaches pre-activations too"},
    {"jumprelu.dead", SP_REAL, AT(dead), "0", 0, 1e6, NULL,
     "coefficient of what dead latents lack to their thresholds"},
    {.key = NULL},
};

/* Work space. */
struct thresholds {
    sp_real *param, *slope; /* (k) theta, or its logarithm */
    sp_real *theta;         /* (k) */
};

static void find_thresholds(struct sp_sae *s)
{
    const struct jumprelu_settings *settings = s->own;
    struct thresholds *t = s->extra;
    for (int i = 0; i < s->k; i++)
        t->theta[i] =
            settings->logarithm ? (sp_real)exp((double)t->param[i]) : t->param[i];
}

static bool in_band(double h, double theta, double width)
{
    return fabs(h - theta) < width / 2;
}

/* A dead latent that jumprelu.dead reaches wherever it is off. */
static bool lifted(const struct sp_sae *s, int i)
{
    const struct jumprelu_settings *settings = s->own;
    return settings->dead > 0 && s->silent[i] >= s->settings->dead_window;
}

static void select(struct sp_sae *s, int rows, const sp_real *h, bool training,
                   struct sp_codes *codes)
{
    const struct jumprelu_settings *settings = s->own;
    const struct thresholds *t = s->extra;
    int at = codes->start[codes->rows];
    find_thresholds(s);
    for (int r = 0; r < rows; r++, h += s->k) {
        for (int i = 0; i < s->k; i++)
            if (h[i] > t->theta[i])
                sp_codes_add(codes, &at, i, h[i], h[i]);
            else if (training &&
                     (lifted(s, i) ||
                      in_band((double)h[i], (double)t->theta[i], settings->bandwidth)))
                sp_codes_add(codes, &at, i, h[i], 0);
        codes->start[++codes->rows] = at;
    }
}

/* The tanh penalty of one entry; *slope is its derivative by f. */
static double tanh_penalty(struct sp_sae *s, int i, double f, double *slope)
{
    static const double STEEP = 4;
    double norm = (double)s->norm[i], by = s->penalty / s->codes.rows;
    double value = tanh(STEEP * f * norm), rest = 1 - value * value;
    *slope = by * STEEP * norm * rest;
    s->norm_slope[i] += (sp_real)(by * STEEP * f * rest);
    return by * value;
}

/* What a dead latent lacks to its threshold; changes the gradients of both. */
static double lift(struct sp_sae *s, int i, double lack, double *dh, double *dtheta)
{
    const struct jumprelu_settings *settings = s->own;
    double by = settings->dead / s->codes.rows, norm = (double)s->norm[i];
    if (!(lack > 0) || !lifted(s, i))
        return 0;
    *dh -= by * norm;
    *dtheta += by * norm;
    s->norm_slope[i] += (sp_real)(by * lack);
    return by * lack * norm;
}

/* Entry e; gives its penalty. */
static double back_entry(struct sp_sae *s, struct sp_codes *c, int e)
{
    const struct jumprelu_settings *settings = s->own;
    const struct thresholds *t = s->extra;
    int i = c->index[e];
    double h = (double)c->h[e], theta = (double)t->theta[i],
           width = settings->bandwidth;
    double by = s->penalty / c->rows, slope = 0, sum = 0, dtheta = 0;
    bool on = h > theta, step = settings->shape == STEP;
    if (!step)
        sum = tanh_penalty(s, i, (double)c->f[e], &slope);
    else if (on)
        sum = by;
    double q = (double)c->df[e] + slope, dh = on ? q : 0;
    if (in_band(h, theta, width)) {
        double jump = (theta * q + (step ? by : 0)) / width;
        dtheta -= jump;
        dh += settings->through ? jump : 0;
    }
    sum += lift(s, i, theta - h, &dh, &dtheta);
    c->dh[e] = (sp_real)dh;
    t->slope[i] += (sp_real)(settings->logarithm ? theta * dtheta : dtheta);
    return sum;
}

static double back(struct sp_sae *s, struct sp_codes *codes)
{
    double sum = 0;
    for (int e = 0; e < codes->start[codes->rows]; e++)
        sum += back_entry(s, codes, e);
    return sum;
}

static void reset(struct sp_sae *s, int i)
{
    const struct jumprelu_settings *settings = s->own;
    const struct thresholds *t = s->extra;
    t->param[i] =
        (sp_real)(settings->logarithm ? log(settings->theta) : settings->theta);
}

static void renew(struct sp_sae *s, sp_real *const moments[2], int latent)
{
    const struct thresholds *t = s->extra;
    reset(s, latent);
    sp_sae_forget(s, moments, t->param + latent, 1);
}

static const struct sp_sae_law law = {.select = select, .back = back, .renew = renew};

static void declare(struct sp_net *net)
{
    const struct jumprelu_settings *settings = sp_sae_of(net)->own;
    const char *name = settings->logarithm ? "log_theta" : "theta";
    sp_net_declare(net, name, SP_ROLE_BIAS, (size_t)net->n, 1);
}

static int open_jumprelu(struct sp_arena *a, struct sp_net *net, const void *own,
                         int rows, uint64_t seed)
{
    (void)seed;
    struct sp_sae *s = sp_sae_lay_out(a, net, own, &law, rows, declare);
    const struct jumprelu_settings *settings = s->own;
    struct thresholds *t = SP_TAKE(a, 1, struct thresholds);
    const struct sp_array *array =
        sp_net_array(net, settings->logarithm ? "log_theta" : "theta");
    *t = (struct thresholds){.param = net->param + array->at,
                             .slope = net->grad + array->at,
                             .theta = SP_TAKE(a, s->k, sp_real)};
    s->extra = t;
    return 0;
}

static int start_jumprelu(struct sp_arena *a, struct sp_net *net,
                          struct sp_activations *data, uint64_t seed)
{
    for (int i = 0; i < net->n; i++)
        reset(sp_sae_of(net), i);
    return sp_sae_start(a, net, data, seed);
}

/* Keeps thresholds from becoming negative. */
static void end_jumprelu(struct sp_net *net, sp_real *const moments[2], int t,
                         int steps)
{
    struct sp_sae *s = sp_sae_of(net);
    const struct jumprelu_settings *settings = s->own;
    const struct thresholds *thresholds = s->extra;
    for (int i = 0; !settings->logarithm && i < s->k; i++)
        if (thresholds->param[i] < 0)
            thresholds->param[i] = 0;
    sp_sae_end(net, moments, t, steps);
}

const struct sp_net_kind sp_sae_jumprelu = {
    .self = {.name = "jumprelu",
             .doc = "Latents are on above thresholds that are learnt straight through "
                    "the jump.",
             .cite = "Rajamanoharan et al. 2024, arXiv:2407.14435",
             .own = params,
             .own_size = sizeof(struct jumprelu_settings)},
    .open = open_jumprelu,
    .start = start_jumprelu,
    .begin = sp_sae_begin,
    .slope = sp_sae_slope,
    .end = end_jumprelu,
    .dictionary = sp_sae_dictionary,
};
