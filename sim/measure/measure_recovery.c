/* Whether an autoencoder finds the features that are there, beside what finds nothing
   and what knows everything (recovery_contenders.c says who they are).  Directions are
   compared by score_recovery.c, codes by score_detection.c, where the definitions are.
   Every number of scope runs has a twin _null, the largest of its nulls, and a twin
   _ceiling, the largest of its ceilings: in two dimensions a random dictionary has an
   MCC of 0.89, and a probe may find less than all. */
#include "recovery_inside.h"

#define AT(field) offsetof(struct recovery_settings, field)

static const struct sp_param params[] = {
    {"recovery.samples", SP_INT, AT(samples), "100000", 1, 1e9, NULL,
     "unseen examples, in batches of 1024"},
    {"recovery.others", SP_INT, AT(others), "20000", 1, 1e9, NULL,
     "the same for each null and ceiling, and fewer where pursuit takes too long"},
    {"recovery.dense", SP_REAL, AT(dense), "0.1", 0, 1, NULL,
     "a latent is dense when on in more than this fraction of examples"},
    {"recovery.pairs", SP_INT, AT(pairs), "17000000", 0, 2e9, NULL,
     "with more latents x features, codes are not correlated with features"},
    {0}};

static const char *const names[CONTENDERS + 1] = {
    "sae", "random", "permuted", "untrained", "shuffled", "oracle", "linear", "probe"};

#define PLACES(place, name, compared, doc)                                             \
    ALL_##place, RUN_##place, NULL_##place, TOP_##place,
enum {
    WHO,
    TRUE_L0,
    REPRESENTED,
    REPRESENTED_ABS,
    NEAREST,
    PAIRED,
    DETECTED,
    BEST_F1,
    BEST_LATENT,
    MATCH,
    COSINE,
    LARGEST,
    LATENT_PRECISION,
    LATENT_RECALL,
    LATENT_F1,
    FREQUENCY,
    SHARE,
    NORM,
    RECOVERY_SCORES(PLACES) COLUMNS
};

