#include "chance.h"
#include "verdicts.h"

START_TEST(a_planted_trend_is_supported_and_its_reverse_contradicted)
{
    static const char *const tests[] = {"page", "jonckheere", "isotonic", "sign_flip"};
    for (int i = 0; i < 4; i++) {
        const char *parts = sp_arena_print(&a, "%s, test: %s", up, tests[i]);
        const struct sp_verdict_line *line = judged(parts, rising);
        for (int k = 0; k < 2; k++) {
            ck_finding(&line[k], SP_SUPPORTED);
            ck_assert_int_eq(line[k].seeds, 6);
            ck_assert_int_eq(line[k].levels, 6);
            ck_assert(line[k].low > 0 && line[k].low <= line[k].effect &&
                      line[k].effect <= line[k].high);
            ck_assert(line[k].rho > 0.9 && line[k].adjusted >= line[k].p);
        }
        ck_assert_str_eq(line[0].stratum, "source.density=0.1");
        ck_assert_str_eq(line[1].stratum, "source.density=0.3");
        line = judged(parts, falling);
        ck_finding(&line[0], SP_CONTRADICTED);
        ck_assert(line[0].high < 0 && line[0].rho < -0.9);
        ck_finding(&judged(parts, nothing)[1], SP_UNDECIDED);
    }
    const struct sp_verdict_line *line =
        judged("axis: source.features, direction: decreasing", falling);
    ck_finding(&line[0], SP_SUPPORTED);
    ck_assert(line[0].effect < 0 && line[0].rho < -0.9 && line[0].delta < 0);
    sp_arena_free(&a);
}
END_TEST

/* 2, 3, 4, 5, 4.4, 3.4: up to 32 and back. */
START_TEST(a_trend_that_turns_is_supported_until_there)
{
    const struct sp_verdict_line *line = judged(up, hump);
    ck_finding(&line[0], SP_SUPPORTED_UNTIL);
    ck_near(line[0].until, 32, 0);
    ck_assert(line[0].shape < 0.05);
    line = judged("axis: source.features, direction: increasing, test: isotonic", hump);
    ck_finding(&line[0], SP_CONTRADICTED);
    sp_arena_free(&a);
}
END_TEST

static void plateau(struct planted *p)
{
    p->loss = 5 * exp(0.01 * p->noise);
}

static void power(struct planted *p)
{
    p->loss = pow(p->features, 0.2) * exp(0.01 * p->noise);
}

START_TEST(a_plateau_is_told_from_a_power_and_from_too_much_noise)
{
    static const char flat[] = "axis: source.features, direction: flat";
    ck_finding(&judged(flat, plateau)[0], SP_SUPPORTED);
    const struct sp_verdict_line *line = judged(flat, power);
    ck_finding(&line[0], SP_CONTRADICTED);
    ck_near(line[0].effect, 0.2, 0.02);
    ck_assert_str_eq(line[0].effect_name, "elasticity");
    ck_finding(&judged("axis: source.features, direction: flat, margin: 0.3", power)[0],
               SP_SUPPORTED);
    line = judged(flat, falling);
    ck_finding(&line[0], SP_REFUSED);
    ck_assert_ptr_nonnull(strstr(line[0].reason, "logarithms"));
    sp_arena_free(&a);
}
END_TEST

static void valley(struct planted *p)
{
    double x = p->features / 64 - 1;
    p->loss = 4 * x * x + 0.1 * p->noise;
}

START_TEST(two_lines_tell_a_u_from_its_inverse)
{
    static const char u[] = "axis: source.features, direction: positive, "
                            "test: two_lines";
    const struct sp_verdict_line *line = judged(u, valley);
    ck_finding(&line[0], SP_SUPPORTED);
    ck_near(line[0].statistic, 64, 15);
    ck_finding(&judged("axis: source.features, direction: negative, test: two_lines",
                       valley)[0],
               SP_CONTRADICTED);
    ck_finding(&judged(u, rising)[0], SP_UNDECIDED);
    sp_arena_free(&a);
}
END_TEST

static void shifted(struct planted *p)
{
    p->loss = 0.5 + 0.1 * p->noise;
}

START_TEST(a_sign_is_told_without_an_axis)
{
    static const char positive[] = "where: source.features = 8, direction: positive";
    const struct sp_verdict_line *line = judged(positive, shifted);
    ck_finding(&line[0], SP_SUPPORTED);
    ck_near(line[0].effect, 0.5, 0.2);
    ck_near(line[0].p, 1 / 64.0, 0);
    ck_finding(&judged("where: source.features = 8, direction: negative", shifted)[0],
               SP_CONTRADICTED);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_claim_may_end_at_a_column)
{
    const struct sp_verdict_line *line =
        judged("axis: source.features, direction: increasing, until: gain", until_gain);
    ck_finding(&line[0], SP_SUPPORTED_UNTIL);
    ck_near(line[0].until, 16, 0);
    ck_assert_int_eq(line[0].levels, 3);
    static const char *const ends[] = {"2 * gain", "33", "source.features"};
    static const int levels[] = {4, 4, 6};
    for (int i = 0; i < 3; i++) {
        line = judged(sp_arena_print(&a, "%s, until: %s", up, ends[i]), until_gain);
        ck_assert_int_eq(line[0].levels, levels[i]);
    }
    line = judged("axis: source.features, direction: increasing, "
                  "where: [source.features <= gain, loss < 1000]",
                  until_gain);
    ck_finding(&line[0], SP_SUPPORTED);
    ck_assert_int_eq(line[0].levels, 3);
    line = judged("axis: source.features, direction: flat, "
                  "where: source.features >= 2 * gain",
                  until_gain);
    ck_assert_int_eq(line[0].levels, 3);
    sp_arena_free(&a);
}
END_TEST

