#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "superpose/fault.h"
#include "superpose/job.h"
#include "superpose/rng.h"

static struct sp_arena a;

#define RESOLVE(job, ...)                                                              \
    resolve((job), (const struct sp_setting[]){__VA_ARGS__, {NULL, NULL}})

static int resolve(struct sp_job *job, const struct sp_setting *setting)
{
    int count = 0;
    while (setting[count].key)
        count++;
    return sp_job_resolve(&a, setting, count, job);
}

static void resolved(struct sp_job *job, const struct sp_setting *setting)
{
    ck_assert_msg(!resolve(job, setting), "%s", sp_fault_text());
}

#define RESOLVED(job, ...)                                                             \
    resolved((job), (const struct sp_setting[]){__VA_ARGS__, {NULL, NULL}})

#define REFUSED(sentence, ...)                                                         \
    do {                                                                               \
        struct sp_job refused_job;                                                     \
        ck_assert_int_eq(RESOLVE(&refused_job, __VA_ARGS__), SP_BAD);                  \
        ck_assert_str_eq(sp_fault_text(), sentence);                                   \
    } while (0)

static const char *text_of(const struct sp_job *job, const char *key)
{
    for (int i = 0; i < job->settings; i++)
        if (!strcmp(job->setting[i].key, key))
            return job->setting[i].text;
    return NULL;
}

/* FNV-1a as published, its prime 2^88 + 0x13b multiplied by shift and sum. */
static sp_u128 oracle(const char *text)
{
    sp_u128 hash = (sp_u128)0x6c62272e07bb0142 << 64 | (sp_u128)0x62b821756295c58d;
    for (; *text; text++) {
        hash ^= (unsigned char)*text;
        hash = (hash << 88) + hash * 0x13b;
    }
    return hash;
}

static const char *hex(sp_u128 hash)
{
    return sp_arena_print(&a, "%016" PRIx64 "%016" PRIx64, (uint64_t)(hash >> 64),
                          (uint64_t)hash);
}

START_TEST(the_oracle_gives_the_published_hashes)
{
    ck_assert_str_eq(hex(oracle("")), "6c62272e07bb014262b821756295c58d");
    ck_assert_str_eq(hex(oracle("a")), "d228cb696f1a8caf78912b704e4a8964");
    ck_assert_str_eq(hex(oracle("foobar")), "343e1662793c64bf6f0d3597ba446f18");
}
END_TEST

START_TEST(nothing_said_is_the_default_job)
{
    struct sp_job job;
    ck_assert_int_eq(sp_job_resolve(&a, NULL, 0, &job), 0);
    ck_assert_str_eq(job.source_kind->self.name, "independent");
    ck_assert_str_eq(job.toy_kind->self.name, "relu");
    ck_assert_uint_eq(job.seed, 0);
    ck_assert_int_eq(job.measures, 2);
    ck_assert_str_eq(job.measure[0]->self.name, "loss");
    ck_assert_str_eq(job.measure[1]->self.name, "geometry");
    for (const struct sp_param *row = sp_train_params; row->key; row++)
        ck_assert_ptr_nonnull(text_of(&job, row->key));
    sp_arena_free(&a);
}
END_TEST

START_TEST(every_setting_finds_its_field)
{
    struct sp_job job;
    RESOLVED(&job, {"groups.size", "5"}, {"source.kind", "groups"},
             {"source.features", "10"}, {"toy.hidden", "7"}, {"train.rate", "0.5"},
             {"seed", "9007199254740991"}, {"measure", "vectors, loss"},
             {"vectors.most", "3"}, {"toy.tied", "false"});
    ck_assert_int_eq(job.source.features, 10);
    ck_assert_int_eq(job.toy.hidden, 7);
    ck_assert_double_eq(job.train.rate, 0.5);
    ck_assert_uint_eq(job.seed, SP_SEED_MOST);
    ck_assert_int_eq(job.measures, 2);
    ck_assert_str_eq(job.measure[1]->self.name, "vectors");
    ck_assert_str_eq(text_of(&job, "groups.size"), "5");
    ck_assert_str_eq(text_of(&job, "toy.tied"), "false");
    ck_assert_str_eq(text_of(&job, "vectors.most"), "3");
    ck_assert_str_eq(text_of(&job, "measure"), "loss,vectors");
    ck_assert_ptr_null(text_of(&job, "geometry.represented"));
    sp_arena_free(&a);
}
END_TEST

