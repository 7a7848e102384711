/* Evenly spaced points, in the value or in its logarithm.  The ends are exact; a point
   between is rounded to 12 significant digits, so that it reads well and that a last
   bit in which C libraries differ does not give its job another name. */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"
#include "superpose/fault.h"

enum { DIGITS = 12 };

static double rounded(double x)
{
    char text[32];
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    sp_require(plain);
    locale_t before = uselocale(plain);
    snprintf(text, sizeof text, "%.*g", DIGITS, x);
    double out = strtod(text, NULL);
    uselocale(before);
    freelocale(plain);
    return out;
}

struct range {
    bool log;
    double from, to;
    int64_t count;
};

static double point(const struct range *range, int64_t i)
{
    double part = (double)i / (double)(range->count - 1);
    if (range->log)
        return rounded(exp((1 - part) * log(range->from) + part * log(range->to)));
    return rounded((1 - part) * range->from + part * range->to);
}

/* One end, checked as a value of its own; gives its text, or NULL. */
static const char *read_end(struct sp_reading *r, const struct sp_given *e,
                            const struct sp_node *node, double *out)
{
    long before = r->mistakes;
    const char *text = sp_reading_check(r, e, node, node->text);
    const char *behind = sp_number_scan(text, out);
    if (r->mistakes > before)
        return NULL;
    if (behind && !*behind)
        return text;
    sp_reading_wrong(r, e, node, "a range goes from one number to another");
    return NULL;
}

static bool is_triple(const struct sp_node *node)
{
    if (node->type != SP_NODE_LIST || node->count != 3)
        return false;
    for (const struct sp_node *item = node->first; item; item = item->next)
        if (item->type != SP_NODE_SCALAR)
            return false;
    return true;
}

static void fill(struct sp_reading *r, struct sp_given *e, const struct range *range)
{
    for (int64_t i = 1; i < range->count - 1; i++) {
        double x = point(range, i);
        e->text[i] = sp_number_print(r->arena, e->rounded ? round(x) : x);
    }
}

void sp_reading_range(struct sp_reading *r, struct sp_given *e,
                      const struct sp_node *triple, enum sp_param_type type)
{
    struct range range = {.log = !strcmp(triple->key->text, "log")};
    if (!is_triple(triple)) {
        sp_reading_wrong(r, e, triple, "a range takes [from, to, count]");
        return;
    }
    const struct sp_node *from = triple->first, *to = from->next, *count = to->next;
    const char *first = read_end(r, e, from, &range.from);
    const char *last = read_end(r, e, to, &range.to);
    range.count = sp_seed_read(count->text);
    if (range.count < 2)
        sp_reading_wrong(r, e, count,
                         "a range has a whole number of points, at least 2");
    if (!first || !last || range.count < 2)
        return;
    if (range.log && (range.from <= 0 || range.to <= 0)) {
        sp_reading_wrong(r, e, triple, "both ends of log must be above 0");
        return;
    }
    e->axis = true;
    e->rounded = type == SP_INT;
    if (!sp_reading_room(r, e, range.count))
        return;
    fill(r, e, &range);
    e->text[0] = first;
    e->text[range.count - 1] = last;
}
