/* How codes are found in a dictionary that was not trained together with an encoder.
   Linear codes are those of E, which the shared encoder takes; others are found one
   example at a time.  With few latents D D^T is the smaller of two matrices,

       f = D (D^T D + r 1)^-1 xc = (D D^T + r 1)^-1 D xc,

   and a ridge far below any that matters makes either one positive definite. */
#include <string.h>

#include "fit_inside.h"
#include "superpose/fault.h"
#include "superpose/linalg.h"

const char *const sp_fit_encoders[] = {"least_squares", "transpose", "omp", "lasso",
                                       NULL};

static const double RIDGE = 1e-9; /* of the mean of the diagonal */

/* s->extra */
struct fit {
    const struct sp_fit_codes *codes;
    struct sp_atoms atoms;
    struct sp_pursuit pursuit;
    sp_real *seen;    /* (k, d) the D that atoms are made of */
    sp_real *x;       /* (SP_SAE_PANEL, d) */
    sp_real *product; /* (SP_SAE_PANEL, stride) */
    sp_real *code;    /* (stride) */
};

/* Every latent is on. */
static void select_all(struct sp_sae *s, int rows, const sp_real *h, bool training,
                       struct sp_codes *codes)
{
    int at = codes->start[codes->rows];
    (void)training;
    for (int r = 0; r < rows; r++) {
        for (int i = 0; i < s->k; i++, h++)
            sp_codes_add(codes, &at, i, *h, *h);
        codes->start[++codes->rows] = at;
    }
}

/* Atoms of the D that is there now; it may have been read from a database. */
static void refresh(struct fit *fit, const struct sp_sae *s)
{
    size_t bytes = (size_t)s->k * (size_t)s->d * sizeof *s->D;
    if (!memcmp(fit->seen, s->D, bytes))
        return;
    memcpy(fit->seen, s->D, bytes);
    sp_atoms_fill(&fit->atoms, s->D);
}

static void pursue(struct fit *fit, const sp_real *x, const sp_real *product,
                   sp_real *f)
{
    struct sp_pursuit *p = &fit->pursuit;
    sp_pursuit_find(p, x, product);
    for (int e = 0; e < p->count; e++)
        f[p->atom[e]] = (sp_real)(p->code[e] / fit->atoms.norm[p->atom[e]]);
}

static void shrink(struct fit *fit, sp_real *product, sp_real *f)
{
    const struct sp_atoms *atoms = &fit->atoms;
    sp_lasso_find(atoms, fit->codes->alpha, fit->codes->positive, product, fit->code);
    for (int i = 0; i < atoms->k; i++)
        if (fit->code[i] != 0)
            f[i] = (sp_real)((double)fit->code[i] / atoms->norm[i]);
}

static void encode(struct sp_sae *s, int rows, const sp_real *x, sp_real *f)
{
    struct fit *fit = s->extra;
    size_t d = (size_t)s->d, stride = fit->atoms.stride;
    refresh(fit, s);
    for (int b = 0; b < rows; b += SP_SAE_PANEL) {
        int some = rows - b < SP_SAE_PANEL ? rows - b : SP_SAE_PANEL;
        for (size_t i = 0; i < (size_t)some * d; i++)
            fit->x[i] = *x++ - s->b_dec[i % d];
        sp_atoms_project(&fit->atoms, some, fit->x, fit->product);
        for (int r = 0; r < some; r++, f += s->k) {
            sp_real *product = fit->product + (size_t)r * stride;
            if (fit->codes->encoder == SP_FIT_OMP)
                pursue(fit, fit->x + (size_t)r * d, product, f);
            else
                shrink(fit, product, f);
        }
    }
}

static const struct sp_sae_law linear = {.given = true, .select = select_all};
static const struct sp_sae_law sparse = {.given = true, .encode = encode};

