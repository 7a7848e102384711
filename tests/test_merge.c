/* Shards become one store, the same as if it had never been apart. */
#include "stored.h"

static char folder[64];

static const char *in_folder(const char *name)
{
    static char paths[4][128];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* The code of merging FROM into INTO; *taken as sp_store_merge gives it. */
static int merge(const char *into, const char *from, long *taken)
{
    struct sp_store *store = stored_open(into, SP_STORE_WRITE);
    int code = sp_store_merge(store, from, taken);
    sp_store_close(store);
    return code;
}

static void merge_well(const char *into, const char *from, long expected)
{
    long taken = -1;
    int code = merge(into, from, &taken);
    ck_assert_msg(!code, "%s", sp_fault_text());
    ck_assert_int_eq(taken, expected);
}

static void same_tables(const char *left, const char *right)
{
    static const char *const scopes[] = {"runs", "features", "pairs", "steps", "jobs"};
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        struct sp_query query = {.scope = scopes[i], .all = true};
        char *x = stored_table(left, query), *y = stored_table(right, query);
        ck_assert_str_eq(x, y);
        free(x);
        free(y);
    }
}

START_TEST(three_shards_are_one_run)
{
    stored_folder(folder);
    stored_fill(in_folder("whole.db"), 100, 0, 1);
    for (int shard = 2; shard >= 0; shard--) {
        char name[16];
        snprintf(name, sizeof name, "%d.db", shard);
        stored_fill(in_folder(name), 100, shard, 3);
        merge_well(in_folder("all.db"), in_folder(name), STORED_JOBS / 3);
    }
    same_tables(in_folder("whole.db"), in_folder("all.db"));
    for (int over = 0; over < 2; over++) {
        struct sp_query query = {.scope = "features",
                                 .over = over ? "seed" : "toy.hidden"};
        char *x = stored_table(in_folder("whole.db"), query);
        char *y = stored_table(in_folder("all.db"), query);
        ck_assert_str_eq(x, y);
        free(x);
        free(y);
    }
    stored_forget(folder);
}
END_TEST

