/* Tiny nets, compiled once for each instruction set (see the Makefile), each time with
   another SP_TINY_NAME. */
#include "superpose/tiny.h"

#include "vec.h"

#if defined __AVX512F__
enum { SUMS = 20 }; /* sums that stay in registers while samples pass */
#else
enum { SUMS = 10 };
#endif

/* The largest of the nets whose sizes are known when this is compiled: those of the
   phase diagrams and of the pentagon.  Their losses are summed up in float over ROWS
   rows. */
enum { KNOWN_N = 5, KNOWN_M = 2, ROWS = 1024 };

/* What a law is, known when the code is compiled or not. */
struct law {
    bool relu_hidden, relu_output, absolute;
};

static const struct law relu_output_model = {.relu_output = true};

INLINE bool is_relu_output_model(const struct sp_tiny *t)
{
    return t->relu_output && t->tied && !t->relu_hidden && !t->absolute && !t->given;
}

/* Lanes that hold a sample when `left` samples begin at lane 0. */
INLINE flags filled_lanes(int left)
{
    mask lane = {0};
    for (int l = 0; l < WIDTH; l++)
        lane[l] = l;
    return flags_of(lane < (sp_whole)left);
}

INLINE vec absolute(vec value)
{
    const sp_whole sign = (sp_whole)((uint64_t)1 << (8 * sizeof(sp_whole) - 1));
    return (vec)((mask)value & ~sign);
}

/* Output i of one vector of samples, in all lanes or the filled ones: its delta.  A
   pre-activation that is not a number counts as on, so that it reaches the loss. */
INLINE vec finish(const struct sp_tiny *t, const struct law law, int i,
                  const flags *filled, vec pre, vec x, vec *loss)
{
    flags on = law.relu_output ? above(pre) : flags_of(~(mask){0});
    on = filled ? (flags)(on & *filled) : on;
    vec target = law.absolute ? absolute(x) : x;
    vec error = kept(on, pre) - target;
    vec delta = t->weight[i] * error;
    *loss += delta * error;
    return kept(on, delta);
}

/* The sums of a net whose sizes are known stay in registers while the batch passes. */
struct sums {
    vec W[KNOWN_N * KNOWN_M], b[KNOWN_N], loss;
};

/* Adds one vector of samples. */
INLINE void add_samples(const struct sp_tiny *t, int N, int M, const sp_real *x,
                        const flags *filled, struct sums *sum)
{
    vec h[KNOWN_M] = {0}, slope[KNOWN_M] = {0}, delta[KNOWN_N];
#pragma GCC unroll 8
    for (int i = 0; i < N; i++)
#pragma GCC unroll 2
        for (int k = 0; k < M; k++)
            h[k] += t->in[i * M + k] * load(x + i * SP_TILE);
#pragma GCC unroll 8
    for (int i = 0; i < N; i++) {
        vec pre = t->bias[i] + (vec){0};
#pragma GCC unroll 2
        for (int k = 0; k < M; k++)
            pre += t->in[i * M + k] * h[k];
        delta[i] = finish(t, relu_output_model, i, filled, pre, load(x + i * SP_TILE),
                          &sum->loss);
        sum->b[i] += delta[i];
#pragma GCC unroll 2
        for (int k = 0; k < M; k++)
            slope[k] += t->in[i * M + k] * delta[i];
    }
#pragma GCC unroll 8
    for (int i = 0; i < N; i++)
#pragma GCC unroll 2
        for (int k = 0; k < M; k++) {
            sum->W[i * M + k] += delta[i] * h[k];
            sum->W[i * M + k] += load(x + i * SP_TILE) * slope[k];
        }
}

