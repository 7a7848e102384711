/* A store that is damaged, killed, full, locked or not ours: nothing is lost, nothing
   is half there, and what is wrong is said. */
#include "stored_small.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void refuses(enum sp_store_mode mode, int expected, const char *words)
{
    struct sp_store *store;
    ck_assert_int_eq(sp_store_open(path, mode, &store), expected);
    ck_assert_ptr_null(store);
    ck_sentence(words);
    ck_sentence(path);
}

static void put_file(const char *content, size_t length)
{
    FILE *file = fopen(path, "w");
    ck_assert_uint_eq(fwrite(content, 1, length, file), length);
    fclose(file);
}

START_TEST(what_is_no_store_is_named)
{
    static const char magic[] = "SQLite format 3";
    char garbage[4096];
    fresh();
    refuses(SP_STORE_READ, SP_BAD, "no such file");
    put_file("", 0);
    refuses(SP_STORE_READ, SP_BAD, "is empty");
    put_file("source:\n  features: 5\n", 22);
    refuses(SP_STORE_READ, SP_BAD, "not a database");
    refuses(SP_STORE_WRITE, SP_BAD, "not a database");
    memset(garbage, 0xa5, sizeof garbage);
    put_file(garbage, sizeof garbage);
    refuses(SP_STORE_WRITE, SP_BAD, "not a database");
    memcpy(garbage, magic, sizeof magic);
    put_file(garbage, sizeof garbage);
    refuses(SP_STORE_WRITE, SP_BAD, "not a database");
    strcpy(path, folder);
    refuses(SP_STORE_READ, SP_BAD, "is a folder");
    refuses(SP_STORE_WRITE, SP_BAD, "is a folder");
    stored_forget(folder);
    strcpy(path, "/dev/null");
    refuses(SP_STORE_WRITE, SP_BAD, "is not a file");
    strcpy(path, "/proc/none/of/it.db");
    refuses(SP_STORE_WRITE, SP_FAILED, "cannot be made");
}
END_TEST

START_TEST(an_empty_file_becomes_a_store)
{
    fresh();
    put_file("", 0);
    stored_fill(path, 100, 0, 1);
    ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM runs"), STORED_JOBS);
    stored_forget(folder);
}
END_TEST

/* Puts LENGTH bytes at AT of a store that is closed. */
static void patch(long at, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "r+");
    ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

START_TEST(another_programs_and_another_versions_files_are_left_alone)
{
    filled();
    patch(60, "\0\0\0\7", 4);
    refuses(SP_STORE_READ, SP_BAD, "was written by schema 7; this program knows 3");
    refuses(SP_STORE_WRITE, SP_BAD, "was written by schema 7; this program knows 3");
    patch(60, "\0\0\0\3", 4);
    patch(68, "\0\0\0\0", 4);
    refuses(SP_STORE_READ, SP_BAD, "another program");
    refuses(SP_STORE_WRITE, SP_BAD, "another program");
    patch(68, "supr", 4);
    ck_assert_int_eq(stored_ask(path, "SELECT count(*) FROM runs"), STORED_JOBS);
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "DROP TABLE nets", NULL, NULL, NULL);
    sqlite3_close(db);
    refuses(SP_STORE_READ, SP_BAD, "tables are missing");
    stored_forget(folder);
}
END_TEST

/* Asks everything of a file that may be damaged; 0 or SP_BAD, and never worse. */
static int use(void)
{
    static const char *const scopes[] = {"runs", "features", "pairs", "steps", "jobs"};
    struct sp_arena a = {0};
    struct sp_store *store;
    size_t rows, columns;
    float *value;
    int code = sp_store_open(path, SP_STORE_READ, &store);
    FILE *out = fopen("/dev/null", "w");
    for (int i = 0; !code && i < 5; i++) {
        struct sp_query query = {.scope = scopes[i], .where = "source.density > 0"};
        int table = sp_store_table(store, &query, out);
        int array = sp_store_array(store, &a, i, "W", &rows, &columns, &value);
        ck_assert_msg(table == 0 || table == SP_BAD, "%s", sp_fault_text());
        ck_assert_msg(array == 0 || array == SP_BAD, "%s", sp_fault_text());
    }
    fclose(out);
    sp_store_close(store);
    sp_arena_free(&a);
    return code;
}

