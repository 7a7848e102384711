/* What autoencoders share in training: the controller, replacement, AuxK, starts. */

#include "sae_lab.h"

static const double TIGHT = sizeof(sp_real) == 4 ? 1e-4 : 1e-10;

/* 24 features, 3.6 on in an example, of which some are small; two latents for each. */
static double l0_found(const char *kind, const char *target, const char *own)
{
    struct sae_lab lab = {0};
    LAB(&lab, kind, 48, 24, 1, "source.features=24", "source.density=0.15",
        "given.directions=orthogonal", "sae.batch=128", "sae.steps=4000",
        "sae.rate=0.003", "sae.cooldown=0.5", "sae.penalty=0.01",
        "sae.decoder_norm=0.5", target, own);
    lab_train(&lab);
    double l0 = lab.s->l0;
    sp_arena_free(&lab.arena);
    return l0;
}

START_TEST(the_controller_finds_the_coefficient)
{
    static const char *const kinds[][2] = {{"l1", "sae.start_noise=0"},
                                           {"lp", "lp.p=0.5"},
                                           {"log", "log.c=0.1"},
                                           {"tanh", "tanh.c=4"},
                                           {"jumprelu", "jumprelu.bandwidth=0.2"},
                                           {"gated", "sae.norm=unit"}};
    for (size_t j = 0; j < sizeof kinds / sizeof *kinds; j++)
        ck_near(l0_found(kinds[j][0], "sae.target_l0=3", kinds[j][1]), 3, 0.15);
    ck_near(l0_found("l1", "sae.target_l0=2", "sae.start_noise=0"), 2, 0.1);
}
END_TEST

static void kill_latent(struct sae_lab *lab, int i)
{
    lab->s->b_enc[i] = -100;
}

static int count_dead(const struct sae_lab *lab)
{
    int dead = 0;
    for (int i = 0; i < lab->s->k; i++)
        dead += lab->s->silent[i] >= lab->sae.dead_window;
    return dead;
}

/* Half of the latents never come on; with replacement they do. */
static int dead_after(const char *kind, const char *every, const char *norm)
{
    struct sae_lab lab = {0};
    LAB(&lab, kind, 32, 16, 1, "source.features=16", "source.density=0.2",
        "sae.batch=64", "sae.steps=300", "sae.rate=0.001", "sae.dead_window=5000",
        "sae.penalty=0.01", "sae.resample_rows=256", every, norm);
    for (int i = 0; i < 16; i++)
        kill_latent(&lab, i);
    lab_train(&lab);
    int dead = count_dead(&lab);
    ck_assert_int_eq(lab.s->dead_count, dead);
    sp_arena_free(&lab.arena);
    return dead;
}

START_TEST(a_resample_lowers_the_dead_count)
{
    static const char *const kinds[] = {"l1", "log", "jumprelu", "gated"};
    for (size_t j = 0; j < sizeof kinds / sizeof *kinds; j++) {
        bool gated = !strcmp(kinds[j], "gated"); /* it has no free norms */
        const char *norm = gated ? "sae.norm=unit" : "sae.norm=free";
        int without = dead_after(kinds[j], "sae.resample_every=0", norm);
        int with = dead_after(kinds[j], "sae.resample_every=200", norm);
        ck_assert_int_ge(without, 16);
        ck_assert_int_le(with, without / 2);
        ck_assert_int_le(
            dead_after(kinds[j], "sae.resample_every=200", "sae.norm=unit"),
            without / 2);
    }
}
END_TEST

/* The recipe of 2023 on one latent. */
START_TEST(a_replacement_follows_the_recipe)
{
    struct sae_lab lab = {0};
    LAB(&lab, "l1", 8, 6, 1, "source.features=6", "source.density=0.3", "sae.batch=64",
        "sae.resample_every=1", "sae.resample_rows=100", "sae.center=mean");
    struct sp_sae *s = lab.s;
    sp_real *moments[2];
    double alive = 0, norm = 0, encoder = 0, cosine = 0;
    for (int k = 0; k < 2; k++) {
        moments[k] = SP_TAKE(&lab.arena, lab.net.count, sp_real);
        for (size_t i = 0; i < lab.net.count; i++)
            moments[k][i] = 1;
    }
    for (int i = 0; i < 8; i++)
        s->fired[i] = i != 3;
    s->b_enc[3] = -5;
    sp_sae_resample(s, moments);
    for (int j = 0; j < 6; j++) {
        double D = (double)s->D[18 + j], E = (double)s->E[18 + j];
        norm += D * D, encoder += E * E, cosine += D * E;
        ck_assert(moments[0][(size_t)(s->D - s->param) + 18 + (size_t)j] == 0);
        ck_assert(moments[1][(size_t)(s->E - s->param) + 18 + (size_t)j] == 0);
        ck_assert(moments[0][(size_t)(s->D - s->param) + 12 + (size_t)j] == 1);
        alive += (double)s->E[j] * (double)s->E[j];
    }
    ck_assert(s->b_enc[3] == 0);
    ck_near(sqrt(norm), 0.1, 1e-6);
    ck_near(sqrt(encoder), 0.2 * sqrt(alive), 1e-6);
    ck_near(cosine, sqrt(norm * encoder), 1e-7);
    sp_arena_free(&lab.arena);
}
END_TEST