START_TEST(arrays_and_nets_come_along)
{
    struct sp_arena a = {0};
    struct sp_trained trained;
    size_t rows, columns;
    float *W;
    bool found;
    stored_folder(folder);
    stored_fill(in_folder("0.db"), 100, 0, 2);
    merge_well(in_folder("all.db"), in_folder("0.db"), STORED_JOBS / 2);
    struct sp_store *store = stored_open(in_folder("all.db"), SP_STORE_READ);
    ck_assert_int_eq(sp_store_array(store, &a, 3, "W", &rows, &columns, &W), 0);
    for (size_t i = 0; i < rows * columns; i++)
        ck_assert(W[i] == (float)(sp_real)cos(2 + 0.7 * (double)i));
    ck_assert_int_eq(sp_store_trained(store, &a, "stage-100-2", &found, &trained), 0);
    ck_assert(found && trained.training.curve.points == STORED_POINTS);
    ck_assert_int_eq(sp_store_trained(store, &a, "stage-100-1", &found, &trained), 0);
    ck_assert(!found);
    sp_store_close(store);
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(what_is_finished_here_is_left_alone)
{
    stored_folder(folder);
    stored_fill(in_folder("0.db"), 100, 0, 2);
    stored_fill(in_folder("whole.db"), 100, 0, 1);
    merge_well(in_folder("whole.db"), in_folder("0.db"), 0);
    merge_well(in_folder("0.db"), in_folder("whole.db"), STORED_JOBS / 2);
    merge_well(in_folder("0.db"), in_folder("whole.db"), 0);
    same_tables(in_folder("0.db"), in_folder("whole.db"));
    stored_forget(folder);
}
END_TEST

/* Writes job K with STATE alone. */
static void end_job(const char *path, int k, enum sp_state state)
{
    struct sp_arena a = {0};
    struct sp_listed_job *job = stored_jobs(&a, 100);
    struct sp_store *store = stored_open(path, SP_STORE_WRITE);
    struct sp_result result = {.state = state, .error = "why"};
    ck_assert_int_eq(sp_store_write(store, job[k].name, &result), 0);
    sp_store_close(store);
    sp_arena_free(&a);
}

START_TEST(finished_beats_failed_and_failed_beats_pending)
{
    stored_folder(folder);
    stored_fill(in_folder("good.db"), 100, 0, 1);
    stored_fill(in_folder("bad.db"), 100, 0, 1);
    end_job(in_folder("bad.db"), 4, SP_FAULTY);
    merge_well(in_folder("good.db"), in_folder("bad.db"), 0);
    stored_fill(in_folder("none.db"), 100, STORED_JOBS, 1);
    merge_well(in_folder("none.db"), in_folder("bad.db"), STORED_JOBS);
    ck_table(in_folder("none.db"),
             "source.density\ttoy.hidden\tseed\tjob\terror\n"
             "0.1\t2\t6\t5\twhy\n",
             .scope = "jobs", .columns = "error", .where = "state = 'failed'");
    merge_well(in_folder("none.db"), in_folder("good.db"), 1);
    same_tables(in_folder("none.db"), in_folder("good.db"));
    stored_forget(folder);
}
END_TEST

START_TEST(another_experiments_jobs_get_free_ids_and_are_not_current)
{
    stored_folder(folder);
    stored_fill(in_folder("a.db"), 100, 0, 1);
    stored_fill(in_folder("b.db"), 200, 0, 1);
    struct sp_arena a = {0};
    struct sp_experiment experiment = stored_experiment(&a);
    struct sp_listed_job *job = stored_jobs(&a, 200);
    struct sp_store *store = stored_open(in_folder("b.db"), SP_STORE_WRITE);
    experiment.axes = 2;
    ck_assert_int_eq(sp_store_begin(store, &experiment, job, STORED_JOBS), 0);
    sp_store_close(store);
    sp_arena_free(&a);
    merge_well(in_folder("a.db"), in_folder("b.db"), STORED_JOBS);
    ck_table(in_folder("a.db"),
             "source.density\ttoy.hidden\tseed\ttrain.steps\tjob\tloss\n"
             "0.1\t1\t5\t100\t1\t1\n0.1\t1\t5\t200\t13\t1\n",
             .scope = "runs", .columns = "train.steps job loss", .all = true,
             .where = "loss = 1");
    ck_table(in_folder("a.db"), "source.density\ttoy.hidden\tseed\tjob\n0.1\t1\t5\t1\n",
             .scope = "runs", .columns = "job", .where = "loss = 1");
    stored_forget(folder);
}
END_TEST

static long long current_jobs(const char *path)
{
    return stored_ask(path, "SELECT count(*) FROM jobs WHERE current");
}

static void change(const char *path, const char *sql)
{
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

START_TEST(jobs_of_other_settings_are_kept_but_not_current)
{
    stored_folder(folder);
    stored_fill(in_folder("a.db"), 100, 0, 1);
    stored_fill(in_folder("b.db"), 200, 0, 1);
    char *before = stored_table(in_folder("a.db"),
                                (struct sp_query){.scope = "runs", .over = "seed"});
    merge_well(in_folder("a.db"), in_folder("b.db"), STORED_JOBS);
    ck_assert_int_eq(current_jobs(in_folder("a.db")), STORED_JOBS);
    char *after = stored_table(in_folder("a.db"),
                               (struct sp_query){.scope = "runs", .over = "seed"});
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    stored_fill(in_folder("a.db"), 200, STORED_JOBS, 1);
    ck_assert_int_eq(
        stored_ask(in_folder("a.db"),
                   "SELECT count(*) FROM jobs WHERE current AND state = 'done'"),
        STORED_JOBS);
    stored_forget(folder);
}
END_TEST

START_TEST(new_values_on_the_axes_are_current)
{
    stored_folder(folder);
    stored_fill(in_folder("a.db"), 100, 0, 1);
    stored_fill(in_folder("b.db"), 100, 0, 1);
    change(in_folder("b.db"),
           "UPDATE jobs SET seed = seed + 10, name = 'new-' || id, stage = name,"
           " settings = json_set(settings, '$.\"seed\"', seed + 10)");
    merge_well(in_folder("a.db"), in_folder("b.db"), STORED_JOBS);
    ck_assert_int_eq(current_jobs(in_folder("a.db")), 2 * STORED_JOBS);
    stored_forget(folder);
}
END_TEST

/* Shards of an axis of kinds may hold one kind each, with settings of its own. */
START_TEST(settings_that_only_one_side_has_are_no_difference)
{
    stored_folder(folder);
    for (int shard = 0; shard < 2; shard++) {
        const char *path = in_folder(shard ? "1.db" : "0.db");
        stored_fill(path, 100, shard, 2);
        change(path, "UPDATE jobs SET settings = json_set(settings, CASE id % 2 WHEN 0"
                     " THEN '$.\"groups.size\"' ELSE '$.\"toy.bias\"' END, 1)");
    }
    merge_well(in_folder("all.db"), in_folder("0.db"), STORED_JOBS / 2);
    change(in_folder("1.db"), "DELETE FROM jobs WHERE state = 'pending'");
    merge_well(in_folder("all.db"), in_folder("1.db"), STORED_JOBS / 2);
    ck_assert_int_eq(current_jobs(in_folder("all.db")), STORED_JOBS);
    stored_forget(folder);
}
END_TEST

START_TEST(another_file_or_other_numerics_are_another_experiment)
{
    static const char *const changes[] = {
        "UPDATE meta SET value = '# Is it large?' WHERE key = 'content'",
        "DELETE FROM axes WHERE place = 1",
        /* As when a file that a setting names has changed. */
        "UPDATE jobs SET name = 'other-' || name",
        "UPDATE jobs SET settings = replace(settings, '100', '100.5') WHERE id > 10"};
    for (int i = 0; i < 4; i++) {
        stored_folder(folder);
        stored_fill(in_folder("a.db"), 100, 0, 2);
        stored_fill(in_folder("b.db"), 100, 0, 1);
        change(in_folder("a.db"), "DELETE FROM jobs WHERE state = 'pending'");
        change(in_folder("b.db"), changes[i]);
        merge_well(in_folder("a.db"), in_folder("b.db"),
                   i == 2 ? STORED_JOBS : STORED_JOBS / 2);
        ck_assert_int_eq(current_jobs(in_folder("a.db")), STORED_JOBS / 2);
        stored_forget(folder);
    }
}
END_TEST

START_TEST(an_empty_store_takes_over_all_of_the_experiment)
{
    stored_folder(folder);
    stored_fill(in_folder("none.db"), 100, STORED_JOBS, 1);
    stored_fill(in_folder("b.db"), 200, 0, 1);
    change(in_folder("b.db"), "UPDATE meta SET value = 'b' WHERE key = 'content'");
    merge_well(in_folder("all.db"), in_folder("none.db"), 0);
    merge_well(in_folder("all.db"), in_folder("b.db"), STORED_JOBS);
    ck_assert_int_eq(current_jobs(in_folder("all.db")), STORED_JOBS);
    ck_assert_int_eq(stored_ask(in_folder("all.db"), "SELECT value = 'b' FROM meta"
                                                     " WHERE key = 'content'"),
                     1);
    stored_forget(folder);
}
END_TEST

START_TEST(merging_leaves_the_shard_as_it_was)
{
    stored_folder(folder);
    stored_fill(in_folder("a.db"), 100, 0, 2);
    stored_fill(in_folder("b.db"), 100, 1, 2);
    merge_well(in_folder("a.db"), in_folder("b.db"), STORED_JOBS / 2);
    ck_assert_int_eq(access(in_folder("a.db-wal"), F_OK), -1);
    ck_assert_int_eq(access(in_folder("b.db-shm"), F_OK), -1);
    ck_assert_int_eq(access(in_folder("b.db-wal"), F_OK), -1);
    stored_forget(folder);
}
END_TEST

/* What another process holds locked for writing can still be read from. */
START_TEST(a_shard_that_is_being_written_is_merged)
{
    sqlite3 *db;
    stored_folder(folder);
    stored_fill(in_folder("b.db"), 100, 0, 2);
    ck_assert_int_eq(sqlite3_open(in_folder("b.db"), &db), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(db, "BEGIN IMMEDIATE; DELETE FROM runs", NULL, NULL, NULL),
        SQLITE_OK);
    merge_well(in_folder("a.db"), in_folder("b.db"), STORED_JOBS / 2);
    ck_assert_int_eq(stored_ask(in_folder("a.db"), "SELECT count(*) FROM runs"),
                     STORED_JOBS / 2);
    sqlite3_close(db);
    stored_forget(folder);
}
END_TEST

START_TEST(columns_that_only_the_shard_has_are_made)
{
    static const struct sp_column extra[] = {{SP_RUNS, "rank", NULL, ""},
                                             {SP_NEURONS, "bias", NULL, ""}};
    struct sp_arena a = {0};
    stored_folder(folder);
    stored_fill(in_folder("a.db"), 100, 0, 2);
    stored_fill(in_folder("b.db"), 100, STORED_JOBS, 1);
    struct sp_listed_job *job = stored_jobs(&a, 100);
    struct sp_result result = stored_result(&a, 1);
    sp_rows_put(&result.rows, &extra[0], 2);
    sp_rows_add(&result.rows, &extra[1], 1)[0] = 0.5;
    struct sp_store *store = stored_open(in_folder("b.db"), SP_STORE_WRITE);
    ck_assert_int_eq(sp_store_write(store, job[1].name, &result), 0);
    sp_store_close(store);
    merge_well(in_folder("a.db"), in_folder("b.db"), 1);
    ck_table(in_folder("a.db"),
             "source.density\ttoy.hidden\tseed\tloss\tphase\trank\n"
             "0.1\t1\t5\t1\tsuperposed\tnan\n0.1\t1\t6\t0.5\tignored\t2\n",
             .scope = "runs", .where = "job < 3");
    ck_table(in_folder("a.db"),
             "source.density\ttoy.hidden\tseed\tneuron\tbias\n0.1\t1\t6\t0\t0.5\n",
             .scope = "neurons");
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(what_cannot_be_merged_is_said)
{
    long taken;
    stored_folder(folder);
    stored_fill(in_folder("a.db"), 100, 0, 1);
    ck_assert_int_eq(merge(in_folder("a.db"), in_folder("none.db"), &taken), SP_BAD);
    ck_sentence("no such file");
    ck_assert_int_eq(merge(in_folder("a.db"), in_folder("../../etc/passwd"), &taken),
                     SP_BAD);
    ck_sentence("not a database");
    ck_assert_int_eq(symlink("a.db", in_folder("same.db")), 0);
    ck_assert_int_eq(merge(in_folder("a.db"), in_folder("same.db"), &taken), SP_BAD);
    ck_sentence("into itself");
    stored_forget(folder);
}
END_TEST

SUITE("merge", three_shards_are_one_run, arrays_and_nets_come_along,
      what_is_finished_here_is_left_alone,
      finished_beats_failed_and_failed_beats_pending,
      another_experiments_jobs_get_free_ids_and_are_not_current,
      jobs_of_other_settings_are_kept_but_not_current,
      new_values_on_the_axes_are_current,
      settings_that_only_one_side_has_are_no_difference,
      another_file_or_other_numerics_are_another_experiment,
      an_empty_store_takes_over_all_of_the_experiment,
      merging_leaves_the_shard_as_it_was, a_shard_that_is_being_written_is_merged,
      columns_that_only_the_shard_has_are_made, what_cannot_be_merged_is_said)
