/* Features along a chain, drawn run by run. */
#include "chain.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "superpose/fault.h"

static double ends(const struct sp_chain *chain, int on)
{
    double other = on ? 1 - chain->p : chain->p;
    return fmin(other * (1 - chain->phi), 1);
}

struct sp_chain sp_chain_make(int n, double p, double phi)
{
    struct sp_chain chain = {.n = n, .p = p, .phi = phi};
    for (int on = 0; on < 2; on++)
        chain.per_log[on] = 1 / log1p(-ends(&chain, on));
    return chain;
}

double sp_chain_both(const struct sp_chain *chain, int i, int j)
{
    double p = chain->p;
    return p * p + p * (1 - p) * pow(chain->phi, abs(i - j));
}

/* p (1 - p) (n + 2 sum_d (n - d) phi^d), d = 1 .. n - 1. */
double sp_chain_variance(const struct sp_chain *chain)
{
    double sum = 0, power = 1;
    for (int d = 1; d < chain->n && fabs(power) > 1e-300; d++) {
        power *= chain->phi;
        sum += (chain->n - d) * power;
    }
    return fmax(chain->p * (1 - chain->p) * (chain->n + 2 * sum), 0);
}

/* A matrix (2, 2) times e^log. */
struct power {
    double m[2][2], log;
};

static struct power product(const struct power *x, const struct power *y)
{
    struct power z = {.log = x->log + y->log};
    double most = 0;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            z.m[i][j] = x->m[i][0] * y->m[0][j] + x->m[i][1] * y->m[1][j];
            most = fmax(most, z.m[i][j]);
        }
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            z.m[i][j] /= most;
    z.log += log(most);
    return z;
}

/* log E e^(t K), K on in a row: the n-th power of the matrix that goes from one feature
   to the next, where being on counts e^t. */
static double log_moment(const struct sp_chain *chain, double t)
{
    double leave = ends(chain, 0), end = ends(chain, 1), weight = exp(t);
    struct power step = {{{1 - leave, leave * weight}, {end, (1 - end) * weight}}, 0};
    struct power sum = {{{1, 0}, {0, 1}}, 0};
    for (int left = chain->n - 1; left; left /= 2) {
        if (left % 2)
            sum = product(&sum, &step);
        step = product(&step, &step);
    }
    double off = (1 - chain->p) * (sum.m[0][0] + sum.m[0][1]);
    double on = chain->p * weight * (sum.m[1][0] + sum.m[1][1]);
    return sum.log + log(off + on);
}

/* Chernoff 1952: P(K >= x) <= E e^(t K) e^(-t x), for every t > 0. */
int sp_chain_most(const struct sp_chain *chain)
{
    enum { TRIED = 80 };
    const double risk = 90;
    double most = chain->n;
    for (int k = 0; k < TRIED; k++) {
        double t = 1e-6 * pow(1.25, k);
        most = fmin(most, ceil((log_moment(chain, t) + risk) / t));
    }
    return (int)most;
}

int sp_chain_draw(const struct sp_chain *chain, struct sp_chances *c, int *out,
                  int room)
{
    int count = 0;
    bool on = sp_chance(c) < chain->p;
    for (double at = 0; at < chain->n; on = !on) {
        double end = at + 1 + floor(sp_log(sp_chance(c)) * chain->per_log[on]);
        end = end < chain->n ? end : chain->n;
        if (on) {
            sp_require(end - at <= room - count);
            for (int i = (int)at; i < (int)end; i++)
                out[count++] = i;
        }
        at = end;
    }
    return count;
}