#define FOUR(place, name, compared, doc)                                               \
    [ALL_##place] = {SP_CONTENDERS, name, NULL, doc},                                  \
    [RUN_##place] = {SP_RUNS, name, NULL, doc},                                        \
    [NULL_##place] = {SP_RUNS, name "_null", NULL, "the largest of the nulls'"},       \
    [TOP_##place] = {SP_RUNS, name "_ceiling", NULL, "the largest of the ceilings'"},

static const struct sp_column columns[COLUMNS + 1] = {
    [WHO] = {SP_CONTENDERS, "who", names, "what is scored"},
    [TRUE_L0] = {SP_RUNS, "true_l0", NULL, "features on in an example, mean"},
    [REPRESENTED] = {SP_FEATURES, "representedness", NULL,
                     "largest cosine of a latent with the feature"},
    [REPRESENTED_ABS] = {SP_FEATURES, "representedness_abs", NULL,
                         "the same of |cosine|"},
    [NEAREST] = {SP_FEATURES, "nearest_latent", NULL,
                 "the latent with the largest |cosine|"},
    [PAIRED] = {SP_FEATURES, "paired_latent", NULL,
                "the latent that the best assignment by |cosine| gives it"},
    [DETECTED] = {SP_FEATURES, "detection_f1", NULL, "F1 of the nearest latent"},
    [BEST_F1] = {SP_FEATURES, "best_f1", NULL,
                 "the largest F1 of any latent; none beyond recovery.pairs"},
    [BEST_LATENT] = {SP_FEATURES, "best_latent", NULL, "the latent that has it"},
    [MATCH] = {SP_LATENTS, "match", NULL, "the feature with the largest |cosine|"},
    [COSINE] = {SP_LATENTS, "match_cosine", NULL, "cosine with that feature"},
    [LARGEST] = {SP_LATENTS, "largest_cosine", NULL,
                 "the largest cosine with any feature"},
    [LATENT_PRECISION] = {SP_LATENTS, "latent_precision", NULL,
                          "P(matched feature on | latent on), 0 for a dead one"},
    [LATENT_RECALL] = {SP_LATENTS, "latent_recall", NULL,
                       "P(latent on | matched feature on)"},
    [LATENT_F1] = {SP_LATENTS, "latent_f1", NULL, "2 P R / (P + R) of these"},
    [FREQUENCY] = {SP_LATENTS, "frequency", NULL, "P(latent on)"},
    [SHARE] = {SP_LATENTS, "share", NULL, "share of the latent in sum |code|"},
    [NORM] = {SP_LATENTS, "decoder_norm", NULL, "norm of its decoder direction"},
    RECOVERY_SCORES(FOUR)};

/* A latent or feature as a number, none for -1. */
static double place_of(int i)
{
    return i < 0 ? (double)NAN : i;
}

static void put_features(const struct field *field, struct sp_rows *rows)
{
    const struct sp_recovery *r = &field->recovery;
    size_t n = (size_t)field->n;
    double *column[COLUMNS];
    for (int c = REPRESENTED; c <= BEST_LATENT; c++)
        column[c] = sp_rows_add(rows, &columns[c], n);
    for (int j = 0; j < field->n; j++) {
        column[REPRESENTED][j] = r->represented[j];
        column[REPRESENTED_ABS][j] = r->represented_abs[j];
        column[NEAREST][j] = place_of(r->latent[j]);
        column[PAIRED][j] = place_of(r->paired[j]);
        column[DETECTED][j] = sp_detect_feature(&field->detect, r, j).f1;
        if (!field->detect.both)
            continue;
        int latent;
        column[BEST_F1][j] = sp_detect_best(&field->detect, j, &latent).f1;
        column[BEST_LATENT][j] = place_of(latent);
    }
}

static void put_latents(const struct field *field, struct sp_rows *rows)
{
    const struct sp_recovery *r = &field->recovery;
    const struct sp_detect *s = &field->detect;
    size_t k = (size_t)field->k;
    double *column[COLUMNS], all = 0;
    for (int c = MATCH; c <= NORM; c++)
        column[c] = sp_rows_add(rows, &columns[c], k);
    for (size_t i = 0; i < k; i++)
        all += s->mass[i];
    for (int i = 0; i < field->k; i++) {
        struct sp_detection detection = sp_detect_latent(s, i);
        column[MATCH][i] = place_of(r->feature[i]);
        column[COSINE][i] = r->cosine[i];
        column[LARGEST][i] = r->largest[i];
        column[LATENT_PRECISION][i] = detection.precision;
        column[LATENT_RECALL][i] = detection.recall;
        column[LATENT_F1][i] = detection.f1;
        column[FREQUENCY][i] = s->on[i] / s->rows;
        column[SHARE][i] = all > 0 ? s->mass[i] / all : 0;
        column[NORM][i] = s->norm[i];
    }
}

#define COMPARED(place, name, compared, doc) [SCORE_##place] = (compared),
static const unsigned compared[SCORES] = {RECOVERY_SCORES(COMPARED)};
#define FIRST(place, name, compared, doc) [SCORE_##place] = ALL_##place,
static const int first_column[SCORES] = {RECOVERY_SCORES(FIRST)};

/* The largest of those contenders in SET that this score has; NaN for none. */
static double largest(const double all[CONTENDERS][SCORES], int score, unsigned set)
{
    double most = NAN;
    for (int who = 0; who < CONTENDERS; who++)
        if (compared[score] & set & AS(who))
            most = fmax(most, all[who][score]);
    return most;
}

static void put_scores(const double all[CONTENDERS][SCORES], struct sp_rows *rows)
{
    for (int s = 0; s < SCORES; s++) {
        const struct sp_column *column = &columns[first_column[s]];
        double *each = sp_rows_add(rows, &column[0], CONTENDERS);
        for (int who = 0; who < CONTENDERS; who++)
            if (who == WHO_SAE || compared[s] & AS(who))
                each[who] = all[who][s];
        sp_rows_put(rows, &column[1], all[WHO_SAE][s]);
        sp_rows_put(rows, &column[2], largest(all, s, NULLS));
        sp_rows_put(rows, &column[3], largest(all, s, CEILINGS));
    }
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    double all[CONTENDERS][SCORES];
    struct field field;
    sp_recovery_open(subject, own, &field);
    double *who = sp_rows_add(rows, &columns[WHO], CONTENDERS);
    for (int c = 0; c < CONTENDERS; c++) {
        who[c] = c;
        sp_recovery_contend(&field, (enum who)c, all[c]);
        if (c != WHO_SAE)
            continue;
        sp_rows_put(rows, &columns[TRUE_L0], field.score.l0_true);
        put_features(&field, rows);
        put_latents(&field, rows);
    }
    put_scores((const double(*)[SCORES])all, rows);
}

const struct sp_measure_kind sp_measure_recovery = {
    .self = {.name = "recovery",
             .doc = "How well an autoencoder recovers the true features: directions, "
                    "detection, codes and reconstruction, each beside its nulls and "
                    "ceilings.",
             .cite = "Sharkey et al. 2022; Cunningham et al. 2023, arXiv:2309.08600; "
                     "Chanin and Garriga-Alonso 2026, arXiv:2602.14687; Bereska et al. "
                     "2025, arXiv:2512.13568",
             .own = params,
             .own_size = sizeof(struct recovery_settings)},
    .columns = columns,
    .needs_source = true,
    .needs_sae = true,
    .needs_truth = true,
    .take = take,
};
