/* Gradients that are not slopes, against plain loops; what kinds refuse. */
#include <stdio.h>

#include "saes.h"
#include "suite.h"

enum { K = 9, D = 5, ROWS = 40 };

static const double TOLERANCE = sizeof(sp_real) == 4 ? 2e-4 : 1e-9;

/* Parameters of a net in double precision, and where its arrays are. */
struct plain {
    double *p, *slope;
    const double *E, *W, *b_enc, *b_dec, *own[2]; /* own arrays: theta, or r and b */
    double *E_, *W_, *b_enc_, *b_dec_, *own_[2];  /* their slopes */
};

static struct plain plain_of(struct sp_arena *a, const struct sp_net *net)
{
    static const char *const name[] = {"E", "D", "b_enc", "b_dec"};
    struct plain out = {.p = SP_TAKE(a, net->count, double),
                        .slope = SP_TAKE(a, net->count, double)};
    const double **value[] = {&out.E, &out.W, &out.b_enc, &out.b_dec};
    double **slope[] = {&out.E_, &out.W_, &out.b_enc_, &out.b_dec_};
    for (size_t i = 0; i < net->count; i++)
        out.p[i] = (double)net->param[i];
    for (int j = 0; j < 4; j++) {
        *value[j] = out.p + sp_net_array(net, name[j])->at;
        *slope[j] = out.slope + sp_net_array(net, name[j])->at;
    }
    for (int j = 4; j < net->arrays; j++) {
        out.own[j - 4] = out.p + net->array[j].at;
        out.own_[j - 4] = out.slope + net->array[j].at;
    }
    return out;
}

static double norm_row(const double *row)
{
    double square = 0;
    for (int j = 0; j < D; j++)
        square += row[j] * row[j];
    return sqrt(square);
}

static double pre(const struct plain *p, const sp_real *x, int i)
{
    double h = p->b_enc[i];
    for (int j = 0; j < D; j++)
        h += ((double)x[j] - p->b_dec[j]) * p->E[i * D + j];
    return h;
}

/* max |grad - expected| over max |expected|. */
static double difference(const struct sp_net *net, const double *expected)
{
    double worst = 0, scale = 0;
    for (size_t i = 0; i < net->count; i++) {
        worst = fmax(worst, fabs((double)net->grad[i] - expected[i]));
        scale = fmax(scale, fabs(expected[i]));
    }
    return worst / scale;
}

/* What one row adds to the pseudo-gradient of JumpReLU, as the paper writes it. */
struct jump {
    double lambda, width, dead;
    bool through, tanh, logarithm;
};

static double jump_entry(const struct jump *o, struct plain *p, int i, double h,
                         double df, double *loss)
{
    double theta = o->logarithm ? exp(p->own[0][i]) : p->own[0][i];
    double norm = norm_row(p->W + i * D), f = h > theta ? h : 0, by = o->lambda / ROWS;
    double u = tanh(4 * f * norm), dpenalty = 4 * (1 - u * u) * by;
    double inside = fabs((h - theta) / o->width) < 0.5 ? 1 / o->width : 0;
    double q = df + (o->tanh ? dpenalty * norm : 0), dh = 0, dtheta = 0;
    *loss += o->tanh ? by * u : h > theta ? by : 0;
    dh += h > theta ? q : 0;
    dtheta -= theta * inside * q + (o->tanh ? 0 : by * inside);
    dh -= o->through ? dtheta : 0;
    double dnorm = o->tanh ? dpenalty * f : 0;
    if (o->dead > 0 && h < theta) {
        double at = o->dead / ROWS;
        *loss += at * (theta - h) * norm;
        dh -= at * norm;
        dtheta += at * norm;
        dnorm += at * (theta - h);
    }
    for (int j = 0; j < D; j++)
        p->W_[i * D + j] += dnorm * p->W[i * D + j] / norm;
    p->own_[0][i] += o->logarithm ? theta * dtheta : dtheta;
    return dh;
}

static double plain_jump(const struct jump *o, struct plain *p, const sp_real *x)
{
    double loss = 0;
    for (int b = 0; b < ROWS; b++, x += D) {
        double h[K], f[K], y[D], g[D];
        memcpy(y, p->b_dec, sizeof y);
        for (int i = 0; i < K; i++) {
            double theta = o->logarithm ? exp(p->own[0][i]) : p->own[0][i];
            h[i] = pre(p, x, i);
            f[i] = h[i] > theta ? h[i] : 0;
            for (int j = 0; j < D; j++)
                y[j] += f[i] * p->W[i * D + j];
        }
        for (int j = 0; j < D; j++) {
            g[j] = 2 * (y[j] - (double)x[j]) / ROWS;
            loss += g[j] * g[j] * ROWS / 4;
            p->b_dec_[j] += g[j];
        }
        for (int i = 0; i < K; i++) {
            double df = 0;
            for (int j = 0; j < D; j++) {
                df += g[j] * p->W[i * D + j];
                p->W_[i * D + j] += f[i] * g[j];
            }
            double dh = jump_entry(o, p, i, h[i], df, &loss);
            p->b_enc_[i] += dh;
            for (int j = 0; j < D; j++) {
                p->E_[i * D + j] += dh * ((double)x[j] - p->b_dec[j]);
                p->b_dec_[j] -= dh * p->E[i * D + j];
            }
        }
    }
    return loss;
}

