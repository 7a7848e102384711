/* What several experiments found, from their rows: question, method, figure, verdict,
   what limits it, how to repeat it. */
#ifndef SUPERPOSE_REPORT_H
#define SUPERPOSE_REPORT_H

#include "superpose/verdict.h"

struct sp_report_part {
    const struct sp_experiment *experiment; /* with hypotheses */
    const char *overrides;                  /* " --set 'KEY=VALUE'"..; "" none */
    const char *db, *figure;                /* figure: FILE.svg */
    struct sp_verdict verdict;
    const char *svg; /* its text; "" when there is no figure */
};

/* Reads the rows and the figure of part->experiment, whose paths are set. */
int sp_report_read(struct sp_arena *a, struct sp_report_part *part);

void sp_report_write(struct sp_arena *a, struct sp_document *d,
                     const struct sp_report_part *part, int parts);

#endif
