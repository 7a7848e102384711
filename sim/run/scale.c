/* Section `scales`: sizes of the experiment other than the one that its settings give.
   Each is a map from settings to values; --set scale=NAME takes all of it, in its turn
   among the overrides. */
#include <string.h>

#include "reading.h"

static const struct sp_place nowhere;

/* Sizes are what a job is made of, not what is claimed of all. */
static bool is_size(const struct sp_reading *r, const char *key)
{
    bool other = !strcmp(key, "hypotheses") || !strcmp(key, "scales");
    return !other && sp_reading_takes(r, key);
}

static void check_key(struct sp_reading *r, const struct sp_node *scale,
                      const struct sp_node *node)
{
    const char *key = node->key->text;
    if (!is_size(r, key))
        sp_reading_complain(r, NULL, node->key->place,
                            "scales.%.60s: %.100s is no setting%s", scale->key->text,
                            key,
                            sp_reading_takes(r, key) ? "" : sp_reading_suggest(r, key));
    else if (sp_reading_repeats(scale, node))
        sp_reading_complain(r, NULL, node->key->place,
                            "scales.%.60s: %.100s is given twice", scale->key->text,
                            key);
}

/* Every key there is must be right, whether or not its scale is chosen. */
static void check_scale(struct sp_reading *r, const struct sp_node *scales,
                        const struct sp_node *scale)
{
    if (sp_reading_repeats(scales, scale))
        sp_reading_complain(r, NULL, scale->key->place, "scales.%.60s is given twice",
                            scale->key->text);
    if (scale->type != SP_NODE_MAP)
        sp_reading_complain(r, NULL, scale->place,
                            "scales.%.60s: expects settings, as in {seed.count: 10}",
                            scale->key->text);
    else
        for (const struct sp_node *node = scale->first; node; node = node->next)
            check_key(r, scale, node);
}

static const struct sp_node *scales_of(struct sp_reading *r)
{
    const struct sp_given *e = sp_reading_entry(r, "scales");
    return e && e->node->type == SP_NODE_MAP ? e->node : NULL;
}

void sp_reading_scales(struct sp_reading *r)
{
    const struct sp_given *e = sp_reading_entry(r, "scales");
    const struct sp_node *scales = scales_of(r);
    if (e && !scales)
        sp_reading_wrong(r, e, e->node,
                         "expects maps of settings, as in paper: {seed.count: 10}");
    for (const struct sp_node *scale = scales ? scales->first : NULL; scale;
         scale = scale->next)
        check_scale(r, scales, scale);
}

static const char *names(struct sp_reading *r, const struct sp_node *scales)
{
    const char *all = "";
    for (const struct sp_node *scale = scales->first; scale; scale = scale->next)
        all =
            sp_arena_print(r->arena, "%s%s%s", all, *all ? ", " : "", scale->key->text);
    return *all ? all : "none";
}

void sp_reading_choose_scale(struct sp_reading *r, const char *override,
                             const char *name)
{
    const struct sp_node *scales = scales_of(r);
    const struct sp_node *scale = scales ? scales->first : NULL;
    if (!scales && sp_reading_entry(r, "scales"))
        return; /* which has been said to be wrong */
    while (scale && strcmp(scale->key->text, name) != 0)
        scale = scale->next;
    if (!scales)
        sp_reading_complain(r, override, nowhere,
                            "this experiment has no section scales");
    else if (!scale)
        sp_reading_complain(r, override, nowhere, "no scale \"%.60s\"; there are: %s",
                            name, names(r, scales));
    else if (scale->type == SP_NODE_MAP)
        for (const struct sp_node *node = scale->first; node; node = node->next)
            if (is_size(r, node->key->text))
                sp_reading_replace(r, node->key->text, NULL, node);
}
