#include "trial.h"

/* TEXT with OVERRIDES must be refused; what is reported. */
static const char *reported(const char *text, const char *const *overrides)
{
    int count = 0;
    while (overrides[count])
        count++;
    int code = sp_experiment_parse(&a, "x.yaml", text, strlen(text), overrides, count,
                                   &e, &report);
    ck_assert_msg(code == SP_BAD, "taken: %s", text);
    size_t headline = strcspn(report, "\n");
    ck_assert_uint_eq(strlen(sp_fault_text()), headline);
    ck_assert_mem_eq(sp_fault_text(), report, headline);
    return report;
}

/* TEXT makes exactly this report. */
static void reports(const char *text, const char *expected)
{
    ck_assert_str_eq(reported(text, (const char *const[]){NULL}), expected);
    sp_arena_free(&a);
}

/* TEXT makes a report of one paragraph that begins so. */
static void says(const char *text, const char *headline)
{
    const char *got = reported(text, (const char *const[]){NULL});
    ck_assert_msg(!strncmp(got, headline, strlen(headline)) &&
                      got[strlen(headline)] == '\n',
                  "\"%s\" is not\n\"%s\"", got, headline);
    ck_assert_msg(!strstr(got + 1, "\nx.yaml"), "more than one: %s", got);
    sp_arena_free(&a);
}

/* "it takes ..." for a key of the common tables, whose ranges are not tested here. */
static const char *takes(const char *key)
{
    const struct sp_param *const table[] = {sp_source_params, sp_toy_params,
                                            sp_train_params};
    const struct sp_param *row = NULL;
    for (int i = 0; i < 3 && !row; i++)
        row = sp_param_find(table[i], key);
    ck_assert_ptr_nonnull(row);
    return sp_param_takes(&a, row);
}

/* Like `says`, of a value that the row of KEY does not take. */
static void value_says(const char *text, const char *key, const char *headline)
{
    says(text, sp_arena_print(&a, "%s; it takes %s", headline, takes(key)));
}

/* OVERRIDE, on a file that is good without it, makes exactly this sentence. */
static void refuses(const char *override, const char *sentence)
{
    const char *got =
        reported("toy: {hidden: [1, 2]}\n", (const char *const[]){override, NULL});
    ck_assert_str_eq(got, sp_arena_print(&a, "--set %s: %s\n", override, sentence));
    sp_arena_free(&a);
}

START_TEST(a_mistake_is_shown_with_its_line_and_a_caret)
{
    reports(
        "# Why?\n\nsource: {kind: independent, densty: 0.1}\n",
        "x.yaml:3:29: source.densty: no such setting; did you mean source.density?\n"
        "    source: {kind: independent, densty: 0.1}\n"
        "                                ^\n");
}
END_TEST

