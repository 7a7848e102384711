/* From hypotheses and rows to findings. */
#include "verdict_inside.h"

#include <string.h>

#include "superpose/fault.h"
#include "superpose/inference.h"

const char *const sp_finding_names[] = {"no verdict", "undecided", "supported",
                                        "supported until", "contradicted"};

/* A verdict in the making, with what its lines need before all p values are there. */
struct making {
    struct sp_arena *a;
    struct sp_evidence evidence;
    struct sp_verdict *out;
    struct sp_judgement *judgement; /* (lines) */
};

/* "source.density=0.1, toy.hidden=2", or "all"; without what these jobs do not have. */
static const char *stratum_name(const struct making *m, const struct sp_hypothesis *h,
                                long cell)
{
    const char *name = "";
    for (int i = 0; i < h->strata; i++) {
        const char *word = sp_evidence_word(&m->evidence, cell, h->stratum[i]);
        if (*word)
            name = sp_arena_print(m->a, "%s%s%s=%s", name, *name ? ", " : "",
                                  h->stratum[i], word);
    }
    return h->strata ? name : "all";
}

static const char *control_name(struct sp_arena *a, const struct sp_control *control)
{
    const char *name = "";
    for (int i = 0; i < control->settings; i++)
        name = sp_arena_print(a, "%s%s%s=%s", name, i ? ", " : "",
                              control->setting[i].key, control->setting[i].text);
    return name;
}

/* Moves the cells of CELL that are of one stratum with FIRST to OUT; gives how many. */
static long take_stratum(const struct making *m, const struct sp_hypothesis *h,
                         int control, long first, long *cell, long *cells, long *out)
{
    long taken = 0, kept = 0;
    for (long i = 0; i < *cells; i++) {
        if (sp_panel_same(&m->evidence, h, control, cell[i], first))
            out[taken++] = cell[i];
        else
            cell[kept++] = cell[i];
    }
    *cells = kept;
    return taken;
}

static void refuse(struct sp_verdict_line *line, const char *reason)
{
    line->finding = SP_REFUSED;
    line->reason = reason;
}

/* The controls of a stratum: the least p of any effect in one, times their number. */
static void judge_controls(struct making *m, struct sp_verdict_line *line, long first)
{
    const struct sp_hypothesis *h = line->of;
    struct sp_arena *a = m->a;
    long *cell = SP_TAKE(a, m->evidence.cells, long);
    long *own = SP_TAKE(a, m->evidence.cells, long);
    for (int i = 0; i < h->controls; i++) {
        long cells = sp_panel_cells(&m->evidence, h, i, cell);
        long taken = take_stratum(m, h, i, first, cell, &cells, own);
        struct sp_panel panel = sp_panel_make(a, &m->evidence, h, own, taken);
        if (panel.refused) {
            refuse(line,
                   sp_arena_print(a, "control %s: %s", control_name(a, &h->control[i]),
                                  panel.refused));
            return;
        }
        double p =
            sp_judge_effect(a, h, &panel, m->evidence.experiment->hypotheses.draws);
        if (fmin(1, h->controls * p) >= line->control)
            continue;
        line->control = fmin(1, h->controls * p);
        line->control_name = control_name(a, &h->control[i]);
    }
}

/* With many strata some control shows something by chance. */
static void adjust_controls(struct making *m, int first)
{
    struct sp_verdict *v = m->out;
    double *p = SP_TAKE(m->a, v->lines - first, double);
    for (int i = first; i < v->lines; i++)
        p[i - first] = v->line[i].control;
    sp_holm(m->a, p, v->lines - first, p);
    for (int i = first; i < v->lines; i++)
        v->line[i].control = p[i - first];
}

static void judge_line(struct making *m, const struct sp_hypothesis *h,
                       const long *cell, long cells, const char *stratum)
{
    struct sp_arena *a = m->a;
    struct sp_verdict *out = m->out;
    struct sp_judgement *j = &m->judgement[out->lines];
    struct sp_verdict_line *line = &out->line[out->lines++];
    struct sp_panel panel = sp_panel_make(a, &m->evidence, h, cell, cells);
    *line = (struct sp_verdict_line){.of = h,
                                     .stratum = stratum,
                                     .finding = SP_UNDECIDED,
                                     .reason = "",
                                     .until = panel.until,
                                     .seeds = panel.seeds,
                                     .levels = panel.levels,
                                     .control = NAN,
                                     .control_name = ""};
    *j = sp_judgement_none();
    if (panel.refused) {
        refuse(line, panel.refused);
        return;
    }
    *j = sp_judge(a, h, &panel, m->evidence.experiment->hypotheses.draws);
    if (j->refused)
        refuse(line, j->refused);
    else
        judge_controls(m, line, cell[0]);
}

