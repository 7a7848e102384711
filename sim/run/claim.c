/* Names in a hypothesis: settings, axes and measured columns of this experiment. */
#include "claim.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "superpose/fault.h"

void sp_claim_wrong(struct sp_claim *c, const struct sp_node *at, const char *format,
                    ...)
{
    char sentence[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    sp_reading_complain(c->r, c->e->override, at->place, "hypotheses%s%.60s%s%.60s: %s",
                        c->h->name ? "." : "", c->h->name ? c->h->name : "",
                        c->field ? "." : "", c->field ? c->field : "", sentence);
}

const char *sp_claim_scalar(const struct sp_node *node)
{
    return node->type == SP_NODE_SCALAR ? node->text : "";
}

static const char *mean_that(struct sp_claim *c, const char *best)
{
    return best ? sp_arena_print(c->r->arena, "; did you mean %s?", best) : "";
}

static bool is_setting(const struct sp_claim *c, const char *text)
{
    return strcmp(text, "measure") != 0 && !sp_reading_no_setting(text) &&
           sp_reading_knows(c->r, text);
}

/* Whether a job here has it, not only some table. */
static bool in_force(const struct sp_claim *c, const char *key)
{
    return !strcmp(key, "seed") || sp_job_names_kind(key) || sp_reading_row(c->r, key);
}

bool sp_claim_setting(struct sp_claim *c, const struct sp_node *node, const char *text)
{
    if (!is_setting(c, text))
        sp_claim_wrong(c, node, "%.60s is no setting%s", *text ? text : "this",
                       sp_reading_suggest(c->r, text));
    else if (!in_force(c, text))
        sp_claim_wrong(c, node, "no job here has %s; it belongs to %s", text,
                       sp_reading_owners(c->r, text));
    else if (!strcmp(text, "seed"))
        sp_claim_wrong(c, node, "seeds are what is repeated, not what is compared");
    else
        return true;
    return false;
}

bool sp_claim_levels(struct sp_claim *c, const struct sp_node *node, const char *text)
{
    const struct sp_given *e = sp_reading_entry(c->r, text);
    if (e && (e->replaces || e->wrong || e->count > 1))
        return true;
    sp_claim_wrong(c, node, "%s has one value in all jobs; a trend needs levels", text);
    return false;
}

/* Whether jobs say TEXT, or the same number, for this key. */
static bool occurs(const struct sp_given *e, const char *text)
{
    double wanted, value;
    const char *end = sp_number_scan(text, &wanted);
    for (long i = 0; e->text && i < e->count; i++) {
        const char *at = end && !*end ? sp_number_scan(e->text[i], &value) : NULL;
        if (!strcmp(e->text[i], text) || (at && !*at && value == wanted))
            return true;
    }
    return false;
}

bool sp_claim_value(struct sp_claim *c, const struct sp_node *node, const char *text)
{
    if (!sp_claim_setting(c, node->key, text))
        return false;
    const struct sp_given *e = sp_reading_entry(c->r, text);
    bool unsure = e && (e->wrong || e->replaces);
    if (unsure || (e && occurs(e, sp_claim_scalar(node))))
        return true;
    sp_claim_wrong(c, node, "no job here has %s: %.60s", text, sp_claim_scalar(node));
    return false;
}

/* Whether NAME is what COLUMN declares, whose # stands for a number. */
static bool is_named(const struct sp_column *column, const char *name)
{
    size_t length = strlen(column->name);
    if (column->name[length - 1] != '#')
        return !strcmp(column->name, name);
    const char *number = name + length - 1;
    return !strncmp(column->name, name, length - 1) && *number &&
           !number[strspn(number, "0123456789")];
}

/* The column of this scope in what is measured here; offers its names to NEAREST. */
static const struct sp_column *find_column(const struct sp_claim *c,
                                           enum sp_scope scope, const char *name,
                                           struct sp_nearest *nearest)
{
    const struct sp_job *job = c->r->variant;
    for (int i = 0; i < job->measures; i++) {
        for (const struct sp_column *column = job->measure[i]->columns; column->name;
             column++) {
            if (column->scope != scope)
                continue;
            if (*name && is_named(column, name))
                return column;
            sp_nearest_offer(nearest, column->name);
        }
    }
    return NULL;
}

static bool check_column(struct sp_claim *c, const struct sp_node *node,
                         enum sp_scope scope, const char *name)
{
    struct sp_nearest nearest = sp_nearest_to(name);
    const struct sp_column *column = find_column(c, scope, name, &nearest);
    if (!column)
        sp_claim_wrong(c, node,
                       "no measure of these jobs has a column %.60s in scope %s%s",
                       *name ? name : "(nothing)", sp_scope_names[scope],
                       mean_that(c, nearest.best));
    else if (column->labels)
        sp_claim_wrong(c, node, "%s holds words; a test needs numbers", name);
    return column && !column->labels;
}

static int find_scope(const char *name)
{
    int scope = 0;
    while (scope < SP_SCOPES && strcmp(sp_scope_names[scope], name) != 0)
        scope++;
    return scope;
}

/* SUMMARY(SCOPE.COLUMN) */
static bool read_summary(struct sp_claim *c, const struct sp_node *node,
                         const char *text, struct sp_quantity *out)
{
    static const char *const summaries[] = {"mean", "sd", "min", "max"};
    char *rest, *copy = sp_arena_text(c->r->arena, text);
    const char *summary = strtok_r(copy, "( ", &rest);
    const char *scope = strtok_r(NULL, ". ", &rest);
    const char *column = strtok_r(NULL, ") ", &rest);
    int which = 0, place = scope ? find_scope(scope) : SP_SCOPES;
    while (which < 4 && (!summary || strcmp(summaries[which], summary) != 0))
        which++;
    if (which == 4 || !column || place == SP_SCOPES || place == SP_RUNS) {
        sp_claim_wrong(c, node,
                       "\"%.60s\" is no summary; write mean, sd, min or max of a "
                       "column, as in mean(features.norm)",
                       text);
        return false;
    }
    out->summary = summary;
    out->scope = sp_scope_names[place];
    out->column = column;
    return check_column(c, node, (enum sp_scope)place, column);
}

bool sp_claim_quantity(struct sp_claim *c, const struct sp_node *node, const char *text,
                       struct sp_quantity *out)
{
    *out = (struct sp_quantity){.text = text};
    if (strchr(text, '('))
        return read_summary(c, node, text, out);
    size_t scope = strcspn(text, ".");
    if (text[scope] &&
        find_scope(sp_arena_print(c->r->arena, "%.*s", (int)scope, text)) < SP_SCOPES) {
        sp_claim_wrong(c, node,
                       "a job has many %.60s; write mean(%.60s), or sd, min, max", text,
                       text);
        return false;
    }
    if (text[scope] || is_setting(c, text))
        return sp_claim_setting(c, node, text);
    out->scope = sp_scope_names[SP_RUNS];
    out->column = text;
    return check_column(c, node, SP_RUNS, text);
}

/* Whether the setting KEY is what the axis entry E moves, or is zipped with it. */
static bool moves(struct sp_claim *c, const struct sp_given *e, const char *key)
{
    const struct sp_given *other = sp_reading_entry(c->r, key);
    return other == e || (other && e->zip && other->zip == e->zip);
}

static bool term_names(struct sp_claim *c, const struct sp_given *e,
                       const struct sp_term *term)
{
    return term->of && !term->of->scope && moves(c, e, term->of->text);
}

static bool is_named_somewhere(struct sp_claim *c, const struct sp_given *e)
{
    const struct sp_hypothesis *h = c->h;
    bool named = h->axis && (h->axis->scope || moves(c, e, h->axis->text));
    for (int i = 0; i < h->strata; i++)
        named |= moves(c, e, h->stratum[i]);
    for (int i = 0; i < h->conditions; i++)
        named |= term_names(c, e, &h->condition[i].left) ||
                 term_names(c, e, &h->condition[i].right);
    for (int i = 0; i < h->controls; i++)
        for (int k = 0; k < h->control[i].settings; k++)
            named |= moves(c, e, h->control[i].setting[k].key);
    return named;
}

void sp_claim_loose_axes(struct sp_claim *c, const struct sp_node *at)
{
    for (int i = 0; i < c->r->entries; i++) {
        const struct sp_given *e = &c->r->entry[i];
        if (e->axis && e->count > 1 && strcmp(e->key, "seed") != 0 &&
            !is_named_somewhere(c, e))
            sp_claim_wrong(
                c, at, "%s varies too; name it in strata, or hold it in where", e->key);
    }
}

/* The word or number at *TEXT, and moves behind it and what is blank. */
static const char *next_word(struct sp_claim *c, const char **text)
{
    size_t length = strcspn(*text, " \t<>=!*");
    const char *word = sp_arena_print(c->r->arena, "%.*s", (int)length, *text);
    *text += length;
    *text += strspn(*text, " \t");
    return word;
}

/* A dotted name is a setting; any other word is a column, or else itself. */
static bool read_name(struct sp_claim *c, const struct sp_node *node, const char *word,
                      struct sp_term *out)
{
    struct sp_nearest nearest = sp_nearest_to(word);
    bool named = strpbrk(word, ".(") || is_setting(c, word) ||
                 find_column(c, SP_RUNS, word, &nearest);
    if (!named) {
        out->word = word;
        return true;
    }
    struct sp_quantity *of = SP_TAKE(c->r->arena, 1, struct sp_quantity);
    out->of = of;
    return sp_claim_quantity(c, node, word, of);
}

static bool read_term(struct sp_claim *c, const struct sp_node *node, const char **text,
                      struct sp_term *out)
{
    const char *word = next_word(c, text), *end = sp_number_scan(word, &out->number);
    out->factor = 1;
    out->word = word;
    if (!end || *end) {
        out->number = NAN;
        return *word && read_name(c, node, word, out);
    }
    if (**text != '*')
        return true;
    *text += 1 + strspn(*text + 1, " \t");
    out->factor = out->number;
    return read_name(c, node, next_word(c, text), out) && out->of;
}

bool sp_claim_place(struct sp_claim *c, const struct sp_node *node, struct sp_term *out)
{
    const char *text = sp_claim_scalar(node);
    long before = c->r->mistakes;
    bool read = read_term(c, node, &text, out) && !*text;
    if (read && (out->of || !isnan(out->number)))
        return true;
    if (read) /* a word: say what it might have been */
        check_column(c, node, SP_RUNS, out->word);
    else if (c->r->mistakes == before)
        sp_claim_wrong(c, node, "expects a number or a column, as in 0.9 * plateau");
    return false;
}

static bool read_relation(const char **text, enum sp_relation *out)
{
    static const struct {
        const char *sign;
        enum sp_relation relation;
    } signs[] = {{"<=", SP_LESS_EQUAL}, {">=", SP_MORE_EQUAL}, {"!=", SP_OTHER},
                 {"==", SP_EQUAL},      {"<", SP_LESS},        {">", SP_MORE},
                 {"=", SP_EQUAL}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i].sign);
        if (strncmp(*text, signs[i].sign, length) != 0)
            continue;
        *text += length;
        *text += strspn(*text, " \t");
        *out = signs[i].relation;
        return true;
    }
    return false;
}

/* A word stands for itself, so one side at least must be something that varies. */
bool sp_claim_condition(struct sp_claim *c, const struct sp_node *node,
                        struct sp_condition *out)
{
    const char *text = sp_claim_scalar(node);
    long before = c->r->mistakes;
    *out = (struct sp_condition){.text = text};
    if (read_term(c, node, &text, &out->left) && read_relation(&text, &out->relation) &&
        read_term(c, node, &text, &out->right) && !*text &&
        (out->left.of || out->right.of))
        return true;
    if (c->r->mistakes == before)
        sp_claim_wrong(c, node,
                       "expects a comparison of settings, columns of scope runs and "
                       "numbers, as in source.density <= 0.05 or load < 1.5 * plateau");
    return false;
}
