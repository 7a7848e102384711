/* What each entry comes down to: one text, or several that make an axis; each is read
   by every table row it can meet, so that nothing is left to be found wrong later. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "reading.h"
#include "superpose/fault.h"

static const char forms[] = "expects a value, a list [a, b], {log: [from, to, count]}, "
                            "{linear: [from, to, count]}";

void sp_reading_wrong(struct sp_reading *r, const struct sp_given *e,
                      const struct sp_node *at, const char *sentence)
{
    sp_reading_complain(r, e->override, at->place, "%s: %s", e->key, sentence);
}

bool sp_reading_room(struct sp_reading *r, struct sp_given *e, long count)
{
    e->count = count;
    if (count > SP_JOBS_MOST - r->points) {
        r->points_missing = true;
        return false;
    }
    r->points += count;
    e->text = SP_TAKE(r->arena, count, const char *);
    return true;
}

static const char *check_kind(struct sp_reading *r, const struct sp_given *e,
                              const struct sp_node *at, const char *text)
{
    int place = 0;
    struct sp_param row = sp_job_kind_row(r->arena, e->key);
    if (sp_param_read(r->arena, &row, &place, text))
        sp_reading_complain(r, e->override, at->place, "%s", sp_fault_text());
    return text;
}

static void check_file(struct sp_reading *r, const struct sp_given *e,
                       const struct sp_node *at, const char *path)
{
    if (*path && access(path, R_OK))
        sp_reading_complain(r, e->override, at->place, "%s: %s: %s", e->key, path,
                            strerror(errno));
}

/* Reads TEXT by the rows of all variants (kinds may hold rows of their own under the
   same key) and gives it as the first of them prints it. */
static const char *check_row(struct sp_reading *r, const struct sp_given *e,
                             const struct sp_node *at, const char *text)
{
    const struct sp_param *last = NULL;
    const char *printed = NULL;
    for (int i = 0; i < r->variants; i++) {
        void *settings;
        const struct sp_param *row = sp_job_row(&r->variant[i], e->key, &settings);
        if (!row || row == last)
            continue;
        last = row;
        if (sp_param_read(r->arena, row, settings, text)) {
            sp_reading_complain(r, e->override, at->place, "%s", sp_fault_text());
            return text;
        }
        if (row->type == SP_FILE && !printed)
            check_file(r, e, at, text);
        if (!printed)
            printed = sp_param_print(r->arena, row, settings);
    }
    return printed ? printed : text;
}

const char *sp_reading_check(struct sp_reading *r, const struct sp_given *e,
                             const struct sp_node *at, const char *text)
{
    if (sp_job_names_kind(e->key))
        return check_kind(r, e, at, text);
    if (!strcmp(e->key, "seed"))
        return sp_reading_seed(r, e, at, text);
    return check_row(r, e, at, text);
}

const struct sp_param *sp_reading_row(struct sp_reading *r, const char *key)
{
    void *settings;
    const struct sp_param *row = NULL;
    for (int i = 0; i < r->variants && !row; i++)
        row = sp_job_row(&r->variant[i], key, &settings);
    return row;
}

static enum sp_param_type type_of(struct sp_reading *r, const char *key)
{
    if (!strcmp(key, "seed"))
        return SP_INT;
    return sp_job_names_kind(key) ? SP_CHOICE : sp_reading_row(r, key)->type;
}

/* [a, b, ...] as one text, from {values: [a, b, ...]}; NULL for something else. */
static const char *joined(struct sp_reading *r, const struct sp_given *e,
                          const struct sp_node *map)
{
    const struct sp_node *list = map->first;
    size_t length = 3;
    if (list->type != SP_NODE_LIST || !list->count) {
        sp_reading_wrong(r, e, list, "values takes a list with one number per feature");
        return NULL;
    }
    for (const struct sp_node *item = list->first; item; item = item->next) {
        if (item->type != SP_NODE_SCALAR) {
            sp_reading_wrong(r, e, item, "values takes a list of plain numbers");
            return NULL;
        }
        length += strlen(item->text) + 2;
    }
    char *text = SP_TAKE(r->arena, length, char), *end = text;
    for (const struct sp_node *item = list->first; item; item = item->next)
        end = stpcpy(stpcpy(end, item == list->first ? "[" : ", "), item->text);
    stpcpy(end, "]");
    return text;
}

