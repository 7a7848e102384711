#include "verdicts.h"

/* Refusals, each with its sentence. */
static void refused(const struct sp_verdict_line *line, const char *words)
{
    ck_finding(line, SP_REFUSED);
    ck_assert_msg(strstr(line->reason, words), "'%s' is not in: %s", words,
                  line->reason);
}

static void with_hole(struct planted *p)
{
    rising(p);
    bool chosen = p->features == 16 && p->seed == 2 && p->density < 0.2;
    p->state = chosen ? SP_PENDING : SP_DONE;
}

static void with_failure(struct planted *p)
{
    with_hole(p);
    p->state = p->state == SP_PENDING ? SP_FAULTY : SP_DONE;
}

static void with_divergence(struct planted *p)
{
    with_hole(p);
    p->state = p->state == SP_PENDING ? SP_DIVERGED : SP_DONE;
}

static void with_nan(struct planted *p)
{
    with_hole(p);
    p->loss = p->state == SP_PENDING ? NAN : p->loss;
    p->state = SP_DONE;
}

static void without_gain(struct planted *p)
{
    rising(p);
    p->gain = NAN;
}

static void unsettled(struct planted *p)
{
    rising(p);
    p->fall = p->features == 32 && p->density < 0.2 ? 0.01 : 0.001;
}

static void without_change(struct planted *p)
{
    with_hole(p);
    p->fall = p->state == SP_PENDING ? NAN : 0;
    p->state = SP_DONE;
}

/* Noise of single seeds that is none of the cell. */
static void restless(struct planted *p)
{
    rising(p);
    p->fall = p->seed % 2 ? 0.01 : -0.01;
}

START_TEST(what_is_missing_failed_or_unsettled_gets_no_verdict)
{
    const struct sp_verdict_line *line = judged(up, with_hole);
    refused(&line[0], "1 of 36 jobs is not run yet");
    ck_finding(&line[1], SP_SUPPORTED);
    refused(judged(up, with_failure), "1 of 36 jobs has failed");
    refused(judged(up, with_divergence), "1 of 36 jobs has diverged");
    refused(judged(sp_arena_print(&a, "%s, until: gain", up), without_gain),
            "gain has no value where source.features=4, source.density=0.1");
    refused(judged(up, with_nan),
            "loss has no value where source.features=16, source.density=0.1");
    line = judged(up, unsettled);
    refused(&line[0],
            "training has not settled in 1 of 6 cells: the loss still changes "
            "by 1 % over the last fifth of the steps, 0.2 % is allowed "
            "(source.features=32, source.density=0.1)");
    ck_finding(&line[1], SP_SUPPORTED);
    ck_finding(&judged(up, restless)[0], SP_SUPPORTED);
    refused(&judged(up, without_change)[0],
            "whether training has settled is not known (source.features=16, "
            "source.density=0.1)");
    sp_arena_free(&a);
}
END_TEST

START_TEST(one_seed_or_one_level_gets_no_verdict)
{
    static const char *const cuts[] = {"seed.count=1", "source.features=4"};
    static const char *const words[] = {"there is one seed only",
                                        "source.features has one level only"};
    for (int i = 0; i < 2; i++) {
        READ(hypothesis(up), cuts[i]);
        stored_fresh();
        store_planted(rising, false);
        judge_stored();
        refused(&verdict.line[0], words[i]);
        stored_forget(folder);
    }
    sp_arena_free(&a);
}
END_TEST

static void in_groups_alone(struct planted *p)
{
    rising(p);
    if (p->control)
        p->loss = 5 + p->noise;
}

static void control_missing(struct planted *p)
{
    in_groups_alone(p);
    p->state = p->control && p->features == 8 ? SP_PENDING : SP_DONE;
}

