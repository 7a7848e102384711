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
    double terms[SP_RELU_MOST + 1];
    char text[SP_PLAY_TEXT];
};

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

double sp_play_loss(struct sp_play *play)
{
    struct sp_live_stage *s = play->live.now;
    const sp_real *b = sp_play_array(play, 'b');
    struct sp_arena a = {0};
    int n = s->net.n, m = s->net.m;
    double *bias = SP_TAKE(&a, n, double);
    for (int i = 0; b && i < n; i++)
        bias[i] = b[i];
    double loss = NAN;
    if (s->net.kind == &sp_toy_linear)
        loss = sp_linear_loss(&a, &s->source, s->W, s->W, bias, m);
    else if (s->net.kind == &sp_toy_relu)
        loss = sp_relu_loss(&s->source, s->W, bias, m, play->terms);
    sp_arena_free(&a);
    return loss;
}

const double *sp_play_terms(const struct sp_play *play)
{
    return play->terms;
}

double sp_play_optimum(const struct sp_play *play)
{
    return play->live.now->optimum;
}