START_TEST(the_last_of_two_assignments_counts)
{
    struct sp_job job;
    RESOLVED(&job, {"toy.kind", "linear"}, {"toy.hidden", "7"},
             {"toy.kind", "absolute"}, {"toy.hidden", "3"});
    ck_assert_int_eq(job.toy.hidden, 3);
    ck_assert_str_eq(job.toy_kind->self.name, "absolute");
    sp_arena_free(&a);
}
END_TEST

START_TEST(every_kind_resolves_with_its_defaults)
{
    for (int s = 0; sp_source_kinds[s]; s++)
        for (int t = 0; sp_toy_kinds[t]; t++)
            for (int m = 0; sp_measure_kinds[m]; m++) {
                struct sp_job job;
                RESOLVED(&job, {"source.kind", sp_source_kinds[s]->self.name},
                         {"toy.kind", sp_toy_kinds[t]->self.name},
                         {"measure", sp_measure_kinds[m]->self.name});
                ck_assert_ptr_eq(job.source_kind, sp_source_kinds[s]);
                ck_assert_ptr_eq(job.toy_kind, sp_toy_kinds[t]);
                ck_assert_ptr_eq(job.measure[0], sp_measure_kinds[m]);
                sp_arena_free(&a);
            }
}
END_TEST

START_TEST(mistakes_name_the_key)
{
    REFUSED("toy.hiden: a job with source independent, toy relu and sae none has no "
            "such setting",
            {"toy.hiden", "2"});
    REFUSED("groups.size: a job with source independent, toy relu and sae none has no "
            "such setting",
            {"groups.size", "2"});
    REFUSED("toy.kind: no choice \"linaer\"; did you mean \"linear\"? It takes one of: "
            "linear, relu, relu_hidden, absolute, given",
            {"toy.kind", "linaer"});
    REFUSED("measure: loss is named twice", {"measure", "loss,geometry,loss"});
    REFUSED("seed: \"-1\" is not a whole number from 0 to 9007199254740991",
            {"seed", "-1"});
    ck_assert_int_eq(sp_job_resolve(&a, (const struct sp_setting[]){{"measure", "los"}},
                                    1, &(struct sp_job){0}),
                     SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "did you mean \"loss\"?"));
    sp_arena_free(&a);
}
END_TEST

