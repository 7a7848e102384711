/* How much superposition there is, seen from several sides, and who shares with whom
   (amount.h has the definitions).  Read beside measures `loss` and `geometry`, whose
   columns are not repeated: norm2_per_dim, represented, sum_dimensionality, r2, gain.

       recovered_per_dim = (1/m) sum_i max(0, R^2_i)
       private_per_dim   = (1/m) sum_i max(0, r2_private_i)

   X_null is X of the untrained net, or of random directions with the same norms. */
#include <string.h>

#include "superpose/amount.h"
#include "superpose/evaluate.h"
#include "superpose/measure.h"
#include "superpose/stats.h"
#include "superpose/theory.h"

struct amount_settings {
    int samples, own_samples, own_most, most, permutations;
    double error, represented, digon;
};

#define AT(field) offsetof(struct amount_settings, field)

static const struct sp_param params[] = {
    {"amount.samples", SP_INT, AT(samples), "1000000", 2, 1e9, NULL,
     "unseen examples for recovered_per_dim and gain_null, at most"},
    {"amount.error", SP_REAL, AT(error), "0.01", 0, 1, NULL,
     "stop earlier at this standard error, as a fraction of the loss; 0: never"},
    {"amount.private_samples", SP_INT, AT(own_samples), "65536", 2, 1e9, NULL,
     "unseen examples for r2_private and participation"},
    {"amount.private_most", SP_INT, AT(own_most), "256", 0, 4096, NULL,
     "with more features than this there are neither"},
    {"amount.represented", SP_REAL, AT(represented), "0.5", 0, 1e6, NULL,
     "pairs are those of features whose norm is above this"},
    {"amount.digon", SP_REAL, AT(digon), "0.9", 0, 1, NULL,
     "two features, each the most opposed of the other, are a digon when their cosine "
     "is below minus this"},
    {"amount.most", SP_INT, AT(most), "1024", 1, 4096, NULL,
     "with more features represented than this nothing is said of pairs"},
    {"amount.permutations", SP_INT, AT(permutations), "999", 1, 1e6, NULL,
     "of labels, for the p values"},
    {0}};

enum {
    RECOVERED,
    RECOVERED_NULL,
    RECOVERED_LINEAR,
    PRIVATE,
    PRIVATE_NULL,
    GAIN_NULL,
    EFFECTIVE,
    EFFECTIVE_NULL,
    PARTICIPATION,
    PARTICIPATION_NULL,
    TIGHTNESS,
    TIGHTNESS_NULL,
    CAPACITY_NULL,
    WELCH_OVERLAP,
    PAIRED,
    PAIRS_WITHIN,
    PAIRS_BETWEEN,
    COSINE_WITHIN,
    COSINE_BETWEEN,
    COSINE_ALL,
    OPPOSED_WITHIN,
    OPPOSED_BETWEEN,
    OPPOSED_ALL,
    ALIGNED_WITHIN,
    ALIGNED_BETWEEN,
    ALIGNED_ALL,
    ALIGNED_NULL,
    DIGONS,
    DEPLETION,
    OPPOSED_DEPLETION,
    EFFICIENCY,
    SPEARMAN,
    SPEARMAN_P,
    MANTEL,
    MANTEL_P,
    OVERLAP_BELOW,
    OVERLAP_ABOVE,
    R2_PRIVATE,
    COLUMNS
};

#define RUN(name, doc)                                                                 \
    {                                                                                  \
        SP_RUNS, name, NULL, doc                                                       \
    }
#define UNTRAINED(name) RUN(name "_null", "the same of the net before training")
#define OPPOSED(w)      RUN("opposed_" w, "share of those pairs with cosine < -1/2")
#define ALIGNED(w)      RUN("aligned_" w, "share of those pairs with cosine > 1/2")

