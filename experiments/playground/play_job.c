/* A job, its two nets in training and what was measured of them. */
#include "play_job.h"

#include <stdlib.h>

#include "asked.h"
#include "superpose/optimizer.h"
#include "superpose/theory.h"

enum { TOY, SAE, STAGES, MEASURE_ROWS = 1024 };

/* A net in training. */
struct pupil {
    struct sp_net net;
    struct sp_stream stream;
    struct sp_optimizer optimizer;
    int steps; /* taken */
};

struct sp_play_job {
    struct sp_feed feed;
    sp_real *points;     /* hidden, of: */
    struct sp_batch set; /* the fixed examples as a list, once asked for */
    struct sp_rows measured;
    struct sp_arena arena; /* of everything here */
    struct sp_activations start, fresh;
    struct sp_source source;
    struct pupil pupil[STAGES];
    struct sp_job job;
    int rows;    /* of the largest batch for the toy model */
    bool taught; /* the autoencoder has begun */
    char text[SP_PLAY_JOB_TEXT];
};

struct sp_play_job *sp_play_job_make(void)
{
    return calloc(1, sizeof(struct sp_play_job));
}

char *sp_play_job_text(struct sp_play_job *job)
{
    return job->text;
}

static void begin(struct sp_play_job *j, int stage,
                  const struct sp_train_settings *settings, struct sp_stream stream)
{
    struct pupil *p = &j->pupil[stage];
    p->stream = stream;
    p->steps = 0;
    p->optimizer = sp_optimizer_make(&j->arena, &p->net, settings);
}

static int open_toy(struct sp_play_job *j)
{
    struct sp_arena *a = &j->arena;
    const struct sp_job *job = &j->job;
    const struct sp_train_settings *train = &job->train;
    struct sp_net *net = &j->pupil[TOY].net;
    int most = job->sae_kind ? job->sae_train.batch : MEASURE_ROWS;
    most = most > MEASURE_ROWS ? most : MEASURE_ROWS;
    j->rows = train->batch > most ? train->batch : most;
    int code = sp_net_open(a, job->toy_kind, j->source.n, job->toy.hidden,
                           j->source.importance, job->toy_own, j->rows, job->seed, net);
    if (code)
        return code;
    sp_train_init(net, train, job->seed);
    code = sp_train_feed(a, net, &j->source, train, job->seed, &j->feed);
    if (!code)
        begin(j, TOY, train, sp_stream_features(&j->feed));
    return code;
}

static int check(const struct sp_job *job)
{
    int code = sp_train_check("train", &job->train);
    if (code || !job->sae_kind)
        return code;
    code = sp_sae_check(job->sae_kind, &job->sae, job->sae_own,
                        sp_job_latents(job, job->toy.hidden), job->toy.hidden);
    return code ? code : sp_train_check("sae", &job->sae_train);
}

int sp_play_job_open(struct sp_play_job *j)
{
    struct sp_arena *a = &j->arena;
    sp_arena_free(a);
    j->taught = false;
    j->set = (struct sp_batch){0};
    j->measured = (struct sp_rows){.arena = a};
    int code = sp_asked_job(a, j->text, &j->job);
    if (!code)
        code = check(&j->job);
    if (!code)
        code = sp_source_open(a, j->job.source_kind, &j->job.source, j->job.source_own,
                              &j->source);
    return code ? code : open_toy(j);
}

static int open_activations(struct sp_play_job *j, uint32_t use, int rows,
                            struct sp_activations *out)
{
    return sp_activations_open(&j->arena, &j->job.activations, &j->source,
                               &j->pupil[TOY].net, j->job.seed, use, rows, out);
}

/* The autoencoder, on the toy model as it is now. */
static int open_sae(struct sp_play_job *j)
{
    struct sp_arena *a = &j->arena;
    const struct sp_job *job = &j->job;
    struct sp_net *net = &j->pupil[SAE].net;
    int rows = job->sae_train.batch, width = job->toy.hidden;
    int code = sp_sae_open(a, job->sae_kind, &job->sae, job->sae_own,
                           sp_job_latents(job, width), width, rows, job->seed, net);
    if (!code)
        code = open_activations(j, SP_USE_SAE_START, rows, &j->start);
    if (!code)
        code = open_activations(j, SP_USE_SAE_TRAIN, rows, &j->fresh);
    if (!code)
        code = net->kind->start(a, net, &j->start, job->seed);
    if (!code)
        begin(j, SAE, &job->sae_train, sp_stream_activations(&j->fresh));
    j->taught = !code;
    return code;
}

