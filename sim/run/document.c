/* HTML and Markdown from the same calls. */
#include "superpose/document.h"

#include <string.h>

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;"
    "padding:0 1rem}"
    "h2{margin-top:3rem;border-top:1px solid #8888;padding-top:1rem}"
    "table{border-collapse:collapse;font-size:.9em;display:block;overflow-x:auto}"
    "th,td{border:1px solid #8888;padding:.2rem .5rem;text-align:left;"
    "vertical-align:top}"
    "figure{margin:1rem 0}figure svg{width:100%;height:auto;background:#fff}"
    "figcaption{font-size:.9em}"
    "pre{background:#8882;padding:.7rem;overflow-x:auto}code{font-size:.95em}";

static void put_html(FILE *out, const char *text)
{
    bool code = false;
    for (const char *c = text; *c; c++)
        switch (*c) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '`':
            fputs(code ? "</code>" : "<code>", out);
            code = !code;
            break;
        default:
            fputc(*c, out);
        }
    if (code)
        fputs("</code>", out);
}

/* One line, in which a bar would end a cell and < begin a tag. */
static void put_markdown(FILE *out, const char *text)
{
    bool code = false;
    for (const char *c = text; *c; c++) {
        code ^= *c == '`';
        if (*c == '|' || (!code && strchr("<*_", *c)))
            fputc('\\', out);
        fputc(*c == '\n' ? ' ' : *c, out);
    }
}

static void put(struct sp_document *d, const char *text)
{
    (d->html ? put_html : put_markdown)(d->out, text);
}

/* BEFORE text AFTER, in whichever of the two it is. */
static void wrap(struct sp_document *d, const char *before, const char *text,
                 const char *after)
{
    fputs(before, d->out);
    put(d, text);
    fputs(after, d->out);
}

static void open_block(struct sp_document *d, enum sp_document_block block)
{
    static const char *const begin[] = {"", "<ul>\n", "<table>\n"};
    static const char *const end[] = {"", "</ul>\n", "</table>\n"};
    if (d->block == block)
        return;
    if (d->html)
        fprintf(d->out, "%s%s", end[d->block], begin[block]);
    else if (d->block)
        fputc('\n', d->out);
    d->block = block;
}

void sp_document_close(struct sp_document *d)
{
    open_block(d, SP_NO_BLOCK);
}

void sp_document_begin(struct sp_document *d, const char *title)
{
    if (!d->html) {
        wrap(d, "# ", title, "\n\n");
        return;
    }
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
          d->out);
    wrap(d, "<title>", title, "</title>\n");
    fprintf(d->out, "<style>%s</style>\n</head>\n<body>\n", style);
    wrap(d, "<h1>", title, "</h1>\n");
}

void sp_document_end(struct sp_document *d)
{
    sp_document_close(d);
    if (d->html)
        fputs("</body>\n</html>\n", d->out);
}

void sp_document_heading(struct sp_document *d, const char *text)
{
    sp_document_close(d);
    wrap(d, d->html ? "<h2>" : "## ", text, d->html ? "</h2>\n" : "\n\n");
}

void sp_document_subheading(struct sp_document *d, const char *text)
{
    sp_document_close(d);
    wrap(d, d->html ? "<h3>" : "### ", text, d->html ? "</h3>\n" : "\n\n");
}

void sp_document_say(struct sp_document *d, const char *text)
{
    sp_document_close(d);
    wrap(d, d->html ? "<p>" : "", text, d->html ? "</p>\n" : "\n\n");
}

void sp_document_item(struct sp_document *d, const char *lead, const char *text)
{
    open_block(d, SP_LIST);
    wrap(d, d->html ? "<li><b>" : "- **", lead, d->html ? "</b>: " : "**: ");
    wrap(d, "", text, d->html ? "</li>\n" : "\n");
}

void sp_document_code(struct sp_document *d, const char *lines)
{
    sp_document_close(d);
    fputs(d->html ? "<pre><code>" : "```sh\n", d->out);
    if (d->html)
        put_html(d->out, lines);
    else
        fputs(lines, d->out);
    fputs(d->html ? "</code></pre>\n" : "```\n\n", d->out);
}

void sp_document_row(struct sp_document *d, const char *const *cell, int cells)
{
    bool head = d->block != SP_TABLE;
    open_block(d, SP_TABLE);
    fputs(d->html ? "<tr>" : "|", d->out);
    for (int i = 0; i < cells; i++)
        if (d->html)
            wrap(d, head ? "<th>" : "<td>", cell[i], head ? "</th>" : "</td>");
        else
            wrap(d, " ", cell[i], " |");
    fputs(d->html ? "</tr>\n" : "\n", d->out);
    for (int i = 0; !d->html && head && i < cells; i++)
        fputs(i + 1 < cells ? "|---" : "|---|\n", d->out);
}

/* Whether an identifier of a picture begins at C, behind one of these. */
static size_t reference(const char *c)
{
    static const char *const before[] = {"id=\"",   "id='",  "href=\"#",
                                         "href='#", "url(#", NULL};
    for (int i = 0; before[i]; i++)
        if (!strncmp(c, before[i], strlen(before[i])))
            return strlen(before[i]);
    return 0;
}

/* From <svg on; identifiers of several pictures in one page must differ. */
static void put_svg(FILE *out, const char *name, const char *svg)
{
    const char *c = strstr(svg, "<svg");
    while (c && *c) {
        size_t length = reference(c);
        if (!length) {
            fputc(*c++, out);
            continue;
        }
        fwrite(c, 1, length, out);
        fprintf(out, "%s-", name);
        c += length;
    }
}

void sp_document_figure(struct sp_document *d, const char *name, const char *svg,
                        const char *file, const char *caption)
{
    sp_document_close(d);
    if (!d->html) {
        wrap(d, "![", caption, "](");
        fprintf(d->out, "%s)\n\n", file);
        return;
    }
    fputs("<figure>\n", d->out);
    put_svg(d->out, name, svg);
    wrap(d, "<figcaption>", caption, "</figcaption>\n</figure>\n");
}
