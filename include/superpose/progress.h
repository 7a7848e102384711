/* What a sweep says while it runs: one line that renews itself on a terminal, a plain
   line now and then elsewhere, nothing when quiet. */
#ifndef SUPERPOSE_PROGRESS_H
#define SUPERPOSE_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

struct sp_progress {
    FILE *out;
    bool quiet, terminal;
    long total, before; /* jobs; finished when it began */
    double began, said; /* seconds on the monotonic clock */
};

struct sp_progress sp_progress_make(FILE *out, bool quiet);

void sp_progress_begin(struct sp_progress *p, long total, long before);

/* DONE jobs are finished (those before included); WHERE is the job being done. */
void sp_progress_say(struct sp_progress *p, long done, const char *where);

/* Clears the line, so that what is printed next stands alone. */
void sp_progress_end(struct sp_progress *p);

/* Seconds on the monotonic clock. */
double sp_clock(void);

/* "47 s", "3 min 20 s", "2 h 5 min" into TEXT (32 bytes). */
const char *sp_duration(double seconds, char text[32]);

#endif