/* One vector of lanes of the whole batch; gives the loss. */
INLINE vec whole_net(const struct sp_tiny *t, int N, int M, const sp_real *tile,
                     int active, int lane)
{
    struct sums sum = {.loss = {0}};
    int s = lane;
    for (int i = 0; i < N * M; i++)
        sum.W[i] = load(t->in_slope + i * SP_HALF + lane);
    for (int i = 0; i < N; i++)
        sum.b[i] = load(t->bias_slope + i * SP_HALF + lane);
    for (; s + WIDTH <= active; s += SP_HALF)
        add_samples(t, N, M, tile + s / SP_TILE * N * SP_TILE + s % SP_TILE, NULL,
                    &sum);
    if (s < active) {
        const flags filled = filled_lanes(active - s);
        add_samples(t, N, M, tile + s / SP_TILE * N * SP_TILE + s % SP_TILE, &filled,
                    &sum);
    }
    for (int i = 0; i < N * M; i++)
        store(sum.W[i], t->in_slope + i * SP_HALF + lane);
    for (int i = 0; i < N; i++)
        store(sum.b[i], t->bias_slope + i * SP_HALF + lane);
    return sum.loss;
}

/* Where a vector of lanes of one tile stands. */
struct place {
    const sp_real *x;          /* (n, SP_TILE) */
    sp_real *delta;            /* (n, SP_TILE) */
    sp_real *hidden, *h_slope; /* (m, SP_TILE) */
    int sums;                  /* lane of the sums */
};

/* `sides` vectors of samples, SP_HALF lanes apart, through the net and back to the
   hidden dimensions. */
INLINE void pass(const struct sp_tiny *t, const struct law law, int M, int sides,
                 struct place at, int left, vec *loss)
{
    const flags filled[2] = {filled_lanes(left), filled_lanes(left - SP_HALF)};
    vec h[2][SP_TINY_HIDDEN] = {0}, slope[2][SP_TINY_HIDDEN] = {0};
    for (int i = 0; i < t->n; i++)
        for (int v = 0; v < sides; v++) {
            vec x = load(at.x + i * SP_TILE + v * SP_HALF);
#pragma GCC unroll 8
            for (int k = 0; k < M; k++)
                h[v][k] += t->in[i * M + k] * x;
        }
    if (law.relu_hidden)
        for (int v = 0; v < sides; v++)
            for (int k = 0; k < M; k++)
                h[v][k] = kept(above(h[v][k]), h[v][k]);
    for (int i = 0; i < t->n; i++) {
        sp_real *sum = t->bias_slope + i * SP_HALF + at.sums;
        vec bias = load(sum);
        for (int v = 0; v < sides; v++) {
            vec pre = t->bias[i] + (vec){0};
#pragma GCC unroll 8
            for (int k = 0; k < M; k++)
                pre += t->out[i * M + k] * h[v][k];
            vec x = load(at.x + i * SP_TILE + v * SP_HALF);
            vec delta = finish(t, law, i, &filled[v], pre, x, &loss[v]);
            store(delta, at.delta + i * SP_TILE + v * SP_HALF);
            bias += delta;
#pragma GCC unroll 8
            for (int k = 0; k < M; k++)
                slope[v][k] += t->out[i * M + k] * delta;
        }
        store(bias, sum);
    }
    for (int v = 0; v < sides; v++)
        for (int k = 0; k < M; k++) {
            vec back = slope[v][k];
            if (law.relu_hidden)
                back = kept(flags_of(h[v][k] > 0), back);
            store(h[v][k], at.hidden + k * SP_TILE + v * SP_HALF);
            store(back, at.h_slope + k * SP_TILE + v * SP_HALF);
        }
}

/* Adds to `rows` outputs of sums (n, m, SP_HALF) the products, over the active
   samples, of a (tiles, n, SP_TILE) and b (tiles, m, SP_TILE) and, where there are
   any, of c and d of the same shapes. */
