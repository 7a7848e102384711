/* From assignments of text to a job whose every setting has a value. */
#include "superpose/job.h"

#include <inttypes.h>
#include <string.h>

#include "superpose/fault.h"

const char *const sp_state_names[] = {"pending", "done", "diverged", "failed", NULL};

bool sp_state_is_final(enum sp_state state)
{
    return state == SP_DONE || state == SP_DIVERGED;
}

static const struct sp_kind *nth_source(int i)
{
    return sp_source_kinds[i] ? &sp_source_kinds[i]->self : NULL;
}

static const struct sp_kind *nth_toy(int i)
{
    return sp_toy_kinds[i] ? &sp_toy_kinds[i]->self : NULL;
}

/* An autoencoder is the one part that a job may be without. */
static const struct sp_kind *nth_sae(int i)
{
    static const struct sp_kind none = {.name = "none"};
    if (i == 0)
        return &none;
    return sp_sae_kinds[i - 1] ? &sp_sae_kinds[i - 1]->self : NULL;
}

static const struct sp_kind *nth_measure(int i)
{
    return sp_measure_kinds[i] ? &sp_measure_kinds[i]->self : NULL;
}

/* The settings that name kinds, with the list each of them chooses from. */
static const struct {
    const char *key, *preset, *doc;
    const struct sp_kind *(*nth)(int i);
} choosers[] = {
    {"source.kind", SP_SOURCE_PRESET, "which law the features follow", nth_source},
    {"toy.kind", SP_TOY_PRESET, "which model is trained", nth_toy},
    {"sae.kind", SP_SAE_PRESET, "which autoencoder is trained on its activations",
     nth_sae},
    {"measure", SP_MEASURE_PRESET, "what is measured", nth_measure},
};

enum { CHOOSERS = sizeof choosers / sizeof *choosers };

static int chooser(const char *key)
{
    for (int i = 0; i < CHOOSERS; i++)
        if (!strcmp(choosers[i].key, key))
            return i;
    return -1;
}

bool sp_job_names_kind(const char *key)
{
    return chooser(key) >= 0 && strcmp(key, "measure") != 0;
}

const char *sp_job_kind_name(const struct sp_job *job, const char *key)
{
    if (!strcmp(key, "source.kind"))
        return job->source_kind->self.name;
    if (!strcmp(key, "toy.kind"))
        return job->toy_kind->self.name;
    return job->sae_kind ? job->sae_kind->self.name : nth_sae(0)->name;
}

bool sp_job_has_toy(const struct sp_job *job)
{
    return !job->sae_kind || !*job->activations.file;
}

int sp_job_latents(const struct sp_job *job, int width)
{
    return sp_sae_latents(&job->sae,
                          sp_job_has_toy(job) ? job->source.features : width);
}

struct sp_param sp_job_kind_row(struct sp_arena *a, const char *key)
{
    int which = chooser(key), count = 0;
    sp_require(which >= 0);
    while (choosers[which].nth(count))
        count++;
    const char **name = SP_TAKE(a, count + 1, const char *);
    for (int i = 0; i < count; i++)
        name[i] = choosers[which].nth(i)->name;
    return (struct sp_param){.key = choosers[which].key,
                             .type = SP_CHOICE,
                             .preset = choosers[which].preset,
                             .choices = name,
                             .doc = choosers[which].doc};
}

/* The last text given for KEY, or PRESET. */
static const char *given(const struct sp_setting *setting, int count, const char *key,
                         const char *preset)
{
    for (int i = count - 1; i >= 0; i--)
        if (!strcmp(setting[i].key, key))
            return setting[i].text;
    return preset;
}

static int choose_kind(struct sp_arena *a, const char *key,
                       const struct sp_setting *setting, int count, int *out)
{
    struct sp_param row = sp_job_kind_row(a, key);
    return sp_param_read(a, &row, out, given(setting, count, key, row.preset));
}

/* Marks the measures that TEXT names, in any order. */
static int read_measures(struct sp_arena *a, const char *text,
                         bool wanted[SP_JOB_MEASURES])
{
    struct sp_param row = sp_job_kind_row(a, "measure");
    char *rest, *names = sp_arena_text(a, text);
    for (char *name = strtok_r(names, ", ", &rest); name;
         name = strtok_r(NULL, ", ", &rest)) {
        int place = 0;
        if (sp_param_read(a, &row, &place, name))
            return SP_BAD;
        sp_require(place < SP_JOB_MEASURES);
        if (wanted[place])
            return sp_fault(SP_BAD, "measure: %s is named twice", name);
        wanted[place] = true;
    }
    return 0;
}

