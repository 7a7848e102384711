/* What every kind of source promises, over the registry. */
#include "superpose/source.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "open_source.h"
#include "suite.h"

enum { N = 12, ROWS = 500, BATCHES = 300, DRAWS = ROWS * BATCHES };

/* Densities in which different ways of drawing are used; 1/2 is the largest that a set
   of two that exclude each other can have. */
static const char *const densities[] = {"0.1", "0.5", NULL};

/* Sums over DRAWS rows. */
struct sums {
    double on[N][N];     /* rows with both i and j on; i = j: with i on */
    double moment[N][N]; /* d = (x_i - E x_i) (x_j - E x_j) */
    double square[N][N]; /* d^2 */
    double value[N];     /* x_i */
    double row[3];       /* powers 1, 2 and 4 of L0 - row_mean */
};

static void add_row(const struct sp_source *source, const double *x, struct sums *sums)
{
    double active = 0;
    for (int i = 0; i < N; i++) {
        sums->value[i] += x[i];
        active += x[i] != 0;
        for (int j = 0; j < N; j++) {
            double d =
                (x[i] - sp_source_mean(source, i)) * (x[j] - sp_source_mean(source, j));
            sums->on[i][j] += x[i] != 0 && x[j] != 0;
            sums->moment[i][j] += d;
            sums->square[i][j] += d * d;
        }
    }
    double above = active - source->row_mean;
    sums->row[0] += above;
    sums->row[1] += above * above;
    sums->row[2] += above * above * above * above;
}

/* Ascending features of this source, with sizes that are not 0. */
static bool is_sound(const struct sp_batch *batch, int b)
{
    for (int k = batch->start[b], before = -1; k < batch->start[b + 1]; k++) {
        if (batch->index[k] <= before || batch->index[k] >= N || batch->value[k] == 0)
            return false;
        before = batch->index[k];
    }
    return batch->start[b] <= batch->start[b + 1];
}