/* gain is an axis by measurement; the mean of r2 lies 1 above loss. */
static void by_column(struct planted *p)
{
    p->gain = p->features * p->density;
    p->loss = log2(p->gain) + 0.1 * p->noise;
}

START_TEST(an_axis_and_an_outcome_may_be_measured)
{
    read_text(sp_arena_print(&a,
                             "%shypotheses: {x: {claim: c, falsified: f, "
                             "outcome: mean(features.r2), axis: gain, "
                             "direction: increasing}}",
                             axes));
    stored_fresh();
    store_planted(by_column, false);
    judge_stored();
    ck_assert_int_eq(verdict.lines, 1);
    ck_assert_int_eq(verdict.line[0].levels, 12);
    ck_assert_str_eq(verdict.line[0].stratum, "all");
    ck_finding(&verdict.line[0], SP_SUPPORTED);
    stored_forget(folder);
    sp_arena_free(&a);
}
END_TEST

/* Two primaries of two strata are four tests; the fifth and sixth stand apart. */
START_TEST(primaries_are_a_family_of_their_own)
{
    static const char part[] = "claim: c, falsified: f, outcome: loss, "
                               "strata: source.density, axis: source.features, "
                               "direction: increasing";
    read_text(sp_arena_print(&a,
                             "%shypotheses: {draws: 500, x: {%s, primary: true},\n"
                             "  y: {%s, primary: true, test: sign_flip}, z: {%s}}",
                             axes, part, part, part));
    stored_fresh();
    store_planted(rising, false);
    judge_stored();
    ck_assert_int_eq(verdict.lines, 6);
    double p[4], holm[4], other[2], bh[2];
    for (int i = 0; i < 4; i++)
        p[i] = verdict.line[i].p;
    for (int i = 0; i < 2; i++)
        other[i] = verdict.line[4 + i].p;
    sp_holm(&a, p, 4, holm);
    sp_benjamini_hochberg(&a, other, 2, bh);
    for (int i = 0; i < 4; i++)
        ck_near(verdict.line[i].adjusted, holm[i], 0);
    for (int i = 0; i < 2; i++)
        ck_near(verdict.line[4 + i].adjusted, bh[i], 0);
    ck_assert(verdict.line[3].adjusted > verdict.line[3].p);
    stored_forget(folder);
    sp_arena_free(&a);
}
END_TEST

enum { TRIALS = 300, SEEDS = 8, LEVELS = 6 };

/* Every test of a verdict, on seeds of different height and nothing else. */
START_TEST(without_an_effect_every_test_has_valid_p_values)
{
    struct sp_rng rng = sp_rng_make(12, 0);
    double x[LEVELS] = {1, 2, 4, 8, 16, 32}, y[SEEDS * LEVELS], p[2][TRIALS];
    struct sp_panel panel = {NULL, SEEDS, LEVELS, x, y, NAN};
    for (int trial = SP_TRIAL_PAGE; trial <= SP_TRIAL_TWO_LINES; trial++) {
        struct sp_hypothesis h = {.trial = (enum sp_trial)trial,
                                  .direction = trial == SP_TRIAL_TOST ? SP_FLAT
                                               : trial == SP_TRIAL_TWO_LINES
                                                   ? SP_POSITIVE
                                                   : SP_INCREASING,
                                  .margin = 0.05};
        for (int k = 0; k < TRIALS; k++) {
            normals(&rng, y, SEEDS * LEVELS);
            for (int i = 0; i < SEEDS * LEVELS; i++)
                y[i] += (double)(i / LEVELS);
            for (int i = 0; trial == SP_TRIAL_TOST && i < SEEDS * LEVELS; i++)
                y[i] = exp(0.1 * y[i]) * pow(x[i % LEVELS], 0.05);
            p[0][k] = sp_judge(&a, &h, &panel, 199).p;
            p[1][k] = sp_judge_effect(&a, &h, &panel, 199);
            sp_arena_free(&a);
        }
        if (trial != SP_TRIAL_TWO_LINES)
            ck_uniform(p[0], TRIALS);
        ck_valid(p[0], TRIALS);
        if (trial != SP_TRIAL_TOST)
            ck_valid(p[1], TRIALS);
    }
}
END_TEST

SUITE("verdict", a_planted_trend_is_supported_and_its_reverse_contradicted,
      a_trend_that_turns_is_supported_until_there,
      a_plateau_is_told_from_a_power_and_from_too_much_noise,
      two_lines_tell_a_u_from_its_inverse, a_sign_is_told_without_an_axis,
      a_claim_may_end_at_a_column, an_axis_and_an_outcome_may_be_measured,
      primaries_are_a_family_of_their_own,
      without_an_effect_every_test_has_valid_p_values)
