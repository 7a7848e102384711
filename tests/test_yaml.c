#include <math.h>
#include <string.h>

#include "suite.h"
#include "superpose/fault.h"
#include "superpose/yaml.h"

static struct sp_arena a;
static struct sp_node *root;
static struct sp_place wrong;

static int parse(const char *text)
{
    return sp_yaml_parse(&a, text, strlen(text), &root, &wrong);
}

static void stands_at(const struct sp_node *node, int line, int column)
{
    ck_assert_int_eq(node->place.line, line);
    ck_assert_int_eq(node->place.column, column);
}

static void refused(const char *text, int line, int column, const char *sentence)
{
    ck_assert_int_eq(parse(text), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), sentence);
    ck_assert_int_eq(wrong.line, line);
    ck_assert_int_eq(wrong.column, column);
    ck_assert_ptr_null(root);
    sp_arena_free(&a);
}

START_TEST(values_keep_their_places)
{
    ck_assert_int_eq(parse("# why\ntoy: {kind: relu,\n      sizes: [2, 3]}\n"), 0);
    ck_assert_int_eq(root->type, SP_NODE_MAP);
    ck_assert_int_eq(root->count, 1);
    const struct sp_node *toy = root->first;
    ck_assert_str_eq(toy->key->text, "toy");
    stands_at(toy->key, 2, 1);
    stands_at(toy, 2, 6);
    ck_assert_int_eq(toy->count, 2);
    ck_assert_str_eq(toy->first->key->text, "kind");
    ck_assert_str_eq(toy->first->text, "relu");
    stands_at(toy->first, 2, 13);
    const struct sp_node *sizes = toy->first->next;
    ck_assert_int_eq(sizes->type, SP_NODE_LIST);
    ck_assert_int_eq(sizes->count, 2);
    stands_at(sizes, 3, 14);
    ck_assert_str_eq(sizes->first->next->text, "3");
    ck_assert_ptr_null(sizes->first->key);
    ck_assert_ptr_null(sizes->first->next->next);
    stands_at(sizes->first->next, 3, 18);
    sp_arena_free(&a);
}
END_TEST

START_TEST(columns_count_characters)
{
    ck_assert_int_eq(parse("{\"\xC3\xA9\xE2\x82\xAC\": x}"), 0);
    stands_at(root->first, 1, 8);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_text_without_values_is_no_tree)
{
    const char *const nothing[] = {"", "\n \n", "# a comment\n# another"};
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(parse(nothing[i]), 0);
        ck_assert_ptr_null(root);
    }
    ck_assert_int_eq(sp_yaml_parse(&a, NULL, 0, &root, &wrong), 0);
    ck_assert_ptr_null(root);
    sp_arena_free(&a);
}
END_TEST

START_TEST(block_and_flow_and_quotes_are_the_same)
{
    ck_assert_int_eq(parse("x:\n  - 'a b'\n  - \"c\"\n  -\n"), 0);
    const struct sp_node *item = root->first->first;
    ck_assert_str_eq(item->text, "a b");
    ck_assert_str_eq(item->next->text, "c");
    ck_assert_str_eq(item->next->next->text, "");
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_not_yaml_is_refused_where_it_stops)
{
    refused("toy: [1, 2\nseed: 3\n", 2, 5,
            "not YAML: did not find expected ',' or ']', while parsing a flow sequence "
            "that starts on line 1");
    refused("toy: 1\n  seed: 3\n", 2, 7,
            "not YAML: mapping values are not allowed in this context");
    refused("x: 'open\n", 2, 1,
            "not YAML: found unexpected end of stream, while scanning a quoted scalar "
            "that starts on line 1");
}
END_TEST