static void add_draws(struct sp_arena *a, const struct sp_source *source,
                      struct sums *sums)
{
    struct sp_batch batch = sp_source_batch(a, source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(1, SP_USE_TEST);
    for (int t = 0; t < BATCHES; t++) {
        sp_source_draw(source, &lanes, &batch);
        bool sound = batch.start[0] == 0;
        for (int b = 0; b < ROWS; b++) {
            double x[N] = {0};
            sound = sound && is_sound(&batch, b);
            for (int k = batch.start[b]; k < batch.start[b + 1]; k++)
                x[batch.index[k]] = (double)batch.value[k];
            add_row(source, x, sums);
        }
        ck_assert(sound);
    }
}

/* P(x_i != 0 and x_j != 0) as the source knows it. */
static double both_on(const struct sp_source *source, int i, int j)
{
    const double *p = source->density;
    if (i == j)
        return p[i];
    bool block = i / source->block == j / source->block;
    return block ? source->kind->joint(source, i, j) : p[i] * p[j];
}

/* All sums within so many standard deviations.  That of a pair is at least what rows
   with both on make of it: a sample with few such rows would find itself less spread.
   */
static void check_sums(const struct sp_source *source, const struct sums *sums,
                       double sigmas)
{
    for (int i = 0; i < N; i++) {
        double mean_error = sqrt(sp_source_variance(source, i) / DRAWS);
        ck_near(sums->value[i] / DRAWS, sp_source_mean(source, i), sigmas * mean_error);
        for (int j = 0; j < N; j++) {
            double q = both_on(source, i, j);
            double moment = sums->moment[i][j] / DRAWS;
            double spread =
                fmax(sums->square[i][j] / DRAWS - moment * moment,
                     q * sp_source_square(source, i) * sp_source_square(source, j));
            ck_near(sums->on[i][j] / DRAWS, q, sigmas * sqrt(q * (1 - q) / DRAWS));
            ck_near(moment, sp_source_covariance(source, i, j),
                    sigmas * sqrt(spread / DRAWS));
        }
    }
    double second = sums->row[1] / DRAWS, fourth = sums->row[2] / DRAWS;
    ck_near(sums->row[0] / DRAWS, 0, sigmas * sqrt(source->row_variance / DRAWS));
    ck_near(second, source->row_variance,
            sigmas * sqrt((fourth - second * second) / DRAWS));
}

/* With two settings; the second may be NULL. */
static void check_pair(const struct sp_source_kind *kind, const char *density,
                       const char *key, const char *text, const char *other,
                       const char *more, double sigmas)
{
    struct sp_arena a = {0};
    struct sp_source source;
    struct sums sums = {0};
    int code = open_source(&a, kind, &source, "source.features", "12", "source.density",
                           density, key, text, other, more, NULL);
    ck_assert_msg(!code, "%s", sp_fault_text());
    add_draws(&a, &source, &sums);
    check_sums(&source, &sums, sigmas);
    sp_arena_free(&a);
}

static void check_within(const struct sp_source_kind *kind, const char *density,
                         const char *key, const char *text, double sigmas)
{
    check_pair(kind, density, key, text, NULL, NULL, sigmas);
}

static void check_kind(const struct sp_source_kind *kind, const char *density,
                       const char *key, const char *text)
{
    check_within(kind, density, key, text, 4);
}

START_TEST(every_kind_draws_what_it_says_it_draws)
{
    for (const struct sp_source_kind *const *kind = sp_source_kinds; *kind; kind++) {
        for (const char *const *p = densities; *p; p++)
            check_kind(*kind, *p, "source.size", "uniform");
    }
}
END_TEST

/* The settings of the kinds, beyond their defaults. */
START_TEST(choices_of_a_kind_draw_what_they_say_they_draw)
{
    const struct sp_source_kind *groups = sp_source_kind("groups");
    for (const char *const *p = densities; *p; p++) {
        check_kind(groups, *p, "groups.mode", "anticorrelated");
        check_kind(groups, *p, "groups.size", "4");
        check_kind(groups, *p, "groups.size", "1");
    }
    check_kind(groups, "[.1,.1,.06,.06,.9,.9,1,1,.3,.3,.05,.05]", "groups.size", "2");
    check_kind(sp_source_kind("independent"), "0.8", "source.density_law", "geometric");
    check_kind(sp_source_kind("independent"), "0.8", "source.density_law", "zipf");
}
END_TEST

/* Some 8,000 sums: at 4 standard deviations one in 16,000 sound ones would be wrong, at
   5 one in 1.7 million. */
START_TEST(choices_of_hierarchies_and_copulas_draw_what_they_say)
{
    for (const char *const *p = densities; *p; p++) {
        const struct sp_source_kind *forest = sp_source_kind("forest");
        check_within(forest, *p, "forest.branching", "5", 5);
        check_within(forest, *p, "forest.roots", "3", 5);
        check_within(forest, *p, "forest.exclusive", "true", 5);
        check_within(forest, *p, "forest.scale", "true", 5);
        check_within(forest, *p, "forest.compensate", "true", 5);
        check_within(forest, *p, "source.size", "normal", 5);
        check_within(sp_source_kind("copula"), *p, "copula.form", "random", 5);
        check_within(sp_source_kind("copula"), *p, "copula.form", "single", 5);
        check_within(sp_source_kind("copula"), *p, "copula.form", "factors", 5);
        check_within(sp_source_kind("planes"), *p, "planes.shape", "segment", 5);
        check_within(sp_source_kind("planes"), *p, "source.size", "normal", 5);
        const struct sp_source_kind *composites = sp_source_kind("composites");
        check_within(composites, *p, "composites.count", "7", 5);
        check_within(composites, *p, "composites.alone", "true", 5);
        check_within(composites, *p, "composites.size", "product", 5);
        check_pair(composites, *p, "composites.alone", "true", "composites.size",
                   "product", 5);
    }
    /* What is three levels down is too rare to be counted at density 0.1. */
    check_within(sp_source_kind("forest"), "0.5", "forest.depth", "3", 5);
    check_within(sp_source_kind("forest"), "0.5", "forest.parents",
                 "[-1,0,0,1,-1,4,5,6,-1,0,1,2]", 5);
    check_within(sp_source_kind("independent"), "0.3", "source.size", "normal", 5);
}
END_TEST

START_TEST(choices_of_blocks_draw_what_they_say)
{
    const struct sp_source_kind *blocks = sp_source_kind("blocks");
    static const char *const sizes[] = {"uniform", "exponential", "log_normal",
                                        "normal"};
    for (const char *const *p = densities; *p; p++) {
        check_pair(blocks, *p, "blocks.size", "4", "blocks.phi", "0.7", 5);
        check_pair(blocks, *p, "blocks.law", "beta_binomial", "blocks.size", "6", 5);
        check_pair(blocks, *p, "blocks.law", "copula", "blocks.size", "3", 5);
        check_pair(blocks, *p, "blocks.law", "markov", "blocks.phi", "0.5", 5);
        check_pair(blocks, *p, "blocks.law", "markov", "blocks.phi", "-0.1", 5);
        check_pair(blocks, *p, "blocks.law", "exclusion", "blocks.phi", "-0.1", 5);
    }
    for (int k = 0; k < 4; k++)
        check_pair(blocks, "0.4", "blocks.size_correlation", "0.6", "source.size",
                   sizes[k], 5);
    check_pair(blocks, "0.3", "blocks.law", "markov", "blocks.size_correlation", "1",
               5);
    check_within(blocks, "[.1,.1,.1,.1,.4,.4,.4,.4,1,1,1,1]", "blocks.size", "4", 5);
}
END_TEST

START_TEST(controls_draw_what_they_say)
{
    check_within(sp_source_kind("groups"), "0.1", "source.control", "l0", 5);
    check_pair(sp_source_kind("blocks"), "0.5", "source.control", "l0", "blocks.size",
               "4", 5);
    check_pair(sp_source_kind("blocks"), "0.1", "source.control", "l0", "blocks.law",
               "markov", 5);
    check_pair(sp_source_kind("blocks"), "0.1", "source.control", "shuffle",
               "blocks.size_correlation", "0.9", 5);
    check_within(sp_source_kind("forest"), "0.5", "source.control", "shuffle", 5);
}
END_TEST

START_TEST(draws_repeat_for_equal_streams_and_differ_for_others)
{
    for (const struct sp_source_kind *const *kind = sp_source_kinds; *kind; kind++) {
        struct sp_arena a = {0};
        struct sp_source source;
        ck_assert(!open_source(&a, *kind, &source, NULL));
        struct sp_batch batch[3];
        for (uint64_t i = 0; i < 3; i++) {
            struct sp_lanes lanes = sp_lanes_make(i / 2, SP_USE_TEST);
            batch[i] = sp_source_batch(&a, &source, ROWS, false);
            sp_source_draw(&source, &lanes, &batch[i]);
        }
        size_t entries = (size_t)batch[0].start[ROWS];
        ck_assert_mem_eq(batch[0].start, batch[1].start, (ROWS + 1) * sizeof(int));
        ck_assert_mem_eq(batch[0].index, batch[1].index, entries * sizeof(int));
        ck_assert_mem_eq(batch[0].value, batch[1].value, entries * sizeof(sp_real));
        /* Other numbers say who is on; how many are on may be the law's constant. */
        size_t common = (size_t)batch[2].start[ROWS];
        common = common < entries ? common : entries;
        ck_assert_mem_ne(batch[0].index, batch[2].index, common * sizeof(int));
        sp_arena_free(&a);
    }
}
END_TEST

START_TEST(every_kind_documents_itself_and_its_defaults_are_in_range)
{
    for (const struct sp_source_kind *const *kind = sp_source_kinds; *kind; kind++) {
        const struct sp_kind *self = &(*kind)->self;
        ck_assert(self->name[0] && self->doc[0] && self->cite[0]);
        ck_assert(!self->own == !self->own_size);
        for (const struct sp_param *row = self->own; row && row->key; row++)
            ck_assert(!strncmp(row->key, self->name, strlen(self->name)) &&
                      row->doc[0]);
    }
}
END_TEST

/* The number of entries is binomial where all densities are equal. */
START_TEST(a_batch_exceeds_its_room_with_probability_e_to_minus_72)
{
    enum { FEW = 64, CELLS = 100 * FEW };
    static const char *const p[] = {"1e-12", "1e-5", "1e-3", "0.01", "0.3", "1"};
    for (int d = 0; d < 6; d++) {
        struct sp_arena a = {0};
        struct sp_source source;
        ck_assert(!open_source(&a, sp_source_kind("independent"), &source,
                               "source.features", "100", "source.density", p[d], NULL));
        struct sp_batch batch = sp_source_batch(&a, &source, FEW, false);
        double mean = FEW * source.row_mean, spread = sqrt(FEW * source.row_variance);
        ck_assert(batch.room <= CELLS && batch.room <= mean + 12 * spread + 49);
        double risk =
            gsl_cdf_binomial_Q((unsigned)batch.room, strtod(p[d], NULL), CELLS);
        ck_assert_msg(risk <= exp(-72), "room %d at density %s", batch.room, p[d]);
        struct sp_lanes lanes = sp_lanes_make(9, SP_USE_TEST);
        for (int t = 0; t < 1000; t++)
            sp_source_draw(&source, &lanes, &batch);
        sp_arena_free(&a);
    }
}
END_TEST

START_TEST(unit_norm_rescales_rows_that_are_not_empty)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("independent"), &source, "source.density",
                           "0.05", "source.unit_norm", "true", NULL));
    struct sp_batch batch = sp_source_batch(&a, &source, ROWS, false);
    struct sp_lanes lanes = sp_lanes_make(2, SP_USE_TEST);
    sp_source_draw(&source, &lanes, &batch);
    int empty = 0;
    for (int b = 0; b < ROWS; b++) {
        double square = 0;
        for (int k = batch.start[b]; k < batch.start[b + 1]; k++)
            square += pow((double)batch.value[k], 2);
        empty += batch.start[b] == batch.start[b + 1];
        ck_assert(batch.start[b] == batch.start[b + 1] || fabs(square - 1) < 1e-6);
    }
    ck_near(empty, ROWS * pow(0.95, 20), 4 * sqrt(ROWS * 0.36 * 0.64));
    sp_arena_free(&a);
}
END_TEST

