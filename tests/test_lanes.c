/* Random numbers in lanes: every instruction set against the generators one after the
   other, and against what the definitions say. */
#include "superpose/lanes.h"

#include <math.h>

#include "next_uniform.h"
#include "suite.h"
#include "superpose/fault.h"
#include "superpose/sets.h"

enum {
    BLOCKS = 200,
    NUMBERS = BLOCKS * SP_LANES,
    SLACK = (SP_SKIP_BLOCKS + 1) * SP_LANES,
    CELLS = 50000 /* in a table of 1000 rows */
};

static const char *const sets[] = {"plain", "avx2", "avx512"};

START_TEST(each_lane_is_a_pcg32_of_its_own)
{
    struct sp_lanes lanes = sp_lanes_make(42, SP_USE_TRAIN);
    uint32_t word[4 * SP_LANES], out[SP_LANES];
    sp_rng_words(42, SP_USE_TRAIN, word, 4 * SP_LANES);
    sp_lanes_next(&lanes, out);
    sp_lanes_next(&lanes, out);
    for (int l = 0; l < SP_LANES; l++) {
        const uint32_t *w = word + 4 * l;
        struct sp_pcg32 alone =
            sp_pcg32_start((uint64_t)w[1] << 32 | w[0], (uint64_t)w[3] << 32 | w[2]);
        sp_pcg32_next(&alone);
        ck_assert_uint_eq(out[l], sp_pcg32_next(&alone));
    }
}
END_TEST

/* The numbers of one set, all kinds of draw in turn, with the state they leave. */
struct drawn {
    _Alignas(64) uint32_t number[NUMBERS];
    _Alignas(64) double uniform[NUMBERS];
    _Alignas(64) sp_real all[NUMBERS], kept[NUMBERS];
    uint32_t mask[BLOCKS];
    int hits, row[NUMBERS], column[NUMBERS];
    struct sp_lanes end;
};

static const struct sp_affine whole = {(uint64_t)1 << 32, -1, 2},
                              part = {1u << 30, 0, 3};

static void ceilings(uint64_t *out)
{
    for (int i = 0; i < BLOCKS; i++)
        out[i] = ((uint64_t)i << 32) / (BLOCKS - 1);
}

static void draw_all(const struct sp_draws *draws, struct drawn *out)
{
    struct sp_skip table = {.density = 0.02,
                            .per_log = 1 / log1p(-0.02),
                            .rows = 1000,
                            .width = 50,
                            .first = 7,
                            .at = -1,
                            .room = NUMBERS - SLACK,
                            .row = out->row,
                            .column = out->column};
    uint64_t ceiling[BLOCKS];
    ceilings(ceiling);
    out->end = sp_lanes_make(5, SP_USE_TEST);
    draws->numbers(&out->end, BLOCKS, out->number);
    draws->uniform(&out->end, BLOCKS, out->uniform);
    draws->sizes(&out->end, &whole, BLOCKS, out->all);
    draws->sizes(&out->end, &part, BLOCKS, out->kept);
    draws->masks(&out->end, ceiling, BLOCKS, out->mask);
    out->hits = draws->skip(&out->end, &table);
    ck_assert(table.at >= CELLS);
}

static sp_real size_of(const struct sp_affine *law, uint32_t word)
{
    double unit = law->span * 256 / (double)law->ceiling;
    sp_real size =
        (sp_real)(law->low + unit / 2) + (sp_real)unit * (sp_real)(word >> 8);
    return word < law->ceiling ? size : 0;
}

static void check_sizes(struct sp_lanes *lanes, const struct sp_affine *law,
                        const sp_real *size)
{
    uint32_t word[SP_LANES];
    for (int k = 0; k < NUMBERS; k++) {
        if (k % SP_LANES == 0)
            sp_lanes_next(lanes, word);
        ck_assert(size[k] == size_of(law, word[k % SP_LANES]));
    }
}

/* Cells of a table with 1000 rows and 50 columns from 7: as many blocks at once as hold
   what is to be expected and two deviations, and no more than SP_SKIP_BLOCKS. */
static void check_hits(struct sp_lanes *lanes, const struct drawn *drawn)
{
    double u[SP_LANES], at = -1;
    int hits = 0;
    while (at < CELLS) {
        double mean = (CELLS - 1 - at) * 0.02;
        int blocks = (int)((mean + 2 * sqrt(mean)) / SP_LANES) + 1;
        blocks = blocks < SP_SKIP_BLOCKS ? blocks : SP_SKIP_BLOCKS;
        for (int k = 0; k < blocks * SP_LANES; k++) {
            if (k % SP_LANES == 0)
                next_uniform(lanes, u);
            at += 1 + floor(sp_log(u[k % SP_LANES]) * (1 / log1p(-0.02)));
            if (at >= CELLS)
                continue;
            ck_assert_int_eq(drawn->row[hits], (int)at / 50);
            ck_assert_int_eq(drawn->column[hits++], 7 + (int)at % 50);
        }
    }
    ck_assert_int_eq(hits, drawn->hits);
}