START_TEST(all_mistakes_are_shown_in_the_order_of_the_file)
{
    const char *got =
        reported("toy: {hidden: 0,\n  knd: relu}\nseed: x\nsuorce: {}\n"
                 "source: {density: 2}\nmeasure: los\n",
                 (const char *const[]){"train.rate=fast", "train.bach=1", NULL});
    const char *const order[] = {"x.yaml:1:15: toy.hidden: \"0\" is out of range",
                                 "x.yaml:2:3: toy.knd: no such setting",
                                 "x.yaml:3:7: seed: \"x\"",
                                 "x.yaml:4:1: suorce: no such section",
                                 "x.yaml:5:19: source.density: \"2\"",
                                 "x.yaml:6:10: measure: no choice",
                                 "--set train.bach=1: train.bach: no such setting",
                                 "did you mean train.batch?",
                                 "--set train.rate=fast: train.rate: \"fast\""};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        got = strstr(got, order[i]);
        ck_assert_msg(got != NULL, "no %s behind the others in\n%s", order[i], report);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(files_that_are_no_experiment_are_refused)
{
    reports("", "x.yaml: empty: an experiment has settings, as in "
                "toy: {kind: relu, hidden: 2}\n");
    reports("# Only a question?\n---\n",
            "x.yaml: empty: an experiment has settings, as "
            "in toy: {kind: relu, hidden: 2}\n");
    says("[1, 2]", "x.yaml:1:1: expects sections, as in toy: {kind: relu, hidden: 2}");
    says("relu", "x.yaml:1:1: expects sections, as in toy: {kind: relu, hidden: 2}");
    says("toy: {kind: relu\nseed: 1\n",
         "x.yaml:2:5: not YAML: did not find expected ',' "
         "or '}', while parsing a flow mapping that "
         "starts on line 1");
    says("toy: {hidden: &m 2}\n",
         "x.yaml:1:15: anchors (&) are not allowed here: write the value out");
}
END_TEST

START_TEST(unknown_keys_get_the_nearest)
{
    says("sorce: {features: 2}", "x.yaml:1:1: sorce: no such section; did you mean "
                                 "source?");
    says("toy: {features: 3}",
         "x.yaml:1:7: toy.features: no such setting; did you mean "
         "source.features?");
    says("toy: {colour: 3}", "x.yaml:1:7: toy.colour: no such setting");
    says("mesure: loss", "x.yaml:1:1: mesure: no such section; did you mean measure?");
    says("toy.hidden: 2", "x.yaml:1:1: toy.hidden: write it inside its section, as in "
                          "toy: {hidden: value}");
}
END_TEST

START_TEST(a_thing_is_said_once)
{
    says("toy: {hidden: 2,\n      hidden: 3}",
         "x.yaml:2:7: toy.hidden: given twice; the first is on line 1");
    says("toy: {hidden: 2}\nseed: 1\ntoy: {}",
         "x.yaml:3:1: toy: given twice; put its settings into one section");
    says("seed: 1\nseed: 2", "x.yaml:2:1: seed: given twice; the first is on line 1");
}
END_TEST

START_TEST(values_of_a_wrong_form_are_refused)
{
    says("train: [1, 2]",
         "x.yaml:1:8: train: expects settings, as in train: {setting: value}");
    says("toy: relu", "x.yaml:1:6: toy: expects settings, as in toy: {setting: value}");
    value_says("toy: {hidden: two}", "toy.hidden",
               "x.yaml:1:15: toy.hidden: \"two\" is not a whole number");
    value_says("source: {density: .nan}", "source.density",
               "x.yaml:1:19: source.density: \".nan\" is not a number");
    value_says("train: {rate: inf}", "train.rate",
               "x.yaml:1:15: train.rate: \"inf\" is not a number");
    says("toy: {hidden: [1, [2]]}",
         "x.yaml:1:19: toy.hidden: expects one value here, not a list or map");
    says("toy: {hidden: {a: 1}}",
         "x.yaml:1:15: toy.hidden: expects a value, a list [a, b], {log: [from, to, "
         "count]}, {linear: [from, to, count]}");
    says("toy: {kind: {log: [1, 2, 3]}}",
         "x.yaml:1:13: toy.kind: expects a value, or a list [a, b] of them");
    says(
        "source: {density: {values: 3}}",
        "x.yaml:1:28: source.density: values takes a list with one number per feature");
    value_says("source: {density: {values: [0.1, x]}}", "source.density",
               "x.yaml:1:19: source.density: \"x\" is not a number");
    says("source: {density_file: /nowhere/p.txt}",
         "x.yaml:1:24: source.density_file: /nowhere/p.txt: No such file or directory");
}
END_TEST

START_TEST(lists_and_ranges_need_values)
{
    says("toy: {hidden: []}",
         "x.yaml:1:15: toy.hidden: an empty list makes no jobs; give it a value");
    says("train: {rate: {log: [1, 2]}}",
         "x.yaml:1:21: train.rate: a range takes [from, to, count]");
    says("train: {rate: {log: [1, 2, 1]}}",
         "x.yaml:1:28: train.rate: a range has a whole "
         "number of points, at least 2");
    says("train: {weight_decay: {log: [0, 1, 3]}}",
         "x.yaml:1:29: train.weight_decay: both ends of log must be above 0");
    value_says("source: {density: {linear: [0.1, 2, 3]}}", "source.density",
               "x.yaml:1:34: source.density: \"2\" is out of range");
}
END_TEST

START_TEST(kinds_and_measures_are_looked_up)
{
    says("source: {kind: independant}",
         "x.yaml:1:16: source.kind: no choice \"independant\"; did you mean "
         "\"independent\"? It takes one of: independent, groups, blocks, "
         "forest, copula, composites, planes, couples");
    says("measure: [loss, loss]", "x.yaml:1:17: measure: loss is named twice");
    says("measure: [loss, [theory]]",
         "x.yaml:1:17: measure: expects names, as in [geometry, loss]");
}
END_TEST

START_TEST(settings_that_no_job_uses_are_mistakes)
{
    says("groups: {size: 2}", "x.yaml:1:10: groups.size: no job here has this setting; "
                              "it belongs to source.kind groups");
    says("measure: loss\npairs: {most: 2}",
         "x.yaml:2:9: pairs.most: no job here has this setting; it belongs to measure "
         "pairs");
}
END_TEST

/* Which kind was meant is not known, so a setting of any kind may be right. */
START_TEST(one_mistake_does_not_make_another)
{
    says("source: {kind: grops}\ngroups: {size: 2}",
         "x.yaml:1:16: source.kind: no choice \"grops\"; did you mean \"groups\"? It "
         "takes one of: independent, groups, blocks, forest, copula, composites, "
         "planes, couples");
    value_says("toy: {hidden: [x, 2, 3]}\nsource: {density: [0.1, 0.2]}\n"
               "zip: [toy.hidden, source.density]",
               "toy.hidden", "x.yaml:1:16: toy.hidden: \"x\" is not a whole number");
}
END_TEST

START_TEST(seeds_have_three_forms)
{
    const char *form =
        "expects a whole number, a list of them, or {count: N, first: K} "
        "with first 0 when it is left out";
    says("seed: {first: 3}", sp_arena_print(&a, "x.yaml:1:7: seed: %s", form));
    says("seed: {count: 3, last: 4}", sp_arena_print(&a, "x.yaml:1:7: seed: %s", form));
    says("seed: {count: 0}",
         "x.yaml:1:15: seed: count takes a whole number of at least 1");
    says("seed: {count: 2, first: 9007199254740991}",
         "x.yaml:1:7: seed: the last of so many seeds is too large");
    says("seed: 1.5",
         "x.yaml:1:7: seed: \"1.5\" is not a whole number from 0 to 9007199254740991");
}
END_TEST

START_TEST(zips_need_axes_of_one_length)
{
    const char *const two =
        "source: {features: [1, 2, 3]}\ntoy: {hidden: [1, 2], kind: "
        "relu}\nseed: [1, 2]\nzip: ";
    const struct {
        const char *zip, *headline;
    } bad[] = {
        {"[source.features, toy.hidden]", "x.yaml:4:24: zip: source.features has 3 "
                                          "values and toy.hidden has 2; settings "
                                          "that advance together need equally many"},
        {"[toy.hidden, toy.kind]",
         "x.yaml:4:19: zip: toy.kind has one value; give it a "
         "list"},
        {"[toy.hidden, train.rate]",
         "x.yaml:4:19: zip: train.rate has one value; give it a list"},
        {"[toy.hidden, seed]",
         "x.yaml:4:19: zip: seed stands by itself: every job is run for each seed"},
        {"[toy.hiden]",
         "x.yaml:4:7: zip: toy.hiden is no setting; did you mean toy.hidden?"},
        {"[toy.hidden, toy.hidden]", "x.yaml:4:19: zip: toy.hidden is named twice"},
        {"[[toy.hidden], x]", "x.yaml:4:21: zip: expects lists of settings here"},
        {"{a: b}", "x.yaml:4:6: zip: expects settings that advance together, as in "
                   "[source.features, toy.hidden], or a list of such lists"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        says(sp_arena_print(&a, "%s%s\n", two, bad[i].zip), bad[i].headline);
}
END_TEST

START_TEST(jobs_that_would_be_the_same_are_refused)
{
    says("train: {rate: [0.1, 0.2, 1e-1]}",
         "x.yaml:1:15: train.rate: values 1 and 3 are both 0.1; name each value once");
    says("seed: [3, 1, 3]", "x.yaml:1:7: seed: values 1 and 3 are both 3; name each "
                            "value once");
    says("toy: {hidden: {linear: [1, 3, 5]}}",
         "x.yaml:1:15: toy.hidden: values 2 and 3 are both 2 when rounded; ask for "
         "fewer");
    says("source: {kind: [groups, independent]}\ngroups: {size: [2, 4]}\nseed: [5, 6, "
         "7]",
         "x.yaml:2:16: groups.size: jobs 7 and 10 are the same, since source "
         "independent "
         "with toy relu and sae none has no such setting; zip it with the kind, so "
         "that each "
         "job is "
         "named once");
    says(
        "source: {kind: [independent, independent, groups]}\n"
        "groups: {size: [2, 4, 2]}\nzip: [source.kind, groups.size]",
        "x.yaml:2:16: groups.size: jobs 1 and 2 are the same, since source independent "
        "with toy relu and sae none has no such setting; zip it with the kind, so that "
        "each "
        "job is "
        "named once");
}
END_TEST

/* A limit on the arena would abort the test. */
START_TEST(too_many_jobs_are_counted_and_not_made)
{
    a.limit = 1 << 22;
    says("source: {density: {linear: [0.1, 1, 1000]}}\n"
         "train: {rate: {linear: [0.1, 1, 1000]}}\nseed: {count: 1000}",
         "x.yaml: this makes 1000000000 jobs; the most is 1000000");
    says("seed: {count: 1000001}", "x.yaml: this makes 1000001 jobs; the most is "
                                   "1000000");
    says("source: {density: {linear: [0.1, 1, 9000000000000000]}}\n"
         "train: {rate: {linear: [0.1, 1, 9000000000000000]}}",
         "x.yaml: this makes more than 9000000000000000 jobs; the most is 1000000");
    a.limit = 0;
}
END_TEST

START_TEST(zipped_values_are_bounded_too)
{
    says("train: {rate: {linear: [0.1, 1, 600000]}, l2: {linear: [0, 1, 600000]}}\n"
         "zip: [train.rate, train.l2]",
         "x.yaml: the axes hold more than 1000000 values");
}
END_TEST

START_TEST(overrides_are_named_as_they_were_written)
{
    refuses("toy.hiden=2", "toy.hiden: no such setting; did you mean toy.hidden?");
    refuses("toy=2", "toy: a section; name one setting in it, as in toy.setting=value");
    refuses("toy.hidden", "expects KEY=VALUE, as in source.density=0.1");
    refuses("toy.hidden=",
            sp_arena_print(&a, "toy.hidden: \"\" is not a whole number; it takes %s",
                           takes("toy.hidden")));
    refuses("toy.hidden=[1, 2", "not YAML: did not find expected ',' or ']', while "
                                "parsing a flow sequence that starts on line 1");
    refuses("toy.hidden=[]",
            "toy.hidden: an empty list makes no jobs; give it a value");
    refuses("groups.size=2", "groups.size: no job here has this setting; it belongs to "
                             "source.kind groups");
    refuses("zip=[toy.hidden, seed]",
            "zip: seed stands by itself: every job is run for each seed");
    refuses("seed.count=x", "seed: count takes a whole number of at least 1");
}
END_TEST

START_TEST(the_caret_stands_under_its_column)
{
    reports("toy:\t{hiden: 1}\n",
            "x.yaml:1:7: toy.hiden: no such setting; did you mean toy.hidden?\n"
            "    toy:\t{hiden: 1}\n"
            "        \t ^\n");
    reports("toy: {'\xC3\xA9': 1, hiden: 1}\r\n",
            "x.yaml:1:7: toy.\xC3\xA9: no such setting\n"
            "    toy: {'\xC3\xA9': 1, hiden: 1}\n"
            "          ^\n"
            "x.yaml:1:15: toy.hiden: no such setting; did you mean toy.hidden?\n"
            "    toy: {'\xC3\xA9': 1, hiden: 1}\n"
            "                  ^\n");
}
END_TEST

START_TEST(of_a_long_line_the_part_around_the_caret_is_shown)
{
    char text[2000];
    memset(text, ' ', sizeof text);
    memcpy(text, "toy: {", 6);
    memcpy(text + 1500, "hiden: 1}", 10);
    const char *got = reported(text, (const char *const[]){NULL});
    const char *line = strchr(got, '\n') + 1, *caret = strchr(line, '\n') + 1;
    ck_assert_uint_lt(strlen(line), 240);
    size_t column = strcspn(caret, "^");
    ck_assert_msg(!strncmp(line + column, "hiden", 5), "%s", got);
    sp_arena_free(&a);
}
END_TEST

START_TEST(mistakes_without_end_are_counted)
{
    enum { MANY = 5000 };
    char *text = SP_TAKE(&a, MANY * 8 + 16, char), *end = stpcpy(text, "toy: {");
    for (int i = 0; i < MANY; i++)
        end += sprintf(end, "k%d: 1,", i);
    stpcpy(end, "}");
    const char *got = reported(text, (const char *const[]){NULL});
    ck_assert_ptr_nonnull(strstr(got, "x.yaml: and 4900 more mistakes\n"));
    sp_arena_free(&a);
}
END_TEST

SUITE("diagnostics", a_mistake_is_shown_with_its_line_and_a_caret,
      all_mistakes_are_shown_in_the_order_of_the_file,

      files_that_are_no_experiment_are_refused, unknown_keys_get_the_nearest,
      a_thing_is_said_once, values_of_a_wrong_form_are_refused,
      lists_and_ranges_need_values, kinds_and_measures_are_looked_up,
      settings_that_no_job_uses_are_mistakes, one_mistake_does_not_make_another,
      seeds_have_three_forms, zips_need_axes_of_one_length,
      jobs_that_would_be_the_same_are_refused, too_many_jobs_are_counted_and_not_made,
      zipped_values_are_bounded_too, overrides_are_named_as_they_were_written,
      the_caret_stands_under_its_column,
      of_a_long_line_the_part_around_the_caret_is_shown,
      mistakes_without_end_are_counted)
