/* Ordered tests: Page for levels seen by every block, Jonckheere and Terpstra for
   groups. */
#include <math.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/inference.h"
#include "superpose/rng.h"
#include "superpose/stats.h"

/* Chance of the tail on the side of z that is asked for, z having been standardised. */
static double normal_p(double z, enum sp_tail tail)
{
    if (tail == SP_TAIL_BOTH)
        return 2 * sp_normal_above(fabs(z));
    return sp_normal_above(tail == SP_TAIL_UP ? z : -z);
}

/* A distribution over least .. most; p (most - least + 1). */
struct law {
    int least, most;
    double *p;
};

/* P (2^levels, room) holds the law of the sum for every set of numbers of q that are
   used up.  Passes that of USED on to the sets with one more, which its place
   multiplies; each is equally likely. */
static void use_one_more(double *p, size_t room, const int *q, int levels, int used)
{
    int place = __builtin_popcount((unsigned)used) + 1;
    const double *from = p + (size_t)used * room;
    double share = 1.0 / (levels - place + 1);
    for (int i = 0; i < levels; i++) {
        if (used >> i & 1)
            continue;
        size_t step = (size_t)place * (size_t)q[i];
        double *to = p + (size_t)(used | 1 << i) * room;
        for (size_t s = 0; s + step < room; s++)
            to[s + step] += share * from[s];
    }
}

/* The law of sum_j j q_j over all orders of the whole numbers q (levels). */
static struct law law_of_orders(struct sp_arena *a, const int *q, int levels)
{
    struct sp_arena own = {0};
    int ways = 1 << levels, largest = 0;
    for (int i = 0; i < levels; i++)
        largest = q[i] > largest ? q[i] : largest;
    struct law law = {0, largest * levels * (levels + 1) / 2, NULL};
    size_t room = (size_t)law.most + 1;
    double *p = SP_TAKE(&own, (size_t)ways * room, double);
    p[0] = 1;
    for (int used = 0; used + 1 < ways; used++)
        use_one_more(p, room, q, levels, used);
    const double *all = p + (size_t)(ways - 1) * room;
    while (!(all[law.least] > 0))
        law.least++;
    while (!(all[law.most] > 0))
        law.most--;
    size_t size = (size_t)law.most - (size_t)law.least + 1;
    law.p = SP_TAKE(a, size, double);
    memcpy(law.p, all + law.least, size * sizeof *all);
    sp_arena_free(&own);
    return law;
}

static struct law law_of_sum(struct sp_arena *a, struct law x, struct law y)
{
    struct law sum = {x.least + y.least, x.most + y.most, NULL};
    sum.p = SP_TAKE(a, sum.most - sum.least + 1, double);
    for (int i = 0; i <= x.most - x.least; i++) {
        for (int j = 0; x.p[i] > 0 && j <= y.most - y.least; j++)
            sum.p[i + j] += x.p[i] * y.p[j];
    }
    return sum;
}

/* Chance of SEEN or more extreme values, from the MEAN for both tails. */
static double law_p(struct law law, double seen, double mean, enum sp_tail tail)
{
    double p = 0;
    for (int i = law.least; i <= law.most; i++) {
        bool out = tail == SP_TAIL_BOTH ? fabs(i - mean) >= fabs(seen - mean)
                   : tail == SP_TAIL_UP ? i >= seen
                                        : i <= seen;
        p += out ? law.p[i - law.least] : 0;
    }
    return p < 1 ? p : 1;
}

/* The exact law of 2 L for RANKs (blocks, levels); blocks of the same ranks share
   theirs. */
static struct law page_law(struct sp_arena *a, const double *rank, int blocks,
                           int levels)
{
    struct law sum = {0, 0, SP_TAKE(a, 1, double)}, one = {0};
    int q[SP_PAGE_LEVELS], before[SP_PAGE_LEVELS] = {0};
    sum.p[0] = 1;
    for (int b = 0; b < blocks; b++) {
        double sorted[SP_PAGE_LEVELS];
        memcpy(sorted, rank + (size_t)b * (size_t)levels,
               (size_t)levels * sizeof *sorted);
        sp_median(sorted, (size_t)levels); /* sorts */
        for (int j = 0; j < levels; j++)
            q[j] = (int)(2 * sorted[j]);
        if (!one.p || memcmp(q, before, (size_t)levels * sizeof *q) != 0)
            one = law_of_orders(a, q, levels);
        memcpy(before, q, sizeof q);
        sum = law_of_sum(a, sum, one);
    }
    return sum;
}

