/* Section `hypotheses`: settings of all of them, and one map for each. */
#include <math.h>
#include <string.h>

#include "claim.h"
#include "superpose/fault.h"

const char *const sp_direction_names[] = {"increasing", "decreasing", "positive",
                                          "negative",   "flat",       NULL};
const char *const sp_trial_names[] = {"page", "jonckheere", "isotonic", "sign_flip",
                                      "tost", "two_lines",  NULL};

/* Which directions a test can be asked for, and which is taken when none is named. */
static const struct {
    bool ordered, either, flat; /* in- and decreasing; positive and negative; flat */
    bool axis;                  /* needs levels, whatever the direction */
} takes[] = {
    [SP_TRIAL_PAGE] = {.ordered = true, .axis = true},
    [SP_TRIAL_JONCKHEERE] = {.ordered = true, .axis = true},
    [SP_TRIAL_ISOTONIC] = {.ordered = true, .axis = true},
    [SP_TRIAL_SIGN_FLIP] = {.ordered = true, .either = true},
    [SP_TRIAL_TOST] = {.flat = true, .axis = true},
    [SP_TRIAL_TWO_LINES] = {.either = true, .axis = true},
};

static bool is_ordered(enum sp_direction direction)
{
    return direction == SP_INCREASING || direction == SP_DECREASING;
}

static enum sp_trial usual_trial(enum sp_direction direction)
{
    if (direction == SP_FLAT)
        return SP_TRIAL_TOST;
    return is_ordered(direction) ? SP_TRIAL_PAGE : SP_TRIAL_SIGN_FLIP;
}

static const char *read_text(struct sp_claim *c, const struct sp_node *node)
{
    if (node->type == SP_NODE_SCALAR && *node->text)
        return node->text;
    sp_claim_wrong(c, node, "expects a sentence");
    return "";
}

/* The place of the word among WORDS; 0 with a mistake when it is none of them. */
static int read_word(struct sp_claim *c, const struct sp_node *node,
                     const char *const *words)
{
    struct sp_nearest nearest = sp_nearest_to(sp_claim_scalar(node));
    const char *all = "";
    for (int i = 0; words[i]; i++) {
        if (!strcmp(sp_claim_scalar(node), words[i]))
            return i;
        sp_nearest_offer(&nearest, words[i]);
        all = sp_arena_print(c->r->arena, "%s%s%s", all, i ? ", " : "", words[i]);
    }
    sp_claim_wrong(c, node, "\"%.60s\" is not one of: %s%s%s", sp_claim_scalar(node),
                   all, nearest.best ? "; did you mean " : "",
                   nearest.best ? nearest.best : "");
    return 0;
}

static void read_claim(struct sp_claim *c, const struct sp_node *node)
{
    c->h->claim = read_text(c, node);
}

static void read_falsified(struct sp_claim *c, const struct sp_node *node)
{
    c->h->falsified = read_text(c, node);
}

static void read_outcome(struct sp_claim *c, const struct sp_node *node)
{
    sp_claim_quantity(c, node, sp_claim_scalar(node), &c->h->outcome);
    if (!c->h->outcome.scope && c->h->outcome.text)
        sp_claim_wrong(c, node, "%s is a setting; an outcome is measured",
                       c->h->outcome.text);
}

static void read_axis(struct sp_claim *c, const struct sp_node *node)
{
    struct sp_quantity *axis = SP_TAKE(c->r->arena, 1, struct sp_quantity);
    if (sp_claim_quantity(c, node, sp_claim_scalar(node), axis) && !axis->scope)
        sp_claim_levels(c, node, axis->text);
    c->h->axis = axis;
}

static void read_until(struct sp_claim *c, const struct sp_node *node)
{
    struct sp_term *until = SP_TAKE(c->r->arena, 1, struct sp_term);
    if (sp_claim_place(c, node, until))
        c->h->until = until;
}

