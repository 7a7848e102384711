/* The features of one row that a source puts together piece by piece. */
#ifndef SUPERPOSE_ROW_H
#define SUPERPOSE_ROW_H

/* Puts a row's features in ascending order; they are few, and nearly so already. */
static inline void sp_sort_row(int *list, int count)
{
    for (int k = 1; k < count; k++) {
        int here = list[k], at = k;
        for (; at > 0 && list[at - 1] > here; at--)
            list[at] = list[at - 1];
        list[at] = here;
    }
}

#endif
