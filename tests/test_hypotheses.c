#include "trial.h"

static const char base[] =
    "source: {features: [4, 8, 16], density: [0.1, 0.3]}\ntoy: {hidden: 2}\n"
    "seed: {count: 3}\n";

static const struct sp_hypothesis *first(const char *section)
{
    read_text(sp_arena_print(&a, "%shypotheses:\n%s", base, section));
    ck_assert_int_ge(e.hypotheses.count, 1);
    return e.hypotheses.each;
}

START_TEST(a_hypothesis_is_read_part_by_part)
{
    const struct sp_hypothesis *h =
        first("  level: 0.01\n  settled: 0.02\n  draws: 2000\n"
              "  grows:\n"
              "    claim: more features share a dimension\n"
              "    outcome: dims_per_feature\n"
              "    axis: source.features\n"
              "    strata: [source.density]\n"
              "    where: [source.density <= 0.2, loss < 1.5 * linear_loss]\n"
              "    direction: decreasing\n"
              "    test: jonckheere\n"
              "    primary: true\n"
              "    falsified: it stays or rises\n");
    ck_assert_int_eq(e.hypotheses.count, 1);
    ck_assert_double_eq(e.hypotheses.level, 0.01);
    ck_assert_double_eq(e.hypotheses.settled, 0.02);
    ck_assert_int_eq(e.hypotheses.draws, 2000);
    ck_assert_str_eq(h->name, "grows");
    ck_assert_str_eq(h->claim, "more features share a dimension");
    ck_assert_str_eq(h->falsified, "it stays or rises");
    ck_assert_str_eq(h->outcome.scope, "runs");
    ck_assert_str_eq(h->outcome.column, "dims_per_feature");
    ck_assert_ptr_null(h->axis->scope);
    ck_assert_str_eq(h->axis->text, "source.features");
    ck_assert_int_eq(h->strata, 1);
    ck_assert_str_eq(h->stratum[0], "source.density");
    ck_assert_int_eq(h->direction, SP_DECREASING);
    ck_assert_int_eq(h->trial, SP_TRIAL_JONCKHEERE);
    ck_assert(h->primary && !h->controls && !h->until);
    sp_arena_free(&a);
}
END_TEST

START_TEST(conditions_compare_settings_columns_and_multiples)
{
    const struct sp_hypothesis *h =
        first("  x: {claim: c, outcome: loss, falsified: f, direction: positive,\n"
              "      where: [source.density <= 0.2, loss < 1.5 * linear_loss,\n"
              "              4 != source.features, source.kind = groups]}\n");
    ck_assert_int_eq(h->conditions, 4);
    const struct sp_condition *at = h->condition;
    ck_assert_str_eq(at[0].left.of->text, "source.density");
    ck_assert_int_eq(at[0].relation, SP_LESS_EQUAL);
    ck_assert_double_eq(at[0].right.number, 0.2);
    ck_assert_int_eq(at[1].relation, SP_LESS);
    ck_assert_str_eq(at[1].left.of->column, "loss");
    ck_assert_double_eq(at[1].right.factor, 1.5);
    ck_assert_str_eq(at[1].right.of->column, "linear_loss");
    ck_assert_int_eq(at[2].relation, SP_OTHER);
    ck_assert_double_eq(at[2].left.number, 4);
    ck_assert_str_eq(at[3].right.word, "groups");
    ck_assert(isnan(at[3].right.number) && !at[3].right.of);
    sp_arena_free(&a);
}
END_TEST

