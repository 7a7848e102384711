/* Whether the sparsity is right, seen from the dictionary alone: both numbers are
   smallest at the true L0 (Chanin and Garriga-Alonso 2025, Sparse but Wrong).  Rows are
   taken as unit vectors, so that dictionaries of other norms can be compared. */
#include <string.h>

#include "superpose/fault.h"
#include "superpose/structure.h"

double sp_decoder_coherence(struct sp_arena *a, const double *W, int k, int d)
{
    struct sp_cosines c = sp_cosines_make(a, k < SP_STRIP ? k : SP_STRIP, k, d, W);
    double sum = 0, pairs = 0.5 * k * (k - 1.0);
    for (int first = 0; first < k; first += SP_STRIP) {
        int rows = k - first < SP_STRIP ? k - first : SP_STRIP;
        sp_cosines_fill(&c, W + (size_t)first * (size_t)d, rows);
        for (int s = 0; s < rows; s++)
            for (int j = first + s + 1; j < k; j++)
                sum += fabs((double)c.value[(size_t)s * c.stride + (size_t)j]);
    }
    return pairs > 0 ? sum / pairs : 0;
}

/* The value that RANK others are larger than or equal to, were x (count) in order
   (Hoare 1961); x is reordered. */
static sp_real select_rank(sp_real *x, ptrdiff_t count, ptrdiff_t rank)
{
    ptrdiff_t low = 0, high = count - 1;
    while (low < high) {
        sp_real pivot = x[low + (high - low) / 2];
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (x[i] > pivot)
                i++;
            while (x[j] < pivot)
                j--;
            if (i > j)
                break;
            sp_real swap = x[i];
            x[i++] = x[j];
            x[j--] = swap;
        }
        if (rank > j && rank < i)
            break;
        if (rank <= j)
            high = j;
        else
            low = i;
    }
    return x[rank];
}

double sp_nth_projection(struct sp_arena *a, const double *W, int k, int d,
                         const double *b, const sp_real *x, int rows, int nth)
{
    sp_require(nth >= 0 && nth < k && rows > 0);
    struct sp_cosines c = sp_cosines_make(a, 1, k, d, W);
    sp_real *centred = SP_TAKE(a, (size_t)rows * (size_t)d, sp_real);
    sp_real *product = SP_TAKE(a, (size_t)rows * c.stride, sp_real);
    for (int r = 0; r < rows; r++)
        for (int q = 0; q < d; q++)
            centred[(size_t)r * (size_t)d + (size_t)q] =
                (sp_real)((double)x[(size_t)r * (size_t)d + (size_t)q] - b[q]);
    sp_cosines_project(&c, rows, centred, product);
    for (int r = 1; r < rows; r++)
        memmove(product + (size_t)r * (size_t)k, product + (size_t)r * c.stride,
                (size_t)k * sizeof *product);
    return (double)select_rank(product, (ptrdiff_t)rows * k, (ptrdiff_t)nth * rows);
}
