/* Which cells a hypothesis is about, and the panel that they make. */
#include "verdict_inside.h"

#include <string.h>

/* Places on an axis that differ by less than this part are one level. */
static const double same_place = 1e-9;

static bool same_word(const char *x, const char *y)
{
    double u, v;
    const char *u_end = sp_number_scan(x, &u), *v_end = sp_number_scan(y, &v);
    if (u_end && !*u_end && v_end && !*v_end)
        return u == v;
    return !strcmp(x, y);
}

/* What a term is in a cell: a number, a word, or both. */
struct operand {
    double number;
    const char *word;
};

static struct operand operand(const struct sp_evidence *e, long cell,
                              const struct sp_term *term)
{
    if (!term->of)
        return (struct operand){term->number, term->word};
    return (struct operand){
        term->factor * sp_evidence_mean(e, cell, term->of),
        term->of->scope ? NULL : sp_evidence_word(e, cell, term->of->text)};
}

/* A column without a value is a job that is not done: such a cell stays, so that what
   is missing is said. */
static bool holds(const struct sp_evidence *e, long cell, const struct sp_condition *c)
{
    struct operand x = operand(e, cell, &c->left), y = operand(e, cell, &c->right);
    bool unknown = (c->left.of && c->left.of->scope && isnan(x.number)) ||
                   (c->right.of && c->right.of->scope && isnan(y.number));
    bool words = x.word && y.word && (isnan(x.number) || isnan(y.number));
    switch (c->relation) {
    case SP_LESS:
        return unknown || x.number < y.number;
    case SP_LESS_EQUAL:
        return unknown || x.number <= y.number;
    case SP_MORE:
        return unknown || x.number > y.number;
    case SP_MORE_EQUAL:
        return unknown || x.number >= y.number;
    case SP_EQUAL:
        return unknown || (words ? same_word(x.word, y.word) : x.number == y.number);
    default:
        return unknown || !(words ? same_word(x.word, y.word) : x.number == y.number);
    }
}

static bool is_control(const struct sp_evidence *e, const struct sp_control *control,
                       long cell)
{
    for (int i = 0; i < control->settings; i++)
        if (!same_word(sp_evidence_word(e, cell, control->setting[i].key),
                       control->setting[i].text))
            return false;
    return true;
}

static bool names(const struct sp_control *control, const char *key)
{
    for (int i = 0; i < control->settings; i++)
        if (!strcmp(control->setting[i].key, key))
            return true;
    return false;
}

static bool term_names(const struct sp_control *control, const struct sp_term *term)
{
    return term->of && !term->of->scope && names(control, term->of->text);
}

/* A condition on what singles out the control cannot hold in it, and is not asked. */
static bool belongs(const struct sp_evidence *e, const struct sp_hypothesis *h,
                    const struct sp_control *control, long cell)
{
    for (int i = 0; i < h->conditions; i++) {
        const struct sp_condition *c = &h->condition[i];
        bool asked = !control || (!term_names(control, &c->left) &&
                                  !term_names(control, &c->right));
        if (asked && !holds(e, cell, c))
            return false;
    }
    return true;
}

long sp_panel_cells(const struct sp_evidence *e, const struct sp_hypothesis *h,
                    int control, long *out)
{
    long count = 0;
    const struct sp_control *own = control < 0 ? NULL : &h->control[control];
    for (long cell = 0; cell < e->cells; cell++) {
        int which = -1;
        for (int i = 0; i < h->controls && which < 0; i++)
            which = is_control(e, &h->control[i], cell) ? i : -1;
        if (which == control && belongs(e, h, own, cell))
            out[count++] = cell;
    }
    return count;
}

bool sp_panel_same(const struct sp_evidence *e, const struct sp_hypothesis *h,
                   int control, long cell, long other)
{
    for (int i = 0; i < h->strata; i++) {
        const char *key = h->stratum[i];
        bool asked = control < 0 || !names(&h->control[control], key);
        if (asked && strcmp(sp_evidence_word(e, cell, key),
                            sp_evidence_word(e, other, key)) != 0)
            return false;
    }
    return true;
}

