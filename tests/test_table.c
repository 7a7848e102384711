/* What `superpose table` prints, to the byte. */
#include "stored.h"

static char folder[64], path[128];

static const char *filled(void)
{
    snprintf(path, sizeof path, "%s/small.db", stored_folder(folder));
    stored_fill(path, 100, 0, 1);
    return path;
}

START_TEST(axes_lead_then_seed_then_columns)
{
    ck_table(filled(),
             "source.density\ttoy.hidden\tseed\tloss\tphase\n"
             "0.1\t1\t5\t1\tsuperposed\n"
             "0.1\t1\t6\t0.5\tignored\n"
             "0.1\t1\t7\t0.3333333333333333\tsuperposed\n"
             "0.1\t2\t5\t0.25\tsuperposed\n",
             .scope = "runs", .where = "job <= 4");
    stored_forget(folder);
}
END_TEST

START_TEST(keys_stand_before_columns_and_order_the_rows)
{
    ck_table(filled(),
             "source.density\ttoy.hidden\tseed\tfeature\tdensity\tnorm\n"
             "0.1\t1\t6\t0\t0.125\t0.8414709848078965\n"
             "0.1\t1\t6\t1\t0.25\tnan\n"
             "0.1\t1\t6\t2\t0.375\t0.9320390859672263\n",
             .scope = "features", .where = "id = 2");
    ck_table(path,
             "source.density\ttoy.hidden\tseed\tfeature\tother\tdot\n"
             "0.30000000000000004\t1\t5\t0\t1\t6\n"
             "0.30000000000000004\t1\t5\t0\t2\t6e-300\n"
             "0.30000000000000004\t1\t5\t1\t2\t2\n",
             .scope = "pairs", .where = "job = 7");
    stored_forget(folder);
}
END_TEST

START_TEST(numbers_read_back_to_the_same_bits)
{
    char *text = stored_table(filled(), (struct sp_query){.scope = "steps"});
    char *line = strchr(text, '\n') + 1;
    for (int k = 0; k < STORED_JOBS; k++)
        for (int i = 0; i < STORED_POINTS; i++) {
            int step = 0, end = 0;
            ck_assert_int_eq(sscanf(line, "%*s %*s %*s %d %n", &step, &end), 1);
            ck_assert_int_eq(step, 1 << i);
            ck_assert(strtod(line + end, &line) == 1.0 / ((1 << i) + k + 0.3));
        }
    ck_assert_str_eq(line, "\n");
    free(text);
    stored_forget(folder);
}
END_TEST

START_TEST(columns_are_picked_and_ordered)
{
    ck_table(filled(),
             "source.density\ttoy.hidden\tseed\tphase\ttrain.steps\tjob\tloss\n"
             "0.1\t1\t5\tsuperposed\t100\t1\t1\n",
             .scope = "runs", .columns = "phase,train.steps,job,loss,seed",
             .where = "job=1");
    stored_forget(folder);
}
END_TEST

START_TEST(a_condition_sees_settings_and_columns)
{
    ck_table(filled(),
             "source.density\ttoy.hidden\tseed\tfeature\tdensity\n"
             "0.1\t2\t6\t2\t0.375\n",
             .scope = "features", .columns = "density",
             .where = "source.density < 0.2 AND toy.hidden = 2 -- the wider one\n"
                      " AND density > 0.25 AND toy.kind = 'relu' AND seed IN (6)"
                      " AND (id < 20.5e0)");
    ck_table(path,
             "source.density\ttoy.hidden\tseed\tloss\n0.30000000000000004\t2\t7\t"
             "0.08333333333333333\n",
             .scope = "runs", .columns = "loss",
             .where = "loss = (SELECT min(loss) FROM base)");
    stored_forget(folder);
}
END_TEST

