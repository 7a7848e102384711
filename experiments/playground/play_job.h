/* What panels call that train whole experiments: a job as `superpose run` has it, with
   its schedules, its autoencoder and its measures, a few steps at a time.  Parameters
   and numbers are those of the program built with PORTABLE=1. */
#ifndef SUPERPOSE_PLAYGROUND_PLAY_JOB_H
#define SUPERPOSE_PLAYGROUND_PLAY_JOB_H

#include "superpose/real.h"

struct sp_play_job;

/* A job that is not open yet; NULL when there is no memory. */
struct sp_play_job *sp_play_job_make(void);

/* Room for SP_PLAY_JOB_TEXT bytes, ended by a NUL: settings, lines "key=value", for
   sp_play_job_open; a name for those that look one up. */
enum { SP_PLAY_JOB_TEXT = 4096 };
char *sp_play_job_text(struct sp_play_job *job);

/* Opens the job that the text describes, and forgets the one before.  SP_BAD when there
   is no such job; sp_play_fault then says why. */
int sp_play_job_open(struct sp_play_job *job);

/* Takes COUNT steps of the toy model (stage 0) or of the autoencoder (stage 1, which
   begins when it is first asked for, on the toy model as it is then), or as many as are
   left; gives their mean loss.  sp_play_job_left: how many are. */
double sp_play_job_train(struct sp_play_job *job, int stage, int count);
int sp_play_job_left(const struct sp_play_job *job, int stage);

/* The array of this stage that the text names, NULL when there is none, and how many
   numbers it has: W (n, m), b (n); D and E (k, d), b_enc (k), b_dec (d). */
sp_real *sp_play_job_array(struct sp_play_job *job, int stage);
int sp_play_job_length(struct sp_play_job *job, int stage);

/* Takes the job's measures; the number of scope runs that the text names, NaN when
   there is none. */
void sp_play_job_measure(struct sp_play_job *job);
double sp_play_job_number(const struct sp_play_job *job);

/* Hidden points (rows, m): of ROWS unseen examples, or of the fixed set that the toy
   model is trained on; until the next open. */
const sp_real *sp_play_job_sample(struct sp_play_job *job, int rows);
const sp_real *sp_play_job_examples(struct sp_play_job *job);

/* The exact expected loss of the toy model (sp_relu_loss); NaN where none is known. */
double sp_play_job_loss(struct sp_play_job *job);

/* The phase diagram's theory for the last of N features (theory.h). */
int sp_play_phase_theory(int n, double r, double p);
double sp_play_phase_boundary(int n, double r);

#endif
