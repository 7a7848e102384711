#include "wrap.h"

#include <string.h>

void sp_wrap(FILE *out, const char *label, int indent, const char *text)
{
    enum { WIDTH = 78 };
    int at = fprintf(out, "%-*s", indent, label);
    for (const char *gap = ""; *text; gap = " ") {
        int length = (int)strcspn(text, " ");
        if (*gap && at + 1 + length > WIDTH) {
            at = fprintf(out, "\n%*s", indent, "") - 1;
            gap = "";
        }
        at += fprintf(out, "%s%.*s", gap, length, text);
        text += length + (text[length] == ' ');
    }
    fputc('\n', out);
}