int sp_play_job_left(const struct sp_play_job *j, int stage)
{
    if (stage == TOY)
        return j->job.train.steps - j->pupil[TOY].steps;
    if (!j->job.sae_kind)
        return 0;
    return j->job.sae_train.steps - (j->taught ? j->pupil[SAE].steps : 0);
}

double sp_play_job_train(struct sp_play_job *j, int stage, int count)
{
    struct pupil *p = &j->pupil[stage];
    int left = sp_play_job_left(j, stage), take = count < left ? count : left;
    double sum = 0;
    if (stage == SAE && !j->taught && open_sae(j))
        return NAN;
    for (int t = 0; t < take; t++)
        sum += sp_train_step(&p->optimizer, &p->net, p->stream, p->steps++);
    return sum / take;
}

sp_real *sp_play_job_array(struct sp_play_job *j, int stage)
{
    const struct sp_net *net = &j->pupil[stage].net;
    bool there = (stage == TOY || j->taught) && sp_net_array(net, j->text);
    return there ? sp_net_values(net, j->text) : NULL;
}

int sp_play_job_length(struct sp_play_job *j, int stage)
{
    const struct sp_array *array = sp_net_array(&j->pupil[stage].net, j->text);
    return array ? (int)(array->rows * array->columns) : 0;
}

void sp_play_job_measure(struct sp_play_job *j)
{
    const struct sp_job *job = &j->job;
    const struct sp_sae_subject sae = {.net = &j->pupil[SAE].net,
                                       .settings = &job->sae,
                                       .own = job->sae_own,
                                       .train = &job->sae_train,
                                       .activations = &job->activations};
    const struct sp_subject subject = {.arena = &j->arena,
                                       .source = &j->source,
                                       .net = &j->pupil[TOY].net,
                                       .rows = j->rows,
                                       .seed = job->seed,
                                       .train = &job->train,
                                       .sae = j->taught ? &sae : NULL};
    j->measured = (struct sp_rows){.arena = &j->arena};
    for (int i = 0; i < job->measures; i++)
        if (j->taught || !job->measure[i]->needs_sae)
            job->measure[i]->take(&subject, job->measure_own[i], &j->measured);
}

double sp_play_job_number(const struct sp_play_job *j)
{
    const struct sp_values *column = sp_rows_find(&j->measured, SP_RUNS, j->text);
    return column ? column->value[0] : NAN;
}

const sp_real *sp_play_job_sample(struct sp_play_job *j, int rows)
{
    struct sp_activations data;
    int code = open_activations(j, SP_USE_SAE_TEST, rows, &data);
    return code ? NULL : sp_activations_next(&data)->dense;
}

/* Training may have the set in tiles; here it is drawn again as a list. */
const sp_real *sp_play_job_examples(struct sp_play_job *j)
{
    const struct sp_net *net = &j->pupil[TOY].net;
    int rows = j->job.train.examples;
    if (!j->set.rows) {
        const struct sp_source *taught = j->feed.source;
        struct sp_lanes lanes = sp_lanes_make(j->job.seed, SP_USE_EXAMPLES);
        j->set = sp_source_batch(&j->arena, taught, rows, false);
        sp_source_draw(taught, &lanes, &j->set);
        j->points = SP_TAKE(&j->arena, rows * net->m, sp_real);
    }
    net->kind->hidden(net, &j->set, j->points);
    return j->points;
}

double sp_play_job_loss(struct sp_play_job *j)
{
    const struct sp_net *net = &j->pupil[TOY].net;
    struct sp_subject subject = {.arena = &j->arena, .net = &j->pupil[TOY].net};
    double terms[SP_RELU_PARTS];
    const double *b = sp_subject_array(&subject, "b");
    return b ? sp_relu_loss(&j->source, sp_subject_dictionary(&subject), b, net->m,
                            terms)
             : NAN;
}

int sp_play_phase_theory(int n, double r, double p)
{
    double loss;
    return (int)sp_phase_theory(n, r, p, &loss);
}

double sp_play_phase_boundary(int n, double r)
{
    return sp_phase_boundary(n, r);
}
