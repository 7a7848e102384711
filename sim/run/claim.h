/* A hypothesis while it is being read: what names in it mean in this experiment. */
#ifndef SUPERPOSE_RUN_CLAIM_H
#define SUPERPOSE_RUN_CLAIM_H

#include "reading.h"

struct sp_claim {
    struct sp_reading *r;
    const struct sp_given *e; /* the section */
    struct sp_hypothesis *h;
    const char *field; /* the part being read; NULL: the hypothesis as a whole */
};

/* Complains about AT, with the names of hypothesis and part in front. */
void sp_claim_wrong(struct sp_claim *c, const struct sp_node *at, const char *format,
                    ...) __attribute__((format(printf, 3, 4)));

/* The text of a scalar, "" of anything else. */
const char *sp_claim_scalar(const struct sp_node *node);

/* Reads TEXT (at NODE) as a quantity of this experiment's jobs; false, with a mistake,
   when it is none. */
bool sp_claim_quantity(struct sp_claim *c, const struct sp_node *node, const char *text,
                       struct sp_quantity *out);

/* Whether TEXT is a setting that some job here has; whether it is an axis of several
   levels, unless the command line leaves it one; whether some job has the value that
   NODE says.  A mistake otherwise. */
bool sp_claim_setting(struct sp_claim *c, const struct sp_node *node, const char *text);
bool sp_claim_levels(struct sp_claim *c, const struct sp_node *node, const char *text);
bool sp_claim_value(struct sp_claim *c, const struct sp_node *node, const char *text);

/* Complains about axes that the hypothesis says nothing of, unless its own axis is a
   column, which all of them may move. */
void sp_claim_loose_axes(struct sp_claim *c, const struct sp_node *at);

/* A place on an axis: a number, a quantity, or NUMBER * quantity. */
bool sp_claim_place(struct sp_claim *c, const struct sp_node *node,
                    struct sp_term *out);

/* One condition: TERM RELATION TERM, where a term is a number, a word, a quantity, or
   NUMBER * quantity. */
bool sp_claim_condition(struct sp_claim *c, const struct sp_node *node,
                        struct sp_condition *out);

#endif