/* Row b of a batch in tiles, looked at among those that are not empty. */
static void check_tiles(const struct sp_batch *list, const struct sp_batch *tiled)
{
    int n = list->features, active = 0;
    bool dense = tiled->active == tiled->rows;
    for (int b = 0; b < list->rows; b++) {
        double x[N] = {0};
        if (!dense && list->start[b] == list->start[b + 1])
            continue;
        for (int k = list->start[b]; k < list->start[b + 1]; k++)
            x[list->index[k]] = (double)list->value[k];
        const sp_real *tile = tiled->tile + active / SP_TILE * n * SP_TILE;
        for (int i = 0; i < n; i++)
            ck_assert((double)tile[i * SP_TILE + active % SP_TILE] == x[i]);
        active++;
    }
    ck_assert_int_eq(active, tiled->active);
    for (int b = active; b % SP_TILE; b++)
        for (int i = 0; i < n; i++)
            ck_assert(tiled->tile[(b / SP_TILE * n + i) * SP_TILE + b % SP_TILE] == 0);
}

static void check_forms(const struct sp_source_kind *kind, const char *density,
                        const char *size, const char *unit_norm)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, kind, &source, "source.features", "12", "source.density",
                           density, "source.size", size, "source.unit_norm", unit_norm,
                           NULL));
    struct sp_batch list = sp_source_batch(&a, &source, ROWS, false);
    struct sp_batch tiled = sp_source_batch(&a, &source, ROWS, true);
    struct sp_lanes lanes = sp_lanes_make(8, SP_USE_TEST), again = lanes;
    for (int rows = ROWS; rows > ROWS - 50; rows -= 7) {
        list.rows = tiled.rows = rows;
        sp_source_draw(&source, &lanes, &list);
        sp_source_draw(&source, &again, &tiled);
        check_tiles(&list, &tiled);
        ck_assert_mem_eq(&lanes, &again, sizeof lanes);
    }
    sp_arena_free(&a);
}

