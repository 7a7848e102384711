/* What the page calls: one model in training, opened from settings as they stand in an
   experiment file.  The page reads and writes arrays where they lie. */
#ifndef SUPERPOSE_PLAYGROUND_PLAY_H
#define SUPERPOSE_PLAYGROUND_PLAY_H

#include <stdbool.h>

#include "superpose/real.h"

struct sp_play;

/* The settings that there are, by the tables of sp_asked_rows (asked.h). */
const char *sp_play_rows(void);

/* A model that is not open yet; NULL when there is no memory. */
struct sp_play *sp_play_make(void);

/* Room for sp_play_open's settings, of SP_PLAY_TEXT bytes: lines "key=value", ended by
   a NUL. */
enum { SP_PLAY_TEXT = 4096 };
char *sp_play_text(struct sp_play *play);

/* Opens the model that the text describes: anew, or going on with the parameters of the
   one before where they fit (sp_live_turn).  SP_BAD, and all as before, when there is
   no such model or no such data; sp_play_fault then says why. */
int sp_play_open(struct sp_play *play, bool anew);
const char *sp_play_fault(void);

/* n and m of the model that is open. */
int sp_play_features(const struct sp_play *play);
int sp_play_hidden(const struct sp_play *play);

/* Takes COUNT steps; the mean loss of their batches, summed over features. */
double sp_play_train(struct sp_play *play, int count);

/* Parameters by name: W (n, m), b (n); NULL: the model has none.  sp_play_look measures
   the geometry again after the page has changed them. */
sp_real *sp_play_array(struct sp_play *play, char name);
void sp_play_look(struct sp_play *play);

/* (n) ||W_i|| and D_i, as of the last step or look. */
const double *sp_play_norms(const struct sp_play *play);
const double *sp_play_shares(const struct sp_play *play);

/* The exact expected loss of the parameters as of the last step or look, summed over
   features; NaN where no closed form is known.  sp_play_terms: its parts (2, n + 1) as
   of sp_relu_loss, of the ReLU model after sp_play_loss.  sp_play_slope: (m) the slope
   of that loss with respect to the direction of a feature.  The least that a linear map
   to m dimensions can reach. */
double sp_play_loss(struct sp_play *play);
const double *sp_play_terms(const struct sp_play *play);
const double *sp_play_slope(struct sp_play *play, int feature);
double sp_play_optimum(const struct sp_play *play);

/* The loss of a linear model of independent features, in three parts (Saxe's formula in
   Elhage et al. 2022): with I_i and the variance s_i of x_i

       sum_i I_i s_i (1 - ||W_i||^2)^2    what is missing of features
       sum_{i != j} I_i s_j (W_i . W_j)^2 interference
       sum_i I_i (mean error of i)^2      what the bias leaves

   NaN for other models and data. */
const double *sp_play_saxe(struct sp_play *play);

/* (n, n) of the data: the covariance of values, and the correlation phi of events, NaN
   on the diagonal and where a feature is always on. */
const double *sp_play_covariance(struct sp_play *play);
const double *sp_play_phi(struct sp_play *play);

#endif
