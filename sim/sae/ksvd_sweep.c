/* A sweep of K-SVD (Aharon, Elad and Bruckstein 2006, IEEE Trans. Signal Processing
   54).  With errors e_b = x_b - sum_i c_bi D_i and, for atom i, the rows b that use it,
   the two halves of a power iteration (Rubinstein, Zibulevsky and Elad 2008) take the
   place of an exact rank-one decomposition of their E_b = e_b + c_bi D_i:

       D_i <- sum_b c_bi E_b at norm 1     c_bi <- E_b . D_i

   Either is the best for the other, so the error cannot rise.  Nor does it where codes
   are found anew: a row keeps its old ones if these are better (ibid., section IV-B).
   An atom that no row uses becomes the example with the largest error. */
#include <string.h>

#include "fit_inside.h"

struct sp_ksvd {
    struct sp_sae *s;
    int rows, most; /* examples, entries in each at most */
    const sp_real *x;
    struct sp_rng rng;
    struct sp_atoms atoms;
    struct sp_pursuit pursuit;
    sp_real *product; /* (SP_SAE_PANEL, stride) */
    int *count;       /* (rows) entries */
    int *atom;        /* (rows, most) */
    double *code;     /* (rows, most) */
    sp_real *error;   /* (rows, d) */
    double *square;   /* (rows) ||error||^2 */
    int *start;       /* (k + 1) */
    size_t *entry;    /* (rows x most) of each atom */
    double *sum;      /* (d) */
};

struct sp_ksvd *sp_ksvd_make(struct sp_arena *a, struct sp_sae *s,
                             const struct sp_fit_codes *codes, int rows,
                             const sp_real *x, struct sp_rng rng)
{
    struct sp_ksvd *v = SP_TAKE(a, 1, struct sp_ksvd);
    *v = (struct sp_ksvd){.s = s, .rows = rows, .x = x, .rng = rng};
    v->atoms = sp_atoms_make(a, s->k, s->d);
    v->pursuit = sp_pursuit_make(a, &v->atoms, codes->atoms, codes->positive);
    v->most = v->pursuit.most;
    size_t room = (size_t)rows * (size_t)v->most, all = (size_t)rows * (size_t)s->d;
    v->product = SP_TAKE(a, SP_SAE_PANEL * v->atoms.stride, sp_real);
    v->count = SP_TAKE(a, rows, int);
    v->atom = SP_TAKE(a, room, int);
    v->code = SP_TAKE(a, room, double);
    v->error = SP_TAKE(a, all, sp_real);
    v->square = SP_TAKE(a, rows, double);
    v->start = SP_TAKE(a, s->k + 1, int);
    v->entry = SP_TAKE(a, room, size_t);
    v->sum = SP_TAKE(a, s->d, double);
    memcpy(v->error, x, all * sizeof *x);
    return v;
}

static sp_real *error_of(struct sp_ksvd *v, size_t b)
{
    return v->error + b * (size_t)v->s->d;
}

static sp_real *atom_of(struct sp_ksvd *v, int i)
{
    return v->s->D + (size_t)i * (size_t)v->s->d;
}

static double measure(struct sp_ksvd *v)
{
    double sum = 0;
    for (int b = 0; b < v->rows; b++) {
        const sp_real *e = error_of(v, (size_t)b);
        v->square[b] = 0;
        for (int q = 0; q < v->s->d; q++)
            v->square[b] += (double)e[q] * (double)e[q];
        sum += v->square[b];
    }
    return sum / v->rows;
}

/* Takes what the pursuit found for row b. */
static void adopt(struct sp_ksvd *v, int b)
{
    const struct sp_pursuit *p = &v->pursuit;
    size_t at = (size_t)b * (size_t)v->most, d = (size_t)v->s->d;
    sp_real *error = error_of(v, (size_t)b);
    v->count[b] = p->count;
    memcpy(error, v->x + (size_t)b * d, d * sizeof *error);
    for (int e = 0; e < p->count; e++) {
        const double *unit = v->atoms.unit + (size_t)p->atom[e] * d;
        v->atom[at + (size_t)e] = p->atom[e];
        v->code[at + (size_t)e] = p->code[e];
        for (size_t q = 0; q < d; q++)
            error[q] -= (sp_real)(p->code[e] * unit[q]);
    }
}