START_TEST(seeds_are_whole_numbers_that_a_double_holds)
{
    ck_assert_int_eq(sp_seed_read("0"), 0);
    ck_assert_int_eq(sp_seed_read("42"), 42);
    ck_assert_int_eq(sp_seed_read("1e6"), 1000000);
    ck_assert_int_eq(sp_seed_read("9007199254740991"), SP_SEED_MOST);
    const char *const none[] = {"",    "-1",  "1.5", "1.0", "x", "9007199254740992",
                                "inf", "nan", "0x3", "3 ",  " 3"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(sp_seed_read(none[i]) == -1, "\"%s\"", none[i]);
}
END_TEST

/* What is in the file that a job of these tests may have. */
static const char file_content[] = "0.1 0.2";

/* Every setting of the job as a line, up to the key END, behind the generation; behind
   a file the hash of what is in it.  That there is no autoencoder is not said. */
static const char *canonical(const struct sp_job *job, const char *end)
{
    const char *text = "superpose 2\n";
    for (int i = 0; i < job->settings; i++) {
        if (end && !strcmp(job->setting[i].key, end))
            break;
        if (!job->sae_kind && !strcmp(job->setting[i].key, "sae.kind"))
            continue;
        text = sp_arena_print(&a, "%s%s=%s\n", text, job->setting[i].key,
                              job->setting[i].text);
        if (!strcmp(job->setting[i].key, "source.density_file") &&
            *job->setting[i].text)
            text =
                sp_arena_print(&a, "%scontent=%s\n", text, hex(oracle(file_content)));
    }
    return text;
}

START_TEST(a_name_is_the_hash_of_all_settings_in_table_order)
{
    struct sp_job job;
    RESOLVED(&job, {"source.kind", "groups"}, {"measure", "neurons geometry"},
             {"source.density", "[0.5, 0.25]"});
    ck_assert_str_eq(job.name, hex(oracle(canonical(&job, NULL))));
    ck_assert_str_eq(job.stage, hex(oracle(canonical(&job, "sae.kind"))));
    const char *order[] = {"source.kind", "source.features",
                           "groups.size", "toy.kind",
                           "toy.hidden",  "toy.bias",
                           "train.rate",  "seed",
                           "measure",     "geometry.represented",
                           "neurons.dead"};
    const char *before = canonical(&job, order[0]);
    for (size_t i = 1; i < sizeof order / sizeof *order; i++) {
        const char *now = canonical(&job, order[i]);
        ck_assert_msg(strlen(now) > strlen(before), "%s", order[i]);
        before = now;
    }
    RESOLVED(&job, {"sae.kind", "topk"});
    ck_assert_str_eq(job.sae_stage, hex(oracle(canonical(&job, "measure"))));
    sp_arena_free(&a);
}
END_TEST

START_TEST(order_and_written_defaults_do_not_change_a_name)
{
    struct sp_job plain, other;
    RESOLVED(&plain, {"toy.hidden", "3"}, {"source.density", "0.1"},
             {"measure", "loss,geometry"});
    RESOLVED(&other, {"source.density", "1e-1"}, {"measure", "geometry loss"},
             {"train.batch", "1024"}, {"toy.hidden", "3"}, {"seed", "0"},
             {"toy.kind", "relu"}, {"source.density_file", ""});
    ck_assert_str_eq(plain.name, other.name);
    ck_assert_str_eq(plain.stage, other.stage);
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_training_depends_on_changes_name_and_stage)
{
    const struct sp_setting change[] = {
        {"seed", "1"},          {"toy.hidden", "3"},         {"source.features", "21"},
        {"toy.kind", "linear"}, {"source.kind", "groups"},   {"train.rate", "0.002"},
        {"toy.bias", "false"},  {"source.unit_norm", "true"}};
    struct sp_job plain, other;
    resolved(&plain, (const struct sp_setting[]){{NULL, NULL}});
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        RESOLVED(&other, change[i]);
        ck_assert_msg(strcmp(plain.name, other.name) != 0, "%s", change[i].key);
        ck_assert_msg(strcmp(plain.stage, other.stage) != 0, "%s", change[i].key);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_measured_changes_the_name_alone)
{
    struct sp_job plain, measure, setting;
    RESOLVED(&plain, {"seed", "0"});
    RESOLVED(&measure, {"measure", "loss"});
    RESOLVED(&setting, {"loss.samples", "3000"});
    ck_assert_str_eq(plain.stage, measure.stage);
    ck_assert_str_eq(plain.stage, setting.stage);
    ck_assert_str_ne(plain.name, measure.name);
    ck_assert_str_ne(plain.name, setting.name);
    ck_assert_str_ne(measure.name, setting.name);
    sp_arena_free(&a);
}
END_TEST

static void write_file(const char *path, const char *content)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(content, file);
    fclose(file);
}

START_TEST(the_content_of_a_file_is_part_of_a_name)
{
    char path[] = "/tmp/superpose_job_XXXXXX";
    close(mkstemp(path));
    struct sp_job first, second, third;
    write_file(path, file_content);
    RESOLVED(&first, {"source.density_file", path});
    write_file(path, "0.1 0.3");
    RESOLVED(&second, {"source.density_file", path});
    write_file(path, file_content);
    RESOLVED(&third, {"source.density_file", path});
    unlink(path);
    ck_assert_str_ne(first.name, second.name);
    ck_assert_str_ne(first.stage, second.stage);
    ck_assert_str_eq(first.name, third.name);
    ck_assert_str_eq(first.name, hex(oracle(canonical(&first, NULL))));
    REFUSED(
        sp_arena_print(&a, "source.density_file: %s: No such file or directory", path),
        {"source.density_file", path});
    REFUSED("source.density_file: /tmp: this is a folder; give the path of a file",
            {"source.density_file", "/tmp"});
    sp_arena_free(&a);
}
END_TEST

