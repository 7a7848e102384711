/* superpose report FILE...: what experiments found, as one page. */
#include "superpose/cli.h"
#include "superpose/report.h"

enum { OUT };

static const struct sp_option options[] = {
    [OUT] = {"out", 'o', "PREFIX",
             "the pages are PREFIX.html and PREFIX.md (default results/report)"},
    {0}};

static int read_part(struct sp_arena *a, const struct sp_arguments *arguments, int i,
                     struct sp_report_part *out)
{
    struct sp_experiment *experiment = SP_TAKE(a, 1, struct sp_experiment);
    struct sp_arguments one = {.words = 1, .word = &arguments->word[i]};
    int code = sp_cli_experiment(a, &one, -1, experiment);
    if (code)
        return code;
    *out = (struct sp_report_part){
        .experiment = experiment,
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
    "FILE... [--out PREFIX]",
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
