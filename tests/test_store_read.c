/* Reading a store: where nothing may be written, while it is written, and without a
   trace. */
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

SUITE("store_read", a_store_is_read_where_nothing_may_be_written,
      reading_leaves_no_file_behind, a_store_is_read_while_it_is_written,
      a_reader_cannot_write)
