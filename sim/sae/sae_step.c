/* What an autoencoder does before and after each step: coefficients, counts of who is
   on, replacement of the dead. */
#include <math.h>
#include <string.h>

#include "sae_inside.h"
#include "superpose/fault.h"

void sp_sae_begin(struct sp_net *net, int t, int steps)
{
    struct sp_sae *s = sp_sae_of(net);
    double rise = s->settings->penalty_warmup * steps;
    s->progress = (double)t / steps;
    s->penalty = s->settings->penalty * s->multiplier;
    if (t + 1 < rise)
        s->penalty *= (t + 1) / rise;
}

static void count_rows(struct sp_sae *s)
{
    const struct sp_codes *c = &s->codes;
    double on = 0;
    for (int i = 0; i < s->k; i++)
        s->silent[i] += c->rows;
    for (int e = 0; e < c->start[c->rows]; e++)
        if (c->f[e] != 0) {
            s->silent[c->index[e]] = 0;
            s->fired[c->index[e]]++;
            on++;
        }
    s->rows_seen += c->rows;
    s->l0_now = on / c->rows;
}

static void list_dead(struct sp_sae *s)
{
    s->dead_count = 0;
    for (int i = 0; i < s->k; i++)
        if (s->silent[i] >= s->settings->dead_window)
            s->dead[s->dead_count++] = i;
}

/* Multiplies the coefficient a little at each step until L0, a running mean, is where
   it is wished: up by at most RATE of itself when too many are on.  While the
   coefficient warms up L0 says nothing of it. */
static void steer(struct sp_sae *s, int t, int steps)
{
    static const double KEEP = 0.98, RATE = 2e-3, GAIN = 5, LEAST = 1e-4, MOST = 1e4;
    s->l0 = t ? KEEP * s->l0 + (1 - KEEP) * s->l0_now : s->l0_now;
    if (!(s->settings->target_l0 > 0) || t + 1 < s->settings->penalty_warmup * steps)
        return;
    double off = (s->l0 - s->settings->target_l0) / s->settings->target_l0;
    s->multiplier *= 1 + RATE * tanh(GAIN * off);
    s->multiplier = fmin(fmax(s->multiplier, LEAST), MOST);
}

/* Dead latents are replaced at the end of an interval, and looked for in its second
   half. */
static void look_after_dead(struct sp_sae *s, sp_real *const moments[2], int t,
                            int steps)
{
    const struct sp_sae_settings *settings = s->settings;
    int every = settings->resample_every, taken = t + 1;
    if (!every)
        return;
    if (taken % every == 0 && s->resampled < settings->resample_times &&
        taken < settings->resample_until * steps)
        sp_sae_resample(s, moments);
    if (taken % every == 0 || taken % every == every / 2)
        memset(s->fired, 0, (size_t)s->k * sizeof *s->fired);
}

void sp_sae_end(struct sp_net *net, sp_real *const moments[2], int t, int steps)
{
    struct sp_sae *s = sp_sae_of(net);
    count_rows(s);
    steer(s, t, steps);
    look_after_dead(s, moments, t, steps);
    list_dead(s);
}