INLINE void outer_rows(int n, int M, int rows, int active, int lane, const sp_real *a,
                       const sp_real *b, const sp_real *c, const sp_real *d,
                       sp_real *sums)
{
    vec sum[SUMS];
    for (int i = 0; i < rows * M; i++)
        sum[i] = load(sums + i * SP_HALF);
    for (int s = lane; s < active; s += SP_HALF) {
        int tile = s / SP_TILE, l = s % SP_TILE;
        const sp_real *left = a + tile * n * SP_TILE + l;
        const sp_real *right = b + tile * M * SP_TILE + l;
#pragma GCC unroll 20
        for (int i = 0; i < rows; i++)
#pragma GCC unroll 8
            for (int k = 0; k < M; k++)
                sum[i * M + k] += load(left + i * SP_TILE) * load(right + k * SP_TILE);
        if (!c)
            continue;
        left = c + tile * n * SP_TILE + l;
        right = d + tile * M * SP_TILE + l;
#pragma GCC unroll 20
        for (int i = 0; i < rows; i++)
#pragma GCC unroll 8
            for (int k = 0; k < M; k++)
                sum[i * M + k] += load(left + i * SP_TILE) * load(right + k * SP_TILE);
    }
    for (int i = 0; i < rows * M; i++)
        store(sum[i], sums + i * SP_HALF);
}

INLINE void outer(int n, int M, int active, int lane, const sp_real *a,
                  const sp_real *b, const sp_real *c, const sp_real *d, sp_real *sums)
{
    const int rows = SUMS / M;
    int i = 0;
    for (; i + rows <= n; i += rows)
        outer_rows(n, M, rows, active, lane, a + i * SP_TILE, b,
                   c ? c + i * SP_TILE : NULL, d, sums + i * M * SP_HALF + lane);
    for (; i < n; i++)
        outer_rows(n, M, 1, active, lane, a + i * SP_TILE, b,
                   c ? c + i * SP_TILE : NULL, d, sums + i * M * SP_HALF + lane);
}

/* One vector of lanes of a block of tiles, forward and back; loss (2). */
INLINE void block(const struct sp_tiny *t, const struct law law, int M,
                  const sp_real *tile, int active, int lane, vec *loss)
{
    const bool pair = (int)WIDTH == SP_HALF && M <= 5; /* registers for both sides */
    for (int s = lane; s < active; s += SP_TILE) {
        int x = s / SP_TILE * t->n * SP_TILE + lane,
            h = s / SP_TILE * M * SP_TILE + lane;
        struct place at = {tile + x, t->delta + x, t->hidden + h, t->hidden_slope + h,
                           lane};
        pass(t, law, M, pair ? 2 : 1, at, active - s, loss);
        if (pair || s + SP_HALF >= active)
            continue;
        struct place side = {at.x + SP_HALF, at.delta + SP_HALF, at.hidden + SP_HALF,
                             at.h_slope + SP_HALF, lane};
        pass(t, law, M, 1, side, active - s - SP_HALF, loss + 1);
    }
}

INLINE void add_weights(const struct sp_tiny *t, int M, const sp_real *tile, int active,
                        int lane)
{
    if (t->tied) {
        outer(t->n, M, active, lane, t->delta, t->hidden, tile, t->hidden_slope,
              t->in_slope);
        return;
    }
    outer(t->n, M, active, lane, t->delta, t->hidden, NULL, NULL, t->out_slope);
    if (!t->given)
        outer(t->n, M, active, lane, tile, t->hidden_slope, NULL, NULL, t->in_slope);
}

/* The same code for every number of dimensions, each known when it is compiled. */
#define EACH_DIMENSION(DO)                                                             \
    DO(1);                                                                             \
    DO(2);                                                                             \
    DO(3);                                                                             \
    DO(4);                                                                             \
    DO(5);                                                                             \
    DO(6);                                                                             \
    DO(7);                                                                             \
    DO(8)

/* Adds a block's gradient of the weights.  Not inlined: it is the same for all laws. */
static __attribute__((noinline)) void weights(const struct sp_tiny *t,
                                              const sp_real *tile, int active, int lane)
{
    if (t->tied && t->given)
        return;
#define ADD_WEIGHTS(M)                                                                 \
    if (t->m == (M))                                                                   \
    add_weights(t, M, tile, active, lane)
    EACH_DIMENSION(ADD_WEIGHTS);
}

