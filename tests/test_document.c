/* The same calls as HTML and as Markdown, with nothing in a text that could be taken
   for a mark. */
#include "superpose/document.h"

#include <stdlib.h>
#include <string.h>

#include "suite.h"

static char *text;
static size_t length;

static struct sp_document begin(bool html)
{
    struct sp_document d = {.out = open_memstream(&text, &length), .html = html};
    return d;
}

static void expect(struct sp_document *d, const char *expected)
{
    fclose(d->out);
    ck_assert_str_eq(text, expected);
    free(text);
}

START_TEST(a_text_has_no_marks_but_code)
{
    static const char words[] = "a < b & \"c\" | d* in `W_ij | x`";
    struct sp_document html = begin(true);
    sp_document_say(&html, words);
    expect(&html,
           "<p>a &lt; b &amp; &quot;c&quot; | d* in <code>W_ij | x</code></p>\n");
    struct sp_document markdown = begin(false);
    sp_document_say(&markdown, words);
    expect(&markdown, "a \\< b & \"c\" \\| d\\* in `W_ij \\| x`\n\n");
}
END_TEST

static void list_and_table(struct sp_document *d)
{
    const char *const cell[] = {"x", "y"};
    sp_document_item(d, "one", "1");
    sp_document_row(d, cell, 2);
    sp_document_row(d, cell, 2);
    sp_document_close(d);
}

START_TEST(blocks_close_each_other)
{
    struct sp_document html = begin(true);
    list_and_table(&html);
    expect(&html, "<ul>\n<li><b>one</b>: 1</li>\n</ul>\n<table>\n"
                  "<tr><th>x</th><th>y</th></tr>\n<tr><td>x</td><td>y</td></tr>\n"
                  "</table>\n");
    struct sp_document markdown = begin(false);
    list_and_table(&markdown);
    expect(&markdown, "- **one**: 1\n\n| x | y |\n|---|---|\n| x | y |\n\n");
}
END_TEST

START_TEST(identifiers_of_two_pictures_differ)
{
    static const char svg[] = "<?xml?><!DOCTYPE svg>"
                              "<svg><g id='a'/><use xlink:href='#a' x=\"#b\" "
                              "fill=\"url(#c)\"/></svg>";
    struct sp_document html = begin(true);
    sp_document_figure(&html, "load", svg, "load.svg", "why?");
    expect(&html, "<figure>\n<svg><g id='load-a'/><use xlink:href='#load-a' x=\"#b\" "
                  "fill=\"url(#load-c)\"/></svg><figcaption>why?</figcaption>\n"
                  "</figure>\n");
    struct sp_document markdown = begin(false);
    sp_document_figure(&markdown, "load", svg, "load.svg", "why?");
    expect(&markdown, "![why?](load.svg)\n\n");
}
END_TEST

SUITE("document", a_text_has_no_marks_but_code, blocks_close_each_other,
      identifiers_of_two_pictures_differ)
