/* Seeds and measures, which no table holds. */
#include <inttypes.h>
#include <string.h>

#include "reading.h"
#include "superpose/fault.h"

const char *sp_reading_seed(struct sp_reading *r, const struct sp_given *e,
                            const struct sp_node *at, const char *text)
{
    int64_t seed = sp_seed_read(text);
    if (seed >= 0)
        return sp_arena_print(r->arena, "%" PRId64, seed);
    sp_reading_complain(r, e->override, at->place,
                        "seed: \"%s\" is not a whole number from 0 to %" PRId64, text,
                        (int64_t)SP_SEED_MOST);
    return text;
}

static const struct sp_node *child(const struct sp_node *map, const char *word)
{
    const struct sp_node *node = map->first;
    while (node && strcmp(node->key->text, word) != 0)
        node = node->next;
    return node;
}

/* The whole number of at least LEAST at NODE; PRESET where there is no node, and -1,
   with a mistake, where there is no such number. */
static int64_t whole(struct sp_reading *r, const struct sp_given *e,
                     const struct sp_node *node, int64_t least, int64_t preset)
{
    if (!node)
        return preset;
    int64_t number = node->type == SP_NODE_SCALAR ? sp_seed_read(node->text) : -1;
    if (number >= least)
        return number;
    sp_reading_complain(r, e->override, node->place,
                        "seed: %s takes a whole number of at least %" PRId64,
                        node->key->text, least);
    return -1;
}

/* {count: N, first: K} */
void sp_reading_seeds(struct sp_reading *r, struct sp_given *e)
{
    const struct sp_node *map = e->node;
    const struct sp_node *many = child(map, "count"), *start = child(map, "first");
    if (!many || map->count != 1 + (start != NULL)) {
        sp_reading_wrong(r, e, map,
                         "expects a whole number, a list of them, or {count: N, "
                         "first: K} with first 0 when it is left out");
        return;
    }
    int64_t count = whole(r, e, many, 1, 1), first = whole(r, e, start, 0, 0);
    if (count < 0 || first < 0)
        return;
    if (count - 1 > SP_SEED_MOST - first) {
        sp_reading_wrong(r, e, map, "the last of so many seeds is too large");
        return;
    }
    e->axis = true;
    if (!sp_reading_room(r, e, count))
        return;
    for (int64_t i = 0; i < count; i++)
        e->text[i] = sp_arena_print(r->arena, "%" PRId64, first + i);
}

static void complain_of_measure(struct sp_reading *r, const struct sp_given *e,
                                const struct sp_node *at)
{
    sp_reading_complain(r, e->override, at->place, "%s", sp_fault_text());
}

/* The names a scalar holds, apart or separated by commas, into WANTED. */
static void mark_measures(struct sp_reading *r, const struct sp_given *e,
                          const struct sp_node *node, bool wanted[SP_JOB_MEASURES])
{
    struct sp_param row = sp_job_kind_row(r->arena, "measure");
    char *rest, *names = sp_arena_text(r->arena, node->text);
    for (char *name = strtok_r(names, ", ", &rest); name;
         name = strtok_r(NULL, ", ", &rest)) {
        int place = 0;
        if (sp_param_read(r->arena, &row, &place, name))
            complain_of_measure(r, e, node);
        else if (wanted[place])
            sp_reading_complain(r, e->override, node->place,
                                "measure: %s is named twice", name);
        else
            wanted[place] = true;
    }
}

static const char *listed(struct sp_reading *r, const bool wanted[SP_JOB_MEASURES])
{
    const char *names = "";
    for (int i = 0; sp_measure_kinds[i]; i++)
        if (wanted[i])
            names = sp_arena_print(r->arena, "%s%s%s", names, *names ? "," : "",
                                   sp_measure_kinds[i]->self.name);
    return names;
}

void sp_reading_measures(struct sp_reading *r, struct sp_given *e)
{
    bool wanted[SP_JOB_MEASURES] = {false};
    bool list = e->node->type == SP_NODE_LIST;
    const struct sp_node *item = list ? e->node->first : e->node;
    for (; item; item = list ? item->next : NULL) {
        if (item->type == SP_NODE_SCALAR)
            mark_measures(r, e, item, wanted);
        else
            sp_reading_wrong(r, e, item, "expects names, as in [geometry, loss]");
    }
    if (sp_reading_room(r, e, 1))
        e->text[0] = listed(r, wanted);
}