static void check_set(const struct drawn *drawn)
{
    struct sp_lanes lanes = sp_lanes_make(5, SP_USE_TEST);
    uint32_t word[SP_LANES];
    uint64_t ceiling[BLOCKS];
    double u[SP_LANES];
    ceilings(ceiling);
    for (int k = 0; k < NUMBERS; k += SP_LANES) {
        sp_lanes_next(&lanes, word);
        ck_assert_mem_eq(drawn->number + k, word, sizeof word);
    }
    for (int k = 0; k < NUMBERS; k += SP_LANES) {
        next_uniform(&lanes, u);
        ck_assert_mem_eq(drawn->uniform + k, u, sizeof u);
    }
    check_sizes(&lanes, &whole, drawn->all);
    check_sizes(&lanes, &part, drawn->kept);
    for (int k = 0; k < 2 * BLOCKS; k++) {
        sp_lanes_next(&lanes, word);
        for (int l = 0; l < SP_LANES; l++) {
            bool on = drawn->mask[k / 2] >> (k % 2 * SP_LANES + l) & 1;
            ck_assert(on == (word[l] < ceiling[k / 2]));
        }
    }
    check_hits(&lanes, drawn);
    ck_assert_mem_eq(&lanes, &drawn->end, sizeof lanes);
}

START_TEST(every_instruction_set_gives_the_bits_of_the_definition)
{
    static struct drawn drawn;
    int seen = 0;
    for (int i = 0; i < 3; i++) {
        const struct sp_draws *draws = sp_draws_named(sets[i]);
        ck_assert(!draws == !sp_set_runs(sets[i]));
        if (!draws)
            continue;
        ck_assert_str_eq(draws->name, sets[i]);
        draw_all(draws, &drawn);
        check_set(&drawn);
        seen++;
    }
    ck_assert(seen > 0 && !sp_draws_named("none"));
    ck_assert(sp_draws_best() == sp_draws_named(sp_set_best()));
}
END_TEST

/* Interrupted for want of room, a table goes on where it stopped. */
START_TEST(skipping_in_pieces_finds_the_hits_of_one_piece)
{
    static struct drawn drawn;
    const struct sp_draws *draws = sp_draws_best();
    draw_all(draws, &drawn);
    int row[SLACK], column[SLACK], hits = 0;
    struct sp_lanes lanes = sp_lanes_make(5, SP_USE_TEST);
    for (int k = 0; k < 7 * BLOCKS; k++) { /* what draw_all took before */
        uint32_t word[SP_LANES];
        sp_lanes_next(&lanes, word);
    }
    struct sp_skip table = {0.02, 1 / log1p(-0.02), 1000, 50, 7, -1, 0, row, column};
    while (table.at < CELLS) {
        int more = draws->skip(&lanes, &table);
        ck_assert_mem_eq(row, drawn.row + hits, (size_t)more * sizeof *row);
        ck_assert_mem_eq(column, drawn.column + hits, (size_t)more * sizeof *column);
        hits += more;
    }
    ck_assert_int_eq(hits, drawn.hits);
}
END_TEST

/* Neighbouring streams, and neighbouring lanes of one, share nothing that a correlation
   of their numbers would show. */
START_TEST(lanes_and_streams_are_not_correlated)
{
    enum { ROUNDS = 100000, STREAMS = 2 };
    static double sum[2 * SP_LANES][2 * SP_LANES];
    struct sp_lanes lanes[STREAMS] = {sp_lanes_make(0, 2), sp_lanes_make(1, 2)};
    for (int k = 0; k < ROUNDS; k++) {
        uint32_t word[2 * SP_LANES];
        sp_lanes_next(&lanes[0], word);
        sp_lanes_next(&lanes[1], word + SP_LANES);
        for (int i = 0; i < 2 * SP_LANES; i++)
            for (int j = 0; j < i; j++)
                sum[i][j] += (word[i] * 0x1p-32 - 0.5) * (word[j] * 0x1p-32 - 0.5);
    }
    for (int i = 0; i < 2 * SP_LANES; i++) /* variance 1/12 each, 496 pairs */
        for (int j = 0; j < i; j++)
            ck_near(sum[i][j] * 12 / sqrt(ROUNDS), 0, 4.5);
}
END_TEST

SUITE("lanes", each_lane_is_a_pcg32_of_its_own,
      every_instruction_set_gives_the_bits_of_the_definition,
      skipping_in_pieces_finds_the_hits_of_one_piece,
      lanes_and_streams_are_not_correlated)
