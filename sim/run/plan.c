/* Which jobs a shard does, in which order. */
#include <stdlib.h>
#include <string.h>

#include "superpose/sweep.h"

struct entry {
    uint64_t head; /* the first letters of the stage, which tell most stages apart */
    const char *stage;
    long number, rank; /* rank: where the stage first occurs */
    double seconds;    /* that its first job takes */
};

static uint64_t head_of(const char *stage)
{
    char letter[sizeof(uint64_t)] = "";
    uint64_t head;
    memcpy(letter, stage, strnlen(stage, sizeof letter));
    memcpy(&head, letter, sizeof head);
    return head;
}

static int by_stage(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    int order = strcmp(a->stage, b->stage);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static int by_rank(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int by_seconds(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->seconds != b->seconds)
        return a->seconds > b->seconds ? -1 : 1;
    return by_rank(x, y);
}

/* All jobs so sorted that those of one stage are neighbours, stages in the order of
   their first jobs; (jobs) entries. */
static struct entry *by_stages(struct sp_arena *a, const struct sp_listing *listing)
{
    long jobs = listing->jobs;
    struct entry *entry = SP_TAKE(a, jobs, struct entry);
    for (long k = 0; k < jobs; k++) {
        const char *stage = listing->job[k].stage;
        entry[k] =
            (struct entry){head_of(stage), stage, k + 1, 0, listing->need[k].seconds};
    }
    qsort(entry, (size_t)jobs, sizeof *entry, by_stage);
    for (long k = 0; k < jobs; k++) {
        bool same = k && strcmp(entry[k].stage, entry[k - 1].stage) == 0;
        entry[k].rank = same ? entry[k - 1].rank : entry[k].number;
        if (same)
            entry[k].seconds = entry[k - 1].seconds;
    }
    qsort(entry, (size_t)jobs, sizeof *entry, by_rank);
    return entry;
}

struct sp_plan sp_plan_make(struct sp_arena *a, const struct sp_listing *listing,
                            const enum sp_state *state, int shard, int shards)
{
    struct entry *entry = by_stages(a, listing);
    struct sp_plan plan = {.number = SP_TAKE(a, listing->jobs, long),
                           .first = SP_TAKE(a, listing->jobs + 1, long)};
    long stage = -1, before = 0; /* stages seen; the rank of the entry before */
    for (long k = 0; k < listing->jobs; before = entry[k++].rank) {
        stage += entry[k].rank != before;
        if (stage % shards != shard - 1)
            continue;
        plan.jobs++;
        if (sp_state_is_final(state[entry[k].number - 1]))
            plan.before++;
        else
            entry[plan.count++] = entry[k];
    }
    qsort(entry, (size_t)plan.count, sizeof *entry, by_seconds);
    for (long k = 0; k < plan.count; k++) {
        if (!k || entry[k].rank != entry[k - 1].rank)
            plan.first[plan.groups++] = k;
        plan.number[k] = entry[k].number;
    }
    plan.first[plan.groups] = plan.count;
    return plan;
}
