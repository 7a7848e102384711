/* A setting is one table row; parsing, range checks, `superpose list`, the manual page
   and the record of provenance all come from that row, and nothing else knows it. */
#ifndef SUPERPOSE_PARAM_H
#define SUPERPOSE_PARAM_H

#include <stddef.h>

#include "superpose/arena.h"

enum sp_param_type {
    SP_INT,    /* int: digits, or integral and scientific as in 1e4 */
    SP_REAL,   /* double, finite */
    SP_BOOL,   /* bool: true or false */
    SP_CHOICE, /* int: place in the list of choices */
    SP_TEXT,   /* const char *; "" when absent */
    SP_FILE,   /* const char *: a path whose content is part of a job's identity */
    SP_REALS   /* struct sp_reals: one number, or [a, b, ...]; [] for none */
};

struct sp_reals {
    int count;
    const double *value; /* (count) */
};

struct sp_param {
    const char *key; /* dotted, as in "source.density"; NULL ends a table */
    enum sp_param_type type;
    size_t offset;              /* of the field in the settings struct */
    const char *preset;         /* the default, as text */
    double min, max;            /* numbers: inclusive; no limit: +-HUGE_VAL */
    const char *const *choices; /* SP_CHOICE: the words, ended by NULL */
    const char *doc;            /* one line, with the unit */
};

/* Sets every field to its default, which must be one that its row takes. */
void sp_param_defaults(struct sp_arena *a, const struct sp_param *table,
                       void *settings);

/* Reads TEXT into the row's field.  SP_BAD, with the key, what is wrong and what would
   be right (and the nearest choice): not this type, out of range, not finite; the field
   is then left as it was. */
int sp_param_read(struct sp_arena *a, const struct sp_param *row, void *settings,
                  const char *text);

/* The field as text that reads back to the same value; in the arena. */
const char *sp_param_print(struct sp_arena *a, const struct sp_param *row,
                           const void *settings);

/* What the row takes, in words: "a number from 0 to 1", "one of: uniform, constant". */
const char *sp_param_takes(struct sp_arena *a, const struct sp_param *row);

/* The row with this key, or NULL. */
const struct sp_param *sp_param_find(const struct sp_param *table, const char *key);

/* How many edits (insert, delete, replace, swap neighbours) turn one word into the
   other, looking at the first 64 bytes of each. */
int sp_edit_distance(const char *from, const char *to);

/* For "did you mean": of the candidates offered so far the nearest to WORD, no further
   from it than a third of its own length; best is NULL while there is none. */
struct sp_nearest {
    const char *word, *best;
    int least;
};
struct sp_nearest sp_nearest_to(const char *word);
void sp_nearest_offer(struct sp_nearest *nearest, const char *candidate);

/* Reads the decimal number that TEXT begins with, the same in every locale: gives the
   place behind it, or NULL when there is none (white space, hexadecimal, inf and nan
   are none).  Too large a number gives an infinity. */
const char *sp_number_scan(const char *text, double *out);

/* x with the least of 15, 16 or 17 digits that read back to it; in the arena. */
const char *sp_number_print(struct sp_arena *a, double x);

#endif
