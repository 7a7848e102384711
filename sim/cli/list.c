/* superpose list: every kind with its settings and columns, from their own tables. */
#include <string.h>

#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/kinds.h"
#include "superpose/param.h"
#include "superpose/sae.h"
#include "superpose/source.h"
#include "superpose/toy.h"
#include "superpose/train.h"

static const struct sp_option options[] = {{0}};

static void print_table(const struct sp_param *row)
{
    struct sp_arena words = {0};
    for (; row && row->key; row++, sp_arena_free(&words))
        printf("    %-26s %s (default %s; %s)\n", row->key, row->doc,
               *row->preset ? row->preset : "none", sp_param_takes(&words, row));
}

static void print_columns(const struct sp_column *column)
{
    for (; column && column->name; column++)
        printf("    %-8s %-17s %s\n", sp_scope_names[column->scope], column->name,
               column->doc);
}

static void print_kind(const char *what, const struct sp_kind *kind,
                       const struct sp_column *columns)
{
    printf("%s %s\n    %s\n    Source: %s\n", what, kind->name, kind->doc, kind->cite);
    print_table(kind->own);
    print_columns(columns);
    printf("\n");
}

/* Prints the kinds of this name, or all; gives how many there were. */
static int print_kinds(const char *name)
{
    int found = 0;
    for (int i = 0; sp_source_kinds[i]; i++)
        if (!name || !strcmp(name, sp_source_kinds[i]->self.name)) {
            print_kind("source", &sp_source_kinds[i]->self, NULL);
            found++;
        }
    for (int i = 0; sp_toy_kinds[i]; i++)
        if (!name || !strcmp(name, sp_toy_kinds[i]->self.name)) {
            print_kind("toy", &sp_toy_kinds[i]->self, NULL);
            found++;
        }
    for (int i = 0; sp_sae_kinds[i]; i++)
        if (!name || !strcmp(name, sp_sae_kinds[i]->self.name)) {
            print_kind("sae", &sp_sae_kinds[i]->self, NULL);
            found++;
        }
    for (int i = 0; sp_measure_kinds[i]; i++)
        if (!name || !strcmp(name, sp_measure_kinds[i]->self.name)) {
            print_kind("measure", &sp_measure_kinds[i]->self,
                       sp_measure_kinds[i]->columns);
            found++;
        }
    return found;
}

/* Prints the settings that all kinds of a section share. */
static int print_sections(const char *name)
{
    static const struct {
        const char *name, *title;
        const struct sp_param *table;
    } sections[] = {
        {"source", "settings of every source", sp_source_params},
        {"toy", "settings of every toy model", sp_toy_params},
        {"train", "settings of training", sp_train_params},
        {"activations", "what an autoencoder is fed", sp_activations_params},
        {"sae", "settings of every autoencoder", sp_sae_params},
        {"sae", "settings of its training", sp_sae_train_params}};
    int found = 0;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (!name || !strcmp(name, sections[i].name)) {
            printf("%s\n", sections[i].title);
            print_table(sections[i].table);
            printf("\n");
            found++;
        }
    return found;
}

static int run(const struct sp_arguments *arguments)
{
    const char *name = arguments->words ? arguments->word[0] : NULL;
    int found = print_sections(name);
    found += print_kinds(name);
    return found
               ? 0
               : sp_fault(SP_BAD,
                          "list: nothing is called \"%s\"; `superpose list` shows all",
                          name);
}

const struct sp_command sp_command_list = {
    "list",
    "[NAME]",
    "List sources, toy models, autoencoders and measures with all their settings and "
    "columns.",
    "With NAME (a kind, or source, toy, train, activations, sae) only that one. For\n"
    "each setting: its key, what it means, its default and what it takes.",
    "  superpose list\n  superpose list topk",
    0,
    1,
    options,
    run};
