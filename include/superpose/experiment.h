/* An experiment file is a product of axes: YAML text to jobs.  Every mistake in a file
   is reported, with file:line:column, the line, a caret, and what would be right. */
#ifndef SUPERPOSE_EXPERIMENT_H
#define SUPERPOSE_EXPERIMENT_H

#include "superpose/hypothesis.h"

enum { SP_JOBS_MOST = 1000000 };

/* Settings that vary together; one key unless zipped. */
struct sp_axis {
    int keys;
    const char **key;  /* (keys) dotted */
    int count;         /* points */
    const char **text; /* (keys, count) row-major */
};

struct sp_experiment {
    const char *path, *stem; /* experiments/phase.yaml, phase */
    const char *question;    /* the comment on the file's first line; "" none */
    const char *content;     /* the file as read, for provenance */
    int settings;
    struct sp_setting *setting; /* what is the same in every job */
    int axes; /* in the file's order; the seed axis, when there is one, last */
    struct sp_axis *axis;
    long jobs; /* product of the counts; the last axis is the fastest */
    struct sp_hypotheses hypotheses;
};

/* Reads PATH and applies OVERRIDES ("dotted.key=value" each; values as in the file,
   lists make axes).  On SP_BAD every diagnostic found has been written into *report (in
   the arena, one per paragraph) and sp_fault_text() is the first of them. */
int sp_experiment_read(struct sp_arena *a, const char *path,
                       const char *const *overrides, int count,
                       struct sp_experiment *out, const char **report);

/* The same from text in memory: what fuzzing calls; PATH only names it. */
int sp_experiment_parse(struct sp_arena *a, const char *path, const char *text,
                        size_t length, const char *const *overrides, int count,
                        struct sp_experiment *out, const char **report);

/* Job 1 <= number <= jobs, resolved. */
int sp_experiment_job(struct sp_arena *a, const struct sp_experiment *experiment,
                      long number, struct sp_job *out);

/* "source.density=0.1, toy.hidden=2, seed=3": where on the axes job NUMBER stands. */
const char *sp_experiment_place(struct sp_arena *a,
                                const struct sp_experiment *experiment, long number);

#endif
