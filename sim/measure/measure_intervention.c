/* Whether the geometry follows the data when who is on together changes.  After
   training, features swap what they are to the source: row i of every array of the net
   becomes row s(i), s a random permutation, which is to the net as if the data had
   swapped features.  Then training goes on from there, on fresh examples, with the same
   settings and an optimiser that begins anew.  Where one density and importance hold
   for all, nothing has changed but who is on together with whom.

   Looked at are the rank correlation over pairs of cosine and phi, and the efficiency
   of the matching in antipodal pairs (amount.h): before; right after the swap, which
   is chance; and after training on, with the new names and with the old.  The net is
   left as it was. */
#include <math.h>
#include <string.h>

#include "superpose/amount.h"
#include "superpose/measure.h"

struct intervention_settings {
    int steps;
    double represented, digon;
};

#define AT(field) offsetof(struct intervention_settings, field)

static const struct sp_param params[] = {
    {"intervention.steps", SP_INT, AT(steps), "0", 0, 1e9, NULL,
     "of training after the swap; 0: as many as before"},
    {"intervention.represented", SP_REAL, AT(represented), "0.5", 0, 1e6, NULL,
     "pairs are those of features whose norm is above this"},
    {"intervention.digon", SP_REAL, AT(digon), "0.9", 0, 1, NULL,
     "antipodal pairs have a cosine below minus this"},
    {0}};

enum {
    BEFORE,
    SWAPPED,
    AFTER,
    OLD,
    FOLLOWED,
    MATCHED_BEFORE,
    MATCHED_SWAPPED,
    MATCHED_AFTER,
    MATCHED_OLD,
    KEPT,
    CHANGE,
    COLUMNS
};

#define RUN(name, doc)                                                                 \
    {                                                                                  \
        SP_RUNS, name, NULL, doc                                                       \
    }

static const struct sp_column columns[COLUMNS + 1] = {
    [BEFORE] =
        RUN("company_before", "rank correlation over pairs of cosine and phi; none "
                              "where all phi are the same"),
    [SWAPPED] =
        RUN("company_swapped", "the same when features have swapped; 0 by chance"),
    [AFTER] = RUN("company_after", "the same when the net has trained on"),
    [OLD] = RUN("company_old", "of that net with phi as it was before the swap"),
    [FOLLOWED] = RUN("company_followed", "company_after - company_old"),
    [MATCHED_BEFORE] = RUN("matched_before",
                           "matching_efficiency of antipodal pairs; random 0, best 1"),
    [MATCHED_SWAPPED] = RUN("matched_swapped", "the same when features have swapped"),
    [MATCHED_AFTER] = RUN("matched_after", "the same when the net has trained on"),
    [MATCHED_OLD] = RUN("matched_old", "of that net, as it would be before the swap"),
    [KEPT] = RUN("digons_kept",
                 "share of the antipodal pairs that still are one in the end"),
    [CHANGE] = RUN("change_after",
                   "of the loss over the last fifth of the training after the swap"),
};

/* Not the stream of the first training. */
static const uint64_t OTHER = 0x9e3779b97f4a7c15;

/* Row i of the (n, width) array becomes row FROM[i]. */
static void move_rows(struct sp_arena *a, sp_real *array, size_t width, int n,
                      const int *from)
{
    size_t bytes = width * sizeof *array;
    sp_real *copy = SP_TAKE(a, (size_t)n * width, sp_real);
    memcpy(copy, array, (size_t)n * bytes);
    for (int i = 0; i < n; i++)
        memcpy(array + (size_t)i * width, copy + (size_t)from[i] * width, bytes);
}

static void swap_features(struct sp_arena *a, struct sp_net *net, const int *from)
{
    for (int k = 0; k < net->arrays; k++)
        if (net->array[k].rows == (size_t)net->n)
            move_rows(a, net->param + net->array[k].at, net->array[k].columns, net->n,
                      from);
}

static struct sp_training train_on(const struct sp_subject *s, int steps)
{
    struct sp_train_settings settings = *s->train;
    struct sp_net *net = s->net;
    if (steps)
        settings.steps = steps;
    if (!sp_net_trains(net))
        return (struct sp_training){.end = SP_TRAIN_DONE};
    struct sp_feed feed;
    if (sp_train_feed(s->arena, net, s->source, &settings, s->seed ^ OTHER, &feed))
        return (struct sp_training){.end = SP_TRAIN_DIVERGED, .change = NAN};
    return sp_train(s->arena, net, sp_stream_features(&feed), &settings, NULL);
}

