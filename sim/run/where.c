/* The condition of a table: one SQL expression in which a dotted setting, as in
   source.density < 0.1, stands for its value in the job's resolved settings.  It is put
   in place here and not by naming subqueries after sections, because a measured column
   may have the name of a setting (density) and would then be ambiguous. */
#include "store_inside.h"

#include <ctype.h>
#include <string.h>

#include "superpose/fault.h"

static bool begins_name(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (c & 0x80);
}

static bool goes_on(char c)
{
    return begins_name(c) || isdigit((unsigned char)c) || c == '$';
}

/* From a quote to behind the one that closes it; 0 when none does. */
static size_t quoted_length(const char *text)
{
    const char *end = strchr(text + 1, *text == '[' ? ']' : *text);
    return end ? (size_t)(end - text) + 1 : 0;
}

static size_t comment_length(const char *text)
{
    const char *end = text[0] == '-' ? strchr(text, '\n') : strstr(text + 2, "*/");
    if (text[0] == '-')
        return end ? (size_t)(end - text) : strlen(text);
    return end ? (size_t)(end - text) + 2 : 0;
}

/* Length of a name with its dotted parts. */
static size_t name_length(const char *text)
{
    size_t length = 1;
    while (goes_on(text[length]) ||
           (text[length] == '.' && begins_name(text[length + 1])))
        length++;
    return length;
}

static size_t number_length(const char *text)
{
    size_t length = 1;
    while (goes_on(text[length]) || text[length] == '.')
        length++;
    return length;
}

/* Length of SQL's next token; 0: a quote or comment without end. */
static size_t token_length(const char *text)
{
    if (strchr("'\"`[", *text))
        return quoted_length(text);
    if (!strncmp(text, "--", 2) || !strncmp(text, "/*", 2))
        return comment_length(text);
    if (begins_name(*text))
        return name_length(text);
    if (isdigit((unsigned char)*text))
        return number_length(text);
    return 1;
}

static int put_setting(struct sp_table *t, sqlite3_str *sql, const char *key)
{
    bool known = false;
    int code = sp_table_setting(t, key, &known);
    if (code)
        return code;
    if (!known)
        return sp_table_unknown(t, "--where", key);
    sqlite3_str_appendf(sql, "json_extract(settings, '$.\"%q\"')", key);
    return 0;
}

static int unbalanced(const char *expr, const char *what)
{
    return sp_fault(SP_BAD,
                    "--where %s: %s; give one SQL expression, such as 'loss < 1'", expr,
                    what);
}

static int put_token(struct sp_table *t, sqlite3_str *sql, const char *token,
                     size_t length)
{
    char *word = sp_arena_print(t->a, "%.*s", (int)length, token);
    if (begins_name(*word) && strchr(word, '.'))
        return put_setting(t, sql, word);
    sqlite3_str_appendall(sql, word);
    return 0;
}

static int translate(struct sp_table *t, sqlite3_str *sql, const char *expr)
{
    int depth = 0, code = 0;
    for (const char *at = expr; !code && *at;) {
        size_t length = token_length(at);
        depth += (*at == '(') - (*at == ')');
        if (!length)
            return unbalanced(expr, "a quote or comment does not end");
        if (depth < 0)
            return unbalanced(expr, "a ')' closes nothing");
        if (*at == ';')
            return unbalanced(expr, "there is a ';'");
        code = put_token(t, sql, at, length);
        at += length;
    }
    if (!code && depth)
        return unbalanced(expr, "a '(' is not closed");
    return code;
}

int sp_table_condition(struct sp_table *t, const char *expr, const char **out)
{
    if (!expr[strspn(expr, " \t\r\n")])
        return unbalanced(expr, "it is empty");
    sqlite3_str *sql = sqlite3_str_new(NULL);
    int code = translate(t, sql, expr);
    *out = sp_sql_text(t->a, sql);
    return code;
}
