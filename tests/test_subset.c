/* Every subset of a size is equally likely. */
#include "../sim/source/subset.h"

#include <math.h>

#include "suite.h"

enum { MOST = 1000 };

/* How often 0 and 1 are in, and both, of ROWS subsets. */
static void check(int g, int count)
{
    enum { ROWS = 20000 };
    bool mark[MOST] = {false};
    int out[MOST];
    struct sp_lanes lanes = sp_lanes_make(6, SP_USE_TEST);
    struct sp_chances c = {.draws = sp_draws_best(), .lanes = &lanes};
    bool sound = true;
    double first = 0, last = 0, both = 0, share = (double)count / g;
    for (int t = 0; t < ROWS; t++) {
        sp_subset_draw(&c, g, count, mark, out);
        bool has_first = out[0] == 0, has_last = out[count - 1] == g - 1;
        for (int k = 1; k < count; k++)
            sound = sound && out[k] > out[k - 1];
        sound = sound && out[0] >= 0 && out[count - 1] < g;
        first += has_first;
        last += has_last;
        both += has_first && has_last;
    }
    double pair = share * (count - 1) / (g - 1);
    ck_near(first / ROWS, share, 4 * sqrt(share * (1 - share) / ROWS));
    ck_near(last / ROWS, share, 4 * sqrt(share * (1 - share) / ROWS));
    ck_near(both / ROWS, pair, 4 * sqrt(pair * (1 - pair) / ROWS));
    for (int i = 0; i < g; i++)
        sound = sound && !mark[i];
    ck_assert(sound);
}

START_TEST(subsets_are_ascending_and_even)
{
    static const int cases[][2] = {{2, 1},      {3, 2},    {16, 2},    {16, 3},
                                   {16, 15},    {100, 12}, {1000, 90}, {1000, 125},
                                   {1000, 130}, {5, 5}};
    for (int k = 0; k < 10; k++)
        check(cases[k][0], cases[k][1]);
}
END_TEST

SUITE("subset", subsets_are_ascending_and_even)
