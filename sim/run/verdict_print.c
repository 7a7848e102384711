/* Verdicts as sentences, as a table, as Markdown. */
#include <math.h>
#include <string.h>

#include "superpose/verdict.h"

/* TEXT on one line; in Markdown a bar ends a cell. */
static void put_text(FILE *out, const char *text, bool markdown)
{
    for (const char *c = text; *c; c++) {
        if (markdown && *c == '|')
            fputc('\\', out);
        fputc(strchr("\t\r\n", *c) ? ' ' : *c, out);
    }
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
    put_text(out, text, false);
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
        put_text(out, h->name, false);
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

static void put_claims(FILE *out, const struct sp_hypotheses *all)
{
    for (int i = 0; i < all->count; i++) {
        const struct sp_hypothesis *h = &all->each[i];
        fprintf(out, "- **%s**%s: ", h->name, h->primary ? " (primary)" : "");
        put_text(out, h->claim, true);
        fprintf(out, " Measured: `%s`, expected %s", h->outcome.text,
                sp_direction_names[h->direction]);
        if (h->axis)
            fprintf(out, " along `%s`", h->axis->text);
        fputs(". Falsified if: ", out);
        put_text(out, h->falsified, true);
        fputc('\n', out);
    }
}

static void put_row(FILE *out, const struct sp_verdict_line *line)
{
    const struct sp_hypothesis *h = line->of;
    fprintf(out, "| %s | ", h->name);
    put_text(out, line->stratum, true);
    fputs(" | ", out);
    put_finding(out, line);
    if (isnan(line->p)) {
        fputs(" | | | | | |\n", out);
        return;
    }
    fputs(" | ", out);
    put_effect(out, line);
    fprintf(out, " | %s %.2g | %s %.2g | %d | ", sp_trial_names[h->trial], line->p,
            family(h), line->adjusted, line->seeds);
    if (isnan(line->control))
        fputs("none |\n", out);
    else
        fprintf(out, "p %.2g |\n", line->control);
}

void sp_verdict_markdown(const struct sp_verdict *verdict, FILE *out)
{
    const struct sp_hypotheses *all = &verdict->experiment->hypotheses;
    put_claims(out, all);
    fputs("\n| hypothesis | stratum | verdict | effect, 95 % interval | test p | "
          "adjusted | seeds | controls |\n|---|---|---|---|---|---|---|---|\n",
          out);
    for (int i = 0; i < verdict->lines; i++)
        put_row(out, &verdict->line[i]);
    fprintf(out,
            "\nDecided at level %g after adjusting for the number of tests (primaries: "
            "Holm; others: Benjamini and Hochberg); intervals by BCa bootstrap over "
            "seeds, %d draws; training settled within %g %%.\n",
            all->level, all->draws, 100 * all->settled);
}
