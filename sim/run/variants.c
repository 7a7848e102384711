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

/* The names that KEY can have in jobs here, COUNT of them. */
static const char **names_in_play(struct sp_reading *r, const char *key, int *count)
{
    struct sp_param row = sp_job_kind_row(r->arena, key);
    int all = 0;
    while (row.choices[all])
        all++;
    const char **name = SP_TAKE(r->arena, all, const char *);
    *count = 0;
    for (int i = 0; i < all; i++)
        if (in_play(r, key, row.preset, row.choices[i]))
            name[(*count)++] = row.choices[i];
    return name;
}

void sp_reading_variants(struct sp_reading *r)
{
    int sources, toys, saes;
    const char **source = names_in_play(r, "source.kind", &sources);
    const char **toy = names_in_play(r, "toy.kind", &toys);
    const char **sae = names_in_play(r, "sae.kind", &saes);
    r->variants = sources * toys * saes;
    r->variant = SP_TAKE(r->arena, r->variants, struct sp_job);
    for (int i = 0; i < r->variants; i++) {
        const struct sp_setting kinds[] = {{"source.kind", source[i / saes / toys]},
                                           {"toy.kind", toy[i / saes % toys]},
                                           {"sae.kind", sae[i % saes]},
                                           {"measure", measures(r)}};
        sp_require(!sp_job_choose(r->arena, kinds, 4, &r->variant[i]));
    }
}
