/* What every test program shares: SUITE("name", tests...) makes its main. */
#ifndef SUPERPOSE_TESTS_SUITE_H
#define SUPERPOSE_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

/* |value - expected| <= tolerance, with all three in the message. */
#define ck_near(value, expected, tolerance)                                            \
    do {                                                                               \
        double near_v = (double)(value), near_e = (double)(expected);                  \
        ck_assert_msg(fabs(near_v - near_e) <= (double)(tolerance),                    \
                      "%s is %.17g, expected %.17g within %g (line %d)", #value,       \
                      near_v, near_e, (double)(tolerance), __LINE__);                  \
    } while (0)

/* A program of one suite, each test given as its Check handle. */
#define SUITE(name, ...)                                                               \
    int main(void)                                                                     \
    {                                                                                  \
        const TTest *const tests[] = {__VA_ARGS__};                                    \
        TCase *all = tcase_create(name);                                               \
        tcase_set_timeout(all, 240);                                                   \
        for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)                      \
            tcase_add_test(all, tests[i]);                                             \
        Suite *suite = suite_create(name);                                             \
        suite_add_tcase(suite, all);                                                   \
        SRunner *runner = srunner_create(suite);                                       \
        srunner_run_all(runner, CK_ENV);                                               \
        int failures = srunner_ntests_failed(runner);                                  \
        srunner_free(runner);                                                          \
        return failures != 0;                                                          \
    }

#endif
