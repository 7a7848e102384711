/* One trainer for every net: optimiser, schedule, initialisation, learning curve, early
   stop, divergence. */
#ifndef SUPERPOSE_TRAIN_H
#define SUPERPOSE_TRAIN_H

#include <stdatomic.h>

#include "superpose/activations.h"
#include "superpose/feed.h"
#include "superpose/net.h"

/* Section `train` of an experiment file. */
struct sp_train_settings {
    int optimizer;                /* sgd, adam, adamw */
    double rate;                  /* peak learning rate */
    double momentum;              /* sgd */
    double beta1, beta2, epsilon; /* adam, adamw */
    double weight_decay;          /* adamw: decoupled; may be < 0 */
    double l2;       /* any optimizer: added to the gradient as l2 x parameter */
    int schedule;    /* constant, linear, cosine, quarter_cosine */
    int warmup;      /* steps of linear warm-up; the schedule is of those after */
    double cooldown; /* over this last fraction of the steps the rate falls to 0 */
    int batch, steps;
    int examples;       /* 0: fresh draws; T: a fixed set */
    int control;        /* of the source, for the examples to train on: none, .. */
    int init;           /* xavier, notebook, normal */
    double init_scale;  /* multiplies the law's standard deviation */
    int init_instances; /* notebook: instances in its 3-D tensor */
    int bias_init;      /* zero, normal */
    double bias_scale;  /* standard deviation of a normal bias */
    double clip;        /* largest Euclidean norm of the gradient; 0: none */
    double settle; /* stop when the loss changes less than this fraction between two
                      windows of settle_window steps; 0: never */
    int settle_window;
    int curve; /* points of the learning curve, evenly spaced in log(step) */
};

extern const struct sp_param sp_train_params[];

/* What NET is trained on: batches of SOURCE, or of the control that train.control
   makes of it, from streams of SEED, in the form the net would rather have.  SP_BAD as
   of sp_source_control. */
int sp_train_feed(struct sp_arena *a, const struct sp_net *net,
                  const struct sp_source *source,
                  const struct sp_train_settings *settings, uint64_t seed,
                  struct sp_feed *out);

/* The same rows in section `sae`, with other defaults: how an autoencoder is trained.
   */
extern const struct sp_param sp_sae_train_params[];

/* The learning curve: mean training loss over the steps since the point before. */
struct sp_curve {
    int points;   /* fewer than asked for when steps run out or training ended early */
    int *step;    /* (points) 1 .. steps, ascending */
    double *loss; /* (points) sum over features, importance-weighted, mean over batch */
};

enum sp_train_end {
    SP_TRAIN_DONE,
    SP_TRAIN_SETTLED,
    SP_TRAIN_DIVERGED,
    SP_TRAIN_STOPPED
};

struct sp_training {
    enum sp_train_end end;
    int steps;     /* taken; when diverged, counting the one that went bad */
    double change; /* of the loss over the last fifth of the steps, both ends on the
                      same batches that come after them: as a part of it, or of a
                      hundredth of the first loss where that is more; NaN unless done */
    struct sp_curve curve;
};

/* Settings of SECTION (train, sae) that contradict each other: SP_BAD. */
int sp_train_check(const char *section, const struct sp_train_settings *settings);

/* Draws initial parameters from stream (seed, SP_USE_INIT); given arrays stay. */
void sp_train_init(struct sp_net *net, const struct sp_train_settings *settings,
                   uint64_t seed);

/* Where batches come from: sp_feed_next of a feed, sp_activations_next of activations.
   */
struct sp_stream {
    const struct sp_batch *(*next)(void *of);
    void *of;
};
struct sp_stream sp_stream_features(struct sp_feed *feed);
struct sp_stream sp_stream_activations(struct sp_activations *activations);

struct sp_optimizer; /* optimizer.h */

/* Step 0 <= t < steps of a training: gives the loss of its batch, and leaves the
   optimiser out when that is not finite.  sp_train takes one after the other. */
double sp_train_step(struct sp_optimizer *optimizer, struct sp_net *net,
                     struct sp_stream stream, int t);

/* Trains NET in place on what STREAM gives.  *stop, when not NULL, is looked at once a
   step. */
struct sp_training sp_train(struct sp_arena *a, struct sp_net *net,
                            struct sp_stream stream,
                            const struct sp_train_settings *settings,
                            const atomic_bool *stop);

/* Learning rate of step 0 <= t < steps, in units of rate (0 to 1). */
double sp_train_schedule(const struct sp_train_settings *settings, int t);

/* Standard deviation of an (n, m) weight under the init law. */
double sp_train_init_scale(const struct sp_train_settings *settings, int n, int m);

#endif
