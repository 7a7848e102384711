#include "trial.h"

START_TEST(the_pentagon_is_a_hundred_jobs)
{
    read_text(
        "# Where do five features go when there are two dimensions?\n"
        "source: {kind: independent, features: 5, density: {log: [1, 0.05, 10]},\n"
        "         size: uniform, importance: geometric, importance_ratio: 0.9}\n"
        "toy:    {kind: relu, hidden: 2}\n"
        "train:  {optimizer: adamw, rate: 1e-3, weight_decay: 0.01, batch: 1024,\n"
        "         steps: 10000}\n"
        "seed:   {count: 10}\n"
        "measure: [geometry, loss]\n");
    ck_assert_str_eq(e.question,
                     "Where do five features go when there are two dimensions?");
    ck_assert_str_eq(e.stem, "try");
    ck_assert_str_eq(e.path, "experiments/try.yaml");
    ck_assert_int_eq(e.jobs, 100);
    ck_assert_int_eq(e.axes, 2);
    ck_assert_str_eq(place(1), "source.density=1, seed=0");
    ck_assert_str_eq(place(100), "source.density=0.05, seed=9");
    struct sp_job last = job(100);
    ck_assert_int_eq(last.source.features, 5);
    ck_assert_double_eq(last.source.density.value[0], 0.05);
    ck_assert_double_eq(last.source.importance_ratio, 0.9);
    ck_assert_int_eq(last.toy.hidden, 2);
    ck_assert_int_eq(last.train.steps, 10000);
    ck_assert_uint_eq(last.seed, 9);
    ck_assert_int_eq(last.measures, 2);
    sp_arena_free(&a);
}
END_TEST

START_TEST(axes_multiply_and_the_last_is_fastest)
{
    read_text("seed: [4, 7]\nsource: {features: [5, 6, 8]}\ntoy: {hidden: [1, 2]}\n");
    const char *const order[] = {"source.features=5, toy.hidden=1, seed=4",
                                 "source.features=5, toy.hidden=1, seed=7",
                                 "source.features=5, toy.hidden=2, seed=4",
                                 "source.features=5, toy.hidden=2, seed=7",
                                 "source.features=6, toy.hidden=1, seed=4"};
    ck_assert_int_eq(e.jobs, 3 * 2 * 2);
    for (int i = 0; i < 5; i++)
        ck_assert_str_eq(place(i + 1), order[i]);
    ck_assert_str_eq(place(12), "source.features=8, toy.hidden=2, seed=7");
    ck_assert_int_eq(job(5).source.features, 6);
    ck_assert_int_eq(job(4).toy.hidden, 2);
    ck_assert_uint_eq(job(4).seed, 7);
    sp_arena_free(&a);
}
END_TEST

START_TEST(axes_stand_in_the_order_of_the_file)
{
    read_text(
        "toy: {hidden: [1, 2]}\nsource: {density: [0.1, 0.2], features: [5, 6]}\n");
    ck_assert_str_eq(place(2), "toy.hidden=1, source.density=0.1, source.features=6");
    sp_arena_free(&a);
}
END_TEST

