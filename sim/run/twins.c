/* Jobs that would be the same: a value named twice, or values of a setting that the
   kind of those jobs does not have.  Names of jobs are compared nowhere: two points of
   an axis are twins where every key that is in force there has the same text. */
#include <stdlib.h>
#include <string.h>

#include "reading.h"

/* One axis, seen by the jobs with one choice of kinds. */
struct view {
    struct sp_reading *reading;
    const struct sp_experiment *experiment;
    const struct sp_axis *axis;
    struct sp_job *variant;
    bool *in_force; /* (axis->keys) */
};

static bool is_in_force(struct sp_job *variant, const char *key)
{
    void *settings;
    return sp_job_names_kind(key) || !strcmp(key, "seed") ||
           sp_job_row(variant, key, &settings);
}

/* Whether the kinds that the axis names at this point, if any, are the variant's. */
static bool fits(const struct sp_axis *axis, int point, const struct sp_job *variant)
{
    for (int k = 0; k < axis->keys; k++) {
        const char *text = axis->text[(long)k * axis->count + point];
        if (sp_job_names_kind(axis->key[k]) &&
            strcmp(text, sp_job_kind_name(variant, axis->key[k])) != 0)
            return false;
    }
    return true;
}

/* The first point of the axis that fits, or -1. */
static int first_fit(const struct sp_axis *axis, const struct sp_job *variant)
{
    for (int i = 0; i < axis->count; i++)
        if (fits(axis, i, variant))
            return i;
    return -1;
}

static int compare(const struct view *view, int i, int j)
{
    const struct sp_axis *axis = view->axis;
    for (int k = 0; k < axis->keys; k++) {
        const char *const *text = axis->text + (long)k * axis->count;
        int order = view->in_force[k] ? strcmp(text[i], text[j]) : 0;
        if (order)
            return order;
    }
    return 0;
}

/* Twins become neighbours, in the order of the axis. */
static int compare_points(const void *x, const void *y, void *context)
{
    int i = *(const int *)x, j = *(const int *)y;
    int order = compare(context, i, j);
    return order ? order : (i > j) - (i < j);
}

/* The number of the variant's first job that stands at this point of the axis. */
static long job_at(const struct view *view, int point)
{
    long number = 0;
    for (int i = 0; i < view->experiment->axes; i++) {
        const struct sp_axis *axis = &view->experiment->axis[i];
        int at = axis == view->axis ? point : first_fit(axis, view->variant);
        number = number * axis->count + at;
    }
    return number + 1;
}

/* The first key of which the two points have different texts; axis->keys: none. */
static int differing(const struct sp_axis *axis, int i, int j)
{
    int k = 0;
    for (; k < axis->keys; k++) {
        const char *const *text = axis->text + (long)k * axis->count;
        if (strcmp(text[i], text[j]) != 0)
            break;
    }
    return k;
}

static void complain_of_value(const struct view *view, int i, int j)
{
    const struct sp_axis *axis = view->axis;
    const struct sp_given *e = sp_reading_entry(view->reading, axis->key[0]);
    sp_reading_complain(
        view->reading, e->override, e->node->place,
        "%s: values %d and %d are both %.100s%s", e->key, i + 1, j + 1, axis->text[i],
        e->rounded ? " when rounded; ask for fewer" : "; name each value once");
}

static void complain_of_jobs(const struct view *view, const char *key, int i, int j)
{
    const struct sp_given *e = sp_reading_entry(view->reading, key);
    sp_reading_complain(
        view->reading, e->override, e->node->place,
        "%s: jobs %ld and %ld are the same, since source %s with toy %s and sae %s has "
        "no such setting; zip it with the kind, so that each job is named once",
        key, job_at(view, i), job_at(view, j),
        sp_job_kind_name(view->variant, "source.kind"),
        sp_job_kind_name(view->variant, "toy.kind"),
        sp_job_kind_name(view->variant, "sae.kind"));
}

/* Complains about the first twins on the axis; whether there were any. */
static bool look(const struct view *view)
{
    const struct sp_axis *axis = view->axis;
    int *point = SP_TAKE(view->reading->arena, axis->count, int), points = 0;
    for (int k = 0; k < axis->keys; k++)
        view->in_force[k] = is_in_force(view->variant, axis->key[k]);
    for (int i = 0; i < axis->count; i++)
        if (fits(axis, i, view->variant))
            point[points++] = i;
    qsort_r(point, (size_t)points, sizeof *point, compare_points, (void *)view);
    for (int i = 1; i < points; i++) {
        if (!compare(view, point[i - 1], point[i])) {
            int k = differing(axis, point[i - 1], point[i]);
            if (k == axis->keys)
                complain_of_value(view, point[i - 1], point[i]);
            else
                complain_of_jobs(view, axis->key[k], point[i - 1], point[i]);
            return true;
        }
    }
    return false;
}

/* Kinds that are zipped need not meet in any job. */
static bool occurs(const struct sp_experiment *experiment, const struct sp_job *variant)
{
    for (int i = 0; i < experiment->axes; i++)
        if (first_fit(&experiment->axis[i], variant) < 0)
            return false;
    return true;
}

void sp_reading_twins(struct sp_reading *r, const struct sp_experiment *experiment)
{
    for (int i = 0; i < experiment->axes; i++) {
        const struct sp_axis *axis = &experiment->axis[i];
        bool *in_force = SP_TAKE(r->arena, axis->keys, bool), found = false;
        for (int v = 0; v < r->variants && !found; v++) {
            struct view view = {r, experiment, axis, &r->variant[v], in_force};
            found = occurs(experiment, &r->variant[v]) && look(&view);
        }
    }
}
