/* Text to a tree of nodes that know their place.  The only door to libyaml; what an
   experiment file has no use for (anchors, aliases, tags, several documents) is an
   error here. */
#ifndef SUPERPOSE_YAML_H
#define SUPERPOSE_YAML_H

#include "superpose/arena.h"

enum { SP_YAML_DEPTH = 16, SP_YAML_NODES = 1 << 18, SP_YAML_BYTES = 1 << 20 };

enum sp_node_type { SP_NODE_SCALAR, SP_NODE_LIST, SP_NODE_MAP };

/* Where something stands in a text, in characters; from 1, and 0 for nowhere. */
struct sp_place {
    int line, column;
};

struct sp_node {
    enum sp_node_type type;
    struct sp_place place;
    const char *text;          /* of a scalar, without control characters; else NULL */
    const struct sp_node *key; /* in a map: the scalar in front of the colon */
    int count;                 /* children of a list or map */
    struct sp_node *first;     /* the first child */
    struct sp_node *next;      /* the sibling behind this one */
};

/* Reads LENGTH bytes of TEXT (NULL: none) as one YAML document; *root is NULL when
   there is none. SP_BAD with a sentence, and *wrong where (line 0: the text as a
   whole), when it is larger than SP_YAML_BYTES, not UTF-8 text, not YAML, nested deeper
   than SP_YAML_DEPTH, or has more than SP_YAML_NODES values. */
int sp_yaml_parse(struct sp_arena *a, const char *text, size_t length,
                  struct sp_node **root, struct sp_place *wrong);

#endif