/* Where a cell stands on the axes; the seeds, which come last, are left out. */
static const char *cell_name(struct sp_arena *a, const struct sp_evidence *e, long cell)
{
    const char *name = sp_experiment_place(a, e->experiment, cell * e->seeds + 1);
    const char *seed = strstr(name, ", seed=");
    int length = seed                        ? (int)(seed - name)
                 : strncmp(name, "seed=", 5) ? (int)strlen(name)
                                             : 0;
    return sp_arena_print(a, "%.*s", length, name);
}

static const char *unfinished(struct sp_arena *a, const struct sp_evidence *e,
                              const long *cell, long cells)
{
    long count[SP_FAULTY + 1] = {0};
    for (long i = 0; i < cells; i++)
        for (int s = 0; s < e->seeds; s++)
            count[e->state[cell[i] * e->seeds + s]]++;
    long jobs = cells * e->seeds;
    static const char *const one[] = {"is not run yet", "is done", "has diverged",
                                      "has failed"};
    static const char *const more[] = {"are not run yet", "are done", "have diverged",
                                       "have failed"};
    for (int state = 0; state <= SP_FAULTY; state++)
        if (state != SP_DONE && count[state])
            return sp_arena_print(a, "%ld of %ld jobs %s", count[state], jobs,
                                  count[state] == 1 ? one[state] : more[state]);
    return NULL;
}

/* The seed is what is repeated; a change is noise unless it is there on average. */
static const char *unsettled(struct sp_arena *a, const struct sp_evidence *e,
                             const long *cell, long cells)
{
    double most = 0, limit = e->experiment->hypotheses.settled;
    long bad = 0, worst = 0;
    for (long i = 0; i < cells; i++) {
        double sum = 0;
        for (int s = 0; s < e->seeds; s++)
            sum += e->change[cell[i] * e->seeds + s];
        double change = fabs(sum / e->seeds);
        if (isnan(change))
            return sp_arena_print(a, "whether training has settled is not known (%s)",
                                  cell_name(a, e, cell[i]));
        bad += change > limit;
        if (change > most) {
            most = change;
            worst = cell[i];
        }
    }
    if (!bad)
        return NULL;
    return sp_arena_print(
        a,
        "training has not settled in %ld of %ld cells: the loss still changes by "
        "%.2g %% over the last fifth of the steps, %.2g %% is allowed (%s)",
        bad, cells, 100 * most, 100 * limit, cell_name(a, e, worst));
}

/* The place of a cell on the axis; words stand in their order in the file. */
static double place(const struct sp_evidence *e, const struct sp_hypothesis *h,
                    const long *cell, long i)
{
    if (!h->axis)
        return 0;
    double x = sp_evidence_mean(e, cell[i], h->axis);
    if (!isnan(x) || h->axis->scope)
        return x;
    long first = 0;
    while (strcmp(sp_evidence_word(e, cell[first], h->axis->text),
                  sp_evidence_word(e, cell[i], h->axis->text)) != 0)
        first++;
    return (double)first;
}

static bool is_same_place(double x, double y)
{
    return fabs(x - y) <= same_place * fmax(fabs(x), fabs(y));
}

/* Ascending places without repetition; gives how many. */
static int sort_places(const double *x, long count, double *out)
{
    int levels = 0;
    for (long i = 0; i < count; i++) {
        int at = levels;
        while (at > 0 && out[at - 1] > x[i] && !is_same_place(out[at - 1], x[i]))
            at--;
        if (at > 0 && is_same_place(out[at - 1], x[i]))
            continue;
        memmove(out + at + 1, out + at, (size_t)(levels - at) * sizeof *out);
        out[at] = x[i];
        levels++;
    }
    return levels;
}

