/* For test programs that work on one store at a time: its folder, and its file. */
#ifndef SUPERPOSE_TESTS_STORED_SMALL_H
#define SUPERPOSE_TESTS_STORED_SMALL_H

#include "stored.h"

static char folder[64], path[128];

/* The path of a store that is not there yet, in a new folder. */
static const char *fresh(void)
{
    snprintf(path, sizeof path, "%s/small.db", stored_folder(folder));
    return path;
}

/* The same with every job of the small experiment in it. */
static const char *filled(void)
{
    stored_fill(fresh(), 100, 0, 1);
    return path;
}

#endif
