/* Writes the first batch of a source with equal densities and uniform sizes as raw
   floats, rows x features: batch SEED USE ROWS FEATURES DENSITY */
#include <stdio.h>
#include <stdlib.h>

#include "superpose/fault.h"
#include "superpose/kinds.h"

static const struct sp_source_kind *kind_named(const char *name)
{
    const struct sp_source_kind *const *kind = sp_source_kinds;
    while (strcmp((*kind)->self.name, name))
        kind++;
    return *kind;
}

int main(int count, char **text)
{
    struct sp_arena a = {0};
    struct sp_source source;
    struct sp_source_settings settings;
    if (count != 6)
        return 2;
    sp_param_defaults(&a, sp_source_params, &settings);
    const struct sp_param *n = sp_param_find(sp_source_params, "source.features");
    const struct sp_param *p = sp_param_find(sp_source_params, "source.density");
    if (sp_param_read(&a, n, &settings, text[4]) ||
        sp_param_read(&a, p, &settings, text[5]) ||
        sp_source_open(&a, kind_named("independent"), &settings, NULL, &source))
        return 2;
    struct sp_lanes lanes = sp_lanes_make(strtoull(text[1], NULL, 10),
                                          (uint32_t)strtoul(text[2], NULL, 10));
    struct sp_batch batch = sp_source_batch(&a, &source, atoi(text[3]), false);
    float *x = SP_TAKE(&a, source.n, float);
    sp_source_draw(&source, &lanes, &batch);
    for (int row = 0; row < batch.rows; row++) {
        memset(x, 0, (size_t)source.n * sizeof *x);
        for (int e = batch.start[row]; e < batch.start[row + 1]; e++)
            x[batch.index[e]] = (float)batch.value[e];
        if (fwrite(x, sizeof *x, (size_t)source.n, stdout) != (size_t)source.n)
            return 1;
    }
    sp_arena_free(&a);
    return 0;
}
