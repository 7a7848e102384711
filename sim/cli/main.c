/* superpose: finds the subcommand, runs it, turns its code into an exit status:
   0 done, 1 failed or stopped, 2 the request could not be understood. */
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <string.h>

#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/param.h"

extern const struct sp_command sp_command_demo, sp_command_run, sp_command_jobs,
    sp_command_list, sp_command_table, sp_command_verdict, sp_command_report,
    sp_command_plot, sp_command_export, sp_command_measure, sp_command_merge,
    sp_command_check_lesson, sp_command_manual, sp_command_completion,
    sp_command_version;

const struct sp_command *const sp_commands[] = {
    &sp_command_demo,    &sp_command_run,
    &sp_command_jobs,    &sp_command_list,
    &sp_command_table,   &sp_command_verdict,
    &sp_command_report,  &sp_command_plot,
    &sp_command_export,  &sp_command_measure,
    &sp_command_merge,   &sp_command_check_lesson,
    &sp_command_manual,  &sp_command_completion,
    &sp_command_version, NULL};

static const struct sp_command *find(const char *name)
{
    for (int i = 0; sp_commands[i]; i++)
        if (!strcmp(sp_commands[i]->name, name))
            return sp_commands[i];
    return NULL;
}

static int unknown(const char *name)
{
    const char *nearest = NULL;
    int least = (int)strlen(name) / 3 + 2;
    for (int i = 0; sp_commands[i]; i++) {
        int distance = sp_edit_distance(name, sp_commands[i]->name);
        if (distance < least) {
            least = distance;
            nearest = sp_commands[i]->name;
        }
    }
    return sp_fault(SP_BAD, "no command \"%s\"%s%s%s; `superpose --help` lists them",
                    name, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                    nearest ? "\"?" : "");
}

static int dispatch(struct sp_arena *a, int argc, char **argv)
{
    if (argc < 2)
        return sp_fault(SP_BAD, "a command is needed; `superpose --help` lists them");
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
        !strcmp(argv[1], "help")) {
        const struct sp_command *command = argc > 2 ? find(argv[2]) : NULL;
        if (argc > 2 && !command)
            return unknown(argv[2]);
        sp_help(stdout, command);
        return 0;
    }
    const struct sp_command *command =
        find(!strcmp(argv[1], "--version") ? "version" : argv[1]);
    if (!command)
        return unknown(argv[1]);
    struct sp_arguments arguments;
    int code = sp_arguments_read(a, command, argc - 1, argv + 1, &arguments);
    return code ? code : arguments.command ? command->run(&arguments) : 0;
}

int main(int argc, char **argv)
{
    struct sp_arena a = {0};
    gsl_set_error_handler_off();
    signal(SIGPIPE, SIG_DFL); /* a reader that has enough ends us without a word */
    sp_color_choose("auto");
    int code = dispatch(&a, argc, argv);
    sp_arena_free(&a);
    if (!code && (fflush(stdout) || ferror(stdout)))
        code = sp_fault(SP_FAILED, "the output could not be written completely");
    if (code && sp_fault_text()[0])
        sp_complain(sp_fault_text());
    return code == 0 ? 0 : code == SP_BAD ? 2 : 1;
}
