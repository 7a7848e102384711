/* Which jobs a shard does, in which order. */
#include <stdlib.h>
#include <string.h>

#include "superpose/sweep.h"

struct entry {
    uint64_t head; /* the first letters of the stage, which tell most stages apart */
    const char *stage, *sae_stage;
    long number;
    long rank, sae_rank; /* where the stages first occur */
    double seconds;      /* that training takes in all jobs of the stage */
};

static uint64_t head_of(const char *stage)
{
    char letter[sizeof(uint64_t)] = "";
    uint64_t head;
    memcpy(letter, stage, strnlen(stage, sizeof letter));
    memcpy(&head, letter, sizeof head);
    return head;
}

static int by_number(long x, long y)
{
    return (x > y) - (x < y);
}

static int by_stage(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    int order = strcmp(a->stage, b->stage);
    if (!order)
        order = strcmp(a->sae_stage, b->sae_stage);
    return order ? order : by_number(a->number, b->number);
}

static int by_rank(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->rank != b->rank)
        return by_number(a->rank, b->rank);
    if (a->sae_rank != b->sae_rank)
        return by_number(a->sae_rank, b->sae_rank);
    return by_number(a->number, b->number);
}

static int by_seconds(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->seconds != b->seconds)
        return a->seconds > b->seconds ? -1 : 1;
    return by_rank(x, y);
}

/* Ranks and seconds of COUNT entries of one stage: the toy trains once, and each
   autoencoder of its own stage. */
static void rank(struct entry *entry, long count, const struct sp_need *need)
{
    long first = entry[0].number;
    double seconds = need[first - 1].seconds;
    for (long k = 0; k < count; k++) {
        bool same = k && !strcmp(entry[k].sae_stage, entry[k - 1].sae_stage);
        entry[k].sae_rank = same ? entry[k - 1].sae_rank : entry[k].number;
        seconds += same ? 0 : need[entry[k].number - 1].sae_seconds;
        first = entry[k].number < first ? entry[k].number : first;
    }
    for (long k = 0; k < count; k++) {
        entry[k].rank = first;
        entry[k].seconds = seconds;
    }
}

/* All jobs so sorted that those of one stage are neighbours, and of these those of one
   autoencoder, stages in the order of their first jobs; (jobs) entries. */
static struct entry *by_stages(struct sp_arena *a, const struct sp_listing *listing)
{
    long jobs = listing->jobs;
    struct entry *entry = SP_TAKE(a, jobs, struct entry);
    for (long k = 0; k < jobs; k++) {
        const struct sp_listed_job *job = &listing->job[k];
        entry[k] = (struct entry){.head = head_of(job->stage),
                                  .stage = job->stage,
                                  .sae_stage = job->sae_stage,
                                  .number = k + 1};
    }
    qsort(entry, (size_t)jobs, sizeof *entry, by_stage);
    for (long first = 0, end; first < jobs; first = end) {
        end = first + 1;
        while (end < jobs && !strcmp(entry[end].stage, entry[first].stage))
            end++;
        rank(entry + first, end - first, listing->need);
    }
    qsort(entry, (size_t)jobs, sizeof *entry, by_rank);
    return entry;
}

struct sp_plan sp_plan_make(struct sp_arena *a, const struct sp_listing *listing,
                            const enum sp_state *state, int shard, int shards)
{
    struct entry *entry = by_stages(a, listing);
    struct sp_plan plan = {.number = SP_TAKE(a, listing->jobs, long),
                           .first = SP_TAKE(a, listing->jobs + 1, long),
                           .seconds = SP_TAKE(a, listing->jobs, double)};
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
        if (!k || entry[k].rank != entry[k - 1].rank) {
            plan.seconds[plan.groups] = entry[k].seconds;
            plan.first[plan.groups++] = k;
        }
        plan.number[k] = entry[k].number;
    }
    plan.first[plan.groups] = plan.count;
    return plan;
}
