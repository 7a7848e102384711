/* A picture made of characters: text, bars, and lines of Braille dots, which become
   plain ASCII where the terminal has no Unicode. */
#ifndef SUPERPOSE_CLI_CANVAS_H
#define SUPERPOSE_CLI_CANVAS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "superpose/arena.h"

/* Inks from 1 to SP_INK_COLORS are told apart by the colour-blind too (Okabe and Ito
   2008). */
enum { SP_INK_PLAIN, SP_INK_COLORS = 7, SP_INK_FAINT, SP_INK_BOLD };

struct sp_glyph {
    uint16_t code; /* Unicode */
    uint8_t ink;
};

struct sp_canvas {
    int width, height;      /* characters */
    struct sp_glyph *glyph; /* (height, width) */
};

/* All blank; lives in the arena. */
struct sp_canvas sp_canvas_make(struct sp_arena *a, int width, int height);

/* What lies outside is cut off, here and below.  TEXT is ASCII. */
void sp_canvas_text(struct sp_canvas *c, int x, int y, int ink, const char *text);

/* Dots are numbered from the top left, 2 to a character across and 4 down. */
void sp_canvas_dot(struct sp_canvas *c, int x, int y, int ink);
void sp_canvas_line(struct sp_canvas *c, int x0, int y0, int x1, int y1, int ink);

/* A bar of FRACTION of WIDTH characters, in steps of an eighth. */
void sp_canvas_bar(struct sp_canvas *c, int x, int y, int width, double fraction,
                   int ink);

/* Lines without blanks at their ends, each with END behind it. */
void sp_canvas_print(const struct sp_canvas *c, bool unicode, bool color,
                     const char *end, FILE *out);

#endif
