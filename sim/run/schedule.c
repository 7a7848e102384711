/* How the learning rate goes up and down. */
#include "superpose/train.h"

enum { CONSTANT, LINEAR, COSINE, QUARTER_COSINE }; /* train.schedule */

/* Step t of a schedule of `steps`: linear and half cosine end just above 0, and the
   quarter cosine at 0 with its last step, as in the notebook of Elhage et al. 2022. */
static double shape(int schedule, double t, double steps)
{
    static const double PI = 3.14159265358979323846;
    switch (schedule) {
    case LINEAR:
        return 1 - t / steps;
    case COSINE:
        return 0.5 * (1 + cos(PI * t / steps));
    case QUARTER_COSINE:
        return steps > 1 ? cos(0.5 * PI * t / (steps - 1)) : 1;
    default:
        return 1;
    }
}

/* 1, and over the last fraction of the steps evenly down towards 0. */
static double cooled(const struct sp_train_settings *settings, int t)
{
    double left = (settings->steps - t) / (settings->cooldown * settings->steps);
    return left < 1 ? left : 1;
}

double sp_train_schedule(const struct sp_train_settings *settings, int t)
{
    double cool = settings->cooldown > 0 ? cooled(settings, t) : 1;
    if (t < settings->warmup)
        return cool * (t + 1.0) / settings->warmup;
    return cool * shape(settings->schedule, t - settings->warmup,
                        settings->steps - settings->warmup);
}
