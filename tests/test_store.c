/* The store keeps every bit of a result, and the list of what is done. */
#include "stored_small.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

START_TEST(parameters_and_curves_come_back_bit_for_bit)
{
    struct sp_arena a = {0};
    struct sp_trained back;
    bool found;
    struct sp_store *store = stored_open(filled(), SP_STORE_READ);
    for (int k = 0; k < STORED_JOBS; k++) {
        struct sp_result result = stored_result(&a, k);
        const struct sp_training *t = &result.trained.training;
        char stage[32];
        snprintf(stage, sizeof stage, "stage-100-%d", k);
        ck_assert_int_eq(sp_store_trained(store, &a, stage, &found, &back), 0);
        ck_assert(found && back.count == result.trained.count);
        ck_assert_mem_eq(back.param, result.trained.param,
                         back.count * sizeof(sp_real));
        ck_assert(back.training.end == t->end && back.training.steps == t->steps);
        ck_assert(isnan(t->change) ? isnan(back.training.change)
                                   : back.training.change == t->change);
        ck_assert_int_eq(back.training.curve.points, STORED_POINTS);
        ck_assert_mem_eq(back.training.curve.step, t->curve.step, STORED_POINTS * 4);
        ck_assert_mem_eq(back.training.curve.loss, t->curve.loss, STORED_POINTS * 8);
    }
    ck_assert_int_eq(sp_store_trained(store, &a, "unknown", &found, &back), 0);
    ck_assert(!found);
    sp_store_close(store);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(arrays_have_the_shape_and_values_of_the_net)
{
    struct sp_arena a = {0};
    size_t rows, columns;
    float *value;
    struct sp_store *store = stored_open(filled(), SP_STORE_READ);
    struct sp_result result = stored_result(&a, 4);
    ck_assert_int_eq(sp_store_array(store, &a, 5, "b", &rows, &columns, &value), 0);
    ck_assert(rows == STORED_N && columns == 1);
    for (int i = 0; i < STORED_N; i++)
        ck_assert(value[i] == (float)result.net.param[STORED_N * STORED_M + i]);
    ck_assert_int_eq(sp_store_array(store, &a, 5, "V", &rows, &columns, &value),
                     SP_BAD);
    ck_sentence("it has W, b");
    ck_assert_int_eq(sp_store_array(store, &a, 99, "W", &rows, &columns, &value),
                     SP_BAD);
    ck_sentence("no job 99");
    sp_store_close(store);
    ck_assert_int_eq(stored_ask(path, "SELECT sum(length(data)) FROM arrays"),
                     STORED_JOBS * STORED_N * (STORED_M + 1) * (long)sizeof(sp_real));
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(a_job_goes_from_pending_to_its_state)
{
    struct sp_arena a = {0};
    enum sp_state state[STORED_JOBS];
    size_t rows, columns;
    float *value;
    struct sp_experiment experiment = stored_experiment(&a);
    struct sp_listed_job *job = stored_jobs(&a, 100);
    struct sp_store *store = stored_open(fresh(), SP_STORE_WRITE);
    ck_assert_int_eq(sp_store_begin(store, &experiment, job, STORED_JOBS), 0);
    for (int k = 0; k < 4; k++) {
        struct sp_result result = stored_result(&a, k);
        result.state = (enum sp_state)k;
        ck_assert_int_eq(k ? sp_store_write(store, job[k].name, &result) : 0, 0);
    }
    ck_assert_int_eq(sp_store_states(store, job, STORED_JOBS, state, NULL), 0);
    for (int k = 0; k < STORED_JOBS; k++)
        ck_assert_int_eq(state[k], k < 4 ? k : SP_PENDING);
    ck_assert_int_eq(sp_store_state(store, "unknown", state), 0);
    ck_assert_int_eq(state[0], SP_PENDING);
    ck_assert_int_eq(sp_store_array(store, &a, 1, "W", &rows, &columns, &value),
                     SP_BAD);
    ck_sentence("it is pending");
    struct sp_result result = {.state = SP_DONE};
    ck_assert_int_eq(sp_store_write(store, "unknown", &result), SP_FAILED);
    ck_sentence("does not list the job unknown");
    sp_store_close(store);
    ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM nets"), 2);
    ck_assert_int_eq(stored_ask(path, "SELECT count(DISTINCT job) FROM steps"), 2);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(beginning_again_keeps_what_is_finished)
{
    struct sp_arena a = {0};
    enum sp_state state[STORED_JOBS];
    stored_fill(fresh(), 100, 0, 2);
    char *before = stored_table(path, (struct sp_query){.scope = "features"});
    stored_fill(path, 100, STORED_JOBS, 1);
    char *after = stored_table(path, (struct sp_query){.scope = "features"});
    ck_assert_str_eq(before, after);
    struct sp_store *store = stored_open(path, SP_STORE_READ);
    struct sp_listed_job *job = stored_jobs(&a, 100);
    ck_assert_int_eq(sp_store_states(store, job, STORED_JOBS, state, NULL), 0);
    for (int k = 0; k < STORED_JOBS; k++)
        ck_assert_int_eq(state[k], k % 2 ? SP_PENDING : SP_DONE);
    sp_store_close(store);
    free(before);
    free(after);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(another_experiment_takes_over_and_gives_back)
{
    stored_fill(fresh(), 100, 0, 1);
    stored_fill(path, 200, 0, 1);
    ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM jobs WHERE current = 1"),
                     STORED_JOBS);
    ck_assert_int_eq(stored_ask(path, "SELECT min(id) FROM jobs WHERE current = 1"),
                     STORED_JOBS + 1);
    stored_fill(path, 100, STORED_JOBS, 1);
    ck_assert_int_eq(stored_ask(path, "SELECT max(id) FROM jobs WHERE current = 1"),
                     STORED_JOBS);
    ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM jobs WHERE state = 'done'"),
                     2 * STORED_JOBS);
    ck_assert_int_eq(stored_ask(path, "SELECT group_concat(place || key) = "
                                      "'0source.density,1toy.hidden,2seed' FROM axes"),
                     1);
    stored_forget(folder);
}
END_TEST

START_TEST(ids_are_numbers_where_these_are_free)
{
    struct sp_arena a = {0};
    struct sp_experiment experiment = stored_experiment(&a);
    struct sp_listed_job *old = stored_jobs(&a, 100), *new = stored_jobs(&a, 200);
    struct sp_store *store = stored_open(fresh(), SP_STORE_WRITE);
    ck_assert_int_eq(sp_store_begin(store, &experiment, old, 4), 0);
    new[2] = old[1];
    ck_assert_int_eq(sp_store_begin(store, &experiment, new, STORED_JOBS), 0);
    sp_store_close(store);
    ck_assert_int_eq(stored_ask(path, "SELECT id FROM jobs WHERE name = 'name-200-7'"),
                     8);
    ck_assert_int_eq(stored_ask(path, "SELECT id FROM jobs WHERE name = 'name-200-0'"),
                     13);
    ck_assert_int_eq(stored_ask(path, "SELECT id FROM jobs WHERE name = 'name-200-3'"),
                     15);
    ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM jobs WHERE current = 1"),
                     STORED_JOBS);
    ck_assert_int_eq(
        stored_ask(path, "SELECT current FROM jobs WHERE name = 'name-100-1'"), 1);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(ids_are_told_before_jobs_are_listed)
{
    struct sp_arena a = {0};
    enum sp_state state[STORED_JOBS];
    long before[STORED_JOBS], after[STORED_JOBS];
    struct sp_experiment experiment = stored_experiment(&a);
    struct sp_listed_job *old = stored_jobs(&a, 100), *new = stored_jobs(&a, 200);
    struct sp_store *store = stored_open(fresh(), SP_STORE_WRITE);
    ck_assert_int_eq(sp_store_states(store, old, STORED_JOBS, state, before), 0);
    for (int k = 0; k < STORED_JOBS; k++)
        ck_assert_int_eq(before[k], k + 1);
    ck_assert_int_eq(sp_store_begin(store, &experiment, old, 4), 0);
    new[2] = old[1];
    ck_assert_int_eq(sp_store_states(store, new, STORED_JOBS, state, before), 0);
    ck_assert_int_eq(before[0], 13);
    ck_assert_int_eq(before[2], 2);
    ck_assert_int_eq(before[7], 8);
    ck_assert_int_eq(sp_store_begin(store, &experiment, new, STORED_JOBS), 0);
    ck_assert_int_eq(sp_store_states(store, new, STORED_JOBS, state, after), 0);
    ck_assert_mem_eq(before, after, sizeof before);
    sp_store_close(store);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(a_new_result_takes_the_place_of_the_old)
{
    static const struct sp_column late = {SP_RUNS, "rank", NULL, ""};
    struct sp_arena a = {0};
    struct sp_listed_job *job = stored_jobs(&a, 100);
    struct sp_store *store = stored_open(filled(), SP_STORE_WRITE);
    struct sp_result result = stored_result(&a, 1);
    sp_rows_put(&result.rows, &late, -0.1);
    ck_assert_int_eq(sp_store_write(store, job[1].name, &result), 0);
    struct sp_result failed = {.state = SP_FAULTY, .error = "it broke"};
    ck_assert_int_eq(sp_store_write(store, job[0].name, &failed), 0);
    sp_store_close(store);
    ck_table(
        path,
        "source.density\ttoy.hidden\tseed\tloss\tphase\trank\n"
        "0.1\t1\t6\t0.5\tignored\t-0.1\n0.1\t1\t7\t0.3333333333333333\tsuperposed\tnan"
        "\n",
        .scope = "runs", .where = "job < 4");
    ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM features WHERE job = 1"),
                     0);
    ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM features WHERE job = 2"),
                     STORED_N);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(provenance_is_recorded)
{
    filled();
    ck_assert_int_eq(
        stored_ask(path, "SELECT count(*) FROM meta WHERE value <> '' AND key IN "
                         "('version', 'revision', 'compiler', 'cpu', 'real', 'path', "
                         "'stem', 'question', 'content', 'when')"),
        10);
    ck_assert_int_eq(
        stored_ask(path,
                   "SELECT count(*) FROM jobs WHERE version <> '' AND revision <> '' "
                   "AND compiler LIKE '%c%' AND cpu <> '' AND host <> '' AND "
                   "finished LIKE '2___-__-__T__:__:__Z' AND step = 8"),
        STORED_JOBS);
    stored_forget(folder);
}
END_TEST

START_TEST(folders_are_made_and_odd_names_are_only_names)
{
    fresh();
    strcat(path, "/../a b/100%?x#y&mode=ro/file:z.db");
    ck_assert_int_eq(mkdir(strcat(strcpy((char[128]){0}, folder), "/small.db"), 0777),
                     0);
    stored_fill(path, 100, 0, 1);
    ck_assert_int_eq(access(path, R_OK), 0);
    ck_table(path, "source.density\ttoy.hidden\tseed\tloss\n0.1\t1\t5\t1\n",
             .scope = "runs", .columns = "loss", .where = "job = 1");
    stored_forget(folder);
}
END_TEST

SUITE("store", parameters_and_curves_come_back_bit_for_bit,
      arrays_have_the_shape_and_values_of_the_net, a_job_goes_from_pending_to_its_state,
      beginning_again_keeps_what_is_finished,
      another_experiment_takes_over_and_gives_back,
      ids_are_numbers_where_these_are_free, ids_are_told_before_jobs_are_listed,
      a_new_result_takes_the_place_of_the_old, provenance_is_recorded,
      folders_are_made_and_odd_names_are_only_names)
