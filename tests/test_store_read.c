/* Reading a store: where nothing may be written, while it is written, without a trace;
   and nets of both stages. */
#include "stored_small.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>

/* As somebody who may read the folder but not write to it. */
static int read_where_nothing_may_be_written(void)
{
    struct sp_store *store;
    if (!geteuid() && setuid(65534))
        return 1;
    FILE *out = fopen("/dev/null", "w");
    struct sp_query query = {.scope = "runs"};
    int code = sp_store_open(path, SP_STORE_READ, &store);
    if (code || sp_store_table(store, &query, out))
        return 2;
    sp_store_close(store);
    fclose(out);
    if (sp_store_open(path, SP_STORE_WRITE, &store) != SP_FAILED)
        return 3;
    return strstr(sp_fault_text(), "write") || strstr(sp_fault_text(), "written") ? 0
                                                                                  : 4;
}

static int read_what_is_left_in_the_wal(void)
{
    struct sp_store *store;
    if (!geteuid() && setuid(65534))
        return 1;
    int code = sp_store_open(path, SP_STORE_READ, &store);
    return code == SP_FAILED && strstr(sp_fault_text(), "copy both") ? 0 : 2;
}

START_TEST(a_store_is_read_where_nothing_may_be_written)
{
    filled();
    ck_assert_int_eq(chmod(path, 0444), 0);
    ck_assert_int_eq(chmod(folder, 0555), 0);
    stored_in_a_child(read_where_nothing_may_be_written);
    ck_assert_int_eq(chmod(folder, 0755), 0);
    char wal[160];
    snprintf(wal, sizeof wal, "%s-wal", path);
    FILE *file = fopen(wal, "w");
    fputs("what another process has not folded in", file);
    fclose(file);
    ck_assert_int_eq(chmod(folder, 0555), 0);
    stored_in_a_child(read_what_is_left_in_the_wal);
    ck_assert_int_eq(chmod(folder, 0755), 0);
    stored_forget(folder);
}
END_TEST

static int files_in_folder(void)
{
    int count = 0;
    DIR *all = opendir(folder);
    for (struct dirent *one; (one = readdir(all));)
        count += *one->d_name != '.';
    closedir(all);
    return count;
}

