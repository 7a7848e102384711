/* What is in a file must never break the reader: an .npy image, or a list of values. */
#include <stdint.h>

#include "superpose/fault.h"
#include "superpose/npy.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Every matrix that is read has its numbers; every refusal has its sentence. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    enum { COUNT = 3 };
    struct sp_arena a = {0};
    struct sp_matrix matrix;
    double value[COUNT];
    if (!sp_npy_parse(&a, "fuzz.npy", bytes, length, &matrix))
        sp_require(matrix.rows * matrix.columns <= length / 4);
    else
        sp_require(*sp_fault_text());
    if (sp_values_parse(&a, "fuzz", bytes, length, COUNT, value))
        sp_require(*sp_fault_text());
    sp_arena_free(&a);
    return 0;
}
