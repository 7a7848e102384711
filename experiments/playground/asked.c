/* From lines of text to a law, by the settings tables of the kinds that a page has. */
#include "asked.h"

#include <stdlib.h>
#include <string.h>

#include "superpose/fault.h"

extern const struct sp_source_kind sp_source_independent, sp_source_groups,
    sp_source_couples;
extern const struct sp_net_kind sp_toy_linear, sp_toy_relu, sp_toy_relu_hidden;

static const struct sp_source_kind *const sources[] = {
    &sp_source_independent, &sp_source_groups, &sp_source_couples, NULL};
static const struct sp_net_kind *const toys[] = {&sp_toy_relu, &sp_toy_linear,
                                                 &sp_toy_relu_hidden, NULL};

enum { TABLES = 5, SETTINGS = 64 };

struct pair {
    const char *key, *value;
};

/* A settings table in force, and the struct it fills. */
struct table {
    const struct sp_param *rows; /* NULL: the kind has none */
    void *settings;
};

/* Cuts the copied text into settings; gives how many. */
static int cut(char *text, struct pair *out)
{
    int count = 0;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line && count < SETTINGS;
         line = strtok_r(NULL, "\n", &rest)) {
        char *value = strchr(line, '=');
        if (!value)
            continue;
        *value = '\0';
        out[count++] = (struct pair){line, value + 1};
    }
    return count;
}

static void choose(const struct pair *pair, struct sp_live_law *out)
{
    bool source = !strcmp(pair->key, "source.kind");
    bool toy = !strcmp(pair->key, "toy.kind");
    for (int k = 0; source && sources[k]; k++)
        if (!strcmp(pair->value, sources[k]->self.name))
            out->source_kind = sources[k];
    for (int k = 0; toy && toys[k]; k++)
        if (!strcmp(pair->value, toys[k]->self.name))
            out->toy_kind = toys[k];
}

static void *take_own(struct sp_arena *a, const struct sp_kind *kind)
{
    return kind->own ? sp_arena_take(a, 1, kind->own_size) : NULL;
}

static int assign(struct sp_arena *a, const struct table *table,
                  const struct pair *pair)
{
    for (int t = 0; t < TABLES; t++) {
        const struct sp_param *row =
            table[t].rows ? sp_param_find(table[t].rows, pair->key) : NULL;
        if (row)
            return sp_param_read(a, row, table[t].settings, pair->value);
    }
    return sp_fault(SP_BAD, "%s: no such setting here", pair->key);
}

static bool names_kind(const char *key)
{
    return !strcmp(key, "source.kind") || !strcmp(key, "toy.kind");
}

int sp_asked_resolve(struct sp_arena *a, const void *asked, struct sp_live_law *out)
{
    struct pair pair[SETTINGS];
    int count = cut(sp_arena_text(a, asked), pair);
    out->source_kind = sources[0];
    out->toy_kind = toys[0];
    for (int i = 0; i < count; i++)
        choose(&pair[i], out);
    const struct sp_kind *source = &out->source_kind->self, *toy = &out->toy_kind->self;
    out->source_own = take_own(a, source);
    out->toy_own = take_own(a, toy);
    const struct table table[TABLES] = {{sp_source_params, &out->source},
                                        {source->own, out->source_own},
                                        {sp_toy_params, &out->toy},
                                        {toy->own, out->toy_own},
                                        {sp_train_params, &out->train}};
    for (int t = 0; t < TABLES; t++)
        if (table[t].rows)
            sp_param_defaults(a, table[t].rows, table[t].settings);
    int code = 0;
    for (int i = 0; i < count && !code; i++) {
        if (!strcmp(pair[i].key, "seed"))
            out->seed = strtoull(pair[i].value, NULL, 10);
        else if (!names_kind(pair[i].key))
            code = assign(a, table, &pair[i]);
    }
    return code;
}

static const char *const types[] = {
    [SP_INT] = "int",   [SP_REAL] = "real", [SP_BOOL] = "bool",  [SP_CHOICE] = "choice",
    [SP_TEXT] = "text", [SP_FILE] = "file", [SP_REALS] = "reals"};

/* FORMER with the rows of a table behind it. */
static const char *with_table(struct sp_arena *a, const char *former,
                              const struct sp_param *rows)
{
    for (const struct sp_param *row = rows; row && row->key; row++) {
        const char *words = "";
        for (int k = 0; row->type == SP_CHOICE && row->choices[k]; k++)
            words = sp_arena_print(a, "%s%s%s", words, k ? "|" : "", row->choices[k]);
        former = sp_arena_print(a, "%s%s\t%s\t%s\t%g\t%g\t%s\t%s\n", former, row->key,
                                types[row->type], row->preset, row->min, row->max,
                                words, row->doc);
    }
    return former;
}

/* The row of a choice among kinds; its meaning is that of each, with | between them. */
struct choice {
    const char *words, *docs;
};

static struct choice with_kind(struct sp_arena *a, struct choice former,
                               const struct sp_kind *kind)
{
    const char *between = *former.words ? "|" : "";
    return (struct choice){
        sp_arena_print(a, "%s%s%s", former.words, between, kind->name),
        sp_arena_print(a, "%s%s%s", former.docs, between, kind->doc)};
}

const char *sp_asked_rows(struct sp_arena *a)
{
    struct choice source = {"", ""}, toy = {"", ""};
    const char *text = with_table(a, "", sp_source_params);
    for (int k = 0; sources[k]; k++) {
        source = with_kind(a, source, &sources[k]->self);
        text = with_table(a, text, sources[k]->self.own);
    }
    text = with_table(a, text, sp_toy_params);
    for (int k = 0; toys[k]; k++) {
        toy = with_kind(a, toy, &toys[k]->self);
        text = with_table(a, text, toys[k]->self.own);
    }
    text = with_table(a, text, sp_train_params);
    const char *form = "%s%s\tchoice\t%s\t0\t0\t%s\t%s\n";
    text = sp_arena_print(a, form, text, "source.kind", sources[0]->self.name,
                          source.words, source.docs);
    return sp_arena_print(a, form, text, "toy.kind", toys[0]->self.name, toy.words,
                          toy.docs);
}
