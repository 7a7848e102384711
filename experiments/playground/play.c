/* A live model behind functions of numbers and places, for the page. */
#include "play.h"

#include <stdlib.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/live.h"
#include "superpose/theory.h"

extern const struct sp_source_kind sp_source_independent, sp_source_groups;
extern const struct sp_net_kind sp_toy_linear, sp_toy_relu;

static const struct sp_source_kind *const sources[] = {&sp_source_independent,
                                                       &sp_source_groups};
static const struct sp_net_kind *const toys[] = {&sp_toy_relu, &sp_toy_linear};

enum { KINDS = 2, TABLES = 5, SETTINGS = 64 };

struct pair {
    const char *key, *value;
};

struct sp_play {
    struct sp_live live;
    double terms[SP_RELU_MOST + 1];
    char text[SP_PLAY_TEXT];
};

/* A settings table in force, and the struct it fills. */
struct table {
    const struct sp_param *rows; /* NULL: the kind has none */
    void *settings;
};

/* Cuts the copied text into settings; gives how many. */
static int cut(char *text, struct pair *out)
{
    int count = 0;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line && count < SETTINGS;
         line = strtok_r(NULL, "\n", &rest)) {
        char *value = strchr(line, '=');
        if (!value)
            continue;
        *value = '\0';
        out[count++] = (struct pair){line, value + 1};
    }
    return count;
}

static void choose(const struct pair *pair, struct sp_live_law *out)
{
    for (int k = 0; k < KINDS; k++) {
        if (!strcmp(pair->key, "source.kind") &&
            !strcmp(pair->value, sources[k]->self.name))
            out->source_kind = sources[k];
        if (!strcmp(pair->key, "toy.kind") && !strcmp(pair->value, toys[k]->self.name))
            out->toy_kind = toys[k];
    }
}

static void *take_own(struct sp_arena *a, const struct sp_kind *kind)
{
    return kind->own ? sp_arena_take(a, 1, kind->own_size) : NULL;
}

static int assign(struct sp_arena *a, const struct table *table,
                  const struct pair *pair)
{
    for (int t = 0; t < TABLES; t++) {
        const struct sp_param *row =
            table[t].rows ? sp_param_find(table[t].rows, pair->key) : NULL;
        if (row)
            return sp_param_read(a, row, table[t].settings, pair->value);
    }
    return sp_fault(SP_BAD, "%s: no such setting here", pair->key);
}

static bool names_kind(const char *key)
{
    return !strcmp(key, "source.kind") || !strcmp(key, "toy.kind");
}

/* Kinds first, then defaults, then what was asked for. */
static int resolve(struct sp_arena *a, const void *asked, struct sp_live_law *out)
{
    struct pair pair[SETTINGS];
    int count = cut(sp_arena_text(a, asked), pair);
    out->source_kind = sources[0];
    out->toy_kind = toys[0];
    for (int i = 0; i < count; i++)
        choose(&pair[i], out);
    const struct sp_kind *source = &out->source_kind->self, *toy = &out->toy_kind->self;
    out->source_own = take_own(a, source);
    out->toy_own = take_own(a, toy);
    const struct table table[TABLES] = {{sp_source_params, &out->source},
                                        {source->own, out->source_own},
                                        {sp_toy_params, &out->toy},
                                        {toy->own, out->toy_own},
                                        {sp_train_params, &out->train}};
    for (int t = 0; t < TABLES; t++)
        if (table[t].rows)
            sp_param_defaults(a, table[t].rows, table[t].settings);
    int code = 0;
    for (int i = 0; i < count && !code; i++) {
        if (!strcmp(pair[i].key, "seed"))
            out->seed = strtoull(pair[i].value, NULL, 10);
        else if (!names_kind(pair[i].key))
            code = assign(a, table, &pair[i]);
    }
    return code;
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
        return sp_live_turn(&play->live, resolve, play->text);
    int code = sp_live_turn(&next, resolve, play->text);
    if (code)
        return code;
    if (play->live.now)
        sp_live_close(&play->live);
    play->live = next;
    return 0;
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
    double loss = s->net.kind == &sp_toy_linear
                      ? sp_linear_loss(&a, &s->source, s->W, s->W, bias, m)
                      : sp_relu_loss(&s->source, s->W, bias, m, play->terms);
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
