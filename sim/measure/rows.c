/* The rows of a job: named columns of doubles, kept as a list in the order written. */
#include "superpose/measure.h"

#include <string.h>

#include "superpose/fault.h"

const char *const sp_scope_names[SP_SCOPES] = {
    [SP_RUNS] = "runs",   [SP_FEATURES] = "features",   [SP_NEURONS] = "neurons",
    [SP_PAIRS] = "pairs", [SP_LATENTS] = "latents",     [SP_CONTENDERS] = "contenders",
    [SP_STEPS] = "steps", [SP_SAE_STEPS] = "sae_steps",
};

const char *const sp_scope_keys[SP_SCOPES][3] = {
    [SP_FEATURES] = {"feature"},       [SP_NEURONS] = {"neuron"},
    [SP_PAIRS] = {"feature", "other"}, [SP_LATENTS] = {"latent"},
    [SP_CONTENDERS] = {"contender"},   [SP_STEPS] = {"step"},
    [SP_SAE_STEPS] = {"step"},
};

/* The keys that are added by themselves; steps are not: only the trainer knows them. */
static const struct sp_column key_columns[SP_SCOPES][2] = {
    [SP_FEATURES] = {{SP_FEATURES, "feature", NULL, "the feature, counted from 0"}},
    [SP_NEURONS] = {{SP_NEURONS, "neuron", NULL,
                     "the hidden dimension, counted from 0"}},
    [SP_PAIRS] = {{SP_PAIRS, "feature", NULL, "the feature with the lower number"},
                  {SP_PAIRS, "other", NULL, "the feature with the higher number"}},
    [SP_LATENTS] = {{SP_LATENTS, "latent", NULL, "the latent, counted from 0"}},
    [SP_CONTENDERS] = {{SP_CONTENDERS, "contender", NULL,
                        "what is scored, counted from 0; column `who` names it"}},
};

static const struct sp_values *of_scope(const struct sp_rows *rows, enum sp_scope scope)
{
    const struct sp_values *each = rows->first;
    while (each && each->column->scope != scope)
        each = each->next;
    return each;
}

const struct sp_values *sp_rows_find(const struct sp_rows *rows, enum sp_scope scope,
                                     const char *name)
{
    for (const struct sp_values *each = rows->first; each; each = each->next)
        if (each->column->scope == scope && strcmp(each->name, name) == 0)
            return each;
    return NULL;
}

static double *append(struct sp_rows *rows, const struct sp_column *column,
                      const char *name, size_t count)
{
    const struct sp_values *before = of_scope(rows, column->scope);
    sp_require(!before || before->count == count);
    sp_require(!sp_rows_find(rows, column->scope, name));
    struct sp_values *new = SP_TAKE(rows->arena, 1, struct sp_values);
    *new = (struct sp_values){column, name, count, NULL, NULL};
    new->value = SP_TAKE(rows->arena, count, double);
    for (size_t i = 0; i < count; i++)
        new->value[i] = NAN;
    if (rows->last)
        rows->last->next = new;
    else
        rows->first = new;
    rows->last = new;
    return new->value;
}

static void number_rows(struct sp_rows *rows, const struct sp_column *key, size_t count)
{
    double *value = append(rows, key, key->name, count);
    for (size_t i = 0; i < count; i++)
        value[i] = (double)i;
}

/* Row i of the strict upper triangle holds one pair fewer than row i - 1, and the last
   row that has any holds one. */
static void number_pairs(struct sp_rows *rows, const struct sp_column *keys,
                         size_t count)
{
    double *feature = append(rows, &keys[0], keys[0].name, count);
    double *other = append(rows, &keys[1], keys[1].name, count);
    size_t n = 1;
    while (n * (n - 1) / 2 < count)
        n++;
    sp_require(n * (n - 1) / 2 == count);
    for (size_t i = 0, at = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++, at++) {
            feature[at] = (double)i;
            other[at] = (double)j;
        }
    }
}

static void add_keys(struct sp_rows *rows, enum sp_scope scope, size_t count)
{
    const struct sp_column *keys = key_columns[scope];
    if (!keys->name || of_scope(rows, scope))
        return;
    if (scope == SP_PAIRS)
        number_pairs(rows, keys, count);
    else
        number_rows(rows, keys, count);
}

double *sp_rows_add(struct sp_rows *rows, const struct sp_column *column, size_t count)
{
    sp_require(!strchr(column->name, '#'));
    add_keys(rows, column->scope, count);
    return append(rows, column, column->name, count);
}

double *sp_rows_add_nth(struct sp_rows *rows, const struct sp_column *column, int k,
                        size_t count)
{
    size_t length = strlen(column->name);
    sp_require(length > 1 && column->name[length - 1] == '#' && k >= 0);
    add_keys(rows, column->scope, count);
    const char *name =
        sp_arena_print(rows->arena, "%.*s%d", (int)length - 1, column->name, k);
    return append(rows, column, name, count);
}

void sp_rows_put(struct sp_rows *rows, const struct sp_column *column, double value)
{
    sp_require(column->scope == SP_RUNS);
    *sp_rows_add(rows, column, 1) = value;
}
