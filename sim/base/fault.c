/* Fault sentences, one per thread. */
#include "superpose/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SENTENCE = 4096 };

static _Thread_local char last[SENTENCE];

int sp_fault(int code, const char *format, ...)
{
    char sentence[SENTENCE]; /* the arguments may point into `last` */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    memcpy(last, sentence, sizeof last);
    return code;
}

const char *sp_fault_text(void)
{
    return last;
}

void sp_broken(const char *promise, const char *file, int line)
{
    fprintf(stderr, "superpose: broken promise at %s:%d: %s\n", file, line, promise);
    abort();
}
