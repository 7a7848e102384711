/* Spans of a plan, under one lock that is held for no longer than a copy of a toy model
   takes. */
#include "place.h"

#include <string.h>

void sp_place_begin(struct sp_place *p, struct sp_arena *a, const struct sp_plan *plan,
                    const struct sp_listing *listing, int workers, double memory)
{
    *p = (struct sp_place){.plan = plan,
                           .listing = listing,
                           .memory = memory,
                           .workers = workers,
                           .span = SP_TAKE(a, workers, struct sp_span)};
    pthread_mutex_init(&p->lock, NULL);
}

void sp_place_end(struct sp_place *p)
{
    for (int i = 0; i < p->workers; i++)
        sp_kept_forget(&p->span[i].toy);
    pthread_mutex_destroy(&p->lock);
}

static const struct sp_listed_job *listed(const struct sp_place *p, long k)
{
    return &p->listing->job[p->plan->number[k] - 1];
}

/* The least that jobs first .. end - 1 need at a time: one job, and the nets it takes
   over. */
static double bytes_of(const struct sp_place *p, long first, long end)
{
    double bytes = p->listing->need[p->plan->number[first] - 1].bytes;
    return end - first > 1 ? 2 * bytes : bytes;
}

static void leave(struct sp_place *p, struct sp_span *own)
{
    if (!(own->bytes > 0))
        return;
    p->busy--;
    p->bytes -= own->bytes;
    own->bytes = 0;
    own->ready = false;
    sp_kept_forget(&own->toy);
}

/* False when there is no memory for it beside the others. */
static bool enter(struct sp_place *p, struct sp_span *own, long first, long end)
{
    double bytes = bytes_of(p, first, end);
    if (p->busy && p->bytes + bytes > p->memory)
        return false;
    p->busy++;
    p->bytes += own->bytes = bytes;
    own->next = first;
    own->end = end;
    return true;
}

/* Whether job k of the plan takes over no autoencoder from the one before it. */
static bool starts_stage(const struct sp_place *p, long k)
{
    const char *stage = listed(p, k)->sae_stage;
    return !*stage || strcmp(stage, listed(p, k - 1)->sae_stage) != 0;
}

/* Where to cut what SPAN has left: about the middle, between two autoencoders; its end
   when all belongs to the one that is being trained. */
static long cut(const struct sp_place *p, const struct sp_span *span)
{
    long middle = span->next + (span->end - span->next) / 2, k = middle;
    while (k < span->end && !starts_stage(p, k))
        k++;
    if (k < span->end)
        return k;
    for (k = middle; k > span->next && !starts_stage(p, k); k--)
        continue;
    return k > span->next || starts_stage(p, k) ? k : span->end;
}

/* The worker with most jobs left of those whose toy model is trained, or NULL. */
static struct sp_span *richest(const struct sp_place *p)
{
    struct sp_span *best = NULL;
    for (int i = 0; i < p->workers; i++) {
        struct sp_span *span = &p->span[i];
        long left = span->end - span->next;
        if (span->ready && left > (best ? best->end - best->next : 0))
            best = span;
    }
    return best;
}

static void share(struct sp_place *p, struct sp_span *own)
{
    struct sp_span *other = richest(p);
    long at = other ? cut(p, other) : 0;
    if (!other || at == other->end || !enter(p, own, at, other->end))
        return;
    other->end = at;
    own->ready = true;
    sp_kept_copy(&own->toy, other->toy.stage, &other->toy.trained);
}

bool sp_place_next(struct sp_place *p, int worker, long *number, bool *more)
{
    struct sp_span *own = &p->span[worker];
    const struct sp_plan *plan = p->plan;
    pthread_mutex_lock(&p->lock);
    if (own->next == own->end) {
        leave(p, own);
        if (p->group == plan->groups)
            share(p, own);
        else if (enter(p, own, plan->first[p->group], plan->first[p->group + 1]))
            p->group++;
    }
    *number = own->next < own->end ? plan->number[own->next++] : 0;
    *more = own->next < own->end;
    bool ever = *number || p->busy || p->group < plan->groups;
    pthread_mutex_unlock(&p->lock);
    return ever;
}

void sp_place_keep(struct sp_place *p, int worker, const char *stage,
                   const struct sp_trained *toy)
{
    pthread_mutex_lock(&p->lock);
    p->span[worker].ready = true;
    sp_kept_copy(&p->span[worker].toy, stage, toy);
    pthread_mutex_unlock(&p->lock);
}