START_TEST(a_file_cut_short_is_refused_at_any_length)
{
    struct stat about;
    filled();
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_int_eq(use(), 0);
    for (long length = about.st_size - 1; length > 0;
         length -= length > 5000 ? 2531 : 97) {
        ck_assert_int_eq(truncate(path, length), 0);
        ck_assert_int_eq(use(), SP_BAD);
        refuses(SP_STORE_WRITE, SP_BAD, length >= 4096 ? "is damaged" : "a");
    }
    stored_forget(folder);
}
END_TEST

START_TEST(numbers_of_jobs_out_of_range_are_damage)
{
    static const char *const wrong[] = {"UPDATE jobs SET id = -1 WHERE id = 3",
                                        "UPDATE jobs SET id = 1 << 60 WHERE id = 3"};
    struct sp_arena a = {0};
    enum sp_state state[STORED_JOBS];
    long id[STORED_JOBS];
    for (int i = 0; i < 2; i++) {
        sqlite3 *db;
        filled();
        ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
        ck_assert_int_eq(sqlite3_exec(db, wrong[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        struct sp_store *store = stored_open(path, SP_STORE_READ);
        struct sp_listed_job *job = stored_jobs(&a, 100);
        ck_assert_int_eq(sp_store_states(store, job, STORED_JOBS, state, id), SP_BAD);
        ck_sentence("out of range");
        sp_store_close(store);
        stored_forget(folder);
    }
    sp_arena_free(&a);
}
END_TEST

START_TEST(flipped_bytes_are_survived)
{
    struct stat about;
    uint64_t state = 1;
    filled();
    ck_assert_int_eq(stat(path, &about), 0);
    char *content = malloc((size_t)about.st_size);
    FILE *file = fopen(path, "r");
    ck_assert_uint_eq(fread(content, 1, (size_t)about.st_size, file),
                      (size_t)about.st_size);
    fclose(file);
    for (int trial = 0; trial < 400; trial++) {
        put_file(content, (size_t)about.st_size);
        for (int i = 0; i < 1 + trial % 20; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            long at = (long)((state >> 20) % (uint64_t)about.st_size);
            patch(at, (char[]){(char)(state >> 56)}, 1);
        }
        int code = use();
        ck_assert_msg(code == 0 || code == SP_BAD, "%s", sp_fault_text());
    }
    free(content);
    stored_forget(folder);
}
END_TEST

/* Writes jobs without end and says so through PIPE, one byte for each that is kept. */
static _Noreturn void write_until_killed(int pipe, int round)
{
    for (int steps = 1000 * round;; steps++) {
        struct sp_arena a = {0};
        struct sp_experiment experiment = stored_experiment(&a);
        struct sp_listed_job *job = stored_jobs(&a, steps);
        struct sp_store *store = stored_open(path, SP_STORE_WRITE);
        ck_assert_int_eq(sp_store_begin(store, &experiment, job, STORED_JOBS), 0);
        for (int k = 0; k < STORED_JOBS; k++) {
            struct sp_result result = stored_result(&a, k);
            ck_assert_int_eq(sp_store_write(store, job[k].name, &result), 0);
            ck_assert_int_eq(write(pipe, "+", 1), 1);
        }
        sp_store_close(store);
        sp_arena_free(&a);
    }
}

/* How many jobs a child that is killed after MICROSECONDS of writing had kept. */
static long kill_a_writer(int round, useconds_t microseconds)
{
    char kept[256];
    int ends[2];
    long count = 0, part;
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (!child)
        write_until_killed(ends[1], round);
    close(ends[1]);
    ck_assert_int_eq(read(ends[0], kept, 1), 1);
    usleep(microseconds);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    while ((part = read(ends[0], kept, sizeof kept)) > 0)
        count += part;
    close(ends[0]);
    return count + 1;
}

START_TEST(a_killed_writer_loses_nothing_and_leaves_no_half)
{
    long long kept = 0;
    fresh();
    for (int round = 1; round <= 30; round++) {
        kept += kill_a_writer(round, (useconds_t)(777 * round % 9973));
        sp_store_close(stored_open(path, SP_STORE_WRITE));
        long long done =
            stored_ask(path, "SELECT count(*) FROM jobs WHERE state = 'done'");
        ck_assert_msg(done >= kept, "%lld are done, %lld were kept", done, kept);
        ck_assert_msg(done <= kept + 1, "%lld are done, %lld were kept", done, kept);
        kept = done;
        ck_assert_int_eq(
            stored_ask(
                path,
                "SELECT count(*) FROM jobs WHERE"
                " (SELECT count(*) FROM runs WHERE job = id) <> 1 * (state = 'done') OR"
                " (SELECT count(*) FROM features WHERE job = id) <> 3 * (state = "
                "'done') OR"
                " (SELECT count(*) FROM pairs WHERE job = id) <> 3 * (state = 'done') "
                "OR"
                " (SELECT count(*) FROM steps WHERE job = id) <> 4 * (state = 'done') "
                "OR"
                " (SELECT count(*) FROM arrays WHERE job = id) <> 2 * (state = "
                "'done')"),
            0);
    }
    stored_forget(folder);
}
END_TEST

/* In a process that may write no file longer than a quarter more than PATH is now. */
static int write_on_a_full_disk(void)
{
    struct sp_arena a = {0};
    struct stat about;
    int code = 0;
    struct sp_experiment experiment = stored_experiment(&a);
    struct sp_store *store = stored_open(path, SP_STORE_WRITE);
    if (stat(path, &about))
        return 1;
    rlim_t most = (rlim_t)(about.st_size + about.st_size / 4);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){most, most});
    for (int steps = 200; !code && steps < 2000; steps++) {
        struct sp_listed_job *job = stored_jobs(&a, steps);
        code = sp_store_begin(store, &experiment, job, STORED_JOBS);
        for (int k = 0; !code && k < STORED_JOBS; k++) {
            struct sp_result result = stored_result(&a, k);
            code = sp_store_write(store, job[k].name, &result);
        }
    }
    bool said = strstr(sp_fault_text(), path) &&
                strstr(sp_fault_text(), "room on the disk") &&
                strstr(sp_fault_text(), "Nothing written before is lost");
    sp_store_close(store);
    sp_arena_free(&a);
    return code == SP_FAILED && said ? 0 : 1;
}

START_TEST(a_full_disk_loses_nothing_written_before)
{
    struct sp_query query = {.scope = "features", .all = true, .where = "job <= 12"};
    char *before = stored_table(filled(), query);
    stored_in_a_child(write_on_a_full_disk);
    char *after = stored_table(path, query);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    stored_fill(path, 3000, 0, 1);
    ck_assert_int_eq(
        stored_ask(path,
                   "SELECT count(*) FROM runs JOIN jobs ON id = job WHERE current"),
        STORED_JOBS);
    stored_forget(folder);
}
END_TEST

START_TEST(a_lock_that_stays_is_an_error)
{
    sqlite3 *other;
    struct sp_arena a = {0};
    struct sp_listed_job *job = stored_jobs(&a, 100);
    struct sp_store *store = stored_open(filled(), SP_STORE_WRITE);
    ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
                     SQLITE_OK);
    struct sp_result result = stored_result(&a, 0);
    ck_assert_int_eq(sp_store_write(store, job[0].name, &result), SP_FAILED);
    ck_sentence("locked by another process");
    sqlite3_close(other);
    ck_assert_int_eq(sp_store_write(store, job[0].name, &result), 0);
    sp_store_close(store);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(results_of_another_precision_are_not_mixed_in)
{
    struct sp_arena a = {0};
    struct sp_experiment experiment = stored_experiment(&a);
    sqlite3 *db;
    filled();
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "UPDATE meta SET value = 'half' WHERE key = 'real'", NULL, NULL,
                 NULL);
    sqlite3_close(db);
    struct sp_store *store = stored_open(path, SP_STORE_WRITE);
    ck_assert_int_eq(
        sp_store_begin(store, &experiment, stored_jobs(&a, 100), STORED_JOBS), SP_BAD);
    ck_sentence("another precision");
    sp_store_close(store);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

SUITE("store_damage", what_is_no_store_is_named, an_empty_file_becomes_a_store,
      another_programs_and_another_versions_files_are_left_alone,
      a_file_cut_short_is_refused_at_any_length,
      numbers_of_jobs_out_of_range_are_damage, flipped_bytes_are_survived,
      a_killed_writer_loses_nothing_and_leaves_no_half,
      a_full_disk_loses_nothing_written_before, a_lock_that_stays_is_an_error,
      results_of_another_precision_are_not_mixed_in)
