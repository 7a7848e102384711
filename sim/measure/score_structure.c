/* Splitting, hedging, compositions, planes: detectors that look at directions alone. */
#include "superpose/structure.h"

#include <string.h>

#include "superpose/fault.h"

void sp_splits(const struct sp_cosines *c, const struct sp_recovery *r, double least,
               int *splits)
{
    memset(splits, 0, (size_t)c->n * sizeof *splits);
    for (int i = 0; i < c->k; i++)
        if (r->feature[i] >= 0 && fabs(r->cosine[i]) > least)
            splits[r->feature[i]]++;
}

/* What is left of a latent without its own feature, both as unit vectors. */
static void set_rest(const struct sp_cosines *c, const struct sp_recovery *r, int i,
                     sp_real *rest)
{
    int own = r->feature[i];
    for (int q = 0; q < c->d; q++) {
        double w = c->W[(size_t)i * (size_t)c->d + (size_t)q];
        double v = own < 0 ? 0 : c->D[(size_t)own * (size_t)c->d + (size_t)q];
        rest[q] = own < 0
                      ? 0
                      : (sp_real)(w / c->W_norm[i] - r->cosine[i] * v / c->D_norm[own]);
    }
}

void sp_hedging(struct sp_arena *a, const struct sp_cosines *c,
                const struct sp_recovery *r, double *hedge)
{
    sp_real *rest = SP_TAKE(a, (size_t)SP_STRIP * (size_t)c->d, sp_real);
    sp_real *product = SP_TAKE(a, SP_STRIP * c->stride, sp_real);
    for (int first = 0; first < c->k; first += SP_STRIP) {
        int rows = c->k - first < SP_STRIP ? c->k - first : SP_STRIP;
        for (int s = 0; s < rows; s++)
            set_rest(c, r, first + s, rest + (size_t)s * (size_t)c->d);
        sp_cosines_project(c, rows, rest, product);
        for (int s = 0; s < rows; s++) {
            hedge[first + s] = 0;
            for (int j = 0; j < c->n; j++)
                if (j != r->feature[first + s])
                    hedge[first + s] =
                        fmax(hedge[first + s],
                             fabs((double)product[(size_t)s * c->stride + (size_t)j]));
        }
    }
}

void sp_bias_components(const struct sp_cosines *c, const double *b,
                        const sp_real *shift, double *bias)
{
    for (int j = 0; j < c->n; j++) {
        double sum = 0, square = c->D_norm[j] * c->D_norm[j];
        for (int q = 0; q < c->d; q++)
            sum +=
                (b[q] - (double)shift[q]) * c->D[(size_t)j * (size_t)c->d + (size_t)q];
        bias[j] = square > 0 ? sum / square : 0;
    }
}

/* The norm of the sum of the members' unit vectors. */
static double sum_norm(const struct sp_cosines *c, const int *member, int count)
{
    double square = 0;
    for (int q = 0; q < c->d; q++) {
        double sum = 0;
        for (int e = 0; e < count; e++)
            if (c->D_norm[member[e]] > 0)
                sum += c->D[(size_t)member[e] * (size_t)c->d + (size_t)q] /
                       c->D_norm[member[e]];
        square += sum * sum;
    }
    return sqrt(square);
}

void sp_compositions(const struct sp_cosines *c, const struct sp_sets *sets,
                     double least, double *cosine, int *merged)
{
    for (int s = 0; s < sets->count; s++) {
        const int *member = sets->member + sets->start[s];
        int count = sets->start[s + 1] - sets->start[s];
        double length = sum_norm(c, member, count);
        cosine[s] = merged[s] = 0;
        for (int i = 0; i < c->k && length > 0; i++) {
            double sum = 0, most = -1;
            for (int e = 0; e < count; e++) {
                double each =
                    (double)c->value[(size_t)i * c->stride + (size_t)member[e]];
                sum += each / length;
                most = fmax(most, each);
            }
            cosine[s] = i ? fmax(cosine[s], sum) : sum;
            merged[s] += sum > least && sum > most;
        }
    }
}

/* Takes from x (d) its part in the span of COUNT orthonormal rows; gives the norm of
   what is left. */
static double reduce(double *x, const double *basis, int count, int d)
{
    double square = 0;
    for (int e = 0; e < count; e++) {
        const double *u = basis + (size_t)e * (size_t)d;
        double product = 0;
        for (int q = 0; q < d; q++)
            product += x[q] * u[q];
        for (int q = 0; q < d; q++)
            x[q] -= product * u[q];
    }
    for (int q = 0; q < d; q++)
        square += x[q] * x[q];
    return sqrt(square);
}

/* Adds the unit vector of what x has outside of COUNT orthonormal rows, unless that is
   less than SMALL of its norm; gives how many there are then. */
static int extend(double *basis, int count, double *x, int d, double small)
{
    double before = reduce(x, basis, 0, d), left = reduce(x, basis, count, d);
    if (!(left > small * before))
        return count;
    for (int q = 0; q < d; q++)
        basis[(size_t)count * (size_t)d + (size_t)q] = x[q] / left;
    return count + 1;
}

static int span_of_members(const struct sp_cosines *c, const int *member, int count,
                           double *basis, double *x)
{
    int found = 0;
    for (int e = 0; e < count; e++) {
        memcpy(x, c->D + (size_t)member[e] * (size_t)c->d, (size_t)c->d * sizeof *x);
        found = extend(basis, found, x, c->d, 1e-9);
    }
    return found;
}

/* Latents that point less than this sine aside from others add no dimension. */
static const double ASIDE = 0.1;

void sp_planes(struct sp_arena *a, const struct sp_cosines *c,
               const struct sp_sets *sets, double least, int *inside, double *spanned)
{
    int most = 1;
    for (int s = 0; s < sets->count; s++)
        if (sets->start[s + 1] - sets->start[s] > most)
            most = sets->start[s + 1] - sets->start[s];
    double *basis = SP_TAKE(a, (size_t)most * (size_t)c->d, double);
    double *x = SP_TAKE(a, c->d, double);
    double *coordinates = SP_TAKE(a, (size_t)most * (size_t)most, double);
    double *own = SP_TAKE(a, most, double);
    for (int s = 0; s < sets->count; s++) {
        int count = sets->start[s + 1] - sets->start[s], rank = 0;
        int dims = span_of_members(c, sets->member + sets->start[s], count, basis, x);
        inside[s] = 0;
        for (int i = 0; i < c->k; i++) {
            double square = 0;
            for (int e = 0; e < dims; e++) {
                own[e] = 0;
                for (int q = 0; q < c->d; q++)
                    own[e] += basis[(size_t)e * (size_t)c->d + (size_t)q] *
                              c->W[(size_t)i * (size_t)c->d + (size_t)q];
                square += own[e] * own[e];
            }
            if (!(c->W_norm[i] > 0 && square > least * c->W_norm[i] * c->W_norm[i]))
                continue;
            inside[s]++;
            if (rank < dims)
                rank = extend(coordinates, rank, own, dims, ASIDE);
        }
        spanned[s] = dims ? (double)rank / dims : 0;
    }
}