static bool is_map_of(const struct sp_node *node, const char *word)
{
    return node->type == SP_NODE_MAP && node->count == 1 &&
           !strcmp(node->first->key->text, word);
}

/* One value: a scalar, or where a row takes several numbers, {values: [...]}. */
static const char *evaluate_one(struct sp_reading *r, const struct sp_given *e,
                                const struct sp_node *node, enum sp_param_type type)
{
    if (node->type == SP_NODE_SCALAR)
        return sp_reading_check(r, e, node, node->text);
    if (type == SP_REALS && is_map_of(node, "values")) {
        const char *text = joined(r, e, node);
        return text ? sp_reading_check(r, e, node, text) : "";
    }
    if (type == SP_REALS)
        sp_reading_wrong(r, e, node,
                         "expects a number, or {values: [...]} with one "
                         "number per feature");
    else
        sp_reading_wrong(r, e, node, "expects one value here, not a list or map");
    return "";
}

static void evaluate_list(struct sp_reading *r, struct sp_given *e,
                          enum sp_param_type type)
{
    e->axis = true;
    if (!e->node->count)
        sp_reading_wrong(r, e, e->node, "an empty list makes no jobs; give it a value");
    if (!sp_reading_room(r, e, e->node->count))
        return;
    int i = 0;
    for (const struct sp_node *item = e->node->first; item; item = item->next)
        e->text[i++] = evaluate_one(r, e, item, type);
}

static void evaluate_scalar(struct sp_reading *r, struct sp_given *e,
                            enum sp_param_type type)
{
    if (sp_reading_room(r, e, 1))
        e->text[0] = evaluate_one(r, e, e->node, type);
}

static void evaluate_map(struct sp_reading *r, struct sp_given *e,
                         enum sp_param_type type)
{
    const struct sp_node *node = e->node;
    bool numbers = type == SP_INT || type == SP_REAL || type == SP_REALS;
    if (!strcmp(e->key, "seed"))
        sp_reading_seeds(r, e);
    else if (type == SP_REALS && is_map_of(node, "values"))
        evaluate_scalar(r, e, type);
    else if (!numbers)
        sp_reading_wrong(r, e, node, "expects a value, or a list [a, b] of them");
    else if (is_map_of(node, "log") || is_map_of(node, "linear"))
        sp_reading_range(r, e, node->first, type);
    else if (type == SP_REALS)
        sp_reading_complain(r, e->override, node->place, "%s: %s, or {values: [...]}",
                            e->key, forms);
    else
        sp_reading_wrong(r, e, node, forms);
}

static void evaluate(struct sp_reading *r, struct sp_given *e)
{
    bool row = strcmp(e->key, "seed") != 0 && !sp_job_names_kind(e->key);
    if (row && !sp_reading_row(r, e->key)) {
        struct sp_place place = e->node->key ? e->node->key->place : e->node->place;
        sp_reading_complain(r, e->override, place,
                            "%s: no job here has this setting; it belongs to %s",
                            e->key, sp_reading_owners(r, e->key));
        return;
    }
    enum sp_param_type type = type_of(r, e->key);
    if (e->node->type == SP_NODE_SCALAR)
        evaluate_scalar(r, e, type);
    else if (e->node->type == SP_NODE_LIST)
        evaluate_list(r, e, type);
    else
        evaluate_map(r, e, type);
}

/* Kinds and measures come first: they say which rows read the others. */
static bool comes_first(const char *key)
{
    return sp_job_names_kind(key) || !strcmp(key, "measure");
}

static void evaluate_where(struct sp_reading *r, bool first)
{
    for (int i = 0; i < r->entries; i++) {
        struct sp_given *e = &r->entry[i];
        if (comes_first(e->key) != first || sp_reading_no_setting(e->key))
            continue;
        long before = r->mistakes;
        if (!strcmp(e->key, "measure"))
            sp_reading_measures(r, e);
        else
            evaluate(r, e);
        e->wrong = r->mistakes > before;
    }
}

void sp_reading_evaluate(struct sp_reading *r)
{
    evaluate_where(r, true);
    sp_reading_variants(r);
    evaluate_where(r, false);
}
