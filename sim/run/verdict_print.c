/* Verdicts as sentences, as a table, as Markdown. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/verdict.h"

/* TEXT on one line. */
static void put_text(FILE *out, const char *text)
{
    for (const char *c = text; *c; c++)
        fputc(strchr("\t\r\n", *c) ? ' ' : *c, out);
}

static const char *axis_of(const struct sp_hypothesis *h)
{
    return h->axis ? h->axis->text : "";
}

static const char *family(const struct sp_hypothesis *h)
{
    return h->primary ? "Holm" : "BH";
}

static void put_finding(FILE *out, const struct sp_verdict_line *line)
{
    fputs(sp_finding_names[line->finding], out);
    if (line->finding == SP_REFUSED)
        fprintf(out, ": %s", line->reason);
    if (line->finding == SP_SUPPORTED_UNTIL)
        fprintf(out, " %.4g", line->until);
}

static void put_effect(FILE *out, const struct sp_verdict_line *line)
{
    fprintf(out, "%s %.3g [%.3g, %.3g]", line->effect_name, line->effect, line->low,
            line->high);
}

static void print_line(FILE *out, const struct sp_verdict_line *line)
{
    const struct sp_hypothesis *h = line->of;
    fprintf(out, "%s [%s]: ", h->name, line->stratum);
    put_finding(out, line);
    if (!isnan(line->p)) {
        fputs("; ", out);
        put_effect(out, line);
        if (!isnan(line->rho))
            fprintf(out, ", rho %.2f", line->rho);
        fprintf(out, "; %s p %.2g, %s %.2g", sp_trial_names[h->trial], line->p,
                family(h), line->adjusted);
        if (!isnan(line->shape))
            fprintf(out, ", not monotone p %.2g", line->shape);
        fprintf(out, "; %d seeds", line->seeds);
        if (h->axis)
            fprintf(out, ", %d levels", line->levels);
        if (!isnan(line->control))
            fprintf(out, "; controls p %.2g", line->control);
    }
    fputc('\n', out);
}

void sp_verdict_print(const struct sp_verdict *verdict, FILE *out)
{
    for (int i = 0; i < verdict->lines; i++)
        print_line(out, &verdict->line[i]);
}

static void put_number(FILE *out, double x)
{
    struct sp_arena a = {0};
    fprintf(out, "\t%s", isnan(x) ? "nan" : sp_number_print(&a, x));
    sp_arena_free(&a);
}

static void put_word(FILE *out, const char *text)
{
    fputc('\t', out);
    put_text(out, text);
}

void sp_verdict_tsv(const struct sp_verdict *verdict, FILE *out)
{
    fputs(
        "hypothesis\tstratum\tverdict\tuntil\treason\toutcome\taxis\tdirection\ttest\t"
        "primary\tseeds\tlevels\teffect_name\teffect\tlow\thigh\trho\tdelta\t"
        "statistic\tp\tadjusted\topposite\tshape\tcontrol\tclaim\tfalsified\n",
        out);
    for (int i = 0; i < verdict->lines; i++) {
        const struct sp_verdict_line *line = &verdict->line[i];
        const struct sp_hypothesis *h = line->of;
        put_text(out, h->name);
        put_word(out, line->stratum);
        put_word(out, sp_finding_names[line->finding]);
        put_number(out, line->until);
        put_word(out, line->reason);
        put_word(out, h->outcome.text);
        put_word(out, axis_of(h));
        put_word(out, sp_direction_names[h->direction]);
        put_word(out, sp_trial_names[h->trial]);
        fprintf(out, "\t%d\t%d\t%d", h->primary, line->seeds, line->levels);
        put_word(out, line->effect_name);
        const double numbers[] = {line->effect, line->low,      line->high,
                                  line->rho,    line->delta,    line->statistic,
                                  line->p,      line->adjusted, line->opposite,
                                  line->shape,  line->control};
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            put_number(out, numbers[k]);
        put_word(out, h->claim);
        put_word(out, h->falsified);
        fputc('\n', out);
    }
}

/* What PUT writes, as text in the arena. */
static const char *text_of(struct sp_arena *a, const struct sp_verdict_line *line,
                           void (*print)(FILE *, const struct sp_verdict_line *))
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    sp_require(out);
    print(out, line);
    fclose(out);
    const char *copy = sp_arena_text(a, text);
    free(text);
    return copy;
}

static void put_claims(struct sp_arena *a, struct sp_document *d,
                       const struct sp_hypotheses *all)
{
    for (int i = 0; i < all->count; i++) {
        const struct sp_hypothesis *h = &all->each[i];
        const char *along =
            h->axis ? sp_arena_print(a, " along `%s`", h->axis->text) : "";
        sp_document_item(
            d, sp_arena_print(a, "%s%s", h->name, h->primary ? " (primary)" : ""),
            sp_arena_print(a, "%s Measured: `%s`, expected %s%s. Falsified if: %s",
                           h->claim, h->outcome.text, sp_direction_names[h->direction],
                           along, h->falsified));
    }
}

static void put_row(struct sp_arena *a, struct sp_document *d,
                    const struct sp_verdict_line *line)
{
    const struct sp_hypothesis *h = line->of;
    const char *cell[] = {
        h->name, line->stratum, text_of(a, line, put_finding), "", "", "", "", ""};
    if (!isnan(line->p)) {
        cell[3] = text_of(a, line, put_effect);
        cell[4] = sp_arena_print(a, "%s %.2g", sp_trial_names[h->trial], line->p);
        cell[5] = sp_arena_print(a, "%s %.2g", family(h), line->adjusted);
        cell[6] = sp_arena_print(a, "%d", line->seeds);
        cell[7] =
            isnan(line->control) ? "none" : sp_arena_print(a, "p %.2g", line->control);
    }
    sp_document_row(d, cell, 8);
}

void sp_verdict_document(struct sp_arena *a, const struct sp_verdict *verdict,
                         struct sp_document *d)
{
    static const char *const head[] = {
        "hypothesis", "stratum",  "verdict", "effect, 95 % interval",
        "test p",     "adjusted", "seeds",   "controls"};
    const struct sp_hypotheses *all = &verdict->experiment->hypotheses;
    put_claims(a, d, all);
    sp_document_row(d, head, 8);
    for (int i = 0; i < verdict->lines; i++)
        put_row(a, d, &verdict->line[i]);
    sp_document_say(
        d, sp_arena_print(
               a,
               "Decided at level %g after adjusting for the number of tests "
               "(primaries: Holm; others: Benjamini and Hochberg); intervals by BCa "
               "bootstrap over seeds, %d draws; training settled within %g %%.",
               all->level, all->draws, 100 * all->settled));
}

void sp_verdict_markdown(const struct sp_verdict *verdict, FILE *out)
{
    struct sp_arena a = {0};
    struct sp_document document = {.out = out};
    sp_verdict_document(&a, verdict, &document);
    sp_arena_free(&a);
}
