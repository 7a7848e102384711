/* Threads that share one job: every part is done once, whoever does it. */
#include "superpose/crew.h"

#include <pthread.h>
#include <string.h>

#include "suite.h"

enum { MOST = 50, CROWD = 7 };

/* What parts write: how often each was done, in which order, and for which region. */
struct board {
    int count[MOST], order[MOST], calls;
    int region, told[MOST];
};

static void note_order(void *context, int part)
{
    struct board *b = context;
    b->order[b->calls++] = part;
}

START_TEST(without_helpers_parts_run_in_order_on_the_caller)
{
    struct sp_crew crew = {0};
    for (int parts = 0; parts <= MOST; parts += 5)
        for (int k = 0; k < 3; k++) {
            struct board b = {0};
            if (k == 1)
                sp_crew_open(&crew);
            sp_crew_run(k ? &crew : NULL, parts, note_order, &b);
            ck_assert_int_eq(b.calls, parts);
            for (int i = 0; i < parts; i++)
                ck_assert_int_eq(b.order[i], i);
            sp_crew_close(&crew);
        }
}
END_TEST

static void *help(void *crew)
{
    return sp_crew_help(crew) ? crew : NULL;
}

START_TEST(nobody_helps_a_closed_crew)
{
    struct sp_crew crew = {0};
    ck_assert(!sp_crew_help(&crew));
    ck_assert_int_eq(sp_crew_helpers(&crew), -1);
    sp_crew_open(&crew);
    ck_assert_int_eq(sp_crew_helpers(&crew), 0);
    sp_crew_close(&crew);
    ck_assert(!sp_crew_help(&crew));
}
END_TEST

static void wait_for_helpers(struct sp_crew *crew, int count)
{
    while (sp_crew_helpers(crew) < count)
        continue;
}

/* Part 0 waits until part 1 has begun, and part 1 until part 0 has. */
struct meeting {
    atomic_bool there[2];
    pthread_t thread[2];
};

static void meet(void *context, int part)
{
    struct meeting *m = context;
    m->thread[part] = pthread_self();
    atomic_store(&m->there[part], true);
    while (!atomic_load(&m->there[!part]))
        continue;
}

START_TEST(a_helper_works_at_the_same_time_as_the_owner)
{
    struct sp_crew crew = {0};
    struct meeting m = {0};
    pthread_t thread;
    void *helped;
    sp_crew_open(&crew);
    ck_assert(!pthread_create(&thread, NULL, help, &crew));
    wait_for_helpers(&crew, 1);
    sp_crew_run(&crew, 2, meet, &m);
    sp_crew_close(&crew);
    pthread_join(thread, &helped);
    ck_assert_ptr_eq(helped, &crew);
    ck_assert(pthread_equal(m.thread[0], pthread_self()) !=
              pthread_equal(m.thread[1], pthread_self()));
}
END_TEST

/* Reads what the region before wrote, so that a part which ran too early, twice, not at
   all or in another region shows. */
static void step(void *context, int part)
{
    struct board *b = context;
    b->count[part]++;
    b->told[part] = b->region;
}

static void check_region(const struct board *b, int parts)
{
    for (int i = 0; i < parts; i++)
        if (b->told[i] != b->region || b->count[i] != 1)
            ck_abort_msg("part %d of %d: done %d times, last in region %d of %d", i,
                         parts, b->count[i], b->told[i], b->region);
}

/* REGIONS regions of 1 .. MOST parts with the helpers that are there. */
static void work(struct sp_crew *crew, struct board *b, int regions)
{
    for (int end = b->region + regions; b->region < end;) {
        int parts = 1 + b->region++ * 7 % MOST;
        memset(b->count, 0, sizeof b->count);
        sp_crew_run(crew, parts, step, b);
        check_region(b, parts);
    }
}

START_TEST(every_part_is_done_once_with_more_helpers_than_cores)
{
    struct sp_crew crew = {0};
    struct board b = {0};
    pthread_t thread[CROWD];
    sp_crew_open(&crew);
    for (int i = 0; i < CROWD; i++)
        ck_assert(!pthread_create(&thread[i], NULL, help, &crew));
    wait_for_helpers(&crew, CROWD);
    work(&crew, &b, getenv("SANITIZED") ? 5000 : 100000);
    sp_crew_close(&crew);
    for (int i = 0; i < CROWD; i++)
        pthread_join(thread[i], NULL);
}
END_TEST

/* Helps whenever the crew is open, until told that it is all over. */
struct visitor {
    struct sp_crew *crew;
    atomic_bool over;
};

static void *visit(void *context)
{
    struct visitor *v = context;
    while (!atomic_load(&v->over))
        sp_crew_help(v->crew);
    return NULL;
}

START_TEST(helpers_come_and_go_while_the_owner_works)
{
    struct sp_crew crew = {0};
    struct visitor v = {.crew = &crew};
    struct board b = {0};
    pthread_t thread[2];
    for (int i = 0; i < 2; i++)
        ck_assert(!pthread_create(&thread[i], NULL, visit, &v));
    for (int job = 0; job < 1000; job++) {
        sp_crew_open(&crew);
        if (job % 2)
            wait_for_helpers(&crew, 1);
        work(&crew, &b, 20);
        sp_crew_close(&crew);
        work(&crew, &b, 1); /* while some are on their way out */
    }
    atomic_store(&v.over, true);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    ck_assert_int_eq(atomic_load(&crew.helpers), 0);
}
END_TEST

SUITE("crew", without_helpers_parts_run_in_order_on_the_caller,
      nobody_helps_a_closed_crew, a_helper_works_at_the_same_time_as_the_owner,
      every_part_is_done_once_with_more_helpers_than_cores,
      helpers_come_and_go_while_the_owner_works)
