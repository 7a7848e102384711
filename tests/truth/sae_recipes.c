/* Trained autoencoders against what is known without training. */
#include "../sae_lab.h"

/* Mean over rows of ||y|| / ||x||, where x is not 0. */
static double shrinkage(struct sae_lab *lab, int rows)
{
    int d = lab->net.m, seen = 0;
    const sp_real *x = sp_activations_next(&lab->data)->dense;
    sp_real *f = SP_TAKE(&lab->arena, rows * lab->net.n, sp_real);
    sp_real *y = SP_TAKE(&lab->arena, rows * d, sp_real);
    double sum = 0;
    sp_sae_encode(&lab->net, rows, x, f);
    sp_sae_decode(&lab->net, rows, f, y);
    for (int b = 0; b < rows; b++) {
        double before = 0, after = 0;
        for (int j = b * d; j < (b + 1) * d; j++) {
            before += (double)x[j] * (double)x[j];
            after += (double)y[j] * (double)y[j];
        }
        if (before > 1e-12) {
            sum += sqrt(after / before);
            seen++;
        }
    }
    return sum / seen;
}

/* Of an orthonormal dictionary, sizes 1: the minimiser of (1 - c)^2 + lambda c is
   1 - lambda / 2. */
START_TEST(an_l1_penalty_shrinks_by_half_of_its_coefficient)
{
    static const char *const penalty[] = {"sae.penalty=0.05", "sae.penalty=0.1"};
    static const double expected[] = {0.975, 0.95};
    for (int j = 0; j < 2; j++) {
        struct sae_lab lab = {0};
        LAB(&lab, "l1", 16, 32, 1, "source.features=16", "source.density=0.25",
            "source.size=constant", "given.directions=orthogonal", "sae.batch=256",
            "sae.steps=3000", "sae.rate=0.003", "sae.cooldown=0.5", "sae.start=truth",
            "sae.start_noise=0.1", penalty[j]);
        lab_train(&lab);
        ck_near(shrinkage(&lab, 256), expected[j], 0.002);
        sp_arena_free(&lab.arena);
    }
}
END_TEST

/* A decoder with one latent on two features of size 1 along two axes: the first is on
   with p, the second with q given the first, and with r given its absence. */
enum { WIDTH = 6, BATCH = 500 };

struct pair {
    struct sae_lab lab;
    struct sp_rng rng;
    struct sp_batch batch;
    double p, q, r;
    bool without_bias; /* b_dec is kept at 0 */
};

static const struct sp_batch *next_pair(void *of)
{
    struct pair *pair = of;
    sp_real *x = pair->batch.dense;
    memset(x, 0, (size_t)BATCH * WIDTH * sizeof *x);
    for (int b = 0; b < BATCH; b++, x += WIDTH) {
        bool first = sp_rng_uniform(&pair->rng) < pair->p;
        x[0] = first;
        x[1] = sp_rng_uniform(&pair->rng) < (first ? pair->q : pair->r);
    }
    for (int j = 0; pair->without_bias && j < WIDTH; j++)
        pair->lab.s->b_dec[j] = 0;
    return &pair->batch;
}

static void train_pair(struct pair *pair, uint64_t seed)
{
    static const char *const set[] = {"sae.batch=500",
                                      "sae.steps=6000",
                                      "sae.rate=0.003",
                                      "sae.cooldown=0.5",
                                      "sae.penalty=0.001",
                                      "sae.decoder_norm=1",
                                      NULL};
    struct sae_lab *lab = &pair->lab;
    lab_open(lab, "l1", 1, WIDTH, seed, set);
    pair->rng = sp_rng_make(seed, SP_USE_SAE_TRAIN);
    pair->batch = (struct sp_batch){.rows = BATCH, .features = WIDTH};
    pair->batch.dense = SP_TAKE(&lab->arena, BATCH * WIDTH, sp_real);
    for (int j = 0; j < WIDTH; j++)
        lab->s->D[j] = lab->s->E[j] =
            (sp_real)((j == 0) + 0.1 * sp_rng_normal(&pair->rng));
    lab->training = sp_train(&lab->arena, &lab->net,
                             (struct sp_stream){next_pair, pair}, &lab->train, NULL);
    ck_assert(lab->training.end == SP_TRAIN_DONE);
}

/* Chanin, Dulka and Garriga-Alonso 2025 (arXiv:2505.11756): one latent for a parent and
   its child takes the first eigenvector of their second moments [1 q; q q], for q = 0.2
   (.973, .230). */
START_TEST(one_latent_hedges_between_a_parent_and_its_child)
{
    for (uint64_t seed = 0; seed < 3; seed++) {
        struct pair pair = {.p = 0.25, .q = 0.2, .without_bias = true};
        train_pair(&pair, seed);
        const sp_real *D = pair.lab.s->D;
        double norm = 0;
        for (int j = 0; j < WIDTH; j++)
            norm += (double)D[j] * (double)D[j];
        ck_near((double)D[0] / sqrt(norm), 0.973, 0.005);
        ck_near((double)D[1] / sqrt(norm), 0.230, 0.02);
        sp_arena_free(&pair.lab.arena);
    }
}
END_TEST

/* An independent feature without a latent is left to the bias, with its mean. */
START_TEST(a_missed_feature_shows_in_the_bias_with_its_mean)
{
    for (uint64_t seed = 0; seed < 3; seed++) {
        struct pair pair = {.p = 0.25, .q = 0.2, .r = 0.2};
        train_pair(&pair, seed);
        ck_near(pair.lab.s->b_dec[1], 0.2, 0.01);
        ck_near((double)pair.lab.s->D[1], 0, 0.02);
        sp_arena_free(&pair.lab.arena);
    }
}
END_TEST

SUITE("sae_recipes", an_l1_penalty_shrinks_by_half_of_its_coefficient,
      one_latent_hedges_between_a_parent_and_its_child,
      a_missed_feature_shows_in_the_bias_with_its_mean)
