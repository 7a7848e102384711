/* What SQLite lacks for summaries: sp_mean(x), sp_sd(x) (of a sample, n - 1 below),
   sp_mode(word) and sp_share(word), the part of all words that are the mode.  Values
   are collected and sorted first, so that a sum does not depend on the order in which
   rows come; NULL counts as absent. */
#include "store_inside.h"

#include <stdlib.h>
#include <string.h>

#include "superpose/stats.h"

struct numbers {
    double *value;
    size_t count, room;
};

struct words {
    char **word;
    size_t count, room;
};

/* ITEMS with space for one more; NULL when there is no memory. */
static void *grown(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t more = *room ? 2 * *room : 16;
    void *larger = sqlite3_realloc64(items, more * size);
    if (larger)
        *room = more;
    return larger;
}

static void add_number(sqlite3_context *context, int count, sqlite3_value **argument)
{
    (void)count;
    if (sqlite3_value_type(argument[0]) == SQLITE_NULL)
        return;
    struct numbers *n = sqlite3_aggregate_context(context, sizeof *n);
    double *value = n ? grown(n->value, n->count, &n->room, sizeof *value) : NULL;
    if (!value) {
        sqlite3_result_error_nomem(context);
        return;
    }
    n->value = value;
    n->value[n->count++] = sqlite3_value_double(argument[0]);
}

static int ascending(const void *left, const void *right)
{
    double x = *(const double *)left, y = *(const double *)right;
    return (x > y) - (x < y);
}

static void end_numbers(sqlite3_context *context,
                        double (*sum_up)(const double *, size_t))
{
    struct numbers *n = sqlite3_aggregate_context(context, 0);
    if (!n || !n->count)
        return;
    qsort(n->value, n->count, sizeof *n->value, ascending);
    sqlite3_result_double(context, sum_up(n->value, n->count));
    sqlite3_free(n->value);
}

static void end_mean(sqlite3_context *context)
{
    end_numbers(context, sp_mean);
}

static void end_deviation(sqlite3_context *context)
{
    end_numbers(context, sp_deviation);
}

static void add_word(sqlite3_context *context, int count, sqlite3_value **argument)
{
    (void)count;
    if (sqlite3_value_type(argument[0]) == SQLITE_NULL)
        return;
    struct words *w = sqlite3_aggregate_context(context, sizeof *w);
    char **word = w ? grown(w->word, w->count, &w->room, sizeof *word) : NULL;
    if (word)
        w->word = word;
    char *copy = word ? sqlite3_mprintf("%s", sqlite3_value_text(argument[0])) : NULL;
    if (copy)
        w->word[w->count++] = copy;
    else
        sqlite3_result_error_nomem(context);
}

static int alphabetic(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Finds the most frequent word, of several the first in the alphabet; gives how often
   it stands there. */
static size_t most_frequent(struct words *w, const char **word)
{
    size_t most = 0, first = 0;
    qsort(w->word, w->count, sizeof *w->word, alphabetic);
    for (size_t i = 0; i < w->count; i++) {
        if (strcmp(w->word[first], w->word[i]) != 0)
            first = i;
        if (i + 1 - first > most) {
            most = i + 1 - first;
            *word = w->word[first];
        }
    }
    return most;
}

static void free_words(struct words *w)
{
    for (size_t i = 0; i < w->count; i++)
        sqlite3_free(w->word[i]);
    sqlite3_free(w->word);
}

static void end_mode(sqlite3_context *context)
{
    struct words *w = sqlite3_aggregate_context(context, 0);
    const char *word = NULL;
    if (!w || !w->word)
        return;
    if (most_frequent(w, &word))
        sqlite3_result_text(context, word, -1, SQLITE_TRANSIENT);
    free_words(w);
}

static void end_share(sqlite3_context *context)
{
    struct words *w = sqlite3_aggregate_context(context, 0);
    const char *word;
    if (!w || !w->word)
        return;
    if (w->count)
        sqlite3_result_double(context,
                              (double)most_frequent(w, &word) / (double)w->count);
    free_words(w);
}

int sp_sql_aggregates(sqlite3 *db)
{
    static const struct {
        const char *name;
        void (*add)(sqlite3_context *, int, sqlite3_value **);
        void (*end)(sqlite3_context *);
    } all[] = {{"sp_mean", add_number, end_mean},
               {"sp_sd", add_number, end_deviation},
               {"sp_mode", add_word, end_mode},
               {"sp_share", add_word, end_share}};
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, code = SQLITE_OK;
    for (size_t i = 0; !code && i < sizeof all / sizeof *all; i++)
        code = sqlite3_create_function_v2(db, all[i].name, 1, flags, NULL, NULL,
                                          all[i].add, all[i].end, NULL);
    return code;
}
