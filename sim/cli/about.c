/* superpose version, manual, completion. */
#include <gsl/gsl_version.h>

#include "superpose/cli.h"
#include "superpose/version.h"

static const struct sp_option none[] = {{0}};

static int version(const struct sp_arguments *arguments)
{
    (void)arguments;
    struct sp_origin origin = sp_origin_make();
    printf("superpose %s\nrevision  %s\ncompiler  %s\nnumbers   %s\nGSL       %s\n",
           origin.version, origin.revision, origin.compiler, origin.real, gsl_version);
    return 0;
}

static int manual(const struct sp_arguments *arguments)
{
    (void)arguments;
    sp_manual(stdout);
    return 0;
}

static int completion(const struct sp_arguments *arguments)
{
    (void)arguments;
    sp_completion(stdout);
    return 0;
}

const struct sp_command sp_command_version = {
    "version",
    "",
    "Print version, revision, compiler and libraries.",
    "The same strings are kept with every job in a database.",
    "  superpose version",
    0,
    0,
    none,
    version};

const struct sp_command sp_command_manual = {
    "manual",
    "",
    "Print the manual page (troff).",
    "`make install` puts it where man finds it.",
    "  superpose manual | man -l -",
    0,
    0,
    none,
    manual};

const struct sp_command sp_command_completion = {
    "completion",
    "",
    "Print the completion script of bash.",
    "`make install` puts it where bash finds it.",
    "  source <(superpose completion)",
    0,
    0,
    none,
    completion};
