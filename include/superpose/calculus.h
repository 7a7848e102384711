/* Roots, minima and integrals of functions of one number; GSL behind one door. */
#ifndef SUPERPOSE_CALCULUS_H
#define SUPERPOSE_CALCULUS_H

/* A function with what it needs beside x. */
typedef double sp_function(double x, void *context);

/* Where f is 0 between low and high, to the last digits (Brent 1973, Algorithms for
   Minimization without Derivatives, chapter 4).  Where f has one sign at both ends, the
   end at which it is nearer to 0. */
double sp_root(sp_function *f, void *context, double low, double high);

/* Where f is least between low and high, to 1e-8 of it, when f at START is no more than
   at both (Brent 1973, chapter 5); START where f is as low at one of them. */
double sp_minimum(sp_function *f, void *context, double low, double start, double high);

/* The integral of a smooth f from FROM to TO, to 1e-10 of itself or 1e-13 (adaptive
   rules of Gauss and Kronrod; Piessens et al. 1983, QUADPACK). */
double sp_integral(sp_function *f, void *context, double from, double to);

#endif