static void read_strata(struct sp_claim *c, const struct sp_node *node)
{
    bool list = node->type == SP_NODE_LIST;
    c->h->stratum = SP_TAKE(c->r->arena, list ? node->count : 1, const char *);
    const struct sp_node *item = list ? node->first : node;
    for (; item; item = list ? item->next : NULL)
        if (sp_claim_setting(c, item, sp_claim_scalar(item)))
            c->h->stratum[c->h->strata++] = item->text;
}

static void read_where(struct sp_claim *c, const struct sp_node *node)
{
    bool list = node->type == SP_NODE_LIST;
    c->h->condition = SP_TAKE(c->r->arena, list ? node->count : 1, struct sp_condition);
    const struct sp_node *item = list ? node->first : node;
    for (; item; item = list ? item->next : NULL)
        if (sp_claim_condition(c, item, &c->h->condition[c->h->conditions]))
            c->h->conditions++;
}

static void read_direction(struct sp_claim *c, const struct sp_node *node)
{
    c->h->direction = (enum sp_direction)read_word(c, node, sp_direction_names);
}

static void read_trial(struct sp_claim *c, const struct sp_node *node)
{
    c->h->trial = (enum sp_trial)read_word(c, node, sp_trial_names);
}

static void read_primary(struct sp_claim *c, const struct sp_node *node)
{
    static const char *const words[] = {"false", "true", NULL};
    c->h->primary = read_word(c, node, words);
}

static double read_number(struct sp_claim *c, const struct sp_node *node, double least,
                          double most)
{
    double x = NAN;
    const char *text = sp_claim_scalar(node), *end = sp_number_scan(text, &x);
    if (end && !*end && x >= least && x <= most)
        return x;
    sp_claim_wrong(c, node, "expects a number from %g to %g", least, most);
    return least;
}

static void read_margin(struct sp_claim *c, const struct sp_node *node)
{
    c->h->margin = read_number(c, node, 1e-9, 1e9);
}

/* One map of settings, each with the value that control rows have. */
static void read_control(struct sp_claim *c, const struct sp_node *map)
{
    struct sp_control *control = &c->h->control[c->h->controls];
    if (map->type != SP_NODE_MAP || !map->count) {
        sp_claim_wrong(c, map, "expects settings, as in {source.kind: independent}");
        return;
    }
    control->setting = SP_TAKE(c->r->arena, map->count, struct sp_setting);
    for (const struct sp_node *node = map->first; node; node = node->next)
        if (sp_claim_value(c, node, node->key->text))
            control->setting[control->settings++] =
                (struct sp_setting){node->key->text, node->text};
    if (control->settings == map->count)
        c->h->controls++;
}

static void read_controls(struct sp_claim *c, const struct sp_node *node)
{
    bool list = node->type == SP_NODE_LIST;
    c->h->control = SP_TAKE(c->r->arena, list ? node->count : 1, struct sp_control);
    const struct sp_node *item = list ? node->first : node;
    for (; item; item = list ? item->next : NULL)
        read_control(c, item);
}

static const struct field {
    const char *name;
    bool needed;
    void (*read)(struct sp_claim *, const struct sp_node *);
} fields[] = {
    {"claim", true, read_claim},         {"outcome", true, read_outcome},
    {"direction", true, read_direction}, {"falsified", true, read_falsified},
    {"axis", false, read_axis},          {"strata", false, read_strata},
    {"where", false, read_where},        {"test", false, read_trial},
    {"primary", false, read_primary},    {"margin", false, read_margin},
    {"controls", false, read_controls},  {"until", false, read_until},
};

enum { FIELDS = sizeof fields / sizeof *fields };

static const struct sp_node *child(const struct sp_node *map, const char *word)
{
    const struct sp_node *node = map->first;
    while (node && strcmp(node->key->text, word) != 0)
        node = node->next;
    return node;
}

static void read_field(struct sp_claim *c, const struct sp_node *map,
                       const struct sp_node *node)
{
    struct sp_nearest nearest = sp_nearest_to(node->key->text);
    c->field = node->key->text;
    for (int i = 0; i < FIELDS; i++) {
        if (!strcmp(fields[i].name, c->field)) {
            if (child(map, c->field) != node)
                sp_claim_wrong(c, node->key, "given twice");
            else
                fields[i].read(c, node);
            return;
        }
        sp_nearest_offer(&nearest, fields[i].name);
    }
    sp_claim_wrong(c, node->key, "no such part of a hypothesis%s%s",
                   nearest.best ? "; did you mean " : "",
                   nearest.best ? nearest.best : "");
}

