/* The region of Wichura's normal quantile (Applied Statistics 37, 1988, algorithm 241)
   in which 85 % of uniform numbers are: q = u - 1/2 within 0.425 of zero is given by
   q A(0.180625 - q^2) / B(0.180625 - q^2), coefficients of highest powers first. */
#ifndef SUPERPOSE_NORMAL_H
#define SUPERPOSE_NORMAL_H

static const double sp_normal_middle[2][8] = {
    {2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
     4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
     1.3314166789178437745e+2, 3.3871328727963666080e+0},
    {5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
     2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
     4.2313330701600911252e+1, 1.0}};

#endif
