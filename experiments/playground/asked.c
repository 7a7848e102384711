/* From lines of text to a law, by the settings tables of the kinds that a page has. */
#include "asked.h"

#include <string.h>

enum { SETTINGS = 64 };

/* Cuts the copied text into settings; gives how many. */
static int cut(char *text, struct sp_setting *out)
{
    int count = 0;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line && count < SETTINGS;
         line = strtok_r(NULL, "\n", &rest)) {
        char *value = strchr(line, '=');
        if (!value)
            continue;
        *value = '\0';
        out[count++] = (struct sp_setting){line, value + 1};
    }
    return count;
}

int sp_asked_job(struct sp_arena *a, const char *text, struct sp_job *out)
{
    struct sp_setting setting[SETTINGS];
    int count = cut(sp_arena_text(a, text), setting);
    return sp_job_resolve(a, setting, count, out);
}

int sp_asked_resolve(struct sp_arena *a, const void *asked, struct sp_live_law *out)
{
    struct sp_job job;
    int code = sp_asked_job(a, asked, &job);
    if (!code)
        *out = (struct sp_live_law){job.source_kind, job.source, job.source_own,
                                    job.toy_kind,    job.toy,    job.toy_own,
                                    job.train,       job.seed};
    return code;
}

static const char *const types[] = {
    [SP_INT] = "int",   [SP_REAL] = "real", [SP_BOOL] = "bool",  [SP_CHOICE] = "choice",
    [SP_TEXT] = "text", [SP_FILE] = "file", [SP_REALS] = "reals"};

/* FORMER with the rows of a table behind it. */
static const char *with_table(struct sp_arena *a, const char *former,
                              const struct sp_param *rows)
{
    for (const struct sp_param *row = rows; row && row->key; row++) {
        const char *words = "";
        for (int k = 0; row->type == SP_CHOICE && row->choices[k]; k++)
            words = sp_arena_print(a, "%s%s%s", words, k ? "|" : "", row->choices[k]);
        former = sp_arena_print(a, "%s%s\t%s\t%s\t%g\t%g\t%s\t%s\n", former, row->key,
                                types[row->type], row->preset, row->min, row->max,
                                words, row->doc);
    }
    return former;
}

/* The row of a choice among kinds; its meaning is that of each, with | between them. */
struct choice {
    const char *words, *docs;
};

static struct choice with_kind(struct sp_arena *a, struct choice former,
                               const struct sp_kind *kind)
{
    const char *between = *former.words ? "|" : "";
    return (struct choice){
        sp_arena_print(a, "%s%s%s", former.words, between, kind->name),
        sp_arena_print(a, "%s%s%s", former.docs, between, kind->doc)};
}

const char *sp_asked_rows(struct sp_arena *a)
{
    struct choice source = {"", ""}, toy = {"", ""};
    const char *text = with_table(a, "", sp_source_params);
    for (int k = 0; sp_source_kinds[k]; k++) {
        source = with_kind(a, source, &sp_source_kinds[k]->self);
        text = with_table(a, text, sp_source_kinds[k]->self.own);
    }
    text = with_table(a, text, sp_toy_params);
    for (int k = 0; sp_toy_kinds[k]; k++) {
        toy = with_kind(a, toy, &sp_toy_kinds[k]->self);
        text = with_table(a, text, sp_toy_kinds[k]->self.own);
    }
    text = with_table(a, text, sp_train_params);
    const char *form = "%s%s\tchoice\t%s\t0\t0\t%s\t%s\n";
    text = sp_arena_print(a, form, text, "source.kind", SP_SOURCE_PRESET, source.words,
                          source.docs);
    return sp_arena_print(a, form, text, "toy.kind", SP_TOY_PRESET, toy.words,
                          toy.docs);
}
