/* One job, from settings to rows: open, train (or take over), measure. */
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
    const struct sp_trained *from;
    struct sp_crew *crew;
    const atomic_bool *stop;
    struct sp_result *out;
    struct sp_source source;
};

static const struct sp_column step_columns[] = {
    {SP_STEPS, "step", NULL, "optimiser steps taken"},
    {SP_STEPS, "loss", NULL,
     "training loss, sum over features, mean over the steps since the row before"},
};

static void write_curve(struct sp_rows *rows, const struct sp_curve *curve)
{
    double *step = sp_rows_add(rows, &step_columns[0], (size_t)curve->points);
    double *loss = sp_rows_add(rows, &step_columns[1], (size_t)curve->points);
    for (int i = 0; i < curve->points; i++) {
        step[i] = curve->step[i];
        loss[i] = curve->loss[i];
    }
}

static void train(struct work *w)
{
    const struct sp_train_settings *settings = &w->job->train;
    struct sp_net *net = &w->out->net;
    struct sp_trained *trained = &w->out->trained;
    *trained = (struct sp_trained){.count = net->count, .param = net->param};
    if (w->from) {
        sp_require(w->from->count == net->count);
        memcpy(net->param, w->from->param, net->count * sizeof *net->param);
        trained->training = w->from->training;
        return;
    }
    bool tiles = sp_net_tiles(net, w->source.row_mean / w->source.n);
    struct sp_feed feed = sp_feed_make(w->arena, &w->source, w->job->seed,
                                       settings->batch, settings->examples, tiles);
    sp_train_init(net, settings, w->job->seed);
    if (w->crew && sp_net_shares(net, settings->batch))
        sp_crew_open(net->crew = w->crew);
    trained->training =
        sp_train(w->arena, net, sp_stream_features(&feed), settings, w->stop);
}

static void measure(struct work *w, int rows)
{
    struct sp_subject subject = {.arena = w->arena,
                                 .source = &w->source,
                                 .net = &w->out->net,
                                 .rows = rows,
                                 .seed = w->job->seed};
    for (int i = 0; i < w->job->measures; i++)
        w->job->measure[i]->take(&subject, w->job->measure_own[i], &w->out->rows);
}

static int body(void *context)
{
    struct work *w = context;
    const struct sp_job *job = w->job;
    int rows = job->train.batch > MEASURE_ROWS ? job->train.batch : MEASURE_ROWS;
    int code = sp_source_open(w->arena, job->source_kind, &job->source, job->source_own,
                              &w->source);
    if (!code)
        code = sp_net_open(w->arena, job->toy_kind, w->source.n, job->toy.hidden,
                           w->source.importance, job->toy_own, rows, job->seed,
                           &w->out->net);
    if (code)
        return code;
    train(w);
    const struct sp_training *training = &w->out->trained.training;
    if (training->end == SP_TRAIN_STOPPED)
        return SP_STOPPED;
    write_curve(&w->out->rows, &training->curve);
    if (training->end == SP_TRAIN_DIVERGED) {
        w->out->state = SP_DIVERGED;
        w->out->error = sp_arena_print(
            w->arena, "the loss or a parameter was no longer finite at step %d",
            training->steps);
        return 0;
    }
    measure(w, rows);
    w->out->state = SP_DONE;
    return 0;
}

int sp_job_run(struct sp_arena *a, const struct sp_job *job,
               const struct sp_trained *from, struct sp_crew *crew,
               const atomic_bool *stop, struct sp_result *out)
{
    double began = sp_clock();
    *out = (struct sp_result){.rows = {.arena = a}};
    struct work w = {
        .arena = a, .job = job, .from = from, .crew = crew, .stop = stop, .out = out};
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