/* Latents 0 .. 4 are dead; gives the gradient with AuxK or without. */
static void slope_with(struct sp_arena *a, struct sp_net *net, const char *weight,
                       const char *kind, const char *own, const struct sp_batch *batch,
                       double *loss)
{
    struct sae_variant v = {kind, {weight, "sae.aux_latents=3", own}};
    *net = sae_open(a, &v, 12, 6, batch->rows);
    struct sp_sae *s = sp_sae_of(net);
    sae_randomise(net, 7);
    for (int i = 0; i < 5; i++) {
        s->dead[s->dead_count++] = i;
        s->b_enc[i] -= 20;
    }
    *loss = net->kind->slope(net, batch);
}

/* AuxK of the dead five in plain loops: adds its gradient and gives its loss. */
static double plain_aux(const struct sp_net *net, const struct sp_batch *batch,
                        double *slope)
{
    const struct sp_sae *s = sp_sae_of(net);
    size_t D = (size_t)(s->D - s->param), E = (size_t)(s->E - s->param);
    size_t bias = (size_t)(s->b_enc - s->param), center = (size_t)(s->b_dec - s->param);
    double loss = 0, by = 0.7 / batch->rows; /* five dead, half the width is three */
    for (int b = 0; b < batch->rows; b++) {
        const sp_real *x = batch->dense + b * 6;
        double miss[6], h[5], score[5];
        for (int j = 0; j < 6; j++)
            miss[j] = (double)x[j] - (double)s->b_dec[j];
        for (int e = s->codes.start[b]; e < s->codes.start[b + 1]; e++)
            for (int j = 0; j < 6; j++)
                miss[j] -=
                    (double)s->codes.f[e] * (double)s->D[s->codes.index[e] * 6 + j];
        for (int i = 0; i < 5; i++) {
            double square = 0;
            h[i] = (double)s->b_enc[i];
            for (int j = 0; j < 6; j++) {
                h[i] += ((double)x[j] - (double)s->b_dec[j]) * (double)s->E[i * 6 + j];
                square += (double)s->D[i * 6 + j] * (double)s->D[i * 6 + j];
            }
            score[i] = h[i] * sqrt(square);
        }
        bool used[5];
        for (int i = 0; i < 5; i++) {
            int above = 0;
            for (int other = 0; other < 5; other++)
                above += score[other] > score[i];
            used[i] = above < 3;
            for (int j = 0; used[i] && j < 6; j++)
                miss[j] -= h[i] * (double)s->D[i * 6 + j];
        }
        for (int j = 0; j < 6; j++)
            loss += by * miss[j] * miss[j];
        for (int i = 0; i < 5; i++) {
            double dh = 0;
            for (int j = 0; used[i] && j < 6; j++) {
                dh -= 2 * by * miss[j] * (double)s->D[i * 6 + j];
                slope[D + (size_t)(i * 6 + j)] -= 2 * by * miss[j] * h[i];
            }
            slope[bias + (size_t)i] += dh;
            for (int j = 0; j < 6; j++) {
                slope[E + (size_t)(i * 6 + j)] +=
                    dh * ((double)x[j] - (double)s->b_dec[j]);
                slope[center + (size_t)j] -= dh * (double)s->E[i * 6 + j];
            }
        }
    }
    return loss;
}

