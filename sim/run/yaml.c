/* The tree is built from libyaml's events, so that depth and size are bounded while it
   grows.  libyaml keeps memory of its own: the work runs under a guard of the arena and
   the parser is deleted on every way out. */
#include "superpose/yaml.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <yaml.h>

#include "superpose/fault.h"

struct reading {
    struct sp_arena *arena;
    const char *text;
    size_t length;
    yaml_parser_t parser;
    yaml_event_t event; /* the one looked at; always deletable */
    int nodes;
    struct sp_node *root;
    struct sp_place wrong;
};

static struct sp_place place_of(yaml_mark_t mark)
{
    return (struct sp_place){.line = (int)mark.line + 1,
                             .column = (int)mark.column + 1};
}

/* The place of byte number AT, for errors found before characters are known. */
static struct sp_place place_of_byte(const struct reading *r, size_t at)
{
    struct sp_place place = {.line = 1, .column = 1};
    for (size_t i = 0; i < at && i < r->length; i++) {
        bool inside_character = ((unsigned char)r->text[i] & 0xC0) == 0x80;
        place.column += !inside_character;
        if (r->text[i] == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

static int wrong_here(struct reading *r, const char *sentence)
{
    r->wrong = place_of(r->event.start_mark);
    return sp_fault(SP_BAD, "%s", sentence);
}

/* libyaml's own complaint, in its words. */
static int wrong_yaml(struct reading *r)
{
    const yaml_parser_t *parser = &r->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return sp_fault(SP_FAILED, "out of memory while reading YAML");
    if (parser->error == YAML_READER_ERROR) {
        r->wrong = place_of_byte(r, parser->problem_offset);
        return sp_fault(SP_BAD, "not text in UTF-8: %s", parser->problem);
    }
    r->wrong = place_of(parser->problem_mark);
    if (!parser->context)
        return sp_fault(SP_BAD, "not YAML: %s", parser->problem);
    return sp_fault(SP_BAD, "not YAML: %s, %s that starts on line %d", parser->problem,
                    parser->context, place_of(parser->context_mark).line);
}

static int advance(struct reading *r)
{
    yaml_event_delete(&r->event);
    return yaml_parser_parse(&r->parser, &r->event) ? 0 : wrong_yaml(r);
}

static int refuse_foreign(struct reading *r, const yaml_char_t *anchor,
                          const yaml_char_t *tag)
{
    if (anchor)
        return wrong_here(r, "anchors (&) are not allowed here: write the value out");
    if (tag)
        return wrong_here(r, "tags (!) are not allowed here: write the value alone");
    return 0;
}

static int check_node(struct reading *r)
{
    const yaml_event_t *event = &r->event;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return refuse_foreign(r, event->data.scalar.anchor, event->data.scalar.tag);
    case YAML_SEQUENCE_START_EVENT:
        return refuse_foreign(r, event->data.sequence_start.anchor,
                              event->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return refuse_foreign(r, event->data.mapping_start.anchor,
                              event->data.mapping_start.tag);
    default:
        return wrong_here(r, "aliases (*) are not allowed here: write the value out, "
                             "or put text that starts with * in quotes");
    }
}

static int read_scalar(struct reading *r, struct sp_node *node)
{
    const char *value = (const char *)r->event.data.scalar.value;
    size_t length = r->event.data.scalar.length;
    char *text = SP_TAKE(r->arena, length + 1, char);
    memcpy(text, value, length);
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
            return wrong_here(r, "a value must not hold line breaks or other control "
                                 "characters");
    }
    node->text = text;
    return 0;
}

static int read_node(struct reading *r, int depth, struct sp_node **out);

/* The scalar in front of a colon, and then the value behind it. */
static int read_pair(struct reading *r, int depth, struct sp_node **out)
{
    if (r->event.type != YAML_SCALAR_EVENT)
        return wrong_here(r, "a key must be a word");
    struct sp_node *key = NULL;
    int code = read_node(r, depth, &key);
    if (code)
        return code;
    code = advance(r);
    if (code)
        return code;
    code = read_node(r, depth, out);
    if (code)
        return code;
    (*out)->key = key;
    return 0;
}

static int read_children(struct reading *r, int depth, struct sp_node *parent)
{
    if (depth == SP_YAML_DEPTH)
        return wrong_here(r, "nested too deep");
    bool map = parent->type == SP_NODE_MAP;
    yaml_event_type_t end = map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    struct sp_node **last = &parent->first;
    for (;;) {
        int code = advance(r);
        if (code)
            return code;
        if (r->event.type == end)
            return 0;
        code = map ? read_pair(r, depth + 1, last) : read_node(r, depth + 1, last);
        if (code)
            return code;
        parent->count++;
        last = &(*last)->next;
    }
}

/* The node that starts with the event looked at. */
static int read_node(struct reading *r, int depth, struct sp_node **out)
{
    int code = check_node(r);
    if (code)
        return code;
    if (++r->nodes > SP_YAML_NODES)
        return wrong_here(r, "too many values for one file");
    struct sp_node *node = SP_TAKE(r->arena, 1, struct sp_node);
    node->place = place_of(r->event.start_mark);
    *out = node;
    if (r->event.type == YAML_SCALAR_EVENT)
        return read_scalar(r, node);
    bool map = r->event.type == YAML_MAPPING_START_EVENT;
    node->type = map ? SP_NODE_MAP : SP_NODE_LIST;
    return read_children(r, depth, node);
}

static bool at(const struct reading *r, yaml_event_type_t type)
{
    return r->event.type == type;
}

static int read_stream(void *context)
{
    struct reading *r = context;
    int code = advance(r); /* the start of the stream */
    while (!code && !at(r, YAML_STREAM_END_EVENT)) {
        code = advance(r);
        if (code || at(r, YAML_DOCUMENT_END_EVENT) || at(r, YAML_STREAM_END_EVENT))
            continue;
        if (at(r, YAML_DOCUMENT_START_EVENT) && r->root)
            return wrong_here(r, "a second document: one file holds one experiment");
        if (!at(r, YAML_DOCUMENT_START_EVENT))
            code = read_node(r, 0, &r->root);
    }
    return code;
}

static int check_bytes(struct reading *r)
{
    if (r->length > SP_YAML_BYTES)
        return sp_fault(SP_BAD, "larger than %d KiB: too large for an experiment",
                        SP_YAML_BYTES / 1024);
    if (memchr(r->text, 0, r->length))
        return sp_fault(SP_BAD, "a binary file (it holds a NUL byte), not text");
    return 0;
}

int sp_yaml_parse(struct sp_arena *a, const char *text, size_t length,
                  struct sp_node **root, struct sp_place *wrong)
{
    struct reading r = {.arena = a, .text = text ? text : "", .length = length};
    *root = NULL;
    *wrong = (struct sp_place){0};
    if (check_bytes(&r))
        return SP_BAD;
    if (!yaml_parser_initialize(&r.parser))
        return sp_fault(SP_FAILED, "out of memory while reading YAML");
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)r.text, length);
    int code = sp_arena_guard(a, read_stream, &r);
    yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    *wrong = r.wrong;
    if (!code)
        *root = r.root;
    return code;
}
