/* The report on several experiments.  Every sentence with a number in it is made from
   rows, axes and settings; nothing is told that a run did not show. */
#include "superpose/report.h"

#include <string.h>
#include <unistd.h>

#include "superpose/fault.h"
#include "superpose/kinds.h"
#include "superpose/npy.h"

static int read_svg(struct sp_arena *a, struct sp_report_part *part)
{
    char *bytes;
    size_t length;
    part->svg = "";
    if (access(part->figure, R_OK))
        return 0;
    int code = sp_file_read(a, part->figure, &bytes, &length);
    if (!code)
        part->svg = sp_arena_print(a, "%.*s", (int)length, bytes);
    return code;
}

int sp_report_read(struct sp_arena *a, struct sp_report_part *part)
{
    struct sp_store *store = NULL;
    int code = sp_store_open(part->db, SP_STORE_READ, &store);
    if (!code)
        code = sp_verdict_make(a, store, part->experiment, &part->verdict);
    sp_store_close(store);
    return code ? code : read_svg(a, part);
}

/* What a section of an experiment file is about. */
enum topic { DATA, MODEL, TRAINING, AUTOENCODER, MEASURES, SEEDS, TOPICS };

static const char *const topic_names[TOPICS] = {"Data",        "Model",    "Training",
                                                "Autoencoder", "Measures", "Seeds"};

