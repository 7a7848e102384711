/* From the tree of a file, and from the command line, to a list of keys with nodes. */
#include <string.h>

#include "reading.h"
#include "superpose/fault.h"

struct sp_given *sp_reading_entry(struct sp_reading *r, const char *key)
{
    for (int i = 0; i < r->entries; i++)
        if (!strcmp(r->entry[i].key, key))
            return &r->entry[i];
    return NULL;
}

/* {values: [...]}, or a list of nothing else. */
static bool is_values(const struct sp_node *node)
{
    if (node->type == SP_NODE_MAP)
        return node->count == 1 && !strcmp(node->first->key->text, "values");
    if (node->type == SP_NODE_SCALAR || !node->count)
        return false;
    for (const struct sp_node *item = node->first; item; item = item->next)
        if (item->type != SP_NODE_MAP || !is_values(item))
            return false;
    return true;
}

static void forget_implied(struct sp_reading *r)
{
    int kept = 0;
    for (int i = 0; i < r->entries; i++)
        if (!r->entry[i].implied)
            r->entry[kept++] = r->entry[i];
    r->entries = kept;
}

/* Of two on the command line or from a scale the later counts; a file says a thing
   once. */
static void assign(struct sp_reading *r, const struct sp_given *entry)
{
    struct sp_given *there = sp_reading_entry(r, entry->key);
    if (!there)
        r->entry[r->entries++] = *entry;
    else if (entry->replaces)
        *there = *entry;
    else
        sp_reading_complain(r, NULL, entry->node->key->place,
                            "%s: given twice; the first is on line %d", entry->key,
                            there->node->key->place.line);
}

/* `importance: {values: [...]}` stands for two settings: the law `values`, and them. */
static void assign_importance(struct sp_reading *r, const struct sp_given *entry)
{
    forget_implied(r);
    if (!is_values(entry->node)) {
        assign(r, entry);
        return;
    }
    struct sp_node *law = SP_TAKE(r->arena, 1, struct sp_node);
    *law = (struct sp_node){.type = SP_NODE_SCALAR,
                            .place = entry->node->place,
                            .key = entry->node->key,
                            .text = "values"};
    struct sp_given choice = *entry, values = *entry;
    choice.node = law;
    values.key = "source.importance_values";
    values.implied = true;
    assign(r, &choice);
    assign(r, &values);
}

static void take(struct sp_reading *r, const struct sp_given *entry)
{
    if (!strcmp(entry->key, "source.importance"))
        assign_importance(r, entry);
    else
        assign(r, entry);
}

static void collect_section(struct sp_reading *r, const struct sp_node *section)
{
    const char *name = section->key->text;
    if (section->type == SP_NODE_SCALAR && !*section->text)
        return;
    if (section->type != SP_NODE_MAP) {
        sp_reading_complain(r, NULL, section->place,
                            "%s: expects settings, as in %s: {setting: value}", name,
                            name);
        return;
    }
    for (const struct sp_node *node = section->first; node; node = node->next) {
        const char *key = sp_arena_print(r->arena, "%s.%s", name, node->key->text);
        if (sp_reading_knows(r, key))
            take(r, &(struct sp_given){.key = key, .node = node});
        else
            sp_reading_complain(r, NULL, node->key->place, "%.100s: no such setting%s",
                                key, sp_reading_suggest(r, key));
    }
}

bool sp_reading_repeats(const struct sp_node *map, const struct sp_node *node)
{
    for (const struct sp_node *other = map->first; other != node; other = other->next)
        if (!strcmp(other->key->text, node->key->text))
            return true;
    return false;
}

static void collect_one(struct sp_reading *r, const struct sp_node *root,
                        const struct sp_node *node)
{
    const char *name = node->key->text;
    struct sp_place place = node->key->place;
    if (sp_reading_section(r, name) && sp_reading_repeats(root, node))
        sp_reading_complain(r, NULL, place,
                            "%s: given twice; put its settings into one section", name);
    else if (sp_reading_section(r, name))
        collect_section(r, node);
    else if (!sp_reading_knows(r, name))
        sp_reading_complain(r, NULL, place, "%.100s: no such section%s", name,
                            sp_reading_suggest_section(r, name));
    else if (strchr(name, '.'))
        sp_reading_complain(r, NULL, place,
                            "%s: write it inside its section, as in %.*s: {%s: value}",
                            name, (int)strcspn(name, "."), name, strchr(name, '.') + 1);
    else
        take(r, &(struct sp_given){.key = name, .node = node});
}

