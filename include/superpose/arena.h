/* Memory that goes back all at once: a job owns one arena and everything it takes is
   released together.  Taking never gives NULL; see sp_arena_guard. */
#ifndef SUPERPOSE_ARENA_H
#define SUPERPOSE_ARENA_H

#include <setjmp.h>
#include <stddef.h>

struct sp_arena_block;

/* All zero is an empty arena, ready for use. */
struct sp_arena {
    struct sp_arena_block *last; /* newest block; each knows the one before */
    size_t taken;                /* bytes handed out since it was last empty */
    size_t limit;                /* bytes it may hand out; 0: no limit of its own */
    jmp_buf *exhausted;          /* where to jump when there is no more; NULL: abort */
};

/* COUNT things of SIZE bytes, all zero, aligned to 64 bytes, valid until sp_arena_free.
   When the memory cannot be had: a fault sentence is left and control jumps to
   a->exhausted (everything a job owns is in its arena, so nothing leaks). */
void *sp_arena_take(struct sp_arena *a, size_t count, size_t size);

/* A copy of TEXT in the arena. */
char *sp_arena_text(struct sp_arena *a, const char *text);

/* printf into the arena. */
char *sp_arena_print(struct sp_arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Releases everything; the arena is empty and ready again. */
void sp_arena_free(struct sp_arena *a);

/* Runs BODY(context); gives its result, or SP_FAILED when the arena was exhausted
   inside it.  Guards may be nested. */
int sp_arena_guard(struct sp_arena *a, int (*body)(void *), void *context);

#define SP_TAKE(a, count, type)                                                        \
    ((type *)sp_arena_take((a), (size_t)(count), sizeof(type)))

#endif
