/* One job, from settings to rows: open, train (or take over) the toy model, the same
   for the autoencoder, measure. */
#include "superpose/job.h"

#include <string.h>

#include "superpose/crew.h"
#include "superpose/fault.h"
#include "superpose/progress.h"

/* Batches on which measures look are as large as in training, and at least this. */
enum { MEASURE_ROWS = 1024 };

struct work {
    struct sp_arena *arena;
    const struct sp_job *job;
    struct sp_taken from;
    struct sp_crew *crew;
    const atomic_bool *stop;
    struct sp_result *out;
    int rows; /* of the largest batch for the toy */
    struct sp_source source;
    struct sp_activations start, fresh; /* what the autoencoder begins with; eats */
};

static const struct sp_column step_columns[] = {
    {SP_STEPS, "step", NULL, "optimiser steps taken"},
    {SP_STEPS, "loss", NULL,
     "training loss, sum over features, mean over the steps since the row before"},
};

static const struct sp_column sae_step_columns[] = {
    {SP_SAE_STEPS, "step", NULL, "optimiser steps taken by the autoencoder"},
    {SP_SAE_STEPS, "loss", NULL,
     "its training loss, sum over the width, with penalties, mean over the steps since "
     "the row before"},
};

static void write_curve(struct sp_rows *rows, const struct sp_column column[2],
                        const struct sp_curve *curve)
{
    if (!curve->points)
        return;
    double *step = sp_rows_add(rows, &column[0], (size_t)curve->points);
    double *loss = sp_rows_add(rows, &column[1], (size_t)curve->points);
    for (int i = 0; i < curve->points; i++) {
        step[i] = curve->step[i];
        loss[i] = curve->loss[i];
    }
}

static struct sp_curve copied_curve(struct sp_arena *a, const struct sp_curve *from)
{
    struct sp_curve curve = {.points = from->points,
                             .step = SP_TAKE(a, from->points, int),
                             .loss = SP_TAKE(a, from->points, double)};
    for (int i = 0; i < from->points; i++) {
        curve.step[i] = from->step[i];
        curve.loss[i] = from->loss[i];
    }
    return curve;
}

/* Copies what was trained before into NET, when there is anything: a result may be
   written when what it was taken from is gone. */
static bool take_over(struct work *w, const struct sp_trained *from, struct sp_net *net,
                      struct sp_trained *out)
{
    *out = (struct sp_trained){.count = net->count, .param = net->param};
    if (!from)
        return false;
    sp_require(from->count == net->count);
    memcpy(net->param, from->param, net->count * sizeof *net->param);
    out->training = from->training;
    out->training.curve = copied_curve(w->arena, &from->training.curve);
    return true;
}

static void invite(struct work *w, struct sp_net *net, int batch)
{
    if (w->crew && sp_net_shares(net, batch))
        sp_crew_open(net->crew = w->crew);
}

static int train_toy(struct work *w)
{
    const struct sp_train_settings *settings = &w->job->train;
    struct sp_net *net = &w->out->net;
    struct sp_feed feed;
    if (take_over(w, w->from.toy, net, &w->out->trained))
        return 0;
    sp_train_init(net, settings, w->job->seed);
    if (!sp_net_trains(net))
        return 0;
    int code = sp_train_feed(w->arena, net, &w->source, settings, w->job->seed, &feed);
    if (code)
        return code;
    invite(w, net, settings->batch);
    w->out->trained.training =
        sp_train(w->arena, net, sp_stream_features(&feed), settings, w->stop);
    return 0;
}

/* What the end of a training means for the job: 0 to go on. */
static int look_at_end(struct work *w, const char *whose,
                       const struct sp_training *training)
{
    if (training->end == SP_TRAIN_STOPPED)
        return SP_STOPPED;
    if (training->end == SP_TRAIN_DIVERGED) {
        w->out->state = SP_DIVERGED;
        w->out->error = sp_arena_print(
            w->arena, "the loss or a parameter%s was no longer finite at step %d",
            whose, training->steps);
    }
    return 0;
}

static int do_toy(struct work *w)
{
    const struct sp_job *job = w->job;
    int code = sp_net_open(w->arena, job->toy_kind, w->source.n, job->toy.hidden,
                           w->source.importance, job->toy_own, w->rows, job->seed,
                           &w->out->net);
    if (!code)
        code = train_toy(w);
    if (code)
        return code;
    write_curve(&w->out->rows, step_columns, &w->out->trained.training.curve);
    return look_at_end(w, "", &w->out->trained.training);
}

/* The stream of this use, from the toy model or the file. */
static int open_activations(struct work *w, uint32_t use, struct sp_activations *out)
{
    const struct sp_job *job = w->job;
    return sp_activations_open(w->arena, &job->activations, &w->source, &w->out->net,
                               job->seed, use, job->sae_train.batch, out);
}

