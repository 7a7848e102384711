/* Sizes seen through Gaussian noise: for y = v + N(0, tau^2) the density of y, and that
   times E(v | y), both in closed form at scale 1.  Where v has the density f on [A, B]
   and N(mu, s^2) truncated to [A, B] is the law of v given y,

       moment = mu density + s^2 [f(A) phi(y - A) - f(B) phi(y - B)],

   phi the density of N(0, tau^2), which follows by parts. */
#ifndef SUPERPOSE_BLURRED_SIZE_H
#define SUPERPOSE_BLURRED_SIZE_H

typedef void sp_blurred_size(double y, double tau, double *density, double *moment);

sp_blurred_size sp_blurred_uniform, sp_blurred_constant, sp_blurred_exponential,
    sp_blurred_half_normal, sp_blurred_signed_uniform;

#endif
