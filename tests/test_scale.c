#include "trial.h"

static const char text[] =
    "source: {features: [4, 8], density: 0.1}\ntoy: {hidden: 2}\nseed: {count: 2}\n"
    "scales:\n"
    "  paper: {seed.count: 10, source.features: [4, 8, 16], train.steps: 50}\n"
    "  tiny:  {source.features: 4, zip: [], measure: loss}\n";

START_TEST(without_a_name_the_file_is_as_if_it_had_no_scales)
{
    read_text(text);
    ck_assert_int_eq(e.jobs, 4);
    ck_assert_int_eq(job(1).train.steps, 10000);
    const char *name = sp_arena_text(&a, job(1).name);
    read_text(sp_arena_print(&a, "%.*s", (int)(strstr(text, "scales") - text), text));
    ck_assert_str_eq(job(1).name, name);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_scale_replaces_what_it_names)
{
    READ(text, "scale=paper");
    ck_assert_int_eq(e.jobs, 30);
    ck_assert_int_eq(job(1).train.steps, 50);
    ck_assert_str_eq(place(30), "source.features=16, seed=9");
    READ(text, "scale=tiny");
    ck_assert_int_eq(e.jobs, 2);
    ck_assert_int_eq(job(1).measures, 1);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_scale_and_its_settings_given_one_by_one_are_the_same_jobs)
{
    READ(text, "scale=paper");
    const char *name = sp_arena_text(&a, job(7).name);
    READ(text, "seed.count=10", "source.features=[4, 8, 16]", "train.steps=50");
    ck_assert_str_eq(job(7).name, name);
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_comes_later_on_the_command_line_counts)
{
    READ(text, "scale=paper", "seed.count=3", "train.steps=7");
    ck_assert_int_eq(e.jobs, 9);
    ck_assert_int_eq(job(1).train.steps, 7);
    READ(text, "train.steps=7", "scale=paper");
    ck_assert_int_eq(job(1).train.steps, 50);
    READ(text, "scale=paper", "scale=tiny");
    ck_assert_int_eq(e.jobs, 10);
    sp_arena_free(&a);
}
END_TEST

START_TEST(the_first_seed_of_the_file_stays)
{
    READ("seed: {count: 2, first: 5}\nscales: {more: {seed.count: 3}}\n", "scale=more");
    ck_assert_int_eq(e.jobs, 3);
    ck_assert_str_eq(place(1), "seed=5");
    sp_arena_free(&a);
}
END_TEST

static void refuses(const char *content, const char *override, const char *sentence)
{
    const char *overrides[] = {override};
    int code = sp_experiment_parse(&a, "try.yaml", content, strlen(content), overrides,
                                   override ? 1 : 0, &e, &report);
    ck_assert_int_eq(code, SP_BAD);
    ck_assert_msg(strstr(report, sentence) != NULL, "%s", report);
}

START_TEST(what_is_no_scale_is_said)
{
    refuses(text, "scale=papre",
            "--set scale=papre: no scale \"papre\"; there are: "
            "paper, tiny");
    refuses("toy: {hidden: 2}\n", "scale=paper",
            "--set scale=paper: this experiment has no section scales");
    refuses("scales: 3\n", NULL, "try.yaml:1:9: scales: expects maps of settings");
    refuses("scales: {x: 3}\n", NULL, "scales.x: expects settings");
    refuses("scales: {x: {toy.hiden: 3}}\n", NULL,
            "try.yaml:1:14: scales.x: toy.hiden is no setting; did you mean "
            "toy.hidden?");
    refuses("scales: {x: {toy.hidden: none}}\n", "scale=x", "try.yaml:1:26:");
    refuses("scales: {}\n", "scale=x", "no scale \"x\"; there are: none");
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_scale_says_a_thing_once)
{
    refuses("scales: {x: {seed.count: 3, train.steps: 5, seed.count: 4}}\n", NULL,
            "try.yaml:1:45: scales.x: seed.count is given twice");
    refuses("scales: {x: {seed.count: 3}, x: {seed.count: 4}}\n", NULL,
            "try.yaml:1:30: scales.x is given twice");
    sp_arena_free(&a);
}
END_TEST

START_TEST(neither_claims_nor_scales_are_part_of_a_scale)
{
    refuses("scales: {x: {scales: {y: {}}}}\n", NULL,
            "try.yaml:1:14: scales.x: scales is no setting\n");
    refuses("scales: {x: {hypotheses: {}}}\n", "scale=x",
            "try.yaml:1:14: scales.x: hypotheses is no setting\n");
    refuses(text, "scales={x: {seed.count: 3}}",
            "scales stand in the file; scale=NAME takes one");
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_section_that_is_wrong_is_said_to_be_wrong_once)
{
    refuses("scales: 3\n", "scale=x", "scales: expects maps of settings");
    ck_assert_ptr_null(strstr(report, "no section"));
    sp_arena_free(&a);
}
END_TEST

SUITE("scale", without_a_name_the_file_is_as_if_it_had_no_scales,
      a_scale_replaces_what_it_names,
      a_scale_and_its_settings_given_one_by_one_are_the_same_jobs,
      what_comes_later_on_the_command_line_counts, the_first_seed_of_the_file_stays,
      what_is_no_scale_is_said, a_scale_says_a_thing_once,
      neither_claims_nor_scales_are_part_of_a_scale,
      a_section_that_is_wrong_is_said_to_be_wrong_once)