static void *own_settings(struct sp_arena *a, const struct sp_kind *kind)
{
    if (!kind->own)
        return NULL;
    void *own = sp_arena_take(a, 1, kind->own_size);
    sp_param_defaults(a, kind->own, own);
    return own;
}

static int choose_measures(struct sp_arena *a, const struct sp_setting *setting,
                           int count, struct sp_job *job)
{
    bool wanted[SP_JOB_MEASURES] = {false};
    if (read_measures(a, given(setting, count, "measure", SP_MEASURE_PRESET), wanted))
        return SP_BAD;
    job->measures = 0;
    for (int i = 0; sp_measure_kinds[i]; i++) {
        if (!wanted[i])
            continue;
        job->measure[job->measures] = sp_measure_kinds[i];
        job->measure_own[job->measures++] = own_settings(a, &sp_measure_kinds[i]->self);
    }
    return 0;
}

static void choose_sae(struct sp_arena *a, const struct sp_net_kind *kind,
                       struct sp_job *job)
{
    job->sae_kind = kind;
    sp_param_defaults(a, sp_activations_params, &job->activations);
    sp_param_defaults(a, sp_sae_params, &job->sae);
    sp_param_defaults(a, sp_sae_train_params, &job->sae_train);
    job->sae_own = own_settings(a, &kind->self);
}

int sp_job_choose(struct sp_arena *a, const struct sp_setting *setting, int count,
                  struct sp_job *job)
{
    int source = 0, toy = 0, sae = 0;
    *job = (struct sp_job){0};
    if (choose_kind(a, "source.kind", setting, count, &source) ||
        choose_kind(a, "toy.kind", setting, count, &toy) ||
        choose_kind(a, "sae.kind", setting, count, &sae) ||
        choose_measures(a, setting, count, job))
        return SP_BAD;
    job->source_kind = sp_source_kinds[source];
    job->toy_kind = sp_toy_kinds[toy];
    sp_param_defaults(a, sp_source_params, &job->source);
    sp_param_defaults(a, sp_toy_params, &job->toy);
    sp_param_defaults(a, sp_train_params, &job->train);
    job->source_own = own_settings(a, &job->source_kind->self);
    job->toy_own = own_settings(a, &job->toy_kind->self);
    if (sae)
        choose_sae(a, sp_sae_kinds[sae - 1], job);
    return 0;
}

/* Digits, or scientific as in 1e6 with an exact value, as for other whole numbers. */
int64_t sp_seed_read(const char *text)
{
    double x = -1;
    const char *end = sp_number_scan(text, &x);
    bool plain = !strchr(text, '.') || strpbrk(text, "eE");
    if (!end || *end || !plain || !(x >= 0 && x <= (double)SP_SEED_MOST) ||
        x != floor(x))
        return -1;
    return (int64_t)x;
}

static int read_setting(struct sp_arena *a, const struct sp_setting *setting,
                        struct sp_job *job)
{
    if (chooser(setting->key) >= 0)
        return 0;
    if (!strcmp(setting->key, "seed")) {
        int64_t seed = sp_seed_read(setting->text);
        if (seed < 0)
            return sp_fault(SP_BAD,
                            "seed: \"%s\" is not a whole number from 0 to %" PRId64,
                            setting->text, (int64_t)SP_SEED_MOST);
        job->seed = (uint64_t)seed;
        return 0;
    }
    void *settings;
    const struct sp_param *row = sp_job_row(job, setting->key, &settings);
    if (!row)
        return sp_fault(SP_BAD,
                        "%s: a job with source %s, toy %s and sae %s has no such "
                        "setting",
                        setting->key, sp_job_kind_name(job, "source.kind"),
                        sp_job_kind_name(job, "toy.kind"),
                        sp_job_kind_name(job, "sae.kind"));
    return sp_param_read(a, row, settings, setting->text);
}

int sp_job_resolve(struct sp_arena *a, const struct sp_setting *setting, int count,
                   struct sp_job *job)
{
    if (sp_job_choose(a, setting, count, job))
        return SP_BAD;
    for (int i = 0; i < count; i++)
        if (read_setting(a, &setting[i], job))
            return SP_BAD;
    return sp_job_identify(a, job);
}