START_TEST(what_is_not_text_is_refused)
{
    refused("x: 1\ny: \xC3\xA9\xFF\n", 2, 5,
            "not text in UTF-8: invalid leading UTF-8 octet");
    refused("x: \x01\n", 1, 4, "not text in UTF-8: control characters are not allowed");
    static const char binary[] = "x: 1\0y: 2";
    ck_assert_int_eq(sp_yaml_parse(&a, binary, sizeof binary, &root, &wrong), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), "a binary file (it holds a NUL byte), not text");
    ck_assert_int_eq(wrong.line, 0);
    refused("x: \"a\\0b\"\n", 1, 4,
            "a value must not hold line breaks or other control characters");
    refused("x: |\n  two\n  lines\n", 1, 4,
            "a value must not hold line breaks or other control characters");
}
END_TEST

START_TEST(what_experiments_have_no_use_for_is_refused)
{
    refused("x: &name 1\n", 1, 4,
            "anchors (&) are not allowed here: write the value out");
    refused("x: [&name {}]\n", 1, 5,
            "anchors (&) are not allowed here: write the value out");
    refused("x: *name\n", 1, 4,
            "aliases (*) are not allowed here: write the value out, or put text that "
            "starts with * in quotes");
    refused("x: 1\ny: !!int 3\n", 2, 4,
            "tags (!) are not allowed here: write the value alone");
    refused("x: 1\n---\nx: 2\n", 2, 1,
            "a second document: one file holds one experiment");
    refused("{[a, b]: 1}\n", 1, 2, "a key must be a word");
    refused("? {a: b}\n: 1\n", 1, 3, "a key must be a word");
}
END_TEST

/* COUNT times OPEN and as often CLOSE around a 1. */
static char *nested(int count, char open, char close)
{
    char *text = SP_TAKE(&a, 2 * count + 2, char);
    memset(text, open, (size_t)count);
    text[count] = '1';
    memset(text + count + 1, close, (size_t)count);
    return text;
}

START_TEST(depth_is_bounded)
{
    ck_assert_int_eq(parse(nested(SP_YAML_DEPTH, '[', ']')), 0);
    ck_assert_int_eq(parse(nested(SP_YAML_DEPTH + 1, '[', ']')), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), "nested too deep");
    ck_assert_int_eq(wrong.column, SP_YAML_DEPTH + 1);
    ck_assert_int_eq(parse(nested(SP_YAML_BYTES / 2 - 1, '[', ']')), SP_BAD);
    ck_assert_int_eq(parse(nested(SP_YAML_BYTES / 2 - 1, '{', '}')), SP_BAD);
    sp_arena_free(&a);
}
END_TEST

START_TEST(size_is_bounded)
{
    char *text = SP_TAKE(&a, SP_YAML_BYTES + 2, char);
    memset(text, ' ', SP_YAML_BYTES + 1);
    ck_assert_int_eq(sp_yaml_parse(&a, text, SP_YAML_BYTES, &root, &wrong), 0);
    ck_assert_int_eq(sp_yaml_parse(&a, text, SP_YAML_BYTES + 1, &root, &wrong), SP_BAD);
    ck_assert_str_eq(sp_fault_text(),
                     "larger than 1024 KiB: too large for an experiment");
    text[0] = '[';
    for (int i = 1; i < SP_YAML_BYTES - 1; i += 2)
        memcpy(text + i, "1,", 2);
    ck_assert_int_eq(sp_yaml_parse(&a, text, SP_YAML_BYTES, &root, &wrong), SP_BAD);
    ck_assert_str_eq(sp_fault_text(), "too many values for one file");
    sp_arena_free(&a);
}
END_TEST

/* Nothing of libyaml's may leak then: the sanitizers look. */
START_TEST(an_exhausted_arena_is_a_failure_and_not_a_leak)
{
    a.limit = 1024;
    ck_assert_int_eq(parse("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]"), SP_FAILED);
    ck_assert_ptr_null(root);
    sp_arena_free(&a);
    a.limit = 0;
}
END_TEST

SUITE("yaml", values_keep_their_places, columns_count_characters,
      a_text_without_values_is_no_tree, block_and_flow_and_quotes_are_the_same,
      what_is_not_yaml_is_refused_where_it_stops, what_is_not_text_is_refused,
      what_experiments_have_no_use_for_is_refused, depth_is_bounded, size_is_bounded,
      an_exhausted_arena_is_a_failure_and_not_a_leak)
