/* Which jobs a sweep does, in which order, and that it does each of them once. */
#include "superpose/sweep.h"

#include "stored.h"
#include "trial.h"

static struct sp_listing list(const char *text)
{
    struct sp_listing listing;
    const char *said;
    read_text(text);
    ck_assert_msg(!sp_listing_make(&a, &e, &listing, &said), "%s", said);
    return listing;
}

static struct sp_plan plan_of(const struct sp_listing *listing)
{
    enum sp_state *state = SP_TAKE(&a, listing->jobs, enum sp_state);
    return sp_plan_make(&a, listing, state, 1, 1);
}

static void check_order(const struct sp_plan *plan, const long *number, long count)
{
    ck_assert_int_eq(plan->count, count);
    for (long k = 0; k < count; k++)
        ck_assert_int_eq(plan->number[k], number[k]);
}

START_TEST(the_longest_jobs_come_first_and_equal_ones_in_their_order)
{
    static const long expected[] = {3, 4, 5, 6, 1, 2};
    struct sp_listing listing =
        list("train: {steps: [10, 1000, 100]}\nseed: {count: 2}\n");
    struct sp_plan plan = plan_of(&listing);
    check_order(&plan, expected, 6);
    ck_assert_int_eq(plan.groups, 6);
    sp_arena_free(&a);
}
END_TEST

START_TEST(jobs_of_one_stage_follow_each_other)
{
    static const long expected[] = {2, 4, 6, 1, 3, 5}, first[] = {0, 3, 6};
    struct sp_listing listing = list("neurons: {threshold: [0.1, 0.2, 0.3]}\n"
                                     "toy: {hidden: [3, 5]}\nmeasure: neurons\n");
    struct sp_plan plan = plan_of(&listing);
    check_order(&plan, expected, 6);
    ck_assert_int_eq(plan.groups, 2);
    for (int g = 0; g <= 2; g++)
        ck_assert_int_eq(plan.first[g], first[g]);
    sp_arena_free(&a);
}
END_TEST