START_TEST(reading_leaves_no_file_behind)
{
    struct stat before, after;
    filled();
    ck_assert_int_eq(files_in_folder(), 1);
    ck_assert_int_eq(stat(path, &before), 0);
    free(stored_table(path, (struct sp_query){.scope = "runs"}));
    ck_assert_int_eq(files_in_folder(), 1);
    ck_assert_int_eq(stat(path, &after), 0);
    ck_assert(before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
              before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
    stored_forget(folder);
}
END_TEST

/* Fills stores without end and says so through PIPE, a byte for each. */
static _Noreturn void fill_until_killed(int pipe)
{
    for (int steps = 100;; steps++) {
        stored_fill(path, steps, 0, 1);
        ck_assert_int_eq(write(pipe, "+", 1), 1);
    }
}

static long done_jobs(void)
{
    struct sp_query query = {
        .scope = "jobs", .columns = "job", .all = true, .where = "state = 'done'"};
    char *text = stored_table(path, query);
    long lines = -1;
    for (char *c = text; *c; c++)
        lines += *c == '\n';
    free(text);
    return lines;
}

/* The writer opens and closes the store all the time, and so do the readers. */
START_TEST(a_store_is_read_while_it_is_written)
{
    char filled_once;
    int ends[2];
    long done = 0;
    fresh();
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (!child)
        fill_until_killed(ends[1]);
    close(ends[1]);
    for (int i = 1; i <= 40; i++) {
        ck_assert_int_eq(read(ends[0], &filled_once, 1), 1);
        for (int k = 0; k < 5; k++) {
            long now = done_jobs();
            ck_assert_int_ge(now, i * STORED_JOBS);
            ck_assert_int_ge(now, done);
            done = now;
        }
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
    ck_assert_int_ge(done_jobs(), done);
    ck_assert_int_eq(files_in_folder(), 1);
    stored_forget(folder);
}
END_TEST

START_TEST(a_reader_cannot_write)
{
    filled();
    struct sp_store *store = stored_open(path, SP_STORE_READ);
    struct sp_arena a = {0};
    struct sp_listed_job *job = stored_jobs(&a, 100);
    struct sp_result result = stored_result(&a, 0);
    ck_assert_int_eq(sp_store_write(store, job[0].name, &result), SP_FAILED);
    ck_sentence("readonly");
    sp_store_close(store);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

/* The result of job K with an autoencoder of one array. */
static struct sp_result with_autoencoder(struct sp_arena *a, int k)
{
    struct sp_result result = stored_result(a, k);
    stored_train(a, &result, k + 100);
    result.sae = result.net;
    result.sae.arrays = 1;
    result.sae.array[0] =
        (struct sp_array){"D", SP_ROLE_WEIGHT, STORED_M + 1, STORED_N, 0};
    result.sae_trained = result.trained;
    stored_train(a, &result, k);
    return result;
}

/* Jobs 1 and 2 share a toy model, have an autoencoder each, and are all there is. */
static void store_two(const char *at)
{
    struct sp_arena a = {0};
    struct sp_experiment experiment = stored_experiment(&a);
    struct sp_listed_job *job = stored_jobs(&a, 100);
    struct sp_store *store = stored_open(at, SP_STORE_WRITE);
    job[0].sae_stage = "first";
    job[1].sae_stage = "second";
    job[1].stage = job[0].stage;
    ck_assert(!sp_store_begin(store, &experiment, job, STORED_JOBS));
    for (int k = 0; k < 2; k++) {
        struct sp_result result = with_autoencoder(&a, k);
        ck_assert_msg(!sp_store_write(store, job[k].name, &result), "%s",
                      sp_fault_text());
    }
    sp_store_close(store);
    sp_arena_free(&a);
}

static void check_two(const char *at)
{
    struct sp_arena a = {0};
    struct sp_trained back;
    size_t rows, columns;
    float *value;
    bool found;
    struct sp_store *store = stored_open(at, SP_STORE_READ);
    for (int k = 0; k < 2; k++) {
        struct sp_result result = with_autoencoder(&a, k);
        ck_assert(!sp_store_trained(store, &a, k ? "second" : "first", &found, &back));
        ck_assert(found && back.count == result.sae_trained.count);
        ck_assert_mem_eq(back.param, result.sae_trained.param,
                         back.count * sizeof(sp_real));
        ck_assert(!sp_store_array(store, &a, k + 1, "D", &rows, &columns, &value));
        ck_assert(rows == STORED_M + 1 && columns == STORED_N);
        ck_assert(value[1] == (float)result.sae_trained.param[1]);
        ck_assert(!sp_store_array(store, &a, k + 1, "W", &rows, &columns, &value));
        ck_assert(value[1] == (float)stored_result(&a, 0).trained.param[1]);
    }
    ck_assert_int_eq(sp_store_array(store, &a, 1, "E", &rows, &columns, &value),
                     SP_BAD);
    ck_sentence("it has D, W, b");
    sp_store_close(store);
    sp_arena_free(&a);
}

START_TEST(nets_of_both_stages_are_kept_and_merged)
{
    char merged[160];
    long taken;
    store_two(fresh());
    check_two(path);
    ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM nets"), 3);
    snprintf(merged, sizeof merged, "%s/merged.db", folder);
    struct sp_store *store = stored_open(merged, SP_STORE_WRITE);
    ck_assert_msg(!sp_store_merge(store, path, &taken), "%s", sp_fault_text());
    sp_store_close(store);
    check_two(merged);
    ck_assert_int_eq(stored_ask(merged, "SELECT count(*) FROM nets"), 3);
    stored_forget(folder);
}
END_TEST

SUITE("store_read", a_store_is_read_where_nothing_may_be_written,
      reading_leaves_no_file_behind, a_store_is_read_while_it_is_written,
      a_reader_cannot_write, nets_of_both_stages_are_kept_and_merged)