START_TEST(every_job_has_a_name_of_its_own)
{
    read_text("source: {kind: [independent, groups], features: [4, 6],\n"
              "         density: {log: [1, 0.1, 3]}}\n"
              "toy: {kind: [linear, relu, absolute]}\nseed: {count: 2}\n");
    ck_assert_int_eq(e.jobs, 72);
    char name[72][SP_NAME_LENGTH + 1];
    for (int i = 0; i < 72; i++) {
        memcpy(name[i], job(i + 1).name, sizeof name[i]);
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(name[i], name[j]);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(zipped_settings_advance_together_where_the_first_stands)
{
    read_text("source: {kind: groups, features: [4, 6, 20], density: [0.1, 0.2]}\n"
              "groups: {size: [2, 3, 10]}\ntoy: {hidden: [2, 3, 10]}\n"
              "zip: [toy.hidden, source.features, groups.size]\n");
    ck_assert_int_eq(e.jobs, 6);
    ck_assert_int_eq(e.axes, 2);
    ck_assert_int_eq(e.axis[0].keys, 3);
    ck_assert_str_eq(place(4), "toy.hidden=3, source.features=6, groups.size=3, "
                               "source.density=0.2");
    ck_assert_int_eq(job(6).source.features, 20);
    sp_arena_free(&a);
}
END_TEST

START_TEST(several_zips_are_several_axes)
{
    read_text("source: {features: [4, 6], density: [0.1, 0.2, 0.3]}\n"
              "toy: {hidden: [2, 3]}\ntrain: {rate: [1, 2, 3]}\n"
              "zip: [[source.features, toy.hidden], [source.density, train.rate]]\n");
    ck_assert_int_eq(e.jobs, 6);
    ck_assert_str_eq(place(5), "source.features=6, toy.hidden=3, source.density=0.2, "
                               "train.rate=2");
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_zipped_kind_names_its_own_settings)
{
    read_text(
        "source: {kind: [independent, groups, groups]}\ngroups: {size: [2, 2, 4]}\n"
        "zip: [source.kind, groups.size]\n");
    ck_assert_int_eq(e.jobs, 3);
    ck_assert_str_eq(job(1).source_kind->self.name, "independent");
    ck_assert_str_ne(job(2).name, job(3).name);
    sp_arena_free(&a);
}
END_TEST

START_TEST(values_per_feature_are_one_value_or_an_axis_of_such)
{
    read_text("source: {features: 2, density: {values: [0.1, 0.25]}}");
    ck_assert_int_eq(e.jobs, 1);
    ck_assert_int_eq(job(1).source.density.count, 2);
    ck_assert_double_eq(job(1).source.density.value[1], 0.25);
    read_text("source: {features: 2, density: [{values: [0.1, 0.25]}, 0.5]}");
    ck_assert_int_eq(e.jobs, 2);
    ck_assert_str_eq(place(1), "source.density=[0.1, 0.25]");
    ck_assert_int_eq(job(2).source.density.count, 1);
    sp_arena_free(&a);
}
END_TEST

START_TEST(importances_may_be_given_where_their_law_stands)
{
    read_text("source: {features: 2, importance: {values: [1, 3]}}");
    struct sp_job brief = job(1);
    read_text("source: {features: 2, importance: values, importance_values: {values: "
              "[1, 3]}}");
    ck_assert_str_eq(brief.name, job(1).name);
    ck_assert_double_eq(brief.source.importance_values.value[1], 3);
    read_text(
        "source: {features: 2, importance: [{values: [1, 3]}, {values: [1, 4]}]}");
    ck_assert_int_eq(e.jobs, 2);
    ck_assert_double_eq(job(2).source.importance_values.value[1], 4);
    READ("source: {features: 2, importance: {values: [1, 3]}}",
         "source.importance=uniform");
    brief = job(1);
    ck_assert_int_eq(sp_job_check(&a, &brief, NULL), 0);
    ck_assert_int_eq(brief.source.importance_values.count, 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(overrides_replace_scalars_and_axes)
{
    const char *text =
        "source: {features: [4, 5, 6]}\ntoy: {hidden: 2}\nseed: {count: 9}\n";
    READ(text, "source.features=7", "seed=3");
    ck_assert_int_eq(e.jobs, 1);
    ck_assert_int_eq(job(1).source.features, 7);
    ck_assert_uint_eq(job(1).seed, 3);
    READ(text, "toy.hidden=[1, 2]", "seed={count: 2, first: 5}");
    ck_assert_int_eq(e.jobs, 12);
    ck_assert_str_eq(place(1), "source.features=4, toy.hidden=1, seed=5");
    READ(text, "toy.hidden=1", "toy.hidden=3", "seed=0");
    ck_assert_int_eq(job(1).toy.hidden, 3);
    sp_arena_free(&a);
}
END_TEST

START_TEST(overrides_add_settings_behind_the_files_own)
{
    READ("toy: {hidden: [1, 2]}\nseed: [1, 2]\n", "source.density={log: [1, 0.1, 2]}",
         "measure=loss", "train.steps=5");
    ck_assert_int_eq(e.jobs, 8);
    ck_assert_str_eq(place(1), "toy.hidden=1, source.density=1, seed=1");
    ck_assert_str_eq(place(3), "toy.hidden=1, source.density=0.1, seed=1");
    ck_assert_int_eq(job(1).measures, 1);
    ck_assert_int_eq(job(1).train.steps, 5);
    READ("toy: {hidden: [1, 2]}\nsource: {features: [4, 5]}\n",
         "zip=[toy.hidden, source.features]");
    ck_assert_int_eq(e.jobs, 2);
    READ("toy: {hidden: [1, 2]}\nsource: {features: [4, 5]}\n"
         "zip: [toy.hidden, source.features]\n",
         "zip=[]");
    ck_assert_int_eq(e.jobs, 4);
    sp_arena_free(&a);
}
END_TEST

START_TEST(seeds_are_a_number_a_list_or_a_count)
{
    read_text("seed: 5");
    ck_assert_int_eq(e.axes, 0);
    ck_assert_str_eq(place(1), "");
    ck_assert_uint_eq(job(1).seed, 5);
    read_text("seed: [5, 1e3]");
    ck_assert_uint_eq(job(2).seed, 1000);
    read_text("seed: {count: 3}");
    ck_assert_uint_eq(job(3).seed, 2);
    read_text("seed: {count: 3, first: 10}");
    ck_assert_uint_eq(job(1).seed, 10);
    READ("seed: {count: 3, first: 10}", "seed.count=2");
    ck_assert_int_eq(e.jobs, 2);
    ck_assert_uint_eq(job(2).seed, 11);
    READ("seed: {count: 3, first: 10}", "seed.first=0");
    ck_assert_int_eq(e.jobs, 3);
    ck_assert_uint_eq(job(3).seed, 2);
    READ("seed: 3", "seed.count=4");
    ck_assert_int_eq(e.jobs, 4);
    sp_arena_free(&a);
}
END_TEST

START_TEST(measures_are_one_name_or_several)
{
    const char *const forms[] = {"measure: [loss, theory]", "measure: [theory, loss]",
                                 "measure: theory, loss"};
    for (int i = 0; i < 3; i++) {
        read_text(forms[i]);
        ck_assert_int_eq(e.jobs, 1);
        struct sp_job one = job(1);
        ck_assert_int_eq(one.measures, 2);
        ck_assert_str_eq(one.measure[0]->self.name, "loss");
        ck_assert_str_eq(one.measure[1]->self.name, "theory");
    }
    read_text("measure: pairs");
    ck_assert_int_eq(job(1).measures, 1);
    read_text("measure: []");
    ck_assert_int_eq(job(1).measures, 0);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_setting_of_one_kind_says_nothing_about_the_others)
{
    read_text(
        "source: {kind: [independent, groups], features: 6}\ngroups: {size: 3}\n");
    struct sp_job independent = job(1), groups = job(2);
    read_text("source: {kind: independent, features: 6}\n");
    ck_assert_str_eq(independent.name, job(1).name);
    read_text("source: {kind: groups, features: 6}\n");
    ck_assert_str_ne(groups.name, job(1).name);
    sp_arena_free(&a);
}
END_TEST

START_TEST(the_order_of_a_file_does_not_name_its_jobs)
{
    read_text("source: {features: 6, density: 0.2}\ntoy: {kind: linear, hidden: 3}\n"
              "seed: 2\nmeasure: [loss, pairs]\n");
    struct sp_job one = job(1);
    READ("measure: [pairs, loss]\nseed: [2]\n"
         "toy:\n  hidden: 3\n  kind: linear\nsource: {density: 2e-1, kind: "
         "independent}\n",
         "source.features=6");
    ck_assert_str_eq(one.name, job(1).name);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_million_jobs_are_not_too_many)
{
    read_text("toy: {hidden: {linear: [1, 1000, 1000]}}\nseed: {count: 1000}\n");
    ck_assert_int_eq(e.jobs, SP_JOBS_MOST);
    ck_assert_str_eq(place(SP_JOBS_MOST), "toy.hidden=1000, seed=999");
    ck_assert_int_eq(job(SP_JOBS_MOST - 1000).toy.hidden, 999);
    sp_arena_free(&a);
}
END_TEST

START_TEST(marks_and_line_ends_of_other_systems_do_no_harm)
{
    read_text("\xEF\xBB\xBF#  Why?\r\ntoy: {hidden: 3}\r\ntrain:\r\n");
    ck_assert_str_eq(e.question, "Why?");
    ck_assert_int_eq(job(1).toy.hidden, 3);
    read_text("toy: {hidden: 3}");
    ck_assert_str_eq(e.question, "");
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_file_is_read_as_its_text_is)
{
    char path[] = "/tmp/superpose_experiment_XXXXXX.yaml";
    int file = mkstemps(path, 5);
    const char *text = "# Why?\ntoy: {hidden: [1, 2]}\n";
    ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    int code = sp_experiment_read(&a, path, NULL, 0, &e, &report);
    unlink(path);
    ck_assert_int_eq(code, 0);
    ck_assert_int_eq(e.jobs, 2);
    ck_assert_str_eq(e.content, text);
    path[strlen(path) - 5] = '\0';
    ck_assert_str_eq(e.stem, strrchr(path, '/') + 1);
    sp_arena_free(&a);
}
END_TEST

START_TEST(files_that_cannot_be_read_are_named)
{
    const struct {
        const char *path, *sentence;
    } bad[] = {{"/nowhere/x.yaml", "/nowhere/x.yaml: No such file or directory"},
               {"/tmp", "/tmp: this is a folder; give the path of a file"},
               {"/dev/null", "/dev/null: this is no regular file; give the path of a "
                             "file"}};
    for (int i = 0; i < 3; i++) {
        int code = sp_experiment_read(&a, bad[i].path, NULL, 0, &e, &report);
        ck_assert_int_eq(code, SP_BAD);
        ck_assert_str_eq(sp_fault_text(), bad[i].sentence);
        ck_assert_str_eq(report, sp_arena_print(&a, "%s\n", bad[i].sentence));
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(files_that_are_too_large_are_not_read)
{
    char path[] = "/tmp/superpose_large_XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_eq(ftruncate(file, 1L << 40), 0);
    close(file);
    int code = sp_experiment_read(&a, path, NULL, 0, &e, &report);
    unlink(path);
    ck_assert_int_eq(code, SP_BAD);
    ck_assert_ptr_nonnull(strstr(report, "larger than 1024 KiB"));
    sp_arena_free(&a);
}
END_TEST

SUITE("experiment", the_pentagon_is_a_hundred_jobs,
      axes_multiply_and_the_last_is_fastest, axes_stand_in_the_order_of_the_file,
      every_job_has_a_name_of_its_own,
      zipped_settings_advance_together_where_the_first_stands,
      several_zips_are_several_axes, a_zipped_kind_names_its_own_settings,
      values_per_feature_are_one_value_or_an_axis_of_such,
      importances_may_be_given_where_their_law_stands,
      overrides_replace_scalars_and_axes, overrides_add_settings_behind_the_files_own,
      seeds_are_a_number_a_list_or_a_count, measures_are_one_name_or_several,
      a_setting_of_one_kind_says_nothing_about_the_others,
      the_order_of_a_file_does_not_name_its_jobs, a_million_jobs_are_not_too_many,
      marks_and_line_ends_of_other_systems_do_no_harm, a_file_is_read_as_its_text_is,
      files_that_cannot_be_read_are_named, files_that_are_too_large_are_not_read)