START_TEST(jobs_of_one_autoencoder_follow_each_other_within_their_toy)
{
    static const long expected[] = {2, 6, 4, 8, 1, 5, 3, 7};
    struct sp_listing listing = list("neurons: {threshold: [0.1, 0.2]}\n"
                                     "sae: {kind: [topk, l1]}\n"
                                     "toy: {hidden: [3, 5]}\nmeasure: neurons\n");
    struct sp_plan plan = plan_of(&listing);
    const struct sp_need *need = listing.need;
    check_order(&plan, expected, 8);
    ck_assert_int_eq(plan.groups, 2);
    ck_assert_int_eq(plan.first[1], 4);
    ck_near(plan.seconds[0],
            need[1].seconds + need[1].sae_seconds + need[3].sae_seconds,
            1e-12 * plan.seconds[0]);
    ck_assert(need[1].sae_seconds > 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_finished_is_left_out)
{
    static const long expected[] = {3, 6, 1};
    struct sp_listing listing =
        list("train: {steps: [10, 1000, 100]}\nseed: {count: 2}\n");
    enum sp_state state[] = {SP_FAULTY,   SP_DONE, SP_PENDING,
                             SP_DIVERGED, SP_DONE, SP_PENDING};
    struct sp_plan plan = sp_plan_make(&a, &listing, state, 1, 1);
    check_order(&plan, expected, 3);
    ck_assert_int_eq(plan.jobs, 6);
    ck_assert_int_eq(plan.before, 3);
    sp_arena_free(&a);
}
END_TEST

START_TEST(shards_part_the_jobs_and_no_stage)
{
    struct sp_listing listing =
        list("train: {steps: [10, 1000, 100]}\nneurons: {threshold: [0.1, 0.2]}\n"
             "seed: {count: 5}\nmeasure: neurons\n");
    int times[30] = {0}, shard_of[30];
    long jobs = 0;
    for (int shard = 1; shard <= 4; shard++) {
        enum sp_state *state = SP_TAKE(&a, listing.jobs, enum sp_state);
        struct sp_plan plan = sp_plan_make(&a, &listing, state, shard, 4);
        jobs += plan.jobs;
        for (long k = 0; k < plan.count; k++) {
            times[plan.number[k] - 1]++;
            shard_of[plan.number[k] - 1] = shard;
        }
    }
    ck_assert_int_eq(jobs, 30);
    for (int k = 0; k < 30; k++) {
        ck_assert_int_eq(times[k], 1);
        for (int l = 0; l < k; l++)
            if (!strcmp(listing.job[k].stage, listing.job[l].stage))
                ck_assert_int_eq(shard_of[k], shard_of[l]);
    }
    sp_arena_free(&a);
}
END_TEST

/* The need of one job whose other settings are the default ones. */
static struct sp_need need(const char *text)
{
    return list(text).need[0];
}

START_TEST(what_is_larger_is_said_to_need_more)
{
    static const char *const larger[] = {
        "train: {steps: 20000}", "train: {batch: 2048}", "source: {features: 40}",
        "source: {density: 0.2}", "toy: {hidden: 10}"};
    struct sp_need usual = need("train: {steps: 10000}");
    for (size_t i = 0; i < sizeof larger / sizeof *larger; i++)
        ck_assert_msg(need(larger[i]).seconds > usual.seconds, "%s", larger[i]);
    for (size_t i = 1; i < sizeof larger / sizeof *larger; i++)
        ck_assert_msg(need(larger[i]).bytes > usual.bytes, "%s", larger[i]);
    ck_near(need(larger[0]).seconds, 2 * usual.seconds, 1e-9 * usual.seconds);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_larger_autoencoder_is_said_to_need_more)
{
    static const char *const larger[] = {
        "sae: {kind: l1, latents: 20, steps: 20000}",
        "sae: {kind: l1, latents: 20, batch: 2048}", "sae: {kind: l1, latents: 40}",
        "sae: {kind: l1, latents: 20}\ntoy: {hidden: 4}"};
    struct sp_need usual = need("sae: {kind: l1, latents: 20}"), none = need("seed: 0");
    ck_assert(usual.seconds == none.seconds && none.sae_seconds == 0);
    ck_assert(usual.bytes > none.bytes);
    for (size_t i = 0; i < sizeof larger / sizeof *larger; i++)
        ck_assert_msg(need(larger[i]).sae_seconds > usual.sae_seconds, "%s", larger[i]);
    for (size_t i = 1; i < sizeof larger / sizeof *larger; i++)
        ck_assert_msg(need(larger[i]).bytes > usual.bytes, "%s", larger[i]);
    sp_arena_free(&a);
}
END_TEST

/* A sweep of all jobs of TEXT into PATH. */
static struct sp_sweep_report sweep(const char *text, const char *path, int threads)
{
    static const atomic_bool never;
    struct sp_listing listing = list(text);
    struct sp_progress quiet = sp_progress_make(stderr, true);
    struct sp_sweep_options options = {threads, 1, 1, &quiet, &never};
    struct sp_sweep_report done;
    struct sp_store *store;
    ck_assert_msg(!sp_store_open(path, SP_STORE_WRITE, &store), "%s", sp_fault_text());
    ck_assert(!sp_store_begin(store, &e, listing.job, listing.jobs));
    ck_assert_msg(!sp_sweep(store, &e, &listing, &options, &done), "%s",
                  sp_fault_text());
    sp_store_close(store);
    sp_arena_free(&a);
    return done;
}

/* Short enough for threads to be in each other's way all the time; some diverge, and
   some have a stage in common. */
static const char short_jobs[] =
    "source: {features: 4}\ntoy: {kind: linear, hidden: [1, 2]}\n"
    "train: {steps: 40, batch: 2, optimizer: sgd, rate: [0.1, 1000]}\n"
    "seed: {count: 100}\n";

START_TEST(every_job_is_done_once_on_any_number_of_threads)
{
    char folder[64];
    stored_folder(folder);
    long diverged = 0;
    for (int threads = 1; threads <= 7; threads += 3)
        for (int shared = 0; shared < 2; shared++) {
            char text[512], path[128];
            snprintf(path, sizeof path, "%s/%d-%d.db", folder, threads, shared);
            snprintf(text, sizeof text, "%s%s", short_jobs,
                     shared ? "measure: neurons\nneurons: {threshold: [0.1, 0.2]}\n"
                            : "measure: geometry\n");
            struct sp_sweep_report first = sweep(text, path, threads);
            struct sp_sweep_report again = sweep(text, path, threads);
            long jobs = shared ? 800 : 400;
            ck_assert_int_eq(first.jobs, jobs);
            ck_assert_int_eq(first.done + first.diverged, jobs);
            ck_assert(first.done > 0 && first.diverged > 0);
            ck_assert_int_eq(again.before, jobs);
            ck_assert_int_eq(again.done + again.diverged + again.failed, 0);
            if (!shared && threads > 1)
                ck_assert_int_eq(first.diverged, diverged);
            diverged = shared ? diverged : first.diverged;
        }
    stored_forget(folder);
}
END_TEST

START_TEST(the_last_results_are_written_too)
{
    char folder[64], path[128], text[256];
    snprintf(path, sizeof path, "%s/many.db", stored_folder(folder));
    for (int k = 0; k < 100; k++) {
        snprintf(text, sizeof text,
                 "source: {features: 3}\ntoy: {hidden: 2}\n"
                 "train: {steps: 3, batch: 2}\nmeasure: geometry\n"
                 "seed: {count: 5, first: %d}\n",
                 5 * k);
        struct sp_sweep_report done = sweep(text, path, 2 + k % 4);
        ck_assert_int_eq(done.done, 5);
    }
    stored_forget(folder);
}
END_TEST

/* Three toys, one of which diverges, with two autoencoders each and two looks. */
START_TEST(nets_of_toys_and_autoencoders_are_kept_once_each)
{
    char folder[64], path[128];
    for (int threads = 1; threads <= 3; threads++) {
        snprintf(path, sizeof path, "%s/nets.db", stored_folder(folder));
        struct sp_sweep_report done = sweep(
            "source: {features: 4}\ntoy: {hidden: 2}\n"
            "train: {steps: 40, batch: 2, optimizer: sgd, rate: [0.1, 0.2, 1000]}\n"
            "sae: {kind: [l1, topk], latents: 5, steps: 30, batch: 8}\n"
            "neurons: {threshold: [0.1, 0.2]}\nmeasure: neurons\n",
            path, threads);
        ck_assert_int_eq(done.done, 8);
        ck_assert_int_eq(done.diverged, 4);
        ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM nets"), 3 + 2 * 2);
        ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM arrays WHERE job = 1"),
                         2 + 4);
        ck_assert_int_eq(stored_ask(path, "SELECT count(DISTINCT job) FROM sae_steps"),
                         8);
        stored_forget(folder);
    }
}
END_TEST