static const struct sp_column columns[COLUMNS + 1] = {
    [RECOVERED] =
        RUN("recovered_per_dim", "sum of max(0, r2) on unseen data / m; at most n / m"),
    [RECOVERED_NULL] = UNTRAINED("recovered_per_dim"),
    [RECOVERED_LINEAR] = RUN("recovered_per_dim_linear",
                             "the same of the best linear map, exact; none unless all "
                             "features have one variance and importance"),
    [PRIVATE] = RUN("private_per_dim", "sum of max(0, r2_private) / m; at most n / m"),
    [PRIVATE_NULL] = UNTRAINED("private_per_dim"),
    [GAIN_NULL] =
        RUN("gain_null",
            "gain of the net before training, 1 - loss / linear_loss; the best "
            "linear map has 0"),
    [EFFECTIVE] = RUN("effective_directions",
                      "e^H of the shares of ||W_i||^2; n where all norms are equal"),
    [EFFECTIVE_NULL] = UNTRAINED("effective_directions"),
    [PARTICIPATION] = RUN(
        "participation", "(sum l)^2 / sum l^2 over the eigenvalues l of the covariance "
                         "of the hidden activations; at most m"),
    [PARTICIPATION_NULL] = UNTRAINED("participation"),
    [TIGHTNESS] =
        RUN("tightness", "(tr F)^2 / (m ||F||^2), F = sum_i W_i W_i^T; 1 for a tight "
                         "frame. A quality, not an amount"),
    [TIGHTNESS_NULL] = RUN("tightness_null",
                           "about the same of random directions with the same norms"),
    [CAPACITY_NULL] =
        RUN("sum_dimensionality_null",
            "sum_dimensionality of random directions with the same norms, "
            "about"),
    [WELCH_OVERLAP] = RUN("welch_overlap",
                          "mean squared cosine of the features paired, 0 where Welch's "
                          "bound is and 1 where random directions are. A quality"),
    [PAIRED] = RUN("paired_features",
                   "features whose norm is above amount.represented: only their pairs "
                   "are in the columns that follow"),
    [PAIRS_WITHIN] = RUN(
        "pairs_within", "pairs in one block of the source or, where that is one block, "
                        "with phi > 0"),
    [PAIRS_BETWEEN] = RUN("pairs_between", "all other pairs"),
    [COSINE_WITHIN] = RUN("cosine_within", "mean cosine of pairs_within; 0 at random"),
    [COSINE_BETWEEN] = RUN("cosine_between", "the same of pairs_between"),
    [COSINE_ALL] = RUN("cosine_all", "the same of all pairs"),
    [OPPOSED_WITHIN] = OPPOSED("within"),
    [OPPOSED_BETWEEN] = OPPOSED("between"),
    [OPPOSED_ALL] = OPPOSED("all"),
    [ALIGNED_WITHIN] = ALIGNED("within"),
    [ALIGNED_BETWEEN] = ALIGNED("between"),
    [ALIGNED_ALL] = ALIGNED("all"),
    [ALIGNED_NULL] =
        RUN("aligned_null", "share of random directions with cosine > 1/2, or < -1/2"),
    [DIGONS] = RUN("digons", "antipodal pairs; see amount.digon"),
    [DEPLETION] =
        RUN("digon_depletion",
            "mean P(j|i) over digons / over all pairs; 1 for random partners"),
    [OPPOSED_DEPLETION] = RUN(
        "opposed_depletion", "mean P(j|i) over all pairs with cosine < -1/2 / over all "
                             "pairs"),
    [EFFICIENCY] = RUN("matching_efficiency",
                       "(all - seen) / (all - best) of the mean P(j|i) when members of "
                       "digons choose partners; random 0, best 1; none where no choice "
                       "is better"),
    [SPEARMAN] = RUN("phi_spearman",
                     "rank correlation of cosine and phi over pairs; 0 by chance, none "
                     "where all phi are the same"),
    [SPEARMAN_P] = RUN("phi_spearman_p",
                       "chance of as much or more when labels are permuted (Mantel)"),
    [MANTEL] = RUN("phi_mantel", "correlation of cosine and phi over pairs"),
    [MANTEL_P] = RUN("phi_mantel_p", "the same chance (Mantel 1967)"),
    [OVERLAP_BELOW] =
        RUN("overlap_below",
            "slope of |cosine| over phi of pairs with phi < 0; < 0: those that exclude "
            "each other most overlap most. One of two lines (Simonsohn 2018)"),
    [OVERLAP_ABOVE] =
        RUN("overlap_above", "the same with phi > 0; > 0: those most together do"),
    [R2_PRIVATE] =
        {SP_FEATURES, "r2_private", NULL,
         "share of the feature's part that other features do not tell, which "
         "a linear map of all outputs tells; none where it has none"},
};

/* What is asked of the net as it is and of the net before training. */
struct look {
    double loss, recovered, private, effective, participation;
    double *r2_private; /* (n) NULL: not known */
};

static double sum_positive(const double *value, int count)
{
    double sum = 0;
    bool any = false;
    for (int i = 0; i < count; i++) {
        sum += value[i] > 0 ? value[i] : 0;
        any |= !isnan(value[i]);
    }
    return any ? sum : (double)NAN;
}