struct look {
    double company, matched;
    struct sp_digon *pair; /* (digons) by place in the company */
    int digons;
    const int *feature; /* of a place */
};

static struct look look(const struct sp_subject *s,
                        const struct intervention_settings *own)
{
    struct sp_company c = sp_company_make(s->arena, s->source, sp_subject_dictionary(s),
                                          s->net->m, own->represented);
    struct look out = {.company = NAN, .feature = c.feature};
    out.pair = SP_TAKE(s->arena, c.count, struct sp_digon);
    out.digons = sp_digons(&c, own->digon, out.pair);
    out.matched = sp_matching_efficiency(s->arena, &c, out.pair, out.digons);
    if (c.count > 2)
        out.company = sp_company_mantel(s->arena, &c, true, 1, s->seed).value;
    return out;
}

static bool has(const struct look *look, int i, int j)
{
    for (int d = 0; d < look->digons; d++)
        if (look->feature[look->pair[d].member[0]] == i &&
            look->feature[look->pair[d].member[1]] == j)
            return true;
    return false;
}

static double share_kept(const struct look *before, const struct look *old)
{
    int kept = 0;
    for (int d = 0; d < before->digons; d++)
        kept += has(old, before->feature[before->pair[d].member[0]],
                    before->feature[before->pair[d].member[1]]);
    return before->digons ? (double)kept / before->digons : (double)NAN;
}

static void put(const struct look *before, const struct look *swapped,
                const struct look *after, const struct look *old, double change,
                struct sp_rows *rows)
{
    const double value[COLUMNS] = {
        [BEFORE] = before->company,
        [SWAPPED] = swapped->company,
        [AFTER] = after->company,
        [OLD] = old->company,
        [FOLLOWED] = after->company - old->company,
        [MATCHED_BEFORE] = before->matched,
        [MATCHED_SWAPPED] = swapped->matched,
        [MATCHED_AFTER] = after->matched,
        [MATCHED_OLD] = old->matched,
        [KEPT] = share_kept(before, old),
        [CHANGE] = change,
    };
    for (int c = 0; c < COLUMNS; c++)
        sp_rows_put(rows, &columns[c], value[c]);
}

static void intervene(const struct sp_subject *s,
                      const struct intervention_settings *own, struct sp_rows *rows)
{
    int n = s->net->n;
    int *from = SP_TAKE(s->arena, n, int), *back = SP_TAKE(s->arena, n, int);
    struct sp_rng rng = sp_rng_make(s->seed ^ OTHER, SP_USE_BOOTSTRAP);
    for (int i = 0; i < n; i++)
        from[i] = i;
    sp_rng_shuffle(&rng, from, n);
    for (int i = 0; i < n; i++)
        back[from[i]] = i;
    struct look before = look(s, own);
    swap_features(s->arena, s->net, from);
    struct look swapped = look(s, own);
    struct sp_training training = train_on(s, own->steps);
    if (training.end == SP_TRAIN_DIVERGED) {
        const struct look none = {.company = NAN, .matched = NAN};
        put(&before, &swapped, &none, &none, NAN, rows);
        return;
    }
    struct look after = look(s, own);
    swap_features(s->arena, s->net, back);
    struct look old = look(s, own);
    put(&before, &swapped, &after, &old, training.change, rows);
}

static void take(const struct sp_subject *subject, const void *own,
                 struct sp_rows *rows)
{
    struct sp_net *net = subject->net;
    if (!subject->train) {
        for (int c = 0; c < COLUMNS; c++)
            sp_rows_put(rows, &columns[c], NAN);
        return;
    }
    struct sp_crew *crew = net->crew;
    sp_real *kept = SP_TAKE(subject->arena, net->count, sp_real);
    memcpy(kept, net->param, net->count * sizeof *kept);
    net->crew = NULL;
    intervene(subject, own, rows);
    net->crew = crew;
    memcpy(net->param, kept, net->count * sizeof *kept);
}

const struct sp_measure_kind sp_measure_intervention = {
    .self = {.name = "intervention",
             .doc = "Whether overlap and antipodal pairs follow the data when, after "
                    "training, features swap with whom they are on together and "
                    "training goes on.",
             .cite = "Mantel 1967; Elhage et al. 2022, Toy Models of Superposition, on "
                     "correlated and anticorrelated features",
             .own = params,
             .own_size = sizeof(struct intervention_settings)},
    .columns = columns,
    .needs_source = true,
    .take = take,
};
