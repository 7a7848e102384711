/* SGD with momentum, Adam and AdamW, step for step as torch.optim does them. */
#ifndef SUPERPOSE_OPTIMIZER_H
#define SUPERPOSE_OPTIMIZER_H

#include "superpose/train.h"

enum { SP_SGD, SP_ADAM, SP_ADAMW }; /* train.optimizer */

struct sp_optimizer {
    const struct sp_train_settings *settings;
    const struct sp_update *update; /* update.h */
    double power1, power2;          /* beta1^steps, beta2^steps */
    sp_real *first;                 /* (count) momentum, or mean of the gradient */
    sp_real *second;                /* (count) mean of its square; NULL for sgd */
};

struct sp_optimizer sp_optimizer_make(struct sp_arena *a, const struct sp_net *net,
                                      const struct sp_train_settings *settings);

/* One step along net->grad (which it may change) at this learning rate.  Arrays that
   are given stay as they are; rows of norm 1 (SP_ROLE_UNIT) keep it, and take no l2. */
void sp_optimizer_step(struct sp_optimizer *optimizer, struct sp_net *net, double rate);

#endif
