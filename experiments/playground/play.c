/* A live model behind functions of numbers and places, for the page. */
#include "play.h"

#include <math.h>
#include <stdlib.h>

#include "asked.h"
#include "superpose/fault.h"
#include "superpose/theory.h"

extern const struct sp_net_kind sp_toy_linear, sp_toy_relu;

struct sp_play {
    struct sp_live live;
    struct sp_arena scratch; /* of what was asked last */
    double terms[SP_RELU_PARTS];
    char text[SP_PLAY_TEXT];
};

static double *scratch(struct sp_play *play, int count)
{
    sp_arena_free(&play->scratch);
    return SP_TAKE(&play->scratch, count, double);
}

struct sp_play *sp_play_make(void)
{
    return calloc(1, sizeof(struct sp_play));
}

char *sp_play_text(struct sp_play *play)
{
    return play->text;
}

int sp_play_open(struct sp_play *play, bool anew)
{
    struct sp_live next = {0};
    if (!anew)
        return sp_live_turn(&play->live, sp_asked_resolve, play->text);
    int code = sp_live_turn(&next, sp_asked_resolve, play->text);
    if (code)
        return code;
    if (play->live.now)
        sp_live_close(&play->live);
    play->live = next;
    return 0;
}

const char *sp_play_rows(void)
{
    struct sp_arena kept = {0};
    return sp_asked_rows(&kept);
}

const char *sp_play_fault(void)
{
    return sp_fault_text();
}

double sp_play_train(struct sp_play *play, int count)
{
    sp_live_train(&play->live, count);
    return play->live.loss;
}

int sp_play_features(const struct sp_play *play)
{
    return play->live.now->net.n;
}

int sp_play_hidden(const struct sp_play *play)
{
    return play->live.now->net.m;
}

sp_real *sp_play_array(struct sp_play *play, char name)
{
    const struct sp_net *net = &play->live.now->net;
    const char text[] = {name, '\0'};
    return sp_net_array(net, text) ? sp_net_values(net, text) : NULL;
}

void sp_play_look(struct sp_play *play)
{
    sp_live_look(&play->live);
}

const double *sp_play_norms(const struct sp_play *play)
{
    return play->live.geometry.norm;
}

const double *sp_play_shares(const struct sp_play *play)
{
    return play->live.geometry.dimensionality;
}

/* Of directions W (n, m), which need not be those of the model, and its biases. */
static double loss_at(struct sp_play *play, const double *W, double *terms)
{
    struct sp_live_stage *s = play->live.now;
    const sp_real *b = sp_play_array(play, 'b');
    struct sp_arena a = {0};
    int n = s->net.n, m = s->net.m;
    double *bias = SP_TAKE(&a, n, double), loss = NAN;
    for (int i = 0; b && i < n; i++)
        bias[i] = b[i];
    if (s->net.kind == &sp_toy_linear)
        loss = sp_linear_loss(&a, &s->source, W, W, bias, m);
    else if (s->net.kind == &sp_toy_relu)
        loss = sp_relu_loss(&s->source, W, bias, m, terms);
    sp_arena_free(&a);
    return loss;
}

double sp_play_loss(struct sp_play *play)
{
    return loss_at(play, play->live.now->W, play->terms);
}

/* Central differences: the loss is exact to some 1e-11, which a step of STEP makes 1e-7
   of, and bends so little that cutting off its third derivative costs less. */
const double *sp_play_slope(struct sp_play *play, int feature)
{
    const double STEP = 1e-4;
    struct sp_live_stage *s = play->live.now;
    double unused[SP_RELU_PARTS];
    double *w = s->W + feature * s->net.m;
    double *slope = scratch(play, s->net.m);
    for (int k = 0; k < s->net.m; k++) {
        double here = w[k];
        w[k] = here + STEP;
        slope[k] = loss_at(play, s->W, unused);
        w[k] = here - STEP;
        slope[k] = (slope[k] - loss_at(play, s->W, unused)) / (2 * STEP);
        w[k] = here;
    }
    return slope;
}

const double *sp_play_terms(const struct sp_play *play)
{
    return play->terms;
}

double sp_play_optimum(const struct sp_play *play)
{
    return play->live.now->optimum;
}

/* Adds what output i costs to PART. */
static void add_saxe(const struct sp_live_stage *s, int i, double bias, double *part)
{
    const struct sp_source *source = &s->source;
    int m = s->net.m;
    double error = sp_source_mean(source, i) - bias, importance = source->importance[i];
    for (int j = 0; j < s->net.n; j++) {
        double g = 0, variance = sp_source_variance(source, j);
        for (int k = 0; k < m; k++)
            g += s->W[i * m + k] * s->W[j * m + k];
        error -= g * sp_source_mean(source, j);
        if (i == j)
            part[0] += importance * variance * (1 - g) * (1 - g);
        else
            part[1] += importance * variance * g * g;
    }
    part[2] += importance * error * error;
}

const double *sp_play_saxe(struct sp_play *play)
{
    const struct sp_live_stage *s = play->live.now;
    const sp_real *b = sp_play_array(play, 'b');
    double *part = scratch(play, 3);
    if (s->net.kind != &sp_toy_linear || s->source.block > 1 || s->source.unit_norm) {
        part[0] = part[1] = part[2] = NAN;
        return part;
    }
    for (int i = 0; i < s->net.n; i++)
        add_saxe(s, i, b ? b[i] : 0, part);
    return part;
}

const double *sp_play_covariance(struct sp_play *play)
{
    const struct sp_source *source = &play->live.now->source;
    int n = source->n;
    double *out = scratch(play, n * n);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            out[i * n + j] = sp_source_covariance(source, i, j);
    return out;
}

const double *sp_play_phi(struct sp_play *play)
{
    const struct sp_source *source = &play->live.now->source;
    int n = source->n;
    double *out = scratch(play, n * n);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            out[i * n + j] =
                i == j ? NAN
                       : sp_source_phi(source, i, j, sp_source_together(source, i, j));
    return out;
}