static enum topic topic_of(const char *section)
{
    static const struct {
        const char *name;
        enum topic topic;
    } of[] = {{"source", DATA},     {"toy", MODEL},
              {"train", TRAINING},  {"activations", AUTOENCODER},
              {"sae", AUTOENCODER}, {"seed", SEEDS}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        if (!strcmp(section, of[i].name))
            return of[i].topic;
    if (sp_source_kind(section))
        return DATA;
    if (sp_toy_kind(section))
        return MODEL;
    return sp_sae_kind(section) ? AUTOENCODER : MEASURES;
}

/* Adds "KEY TEXT" to what is said of the key's topic. */
static void add(struct sp_arena *a, const char **topic, const char *key,
                const char *text)
{
    size_t length = strcspn(key, ".");
    const char *section = sp_arena_print(a, "%.*s", (int)length, key);
    const char **said = &topic[topic_of(section)];
    *said = sp_arena_print(a, "%s%s`%s` %s", *said, **said ? "; " : "", key, text);
}

enum { VALUES_SHOWN = 12 };

/* The values of key K of an axis; of many only the ends. */
static const char *values(struct sp_arena *a, const struct sp_axis *axis, int k)
{
    const char *const *text = axis->text + (size_t)k * (size_t)axis->count;
    if (axis->count > VALUES_SHOWN)
        return sp_arena_print(a, "%s to %s (%d values)", text[0], text[axis->count - 1],
                              axis->count);
    const char *all = text[0];
    for (int i = 1; i < axis->count; i++)
        all = sp_arena_print(a, "%s, %s", all, text[i]);
    return all;
}

static void write_method(struct sp_arena *a, struct sp_document *d,
                         const struct sp_experiment *e)
{
    const char *topic[TOPICS] = {"", "", "", "", "", ""};
    for (int i = 0; i < e->settings; i++)
        add(a, topic, e->setting[i].key, e->setting[i].text);
    for (int i = 0; i < e->axes; i++)
        for (int k = 0; k < e->axis[i].keys; k++)
            add(a, topic, e->axis[i].key[k], values(a, &e->axis[i], k));
    sp_document_subheading(d, "Method");
    for (int i = 0; i < TOPICS; i++)
        if (*topic[i])
            sp_document_item(d, topic_names[i], topic[i]);
}

/* Strata by what was found of them. */
struct tally {
    int strata, of[SP_CONTRADICTED + 1];
};

static struct tally tally_of(const struct sp_verdict *verdict,
                             const struct sp_hypothesis *h)
{
    struct tally tally = {0};
    for (int i = 0; i < verdict->lines; i++)
        if (verdict->line[i].of == h) {
            tally.strata++;
            tally.of[verdict->line[i].finding]++;
        }
    return tally;
}

static void write_limits(struct sp_arena *a, struct sp_document *d,
                         const struct sp_report_part *part)
{
    const struct sp_hypotheses *all = &part->experiment->hypotheses;
    const long *jobs = part->verdict.jobs;
    sp_document_subheading(d, "Limits");
    sp_document_item(
        d, "Jobs",
        sp_arena_print(a, "%ld of %ld finished, %ld diverged, %ld failed, %ld missing.",
                       jobs[SP_DONE], part->experiment->jobs, jobs[SP_DIVERGED],
                       jobs[SP_FAULTY], jobs[SP_PENDING]));
    for (int i = 0; i < all->count; i++) {
        struct tally tally = tally_of(&part->verdict, &all->each[i]);
        if (!all->each[i].controls)
            sp_document_item(d, all->each[i].name, "has no control.");
        if (tally.of[SP_REFUSED])
            sp_document_item(d, all->each[i].name,
                             sp_arena_print(a, "%d of %d strata have no verdict.",
                                            tally.of[SP_REFUSED], tally.strata));
    }
    sp_document_item(d, "Reach",
                     "Seeds are what was sampled: intervals and tests are over them. "
                     "Settings beyond those under Method were not looked at.");
}

static void write_part(struct sp_arena *a, struct sp_document *d,
                       const struct sp_report_part *part)
{
    const struct sp_experiment *e = part->experiment;
    sp_document_heading(d, sp_arena_print(a, "%s: %s", e->stem, e->question));
    write_method(a, d, e);
    if (*part->svg) {
        const char *slash = strrchr(part->figure, '/');
        sp_document_figure(d, e->stem, part->svg, slash ? slash + 1 : part->figure,
                           e->question);
    }
    sp_document_subheading(d, "Verdict");
    sp_verdict_document(a, &part->verdict, d);
    write_limits(a, d, part);
    sp_document_subheading(d, "How to repeat");
    sp_document_code(d, sp_arena_print(a,
                                       "superpose run %s%s\nsuperpose verdict %s%s\n"
                                       "superpose plot %s\n",
                                       e->path, part->overrides, e->path,
                                       part->overrides, e->stem));
}

static void write_summary(struct sp_arena *a, struct sp_document *d,
                          const struct sp_report_part *part, int parts)
{
    static const char *const head[] = {"experiment", "claim",     "strata",
                                       "supported",  "until",     "contradicted",
                                       "undecided",  "no verdict"};
    static const enum sp_finding order[] = {SP_SUPPORTED, SP_SUPPORTED_UNTIL,
                                            SP_CONTRADICTED, SP_UNDECIDED, SP_REFUSED};
    sp_document_row(d, head, 8);
    for (int i = 0; i < parts; i++) {
        const struct sp_hypotheses *all = &part[i].experiment->hypotheses;
        for (int k = 0; k < all->count; k++) {
            struct tally tally = tally_of(&part[i].verdict, &all->each[k]);
            const char *cell[8] = {
                part[i].experiment->stem,
                sp_arena_print(a, "%s: %s", all->each[k].name, all->each[k].claim),
                sp_arena_print(a, "%d", tally.strata)};
            for (int f = 0; f < 5; f++)
                cell[3 + f] = sp_arena_print(a, "%d", tally.of[order[f]]);
            sp_document_row(d, cell, 8);
        }
    }
}

void sp_report_write(struct sp_arena *a, struct sp_document *d,
                     const struct sp_report_part *part, int parts)
{
    sp_document_begin(d, "What the experiments found");
    sp_document_say(d, "Claims, and what would prove them wrong, stand in the "
                       "experiment files; this page is made from the rows alone. Each "
                       "line counts the strata of one claim by what was found.");
    write_summary(a, d, part, parts);
    for (int i = 0; i < parts; i++)
        write_part(a, d, &part[i]);
    sp_document_end(d);
}
