/* Help, the manual page and the completion, all from the commands' tables. */
#include <string.h>

#include "superpose/cli.h"
#include "superpose/version.h"

static const char about[] = "superpose grows toy models of superposition: it draws "
                            "sparse features, trains small\n"
                            "bottleneck models on them, measures how features share "
                            "dimensions, sweeps this over\n"
                            "grids and draws the figures.\n";

static void print_options(FILE *out, const struct sp_option *option)
{
    for (; option->name; option++) {
        char left[64];
        snprintf(left, sizeof left, "%s%c%s--%s %s", option->letter ? "-" : "",
                 option->letter ? option->letter : ' ', option->letter ? ", " : "   ",
                 option->name, option->argument ? option->argument : "");
        fprintf(out, "  %-26s %s\n", left, option->doc);
    }
}

static void help_command(FILE *out, const struct sp_command *command)
{
    fprintf(out, "usage: superpose %s%s%s\n\n%s\n\n%s\n\nOptions:\n", command->name,
            *command->usage ? " " : "", command->usage, command->summary,
            command->description);
    print_options(out, command->options);
    print_options(out, sp_common_options);
    fprintf(out, "\nExamples:\n%s\n", command->examples);
}

void sp_help(FILE *out, const struct sp_command *command)
{
    if (command) {
        help_command(out, command);
        return;
    }
    fprintf(out, "usage: superpose COMMAND [options]\n\n%s\nCommands:\n", about);
    for (int i = 0; sp_commands[i]; i++)
        fprintf(out, "  %-12s %s\n", sp_commands[i]->name, sp_commands[i]->summary);
    fprintf(out, "\n`superpose COMMAND --help` explains one, with examples.\n"
                 "Exit status: 0 done; 1 failed or stopped; 2 not understood.\n");
}

/* Troff text: backslashes and dashes escaped, no line taken for a request. */
static void troff(FILE *out, const char *text)
{
    bool fresh = true;
    for (; *text; text++) {
        if (fresh && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
        fresh = *text == '\n';
    }
    fputc('\n', out);
}

static void troff_options(FILE *out, const struct sp_option *option)
{
    for (; option->name; option++) {
        fprintf(out, ".TP\n.B ");
        if (option->letter)
            fprintf(out, "\\-%c, ", option->letter);
        fprintf(out, "\\-\\-%s", option->name);
        if (option->argument)
            fprintf(out, " \\fI%s\\fR", option->argument);
        fputc('\n', out);
        troff(out, option->doc);
    }
}

void sp_manual(FILE *out)
{
    fprintf(out,
            ".TH SUPERPOSE 1 \"\" \"superpose " SP_VERSION "\" \"User Commands\"\n"
            ".SH NAME\nsuperpose \\- toy models of superposition\n"
            ".SH SYNOPSIS\n.B superpose\n.I COMMAND\n[options]\n.SH DESCRIPTION\n");
    troff(out, about);
    for (int i = 0; sp_commands[i]; i++) {
        const struct sp_command *c = sp_commands[i];
        fprintf(out, ".SH superpose %s\n.B superpose %s\n", c->name, c->name);
        troff(out, c->usage);
        fputs(".PP\n", out);
        troff(out, c->summary);
        fputs(".PP\n", out);
        troff(out, c->description);
        troff_options(out, c->options);
        fputs(".PP\n.nf\n", out);
        troff(out, c->examples);
        fputs(".fi\n", out);
    }
    fputs(".SH OPTIONS OF EVERY COMMAND\n", out);
    troff_options(out, sp_common_options);
    fputs(".SH EXIT STATUS\n0 done; 1 failed or stopped; 2 not understood.\n"
          ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nno colour unless \\-\\-color says so.\n",
          out);
}

static void words_of(FILE *out, const struct sp_option *option)
{
    for (; option->name; option++)
        fprintf(out, " --%s", option->name);
}

void sp_completion(FILE *out)
{
    fputs("# bash completion of superpose\n_superpose()\n{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} words=\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words=\"",
          out);
    for (int i = 0; sp_commands[i]; i++)
        fprintf(out, "%s%s", i ? " " : "", sp_commands[i]->name);
    fputs("\"\n    else\n        case ${COMP_WORDS[1]} in\n", out);
    for (int i = 0; sp_commands[i]; i++) {
        fprintf(out, "        %s) words=\"", sp_commands[i]->name);
        words_of(out, sp_commands[i]->options);
        words_of(out, sp_common_options);
        fputs("\" ;;\n", out);
    }
    fputs("        esac\n    fi\n"
          "    case $word in\n"
          "    -*) ;;\n"
          "    *) [ \"$COMP_CWORD\" -gt 1 ] && words= ;;\n"
          "    esac\n"
          "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
          "}\ncomplete -o default -F _superpose superpose\n",
          out);
}
