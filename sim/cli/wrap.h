/* Sentences in lines that fit a terminal of 80 characters. */
#ifndef SUPERPOSE_CLI_WRAP_H
#define SUPERPOSE_CLI_WRAP_H

#include <stdio.h>

/* Prints the words of TEXT, INDENT characters from the left, behind LABEL on the first
   line, and a line feed. */
void sp_wrap(FILE *out, const char *label, int indent, const char *text);

#endif
