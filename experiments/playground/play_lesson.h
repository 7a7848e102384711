/* The exercises of the lessons (sim/cli/exercises.h) as the page asks them.  Lessons
   are counted from 1, the exercises of one from 0. */
#ifndef SUPERPOSE_PLAYGROUND_PLAY_LESSON_H
#define SUPERPOSE_PLAYGROUND_PLAY_LESSON_H

struct sp_play_lesson;

/* NULL when there is no memory. */
struct sp_play_lesson *sp_play_lesson_make(void);

/* Room for an answer of SP_PLAY_LESSON_TEXT bytes, ended by a NUL. */
enum { SP_PLAY_LESSON_TEXT = 128 };
char *sp_play_lesson_text(struct sp_play_lesson *play);

/* What is taken for an answer, until the next call. */
const char *sp_play_lesson_takes(struct sp_play_lesson *play, int lesson, int exercise);

/* Whether the text is right, 1 or 0; SP_BAD when it is no answer, and sp_play_fault
   then says why. */
int sp_play_lesson_mark(struct sp_play_lesson *play, int lesson, int exercise);

/* The hint for a wrong answer, and why the right one is right. */
const char *sp_play_lesson_hint(int lesson, int exercise);
const char *sp_play_lesson_why(int lesson, int exercise);

#endif