START_TEST(json_quotes_words_and_leaves_numbers_bare)
{
    struct sp_job job;
    RESOLVED(&job, {"source.density", "[0.5, 1e-3]"}, {"seed", "12"});
    const char *json = sp_job_json(&a, &job);
    const char *const parts[] = {"{\"source.kind\": \"independent\", ",
                                 ", \"source.features\": 20, ",
                                 ", \"source.density\": [0.5, 0.001], ",
                                 ", \"source.size\": \"uniform\", ",
                                 ", \"source.density_file\": \"\", ",
                                 ", \"source.unit_norm\": false, ",
                                 ", \"seed\": 12, \"sae.kind\": \"none\", ",
                                 ", \"measure\": \"loss,geometry\", "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        ck_assert_msg(strstr(json, parts[i]) != NULL, "no %s in %s", parts[i], json);
    ck_assert_int_eq(json[strlen(json) - 1], '}');
    sp_arena_free(&a);
}
END_TEST

START_TEST(json_escapes_what_must_be)
{
    struct sp_setting setting[] = {{"source.density_file", "a\"b\\c\td"}};
    struct sp_job job;
    ck_assert_int_eq(sp_job_choose(&a, NULL, 0, &job), 0);
    job.setting = setting;
    job.settings = 1;
    ck_assert_str_eq(sp_job_json(&a, &job),
                     "{\"source.density_file\": \"a\\\"b\\\\c\\u0009d\"}");
    sp_arena_free(&a);
}
END_TEST

static int check(struct sp_job *job)
{
    return sp_job_check(&a, job, NULL);
}

START_TEST(a_job_that_can_run_passes_the_check)
{
    struct sp_job job;
    RESOLVED(&job, {"source.features", "5"}, {"toy.hidden", "2"});
    ck_assert_msg(!check(&job), "%s", sp_fault_text());
    sp_arena_free(&a);
}
END_TEST

START_TEST(settings_that_contradict_each_other_are_found_by_the_check)
{
    struct sp_job job;
    RESOLVED(&job, {"source.features", "5"}, {"source.density", "[0.1, 0.2]"});
    ck_assert_int_eq(check(&job), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "source.density"));
    RESOLVED(&job, {"source.kind", "groups"}, {"source.features", "5"},
             {"groups.size", "2"});
    ck_assert_int_eq(check(&job), SP_BAD);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_job_too_large_for_the_machine_is_found_by_the_check)
{
    struct sp_job job;
    RESOLVED(&job, {"source.features", "1000000"}, {"toy.hidden", "65536"});
    ck_assert_int_eq(check(&job), SP_BAD);
    double least = sp_net_bytes(1e6 * 65537) / 0x1p30;
    const char *at = strstr(sp_fault_text(), "at least ");
    ck_assert_ptr_nonnull(at);
    double said = strtod(at + strlen("at least "), NULL);
    ck_assert_msg(said >= least - 0.1 && said < 1.1 * least, "%s", sp_fault_text());
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "1000000 features in 65536 hidden"));
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_batch_that_cannot_be_counted_is_found_by_the_check)
{
    struct sp_job job;
    RESOLVED(&job, {"source.features", "1000000"}, {"toy.hidden", "1"},
             {"train.batch", "5000"}, {"source.density", "1"});
    ck_assert_int_eq(check(&job), SP_BAD);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "train.batch: 5000 rows"));
    sp_arena_free(&a);
}
END_TEST

SUITE("job", the_oracle_gives_the_published_hashes, nothing_said_is_the_default_job,
      every_setting_finds_its_field, the_last_of_two_assignments_counts,
      every_kind_resolves_with_its_defaults, mistakes_name_the_key,
      seeds_are_whole_numbers_that_a_double_holds,
      a_name_is_the_hash_of_all_settings_in_table_order,
      order_and_written_defaults_do_not_change_a_name,
      what_training_depends_on_changes_name_and_stage,
      what_is_measured_changes_the_name_alone, the_content_of_a_file_is_part_of_a_name,
      json_quotes_words_and_leaves_numbers_bare, json_escapes_what_must_be,
      a_job_that_can_run_passes_the_check,
      settings_that_contradict_each_other_are_found_by_the_check,
      a_job_too_large_for_the_machine_is_found_by_the_check,
      a_batch_that_cannot_be_counted_is_found_by_the_check)