START_TEST(over_seed_gives_mean_deviation_extremes_and_mode)
{
    /* Losses 1/7, 1/8, 1/9 and 1/10, 1/11, 1/12. */
    char *text = stored_table(
        filled(), (struct sp_query){
                      .scope = "runs", .over = "seed", .where = "source.density>0.2"});
    static const char begin[] =
        "source.density\ttoy.hidden\tloss\tloss_sd\tloss_min\t"
        "loss_max\tphase\tphase_share\tcount\n0.30000000000000004\t1\t";
    const char *line = text + sizeof begin - 1;
    double mean, sd, min, max, share;
    char word[16];
    int count, end;
    ck_assert_int_eq(strncmp(text, begin, sizeof begin - 1), 0);
    ck_assert_int_eq(sscanf(line, "%lf %lf %lf %lf %15s %lf %d%n", &mean, &sd, &min,
                            &max, word, &share, &count, &end),
                     7);
    double a = 1.0 / 7, b = 1.0 / 8, c = 1.0 / 9, m = (a + b + c) / 3;
    double variance = ((a - m) * (a - m) + (b - m) * (b - m) + (c - m) * (c - m)) / 2;
    ck_near(mean, m, 1e-16);
    ck_near(sd, sqrt(variance), 1e-16);
    ck_assert(min == c && max == a);
    ck_assert_str_eq(word, "superposed");
    ck_near(share, 2.0 / 3, 1e-15);
    ck_assert_int_eq(count, 3);
    ck_assert_int_eq(strncmp(line + end, "\n0.30000000000000004\t2\t", 23), 0);
    free(text);
    stored_forget(folder);
}
END_TEST

START_TEST(over_another_axis_keeps_the_seed)
{
    ck_table(filled(),
             "toy.hidden\tseed\tfeature\tother\tdot\tdot_sd\tdot_min\tdot_max\tcount\n"
             "1\t5\t0\t1\t3\t4.242640687119285\t0\t6\t2\n"
             "1\t6\t0\t1\t4\t4.242640687119285\t1\t7\t2\n",
             .scope = "pairs", .over = "source.density",
             .where = "other = 1 AND toy.hidden = 1 AND seed < 7");
    stored_forget(folder);
}
END_TEST

START_TEST(absent_values_do_not_count_and_ties_go_to_the_first_word)
{
    /* Of norm 0 the seeds 5 .. 7 have nan, sin 1, sin 2; with two seeds the words tie.
     */
    ck_table(filled(),
             "source.density\ttoy.hidden\tfeature\tnorm\tnorm_sd\tnorm_min\tnorm_max\t"
             "count\n0.1\t1\t0\t0.8414709848078965\t0\t0.8414709848078965\t"
             "0.8414709848078965\t2\n",
             .scope = "features", .columns = "norm", .over = "seed",
             .where = "feature = 0 AND job IN (1, 2)");
    ck_table(path,
             "source.density\ttoy.hidden\tphase\tphase_share\tcount\n"
             "0.1\t1\tignored\t0.5\t2\n",
             .scope = "runs", .columns = "phase", .over = "seed", .where = "job < 3");
    stored_forget(folder);
}
END_TEST

START_TEST(wide_lines_hold_one_job_each)
{
    ck_table(
        filled(),
        "source.density\ttoy.hidden\tseed\tdensity[0]\tdensity[1]\tdensity[2]\t"
        "toy.kind\n0.1\t1\t5\t0.125\t0.25\t0.375\trelu\n0.1\t1\t6\tnan\t0.25\tnan\t"
        "relu\n",
        .scope = "features", .columns = "density toy.kind", .wide = true,
        .where = "job = 1 OR job = 2 AND feature = 1");
    ck_table(path,
             "source.density\ttoy.hidden\tseed\tdot[0,1]\tdot[0,2]\tdot[1,2]\n"
             "0.1\t1\t6\t1\t1e-300\t2\n",
             .scope = "pairs", .wide = true, .where = "job = 2");
    ck_table(
        path,
        "source.density\ttoy.hidden\tseed\tloss\tphase\n0.1\t1\t5\t1\tsuperposed\n",
        .scope = "runs", .wide = true, .where = "job = 1");
    ck_table(path,
             "toy.hidden\tseed\tdot[0,1]\tdot[0,2]\tdot_sd[0,1]\tdot_sd[0,2]\t"
             "dot_min[0,1]\tdot_min[0,2]\tdot_max[0,1]\tdot_max[0,2]\tcount[0,1]\t"
             "count[0,2]\n1\t5\t3\t0\t4.242640687119285\t0\t0\t0\t6\t0\t2\t1\n"
             "2\t5\t6\tnan\t4.242640687119285\tnan\t3\tnan\t9\tnan\t2\tnan\n",
             .scope = "pairs", .wide = true, .over = "source.density",
             .where = "seed = 5 AND (other = 1 OR job = 1 AND feature = 0)");
    stored_forget(folder);
}
END_TEST