static void find_codes(struct sp_ksvd *v)
{
    sp_atoms_fill(&v->atoms, v->s->D);
    for (int b = 0; b < v->rows; b += SP_SAE_PANEL) {
        int some = v->rows - b < SP_SAE_PANEL ? v->rows - b : SP_SAE_PANEL;
        const sp_real *x = v->x + (size_t)b * (size_t)v->s->d;
        sp_atoms_project(&v->atoms, some, x, v->product);
        for (int r = 0; r < some; r++, x += v->s->d) {
            sp_pursuit_find(&v->pursuit, x, v->product + (size_t)r * v->atoms.stride);
            if (v->pursuit.square < v->square[b + r])
                adopt(v, b + r);
        }
    }
}

/* Entries in the order of their atoms; those of code 0 are left out. */
static void group(struct sp_ksvd *v)
{
    int k = v->s->k, *start = v->start;
    memset(start, 0, ((size_t)k + 1) * sizeof *start);
    for (int b = 0; b < v->rows; b++)
        for (int e = 0; e < v->count[b]; e++) {
            size_t at = (size_t)b * (size_t)v->most + (size_t)e;
            start[v->atom[at]] += v->code[at] != 0;
        }
    for (int i = 0, sum = 0; i <= k; i++)
        start[i] = sum += i < k ? start[i] : 0;
    for (int b = v->rows - 1; b >= 0; b--)
        for (int e = v->count[b] - 1; e >= 0; e--) {
            size_t at = (size_t)b * (size_t)v->most + (size_t)e;
            if (v->code[at] != 0)
                v->entry[--start[v->atom[at]]] = at;
        }
}

/* The example with the largest error takes the place of an atom, and counts as done. */
static void replace(struct sp_ksvd *v, int i)
{
    int worst = 0;
    for (int b = 1; b < v->rows; b++)
        if (v->square[b] > v->square[worst])
            worst = b;
    memcpy(atom_of(v, i), v->x + (size_t)worst * (size_t)v->s->d,
           (size_t)v->s->d * sizeof *v->x);
    if (!(v->square[worst] > 0) || !sp_fit_to_unit(atom_of(v, i), v->s->d))
        sp_fit_random(v->s, &v->rng, i);
    v->square[worst] = 0;
}

/* D_i from the codes of its rows; false where they cancel. */
static bool turn(struct sp_ksvd *v, int i)
{
    int d = v->s->d;
    sp_real *D = atom_of(v, i);
    double own = 0, square = 0;
    memset(v->sum, 0, (size_t)d * sizeof *v->sum);
    for (int j = v->start[i]; j < v->start[i + 1]; j++) {
        double code = v->code[v->entry[j]];
        const sp_real *error = error_of(v, v->entry[j] / (size_t)v->most);
        own += code * code;
        for (int q = 0; q < d; q++)
            v->sum[q] += code * (double)error[q];
    }
    for (int q = 0; q < d; q++) {
        v->sum[q] += own * (double)D[q];
        square += v->sum[q] * v->sum[q];
    }
    for (int q = 0; square > 0 && q < d; q++)
        v->sum[q] /= sqrt(square);
    return square > 0;
}

/* Codes of its rows for the direction in v->sum, which becomes D_i. */
static void refit(struct sp_ksvd *v, int i)
{
    int d = v->s->d;
    sp_real *D = atom_of(v, i);
    for (int j = v->start[i]; j < v->start[i + 1]; j++) {
        sp_real *error = error_of(v, v->entry[j] / (size_t)v->most);
        double *code = &v->code[v->entry[j]], to = 0;
        for (int q = 0; q < d; q++)
            to += ((double)error[q] + *code * (double)D[q]) * v->sum[q];
        to = v->pursuit.positive && to < 0 ? 0 : to;
        for (int q = 0; q < d; q++)
            error[q] += (sp_real)(*code * (double)D[q] - to * v->sum[q]);
        *code = to;
    }
    for (int q = 0; q < d; q++)
        D[q] = (sp_real)v->sum[q];
}

double sp_ksvd_sweep(struct sp_ksvd *v)
{
    measure(v);
    find_codes(v);
    measure(v);
    group(v);
    for (int i = 0; i < v->s->k; i++) {
        if (v->start[i] == v->start[i + 1])
            replace(v, i);
        else if (turn(v, i))
            refit(v, i);
    }
    return measure(v);
}