static double *squares(const struct sp_subject *s)
{
    int n = s->net->n, m = s->net->m;
    const double *W = sp_subject_dictionary(s);
    double *out = SP_TAKE(s->arena, n, double);
    for (int i = 0; i < n; i++)
        out[i] = sp_dot(W + (size_t)i * (size_t)m, W + (size_t)i * (size_t)m, m);
    return out;
}

static struct look look(const struct sp_subject *s, const struct amount_settings *own)
{
    int n = s->net->n, m = s->net->m;
    struct look out = {.private = NAN, .participation = NAN};
    struct sp_evaluation seen;
    struct sp_private private;
    sp_evaluate(s->arena, s->source, s->net, s->seed, s->rows, own->samples, own->error,
                &seen);
    double *r2 = SP_TAKE(s->arena, n, double);
    sp_target_variances(s->source, s->net, r2);
    for (int i = 0; i < n; i++)
        r2[i] = r2[i] > 0 ? 1 - seen.mse[i] / r2[i] : (double)NAN;
    out.loss = seen.loss;
    out.recovered = sum_positive(r2, n) / m;
    out.effective = sp_effective_count(squares(s), n);
    if (n > own->own_most || !sp_private_measure(s->arena, s->source, s->net, s->seed,
                                                 own->own_samples, &private))
        return out;
    out.private = sum_positive(private.r2, n) / m;
    out.participation = private.participation;
    out.r2_private = private.r2;
    return out;
}

/* The net gets its first parameters back for a look, and then its own. */
static struct look look_untrained(const struct sp_subject *s,
                                  const struct amount_settings *own)
{
    struct sp_net *net = s->net;
    if (!s->train)
        return (struct look){NAN, NAN, NAN, NAN, NAN, NULL};
    sp_real *kept = SP_TAKE(s->arena, net->count, sp_real);
    memcpy(kept, net->param, net->count * sizeof *kept);
    sp_train_init(net, s->train, s->seed);
    struct look out = look(s, own);
    memcpy(net->param, kept, net->count * sizeof *kept);
    return out;
}

/* With one variance v and one importance I, sum_i R^2_i = n - sum_i MSE_i / v, and the
   best linear map has the loss I sum_i MSE_i. */
static double recovered_linear(const struct sp_source *source, double loss, int m)
{
    double v = sp_source_variance(source, 0), I = source->importance[0];
    for (int i = 1; i < source->n; i++)
        if (fabs(sp_source_variance(source, i) / v - 1) > 1e-9 ||
            source->importance[i] != I)
            return NAN;
    return (source->n - loss / (I * v)) / m;
}

static void put_amounts(const struct sp_subject *s, const struct look *now,
                        const struct look *before, struct sp_rows *rows)
{
    double linear = NAN;
    if (!sp_target_absolute(s->net))
        linear = sp_linear_optimum(s->arena, s->source, s->net->m);
    const double value[][2] = {
        {RECOVERED, now->recovered},
        {RECOVERED_NULL, before->recovered},
        {RECOVERED_LINEAR, recovered_linear(s->source, linear, s->net->m)},
        {PRIVATE, now->private},
        {PRIVATE_NULL, before->private},
        {GAIN_NULL, linear > 0 ? 1 - before->loss / linear : (double)NAN},
        {EFFECTIVE, now->effective},
        {EFFECTIVE_NULL, before->effective},
        {PARTICIPATION, now->participation},
        {PARTICIPATION_NULL, before->participation},
    };
    for (size_t k = 0; k < sizeof value / sizeof *value; k++)
        sp_rows_put(rows, &columns[(int)value[k][0]], value[k][1]);
}

static void put_quality(const struct sp_subject *s, const double *W,
                        struct sp_rows *rows)
{
    int n = s->net->n, m = s->net->m;
    const double *square = squares(s);
    sp_rows_put(rows, &columns[TIGHTNESS], sp_tightness(s->arena, W, n, m));
    sp_rows_put(rows, &columns[TIGHTNESS_NULL], sp_random_tightness(square, n, m));
    sp_rows_put(rows, &columns[CAPACITY_NULL], sp_random_capacity(square, n, m));
    sp_rows_put(rows, &columns[ALIGNED_NULL], sp_random_aligned(m));
}