void sp_reading_collect(struct sp_reading *r, const struct sp_node *root)
{
    if (root->type != SP_NODE_MAP)
        sp_reading_complain(r, NULL, root->place,
                            "expects sections, as in toy: {kind: relu, hidden: 2}");
    else
        for (const struct sp_node *node = root->first; node; node = node->next)
            collect_one(r, root, node);
}

/* The node for the text behind "=", or NULL; nothing at all is empty text. */
static const struct sp_node *parse_value(struct sp_reading *r, const char *override,
                                         const char *value)
{
    struct sp_node *node;
    struct sp_place wrong;
    if (sp_yaml_parse(r->arena, value, strlen(value), &node, &wrong)) {
        sp_reading_complain(r, override, wrong, "%s", sp_fault_text());
        return NULL;
    }
    if (!node) {
        node = SP_TAKE(r->arena, 1, struct sp_node);
        node->text = "";
    }
    return node;
}

/* seed.count and seed.first replace one part of seed: {count: N, first: K}, and leave
   the other as it was. */
static const struct sp_node *seed_map(struct sp_reading *r, const char *word,
                                      const struct sp_node *value)
{
    const struct sp_given *there = sp_reading_entry(r, "seed");
    struct sp_node *map = SP_TAKE(r->arena, 1, struct sp_node);
    struct sp_node *part = SP_TAKE(r->arena, 1, struct sp_node);
    struct sp_node *key = SP_TAKE(r->arena, 1, struct sp_node);
    *key = (struct sp_node){.type = SP_NODE_SCALAR, .text = word};
    *part = *value;
    part->key = key;
    part->next = NULL;
    *map = (struct sp_node){.type = SP_NODE_MAP, .count = 1, .first = part};
    bool is_map = there && there->node->type == SP_NODE_MAP;
    for (struct sp_node *old = is_map ? there->node->first : NULL; old;
         old = old->next) {
        if (!strcmp(old->key->text, word))
            continue;
        struct sp_node *kept = SP_TAKE(r->arena, 1, struct sp_node);
        *kept = *old;
        kept->next = map->first;
        map->first = kept;
        map->count++;
    }
    return map;
}

bool sp_reading_takes(const struct sp_reading *r, const char *key)
{
    bool seeds = !strcmp(key, "seed.count") || !strcmp(key, "seed.first");
    return seeds || sp_reading_knows(r, key);
}

void sp_reading_replace(struct sp_reading *r, const char *key, const char *override,
                        const struct sp_node *node)
{
    struct sp_given entry = {
        .key = key, .override = override, .node = node, .replaces = true};
    if (!strncmp(key, "seed.", 5)) {
        entry.key = "seed";
        entry.node = seed_map(r, key + 5, entry.node);
    }
    take(r, &entry);
}

void sp_reading_override(struct sp_reading *r, const char *override)
{
    const char *equals = strchr(override, '=');
    const struct sp_place nowhere = {0};
    if (!equals) {
        sp_reading_complain(r, override, nowhere,
                            "expects KEY=VALUE, as in source.density=0.1");
        return;
    }
    const char *key =
        sp_arena_print(r->arena, "%.*s", (int)(equals - override), override);
    const struct sp_node *node;
    if (!strcmp(key, "scale")) {
        sp_reading_choose_scale(r, override, equals + 1);
    } else if (!strcmp(key, "scales")) {
        sp_reading_complain(r, override, nowhere,
                            "scales stand in the file; scale=NAME takes one");
    } else if (sp_reading_takes(r, key)) {
        if ((node = parse_value(r, override, equals + 1)))
            sp_reading_replace(r, key, override, node);
    } else if (sp_reading_section(r, key))
        sp_reading_complain(r, override, nowhere,
                            "%s: a section; name one setting in it, as in "
                            "%s.setting=value",
                            key, key);
    else
        sp_reading_complain(r, override, nowhere, "%.100s: no such setting%s", key,
                            sp_reading_suggest(r, key));
}