START_TEST(tiles_hold_what_lists_hold)
{
    static const char *const p[] = {"1e-3", "0.05", "0.3", "1", NULL};
    for (const struct sp_source_kind *const *kind = sp_source_kinds; *kind; kind++)
        for (int d = 0; p[d]; d++) {
            check_forms(*kind, p[d], "uniform", "false");
            check_forms(*kind, p[d], "exponential", "false");
            check_forms(*kind, p[d], "signed_uniform", "true");
        }
}
END_TEST

struct request {
    struct sp_arena *arena;
    const struct sp_source *source;
};

static int ask_too_much(void *context)
{
    const struct request *request = context;
    sp_source_batch(request->arena, request->source, 100000, false);
    return 0;
}

START_TEST(a_batch_too_large_to_count_is_out_of_memory)
{
    struct sp_arena a = {0};
    struct sp_source source;
    ck_assert(!open_source(&a, sp_source_kind("independent"), &source,
                           "source.features", "1e5", "source.density", "0.5", NULL));
    ck_assert(sp_source_room(&source, 100000) > 4e9);
    struct request request = {&a, &source};
    ck_assert_int_eq(sp_arena_guard(&a, ask_too_much, &request), SP_FAILED);
    ck_assert_ptr_nonnull(strstr(sp_fault_text(), "out of memory"));
    sp_arena_free(&a);
}
END_TEST

SUITE("source", every_kind_draws_what_it_says_it_draws,
      choices_of_a_kind_draw_what_they_say_they_draw,
      choices_of_hierarchies_and_copulas_draw_what_they_say,
      choices_of_blocks_draw_what_they_say, controls_draw_what_they_say,
      draws_repeat_for_equal_streams_and_differ_for_others,
      every_kind_documents_itself_and_its_defaults_are_in_range,
      a_batch_exceeds_its_room_with_probability_e_to_minus_72,
      unit_norm_rescales_rows_that_are_not_empty, tiles_hold_what_lists_hold,
      a_batch_too_large_to_count_is_out_of_memory)
