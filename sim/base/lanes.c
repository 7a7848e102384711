/* Streams of lanes, one generator after the other, and the choice of the loops that
   step them side by side. */
#include "superpose/lanes.h"

#include <string.h>

#include "superpose/sets.h"

struct sp_lanes sp_lanes_make(uint64_t seed, uint32_t use)
{
    struct sp_lanes lanes;
    uint32_t word[4 * SP_LANES];
    sp_rng_words(seed, use, word, 4 * SP_LANES);
    for (int l = 0; l < SP_LANES; l++) {
        const uint32_t *w = word + 4 * l;
        struct sp_pcg32 rng =
            sp_pcg32_start(w[0] | (uint64_t)w[1] << 32, w[2] | (uint64_t)w[3] << 32);
        lanes.state[l] = rng.state;
        lanes.increment[l] = rng.increment;
    }
    return lanes;
}

void sp_lanes_next(struct sp_lanes *lanes, uint32_t out[SP_LANES])
{
    for (int l = 0; l < SP_LANES; l++) {
        struct sp_pcg32 rng = {lanes->state[l], lanes->increment[l]};
        out[l] = sp_pcg32_next(&rng);
        lanes->state[l] = rng.state;
    }
}

extern const struct sp_draws sp_draws_plain;

#ifdef SP_PORTABLE
static const struct sp_draws *const all[] = {&sp_draws_plain, NULL};
#else
extern const struct sp_draws sp_draws_avx2, sp_draws_avx512;
static const struct sp_draws *const all[] = {&sp_draws_plain, &sp_draws_avx2,
                                             &sp_draws_avx512, NULL};
#endif

const struct sp_draws *sp_draws_named(const char *name)
{
    for (int i = 0; all[i]; i++)
        if (strcmp(all[i]->name, name) == 0)
            return sp_set_runs(name) ? all[i] : NULL;
    return NULL;
}

const struct sp_draws *sp_draws_best(void)
{
    return sp_draws_named(sp_set_best());
}