/* Variance of L: that of sum_j j r_j over the orders of a block, summed. */
static double page_variance(const double *rank, int blocks, int levels)
{
    double squares = 0, k = levels, middle = (k + 1) / 2;
    for (int i = 0; i < blocks * levels; i++)
        squares += (rank[i] - middle) * (rank[i] - middle);
    return squares * k * (k + 1) / 12;
}

static double page_exact(const double *rank, int blocks, int levels, double L,
                         double mean, enum sp_tail tail)
{
    struct sp_arena own = {0};
    double p = law_p(page_law(&own, rank, blocks, levels), 2 * L, 2 * mean, tail);
    sp_arena_free(&own);
    return p;
}

struct sp_test sp_page(struct sp_arena *a, const double *x, int blocks, int levels,
                       enum sp_tail tail)
{
    double *rank = SP_TAKE(a, blocks * levels + 1, double), L = 0, k = levels;
    double mean = blocks * k * (k + 1) * (k + 1) / 4;
    for (int b = 0; b < blocks; b++) {
        double *own = rank + (size_t)b * (size_t)levels;
        sp_ranks(a, x + (size_t)b * (size_t)levels, levels, own);
        for (int j = 0; j < levels; j++)
            L += (j + 1) * own[j];
    }
    double variance = page_variance(rank, blocks, levels);
    if (!(variance > 0))
        return (struct sp_test){L, blocks && levels > 1 ? 1 : NAN};
    if (levels > SP_PAGE_LEVELS || blocks > SP_PAGE_BLOCKS)
        return (struct sp_test){L, normal_p((L - mean) / sqrt(variance), tail)};
    return (struct sp_test){L, page_exact(rank, blocks, levels, L, mean, tail)};
}

/* Values in ascending order, for counting pairs without comparing all of them. */
struct sorted {
    int groups;
    int *order; /* (count) numbers of the values */
    int *tie;   /* (count) how many from this place on are equal; 0 behind the first */
    long *seen; /* (2, groups) values so far, and those of the same tie */
};

static struct sorted sort_values(struct sp_arena *a, const double *x, const int *group,
                                 int count)
{
    struct sorted s = {0, SP_TAKE(a, count, int), SP_TAKE(a, count, int), NULL};
    double *rank = SP_TAKE(a, count, double);
    sp_ranks(a, x, count, rank);
    for (int i = 0; i < count; i++) {
        int place = 0;
        for (int j = 0; j < count; j++)
            place += rank[j] < rank[i] || (j < i && rank[j] == rank[i]);
        s.order[place] = i;
        s.groups = group[i] >= s.groups ? group[i] + 1 : s.groups;
    }
    for (int i = count - 1; i >= 0; i--) {
        bool equal = i && rank[s.order[i]] == rank[s.order[i - 1]];
        int size = s.tie[i] + 1;
        s.tie[i] = equal ? 0 : size;
        if (equal)
            s.tie[i - 1] = size;
    }
    s.seen = SP_TAKE(a, 2 * s.groups, long);
    return s;
}

/* Twice the number of pairs that rise from a group to a later one; ties count one. */
static long rising(const struct sorted *s, const int *group, int count)
{
    long twice = 0, *seen = s->seen, *equal = s->seen + s->groups;
    memset(seen, 0, 2 * (size_t)s->groups * sizeof *seen);
    for (int i = 0, end; i < count; i = end) {
        end = i + s->tie[i];
        for (int k = i; k < end; k++)
            equal[group[s->order[k]]]++;
        for (int k = i; k < end; k++)
            for (int h = 0; h < group[s->order[k]]; h++)
                twice += 2 * seen[h] + equal[h];
        for (int k = i; k < end; k++) {
            seen[group[s->order[k]]]++;
            equal[group[s->order[k]]]--;
        }
    }
    return twice;
}