void sp_fit_lay_out(struct sp_arena *a, struct sp_net *net, const void *own,
                    const struct sp_fit_codes *codes, int rows)
{
    bool each = codes->encoder == SP_FIT_OMP || codes->encoder == SP_FIT_LASSO;
    struct sp_sae *s =
        sp_sae_lay_out(a, net, own, each ? &sparse : &linear, rows, NULL);
    struct fit *fit = SP_TAKE(a, 1, struct fit);
    s->extra = fit;
    fit->codes = codes;
    if (!each)
        return;
    fit->atoms = sp_atoms_make(a, s->k, s->d);
    if (codes->encoder == SP_FIT_OMP)
        fit->pursuit = sp_pursuit_make(a, &fit->atoms, codes->atoms, codes->positive);
    fit->seen = SP_TAKE(a, (size_t)s->k * (size_t)s->d, sp_real);
    fit->x = SP_TAKE(a, SP_SAE_PANEL * s->d, sp_real);
    fit->product = SP_TAKE(a, SP_SAE_PANEL * fit->atoms.stride, sp_real);
    fit->code = SP_TAKE(a, fit->atoms.stride, sp_real);
}

/* Row p of V (rows, inner), and column q, in double. */
struct view {
    const sp_real *value;
    int rows, inner;
    size_t row_step, inner_step;
};

static double at(const struct view *v, int p, int q)
{
    return (double)v->value[(size_t)p * v->row_step + (size_t)q * v->inner_step];
}

/* V V^T + ridge, which is made positive definite. */
static double *gram(struct sp_arena *a, const struct view *v, double ridge)
{
    size_t n = (size_t)v->rows;
    double *out = SP_TAKE(a, n * n, double), trace = 0;
    double *column = SP_TAKE(a, n, double);
    for (int q = 0; q < v->inner; q++) {
        for (int p = 0; p < v->rows; p++)
            column[p] = at(v, p, q);
        for (size_t p = 0; p < n; p++)
            for (size_t r = 0; column[p] != 0 && r < n; r++)
                out[p * n + r] += column[p] * column[r];
    }
    for (size_t p = 0; p < n; p++)
        trace += out[p * n + p];
    for (size_t p = 0; p < n; p++)
        out[p * n + p] += ridge + (trace > 0 ? RIDGE * trace / (double)n : 1);
    return out;
}

/* E by least squares: the columns of V are the right-hand sides. */
static void invert(struct sp_arena *a, struct sp_sae *s, double ridge)
{
    int k = s->k, d = s->d;
    bool few = k < d;
    struct view v = {s->D, few ? k : d, few ? d : k, few ? (size_t)d : 1,
                     few ? 1 : (size_t)d};
    double *matrix = gram(a, &v, ridge);
    double *side = SP_TAKE(a, (size_t)k * (size_t)d, double);
    for (int q = 0; q < v.inner; q++)
        for (int p = 0; p < v.rows; p++)
            side[(size_t)q * (size_t)v.rows + (size_t)p] = at(&v, p, q);
    sp_solve_positive(matrix, v.rows, side, v.inner);
    for (int i = 0; i < k; i++)
        for (int q = 0; q < d; q++)
            s->E[(size_t)i * (size_t)d + (size_t)q] =
                (sp_real)(few ? side[(size_t)q * (size_t)k + (size_t)i]
                              : side[(size_t)i * (size_t)d + (size_t)q]);
}

/* E_i = D_i / ||D_i||^2. */
static void turn(struct sp_sae *s)
{
    for (int i = 0; i < s->k; i++) {
        const sp_real *D = s->D + (size_t)i * (size_t)s->d;
        double square = 0;
        for (int q = 0; q < s->d; q++)
            square += (double)D[q] * (double)D[q];
        for (int q = 0; q < s->d; q++)
            s->E[(size_t)i * (size_t)s->d + (size_t)q] =
                square > 0 ? (sp_real)((double)D[q] / square) : 0;
    }
}

void sp_fit_finish(struct sp_arena *a, struct sp_net *net)
{
    struct sp_sae *s = sp_sae_of(net);
    const struct fit *fit = s->extra;
    if (fit->codes->encoder == SP_FIT_TRANSPOSE)
        turn(s);
    else
        invert(a, s, fit->codes->ridge);
    for (int i = 0; i < s->k; i++) {
        double shift = 0;
        for (int q = 0; q < s->d; q++)
            shift += (double)s->E[(size_t)i * (size_t)s->d + (size_t)q] *
                     (double)s->b_dec[q];
        s->b_enc[i] = s->settings->pre_bias ? 0 : (sp_real)-shift;
    }
}
