/* Writes a million numbers of one of our streams to standard output as raw 64-bit
   words, for pcg.sh to compare with what other implementations write: pcg32 STATE
   SEQUENCE | pcg64 STATE SEQUENCE | stream SEED USE | uniform SEED USE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "superpose/rng.h"

enum { COUNT = 1000000 };

static uint64_t word[COUNT];

static void fill(const char *what, uint64_t first, uint64_t second)
{
    struct sp_pcg32 small = sp_pcg32_start(first, second);
    struct sp_rng rng = strcmp(what, "pcg64") ? sp_rng_make(first, (uint32_t)second)
                                              : sp_rng_start(first, second);
    for (int i = 0; i < COUNT; i++) {
        double u;
        if (!strcmp(what, "pcg32")) {
            word[i] = sp_pcg32_next(&small);
        } else if (!strcmp(what, "uniform")) {
            u = sp_rng_uniform(&rng);
            memcpy(&word[i], &u, sizeof u);
        } else {
            word[i] = sp_rng_next(&rng);
        }
    }
}

int main(int count, char **text)
{
    if (count != 4)
        return 2;
    fill(text[1], strtoull(text[2], NULL, 10), strtoull(text[3], NULL, 10));
    return fwrite(word, sizeof *word, COUNT, stdout) != COUNT;
}
