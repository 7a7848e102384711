/* Section `sae` of an experiment file, but for kinds and training. */
#include "superpose/fault.h"
#include "sae_inside.h"

static const char *const centers[] = {"zero", "mean", "median", NULL};
static const char *const starts[] = {"random", "samples", "truth", NULL};
static const char *const norms[] = {"free", "unit", NULL};

#define AT(field) offsetof(struct sp_sae_settings, field)

const struct sp_param sp_sae_params[] = {
    {"sae.latents", SP_INT, AT(latents), "0", 0, 1e6, NULL,
     "k, the number of latents; 0: sae.ratio times the number of features"},
    {"sae.ratio", SP_REAL, AT(ratio), "1", 1e-6, 1e6, NULL,
     "latents per feature (per coordinate for activations of a file), with latents 0"},
    {"sae.pre_bias", SP_BOOL, AT(pre_bias), "true", 0, 0, NULL,
     "whether b_dec is subtracted from what is encoded"},
    {"sae.center", SP_CHOICE, AT(center), "zero", 0, 0, centers,
     "initial b_dec: 0, or the mean or geometric median of a sample"},
    {"sae.start", SP_CHOICE, AT(start), "random", 0, 0, starts,
     "initial directions: uniform on the sphere, samples of the data, or the truth"},
    {"sae.start_noise", SP_REAL, AT(start_noise), "0", 0, 1000, NULL,
     "standard deviation of what is added to each of their coordinates"},
    {"sae.transposed", SP_BOOL, AT(transposed), "true", 0, 0, NULL,
     "whether the encoder starts as the decoder; else as other random directions"},
    {"sae.norm", SP_CHOICE, AT(norm), "free", 0, 0, norms,
     "whether decoder directions are free, or kept at norm 1 with their gradient "
     "projected"},
    {"sae.decoder_norm", SP_REAL, AT(decoder_norm), "0.1", 1e-6, 1000, NULL,
     "norm of initial decoder directions that are free"},
    {"sae.penalty", SP_REAL, AT(penalty), "0.1", 0, 1e9, NULL,
     "sparsity coefficient lambda, beside the squared error summed over coordinates"},
    {"sae.penalty_warmup", SP_REAL, AT(penalty_warmup), "0", 0, 1, NULL,
     "fraction of the steps over which the coefficient rises evenly"},
    {"sae.target_l0", SP_REAL, AT(target_l0), "0", 0, 1e6, NULL,
     "the coefficient is steered until so many latents are on in an example; 0: it is "
     "fixed"},
    {"sae.aux", SP_REAL, AT(aux), "0", 0, 1e6, NULL,
     "weight of AuxK, in which dead latents reconstruct the error; 0: none"},
    {"sae.aux_latents", SP_INT, AT(aux_latents), "0", 0, 1e6, NULL,
     "dead latents that AuxK uses for an example; 0: half of the width"},
    {"sae.dead_window", SP_INT, AT(dead_window), "1000000", 1, 2e9, NULL,
     "a latent that was off in so many examples is dead"},
    {"sae.resample_every", SP_INT, AT(resample_every), "0", 0, 1e9, NULL,
     "steps between replacements of dead latents; 0: none"},
    {"sae.resample_times", SP_INT, AT(resample_times), "4", 0, 1e9, NULL,
     "replacements, at most"},
    {"sae.resample_until", SP_REAL, AT(resample_until), "0.8", 0, 1, NULL,
     "fraction of the steps behind which there is no replacement"},
    {"sae.resample_rows", SP_INT, AT(resample_rows), "8192", 1, 1e7, NULL,
     "examples among which replacements are looked for"},
    {.key = NULL},
};

int sp_sae_latents(const struct sp_sae_settings *settings, int features)
{
    double wished = settings->ratio * features;
    if (settings->latents)
        return settings->latents;
    return wished < 1 ? 1 : wished > 1e6 ? 1000000 : (int)(wished + 0.5);
}

int sp_sae_check_k(const char *section, const struct sp_k_settings *top, int latents)
{
    bool start = top->k_start > latents;
    if (!start && top->k <= latents)
        return 0;
    return sp_fault(SP_BAD, "%s.%s: %g latents cannot be on where there are %d",
                    section, start ? "k_start" : "k", start ? top->k_start : top->k,
                    latents);
}

int sp_sae_refuse_target(const char *kind, const struct sp_sae_settings *settings)
{
    if (!(settings->target_l0 > 0))
        return 0;
    return sp_fault(SP_BAD,
                    "sae.target_l0: %s has no coefficient to steer; set %s.k to %g",
                    kind, kind, settings->target_l0);
}

int sp_sae_check(const struct sp_net_kind *kind, const struct sp_sae_settings *settings,
                 const void *own, int latents, int width)
{
    struct sp_sae_own both = {settings, own};
    if (settings->target_l0 > latents)
        return sp_fault(SP_BAD,
                        "sae.target_l0: %g latents cannot be on where there are %d",
                        settings->target_l0, latents);
    if (settings->target_l0 > 0 && !(settings->penalty > 0))
        return sp_fault(SP_BAD,
                        "sae.target_l0: it is sae.penalty that is steered, which "
                        "must not begin at 0");
    if (settings->resample_every && settings->norm == SP_NORM_FREE &&
        settings->resample_rows < 2)
        return sp_fault(SP_BAD, "sae.resample_rows: one example is no choice");
    return kind->check ? kind->check(latents, width, &both) : 0;
}