/* What fits each other: direction, test, axis, margin, until. */
static void check_parts(struct sp_claim *c, const struct sp_node *map)
{
    struct sp_hypothesis *h = c->h;
    const struct sp_node *at = child(map, "direction");
    c->field = "direction";
    bool fits = h->direction == SP_FLAT    ? takes[h->trial].flat
                : is_ordered(h->direction) ? takes[h->trial].ordered
                                           : takes[h->trial].either;
    if (!fits)
        sp_claim_wrong(c, at, "test %s cannot say whether something is %s",
                       sp_trial_names[h->trial], sp_direction_names[h->direction]);
    else if (!h->axis && (takes[h->trial].axis || is_ordered(h->direction)))
        sp_claim_wrong(c, at, "test %s of something %s needs an axis",
                       sp_trial_names[h->trial], sp_direction_names[h->direction]);
    c->field = "margin";
    if (child(map, "margin") && h->trial != SP_TRIAL_TOST)
        sp_claim_wrong(c, child(map, "margin"), "belongs to test tost");
    c->field = "until";
    if (h->until && !h->axis)
        sp_claim_wrong(c, child(map, "until"), "is a place on an axis; there is none");
}

static void read_one(struct sp_claim *c, const struct sp_node *map)
{
    long before = c->r->mistakes;
    *c->h = (struct sp_hypothesis){.name = map->key->text, .margin = 0.05};
    for (const struct sp_node *node = map->first; node; node = node->next)
        read_field(c, map, node);
    c->field = NULL;
    for (int i = 0; i < FIELDS; i++)
        if (fields[i].needed && !child(map, fields[i].name))
            sp_claim_wrong(c, map->key, "needs %s", fields[i].name);
    if (!child(map, "test"))
        c->h->trial = usual_trial(c->h->direction);
    if (c->r->mistakes > before)
        return;
    check_parts(c, map);
    c->field = NULL;
    sp_claim_loose_axes(c, map->key);
}

static void read_setting(struct sp_claim *c, const struct sp_node *node,
                         struct sp_hypotheses *out)
{
    c->field = node->key->text;
    if (!strcmp(c->field, "level"))
        out->level = read_number(c, node, 1e-6, 0.5);
    else if (!strcmp(c->field, "settled"))
        out->settled = read_number(c, node, 0, 1);
    else if (!strcmp(c->field, "draws"))
        out->draws = (int)read_number(c, node, 100, 1000000);
    else
        sp_claim_wrong(c, node->key,
                       "no such setting; there are level, settled and draws, and "
                       "hypotheses, as in %s: {claim: ..., outcome: ..., ...}",
                       c->field);
}

void sp_reading_hypotheses(struct sp_reading *r, struct sp_hypotheses *out)
{
    const struct sp_given *e = sp_reading_entry(r, "hypotheses");
    *out = (struct sp_hypotheses){.level = 0.05, .settled = 0.002, .draws = 10000};
    if (!e || (e->node->type == SP_NODE_SCALAR && !*e->node->text))
        return;
    if (e->node->type != SP_NODE_MAP) {
        sp_reading_wrong(r, e, e->node,
                         "expects hypotheses, as in name: {claim: ..., outcome: ...}");
        return;
    }
    out->each = SP_TAKE(r->arena, e->node->count, struct sp_hypothesis);
    for (const struct sp_node *node = e->node->first; node; node = node->next) {
        struct sp_claim c = {.r = r, .e = e, .h = &out->each[out->count]};
        if (child(e->node, node->key->text) != node)
            sp_reading_wrong(
                r, e, node->key,
                sp_arena_print(r->arena, "%.60s is given twice", node->key->text));
        else if (node->type != SP_NODE_MAP)
            read_setting(&c, node, out);
        else {
            read_one(&c, node);
            out->count++;
        }
    }
}
