/* superpose plot STEM: runs gnuplot on the stem's script, once for each format.  The
   script learns through the environment where this program, the database, its folder
   and the output are, so that no path needs quoting inside gnuplot. */
#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "superpose/cli.h"
#include "superpose/fault.h"

#ifndef SP_DATADIR
#define SP_DATADIR "/usr/local/share/superpose"
#endif

enum { DB, FORMAT, OUT };

static const struct sp_option options[] = {
    [DB] = {"db", 0, "DB", "database (default results/STEM.db)"},
    [FORMAT] = {"format", 'f', "LIST", "of png, svg, pdf (default png,svg)"},
    [OUT] = {"out", 'o', "PREFIX", "figures are PREFIX.FORMAT (default results/STEM)"},
    {0}};

extern char **environ;

static bool is_file(const char *path)
{
    struct stat about;
    return !stat(path, &about) && S_ISREG(about.st_mode);
}

/* experiments/phase.yaml, phase.yaml and phase all mean phase. */
static char *stem_of(struct sp_arena *a, const char *word)
{
    const char *slash = strrchr(word, '/');
    char *stem = sp_arena_text(a, slash ? slash + 1 : word);
    char *dot = strrchr(stem, '.');
    if (dot)
        *dot = 0;
    return stem;
}

/* The folder with STEM.gp: beside the experiment's, here, or where it was installed. */
static const char *scripts(struct sp_arena *a, const char *word, const char *stem)
{
    const char *slash = strrchr(word, '/');
    const char *beside =
        slash ? sp_arena_print(a, "%.*s/../plots", (int)(slash - word), word) : "plots";
    const char *folders[] = {beside, "plots", SP_DATADIR "/plots"};
    for (int i = 0; i < 3; i++)
        if (is_file(sp_arena_print(a, "%s/%s.gp", folders[i], stem)))
            return folders[i];
    return NULL;
}

static int gnuplot(const char *script, const char *figure)
{
    char *arguments[] = {(char *)"gnuplot", (char *)script, NULL};
    pid_t child;
    int status;
    int error = posix_spawnp(&child, "gnuplot", NULL, NULL, arguments, environ);
    if (error == ENOENT)
        return sp_fault(SP_FAILED, "gnuplot is not installed; on Debian: "
                                   "apt-get install gnuplot-nox");
    if (error)
        return sp_fault(SP_FAILED, "gnuplot cannot be started: %s", strerror(error));
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFEXITED(status) || WEXITSTATUS(status)) {
        unlink(figure);
        return WIFEXITED(status) && WEXITSTATUS(status) == 127
                   ? sp_fault(SP_FAILED, "gnuplot is not installed; on Debian: "
                                         "apt-get install gnuplot-nox")
                   : sp_fault(SP_FAILED, "gnuplot could not draw %s with %s", figure,
                              script);
    }
    if (!is_file(figure))
        return sp_fault(SP_FAILED, "gnuplot ran %s but wrote no %s", script, figure);
    return 0;
}

static int draw(struct sp_arena *a, const char *script, const char *prefix,
                const char *formats)
{
    char *list = sp_arena_text(a, formats), *rest;
    for (char *f = strtok_r(list, ",", &rest); f; f = strtok_r(NULL, ",", &rest)) {
        if (strcmp(f, "png") != 0 && strcmp(f, "svg") != 0 && strcmp(f, "pdf") != 0)
            return sp_fault(SP_BAD, "--format: \"%s\" is not png, svg or pdf", f);
        const char *figure = sp_arena_print(a, "%s.%s", prefix, f);
        setenv("SUPERPOSE_FORMAT", f, 1);
        setenv("SUPERPOSE_FIGURE", figure, 1);
        int code = gnuplot(script, figure);
        if (code)
            return code;
        printf("%s\n", figure);
    }
    return 0;
}

static int plot(struct sp_arena *a, const struct sp_arguments *arguments)
{
    const char *word = arguments->word[0], *stem = stem_of(a, word);
    const char *database = sp_argument(arguments, DB),
               *out = sp_argument(arguments, OUT);
    const char *formats = sp_argument(arguments, FORMAT);
    const char *folder = scripts(a, word, stem);
    char self[PATH_MAX] = "";
    if (!folder)
        return sp_fault(SP_BAD, "plot: no script plots/%s.gp for \"%s\"", stem, word);
    database = database ? database : sp_arena_print(a, "results/%s.db", stem);
    if (!is_file(database))
        return sp_fault(SP_BAD,
                        "plot: no database %s; first `superpose run "
                        "experiments/%s.yaml`",
                        database, stem);
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        return sp_fault(SP_FAILED, "plot: cannot find this program's own path: %s",
                        strerror(errno));
    setenv("SUPERPOSE", self, 1);
    setenv("SUPERPOSE_DB", database, 1);
    setenv("SUPERPOSE_PLOTS", folder, 1);
    return draw(a, sp_arena_print(a, "%s/%s.gp", folder, stem),
                out ? out : sp_arena_print(a, "results/%s", stem),
                formats ? formats : "png,svg");
}

static int run(const struct sp_arguments *arguments)
{
    struct sp_arena a = {0};
    int code = plot(&a, arguments);
    sp_arena_free(&a);
    return code;
}

const struct sp_command sp_command_plot = {
    "plot",
    "STEM [--db DB] [--format LIST] [--out PREFIX]",
    "Draw the figure of an experiment with gnuplot.",
    "STEM is the name of an experiment that has a script plots/STEM.gp; a path to its\n"
    "YAML file will do. The results must be there: run the experiment first.",
    "  superpose plot phase\n  superpose plot phase --format pdf --out phase-paper",
    1,
    1,
    options,
    run};
