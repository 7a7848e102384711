/* Jobs with an autoencoder: what names them, what is refused, what is trained. */
#include "superpose/job.h"

#include "trial.h"

static const char small[] = "source: {features: 6}\ntoy: {hidden: 3}\n"
                            "train: {steps: 30, batch: 32}\nmeasure: []\n"
                            "sae: {kind: l1, latents: 5, steps: 40, batch: 16}\n";

/* The only job of `small` with one other setting. */
static struct sp_job with(const char *override)
{
    READ(small, override);
    ck_assert_int_eq(e.jobs, 1);
    return job(1);
}

START_TEST(what_an_autoencoder_depends_on_leaves_the_toys_stage_alone)
{
    const char *const change[] = {"sae.kind=topk", "sae.latents=7", "sae.penalty=0.3",
                                  "sae.rate=0.1", "activations.noise=0.1"};
    struct sp_job plain = with("seed=0");
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        struct sp_job other = with(change[i]);
        ck_assert_str_eq(plain.stage, other.stage);
        ck_assert_msg(strcmp(plain.sae_stage, other.sae_stage) != 0, "%s", change[i]);
        ck_assert_msg(strcmp(plain.name, other.name) != 0, "%s", change[i]);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_the_toy_depends_on_changes_both_stages)
{
    const char *const change[] = {"seed=1", "toy.hidden=4", "train.steps=31"};
    struct sp_job plain = with("seed=0");
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        struct sp_job other = with(change[i]);
        ck_assert_msg(strcmp(plain.stage, other.stage) != 0, "%s", change[i]);
        ck_assert_msg(strcmp(plain.sae_stage, other.sae_stage) != 0, "%s", change[i]);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(what_is_measured_and_having_none_leave_stages_alone)
{
    struct sp_job plain = with("seed=0"), measured = with("measure=vectors");
    struct sp_job none;
    ck_assert_str_eq(plain.sae_stage, measured.sae_stage);
    ck_assert_str_ne(plain.name, measured.name);
    read_text("source: {features: 6}\ntoy: {hidden: 3}\nmeasure: []\n"
              "train: {steps: 30, batch: 32}\nsae: {kind: none}\n");
    none = job(1);
    ck_assert_str_eq(none.stage, plain.stage);
    ck_assert_str_eq(none.sae_stage, "");
    ck_assert_str_ne(none.name, plain.name);
    sp_arena_free(&a);
}
END_TEST

/* The headline about TEXT, which must be refused. */
static void refused(const char *text, const char *headline)
{
    int code =
        sp_experiment_parse(&a, "x.yaml", text, strlen(text), NULL, 0, &e, &report);
    ck_assert_msg(code == SP_BAD, "taken: %s", text);
    ck_assert_str_eq(sp_fault_text(), headline);
    sp_arena_free(&a);
}

START_TEST(settings_of_an_autoencoder_need_one)
{
    refused("sae: {latents: 4}", "x.yaml:1:7: sae.latents: no job here has this "
                                 "setting; it belongs to sae.kind other than none");
    refused("activations: {noise: 4}",
            "x.yaml:1:15: activations.noise: no job here has this setting; it belongs "
            "to sae.kind other than none");
    refused("sae: {kind: l1}\ntopk: {k: 4}",
            "x.yaml:2:8: topk.k: no job here has this setting; it belongs to sae.kind "
            "topk");
    refused("sae: {kind: l1, latent: 4}", "x.yaml:1:17: sae.latent: no such setting; "
                                          "did you mean sae.latents?");
    refused("saes: {kind: l1}", "x.yaml:1:1: saes: no such section; did you mean sae?");
}
END_TEST

START_TEST(autoencoders_that_would_be_the_same_are_refused)
{
    refused("sae: {kind: [topk, l1]}\ntopk: {k: [2, 4]}",
            "x.yaml:2:11: topk.k: jobs 3 and 4 are the same, since source independent "
            "with toy relu and sae l1 has no such setting; zip it with the kind, so "
            "that each job is named once");
    refused("sae: {kind: [none, l1], latents: [2, 4]}",
            "x.yaml:1:34: sae.latents: jobs 1 and 2 are the same, since source "
            "independent with toy relu and sae none has no such setting; zip it with "
            "the kind, so that each job is named once");
}
END_TEST

START_TEST(a_zipped_autoencoder_names_its_own_settings)
{
    read_text("sae: {kind: [none, topk, topk, l1]}\ntopk: {k: [1, 2, 3, 1]}\n"
              "zip: [sae.kind, topk.k]\n");
    ck_assert_int_eq(e.jobs, 4);
    ck_assert_ptr_null(job(1).sae_kind);
    ck_assert_str_eq(job(3).sae_kind->self.name, "topk");
    ck_assert_str_ne(job(2).name, job(3).name);
    ck_assert_str_eq(place(4), "sae.kind=l1, topk.k=1");
    sp_arena_free(&a);
}
END_TEST

START_TEST(the_check_looks_at_the_autoencoder)
{
    static const struct {
        const char *override, *sentence;
    } bad[] = {
        {"sae.warmup=50", "sae.warmup (50) is longer than sae.steps (40)"},
        {"sae.latents=1e6", "1000000 latents on activations of width 60000"},
        {"measure=loss", NULL},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        READ("toy: {hidden: 60000}\nsource: {features: 3}\n"
             "sae: {kind: l1, latents: 5, steps: 40, batch: 16}",
             bad[i].override);
        struct sp_job one = job(1);
        ck_assert_int_eq(sp_job_check(&a, &one, NULL), bad[i].sentence ? SP_BAD : 0);
        ck_assert_msg(!bad[i].sentence || strstr(sp_fault_text(), bad[i].sentence),
                      "%s", sp_fault_text());
        sp_arena_free(&a);
    }
}
END_TEST

static struct sp_result run(const struct sp_job *one, struct sp_taken from)
{
    struct sp_result result;
    ck_assert(!sp_job_run(&a, one, from, NULL, NULL, &result));
    return result;
}

static void same(const struct sp_trained *x, const struct sp_trained *y)
{
    ck_assert_uint_eq(x->count, y->count);
    ck_assert_mem_eq(x->param, y->param, x->count * sizeof *x->param);
    ck_assert_int_eq(x->training.steps, y->training.steps);
}

START_TEST(what_is_taken_over_leaves_no_trace)
{
    struct sp_job one = with("activations.noise=0.1");
    struct sp_result fresh = run(&one, (struct sp_taken){NULL, NULL});
    struct sp_result half = run(&one, (struct sp_taken){&fresh.trained, NULL});
    struct sp_result whole =
        run(&one, (struct sp_taken){&fresh.trained, &fresh.sae_trained});
    ck_assert_int_eq(fresh.state, SP_DONE);
    ck_assert_int_eq(fresh.sae_trained.training.steps, 40);
    ck_assert_ptr_nonnull(sp_rows_find(&fresh.rows, SP_SAE_STEPS, "loss"));
    same(&fresh.trained, &half.trained);
    same(&fresh.sae_trained, &half.sae_trained);
    same(&fresh.sae_trained, &whole.sae_trained);
    ck_assert_ptr_ne(whole.trained.training.curve.step,
                     fresh.trained.training.curve.step);
    ck_assert_ptr_ne(whole.sae_trained.training.curve.loss,
                     fresh.sae_trained.training.curve.loss);
    ck_assert_ptr_nonnull(sp_rows_find(&whole.rows, SP_SAE_STEPS, "loss"));
    sp_arena_free(&a);
}
END_TEST

/* The same loss of the toy, bit for bit, with an autoencoder behind it and without. */
START_TEST(an_autoencoder_leaves_no_trace_in_its_toy)
{
    struct sp_job one = with("seed=3");
    struct sp_result without, result = run(&one, (struct sp_taken){NULL, NULL});
    one.sae_kind = NULL;
    without = run(&one, (struct sp_taken){NULL, NULL});
    same(&result.trained, &without.trained);
    ck_assert_uint_eq(without.sae_trained.count, 0);
    ck_assert_ptr_null(sp_rows_find(&without.rows, SP_SAE_STEPS, "loss"));
    sp_arena_free(&a);
}
END_TEST

START_TEST(an_autoencoder_that_diverges_is_a_result_and_so_is_its_toy)
{
    READ(small, "sae.optimizer=sgd", "sae.rate=1000", "sae.clip=0", "sae.steps=4000");
    struct sp_job one = job(1);
    struct sp_result result = run(&one, (struct sp_taken){NULL, NULL});
    ck_assert_int_eq(result.state, SP_DIVERGED);
    ck_assert_ptr_nonnull(strstr(result.error, "of the autoencoder"));
    ck_assert_int_eq(result.trained.training.end, SP_TRAIN_DONE);
    ck_assert_int_eq(result.sae_trained.training.end, SP_TRAIN_DIVERGED);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_given_toy_without_parameters_is_not_trained)
{
    READ(small, "toy.kind=given", "toy.bias=false");
    struct sp_job one = job(1);
    struct sp_result result = run(&one, (struct sp_taken){NULL, NULL});
    ck_assert_int_eq(result.state, SP_DONE);
    ck_assert_int_eq(result.trained.training.steps, 0);
    ck_assert_ptr_null(sp_rows_find(&result.rows, SP_STEPS, "loss"));
    ck_assert_int_eq(result.sae_trained.training.steps, 40);
    sp_arena_free(&a);
}
END_TEST

START_TEST(a_stop_ends_the_training_of_an_autoencoder)
{
    struct sp_result result;
    const atomic_bool stop = true;
    struct sp_job one = with("sae.steps=40");
    struct sp_trained toy = run(&one, (struct sp_taken){NULL, NULL}).trained;
    ck_assert_int_eq(
        sp_job_run(&a, &one, (struct sp_taken){&toy, NULL}, NULL, &stop, &result),
        SP_STOPPED);
    sp_arena_free(&a);
}
END_TEST

SUITE("job_sae", what_an_autoencoder_depends_on_leaves_the_toys_stage_alone,
      what_the_toy_depends_on_changes_both_stages,
      what_is_measured_and_having_none_leave_stages_alone,
      settings_of_an_autoencoder_need_one,
      autoencoders_that_would_be_the_same_are_refused,
      a_zipped_autoencoder_names_its_own_settings, the_check_looks_at_the_autoencoder,
      what_is_taken_over_leaves_no_trace, an_autoencoder_leaves_no_trace_in_its_toy,
      an_autoencoder_that_diverges_is_a_result_and_so_is_its_toy,
      a_given_toy_without_parameters_is_not_trained,
      a_stop_ends_the_training_of_an_autoencoder)
