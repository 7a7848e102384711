/* How far the statistics of the data foretell the geometry.  Of every pair of features
   that is represented, with densities p, importances I, P_ij = P(both on) and phi_ij
   the correlation of these events, the cosine is regressed on

       x_ij = (phi, phi^2, P_ij, p_i + p_j, p_i p_j, I_i + I_j, I_i I_j)

       y_ij = c + w . (x_ij - mean) / deviation,   least squares with a trace of ridge,

   on the pairs among one random half of the features, and compared with those among
   the other half, of which the fit has seen no member; then the other way round.  Over
   all splits,

       R^2 = 1 - sum (cos_ij - y_ij)^2 / sum (cos_ij - c)^2

   with c the mean cosine in the half that was fitted (Campbell and Thompson 2008, Rev.
   Financ. Stud. 21: R^2 out of sample, which is below 0 where the mean would have done
   better).  The null is R^2 when features swap their statistics, as in Mantel's
   test. */
#include <math.h>

#include "superpose/amount.h"
#include "superpose/linalg.h"
#include "superpose/measure.h"

struct predict_settings {
    double represented;
    int most, splits, permutations;
};

#define AT(field) offsetof(struct predict_settings, field)

static const struct sp_param params[] = {
    {"predict.represented", SP_REAL, AT(represented), "0.5", 0, 1e6, NULL,
     "pairs are those of features whose norm is above this"},
    {"predict.most", SP_INT, AT(most), "512", 1, 4096, NULL,
     "with more features represented than this nothing is predicted"},
    {"predict.splits", SP_INT, AT(splits), "20", 1, 1e6, NULL,
     "random halves of the features"},
    {"predict.permutations", SP_INT, AT(permutations), "99", 1, 1e6, NULL,
     "of statistics among features, for the null"},
    {0}};

enum { PAIRS, R2, R2_NULL, EXCESS, P_VALUE, COLUMNS };

static const struct sp_column columns[COLUMNS + 1] = {
    [PAIRS] = {SP_RUNS, "predict_pairs", NULL, "pairs of features represented"},
    [R2] = {SP_RUNS, "predict_r2", NULL,
            "R^2 of their cosines on features that the fit has not seen; below 0 where "
            "the mean does better; none for less than 8 features"},
    [R2_NULL] = {SP_RUNS, "predict_r2_null", NULL,
                 "mean of the same when features swap their statistics"},
    [EXCESS] = {SP_RUNS, "predict_excess", NULL,
                "predict_r2 - predict_r2_null; chance has 0"},
    [P_VALUE] = {SP_RUNS, "predict_p", NULL,
                 "chance of such an R^2 or more when features swap their statistics"},
};

enum { FEWEST = 8 }; /* features, of which each half has six pairs */

/* What is known of a pair. */
enum { PHI, PHI_SQUARE, TOGETHER, P_SUM, P_PRODUCT, I_SUM, I_PRODUCT, FACTS };

struct pairs {
    int count;            /* features */
    const double *cosine; /* (count, count) */
    double *fact;         /* (count, count, FACTS) */
    int *label;           /* (count) whose facts a feature is given */
};

static double cosine_of(const struct pairs *p, int k, int l)
{
    return p->cosine[(size_t)k * (size_t)p->count + (size_t)l];
}

static double *facts_of(const struct pairs *p, int k, int l)
{
    size_t row = (size_t)p->label[k], column = (size_t)p->label[l];
    return p->fact + (row * (size_t)p->count + column) * FACTS;
}

static void fill_facts(const struct sp_source *source, int i, int j, double phi,
                       double fact[FACTS])
{
    const double *p = source->density, *I = source->importance;
    /* What is always on is correlated with nothing. */
    fact[PHI] = isnan(phi) ? 0 : phi;
    fact[PHI_SQUARE] = fact[PHI] * fact[PHI];
    fact[TOGETHER] = sp_source_together(source, i, j);
    fact[P_SUM] = p[i] + p[j];
    fact[P_PRODUCT] = p[i] * p[j];
    fact[I_SUM] = I[i] + I[j];
    fact[I_PRODUCT] = I[i] * I[j];
}

static struct pairs gather(const struct sp_subject *s, const struct sp_company *c)
{
    size_t count = (size_t)c->count;
    struct pairs p = {.count = c->count,
                      .cosine = c->cosine,
                      .fact = SP_TAKE(s->arena, count * count * FACTS, double),
                      .label = SP_TAKE(s->arena, count, int)};
    for (int k = 0; k < c->count; k++)
        p.label[k] = k;
    for (int k = 0; k < c->count; k++)
        for (int l = 0; l < c->count; l++)
            if (l != k)
                fill_facts(s->source, c->feature[k], c->feature[l],
                           c->phi[(size_t)k * count + (size_t)l], facts_of(&p, k, l));
    return p;
}

/* y = level + sum_f weight_f (x_f - mean_f), weights of 0 where nothing varies. */
struct line {
    double level, mean[FACTS], scale[FACTS], weight[FACTS];
};