static void judge_hypothesis(struct making *m, const struct sp_hypothesis *h)
{
    long *cell = SP_TAKE(m->a, m->evidence.cells, long);
    long *own = SP_TAKE(m->a, m->evidence.cells, long);
    long cells = sp_panel_cells(&m->evidence, h, -1, cell);
    int lines = m->out->lines;
    if (!cells)
        judge_line(m, h, cell, 0, "all");
    while (cells) {
        long first = cell[0];
        long taken = take_stratum(m, h, -1, first, cell, &cells, own);
        judge_line(m, h, own, taken, stratum_name(m, h, first));
    }
    adjust_controls(m, lines);
}

/* P values among all of their family: primaries, or the others.  What got no verdict
   still was a test that had been announced, and counts as one that found nothing. */
static void adjust(struct making *m, bool primary)
{
    struct sp_verdict *v = m->out;
    double *p = SP_TAKE(m->a, v->lines, double), *q = SP_TAKE(m->a, v->lines, double);
    for (int i = 0; i < v->lines; i++) {
        const struct sp_judgement *j = &m->judgement[i];
        bool member = v->line[i].of->primary == primary;
        p[i] = !member ? NAN : isnan(j->p) ? 1 : j->p;
        q[i] = !member ? NAN : isnan(j->opposite) ? 1 : j->opposite;
    }
    (primary ? sp_holm : sp_benjamini_hochberg)(m->a, p, v->lines, p);
    (primary ? sp_holm : sp_benjamini_hochberg)(m->a, q, v->lines, q);
    for (int i = 0; i < v->lines; i++) {
        if (v->line[i].of->primary != primary)
            continue;
        v->line[i].adjusted = isnan(m->judgement[i].p) ? NAN : p[i];
        v->line[i].opposite = isnan(m->judgement[i].p) ? NAN : q[i];
    }
}

/* A trend that turns holds up to its turn, where it is one by itself. */
static void conclude_trend(struct sp_verdict_line *line, const struct sp_judgement *j,
                           double level)
{
    bool turns = j->shape < level;
    if (turns && line->of->trial == SP_TRIAL_ISOTONIC)
        line->finding = SP_CONTRADICTED;
    else if (turns && j->turn_p <= level) {
        line->finding = SP_SUPPORTED_UNTIL;
        line->until = j->turn;
    } else
        line->finding = turns                ? SP_UNDECIDED
                        : isnan(line->until) ? SP_SUPPORTED
                                             : SP_SUPPORTED_UNTIL;
}

static void conclude(struct making *m, struct sp_verdict_line *line,
                     const struct sp_judgement *j)
{
    double level = m->evidence.experiment->hypotheses.level;
    line->effect_name = j->effect_name;
    line->effect = j->effect;
    line->low = j->low;
    line->high = j->high;
    line->rho = j->rho;
    line->delta = j->delta;
    line->statistic = j->statistic;
    line->p = j->p;
    line->shape = j->shape;
    if (line->finding == SP_REFUSED) {
        line->until = NAN;
        return;
    }
    if (line->control <= level)
        refuse(line, sp_arena_print(m->a, "the control %s shows an effect too (p %.2g)",
                                    line->control_name, line->control));
    else if (line->adjusted <= level)
        conclude_trend(line, j, level);
    else if (line->opposite <= level)
        line->finding = SP_CONTRADICTED;
    if (line->finding != SP_SUPPORTED_UNTIL)
        line->until = NAN;
}

/* Strata are no more than cells. */
static void make(struct making *m)
{
    const struct sp_hypotheses *all = &m->evidence.experiment->hypotheses;
    struct sp_verdict *v = m->out;
    long most = all->count * (m->evidence.cells + 1);
    v->line = SP_TAKE(m->a, most, struct sp_verdict_line);
    m->judgement = SP_TAKE(m->a, most, struct sp_judgement);
    for (int i = 0; i < all->count; i++)
        judge_hypothesis(m, &all->each[i]);
    adjust(m, true);
    adjust(m, false);
    for (int i = 0; i < v->lines; i++)
        conclude(m, &v->line[i], &m->judgement[i]);
}

int sp_verdict_make(struct sp_arena *a, struct sp_store *store,
                    const struct sp_experiment *experiment, struct sp_verdict *out)
{
    struct making m = {.a = a, .out = out};
    *out = (struct sp_verdict){.experiment = experiment};
    if (!experiment->hypotheses.count)
        return sp_fault(SP_BAD,
                        "%s claims nothing: a section `hypotheses` says what its rows "
                        "are to decide",
                        experiment->path);
    int code = sp_evidence_read(a, store, experiment, &m.evidence);
    if (code)
        return code;
    for (long k = 0; k < experiment->jobs; k++)
        out->jobs[m.evidence.state[k]]++;
    make(&m);
    return 0;
}
