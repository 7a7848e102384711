/* What `superpose demo` can show: a lesson is a model and the data it meets in turn. */
#ifndef SUPERPOSE_CLI_LESSONS_H
#define SUPERPOSE_CLI_LESSONS_H

#include <stdbool.h>

#include "dials.h"

enum { SP_LESSON_STAGES = 6 };

struct sp_lesson {
    const char *name, *question;
    const char *watch;   /* what to look at, for one line */
    const char *meaning; /* what it means, a sentence */
    const char *figure;  /* stem of the experiment that makes the real figure */
    int steps;           /* in a stage */
    bool pairs; /* what was seen is the angle of a pair, not how many are kept */
    struct sp_dials stage[SP_LESSON_STAGES]; /* ended by features 0 */
};

extern const struct sp_lesson sp_lessons[]; /* ended by name NULL */

#endif