/* Outcomes; where several cells are at one level, their mean for each seed. */
static void fill(const struct sp_evidence *e, const struct sp_hypothesis *h,
                 const long *cell, const double *x, long cells, struct sp_panel *p)
{
    for (int j = 0; j < p->levels; j++) {
        for (int s = 0; s < p->seeds; s++) {
            double sum = 0;
            long count = 0;
            for (long i = 0; i < cells; i++) {
                if (!is_same_place(x[i], p->x[j]))
                    continue;
                sum += sp_evidence_value(e, cell[i], s, &h->outcome);
                count++;
            }
            p->y[s * p->levels + j] = sum / (double)count;
        }
    }
}

/* What has no number in this cell; NULL when all have one. */
static const char *without_value(const struct sp_evidence *e,
                                 const struct sp_hypothesis *h, long cell)
{
    if (h->axis && h->axis->scope && isnan(sp_evidence_mean(e, cell, h->axis)))
        return h->axis->text;
    if (h->until && h->until->of && isnan(operand(e, cell, h->until).number))
        return h->until->of->text;
    for (int s = 0; s < e->seeds; s++)
        if (!isfinite(sp_evidence_value(e, cell, s, &h->outcome)))
            return h->outcome.text;
    return NULL;
}

static const char *no_value(struct sp_arena *a, const struct sp_evidence *e,
                            const struct sp_hypothesis *h, const long *cell, long cells)
{
    for (long i = 0; i < cells; i++) {
        const char *without = without_value(e, h, cell[i]);
        if (without)
            return sp_arena_print(a, "%s has no value where %s", without,
                                  cell_name(a, e, cell[i]));
    }
    return NULL;
}

/* Keeps the cells up to where the claim ends, the furthest of what they say; gives how
   many. */
static long cut(const struct sp_evidence *e, const struct sp_hypothesis *h, long *cell,
                double *x, long cells, struct sp_panel *p)
{
    long kept = 0;
    if (!h->until)
        return cells;
    double end = -INFINITY;
    for (long i = 0; i < cells; i++)
        end = fmax(end, operand(e, cell[i], h->until).number);
    if (end == -INFINITY)
        return cells; /* nowhere has it a value: no_value says so */
    for (long i = 0; i < cells; i++) {
        if (x[i] > end && !is_same_place(x[i], end))
            continue;
        cell[kept] = cell[i];
        x[kept++] = x[i];
    }
    p->until = kept < cells ? end : NAN;
    return kept;
}

static const char *objection(struct sp_arena *a, const struct sp_evidence *e,
                             const struct sp_hypothesis *h, const long *cell,
                             long cells)
{
    const char *said = unfinished(a, e, cell, cells);
    if (!cells)
        said = "no cells are left to compare";
    else if (!said && e->seeds < 2)
        said =
            sp_arena_print(a, "there is one seed only; the seed is what is repeated");
    if (!said)
        said = unsettled(a, e, cell, cells);
    return said ? said : no_value(a, e, h, cell, cells);
}

struct sp_panel sp_panel_make(struct sp_arena *a, const struct sp_evidence *e,
                              const struct sp_hypothesis *h, const long *cell,
                              long cells)
{
    struct sp_panel p = {.seeds = e->seeds, .until = NAN};
    long *own = SP_TAKE(a, cells + 1, long);
    double *x = SP_TAKE(a, cells + 1, double);
    for (long i = 0; i < cells; i++) {
        own[i] = cell[i];
        x[i] = place(e, h, cell, i);
    }
    cells = cut(e, h, own, x, cells, &p);
    p.refused = objection(a, e, h, own, cells);
    if (p.refused)
        return p;
    p.x = SP_TAKE(a, cells + 1, double);
    p.levels = sort_places(x, cells, p.x);
    p.y = SP_TAKE(a, (size_t)p.levels * (size_t)p.seeds, double);
    fill(e, h, own, x, cells, &p);
    if (h->axis && p.levels < 2)
        p.refused = sp_arena_print(a, "%s has one level only", h->axis->text);
    return p;
}
