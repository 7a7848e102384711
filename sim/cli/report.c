/* superpose report FILE...: what experiments found, as one page. */
#include <string.h>

#include "superpose/cli.h"
#include "superpose/report.h"

enum { OUT, SET };

static const struct sp_option options[] = {
    [OUT] = {"out", 'o', "PREFIX",
             "the pages are PREFIX.html and PREFIX.md (default results/report)"},
    [SET] = {"set", 's', "KEY=VALUE",
             "as in the runs: an override for all of them; may be repeated"},
    {0}};

/* TEXT as a shell takes it: in single quotes, each of its own as '\''. */
static const char *in_quotes(struct sp_arena *a, const char *text)
{
    const char *out = "'";
    for (const char *end; (end = strchr(text, '\'')); text = end + 1)
        out = sp_arena_print(a, "%s%.*s'\\''", out, (int)(end - text), text);
    return sp_arena_print(a, "%s%s'", out, text);
}

/* The overrides as they were given, for a shell. */
static const char *given(struct sp_arena *a, const struct sp_arguments *arguments)
{
    const char *text = "";
    for (int i = 0; i < arguments->count; i++)
        if (arguments->option[i] == SET)
            text = sp_arena_print(a, "%s --set %s", text,
                                  in_quotes(a, arguments->value[i]));
    return text;
}

static int read_part(struct sp_arena *a, const struct sp_arguments *arguments, int i,
                     struct sp_report_part *out)
{
    struct sp_experiment *experiment = SP_TAKE(a, 1, struct sp_experiment);
    struct sp_arguments one = *arguments;
    one.words = 1;
    one.word = &arguments->word[i];
    int code = sp_cli_experiment(a, &one, SET, experiment);
    if (code)
        return code;
    *out = (struct sp_report_part){
        .experiment = experiment,
        .overrides = given(a, arguments),
        .db = sp_arena_print(a, "results/%s.db", experiment->stem),
        .figure = sp_arena_print(a, "results/%s.svg", experiment->stem)};
    return sp_report_read(a, out);
}

struct page {
    struct sp_arena *arena;
    const struct sp_report_part *part;
    int parts;
    bool html;
};

static void print_page(FILE *out, void *context)
{
    struct page *page = context;
    struct sp_document d = {.out = out, .html = page->html};
    sp_report_write(page->arena, &d, page->part, page->parts);
}

static int write_page(struct page page, const char *path)
{
    int code = sp_cli_write(path, print_page, &page);
    if (!code)
        printf("%s\n", path);
    return code;
}

static int report(struct sp_arena *a, const struct sp_arguments *arguments)
{
    int parts = arguments->words, code = 0;
    struct sp_report_part *part = SP_TAKE(a, parts, struct sp_report_part);
    const char *prefix = sp_argument(arguments, OUT);
    for (int i = 0; !code && i < parts; i++)
        code = read_part(a, arguments, i, &part[i]);
    prefix = prefix ? prefix : "results/report";
    struct page html = {a, part, parts, true}, markdown = {a, part, parts, false};
    if (!code)
        code = write_page(html, sp_arena_print(a, "%s.html", prefix));
    return code ? code : write_page(markdown, sp_arena_print(a, "%s.md", prefix));
}

static int run(const struct sp_arguments *arguments)
{
    struct sp_arena a = {0};
    int code = report(&a, arguments);
    sp_arena_free(&a);
    return code;
}

const struct sp_command sp_command_report = {
    "report",
    "FILE... [--out PREFIX] [--set KEY=VALUE]...",
    "Write what experiments found as one page, HTML and Markdown.",
    "Each FILE is an experiment with hypotheses whose results are in results/STEM.db;\n"
    "its figure results/STEM.svg is put into the page where it is there. The page\n"
    "needs no network, and is made from the rows alone: question, method, figure,\n"
    "verdict, limits, how to repeat.",
    "  superpose report experiments/load.yaml experiments/correlation.yaml\n"
    "  make report      # runs, draws and reports every experiment with hypotheses",
    1,
    1000,
    options,
    run};
