/* Text with headings, lists, tables and figures, as HTML that needs nothing else or as
   Markdown.  All text is escaped; `words between grave accents` are code. */
#ifndef SUPERPOSE_DOCUMENT_H
#define SUPERPOSE_DOCUMENT_H

#include <stdbool.h>
#include <stdio.h>

/* What is open and must be closed before something else begins. */
enum sp_document_block { SP_NO_BLOCK, SP_LIST, SP_TABLE };

struct sp_document {
    FILE *out;
    bool html;
    enum sp_document_block block;
};

/* HTML gets its head and style; TITLE is the heading of the whole. */
void sp_document_begin(struct sp_document *d, const char *title);
void sp_document_end(struct sp_document *d);

void sp_document_heading(struct sp_document *d, const char *text);
void sp_document_subheading(struct sp_document *d, const char *text);
void sp_document_say(struct sp_document *d, const char *text);
void sp_document_item(struct sp_document *d, const char *lead, const char *text);
void sp_document_code(struct sp_document *d, const char *lines);

/* The first row of a table is its head. */
void sp_document_row(struct sp_document *d, const char *const *cell, int cells);
/* Ends a table or list, so that the next row begins a new one. */
void sp_document_close(struct sp_document *d);

/* The picture SVG (its text) called NAME, which other names in it begin with from then
   on; Markdown points to FILE instead. */
void sp_document_figure(struct sp_document *d, const char *name, const char *svg,
                        const char *file, const char *caption);

#endif
