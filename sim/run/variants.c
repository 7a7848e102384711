/* Which kinds the jobs of this experiment have, and a job of each sort, whose tables
   and structs say what a key means and hold what is read on trial. */
#include <string.h>

#include "reading.h"
#include "superpose/fault.h"

/* Whether jobs of the kind NAME can occur.  Where one name is wrong any kind may have
   been meant, and nothing else should be found wrong because of that. */
static bool in_play(struct sp_reading *r, const char *key, const char *preset,
                    const char *name)
{
    const struct sp_given *e = sp_reading_entry(r, key);
    if (!e)
        return !strcmp(preset, name);
    if (e->wrong || !e->text)
        return true;
    for (long i = 0; i < e->count; i++)
        if (!strcmp(e->text[i], name))
            return true;
    return false;
}

static const char *all_measures(struct sp_reading *r)
{
    const char *names = "";
    for (int i = 0; sp_measure_kinds[i]; i++)
        names =
            sp_arena_print(r->arena, "%s %s", names, sp_measure_kinds[i]->self.name);
    return names;
}

static const char *measures(struct sp_reading *r)
{
    const struct sp_given *e = sp_reading_entry(r, "measure");
    if (!e)
        return SP_MEASURE_PRESET;
    return e->wrong || !e->text ? all_measures(r) : e->text[0];
}

void sp_reading_variants(struct sp_reading *r)
{
    int sources = 0, toys = 0;
    while (sp_source_kinds[sources])
        sources++;
    while (sp_toy_kinds[toys])
        toys++;
    r->variant = SP_TAKE(r->arena, sources * toys, struct sp_job);
    for (int i = 0; i < sources * toys; i++) {
        const char *source = sp_source_kinds[i / toys]->self.name;
        const char *toy = sp_toy_kinds[i % toys]->self.name;
        if (!in_play(r, "source.kind", SP_SOURCE_PRESET, source) ||
            !in_play(r, "toy.kind", SP_TOY_PRESET, toy))
            continue;
        const struct sp_setting kinds[] = {
            {"source.kind", source}, {"toy.kind", toy}, {"measure", measures(r)}};
        sp_require(!sp_job_choose(r->arena, kinds, 3, &r->variant[r->variants++]));
    }
}
