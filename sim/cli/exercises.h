/* What `superpose check-lesson` and the lessons in the playground ask: three exercises
   for each lesson of docs/lessons/.  No answer is written down: each is computed from
   the closed forms of the library when it is asked for. */
#ifndef SUPERPOSE_CLI_EXERCISES_H
#define SUPERPOSE_CLI_EXERCISES_H

#include <stdbool.h>

#include "superpose/arena.h"

enum { SP_EXERCISES = 3 };

struct sp_exercise {
    const char *question;
    const char *unit;           /* of a number; NULL where the answer is a word */
    const char *const *choices; /* the words, ended by NULL; NULL for a number */
    double tolerance;           /* of a number, relative to it */
    double (*answer)(struct sp_arena *a); /* the number, or the place of the word */
    const char *hint;                     /* for a wrong answer; gives nothing away */
    const char *why;                      /* for the right one */
};

struct sp_exercise_sheet {
    const char *title;
    struct sp_exercise exercise[SP_EXERCISES];
};

/* The sheets of lessons 1, 2, ..; ended by title NULL. */
extern const struct sp_exercise_sheet sp_exercise_sheets[];
int sp_exercise_sheet_count(void);

/* What is taken for an answer: "a number (loss), to 1 %", "one of: yes, no". */
const char *sp_exercise_takes(struct sp_arena *a, const struct sp_exercise *e);

/* Whether TEXT is right.  A number may be a fraction, as in 2/3.  SP_BAD, and a fault
   that says what is taken, when TEXT is neither right nor wrong. */
int sp_exercise_mark(struct sp_arena *a, const struct sp_exercise *e, const char *text,
                     bool *right);

#endif