static const char controlled[] =
    "source: {features: [4, 8, 16, 32], kind: [groups, independent], density: 0.1}\n"
    "groups: {size: 2}\ntoy: {hidden: 2}\nseed: {count: 6}\n"
    "hypotheses: {draws: 2000, x: {claim: c, falsified: f, outcome: loss,\n"
    "  axis: source.features, direction: increasing, where: source.kind = groups,\n"
    "  controls: {source.kind: independent}}}\n";

static const struct sp_verdict_line *controlled_line(void (*plant)(struct planted *))
{
    read_text(controlled);
    stored_fresh();
    store_planted(plant, false);
    judge_stored();
    stored_forget(folder);
    ck_assert_int_eq(verdict.lines, 1);
    return verdict.line;
}

START_TEST(a_control_that_shows_the_effect_too_refuses)
{
    const struct sp_verdict_line *line = controlled_line(in_groups_alone);
    ck_finding(line, SP_SUPPORTED);
    ck_assert(line->control > 0.05);
    ck_assert_str_eq(line->control_name, "source.kind=independent");
    ck_assert_int_eq(line->seeds, 6);
    refused(controlled_line(rising),
            "the control source.kind=independent shows an effect too");
    refused(controlled_line(falling), "shows an effect too");
    refused(controlled_line(control_missing),
            "control source.kind=independent: 6 of 24 jobs are not run yet");
    sp_arena_free(&a);
}
END_TEST

START_TEST(where_that_leaves_nothing_gets_one_line_that_says_so)
{
    read_text(hypothesis("axis: source.features, direction: flat, where: gain > 20"));
    stored_fresh();
    store_planted(until_gain, false);
    judge_stored();
    ck_assert_int_eq(verdict.lines, 1);
    refused(&verdict.line[0], "no cells are left");
    stored_forget(folder);
    sp_arena_free(&a);
}
END_TEST

/* All three ways of printing, behind one another; to be freed. */
static char *printed(void)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    sp_verdict_print(&verdict, out);
    sp_verdict_tsv(&verdict, out);
    sp_verdict_markdown(&verdict, out);
    fclose(out);
    return text;
}

START_TEST(the_same_rows_give_the_same_bytes_in_whatever_order_they_came)
{
    char *text[2];
    for (int i = 0; i < 2; i++) {
        read_text(hypothesis("axis: source.features, direction: increasing, "
                             "test: jonckheere, primary: true"));
        stored_fresh();
        store_planted(hump, i);
        judge_stored();
        text[i] = printed();
        stored_forget(folder);
        sp_arena_free(&a);
    }
    ck_assert_str_eq(text[0], text[1]);
    ck_assert_ptr_nonnull(strstr(text[0], "x [source.density=0.1]: supported until 32; "
                                          "slope "));
    ck_assert_ptr_nonnull(strstr(text[0], "x\tsource.density=0.1\tsupported until\t32\t"
                                          "\tloss\tsource.features\tincreasing\t"
                                          "jonckheere\t1\t6\t6\tslope\t"));
    ck_assert_ptr_nonnull(strstr(text[0], "| x | source.density=0.1 | supported until "
                                          "32 | slope "));
    free(text[0]);
    free(text[1]);
}
END_TEST

START_TEST(without_hypotheses_there_is_nothing_to_judge)
{
    read_text(axes);
    stored_fresh();
    store_planted(rising, false);
    struct sp_store *store = stored_open(path, SP_STORE_READ);
    ck_assert_int_eq(sp_verdict_make(&a, store, &e, &verdict), SP_BAD);
    ck_sentence("experiments/try.yaml claims nothing");
    sp_store_close(store);
    stored_forget(folder);
    sp_arena_free(&a);
}
END_TEST

SUITE("verdict_refused", what_is_missing_failed_or_unsettled_gets_no_verdict,
      one_seed_or_one_level_gets_no_verdict,
      a_control_that_shows_the_effect_too_refuses,
      where_that_leaves_nothing_gets_one_line_that_says_so,
      the_same_rows_give_the_same_bytes_in_whatever_order_they_came,
      without_hypotheses_there_is_nothing_to_judge)
