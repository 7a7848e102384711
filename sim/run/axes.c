/* Entries to settings and axes, in the order of the file; zipped entries share an axis
   and the seeds come last. */
#include <string.h>

#include "reading.h"

static void complain_of_zip(struct sp_reading *r, const struct sp_node *at,
                            const char *key, const char *sentence)
{
    const struct sp_given *zip = sp_reading_entry(r, "zip");
    sp_reading_complain(r, zip->override, at->place, "zip: %.100s %s", key, sentence);
}

/* Takes the entry that ITEM names into GROUP; gives it, or NULL. */
static struct sp_given *zip_one(struct sp_reading *r, const struct sp_node *group,
                                const struct sp_node *item)
{
    const char *key = item->type == SP_NODE_SCALAR ? item->text : "";
    struct sp_given *e = sp_reading_entry(r, key);
    if (!sp_reading_knows(r, key))
        complain_of_zip(
            r, item, key,
            sp_arena_print(r->arena, "is no setting%s", sp_reading_suggest(r, key)));
    else if (!strcmp(key, "seed"))
        complain_of_zip(r, item, key,
                        "stands by itself: every job is run for each seed");
    else if (!e || (!e->axis && !e->wrong))
        complain_of_zip(r, item, key, "has one value; give it a list");
    else if (e->zip)
        complain_of_zip(r, item, key, "is named twice");
    else {
        e->zip = group;
        return e;
    }
    return NULL;
}

static void zip_group(struct sp_reading *r, const struct sp_node *group)
{
    const struct sp_given *zip = sp_reading_entry(r, "zip"), *first = NULL;
    for (const struct sp_node *item = group->first; item; item = item->next) {
        const struct sp_given *e = zip_one(r, group, item);
        if (!e || e->wrong)
            continue;
        if (!first)
            first = e;
        if (e->count != first->count)
            sp_reading_complain(r, zip->override, item->place,
                                "zip: %s has %ld values and %s has %ld; settings that "
                                "advance together need equally many",
                                first->key, first->count, e->key, e->count);
    }
}

static void zip(struct sp_reading *r)
{
    const struct sp_given *e = sp_reading_entry(r, "zip");
    if (!e)
        return;
    const struct sp_node *node = e->node, *item = node->first;
    if (node->type != SP_NODE_LIST) {
        sp_reading_wrong(r, e, node,
                         "expects settings that advance together, as in "
                         "[source.features, toy.hidden], or a list of such lists");
        return;
    }
    if (!item || item->type == SP_NODE_SCALAR) {
        zip_group(r, node);
        return;
    }
    for (; item; item = item->next) {
        if (item->type == SP_NODE_LIST)
            zip_group(r, item);
        else
            sp_reading_wrong(r, e, item, "expects lists of settings here");
    }
}

/* The axis of one entry, or of all that its zip names. */
static struct sp_axis make_axis(struct sp_reading *r, const struct sp_given *e)
{
    int keys = e->zip ? e->zip->count : 1;
    long count = e->count;
    struct sp_axis axis = {.keys = keys,
                           .key = SP_TAKE(r->arena, keys, const char *),
                           .count = (int)count,
                           .text = SP_TAKE(r->arena, keys * count, const char *)};
    const struct sp_node *item = e->zip ? e->zip->first : NULL;
    for (int k = 0; k < keys; k++) {
        const struct sp_given *one = item ? sp_reading_entry(r, item->text) : e;
        axis.key[k] = one->key;
        memcpy(axis.text + k * count, one->text, (size_t)count * sizeof *axis.text);
        item = item ? item->next : NULL;
    }
    return axis;
}

/* Whether an axis for it is there already, through another key of its zip. */
static bool is_taken(struct sp_reading *r, const struct sp_given *e)
{
    for (const struct sp_given *other = r->entry; e->zip && other < e; other++)
        if (other->zip == e->zip)
            return true;
    return false;
}

static bool is_seed(const struct sp_given *e)
{
    return !strcmp(e->key, "seed");
}

/* Multiplies the axes' lengths, and refuses more jobs than there may be. */
static void count_jobs(struct sp_reading *r, struct sp_experiment *out)
{
    unsigned long long jobs = 1;
    bool more = false;
    for (int i = 0; i < r->entries; i++) {
        const struct sp_given *e = &r->entry[i];
        unsigned long long product;
        if (!e->axis || e->count < 1 || is_taken(r, e))
            continue;
        if (__builtin_mul_overflow(jobs, (unsigned long long)e->count, &product))
            more = true;
        else
            jobs = product;
    }
    const struct sp_place nowhere = {0};
    if (more || jobs > SP_JOBS_MOST)
        sp_reading_complain(r, NULL, nowhere, "this makes %s%llu jobs; the most is %d",
                            more ? "more than " : "", jobs, SP_JOBS_MOST);
    else if (r->points_missing)
        sp_reading_complain(r, NULL, nowhere, "the axes hold more than %d values",
                            SP_JOBS_MOST);
    out->jobs = (long)jobs;
}

static void build(struct sp_reading *r, struct sp_experiment *out)
{
    out->setting = SP_TAKE(r->arena, r->entries, struct sp_setting);
    out->axis = SP_TAKE(r->arena, r->entries, struct sp_axis);
    for (int i = 0; i < r->entries; i++) {
        const struct sp_given *e = &r->entry[i];
        if (sp_reading_no_setting(e->key))
            continue;
        if (!e->axis)
            out->setting[out->settings++] = (struct sp_setting){e->key, e->text[0]};
        else if (!is_seed(e) && !is_taken(r, e))
            out->axis[out->axes++] = make_axis(r, e);
    }
    const struct sp_given *seed = sp_reading_entry(r, "seed");
    if (seed && seed->axis)
        out->axis[out->axes++] = make_axis(r, seed);
}

void sp_reading_axes(struct sp_reading *r, struct sp_experiment *out)
{
    zip(r);
    count_jobs(r, out);
    if (!r->mistakes)
        build(r, out);
}