START_TEST(an_estimate_is_of_what_is_left)
{
    struct sp_listing listing = list("train: {steps: 50}\nseed: {count: 40}\n");
    enum sp_state *state = SP_TAKE(&a, listing.jobs, enum sp_state);
    struct sp_estimate all = sp_sweep_estimate(&e, &listing, state, 1);
    ck_assert(all.seconds > 0 && all.seconds < 60);
    ck_assert(all.bytes > listing.need[0].bytes);
    for (int k = 0; k < 40; k++)
        state[k] = k % 2 ? SP_DONE : SP_DIVERGED;
    struct sp_estimate none = sp_sweep_estimate(&e, &listing, state, 1);
    ck_assert(none.seconds == 0 && none.bytes == 0);
    sp_arena_free(&a);
}
END_TEST

SUITE("sweep", the_longest_jobs_come_first_and_equal_ones_in_their_order,
      jobs_of_one_stage_follow_each_other,
      jobs_of_one_autoencoder_follow_each_other_within_their_toy,
      a_larger_autoencoder_is_said_to_need_more,
      nets_of_toys_and_autoencoders_are_kept_once_each, what_is_finished_is_left_out,
      shards_part_the_jobs_and_no_stage, what_is_larger_is_said_to_need_more,
      every_job_is_done_once_on_any_number_of_threads, the_last_results_are_written_too,
      an_estimate_is_of_what_is_left)