START_TEST(jobs_of_every_state_are_listed)
{
    struct sp_arena a = {0};
    filled();
    struct sp_listed_job *job = stored_jobs(&a, 100);
    struct sp_store *store = stored_open(path, SP_STORE_WRITE);
    struct sp_result result = {
        .state = SP_FAULTY, .error = "no\tsuch\nfile", .seconds = 0.25, .bytes = 3};
    ck_assert_int_eq(sp_store_write(store, job[1].name, &result), 0);
    sp_store_close(store);
    ck_table(
        path,
        "source.density\ttoy.hidden\tseed\tjob\tstate\terror\tstep\tseconds\tbytes\t"
        "name\n0.1\t1\t5\t1\tdone\t\t8\t0.5\t1000000\tname-100-0\n"
        "0.1\t1\t6\t2\tfailed\tno such file\t0\t0.25\t3\tname-100-1\n",
        .scope = "jobs", .where = "job < 3");
    ck_table(path,
             "source.density\ttoy.hidden\tseed\tjob\tstate\n0.1\t1\t6\t2\tfailed\n",
             .scope = "jobs", .columns = "state", .where = "state <> 'done'");
    ck_table(path,
             "source.density\ttoy.hidden\tstate\tseconds\tseconds_sd\tseconds_min\t"
             "seconds_max\tcount\n0.1\t2\tdone\t0.5\t0\t0.5\t0.5\t3\n",
             .scope = "jobs", .columns = "state,seconds", .over = "seed",
             .where = "job IN (4, 5, 6)");
    ck_table(path, "source.density\ttoy.hidden\tseed\tloss\n0.1\t1\t5\t1\n",
             .scope = "runs", .columns = "loss", .where = "job < 3");
    sp_arena_free(&a);
    stored_forget(folder);
}
END_TEST

START_TEST(all_adds_earlier_experiments_and_does_not_mix_them)
{
    filled();
    stored_fill(path, 200, 0, 1);
    ck_table(path,
             "source.density\ttoy.hidden\tseed\ttrain.steps\tjob\n0.1\t1\t5\t200\t13\n",
             .scope = "runs", .columns = "train.steps job",
             .where = "seed = 5 AND toy.hidden = 1 AND source.density = 0.1");
    ck_table(path,
             "source.density\ttoy.hidden\tloss\tloss_sd\tloss_min\tloss_max\t"
             "train.steps\tcount\n0.1\t1\t0.75\t0.3535533905932738\t0.5\t1\t100\t2\n"
             "0.1\t1\t0.75\t0.3535533905932738\t0.5\t1\t200\t2\n",
             .scope = "runs", .columns = "loss,train.steps", .over = "seed",
             .all = true,
             .where = "seed < 7 AND toy.hidden = 1 AND source.density = 0.1");
    stored_forget(folder);
}
END_TEST

/* Makes jobs of two experiments current at once, which no command does. */
static void make_all_current(void)
{
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "UPDATE jobs SET current = 1", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
}

START_TEST(jobs_that_differ_beside_the_axes_are_never_taken_together)
{
    filled();
    stored_fill(path, 200, 0, 1);
    make_all_current();
    ck_table(path,
             "source.density\ttoy.hidden\tloss\tloss_sd\tloss_min\tloss_max\t"
             "train.steps\tcount\n"
             "0.1\t1\t0.75\t0.3535533905932738\t0.5\t1\t100\t2\n"
             "0.1\t1\t0.75\t0.3535533905932738\t0.5\t1\t200\t2\n",
             .scope = "runs", .columns = "loss,train.steps", .over = "seed",
             .where = "seed < 7 AND toy.hidden = 1 AND source.density = 0.1");
    ck_table(path,
             "toy.hidden\tseed\tfeature\tother\tdot\tdot_sd\tdot_min\tdot_max\t"
             "train.steps\tcount\n"
             "1\t5\t0\t1\t3\t4.242640687119285\t0\t6\t100\t2\n"
             "1\t5\t0\t1\t3\t4.242640687119285\t0\t6\t200\t2\n",
             .scope = "pairs", .columns = "dot,train.steps", .over = "source.density",
             .where = "seed = 5 AND toy.hidden = 1 AND other = 1");
    stored_forget(folder);
}
END_TEST