START_TEST(the_usual_test_follows_from_the_direction)
{
    static const struct {
        const char *direction;
        enum sp_trial trial;
    } usual[] = {{"increasing", SP_TRIAL_PAGE},
                 {"decreasing", SP_TRIAL_PAGE},
                 {"positive", SP_TRIAL_SIGN_FLIP},
                 {"negative", SP_TRIAL_SIGN_FLIP},
                 {"flat", SP_TRIAL_TOST}};
    for (int i = 0; i < 5; i++) {
        const struct sp_hypothesis *h = first(sp_arena_print(
            &a,
            "  x: {claim: c, outcome: mean(features.r2), axis: source.features,\n"
            "      strata: source.density, direction: %s, falsified: f}\n",
            usual[i].direction));
        ck_assert_int_eq(h->trial, usual[i].trial);
        ck_assert_str_eq(h->outcome.summary, "mean");
        ck_assert_str_eq(h->outcome.scope, "features");
        ck_assert_str_eq(h->outcome.column, "r2");
        ck_assert_double_eq(h->margin, 0.05);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(controls_are_rows_with_a_value_of_their_own)
{
    read_text("source: {features: [4, 8], kind: [independent, groups]}\n"
              "groups: {size: 2}\ntoy: {hidden: 2}\nseed: {count: 2}\n"
              "hypotheses:\n"
              "  x: {claim: c, outcome: loss, axis: source.features, falsified: f,\n"
              "      direction: increasing,\n"
              "      controls: [{source.kind: independent}]}\n");
    const struct sp_hypothesis *h = e.hypotheses.each;
    ck_assert_int_eq(h->controls, 1);
    ck_assert_int_eq(h->control[0].settings, 1);
    ck_assert_str_eq(h->control[0].setting[0].key, "source.kind");
    ck_assert_str_eq(h->control[0].setting[0].text, "independent");
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_claimed_is_no_part_of_a_job)
{
    read_text(base);
    struct sp_job plain = job(7);
    first("  x: {claim: c, outcome: loss, axis: source.features, falsified: f,\n"
          "      strata: source.density, direction: increasing}\n");
    ck_assert_str_eq(job(7).name, plain.name);
    ck_assert_int_eq(e.jobs, 18);
    READ(sp_arena_print(&a, "%shypotheses: {x: {claim: c}}", base), "hypotheses=");
    ck_assert_int_eq(e.hypotheses.count, 0);
    sp_arena_free(&a);
}
END_TEST

/* Where the command line leaves an axis one value, only the verdict has to say so. */
START_TEST(an_axis_may_be_cut_short_on_the_command_line)
{
    READ(sp_arena_print(&a,
                        "%shypotheses: {x: {claim: c, outcome: loss, falsified: f, "
                        "axis: source.features, strata: source.density, "
                        "direction: increasing}}",
                        base),
         "source.features=4", "source.density=0.1");
    ck_assert_int_eq(e.hypotheses.count, 1);
    sp_arena_free(&a);
}
END_TEST

static void refused(const char *section, const char *sentence)
{
    const char *text = sp_arena_print(&a, "%shypotheses:\n%s\n", base, section);
    int code =
        sp_experiment_parse(&a, "try.yaml", text, strlen(text), NULL, 0, &e, &report);
    ck_assert_int_eq(code, SP_BAD);
    ck_assert_msg(strstr(report, sentence), "'%s' is not in: %s", sentence, report);
    sp_arena_free(&a);
}

/* A whole hypothesis but for PART. */
static void refused_part(const char *part, const char *sentence)
{
    refused(sp_arena_print(&a,
                           "  x: {claim: c, falsified: f, strata: [source.density],\n"
                           "      %s}",
                           part),
            sentence);
}

START_TEST(every_mistake_gets_a_sentence_and_its_place)
{
    refused("  x: {outcome: loss, direction: flat, axis: source.features}",
            "try.yaml:5:3: hypotheses.x: needs claim");
    refused("  x: {outcome: loss, direction: flat, axis: source.features}",
            "needs falsified");
    refused("  x: {clam: c}", "hypotheses.x.clam: no such part of a hypothesis; did "
                              "you mean claim");
    refused("  x: {claim: c, claim: d}", "given twice");
    refused("  settle: 1", "there are level, settled and draws");
    refused("  settled: much", "hypotheses.settled: expects a number from 0 to 1");
    refused("  level: 0.9", "expects a number from 1e-06 to 0.5");
    refused("  [a]", "expects hypotheses");
    refused_part("outcome: los, direction: increasing, axis: source.features",
                 "no measure of these jobs has a column los in scope runs; did you "
                 "mean loss?");
    refused_part("outcome: mean(features.nrm), direction: positive",
                 "no measure of these jobs has a column nrm in scope features; did you "
                 "mean norm?");
    refused_part("outcome: median(features.norm), direction: positive",
                 "is no summary; write mean, sd, min or max");
    refused_part("outcome: features.norm, direction: positive",
                 "a job has many features.norm; write mean(features.norm)");
    refused_part("outcome: source.features, direction: positive",
                 "an outcome is measured");
    refused_part("outcome: loss, direction: up, axis: source.features",
                 "\"up\" is not one of: increasing, decreasing");
}
END_TEST

START_TEST(parts_that_do_not_fit_the_jobs_or_each_other_are_found)
{
    refused_part("outcome: loss, direction: increasing, axis: source.featres",
                 "source.featres is no setting; did you mean source.features?");
    refused_part("outcome: loss, direction: increasing, axis: toy.hidden",
                 "toy.hidden has one value in all jobs; a trend needs levels");
    refused_part("outcome: loss, direction: increasing, axis: groups.size",
                 "no job here has groups.size; it belongs to source.kind groups");
    refused_part("outcome: loss, direction: increasing, axis: seed",
                 "seeds are what is repeated");
    refused_part("outcome: loss, direction: increasing", "needs an axis");
    refused_part("outcome: loss, direction: flat, test: page, axis: source.features",
                 "test page cannot say whether something is flat");
    refused_part("outcome: loss, direction: positive", "source.features varies too");
    refused_part("outcome: loss, direction: increasing, axis: source.features, "
                 "margin: 0.1",
                 "belongs to test tost");
    refused_part("outcome: loss, direction: flat, axis: source.features, margin: -1",
                 "expects a number from 1e-09");
    refused_part("outcome: loss, direction: increasing, axis: source.features, "
                 "controls: {source.kind: groups}",
                 "no job here has source.kind: groups");
    refused_part("outcome: loss, direction: increasing, axis: source.features, "
                 "controls: groups",
                 "expects settings, as in {source.kind");
    refused_part("outcome: loss, direction: increasing, axis: source.features, "
                 "where: loss",
                 "expects a comparison");
    refused_part("outcome: loss, direction: increasing, axis: source.features, "
                 "where: a < b",
                 "expects a comparison");
    refused_part("outcome: loss, direction: increasing, axis: source.features, "
                 "where: loss < 2 * x",
                 "expects a comparison");
    refused_part("outcome: loss, direction: increasing, axis: source.features, "
                 "until: gan",
                 "did you mean gain?");
    refused_part("outcome: loss, direction: increasing, axis: source.features, "
                 "until: gain + 1",
                 "expects a number or a column, as in 0.9 * plateau");
}
END_TEST

SUITE("hypotheses", a_hypothesis_is_read_part_by_part,
      conditions_compare_settings_columns_and_multiples,
      the_usual_test_follows_from_the_direction,
      controls_are_rows_with_a_value_of_their_own, what_is_claimed_is_no_part_of_a_job,
      an_axis_may_be_cut_short_on_the_command_line,
      every_mistake_gets_a_sentence_and_its_place,
      parts_that_do_not_fit_the_jobs_or_each_other_are_found)