/* Means, and one over the deviations; 0 where they are but rounding. */
static void standardise(const struct pairs *p, const int *member, int size,
                        struct line *line)
{
    double square[FACTS] = {0}, pairs = size * (size - 1) / 2.0;
    for (int a = 0; a < size; a++)
        for (int b = a + 1; b < size; b++) {
            line->level += cosine_of(p, member[a], member[b]) / pairs;
            for (int f = 0; f < FACTS; f++)
                line->mean[f] += facts_of(p, member[a], member[b])[f] / pairs;
        }
    for (int a = 0; a < size; a++)
        for (int b = a + 1; b < size; b++)
            for (int f = 0; f < FACTS; f++) {
                double d = facts_of(p, member[a], member[b])[f] - line->mean[f];
                square[f] += d * d / pairs;
            }
    for (int f = 0; f < FACTS; f++) {
        bool varies = sqrt(square[f]) > 1e-8 * fabs(line->mean[f]) + 1e-12;
        line->scale[f] = varies ? 1 / sqrt(square[f]) : 0;
    }
}

/* Normal equations of the standardised facts.  The ridge chooses among facts that say
   the same, such as phi and P_ij where densities are equal. */
static struct line fit(const struct pairs *p, const int *member, int size)
{
    static const double ridge = 1e-6;
    struct line line = {0};
    double gram[FACTS * FACTS] = {0}, z[FACTS];
    standardise(p, member, size, &line);
    for (int a = 0; a < size; a++)
        for (int b = a + 1; b < size; b++) {
            const double *x = facts_of(p, member[a], member[b]);
            double y = cosine_of(p, member[a], member[b]) - line.level;
            for (int f = 0; f < FACTS; f++)
                z[f] = (x[f] - line.mean[f]) * line.scale[f];
            for (int f = 0; f < FACTS; f++) {
                line.weight[f] += z[f] * y;
                for (int g = 0; g <= f; g++)
                    gram[f * FACTS + g] += z[f] * z[g];
            }
        }
    for (int f = 0; f < FACTS; f++)
        gram[f * FACTS + f] += ridge * size * (size - 1) / 2;
    sp_solve_positive(gram, FACTS, line.weight, 1);
    for (int f = 0; f < FACTS; f++)
        line.weight[f] *= line.scale[f];
    return line;
}

struct errors {
    double model, mean; /* summed squares about the model, about the level alone */
};

static void add_errors(const struct pairs *p, const struct line *line,
                       const int *member, int size, struct errors *out)
{
    for (int a = 0; a < size; a++)
        for (int b = a + 1; b < size; b++) {
            const double *x = facts_of(p, member[a], member[b]);
            double y = cosine_of(p, member[a], member[b]) - line->level, guess = 0;
            for (int f = 0; f < FACTS; f++)
                guess += line->weight[f] * (x[f] - line->mean[f]);
            out->model += (y - guess) * (y - guess);
            out->mean += y * y;
        }
}

/* ORDER (splits, count): the first half of a row against the others, and back. */
static double r2(const struct pairs *p, const int *order, int splits)
{
    struct errors errors = {0};
    int half = p->count / 2, rest = p->count - half;
    for (int s = 0; s < splits; s++, order += p->count) {
        struct line first = fit(p, order, half), second = fit(p, order + half, rest);
        add_errors(p, &first, order + half, rest, &errors);
        add_errors(p, &second, order, half, &errors);
    }
    return errors.mean > 0 ? 1 - errors.model / errors.mean : (double)NAN;
}

static int *draw_splits(struct sp_arena *a, struct sp_rng *rng, int count, int splits)
{
    int *order = SP_TAKE(a, (size_t)count * (size_t)splits, int);
    for (int s = 0; s < splits; s++) {
        for (int k = 0; k < count; k++)
            order[s * count + k] = k;
        sp_rng_shuffle(rng, order + s * count, count);
    }
    return order;
}

static void put(const struct sp_subject *s, const struct predict_settings *own,
                const struct sp_company *company, struct sp_rows *rows)
{
    struct sp_rng rng = sp_rng_make(s->seed, SP_USE_BOOTSTRAP);
    int *order = draw_splits(s->arena, &rng, company->count, own->splits);
    struct pairs p = gather(s, company);
    double seen = r2(&p, order, own->splits), null = 0, as_much = 1;
    for (int k = 0; k < own->permutations; k++) {
        sp_rng_shuffle(&rng, p.label, p.count);
        double value = r2(&p, order, own->splits);
        null += value / own->permutations;
        as_much += value >= seen - 1e-9;
    }
    sp_rows_put(rows, &columns[R2], seen);
    sp_rows_put(rows, &columns[R2_NULL], null);
    sp_rows_put(rows, &columns[EXCESS], seen - null);
    sp_rows_put(rows, &columns[P_VALUE],
                isnan(seen) ? seen : as_much / (own->permutations + 1));
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    const struct predict_settings *settings = own;
    const double *W = sp_subject_dictionary(subject);
    struct sp_company company = sp_company_make(subject->arena, subject->source, W,
                                                subject->net->m, settings->represented);
    double count = company.count;
    sp_rows_put(rows, &columns[PAIRS], count * (count - 1) / 2);
    if (company.count >= FEWEST && company.count <= settings->most) {
        put(subject, settings, &company, rows);
        return;
    }
    for (int c = R2; c < COLUMNS; c++)
        sp_rows_put(rows, &columns[c], NAN);
}

const struct sp_measure_kind sp_measure_predict = {
    .self = {.name = "predict",
             .doc = "How well the statistics of the data foretell the cosines of "
                    "features that the fit has not seen.",
             .cite = "Campbell and Thompson 2008, Rev. Financ. Stud. 21; Mantel 1967",
             .own = params,
             .own_size = sizeof(struct predict_settings)},
    .columns = columns,
    .needs_source = true,
    .take = take,
};
