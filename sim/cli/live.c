/* The trainer's loop, a few steps at a time. */
#include "live.h"

#include <string.h>

#include "superpose/experiment.h"
#include "superpose/fault.h"
#include "superpose/theory.h"

enum { SETTINGS = 6, BATCH = 512 };

static int resolve(struct sp_arena *a, const struct sp_dials *d, struct sp_job *out)
{
    static const char *const companies[] = {NULL, "groups.mode=correlated",
                                            "groups.mode=anticorrelated"};
    const char *text =
        sp_arena_print(a,
                       "source: {importance: geometric}\n"
                       "toy: {hidden: 2}\n"
                       "train: {optimizer: adam, rate: 0.003, batch: %d}",
                       BATCH);
    const char *set[SETTINGS] = {
        sp_arena_print(a, "source.features=%d", d->features),
        sp_arena_print(a, "source.density=%.17g", d->density),
        sp_arena_print(a, "source.importance_ratio=%.17g", d->importance),
        sp_arena_print(a, "toy.kind=%s", d->toy),
        "source.kind=groups",
        companies[d->company]};
    int count = d->company == SP_ALONE ? SETTINGS - 2 : SETTINGS;
    struct sp_experiment experiment;
    const char *report;
    int code = sp_experiment_parse(a, "demo", text, strlen(text), set, count,
                                   &experiment, &report);
    return code ? code : sp_experiment_job(a, &experiment, 1, out);
}

/* Other data from the same seed must not be the same numbers again: they depend on the
   steps taken BEFORE. */
static int open(struct sp_live_stage *s, const struct sp_dials *d, long before)
{
    struct sp_arena *a = &s->arena;
    int code = resolve(a, d, &s->job);
    if (!code)
        code = sp_source_open(a, s->job.source_kind, &s->job.source, s->job.source_own,
                              &s->source);
    if (!code)
        code =
            sp_net_open(a, s->job.toy_kind, s->source.n, s->job.toy.hidden,
                        s->source.importance, s->job.toy_own, BATCH, d->seed, &s->net);
    if (code)
        return code;
    uint64_t stream = d->seed + 1000003 * (uint64_t)before;
    bool tiles = sp_net_tiles(&s->net, s->source.row_mean / s->source.n);
    s->feed = sp_feed_make(a, &s->source, stream, BATCH, 0, tiles);
    s->optimizer = sp_optimizer_make(a, &s->net, &s->job.train);
    s->W = SP_TAKE(a, 2 * s->net.n, double);
    s->optimum = sp_linear_optimum(a, &s->source, s->net.m);
    sp_train_init(&s->net, &s->job.train, d->seed);
    return 0;
}

static void look(struct sp_live *live)
{
    struct sp_live_stage *s = live->now;
    const sp_real *W = sp_net_dictionary(&s->net);
    for (int i = 0; i < 2 * s->net.n; i++)
        s->W[i] = W[i];
    sp_arena_free(&live->look);
    sp_geometry_measure(&live->look, s->W, s->net.n, 2, &live->geometry);
}

static bool same_net(const struct sp_live *live, const struct sp_dials *dials)
{
    const struct sp_dials *own = &live->dials;
    return live->now && own->features == dials->features && own->seed == dials->seed &&
           !strcmp(own->toy, dials->toy);
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

int sp_live_turn(struct sp_live *live, const struct sp_dials *dials)
{
    struct sp_arena arena = {0};
    struct sp_live_stage *next = SP_TAKE(&arena, 1, struct sp_live_stage);
    bool same = same_net(live, dials);
    next->arena = arena;
    int code = open(next, dials, live->steps);
    if (code) {
        leave(next);
        return code;
    }
    if (same)
        carry_over(next, live->now);
    else
        live->steps = live->points = live->held = live->span = 0;
    live->span += !live->span;
    leave(live->now);
    live->now = next;
    live->dials = *dials;
    look(live);
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
        sp_optimizer_step(&s->optimizer, &s->net, s->job.train.rate);
    }
    live->steps += count;
    live->loss = sum / count;
    remember(live);
    look(live);
}

void sp_live_close(struct sp_live *live)
{
    leave(live->now);
    sp_arena_free(&live->look);
    live->now = NULL;
}
