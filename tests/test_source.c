/* What every kind of source promises, over the registry. */
#include "superpose/source.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "source_sums.h"

START_TEST(every_kind_draws_what_it_says_it_draws)
{
    for (const struct sp_source_kind *const *kind = sp_source_kinds; *kind; kind++) {
        for (const char *const *p = densities; *p; p++)
            check_kind(*kind, *p, "source.size", "uniform");
    }
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
      draws_repeat_for_equal_streams_and_differ_for_others,
      every_kind_documents_itself_and_its_defaults_are_in_range,
      a_batch_exceeds_its_room_with_probability_e_to_minus_72,
      unit_norm_rescales_rows_that_are_not_empty, tiles_hold_what_lists_hold,
      a_batch_too_large_to_count_is_out_of_memory)