/* Sums over classes of t (t-1) f(t), which the variance is made of. */
struct classes {
    double two, three, five; /* f = 1, t - 2, 2 t + 5 */
};

static void add_class(struct classes *sum, double t)
{
    sum->two += t * (t - 1);
    sum->three += t * (t - 1) * (t - 2);
    sum->five += t * (t - 1) * (2 * t + 5);
}

/* How many of COUNT values equal number I; 0 when an earlier one is equal. */
static int class_size(const double *x, int count, int i)
{
    int size = 0;
    for (int j = 0; j < count; j++) {
        if (j < i && x[j] == x[i])
            return 0;
        size += x[j] == x[i];
    }
    return size;
}

/* Mean and variance of the rising pairs when groups are exchanged among all. */
static void jonckheere_moments(struct sp_arena *a, const double *x, const int *group,
                               int count, double *mean, double *variance)
{
    struct classes ties = {0}, groups = {0};
    double N = count, squares = 0, *g = SP_TAKE(a, count, double);
    for (int i = 0; i < count; i++)
        g[i] = group[i];
    for (int i = 0; i < count; i++) {
        double n = class_size(g, count, i);
        squares += n * n;
        add_class(&groups, n);
        add_class(&ties, class_size(x, count, i));
    }
    *mean = (N * N - squares) / 4;
    *variance = (N * (N - 1) * (2 * N + 5) - groups.five - ties.five) / 72;
    if (count > 2)
        *variance += groups.three * ties.three / (36 * N * (N - 1) * (N - 2));
    if (count > 1)
        *variance += groups.two * ties.two / (8 * N * (N - 1));
}

/* Numbers of the values, those of a block behind one another, and where each block
   ends. */
struct exchange {
    int blocks;
    int *end;  /* (blocks) */
    int *item; /* (count) */
};

static struct exchange exchange(struct sp_arena *a, const int *block, int count)
{
    struct exchange e = {0, SP_TAKE(a, count + 1, int), SP_TAKE(a, count + 1, int)};
    int placed = 0;
    bool *seen = SP_TAKE(a, count + 1, bool);
    for (int i = 0; i < count; i++) {
        for (int j = i; !seen[i] && j < count; j++) {
            if (block && block[j] != block[i])
                continue;
            seen[j] = j != i;
            e.item[placed++] = j;
        }
        if (!seen[i])
            e.end[e.blocks++] = placed;
    }
    return e;
}

/* Gives each value the group of another one of its block, by chance. */
static void exchange_groups(const struct exchange *e, struct sp_rng *rng,
                            const int *group, int *order, int *out)
{
    for (int b = 0, first = 0; b < e->blocks; first = e->end[b++]) {
        int size = e->end[b] - first;
        for (int i = 0; i < size; i++)
            order[i] = group[e->item[first + i]];
        sp_rng_shuffle(rng, order, size);
        for (int i = 0; i < size; i++)
            out[e->item[first + i]] = order[i];
    }
}

struct sp_test sp_jonckheere(struct sp_arena *a, const double *x, const int *group,
                             const int *block, int count, enum sp_tail tail, int draws,
                             uint64_t seed)
{
    struct sp_rng rng = sp_rng_make(seed, SP_USE_BOOTSTRAP);
    double mean, variance;
    jonckheere_moments(a, x, group, count, &mean, &variance);
    if (!(variance > 0))
        return (struct sp_test){NAN, NAN};
    struct sorted s = sort_values(a, x, group, count);
    double seen = (double)rising(&s, group, count) / 2 - mean,
           z = seen / sqrt(variance);
    if (!draws)
        return (struct sp_test){z, normal_p(z, tail)};
    struct exchange e = exchange(a, block, count);
    int *order = SP_TAKE(a, count, int), *other = SP_TAKE(a, count, int), reached = 1;
    for (int k = 0; k < draws; k++) {
        exchange_groups(&e, &rng, group, order, other);
        double now = (double)rising(&s, other, count) / 2 - mean;
        reached += tail == SP_TAIL_BOTH ? fabs(now) >= fabs(seen)
                   : tail == SP_TAIL_UP ? now >= seen
                                        : now <= seen;
    }
    return (struct sp_test){z, (double)reached / (draws + 1)};
}
