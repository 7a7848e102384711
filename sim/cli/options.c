/* Options of a subcommand, read with getopt_long from its table. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/param.h"

enum { OPTIONS = 32, COMMON = 1000 };

const struct sp_option sp_common_options[] = {
    {"help", 'h', NULL, "print this help"},
    {"color", 0, "WHEN", "colour messages: auto (default), always, never"},
    {0}};

/* Fills getopt's tables; an option's value is its place, common ones from COMMON on. */
static void tables(const struct sp_command *command, struct option *longs, char *shorts)
{
    const struct sp_option *groups[] = {command->options, sp_common_options};
    *shorts++ = ':';
    for (int g = 0; g < 2; g++)
        for (int i = 0; groups[g][i].name; i++) {
            const struct sp_option *o = &groups[g][i];
            *longs++ = (struct option){o->name, o->argument ? required_argument : 0,
                                       NULL, 256 + g * COMMON + i};
            if (!o->letter)
                continue;
            *shorts++ = o->letter;
            if (o->argument)
                *shorts++ = ':';
        }
    *longs = (struct option){0};
    *shorts = 0;
}

static int place_of(const struct sp_command *command, int found)
{
    if (found >= 256)
        return found - 256;
    const struct sp_option *groups[] = {command->options, sp_common_options};
    for (int g = 0; g < 2; g++)
        for (int i = 0; groups[g][i].name; i++)
            if (groups[g][i].letter == found)
                return g * COMMON + i;
    return -1;
}

static int not_an_option(const struct sp_command *command, const char *word)
{
    char name[64] = "";
    sscanf(word, "--%63[^=]", name);
    struct sp_nearest nearest = sp_nearest_to(name);
    for (int i = 0; command->options[i].name; i++)
        sp_nearest_offer(&nearest, command->options[i].name);
    return nearest.best
               ? sp_fault(SP_BAD, "%s: no option %s; did you mean --%s?", command->name,
                          word, nearest.best)
               : sp_fault(SP_BAD, "%s: no option %s; see `superpose %s --help`",
                          command->name, word, command->name);
}

static int words_fit(const struct sp_arguments *arguments)
{
    const struct sp_command *c = arguments->command;
    if (arguments->words < c->least)
        return sp_fault(SP_BAD, "%s: something is missing; usage: superpose %s %s",
                        c->name, c->name, c->usage);
    if (c->most >= 0 && arguments->words > c->most)
        return sp_fault(SP_BAD,
                        "%s: \"%s\" is one word too many; usage: superpose %s %s",
                        c->name, arguments->word[c->most], c->name, c->usage);
    return 0;
}

int sp_arguments_read(struct sp_arena *a, const struct sp_command *command, int argc,
                      char **argv, struct sp_arguments *out)
{
    struct option longs[OPTIONS];
    char shorts[2 * OPTIONS];
    int *option = SP_TAKE(a, argc, int), found;
    const char **value = SP_TAKE(a, argc, const char *);
    *out = (struct sp_arguments){.command = command, .option = option, .value = value};
    tables(command, longs, shorts);
    opterr = 0;
    optind = 1;
    while ((found = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        const char letter[] = {'-', (char)optopt, 0};
        if (found == '?') /* optopt is 0, or one of ours, for a long one */
            return not_an_option(
                command, optopt > 0 && optopt < 256 ? letter : argv[optind - 1]);
        if (found == ':')
            return sp_fault(SP_BAD, "%s: %s needs a value; see `superpose %s --help`",
                            command->name, argv[optind - 1], command->name);
        int place = place_of(command, found);
        if (place == COMMON) {
            sp_help(stdout, command);
            out->command = NULL;
            return 0;
        }
        if (place == COMMON + 1) {
            int code = sp_color_choose(optarg);
            if (code)
                return code;
            continue;
        }
        option[out->count] = place;
        value[out->count++] = optarg ? optarg : "";
    }
    out->words = argc - optind;
    out->word = argv + optind;
    return words_fit(out);
}

const char *sp_argument(const struct sp_arguments *arguments, int option)
{
    for (int i = arguments->count; i--;)
        if (arguments->option[i] == option)
            return arguments->value[i];
    return NULL;
}

int sp_argument_number(const struct sp_arguments *arguments, int option, long least,
                       long most, long fallback, long *out)
{
    const char *text = sp_argument(arguments, option);
    char *end;
    *out = fallback;
    if (!text)
        return 0;
    errno = 0;
    *out = strtol(text, &end, 10);
    if (errno || end == text || *end || *out < least || *out > most)
        return sp_fault(SP_BAD, "--%s: \"%s\" is not a whole number from %ld to %ld",
                        arguments->command->options[option].name, text, least, most);
    return 0;
}
