/* What the rows of a store say about what an experiment claimed.  One line for each
   hypothesis and stratum; the same rows give the same lines. */
#ifndef SUPERPOSE_VERDICT_H
#define SUPERPOSE_VERDICT_H

#include <stdio.h>

#include "superpose/document.h"
#include "superpose/store.h"

enum sp_finding {
    SP_REFUSED,   /* there is no verdict; the reason says why */
    SP_UNDECIDED, /* neither this nor its opposite can be told from chance */
    SP_SUPPORTED,
    SP_SUPPORTED_UNTIL, /* up to a place on the axis */
    SP_CONTRADICTED     /* the opposite holds */
};
extern const char *const sp_finding_names[]; /* no verdict, undecided, .. */

struct sp_verdict_line {
    const struct sp_hypothesis *of;
    const char *stratum; /* "source.density=0.1, toy.hidden=2"; "all" */
    enum sp_finding finding;
    const char *reason;      /* of a refusal; "" otherwise */
    double until;            /* supported until; else NaN */
    int seeds, levels;       /* that were compared */
    const char *effect_name; /* slope, mean, elasticity, bend */
    double effect;           /* mean over seeds */
    double low, high;        /* its 95 % interval by the bootstrap over seeds (BCa) */
    double rho;   /* Spearman's correlation with the axis, mean over seeds; else NaN */
    double delta; /* Cliff's delta of the last level against the first; else NaN */
    double statistic, p; /* of the test */
    double adjusted;     /* p among all primaries (Holm), or all others (BH) */
    double opposite;     /* p of the opposite claim, adjusted alike */
    double shape;        /* p of not being monotone; NaN: not asked */
    double control;      /* least p of an effect in controls, adjusted (Holm); or NaN */
    const char *control_name; /* of that one: "source.kind=independent" */
};

struct sp_verdict {
    const struct sp_experiment *experiment;
    long jobs[SP_STATES]; /* of the experiment, by state */
    int lines;
    struct sp_verdict_line *line;
};

/* Reads the rows of the experiment's jobs, whichever experiment is current in STORE,
   and judges every hypothesis.  SP_BAD when it has none; what speaks against a verdict
   is a finding, not a fault. */
int sp_verdict_make(struct sp_arena *a, struct sp_store *store,
                    const struct sp_experiment *experiment, struct sp_verdict *out);

/* One line each: as sentences, as tab-separated columns under a line of names, as
   Markdown (or any document) with the claims and what would falsify them. */
void sp_verdict_print(const struct sp_verdict *verdict, FILE *out);
void sp_verdict_tsv(const struct sp_verdict *verdict, FILE *out);
void sp_verdict_markdown(const struct sp_verdict *verdict, FILE *out);
void sp_verdict_document(struct sp_arena *a, const struct sp_verdict *verdict,
                         struct sp_document *document);

#endif
