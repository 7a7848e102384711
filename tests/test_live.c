/* A model that is looked at while it trains is the model that is trained. */
#include <math.h>
#include <string.h>

#include "suite.h"
#include "superpose/job.h"
#include "superpose/live.h"

static int resolve(struct sp_arena *a, const void *asked, struct sp_live_law *out)
{
    const struct sp_setting setting[] = {
        {"source.features", "5"},  {"source.density", "0.3"}, {"toy.hidden", "3"},
        {"train.batch", "64"},     {"train.steps", "300"},    {"seed", asked},
        {"source.kind", "groups"}, {"groups.size", "5"}};
    struct sp_job job;
    int code = sp_job_resolve(a, setting, sizeof setting / sizeof *setting, &job);
    *out =
        (struct sp_live_law){job.source_kind, job.source,  job.source_own, job.toy_kind,
                             job.toy,         job.toy_own, job.train,      job.seed};
    return code;
}

static struct sp_net trained(struct sp_arena *a, const char *seed)
{
    struct sp_live_law law;
    struct sp_source source;
    struct sp_net net;
    ck_assert(!resolve(a, seed, &law));
    int n = law.source.features, rows = law.train.batch;
    ck_assert(
        !sp_source_open(a, law.source_kind, &law.source, law.source_own, &source));
    ck_assert(!sp_net_open(a, law.toy_kind, n, law.toy.hidden, source.importance,
                           law.toy_own, rows, law.seed, &net));
    sp_train_init(&net, &law.train, law.seed);
    bool tiles = sp_net_tiles(&net, source.row_mean / n);
    struct sp_feed feed = sp_feed_make(a, &source, law.seed, rows, 0, tiles);
    sp_train(a, &net, sp_stream_features(&feed), &law.train, NULL);
    return net;
}

START_TEST(steps_are_those_of_the_trainer_bit_for_bit)
{
    struct sp_arena a = {0};
    struct sp_live live = {0};
    struct sp_net net = trained(&a, "7");
    ck_assert(!sp_live_turn(&live, resolve, "6"));
    sp_live_train(&live, 50);
    ck_assert(!sp_live_turn(&live, resolve, "7")); /* nothing of 6 is left */
    sp_live_train(&live, 100);
    sp_live_train(&live, 200);
    const struct sp_net *own = &live.now->net;
    ck_assert_uint_eq(own->count, net.count);
    ck_assert(!memcmp(own->param, net.param, net.count * sizeof *net.param));
    sp_live_close(&live);
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_changed_by_hand_is_seen)
{
    struct sp_live live = {0};
    ck_assert(!sp_live_turn(&live, resolve, "1"));
    struct sp_live_stage *now = live.now;
    sp_real *W = sp_net_values(&now->net, "W");
    memset(W, 0, 15 * sizeof *W);
    for (int i = 0; i < 3; i++)
        W[3 * i + i] = 2;
    sp_live_look(&live);
    ck_near(live.geometry.sum_dimensionality, 3, 1e-12);
    ck_near(live.geometry.norm[2], 2, 1e-12);
    ck_assert_int_eq(live.geometry.directions, 3);
    sp_live_close(&live);
}
END_TEST

SUITE("live", steps_are_those_of_the_trainer_bit_for_bit,
      what_is_changed_by_hand_is_seen)