static void check_aux(const char *kind, const char *own)
{
    struct sp_arena a = {0};
    struct sp_batch batch = sae_batch(&a, 50, 6, 3);
    struct sp_net with, without;
    double loss[2], worst = 0, scale = 0;
    slope_with(&a, &without, "sae.aux=0", kind, own, &batch, &loss[0]);
    slope_with(&a, &with, "sae.aux=0.7", kind, own, &batch, &loss[1]);
    double *expected = SP_TAKE(&a, with.count, double);
    for (size_t i = 0; i < with.count; i++)
        expected[i] = (double)without.grad[i];
    double aux = plain_aux(&with, &batch, expected);
    ck_near(loss[1] - loss[0], aux, TIGHT * loss[1]);
    ck_assert_double_gt(aux, 0.1);
    for (size_t i = 0; i < with.count; i++) {
        worst = fmax(worst, fabs((double)with.grad[i] - expected[i]));
        scale = fmax(scale, fabs(expected[i]));
    }
    ck_near(worst / scale, 0, TIGHT);
    for (int j = 0; j < with.arrays; j++) {
        const struct sp_array *array = &with.array[j];
        size_t live = array->at + 5 * array->columns;
        for (size_t i = live; array->rows == 12 && i < array->at + 12 * array->columns;
             i++)
            ck_assert(with.grad[i] == without.grad[i]);
    }
    sp_arena_free(&a);
}

START_TEST(auxk_does_not_touch_live_latents)
{
    check_aux("topk", "topk.k=3");
    check_aux("batch_topk", "batch_topk.k=2.5");
    check_aux("matryoshka", "matryoshka.widths=[6, 12]");
    check_aux("l1", "sae.penalty=0.3");
    check_aux("gated", "sae.norm=unit");
}
END_TEST

/* Seven of ten examples are 0 and the others D: the geometric median is the point with
   more than half of the weight, the mean is not. */
START_TEST(b_dec_begins_at_the_centre)
{
    struct sae_lab median = {0}, mean = {0};
    LAB(&median, "l1", 2, 2, 1, "source.features=1", "source.density=0.3",
        "source.size=constant", "sae.center=median");
    LAB(&mean, "l1", 2, 2, 1, "source.features=1", "source.density=0.3",
        "source.size=constant", "sae.center=mean");
    for (int j = 0; j < 2; j++) {
        double D = (double)sp_net_dictionary(&mean.toy)[j];
        ck_near(median.s->b_dec[j], 0, 1e-4);
        ck_near(mean.s->b_dec[j], 0.3 * D, 0.03 * fabs(D));
    }
    sp_arena_free(&median.arena);
    sp_arena_free(&mean.arena);
}
END_TEST

START_TEST(starts_are_what_the_settings_say)
{
    struct sae_lab tied = {0}, free_ = {0};
    LAB(&tied, "topk", 5, 6, 1, "source.features=6", "sae.start=truth");
    LAB(&free_, "topk", 5, 6, 1, "source.features=6", "sae.norm=unit",
        "sae.transposed=false");
    double cosine = 0, square = 0;
    for (int j = 0; j < 6; j++) {
        ck_near(tied.s->D[j], 0.1 * (double)sp_net_dictionary(&tied.toy)[j], 1e-6);
        ck_assert(tied.s->E[j] == tied.s->D[j]);
        cosine += (double)free_.s->D[j] * (double)free_.s->E[j];
        square += (double)free_.s->D[j] * (double)free_.s->D[j];
    }
    ck_near(square, 1, 1e-5);
    ck_assert_double_lt(fabs(cosine), 0.99);
    sp_arena_free(&tied.arena);
    sp_arena_free(&free_.arena);
}
END_TEST

START_TEST(the_coefficient_and_k_warm_up)
{
    struct sp_arena a = {0};
    struct sae_variant v = {"l1", {"sae.penalty=2", "sae.penalty_warmup=0.5"}};
    struct sae_variant w = {"topk",
                            {"topk.k=3", "topk.k_start=11", "topk.k_steps=0.5"}};
    struct sp_net l1 = sae_open(&a, &v, 20, 6, 40), topk = sae_open(&a, &w, 40, 6, 40);
    struct sp_batch batch = sae_batch(&a, 40, 6, 3);
    sae_randomise(&topk, 7);
    for (int t = 0; t < 100; t += 7) {
        l1.kind->begin(&l1, t, 100);
        ck_near(sp_sae_of(&l1)->penalty, 2 * fmin((t + 1) / 50.0, 1), 1e-12);
        topk.kind->begin(&topk, t, 100);
        topk.kind->slope(&topk, &batch);
        const int *start = sp_sae_of(&topk)->codes.start;
        ck_assert_int_eq(start[1] - start[0], (int)lround(11 - 8 * fmin(t / 50.0, 1)));
    }
    sp_arena_free(&a);
}
END_TEST

SUITE("sae_step", the_controller_finds_the_coefficient,
      a_resample_lowers_the_dead_count, a_replacement_follows_the_recipe,
      auxk_does_not_touch_live_latents, b_dec_begins_at_the_centre,
      starts_are_what_the_settings_say, the_coefficient_and_k_warm_up)
