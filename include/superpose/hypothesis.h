/* What an experiment claims before it runs: section `hypotheses` of its file, read but
   not judged.  A hypothesis is about one outcome in every job.  Jobs that differ in the
   seed alone are a cell, cells that differ along the axis alone are a stratum, and
   every stratum gets a verdict of its own (verdict.h).  Nothing here is part of a
   job. */
#ifndef SUPERPOSE_HYPOTHESIS_H
#define SUPERPOSE_HYPOTHESIS_H

#include "superpose/job.h"

enum sp_direction { SP_INCREASING, SP_DECREASING, SP_POSITIVE, SP_NEGATIVE, SP_FLAT };
extern const char *const sp_direction_names[]; /* increasing, .. flat, NULL */

enum sp_trial {
    SP_TRIAL_PAGE,       /* ordered levels, a seed runs them all */
    SP_TRIAL_JONCKHEERE, /* ordered levels, permuted within seeds */
    SP_TRIAL_ISOTONIC,   /* Page's test, and no step back anywhere */
    SP_TRIAL_SIGN_FLIP,  /* the mean over seeds of a slope, or of the outcome itself */
    SP_TRIAL_TOST,       /* d ln outcome / d ln axis within the margin */
    SP_TRIAL_TWO_LINES   /* a U (positive) or its inverse (negative) */
};
extern const char *const sp_trial_names[]; /* page, .. two_lines, NULL */

/* Something that has a value in every job: a setting, a column of scope runs, or one
   number made of a column of another scope. */
struct sp_quantity {
    const char *text;  /* as written: source.density, loss, mean(features.r2) */
    const char *scope; /* NULL: a setting, which text names */
    const char *column;
    const char *summary; /* mean, sd, min, max; NULL: scope runs has one row a job */
};

/* factor x quantity, or a constant: a number, or a word. */
struct sp_term {
    double factor;
    const struct sp_quantity *of; /* NULL: a constant */
    double number;                /* NaN: a word */
    const char *word;
};

enum sp_relation { SP_LESS, SP_LESS_EQUAL, SP_MORE, SP_MORE_EQUAL, SP_EQUAL, SP_OTHER };

struct sp_condition {
    const char *text; /* as written: load <= 1.5 * plateau */
    enum sp_relation relation;
    struct sp_term left, right;
};

/* Settings that together single out rows in which no effect is expected. */
struct sp_control {
    int settings;
    struct sp_setting *setting;
};

struct sp_hypothesis {
    const char *name, *claim, *falsified;
    struct sp_quantity outcome;
    const struct sp_quantity *axis; /* NULL: none */
    int strata;
    const char **stratum; /* (strata) settings */
    int conditions;
    struct sp_condition *condition; /* all hold in the cells looked at */
    enum sp_direction direction;
    enum sp_trial trial;
    bool primary;
    double margin;               /* tost: of the slope */
    const struct sp_term *until; /* NULL, or how far along the axis is claimed */
    int controls;
    struct sp_control *control;
};

struct sp_hypotheses {
    int count;
    struct sp_hypothesis *each;
    double level;   /* of tests, after adjusting for their number */
    double settled; /* largest relative change of the loss at the end of training */
    int draws;      /* of permutations and of the bootstrap */
};

#endif
