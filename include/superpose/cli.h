/* The command line: one constant struct per subcommand, from which parsing, --help, the
   manual page and the shell completion are made. */
#ifndef SUPERPOSE_CLI_H
#define SUPERPOSE_CLI_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

#include "superpose/arena.h"

struct sp_option {
    const char *name;     /* long form, without dashes; NULL ends a table */
    char letter;          /* short form, 0: none */
    const char *argument; /* what stands for its value in help; NULL: a flag */
    const char *doc;
};

struct sp_arguments {
    const struct sp_command *command;
    int words;
    char **word; /* (words) what is not an option */
    int count;
    const int *option;        /* (count) place in the command's table, in order given */
    const char *const *value; /* (count) "" for a flag */
};

struct sp_command {
    const char *name, *usage;        /* run, FILE [options] */
    const char *summary;             /* one line */
    const char *description;         /* paragraphs */
    const char *examples;            /* lines of shell */
    int least, most;                 /* words it takes */
    const struct sp_option *options; /* ended by name NULL */
    int (*run)(const struct sp_arguments *arguments);
};

extern const struct sp_command *const sp_commands[]; /* ended by NULL */

extern const struct sp_option sp_common_options[]; /* --help, --color */

/* Sorts argv[1..] of a subcommand into ARGUMENTS; SP_BAD for what it does not take. */
int sp_arguments_read(struct sp_arena *a, const struct sp_command *command, int argc,
                      char **argv, struct sp_arguments *out);

/* The last value given for this place in the command's table, or NULL. */
const char *sp_argument(const struct sp_arguments *arguments, int option);

/* A whole number, LEAST to MOST, out of an option; FALLBACK when it was not given. */
int sp_argument_number(const struct sp_arguments *arguments, int option, long least,
                       long most, long fallback, long *out);

/* Text of help for one command, or for all when COMMAND is NULL. */
void sp_help(FILE *out, const struct sp_command *command);

/* The manual page (troff) and the completion script (bash), from the same tables. */
void sp_manual(FILE *out);
void sp_completion(FILE *out);

/* What the user should know went wrong, in red where the terminal can. */
void sp_complain(const char *text);

/* --color WHEN (auto, always, never); NO_COLOR counts under auto. */
int sp_color_choose(const char *when);

/* Raised by Ctrl-C and SIGTERM once sp_stop_listen was called; a second one kills. */
extern atomic_bool sp_stop;
void sp_stop_listen(void);

/* The experiment named on the command line, --set applied: mistakes are printed. */
struct sp_experiment;
int sp_cli_experiment(struct sp_arena *a, const struct sp_arguments *arguments, int set,
                      struct sp_experiment *out);

/* results/STEM.db, or what option OUT says; a shard has its own file. */
const char *sp_cli_database(struct sp_arena *a, const struct sp_arguments *arguments,
                            int out, const struct sp_experiment *experiment, long shard,
                            long shards);

/* Writes the file at PATH with PRINT; SP_FAILED when it did not go there completely. */
int sp_cli_write(const char *path, void (*print)(FILE *, void *), void *context);

#endif
