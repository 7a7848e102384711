/* Antipodal pairs, and whom their members chose; see amount.h. */
#include <stdlib.h>

#include "superpose/amount.h"

enum { STARTS = 30 };             /* of the search, besides the greedy one */
static const double GAIN = 1e-12; /* relative, above rounding */

static double at(const struct sp_company *c, const double *matrix, int k, int l)
{
    return matrix[(size_t)k * (size_t)c->count + (size_t)l];
}

/* The member with the least cosine to k, the first of equals; -1: there is no other. */
static int most_opposed(const struct sp_company *c, int k)
{
    int best = -1;
    for (int l = 0; l < c->count; l++)
        if (l != k && (best < 0 || at(c, c->cosine, k, l) < at(c, c->cosine, k, best)))
            best = l;
    return best;
}

int sp_digons(const struct sp_company *company, double least, struct sp_digon *pair)
{
    int count = 0;
    for (int k = 0; k < company->count; k++) {
        int l = most_opposed(company, k);
        if (l <= k || !(at(company, company->cosine, k, l) < -least) ||
            most_opposed(company, l) != k)
            continue;
        pair[count].member[0] = k;
        pair[count++].member[1] = l;
    }
    return count;
}

static double matching_sum(const struct sp_company *c, const struct sp_digon *pair,
                           int pairs)
{
    double sum = 0;
    for (int d = 0; d < pairs; d++)
        sum += at(c, c->given, pair[d].member[0], pair[d].member[1]);
    return sum;
}

/* Mean of P(j|i) over all pairs of COUNT members. */
static double mean_given(const struct sp_company *c, const int *member, int count)
{
    double sum = 0;
    for (int k = 0; k < count; k++)
        for (int l = k + 1; l < count; l++)
            sum += at(c, c->given, member[k], member[l]);
    return sum / (count * (count - 1.0) / 2);
}

/* Sum of P(j|i) over the pairs with a cosine below MOST, and how many they are. */
static double opposed_sum(const struct sp_company *c, double most, double *pairs)
{
    double sum = 0;
    *pairs = 0;
    for (int k = 0; k < c->count; k++)
        for (int l = k + 1; l < c->count; l++)
            if (at(c, c->cosine, k, l) < most) {
                sum += at(c, c->given, k, l);
                ++*pairs;
            }
    return sum;
}

static double depletion(const struct sp_company *c, double sum, double pairs)
{
    double all, whole = opposed_sum(c, INFINITY, &all);
    return pairs > 0 && whole > 0 ? sum / pairs / (whole / all) : (double)NAN;
}

double sp_digon_depletion(const struct sp_company *company, const struct sp_digon *pair,
                          int digons)
{
    return depletion(company, matching_sum(company, pair, digons), digons);
}

double sp_opposed_depletion(const struct sp_company *company)
{
    double pairs, sum = opposed_sum(company, -0.5, &pairs);
    return depletion(company, sum, pairs);
}

struct edge {
    double cost;
    int member[2];
};

/* Equal costs in the order of their members, so that the order is one of numbers. */
static int cheaper(const void *x, const void *y)
{
    const struct edge *u = x, *v = y;
    if (u->cost < v->cost || u->cost > v->cost)
        return u->cost < v->cost ? -1 : 1;
    if (u->member[0] != v->member[0])
        return u->member[0] < v->member[0] ? -1 : 1;
    return u->member[1] < v->member[1] ? -1 : u->member[1] > v->member[1];
}

/* Takes the cheapest pair whose members are both free, again and again. */
static void match_greedily(struct sp_arena *a, const struct sp_company *c,
                           const int *member, int count, struct sp_digon *pair)
{
    size_t edges = 0;
    struct edge *edge =
        SP_TAKE(a, (size_t)count * (size_t)(count - 1) / 2, struct edge);
    bool *taken = SP_TAKE(a, c->count, bool);
    for (int k = 0; k < count; k++)
        for (int l = k + 1; l < count; l++)
            edge[edges++] = (struct edge){at(c, c->given, member[k], member[l]),
                                          {member[k], member[l]}};
    qsort(edge, edges, sizeof *edge, cheaper);
    for (size_t e = 0, found = 0; e < edges; e++) {
        int k = edge[e].member[0], l = edge[e].member[1];
        if (taken[k] || taken[l])
            continue;
        taken[k] = taken[l] = true;
        pair[found].member[0] = k;
        pair[found++].member[1] = l;
    }
}

/* Exchanges partners of two pairs where that costs less; says whether it did. */
static bool exchange(const struct sp_company *c, int *p, int *q)
{
    double now = at(c, c->given, p[0], p[1]) + at(c, c->given, q[0], q[1]);
    double cross = at(c, c->given, p[0], q[1]) + at(c, c->given, q[0], p[1]);
    double along = at(c, c->given, p[0], q[0]) + at(c, c->given, p[1], q[1]);
    if (!(fmin(cross, along) < now * (1 - GAIN)))
        return false;
    int other = p[1], *from = cross <= along ? &q[1] : &q[0];
    p[1] = *from;
    *from = other;
    return true;
}

/* 2-opt (Croes 1958, Operations Research 6): every exchange makes the sum less, so it
   ends. */
static double improve(const struct sp_company *c, struct sp_digon *pair, int pairs)
{
    for (bool better = true; better;) {
        better = false;
        for (int d = 0; d < pairs; d++)
            for (int e = d + 1; e < pairs; e++)
                better |= exchange(c, pair[d].member, pair[e].member);
    }
    return matching_sum(c, pair, pairs);
}

/* The members in a random order, two by two (Durstenfeld 1964, CACM 7). */
static void match_randomly(struct sp_rng *rng, int *member, int count,
                           struct sp_digon *pair)
{
    for (int k = count - 1; k > 0; k--) {
        int l = (int)sp_rng_below(rng, (uint64_t)k + 1), swap = member[k];
        member[k] = member[l];
        member[l] = swap;
    }
    for (int k = 0; k < count; k++)
        pair[k / 2].member[k % 2] = member[k];
}

/* The least sum that exchanges reach; PAIR is used up. */
static double least_sum(struct sp_arena *a, const struct sp_company *c, int *member,
                        int count, struct sp_digon *pair)
{
    struct sp_rng rng = sp_rng_make(0, SP_USE_BOOTSTRAP);
    double best = improve(c, pair, count / 2);
    match_greedily(a, c, member, count, pair);
    best = fmin(best, improve(c, pair, count / 2));
    for (int start = 0; start < STARTS; start++) {
        match_randomly(&rng, member, count, pair);
        best = fmin(best, improve(c, pair, count / 2));
    }
    return best;
}

double sp_matching_efficiency(struct sp_arena *a, const struct sp_company *company,
                              const struct sp_digon *pair, int digons)
{
    int count = 2 * digons;
    if (digons < 2)
        return NAN;
    int *member = SP_TAKE(a, count, int);
    struct sp_digon *other = SP_TAKE(a, digons, struct sp_digon);
    for (int k = 0; k < count; k++)
        member[k] = other[k / 2].member[k % 2] = pair[k / 2].member[k % 2];
    double all = mean_given(company, member, count) * digons;
    double seen = matching_sum(company, pair, digons);
    double best = least_sum(a, company, member, count, other);
    return all - best > GAIN * all ? (all - seen) / (all - best) : (double)NAN;
}
