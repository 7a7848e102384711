/* Probabilities and moments of composites.  With A_i: all parts of i are on, and O_i: i
   is on by itself, independent of all else with probability o_i,

       P(i) = 1 - (1 - P(A_i)) (1 - o_i)
       P(i, j) = P(i) + P(j) - 1 + (1 - o_i) (1 - o_j) P(neither A_i nor A_j)

   and a base is a composite of itself with o_i = 0.  The size of i is the product of
   its parts' sizes (a base's own size) where A_i, or its own size where not, so that

       E x_i x_j = E [x_i x_j; A_i, A_j]
                   + o_j m_j E [x_i; A_i, not A_j] + o_i m_i E [x_j; A_j, not A_i]
                   + o_i o_j m_i m_j P(neither A_i nor A_j). */
#include "composites.h"

int sp_composites_parts(const struct sp_composites *c, int i)
{
    return i < c->base ? 1 : c->parts;
}

int sp_composites_part(const struct sp_composites *c, int i, int e)
{
    if (i < c->base)
        return i;
    return (int)(((int64_t)(i - c->base) * c->parts + e) % c->base);
}

static bool has_part(const struct sp_composites *c, int i, int part)
{
    for (int e = 0; e < sp_composites_parts(c, i); e++)
        if (sp_composites_part(c, i, e) == part)
            return true;
    return false;
}

double sp_composites_all(const struct sp_composites *c, int i)
{
    double all = 1;
    for (int e = 0; e < sp_composites_parts(c, i); e++)
        all *= c->p[sp_composites_part(c, i, e)];
    return all;
}

double sp_composites_union(const struct sp_composites *c, int i, int j)
{
    double all = sp_composites_all(c, i);
    for (int e = 0; e < sp_composites_parts(c, j); e++) {
        int part = sp_composites_part(c, j, e);
        if (!has_part(c, i, part))
            all *= c->p[part];
    }
    return all;
}

/* o_i. */
static double by_itself(const struct sp_composites *c, int i)
{
    return i < c->base ? 0 : c->p[i];
}

/* P(neither A_i nor A_j). */
static double neither(const struct sp_composites *c, int i, int j)
{
    return 1 - sp_composites_all(c, i) - sp_composites_all(c, j) +
           sp_composites_union(c, i, j);
}

double sp_composites_on(const struct sp_composites *c, int i)
{
    double all = sp_composites_all(c, i);
    return all + (1 - all) * by_itself(c, i);
}

double sp_composites_both(const struct sp_composites *c, int i, int j)
{
    double off = (1 - by_itself(c, i)) * (1 - by_itself(c, j)) * neither(c, i, j);
    return sp_composites_on(c, i) + sp_composites_on(c, j) - 1 + off;
}

/* E of i's size where A_i. */
static double size_of_parts(const struct sp_composites *c,
                            const struct sp_source *source, int i)
{
    double size = 1;
    if (!c->product)
        return sp_source_size(source, i);
    for (int e = 0; e < sp_composites_parts(c, i); e++)
        size *= sp_source_size(source, sp_composites_part(c, i, e));
    return size;
}

/* E of the product of both sizes where A_i and A_j, i != j: what they share counts
   squared. */
static double sizes_of_parts(const struct sp_composites *c,
                             const struct sp_source *source, int i, int j)
{
    double size = size_of_parts(c, source, i);
    if (!c->product)
        return size * size_of_parts(c, source, j);
    for (int e = 0; e < sp_composites_parts(c, j); e++) {
        int part = sp_composites_part(c, j, e);
        double mean = sp_source_size(source, part);
        size *= has_part(c, i, part) ? sp_source_square(source, part) / mean : mean;
    }
    return size;
}

static double square_of_parts(const struct sp_composites *c,
                              const struct sp_source *source, int i)
{
    double square = 1;
    if (!c->product)
        return sp_source_square(source, i);
    for (int e = 0; e < sp_composites_parts(c, i); e++)
        square *= sp_source_square(source, sp_composites_part(c, i, e));
    return square;
}

double sp_composites_mean(const struct sp_composites *c, const struct sp_source *source,
                          int i)
{
    double all = sp_composites_all(c, i);
    return all * size_of_parts(c, source, i) +
           (1 - all) * by_itself(c, i) * sp_source_size(source, i);
}

double sp_composites_product(const struct sp_composites *c,
                             const struct sp_source *source, int i, int j)
{
    double all_i = sp_composites_all(c, i), all_j = sp_composites_all(c, j);
    if (i == j)
        return all_i * square_of_parts(c, source, i) +
               (1 - all_i) * by_itself(c, i) * sp_source_square(source, i);
    double own_i = by_itself(c, i) * sp_source_size(source, i);
    double own_j = by_itself(c, j) * sp_source_size(source, j);
    double both = sp_composites_union(c, i, j);
    return both * sizes_of_parts(c, source, i, j) +
           own_j * (all_i - both) * size_of_parts(c, source, i) +
           own_i * (all_j - both) * size_of_parts(c, source, j) +
           own_i * own_j * neither(c, i, j);
}