static bool all_finite(const struct sp_net *net)
{
    for (size_t i = 0; i < net->count; i++)
        if (!isfinite(net->param[i]))
            return false;
    return true;
}

/* Without gradients: the kind says what is best. */
static int fit(struct work *w, struct sp_net *net, struct sp_training *out)
{
    int code = net->kind->fit(w->arena, net, &w->fresh, w->job->seed, w->stop);
    if (code == SP_STOPPED)
        out->end = SP_TRAIN_STOPPED;
    else if (!code && !all_finite(net))
        out->end = SP_TRAIN_DIVERGED;
    return code == SP_STOPPED ? 0 : code;
}

static int train_sae(struct work *w)
{
    const struct sp_train_settings *settings = &w->job->sae_train;
    struct sp_net *net = &w->out->sae;
    struct sp_training *training = &w->out->sae_trained.training;
    int code = open_activations(w, SP_USE_SAE_START, &w->start);
    if (!code)
        code = open_activations(w, SP_USE_SAE_TRAIN, &w->fresh);
    if (!code && net->kind->start)
        code = net->kind->start(w->arena, net, &w->start, w->job->seed);
    if (code)
        return code;
    invite(w, net, settings->batch);
    if (net->kind->fit)
        code = fit(w, net, training);
    else if (sp_net_trains(net))
        *training = sp_train(w->arena, net, sp_stream_activations(&w->fresh), settings,
                             w->stop);
    if (!code && (sp_activations_failed(&w->start) || sp_activations_failed(&w->fresh)))
        code = sp_fault(SP_FAILED,
                        "activations.file: %s could no longer be read as it was when "
                        "the job began",
                        w->job->activations.file);
    return code;
}

static int do_sae(struct work *w)
{
    const struct sp_job *job = w->job;
    int width, code = sp_activations_width(&job->activations, job->toy.hidden,
                                           job->sae_train.batch, &width);
    if (!code)
        code = sp_sae_open(w->arena, job->sae_kind, &job->sae, job->sae_own,
                           sp_job_latents(job, width), width, job->sae_train.batch,
                           job->seed, &w->out->sae);
    if (!code && !take_over(w, w->from.sae, &w->out->sae, &w->out->sae_trained))
        code = train_sae(w);
    if (code)
        return code;
    write_curve(&w->out->rows, sae_step_columns, &w->out->sae_trained.training.curve);
    return look_at_end(w, " of the autoencoder", &w->out->sae_trained.training);
}

static void measure(struct work *w)
{
    const struct sp_job *job = w->job;
    bool toy = sp_job_has_toy(job);
    const struct sp_sae_subject sae = {.net = &w->out->sae,
                                       .settings = &job->sae,
                                       .own = job->sae_own,
                                       .train = &job->sae_train,
                                       .activations = &job->activations};
    struct sp_subject subject = {.arena = w->arena,
                                 .source = toy ? &w->source : NULL,
                                 .net = toy ? &w->out->net : NULL,
                                 .rows = w->rows,
                                 .seed = job->seed,
                                 .train = toy ? &job->train : NULL,
                                 .sae = job->sae_kind ? &sae : NULL};
    for (int i = 0; i < job->measures; i++)
        job->measure[i]->take(&subject, job->measure_own[i], &w->out->rows);
}

static int body(void *context)
{
    struct work *w = context;
    const struct sp_job *job = w->job;
    int code = sp_source_open(w->arena, job->source_kind, &job->source, job->source_own,
                              &w->source);
    if (!code && sp_job_has_toy(job))
        code = do_toy(w);
    if (!code && w->out->state != SP_DIVERGED && job->sae_kind)
        code = do_sae(w);
    if (code || w->out->state == SP_DIVERGED)
        return code;
    measure(w);
    w->out->state = SP_DONE;
    return 0;
}

static int larger(int x, int y)
{
    return x > y ? x : y;
}

int sp_job_run(struct sp_arena *a, const struct sp_job *job, struct sp_taken from,
               struct sp_crew *crew, const atomic_bool *stop, struct sp_result *out)
{
    double began = sp_clock();
    int batch = larger(job->train.batch, job->sae_kind ? job->sae_train.batch : 0);
    *out = (struct sp_result){.rows = {.arena = a}};
    struct work w = {.arena = a,
                     .job = job,
                     .from = from,
                     .crew = crew,
                     .stop = stop,
                     .out = out,
                     .rows = larger(batch, MEASURE_ROWS)};
    int code = sp_arena_guard(a, body, &w);
    if (crew)
        sp_crew_close(crew);
    out->seconds = sp_clock() - began;
    out->bytes = (double)a->taken;
    if (code == SP_STOPPED)
        return code;
    if (code) {
        out->state = SP_FAULTY;
        out->error = sp_fault_text();
    }
    return 0;
}
