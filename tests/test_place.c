/* Who does which jobs: stages as wholes, and shared when nothing else is left. */
#include "../sim/run/place.h"

#include "stored.h"
#include "trial.h"

static struct sp_listing listing;
static struct sp_plan plan;

static void begin(struct sp_place *p, const char *text, int workers, double memory)
{
    const char *said;
    read_text(text);
    ck_assert_msg(!sp_listing_make(&a, &e, &listing, &said), "%s", said);
    enum sp_state *state = SP_TAKE(&a, listing.jobs, enum sp_state);
    plan = sp_plan_make(&a, &listing, state, 1, 1);
    sp_place_begin(p, &a, &plan, &listing, workers, memory);
}

static void end(struct sp_place *p)
{
    sp_place_end(p);
    sp_arena_free(&a);
}

static long next(struct sp_place *p, int worker)
{
    long number;
    bool more;
    return sp_place_next(p, worker, &number, &more) ? number : -1;
}

static sp_real weight[2] = {1, 2};

static void trained(struct sp_place *p, int worker)
{
    const struct sp_trained toy = {.count = 2, .param = weight};
    sp_place_keep(p, worker, "stage", &toy);
}

START_TEST(a_stage_is_shared_once_its_toy_is_trained)
{
    struct sp_place p;
    begin(&p, "sae: {kind: l1, penalty: [1, 2, 3, 4, 5]}\nmeasure: []\n", 2, 1e12);
    ck_assert_int_eq(next(&p, 0), 1);
    ck_assert_int_eq(next(&p, 1), 0);
    trained(&p, 0);
    ck_assert_int_eq(next(&p, 1), 4);
    ck_assert_mem_eq(p.span[1].toy.trained.param, weight, sizeof weight);
    ck_assert(p.span[1].toy.trained.param != p.span[0].toy.trained.param);
    ck_assert_int_eq(next(&p, 0), 2);
    ck_assert_int_eq(next(&p, 1), 5);
    ck_assert_int_eq(next(&p, 1), 3);
    ck_assert_int_eq(next(&p, 0), 0);
    ck_assert_int_eq(next(&p, 1), -1);
    end(&p);
}
END_TEST

START_TEST(an_autoencoder_is_not_shared)
{
    struct sp_place p;
    begin(&p,
          "sae: {kind: l1}\nneurons: {threshold: [0.1, 0.2, 0.3]}\n"
          "measure: neurons\n",
          2, 1e12);
    ck_assert_int_eq(next(&p, 0), 1);
    trained(&p, 0);
    ck_assert_int_eq(next(&p, 1), 0);
    ck_assert_int_eq(next(&p, 0), 2);
    end(&p);
}
END_TEST

START_TEST(without_memory_for_two_nothing_is_shared)
{
    struct sp_place p;
    begin(&p, "sae: {kind: l1, penalty: [1, 2, 3]}\nmeasure: []\n", 2, 1);
    ck_assert_int_eq(next(&p, 0), 1);
    trained(&p, 0);
    ck_assert_int_eq(next(&p, 1), 0);
    end(&p);
}
END_TEST

/* Workers in an order of chance; each job is given out once. */
START_TEST(every_job_is_given_once)
{
    struct sp_rng rng = sp_rng_make(3, 0);
    for (int trial = 0; trial < 50; trial++) {
        struct sp_place p;
        int times[36] = {0}, given = 0;
        begin(&p,
              "toy: {hidden: [3, 5]}\nneurons: {threshold: [0.1, 0.2]}\n"
              "sae: {kind: l1, penalty: [1, 2, 3]}\nseed: {count: 3}\n"
              "measure: neurons\n",
              4, 1e12);
        while (given < 36) {
            int worker = (int)sp_rng_below(&rng, 4);
            long number = next(&p, worker);
            ck_assert_int_ge(number, 0);
            if (number) {
                ck_assert_int_eq(times[number - 1]++, 0);
                given++;
                trained(&p, worker);
            }
        }
        end(&p);
    }
}
END_TEST

SUITE("place", a_stage_is_shared_once_its_toy_is_trained, an_autoencoder_is_not_shared,
      without_memory_for_two_nothing_is_shared, every_job_is_given_once)
