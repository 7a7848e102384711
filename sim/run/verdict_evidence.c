/* All that hypotheses look at, job by job. */
#include "verdict_inside.h"

#include <string.h>

#include "superpose/fault.h"

static int place_of(const struct sp_evidence *e, const char *text)
{
    int i = 0;
    while (i < e->quantities && strcmp(e->quantity[i]->text, text) != 0)
        i++;
    return i;
}

static void add_quantity(struct sp_arena *a, struct sp_evidence *e,
                         const struct sp_quantity *of)
{
    int place = of ? place_of(e, of->text) : 0;
    if (!of || place < e->quantities)
        return;
    const struct sp_quantity **more = SP_TAKE(a, place + 1, const struct sp_quantity *);
    for (int i = 0; i < place; i++)
        more[i] = e->quantity[i];
    more[place] = of;
    e->quantity = more;
    e->quantities++;
}

static void add_setting(struct sp_arena *a, struct sp_evidence *e, const char *key)
{
    struct sp_quantity *of = SP_TAKE(a, 1, struct sp_quantity);
    of->text = key;
    add_quantity(a, e, of);
}

static void gather(struct sp_arena *a, struct sp_evidence *e,
                   const struct sp_hypothesis *h)
{
    add_quantity(a, e, &h->outcome);
    add_quantity(a, e, h->axis);
    add_quantity(a, e, h->until ? h->until->of : NULL);
    for (int i = 0; i < h->strata; i++)
        add_setting(a, e, h->stratum[i]);
    for (int i = 0; i < h->conditions; i++) {
        add_quantity(a, e, h->condition[i].left.of);
        add_quantity(a, e, h->condition[i].right.of);
    }
    for (int i = 0; i < h->controls; i++)
        for (int k = 0; k < h->control[i].settings; k++)
            add_setting(a, e, h->control[i].setting[k].key);
}

static double *value_at(const struct sp_evidence *e, long cell, int quantity)
{
    return e->value + (cell * e->quantities + quantity) * e->seeds;
}

static const char *setting_of(const struct sp_job *job, const char *key)
{
    for (int i = 0; i < job->settings; i++)
        if (!strcmp(job->setting[i].key, key))
            return job->setting[i].text;
    return "";
}

/* Settings of a cell, as words and, where they are such, as numbers. */
static void keep_settings(struct sp_arena *a, struct sp_evidence *e, long cell,
                          const struct sp_job *job)
{
    for (int q = 0; q < e->quantities; q++) {
        if (e->quantity[q]->scope)
            continue;
        double number;
        const char *word = setting_of(job, e->quantity[q]->text);
        const char *end = sp_number_scan(word, &number);
        e->word[cell * e->quantities + q] = sp_arena_text(a, word);
        for (int s = 0; s < e->seeds; s++)
            value_at(e, cell, q)[s] = end && !*end ? number : NAN;
    }
}

static int resolve(struct sp_arena *a, struct sp_evidence *e, long number)
{
    struct sp_arena scratch = {0};
    struct sp_job job;
    int code = sp_experiment_job(&scratch, e->experiment, number + 1, &job);
    if (!code) {
        e->job[number].name = sp_arena_text(a, job.name);
        if (number % e->seeds == 0)
            keep_settings(a, e, number / e->seeds, &job);
    }
    sp_arena_free(&scratch);
    return code;
}

static int read_columns(struct sp_arena *a, struct sp_store *store,
                        struct sp_evidence *e)
{
    long jobs = e->cells * e->seeds;
    double *value = SP_TAKE(a, jobs, double);
    int code = 0;
    for (int q = 0; !code && q < e->quantities; q++) {
        const struct sp_quantity *of = e->quantity[q];
        if (!of->scope)
            continue;
        code = sp_store_values(store, e->job, jobs, of->scope, of->column, of->summary,
                               value);
        for (long i = 0; i < jobs; i++)
            value_at(e, i / e->seeds, q)[i % e->seeds] = value[i];
    }
    return code;
}

int sp_evidence_read(struct sp_arena *a, struct sp_store *store,
                     const struct sp_experiment *experiment, struct sp_evidence *out)
{
    const struct sp_axis *last =
        experiment->axes ? &experiment->axis[experiment->axes - 1] : NULL;
    bool repeated = last && !strcmp(last->key[0], "seed");
    *out = (struct sp_evidence){.experiment = experiment,
                                .seeds = repeated ? last->count : 1};
    struct sp_evidence *e = out;
    long jobs = experiment->jobs;
    e->cells = jobs / e->seeds;
    for (int i = 0; i < experiment->hypotheses.count; i++)
        gather(a, e, &experiment->hypotheses.each[i]);
    e->job = SP_TAKE(a, jobs, struct sp_listed_job);
    e->word = SP_TAKE(a, e->cells * e->quantities, const char *);
    e->value = SP_TAKE(a, jobs * e->quantities, double);
    e->state = SP_TAKE(a, jobs, enum sp_state);
    e->change = SP_TAKE(a, jobs, double);
    int code = 0;
    for (long i = 0; !code && i < jobs; i++)
        code = resolve(a, e, i);
    if (!code)
        code = sp_store_states(store, e->job, jobs, e->state, NULL);
    if (!code)
        code = read_columns(a, store, e);
    for (long i = 0; !code && i < jobs; i++)
        code = sp_store_change(store, e->job[i].name, &e->change[i]);
    return code;
}

const char *sp_evidence_word(const struct sp_evidence *e, long cell, const char *key)
{
    const char *word = e->word[cell * e->quantities + place_of(e, key)];
    return word ? word : "";
}

double sp_evidence_value(const struct sp_evidence *e, long cell, int seed,
                         const struct sp_quantity *of)
{
    return value_at(e, cell, place_of(e, of->text))[seed];
}

/* Equal values are their mean to the last bit, so that a condition can name them. */
double sp_evidence_mean(const struct sp_evidence *e, long cell,
                        const struct sp_quantity *of)
{
    double sum = 0, least = INFINITY, most = -INFINITY;
    int count = 0;
    for (int s = 0; s < e->seeds; s++) {
        double value = sp_evidence_value(e, cell, s, of);
        if (isnan(value))
            continue;
        sum += value;
        least = fmin(least, value);
        most = fmax(most, value);
        count++;
    }
    return !count ? NAN : least == most ? least : sum / count;
}