static void put_overlaps(const struct sp_company *company, int m, struct sp_rows *rows)
{
    for (int whose = SP_WITHIN; whose <= SP_ALL; whose++) {
        struct sp_signed_overlap o = sp_signed_overlaps(company, (enum sp_whose)whose);
        sp_rows_put(rows, &columns[COSINE_WITHIN + whose], o.mean);
        sp_rows_put(rows, &columns[OPPOSED_WITHIN + whose], o.opposed);
        sp_rows_put(rows, &columns[ALIGNED_WITHIN + whose], o.aligned);
        if (whose == SP_ALL)
            sp_rows_put(rows, &columns[WELCH_OVERLAP],
                        sp_welch_overlap(o.square, company->count, m));
        else
            sp_rows_put(rows, &columns[PAIRS_WITHIN + whose], o.pairs);
    }
}

static void put_digons(const struct sp_subject *s, const struct sp_company *company,
                       double least, struct sp_rows *rows)
{
    struct sp_digon *pair = SP_TAKE(s->arena, company->count, struct sp_digon);
    int digons = sp_digons(company, least, pair);
    sp_rows_put(rows, &columns[DIGONS], digons);
    sp_rows_put(rows, &columns[DEPLETION], sp_digon_depletion(company, pair, digons));
    sp_rows_put(rows, &columns[OPPOSED_DEPLETION], sp_opposed_depletion(company));
    sp_rows_put(rows, &columns[EFFICIENCY],
                sp_matching_efficiency(s->arena, company, pair, digons));
}

static void put_mantel(const struct sp_subject *s, const struct sp_company *company,
                       int permutations, struct sp_rows *rows)
{
    for (int ranked = 0; ranked < 2; ranked++) {
        struct sp_test test =
            sp_company_mantel(s->arena, company, ranked, permutations, s->seed);
        sp_rows_put(rows, &columns[ranked ? SPEARMAN : MANTEL], test.value);
        sp_rows_put(rows, &columns[ranked ? SPEARMAN_P : MANTEL_P], test.p);
    }
}

static void put_slopes(const struct sp_subject *s, const struct sp_company *company,
                       struct sp_rows *rows)
{
    for (int above = 0; above < 2; above++)
        sp_rows_put(rows, &columns[above ? OVERLAP_ABOVE : OVERLAP_BELOW],
                    sp_company_slope(s->arena, company, above));
}

static int count_above(const double *square, int n, double norm)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        count += sqrt(square[i]) > norm;
    return count;
}

static void put_pairs(const struct sp_subject *s, const double *W,
                      const struct amount_settings *own, struct sp_rows *rows)
{
    int m = s->net->m, paired = count_above(squares(s), s->net->n, own->represented);
    sp_rows_put(rows, &columns[PAIRED], paired);
    if (paired > own->most) {
        sp_rows_put(rows, &columns[WELCH_OVERLAP], NAN);
        for (int c = PAIRS_WITHIN; c <= OVERLAP_ABOVE; c++)
            if (c != ALIGNED_NULL)
                sp_rows_put(rows, &columns[c], NAN);
        return;
    }
    struct sp_company company =
        sp_company_make(s->arena, s->source, W, m, own->represented);
    put_overlaps(&company, m, rows);
    put_digons(s, &company, own->digon, rows);
    put_mantel(s, &company, own->permutations, rows);
    put_slopes(s, &company, rows);
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    size_t n = (size_t)subject->net->n;
    const double *W = sp_subject_dictionary(subject);
    struct look now = look(subject, own), before = look_untrained(subject, own);
    put_amounts(subject, &now, &before, rows);
    put_quality(subject, W, rows);
    put_pairs(subject, W, own, rows);
    double *r2 = sp_rows_add(rows, &columns[R2_PRIVATE], n);
    for (size_t i = 0; now.r2_private && i < n; i++)
        r2[i] = now.r2_private[i];
}

const struct sp_measure_kind sp_measure_amount = {
    .self = {.name = "amount",
             .doc =
                 "The amount of superposition from several sides, each beside what "
                 "chance gives: what is recovered, effective numbers, signed overlap "
                 "within and between groups, who is antipodal to whom.",
             .cite =
                 "Elhage et al. 2022, Toy Models of Superposition; Hill 1973; Welch "
                 "1974; Bereska et al. 2025, arXiv:2512.13568; Pertl et al. 2025, "
                 "arXiv:2509.00928",
             .own = params,
             .own_size = sizeof(struct amount_settings)},
    .columns = columns,
    .needs_source = true,
    .take = take,
};