static void check_wrong(struct sp_query query, const char *words)
{
    int code;
    free(stored_table_code(path, query, &code));
    ck_assert_int_eq(code, SP_BAD);
    ck_sentence(words);
}

START_TEST(a_wrong_query_is_told_what_would_be_right)
{
    filled();
    check_wrong((struct sp_query){.scope = "feature"}, "runs, features, neurons");
    check_wrong((struct sp_query){.scope = "runs", .columns = "losss"},
                "did you mean 'loss'; there are: loss, phase");
    check_wrong((struct sp_query){.scope = "runs", .columns = "toy.hiden"},
                "did you mean 'toy.hidden'");
    check_wrong((struct sp_query){.scope = "runs", .columns = "x\"'"},
                "no such column");
    check_wrong((struct sp_query){.scope = "runs", .over = "toy.kind"},
                "source.density, toy.hidden, seed");
    check_wrong((struct sp_query){.scope = "runs", .where = "source.densty = 1"},
                "did you mean 'source.density'");
    check_wrong((struct sp_query){.scope = "runs", .where = "lss < 1"},
                "no such column: lss");
    check_wrong((struct sp_query){.scope = "runs", .where = "phase = \"ignored\""},
                "no such column");
    check_wrong((struct sp_query){.scope = "runs", .where = "loss <"}, "syntax error");
    check_wrong((struct sp_query){.scope = "runs", .where = " "}, "empty");
    stored_forget(folder);
}
END_TEST

START_TEST(a_condition_cannot_leave_its_parentheses)
{
    static const char *const tricks[] = {
        "1) OR (1", "(1",  ")",  "1; DROP TABLE jobs", "'1",
        "1 /* ",    "\"a", "[a", "1) UNION SELECT (1"};
    filled();
    for (size_t i = 0; i < sizeof tricks / sizeof *tricks; i++)
        check_wrong((struct sp_query){.scope = "runs", .where = tricks[i]}, "--where");
    ck_table(path, "source.density\ttoy.hidden\tseed\tloss\n", .scope = "runs",
             .columns = "loss", .where = "phase = ')' OR phase = 'it''s;(' --)");
    stored_forget(folder);
}
END_TEST

START_TEST(a_full_pipe_is_an_error)
{
    filled();
    FILE *out = fopen("/dev/full", "w");
    struct sp_store *store = stored_open(path, SP_STORE_READ);
    struct sp_query query = {.scope = "runs"};
    ck_assert_int_eq(sp_store_table(store, &query, out), SP_FAILED);
    ck_sentence("No space left");
    sp_store_close(store);
    fclose(out);
    stored_forget(folder);
}
END_TEST

START_TEST(rows_come_in_the_order_of_job_and_key)
{
    filled();
    stored_fill(path, 100, 0, 1);
    char *text =
        stored_table(path, (struct sp_query){.scope = "features", .columns = "job"});
    int last = 0;
    for (char *line = strchr(text, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        int feature, job;
        ck_assert_int_eq(sscanf(line, "%*s %*s %*s %d %d", &feature, &job), 2);
        ck_assert_int_eq(job * STORED_N + feature, STORED_N + last++);
    }
    ck_assert_int_eq(last, STORED_JOBS * STORED_N);
    free(text);
    stored_forget(folder);
}
END_TEST

SUITE("table", axes_lead_then_seed_then_columns,
      keys_stand_before_columns_and_order_the_rows, numbers_read_back_to_the_same_bits,
      columns_are_picked_and_ordered, a_condition_sees_settings_and_columns,
      over_seed_gives_mean_deviation_extremes_and_mode,
      over_another_axis_keeps_the_seed,
      absent_values_do_not_count_and_ties_go_to_the_first_word,
      wide_lines_hold_one_job_each, jobs_of_every_state_are_listed,
      all_adds_earlier_experiments_and_does_not_mix_them,
      jobs_that_differ_beside_the_axes_are_never_taken_together,
      a_wrong_query_is_told_what_would_be_right,
      a_condition_cannot_leave_its_parentheses, a_full_pipe_is_an_error,
      rows_come_in_the_order_of_job_and_key)
