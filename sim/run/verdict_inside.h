/* What the files of the verdict share: numbers of all jobs by cell and seed, and panels
   of some of them that a test is made of. */
#ifndef SUPERPOSE_RUN_VERDICT_INSIDE_H
#define SUPERPOSE_RUN_VERDICT_INSIDE_H

#include <math.h>

#include "superpose/verdict.h"

/* All jobs: cell c differs from others in settings, seed s is the job c x seeds + s. */
struct sp_evidence {
    const struct sp_experiment *experiment;
    struct sp_listed_job *job; /* (cells, seeds) by name alone */
    long cells;
    int seeds;
    int quantities; /* that hypotheses name, each once */
    const struct sp_quantity **quantity;
    const char **word;    /* (cells, quantities) of settings */
    double *value;        /* (cells, quantities, seeds) NaN: not a number, not there */
    enum sp_state *state; /* (cells, seeds) */
    double *change;       /* (cells, seeds) of the loss at the end, relative, signed */
};

int sp_evidence_read(struct sp_arena *a, struct sp_store *store,
                     const struct sp_experiment *experiment, struct sp_evidence *out);

/* The word of a setting in CELL, "" where it has none; what a quantity is there for one
   seed, and on average over the seeds that have it. */
const char *sp_evidence_word(const struct sp_evidence *e, long cell, const char *key);
double sp_evidence_value(const struct sp_evidence *e, long cell, int seed,
                         const struct sp_quantity *of);
double sp_evidence_mean(const struct sp_evidence *e, long cell,
                        const struct sp_quantity *of);

/* One stratum, or one of its controls: every seed at every level. */
struct sp_panel {
    const char *refused; /* why it cannot be tested; NULL: it can */
    int seeds, levels;
    double *x;    /* (levels) ascending places on the axis */
    double *y;    /* (seeds, levels) outcome */
    double until; /* the place that ends it; NaN: none, or nothing lies beyond */
};

/* The cells of hypothesis H, control rows or not; out (most) are cells, as many as are
   returned.  CONTROL is a place in h->control, -1 for none of them. */
long sp_panel_cells(const struct sp_evidence *e, const struct sp_hypothesis *h,
                    int control, long *out);

/* Whether two cells are of the same stratum, the settings of CONTROL aside. */
bool sp_panel_same(const struct sp_evidence *e, const struct sp_hypothesis *h,
                   int control, long cell, long other);

/* The panel of these cells. */
struct sp_panel sp_panel_make(struct sp_arena *a, const struct sp_evidence *e,
                              const struct sp_hypothesis *h, const long *cell,
                              long cells);

/* What a panel says for and against a claim. */
struct sp_judgement {
    const char *refused, *effect_name;
    double effect, low, high, rho, delta, statistic;
    double p, opposite; /* of the claim, of its opposite */
    double shape;       /* p of not being monotone, NaN: not asked */
    double turn;        /* where the mean curve turns, NaN: at its end */
    double turn_p;      /* of the trend up to there */
};

/* Nothing said: every number is NaN. */
struct sp_judgement sp_judgement_none(void);

struct sp_judgement sp_judge(struct sp_arena *a, const struct sp_hypothesis *h,
                             const struct sp_panel *panel, int draws);

/* p of any effect, in whichever direction. */
double sp_judge_effect(struct sp_arena *a, const struct sp_hypothesis *h,
                       const struct sp_panel *panel, int draws);

#endif
