/* The trainer's loop, a few steps at a time. */
#include "superpose/live.h"

#include <string.h>

#include "superpose/theory.h"

static bool same_net(const struct sp_live_stage *one, const struct sp_live_stage *other)
{
    return one && one->net.kind == other->net.kind && one->net.n == other->net.n &&
           one->net.m == other->net.m && one->net.count == other->net.count &&
           one->law.seed == other->law.seed;
}

/* Other data from the same seed must not be the same numbers again: they depend on the
   steps taken before. */
static int open_stage(struct sp_live_stage *s, const struct sp_live *live, bool *same)
{
    struct sp_arena *a = &s->arena;
    const struct sp_live_law *law = &s->law;
    int code =
        sp_source_open(a, law->source_kind, &law->source, law->source_own, &s->source);
    if (!code)
        code = sp_net_open(a, law->toy_kind, s->source.n, law->toy.hidden,
                           s->source.importance, law->toy_own, law->train.batch,
                           law->seed, &s->net);
    if (code)
        return code;
    *same = same_net(live->now, s);
    uint64_t before = *same ? (uint64_t)live->steps : 0;
    return sp_train_feed(a, &s->net, &s->source, &law->train,
                         law->seed + 1000003 * before, &s->feed);
}

static void begin(struct sp_live_stage *s)
{
    struct sp_arena *a = &s->arena;
    const struct sp_train_settings *train = &s->law.train;
    s->optimizer = sp_optimizer_make(a, &s->net, train);
    s->W = SP_TAKE(a, s->net.n * s->net.m, double);
    s->optimum = sp_linear_optimum(a, &s->source, s->net.m);
    sp_train_init(&s->net, train, s->law.seed);
}

void sp_live_look(struct sp_live *live)
{
    struct sp_live_stage *s = live->now;
    const sp_real *W = sp_net_dictionary(&s->net);
    for (int i = 0; i < s->net.n * s->net.m; i++)
        s->W[i] = W[i];
    sp_arena_free(&live->look);
    sp_geometry_measure(&live->look, s->W, s->net.n, s->net.m, &live->geometry);
}

/* Parameters, and what the optimiser knows of them. */
static void carry_over(struct sp_live_stage *to, const struct sp_live_stage *from)
{
    size_t bytes = from->net.count * sizeof *from->net.param;
    memcpy(to->net.param, from->net.param, bytes);
    memcpy(to->optimizer.first, from->optimizer.first, bytes);
    memcpy(to->optimizer.second, from->optimizer.second, bytes);
    to->optimizer.power1 = from->optimizer.power1;
    to->optimizer.power2 = from->optimizer.power2;
}

static void leave(struct sp_live_stage *s)
{
    struct sp_arena all = s ? s->arena : (struct sp_arena){0}; /* s lies in it */
    sp_arena_free(&all);
}

int sp_live_turn(struct sp_live *live,
                 int (*resolve)(struct sp_arena *a, const void *asked,
                                struct sp_live_law *out),
                 const void *asked)
{
    struct sp_arena arena = {0};
    struct sp_live_stage *next = SP_TAKE(&arena, 1, struct sp_live_stage);
    next->arena = arena;
    bool same = false;
    int code = resolve(&next->arena, asked, &next->law);
    if (!code)
        code = open_stage(next, live, &same);
    if (code) {
        leave(next);
        return code;
    }
    begin(next);
    if (same)
        carry_over(next, live->now);
    else
        live->steps = live->points = live->held = live->span = 0;
    live->span += !live->span;
    leave(live->now);
    live->now = next;
    sp_live_look(live);
    return 0;
}

/* A curve of any length in bounded room: halved when it is full. */
static void remember(struct sp_live *live)
{
    if (++live->held < live->span)
        return;
    live->held = 0;
    live->history[live->points++] = live->loss;
    if (live->points < SP_LIVE_POINTS)
        return;
    live->points /= 2;
    live->span *= 2;
    for (int i = 0; i < live->points; i++)
        live->history[i] = live->history[2 * i + 1];
}

void sp_live_train(struct sp_live *live, int count)
{
    struct sp_live_stage *s = live->now;
    double sum = 0;
    for (int t = 0; t < count; t++) {
        sum += s->net.kind->slope(&s->net, sp_feed_next(&s->feed)) * s->net.terms;
        sp_optimizer_step(&s->optimizer, &s->net, s->law.train.rate);
    }
    live->steps += count;
    live->loss = sum / count;
    remember(live);
    sp_live_look(live);
}

void sp_live_close(struct sp_live *live)
{
    leave(live->now);
    sp_arena_free(&live->look);
    live->now = NULL;
}
