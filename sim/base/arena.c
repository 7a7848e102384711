/* Blocks in a list; small requests share one, large ones get their own. */
#include "superpose/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "superpose/fault.h"

enum { ALIGNMENT = 64, BLOCK = 1 << 16 };

struct sp_arena_block {
    struct sp_arena_block *before;
    size_t used, size; /* bytes behind this header */
    char padding[ALIGNMENT - 3 * sizeof(size_t)];
};

_Static_assert(sizeof(struct sp_arena_block) == ALIGNMENT,
               "the header keeps alignment");

static _Noreturn void exhausted(struct sp_arena *a, double bytes)
{
    sp_fault(SP_FAILED, "out of memory: %.3g GiB more were asked for after %.3g GiB",
             bytes / 0x1p30, (double)a->taken / 0x1p30);
    if (a->exhausted)
        longjmp(*a->exhausted, 1);
    fprintf(stderr, "superpose: %s\n", sp_fault_text());
    abort();
}

static struct sp_arena_block *block_with(struct sp_arena *a, size_t bytes)
{
    struct sp_arena_block *block = a->last;
    if (block && block->size - block->used >= bytes)
        return block;
    size_t size = bytes > BLOCK ? bytes : BLOCK;
    block = aligned_alloc(ALIGNMENT, sizeof *block + size);
    if (!block)
        exhausted(a, (double)size);
    *block = (struct sp_arena_block){.before = a->last, .size = size};
    a->last = block;
    return block;
}

void *sp_arena_take(struct sp_arena *a, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - BLOCK) / size)
        exhausted(a, (double)count * (double)size);
    size_t bytes = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (a->limit && bytes > a->limit - a->taken)
        exhausted(a, (double)bytes);
    struct sp_arena_block *block = block_with(a, bytes);
    char *memory = (char *)(block + 1) + block->used;
    block->used += bytes;
    a->taken += bytes;
    return memset(memory, 0, bytes);
}

char *sp_arena_text(struct sp_arena *a, const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(sp_arena_take(a, bytes, 1), text, bytes);
}

char *sp_arena_print(struct sp_arena *a, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    sp_require(length >= 0);
    char *text = sp_arena_take(a, (size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void sp_arena_free(struct sp_arena *a)
{
    while (a->last) {
        struct sp_arena_block *before = a->last->before;
        free(a->last);
        a->last = before;
    }
    a->taken = 0;
}

int sp_arena_guard(struct sp_arena *a, int (*body)(void *), void *context)
{
    jmp_buf here;
    jmp_buf *outer = a->exhausted;
    a->exhausted = &here;
    int code = setjmp(here) ? SP_FAILED : body(context);
    a->exhausted = outer;
    return code;
}