static void follows_the_paper(struct sae_variant v, struct jump o)
{
    struct sp_arena a = {0};
    struct sp_net net = sae_open(&a, &v, K, D, ROWS);
    struct sp_batch batch = sae_batch(&a, ROWS, D, 3);
    sae_randomise(&net, 7);
    o.lambda = sp_sae_of(&net)->settings->penalty;
    if (o.dead > 0)
        for (int i = 0; i < K; i++)
            sp_sae_of(&net)->silent[i] = 1e7;
    double loss = net.kind->slope(&net, &batch);
    struct plain p = plain_of(&a, &net);
    ck_near(loss, plain_jump(&o, &p, batch.dense), TOLERANCE * loss);
    ck_near(difference(&net, p.slope), 0, TOLERANCE);
    sp_arena_free(&a);
}

START_TEST(jumprelu_goes_straight_through_its_jump)
{
    follows_the_paper((struct sae_variant){"jumprelu", {"jumprelu.bandwidth=0.5"}},
                      (struct jump){.width = 0.5});
    follows_the_paper((struct sae_variant){"jumprelu",
                                           {"jumprelu.bandwidth=1", "sae.penalty=0.7",
                                            "jumprelu.through=true"}},
                      (struct jump){.width = 1, .through = true});
    follows_the_paper(
        (struct sae_variant){"jumprelu",
                             {"jumprelu.bandwidth=2", "jumprelu.penalty=tanh",
                              "jumprelu.log_theta=true"}},
        (struct jump){.width = 2, .tanh = true, .logarithm = true});
    follows_the_paper(
        (struct sae_variant){"jumprelu",
                             {"jumprelu.bandwidth=0.5", "jumprelu.dead=0.3"}},
        (struct jump){.width = 0.5, .dead = 0.3});
}
END_TEST

/* The loss of a gated autoencoder, whose gate decodes with HELD. */
static double plain_gated(const struct plain *p, const struct plain *held,
                          double lambda, const sp_real *x)
{
    double loss = 0;
    for (int b = 0; b < ROWS; b++, x += D) {
        double y[D], second[D];
        memcpy(y, p->b_dec, sizeof y);
        memcpy(second, held->b_dec, sizeof second);
        for (int i = 0; i < K; i++) {
            double pi = pre(p, x, i), gate = pi > 0 ? pi : 0;
            double m = exp(p->own[0][i]) * (pi - p->b_enc[i]) + p->own[1][i];
            for (int j = 0; j < D; j++) {
                y[j] += pi > 0 && m > 0 ? m * p->W[i * D + j] : 0;
                second[j] += gate * held->W[i * D + j];
            }
            loss += lambda * gate * norm_row(held->W + i * D);
        }
        for (int j = 0; j < D; j++)
            loss += pow(y[j] - (double)x[j], 2) + pow(second[j] - (double)x[j], 2);
    }
    return loss / ROWS;
}

START_TEST(gated_gradients_hold_the_second_decoder_still)
{
    const double step = 0x1p-20;
    struct sp_arena a = {0};
    struct sae_variant v = {"gated", {"sae.norm=unit"}};
    struct sp_net net = sae_open(&a, &v, K, D, ROWS);
    struct sp_batch batch = sae_batch(&a, ROWS, D, 3);
    sae_randomise(&net, 7);
    double loss = net.kind->slope(&net, &batch);
    struct plain p = plain_of(&a, &net), held = plain_of(&a, &net);
    double lambda = sp_sae_of(&net)->settings->penalty;
    ck_near(loss, plain_gated(&p, &held, lambda, batch.dense), TOLERANCE * loss);
    for (size_t i = 0; i < net.count; i++) {
        p.p[i] = held.p[i] + step;
        p.slope[i] = plain_gated(&p, &held, lambda, batch.dense);
        p.p[i] = held.p[i] - step;
        p.slope[i] -= plain_gated(&p, &held, lambda, batch.dense);
        p.p[i] = held.p[i];
        p.slope[i] /= 2 * step;
    }
    ck_near(difference(&net, p.slope), 0, fmax(TOLERANCE, 1e-6));
    sp_arena_free(&a);
}
END_TEST

/* Sentence of the fault that a kind with these settings gives, "" for none. */
static const char *says(struct sae_variant v)
{
    static char text[400];
    struct sp_arena a = {0};
    const struct sp_net_kind *kind = sp_sae_kind(v.kind);
    struct sp_sae_settings settings;
    void *own = sp_arena_take(&a, 1, kind->self.own_size + 1);
    sp_param_defaults(&a, sp_sae_params, &settings);
    if (kind->self.own)
        sp_param_defaults(&a, kind->self.own, own);
    for (int i = 0; i < 6 && v.set[i]; i++)
        sae_set(&a, kind, v.set[i], &settings, own);
    int code = sp_sae_check(kind, &settings, own, K, D);
    snprintf(text, sizeof text, "%s", code ? sp_fault_text() : "");
    sp_arena_free(&a);
    return text;
}

