/* Characters in a grid. */
#include "canvas.h"

#include <stdlib.h>
#include <string.h>

enum { BRAILLE = 0x2800, BLOCK = 0x2588 }; /* no dots; all eighths of a cell */

struct sp_canvas sp_canvas_make(struct sp_arena *a, int width, int height)
{
    struct sp_canvas c = {width, height,
                          SP_TAKE(a, (size_t)width * (size_t)height, struct sp_glyph)};
    for (int i = 0; i < width * height; i++)
        c.glyph[i].code = ' ';
    return c;
}

static struct sp_glyph *at(struct sp_canvas *c, int x, int y)
{
    bool inside = x >= 0 && x < c->width && y >= 0 && y < c->height;
    return inside ? &c->glyph[y * c->width + x] : NULL;
}

static void put(struct sp_canvas *c, int x, int y, int ink, int code)
{
    struct sp_glyph *glyph = at(c, x, y);
    if (glyph)
        *glyph = (struct sp_glyph){(uint16_t)code, (uint8_t)ink};
}

void sp_canvas_text(struct sp_canvas *c, int x, int y, int ink, const char *text)
{
    for (; *text; text++)
        put(c, x++, y, ink, (unsigned char)*text);
}

void sp_canvas_dot(struct sp_canvas *c, int x, int y, int ink)
{
    static const int bit[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
    struct sp_glyph *glyph = x >= 0 && y >= 0 ? at(c, x / 2, y / 4) : NULL;
    if (!glyph)
        return;
    int dots = glyph->code >= BRAILLE ? glyph->code : BRAILLE;
    glyph->code = (uint16_t)(dots | 1 << bit[y % 4][x % 2]);
    glyph->ink = (uint8_t)ink;
}

/* Bresenham 1965. */
void sp_canvas_line(struct sp_canvas *c, int x0, int y0, int x1, int y1, int ink)
{
    int dx = abs(x1 - x0), dy = -abs(y1 - y0), off = dx + dy;
    int right = x0 < x1 ? 1 : -1, down = y0 < y1 ? 1 : -1;
    for (;;) {
        sp_canvas_dot(c, x0, y0, ink);
        if (x0 == x1 && y0 == y1)
            return;
        int twice = 2 * off;
        if (twice >= dy) {
            off += dy;
            x0 += right;
        }
        if (twice <= dx) {
            off += dx;
            y0 += down;
        }
    }
}

void sp_canvas_bar(struct sp_canvas *c, int x, int y, int width, double fraction,
                   int ink)
{
    double eighths = 8 * width * (fraction > 1 ? 1 : fraction);
    int left = eighths > 0 ? (int)(eighths + 0.5) : 0;
    for (; left >= 8; left -= 8)
        put(c, x++, y, ink, BLOCK);
    if (left > 0)
        put(c, x, y, ink, BLOCK + 8 - left);
}

static void put_utf8(int code, FILE *out)
{
    if (code < 0x80) {
        fputc(code, out);
        return;
    }
    fputc(0xe0 | code >> 12, out);
    fputc(0x80 | (code >> 6 & 0x3f), out);
    fputc(0x80 | (code & 0x3f), out);
}

/* Dots in the upper half, the lower half or both; bars by the half they fill. */
static int ascii(int code)
{
    enum { UPPER = 0x1b, LOWER = 0xe4 };
    if (code < 0x80)
        return code;
    if (code < BRAILLE)
        return code <= BLOCK + 4 ? '#' : ' ';
    bool upper = code & UPPER, lower = code & LOWER;
    return upper && lower ? ':' : upper ? '\'' : '.';
}

static void put_ink(int ink, FILE *out)
{
    static const char *const code[] = {"0",        "38;5;32",  "38;5;166", "38;5;36",
                                       "38;5;175", "38;5;178", "38;5;74",  "38;5;130",
                                       "2",        "1"};
    fprintf(out, "\033[0m");
    if (ink)
        fprintf(out, "\033[%sm", code[ink]);
}

void sp_canvas_print(const struct sp_canvas *c, bool unicode, bool color,
                     const char *end, FILE *out)
{
    for (int y = 0; y < c->height; y++) {
        const struct sp_glyph *row = c->glyph + y * c->width;
        int length = c->width, ink = SP_INK_PLAIN;
        while (length > 0 && row[length - 1].code == ' ')
            length--;
        for (int x = 0; x < length; x++) {
            if (color && row[x].ink != ink)
                put_ink(ink = row[x].ink, out);
            put_utf8(unicode ? row[x].code : ascii(row[x].code), out);
        }
        if (ink)
            put_ink(SP_INK_PLAIN, out);
        fputs(end, out);
    }
}
