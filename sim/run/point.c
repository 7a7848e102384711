/* From the number of a job to where it stands on the axes, and to the job itself. */
#include <string.h>

#include "superpose/experiment.h"
#include "superpose/fault.h"

/* Which point of each axis job NUMBER stands at: the last axis is the fastest. */
static int *points_of(struct sp_arena *a, const struct sp_experiment *experiment,
                      long number)
{
    sp_require(number >= 1 && number <= experiment->jobs);
    int *point = SP_TAKE(a, experiment->axes, int);
    long rest = number - 1;
    for (int i = experiment->axes - 1; i >= 0; i--) {
        point[i] = (int)(rest % experiment->axis[i].count);
        rest /= experiment->axis[i].count;
    }
    return point;
}

static int count_keys(const struct sp_experiment *experiment)
{
    int count = 0;
    for (int i = 0; i < experiment->axes; i++)
        count += experiment->axis[i].keys;
    return count;
}

/* What the axes say there, in their order; (count_keys) settings. */
static struct sp_setting *
settings_at(struct sp_arena *a, const struct sp_experiment *experiment, long number)
{
    const int *point = points_of(a, experiment, number);
    struct sp_setting *setting =
        SP_TAKE(a, count_keys(experiment) + experiment->settings, struct sp_setting);
    int count = 0;
    for (int i = 0; i < experiment->axes; i++) {
        const struct sp_axis *axis = &experiment->axis[i];
        for (int k = 0; k < axis->keys; k++)
            setting[count++] = (struct sp_setting){
                axis->key[k], axis->text[(long)k * axis->count + point[i]]};
    }
    return setting;
}

/* Whether the setting says anything about a job with these kinds. */
static bool is_in_force(struct sp_job *job, const char *key)
{
    void *settings;
    return sp_job_names_kind(key) || !strcmp(key, "measure") || !strcmp(key, "seed") ||
           sp_job_row(job, key, &settings);
}

int sp_experiment_job(struct sp_arena *a, const struct sp_experiment *experiment,
                      long number, struct sp_job *out)
{
    int count = count_keys(experiment), kept = 0;
    struct sp_setting *setting = settings_at(a, experiment, number);
    for (int i = 0; i < experiment->settings; i++)
        setting[count++] = experiment->setting[i];
    int code = sp_job_choose(a, setting, count, out);
    if (code)
        return code;
    for (int i = 0; i < count; i++)
        if (is_in_force(out, setting[i].key))
            setting[kept++] = setting[i];
    return sp_job_resolve(a, setting, kept, out);
}

const char *sp_experiment_place(struct sp_arena *a,
                                const struct sp_experiment *experiment, long number)
{
    int count = count_keys(experiment);
    const struct sp_setting *setting = settings_at(a, experiment, number);
    size_t length = 1;
    for (int i = 0; i < count; i++)
        length += strlen(setting[i].key) + strlen(setting[i].text) + 3;
    char *out = SP_TAKE(a, length, char), *end = out;
    for (int i = 0; i < count; i++) {
        end = stpcpy(stpcpy(end, i ? ", " : ""), setting[i].key);
        end = stpcpy(stpcpy(end, "="), setting[i].text);
    }
    return out;
}
