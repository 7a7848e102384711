/* Assignment by shortest augmenting paths.  With costs c = -gain, duals u of the small
   side and v of the large side keep c_ij - u_i - v_j >= 0, and = 0 on what is chosen.
   Each of the small side in turn is joined by the path of least reduced cost to one of
   the large side that is free (Dijkstra), along which choices are then exchanged. */
#include "superpose/assign.h"

#include <math.h>
#include <string.h>

#include "superpose/fault.h"

struct sp_assign {
    int small, large;      /* of the present problem */
    size_t room;           /* entries that cost can hold */
    int most_s, most_l;    /* that there is space for */
    sp_real *cost;         /* (small, large) -gain */
    double *u, *v;         /* (small), (large) duals */
    double *least;         /* (large) length of the shortest path to each */
    int *before;           /* (large) the small one that this path comes from */
    int *partner;          /* (small) its large one, or -1 */
    int *owner;            /* (large) its small one, or -1 */
    int *left;             /* (large) those that no shortest path is known to yet */
    bool *seen_s, *seen_l; /* those that one is known to */
};

struct sp_assign *sp_assign_make(struct sp_arena *a, int rows, int columns)
{
    struct sp_assign *space = SP_TAKE(a, 1, struct sp_assign);
    int most = rows > columns ? rows : columns;
    space->most_s = rows + columns - most;
    space->most_l = most;
    space->room = (size_t)rows * (size_t)columns;
    space->cost = SP_TAKE(a, space->room, sp_real);
    space->u = SP_TAKE(a, space->most_s, double);
    space->v = SP_TAKE(a, most, double);
    space->least = SP_TAKE(a, most, double);
    space->before = SP_TAKE(a, most, int);
    space->partner = SP_TAKE(a, space->most_s, int);
    space->owner = SP_TAKE(a, most, int);
    space->left = SP_TAKE(a, most, int);
    space->seen_s = SP_TAKE(a, space->most_s, bool);
    space->seen_l = SP_TAKE(a, most, bool);
    return space;
}

static void set_costs(struct sp_assign *s, const sp_real *gain, int rows, int columns,
                      size_t stride, bool absolute)
{
    bool turned = rows > columns;
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
            sp_real g = gain[(size_t)i * stride + (size_t)j];
            g = g == g ? g : 0;
            size_t at = turned ? (size_t)j * (size_t)rows + (size_t)i
                               : (size_t)i * (size_t)columns + (size_t)j;
            s->cost[at] = absolute && g > 0 ? -g : (absolute ? g : -g);
        }
    }
}

/* Shortens the paths to those that are left by going through small one i, that the path
   of length REACHED leads to; gives the place in left of the nearest, a free one among
   equals. */
static int relax(struct sp_assign *s, int i, double reached, int left)
{
    const sp_real *cost = s->cost + (size_t)i * (size_t)s->large;
    double base = reached - s->u[i], nearest = HUGE_VAL;
    int best = -1;
    for (int k = 0; k < left; k++) {
        int j = s->left[k];
        double length = base + (double)cost[j] - s->v[j];
        if (length < s->least[j]) {
            s->least[j] = length;
            s->before[j] = i;
        }
        if (s->least[j] < nearest || (s->least[j] == nearest && s->owner[j] < 0)) {
            nearest = s->least[j];
            best = k;
        }
    }
    sp_require(best >= 0);
    return best;
}

/* The free large one at the end of the shortest path from small one FROM, whose length
   is *length. */
static int find_path(struct sp_assign *s, int from, double *length)
{
    int left = s->large;
    memset(s->seen_s, 0, (size_t)s->small * sizeof *s->seen_s);
    memset(s->seen_l, 0, (size_t)s->large * sizeof *s->seen_l);
    for (int j = 0; j < s->large; j++) {
        s->left[j] = s->large - 1 - j;
        s->least[j] = HUGE_VAL;
    }
    *length = 0;
    for (int i = from;;) {
        s->seen_s[i] = true;
        int k = relax(s, i, *length, left), j = s->left[k];
        *length = s->least[j];
        s->seen_l[j] = true;
        s->left[k] = s->left[--left];
        if (s->owner[j] < 0)
            return j;
        i = s->owner[j];
    }
}

/* Keeps all reduced costs >= 0, those on the path = 0. */
static void update_duals(struct sp_assign *s, int from, double length)
{
    s->u[from] += length;
    for (int i = 0; i < s->small; i++)
        if (s->seen_s[i] && i != from)
            s->u[i] += length - s->least[s->partner[i]];
    for (int j = 0; j < s->large; j++)
        if (s->seen_l[j])
            s->v[j] -= length - s->least[j];
}

static void join(struct sp_assign *s, int from)
{
    double length;
    int j = find_path(s, from, &length), i;
    update_duals(s, from, length);
    do {
        i = s->before[j];
        s->owner[j] = i;
        int given_up = s->partner[i];
        s->partner[i] = j;
        j = given_up;
    } while (i != from);
}

void sp_assign(struct sp_assign *space, const sp_real *gain, int rows, int columns,
               size_t stride, bool absolute, int *column)
{
    struct sp_assign *s = space;
    bool turned = rows > columns;
    s->small = turned ? columns : rows;
    s->large = turned ? rows : columns;
    sp_require(s->small <= s->most_s && s->large <= s->most_l &&
               (size_t)rows * (size_t)columns <= s->room);
    set_costs(s, gain, rows, columns, stride, absolute);
    for (int i = 0; i < s->small; i++) {
        s->u[i] = 0;
        s->partner[i] = -1;
    }
    for (int j = 0; j < s->large; j++) {
        s->v[j] = 0;
        s->owner[j] = -1;
    }
    for (int i = 0; i < s->small; i++)
        join(s, i);
    memcpy(column, turned ? s->owner : s->partner, (size_t)rows * sizeof *column);
}
