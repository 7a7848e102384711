/* Experiments from text, for tests to look at. */
#ifndef SUPERPOSE_TESTS_TRIAL_H
#define SUPERPOSE_TESTS_TRIAL_H

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "superpose/experiment.h"
#include "superpose/fault.h"

static struct sp_arena a; /* emptied by every test */
static struct sp_experiment e;
static const char *report;

/* Reads TEXT with some "KEY=VALUE" behind one another, which must be no mistake. */
static inline void read_with(const char *text, const char *const *overrides)
{
    int count = 0;
    while (overrides[count])
        count++;
    int code = sp_experiment_parse(&a, "experiments/try.yaml", text, strlen(text),
                                   overrides, count, &e, &report);
    ck_assert_msg(!code, "%s", report);
    ck_assert_str_eq(report, "");
}

#define READ(text, ...) read_with((text), (const char *const[]){__VA_ARGS__, NULL})

static inline void read_text(const char *text)
{
    read_with(text, (const char *const[]){NULL});
}

static inline const char *place(long number)
{
    return sp_experiment_place(&a, &e, number);
}

static inline struct sp_job job(long number)
{
    struct sp_job out;
    ck_assert_msg(!sp_experiment_job(&a, &e, number, &out), "%s", sp_fault_text());
    return out;
}

#endif
