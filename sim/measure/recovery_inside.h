/* What measure `recovery` and its contenders share: the scores, once for the database,
   the contenders and what each score is compared with. */
#ifndef SUPERPOSE_RECOVERY_INSIDE_H
#define SUPERPOSE_RECOVERY_INSIDE_H

#include "superpose/ceiling.h"
#include "superpose/measure.h"

enum who {
    WHO_SAE,
    WHO_RANDOM,
    WHO_PERMUTED,
    WHO_UNTRAINED,
    WHO_SHUFFLED,
    WHO_ORACLE,
    WHO_LINEAR,
    WHO_PROBE,
    CONTENDERS
};

/* Nulls and ceilings that mean something for a score: a null that leaves it as it is
   (the dictionary of shuffled codes, the codes of a permuted decoder) is none. */
#define AS(who)        (1u << (who))
#define OF_DIRECTIONS  (AS(WHO_RANDOM) | AS(WHO_UNTRAINED) | AS(WHO_ORACLE))
#define OF_CODES       (OF_DIRECTIONS | AS(WHO_LINEAR))
#define OF_RECOVERY    (OF_CODES | AS(WHO_PERMUTED))
#define OF_LATENTS     (OF_RECOVERY | AS(WHO_SHUFFLED))
#define OF_FEATURES    (OF_LATENTS | AS(WHO_PROBE))
#define OF_CORRELATION (OF_CODES | AS(WHO_SHUFFLED))
#define CEILINGS       (AS(WHO_ORACLE) | AS(WHO_LINEAR) | AS(WHO_PROBE))
#define NULLS          (OF_LATENTS & ~CEILINGS)

/* SCORE(place, name, with what it is compared, definition) */
#define RECOVERY_SCORES(SCORE)                                                         \
    SCORE(MMCS, "mmcs", OF_DIRECTIONS,                                                 \
          "mean over features of the largest cosine of a latent, signed")              \
    SCORE(MMCS_ABS, "mmcs_abs", OF_DIRECTIONS, "the same of |cosine|")                 \
    SCORE(MMCS_LATENTS, "mmcs_latents", OF_DIRECTIONS,                                 \
          "mean over all latents of the largest cosine with a feature, signed")        \
    SCORE(MMCS_LATENTS_ABS, "mmcs_latents_abs", OF_DIRECTIONS, "the same of |cosine|") \
    SCORE(MCC, "mcc", OF_DIRECTIONS,                                                   \
          "mean cosine of the min(latents, features) pairs of the best assignment")    \
    SCORE(MCC_ABS, "mcc_abs", OF_DIRECTIONS,                                           \
          "mean |cosine| of the pairs of the best assignment by |cosine|")             \
    SCORE(MCC_ALL, "mcc_all", OF_DIRECTIONS,                                           \
          "mean over all features of mcc's cosines, 0 where a feature has no pair")    \
    SCORE(MCC_ALL_ABS, "mcc_all_abs", OF_DIRECTIONS, "the same of mcc_abs")            \
    SCORE(UNIQUENESS, "uniqueness", OF_DIRECTIONS,                                     \
          "distinct nearest features of all latents, by |cosine|, per latent")         \
    SCORE(CLOSE, "close", OF_DIRECTIONS,                                               \
          "share of all latents with a cosine above 0.9 with a feature")               \
    SCORE(PRECISION, "precision", OF_LATENTS,                                          \
          "P(nearest feature on | latent on), mean over all latents, dead ones 0")     \
    SCORE(RECALL, "recall", OF_LATENTS,                                                \
          "P(latent on | nearest feature on), mean over all latents")                  \
    SCORE(F1, "f1", OF_LATENTS,                                                        \
          "2 P R / (P + R) of each latent, mean over all latents")                     \
    SCORE(ACCURACY, "accuracy", OF_LATENTS,                                            \
          "P(latent and nearest feature both on or both off), mean over latents")      \
    SCORE(FEATURE_PRECISION, "feature_precision", OF_FEATURES,                         \
          "precision of the nearest latent, mean over features that were on")          \
    SCORE(FEATURE_RECALL, "feature_recall", OF_FEATURES,                               \
          "recall of the nearest latent, mean over features that were on")             \
    SCORE(FEATURE_F1, "feature_f1", OF_FEATURES,                                       \
          "F1 of the nearest latent, mean over features that were on")                 \
    SCORE(CODE_MCC, "code_mcc", OF_CORRELATION,                                        \
          "mean |Pearson| of codes and sizes over the pairs of the best assignment")   \
    SCORE(L0, "sae_l0", OF_CODES, "latents on in an example, mean")                    \
    SCORE(L0_TOLERANT, "sae_l0_tolerant", OF_CODES,                                    \
          "the same of codes whose size is above 1e-3 of the largest in the example")  \
    SCORE(EXPLAINED, "explained", OF_RECOVERY,                                         \
          "explained variance 1 - E|x - y|^2 / (E|x|^2 - |E x|^2)")                    \
    SCORE(EXPLAINED_CENTRED, "explained_centred", OF_RECOVERY,                         \
          "1 - sum of the variances of x - y / that of x: blind to a mean error")      \
    SCORE(SHRINKAGE, "shrinkage", OF_RECOVERY,                                         \
          "mean of |y| / |x| over examples with |x| > 1e-6")                           \
    SCORE(BIAS, "reconstruction_bias", OF_RECOVERY,                                    \
          "E|y|^2 / E x.y; 1 is unbiased, 0 stands for nothing reconstructed")         \
    SCORE(DEAD, "dead_latents", OF_CODES, "latents that never were on")                \
    SCORE(DENSE, "dense_latents", OF_CODES,                                            \
          "latents on in more than the fraction recovery.dense of the examples")       \
    SCORE(EFFECTIVE, "effective_features", OF_CODES,                                   \
          "exp of the entropy of the latents' shares of sum |code|")                   \
    SCORE(PSI, "psi", OF_CODES, "effective_features / width of the activations")

#define PLACE(place, name, compared, doc) SCORE_##place,
enum { RECOVERY_SCORES(PLACE) SCORES };
#undef PLACE

struct recovery_settings {
    int samples, others;
    double dense;
    int pairs;
};

/* One measurement: the truth, what is scored at the moment, and work space. */
struct field {
    const struct sp_subject *subject;
    const struct recovery_settings *settings;
    struct sp_arena *a;
    int k, n, d;
    const double *D;      /* (n, d) true directions */
    const sp_real *shift; /* (d) constant part of the activations */
    double *W;            /* (k, d) the autoencoder's dictionary */
    struct sp_cosines cosines;
    struct sp_recovery recovery;
    struct sp_detect detect;
    struct sp_detect_score score;
    double l0; /* of the autoencoder, once it was scored */
    /* Looks at every batch of a contender as well; NULL: nobody does. */
    void (*watch)(struct field *field, const struct sp_sight *sight);
    void *watcher; /* whatever it needs */
};

/* All that is scored: opens the activations to find the truth. */
void sp_recovery_open(const struct sp_subject *subject,
                      const struct recovery_settings *settings, struct field *field);

/* Scores one contender, out (SCORES), and leaves cosines, recovery, detect and score as
   they are for it; all NaN for one that this autoencoder has not. */
void sp_recovery_contend(struct field *field, enum who who, double *out);

/* The scores of linear probes, fitted on as many examples as they are scored on. */
void sp_recovery_probe(struct field *field, double *out);

/* Opens the activations of (seed, use) that the autoencoder eats. */
void sp_recovery_open_data(const struct field *field, uint32_t use, int rows,
                           struct sp_activations *data);

#endif
