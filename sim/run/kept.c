/* A net that several jobs take over: a copy, so that the arena of the job that trained
   it can go. */
#include "kept.h"

#include <stdio.h>
#include <string.h>

bool sp_kept_is(const struct sp_kept *k, const char *stage)
{
    return *stage && !strcmp(k->stage, stage);
}

void sp_kept_forget(struct sp_kept *k)
{
    *k->stage = '\0';
    sp_arena_free(&k->arena);
}

static void *copied(struct sp_arena *a, const void *from, size_t bytes)
{
    return memcpy(SP_TAKE(a, bytes, char), from, bytes);
}

void sp_kept_copy(struct sp_kept *k, const char *stage, const struct sp_trained *from)
{
    const struct sp_curve *curve = &from->training.curve;
    size_t points = (size_t)curve->points;
    if (!strcmp(k->stage, stage) || !from->count)
        return;
    sp_kept_forget(k);
    snprintf(k->stage, sizeof k->stage, "%s", stage);
    k->trained = *from;
    k->trained.param =
        copied(&k->arena, from->param, from->count * sizeof *from->param);
    if (points) {
        k->trained.training.curve.step =
            copied(&k->arena, curve->step, points * sizeof *curve->step);
        k->trained.training.curve.loss =
            copied(&k->arena, curve->loss, points * sizeof *curve->loss);
    }
}