/* Adds float sums to those of the lanes in double, which stay apart until the end. */
INLINE void add_loss(vec loss, int lane, double *sum)
{
    for (int l = 0; l < WIDTH; l++)
        sum[lane + l] += (double)loss[l];
}

INLINE void blocks(const struct sp_tiny *t, const struct law law, int M,
                   const sp_real *tile, int active, double *sum)
{
    const int rows = (t->n <= 32 ? SP_TINY_TILES : 1) * SP_TILE;
    for (int lane = 0; lane < SP_HALF; lane += WIDTH)
        for (int s = 0; s < active; s += rows) {
            vec loss[2] = {0};
            int here = active - s < rows ? active - s : rows;
            block(t, law, M, tile + s * t->n, here, lane, loss);
            weights(t, tile + s * t->n, here, lane);
            add_loss(loss[0], lane, sum);
            add_loss(loss[1], lane, sum);
        }
}

INLINE void any_size(const struct sp_tiny *t, int M, const sp_real *tile, int active,
                     double *sum)
{
    const struct law law = {t->relu_hidden, t->relu_output, t->absolute};
    if (is_relu_output_model(t))
        blocks(t, relu_output_model, M, tile, active, sum);
    else
        blocks(t, law, M, tile, active, sum);
}

INLINE void known_size(const struct sp_tiny *t, int N, int M, const sp_real *tile,
                       int active, double *sum)
{
    for (int lane = 0; lane < SP_HALF; lane += WIDTH)
        for (int s = 0; s < active; s += ROWS) {
            int here = active - s < ROWS ? active - s : ROWS;
            add_loss(whole_net(t, N, M, tile + s * N, here, lane), lane, sum);
        }
}

static void slope_of_any(const struct sp_tiny *t, const sp_real *tile, int active,
                         double *sum)
{
#define ANY_SIZE(M)                                                                    \
    if (t->m == (M))                                                                   \
    any_size(t, M, tile, active, sum)
    EACH_DIMENSION(ANY_SIZE);
}

static double slope(const struct sp_tiny *t, const sp_real *tile, int active)
{
    double sum[SP_HALF] = {0}, loss = 0;
    int size = is_relu_output_model(t) ? 10 * t->n + t->m : 0;
    if (size == 21)
        known_size(t, 2, 1, tile, active, sum);
    else if (size == 32)
        known_size(t, 3, 2, tile, active, sum);
    else if (size == 52)
        known_size(t, 5, 2, tile, active, sum);
    else
        slope_of_any(t, tile, active, sum);
    for (int l = 0; l < SP_HALF; l++)
        loss += sum[l];
    return loss;
}

/* Output by output, a vector at a time: for unseen data, where time matters less. */
static void errors(const struct sp_tiny *t, const sp_real *tile, int active)
{
    for (int lane = 0; lane < SP_TILE; lane += WIDTH) {
        flags filled = filled_lanes(active - lane);
        vec h[SP_TINY_HIDDEN] = {0};
        for (int i = 0; i < t->n; i++)
            for (int k = 0; k < t->m; k++)
                h[k] += t->in[i * t->m + k] * load(tile + i * SP_TILE + lane);
        for (int k = 0; t->relu_hidden && k < t->m; k++)
            h[k] = kept(above(h[k]), h[k]);
        for (int i = 0; i < t->n; i++) {
            vec pre = t->bias[i] + (vec){0}, x = load(tile + i * SP_TILE + lane);
            for (int k = 0; k < t->m; k++)
                pre += t->out[i * t->m + k] * h[k];
            vec y = t->relu_output ? kept(above(pre), pre) : pre;
            vec error = y - (t->absolute ? absolute(x) : x);
            store(kept(filled, error), t->delta + i * SP_TILE + lane);
        }
    }
}

extern const struct sp_tiny_kernels SP_TINY_NAME;

const struct sp_tiny_kernels SP_TINY_NAME = {VEC_WORD, slope, errors};