#define REFUSED(text, ...)                                                             \
    ck_assert_ptr_nonnull(strstr(says((struct sae_variant){__VA_ARGS__}), text))

START_TEST(kinds_refuse_what_they_cannot_do)
{
    ck_assert_str_eq(says((struct sae_variant){"l1", {"sae.target_l0=3"}}), "");
    REFUSED("sae.target_l0", "l1", {"sae.target_l0=10"});
    REFUSED("not begin at 0", "l1", {"sae.target_l0=3", "sae.penalty=0"});
    REFUSED("no coefficient", "topk", {"sae.target_l0=3"});
    REFUSED("no coefficient", "batch_topk", {"sae.target_l0=3"});
    REFUSED("no coefficient", "matryoshka", {"sae.target_l0=3"});
    REFUSED("no coefficient", "pursuit", {"sae.target_l0=3", "sae.norm=unit"});
    REFUSED("topk.k: 10 latents", "topk", {"topk.k=10"});
    REFUSED("topk.k_start: 10 latents", "topk", {"topk.k_start=10"});
    REFUSED("whole number", "topk", {"topk.k=2.5"});
    REFUSED("batch_topk.k: 9.5", "batch_topk", {"batch_topk.k=9.5"});
    REFUSED("matryoshka.k: 10", "matryoshka", {"matryoshka.k=10"});
    REFUSED("increase", "matryoshka", {"matryoshka.widths=[3, 3, 9]"});
    REFUSED("end with 9", "matryoshka", {"matryoshka.widths=[3, 8]"});
    REFUSED("end with 9", "matryoshka", {"matryoshka.widths=[3, 12]"});
    REFUSED("pursuit.k: 10", "pursuit", {"pursuit.k=10", "sae.norm=unit"});
    REFUSED("choose unit", "pursuit", {0});
    REFUSED("sae.aux", "pursuit", {"sae.norm=unit", "sae.aux=1"});
    REFUSED("sae.pre_bias", "pursuit", {"sae.norm=unit", "sae.pre_bias=false"});
    REFUSED("lp.start", "lp", {"lp.updates=10", "lp.start=1"});
}
END_TEST

/* Ten updates from 1 towards 0; at each the penalty stays what it was. */
START_TEST(annealing_keeps_the_penalty_and_lowers_the_power)
{
    struct sp_arena a = {0};
    struct sae_variant v = {"lp", {"lp.p=1", "lp.updates=10", "lp.start=0.5"}};
    struct sp_net net = sae_open(&a, &v, K, D, ROWS);
    struct sp_batch batch = sae_batch(&a, ROWS, D, 3);
    struct sp_sae *s = sp_sae_of(&net);
    sae_randomise(&net, 7);
    double first = 0;
    for (int t = 0; t < 200; t++) {
        net.kind->begin(&net, t, 200);
        double loss = net.kind->slope(&net, &batch);
        if (t == 0) {
            first = loss;
            ck_near(s->penalty, 0.1, 1e-12);
        }
        ck_near(loss, first, 1e-4 * first);
    }
    ck_assert(fabs(s->penalty - 0.1) > 1e-3);
    sp_arena_free(&a);
}
END_TEST

/* Of two that are equal the one of lower index is on. */
START_TEST(ties_go_to_the_lower_index)
{
    static const char *const kinds[] = {"topk", "batch_topk", "pursuit"};
    static const char *const set[] = {"topk.k=1", "batch_topk.k=1", "pursuit.k=1"};
    for (int j = 0; j < 3; j++) {
        struct sp_arena a = {0};
        struct sae_variant v = {kinds[j], {set[j], "sae.norm=unit"}};
        struct sp_net net = sae_open(&a, &v, 3, 1, 2);
        struct sp_batch batch = sae_batch(&a, 2, 1, 3);
        batch.dense[0] = batch.dense[1] = 2;
        for (int i = 0; i < 3; i++) {
            sp_net_values(&net, "D")[i] = 1;
            if (sp_net_values(&net, "E"))
                sp_net_values(&net, "E")[i] = 1;
        }
        net.kind->slope(&net, &batch);
        const struct sp_codes *c = &sp_sae_of(&net)->codes;
        ck_assert_int_eq(c->start[2], 2);
        ck_assert_int_eq(c->index[0], 0);
        ck_assert_int_eq(c->index[1], j == 1 ? 1 : 0);
        sp_arena_free(&a);
    }
}
END_TEST

SUITE("sae_kinds", jumprelu_goes_straight_through_its_jump,
      gated_gradients_hold_the_second_decoder_still, kinds_refuse_what_they_cannot_do,
      annealing_keeps_the_penalty_and_lowers_the_power, ties_go_to_the_lower_index)
