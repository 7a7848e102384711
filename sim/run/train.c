/* The loop that trains a net, and when it ends. */
#include "superpose/train.h"

#include <string.h>

#include "superpose/fault.h"
#include "superpose/optimizer.h"

static const char *const optimizers[] = {"sgd", "adam", "adamw", NULL};
static const char *const schedules[] = {"constant", "linear", "cosine",
                                        "quarter_cosine", NULL};
static const char *const inits[] = {"xavier", "notebook", "normal", NULL};
static const char *const bias_inits[] = {"zero", "normal", NULL};

/* train.weight_decay unless told otherwise: torch's for AdamW, and the notebook's. */
static const double PRESET_DECAY = 0.01;

#define AT(field) offsetof(struct sp_train_settings, field)

/* The rows of section S; the optimiser, the rate and the clip have defaults of their
   own.  Examples and initial weights of an autoencoder are others' business. */
/* clang-format off */
#define ROWS(S, rule, fast, most)                                                      \
    {S ".optimizer", SP_CHOICE, AT(optimizer), rule, 0, 0, optimizers,                 \
     "update rule, as in torch.optim"},                                                \
    {S ".rate", SP_REAL, AT(rate), fast, 0, 1000, NULL, "peak learning rate"},         \
    {S ".momentum", SP_REAL, AT(momentum), "0", 0, 0.999999, NULL, "sgd: momentum"},   \
    {S ".beta1", SP_REAL, AT(beta1), "0.9", 0, 0.999999, NULL,                         \
     "adam, adamw: what the mean of the gradient keeps in a step"},                    \
    {S ".beta2", SP_REAL, AT(beta2), "0.999", 0, 0.9999999, NULL,                      \
     "adam, adamw: what the mean of its square keeps in a step"},                      \
    {S ".epsilon", SP_REAL, AT(epsilon), "1e-8", 0, 1, NULL,                           \
     "adam, adamw: added to the root of that mean"},                                   \
    {S ".weight_decay", SP_REAL, AT(weight_decay), "0.01", -1000, 1000, NULL,          \
     "adamw: parameters lose rate x this fraction of themselves in a step"},           \
    {S ".l2", SP_REAL, AT(l2), "0", -1000, 1000, NULL,                                 \
     "this times each parameter is added to its gradient (torch's decay)"},            \
    {S ".schedule", SP_CHOICE, AT(schedule), "constant", 0, 0, schedules,              \
     "how the rate falls after the warm-up"},                                          \
    {S ".warmup", SP_INT, AT(warmup), "0", 0, 1e9, NULL,                               \
     "steps in which the rate rises evenly to its peak"},                              \
    {S ".cooldown", SP_REAL, AT(cooldown), "0", 0, 1, NULL,                            \
     "over this last fraction of the steps the rate falls evenly to 0"},               \
    {S ".batch", SP_INT, AT(batch), "1024", 1, 16777216, NULL, "examples in a step"},  \
    {S ".steps", SP_INT, AT(steps), "10000", 1, 1e9, NULL, "steps"},                   \
    {S ".clip", SP_REAL, AT(clip), most, 0, 1e9, NULL,                                 \
     "the gradient is scaled down to this Euclidean norm; 0: never"},                  \
    {S ".settle", SP_REAL, AT(settle), "0", 0, 1, NULL,                                \
     "stop when the mean loss of a window is within this fraction of the one before"}, \
    {S ".settle_window", SP_INT, AT(settle_window), "1000", 1, 1e9, NULL,              \
     "steps in such a window"},                                                        \
    {S ".curve", SP_INT, AT(curve), "100", 1, 100000, NULL,                            \
     "points of the learning curve, evenly spaced in the logarithm of the step"}
/* clang-format on */

const struct sp_param sp_train_params[] = {
    ROWS("train", "adamw", "0.001", "0"),
    {"train.examples", SP_INT, AT(examples), "0", 0, 1e8, NULL,
     "size of a fixed training set; 0 draws fresh examples for every step"},
    {"train.control", SP_CHOICE, AT(control), "none", 0, 0, sp_control_names,
     "trains on examples without the dependence of the source, as source.control does; "
     "measures look at the source itself"},
    {"train.init", SP_CHOICE, AT(init), "xavier", 0, 0, inits,
     "deviation of initial weights: sqrt(2/(n+m)), sqrt(2/(m(n+init_instances))), or "
     "1"},
    {"train.init_scale", SP_REAL, AT(init_scale), "1", 0, 1000, NULL,
     "times that deviation"},
    {"train.init_instances", SP_INT, AT(init_instances), "10", 1, 1e6, NULL,
     "notebook: models in the tensor whose init is imitated"},
    {"train.bias_init", SP_CHOICE, AT(bias_init), "zero", 0, 0, bias_inits,
     "law of initial biases"},
    {"train.bias_scale", SP_REAL, AT(bias_scale), "0.1", 0, 1000, NULL,
     "standard deviation of normal initial biases"},
    {0}};

const struct sp_param sp_sae_train_params[] = {ROWS("sae", "adam", "0.0003", "1"), {0}};

int sp_train_feed(struct sp_arena *a, const struct sp_net *net,
                  const struct sp_source *source,
                  const struct sp_train_settings *settings, uint64_t seed,
                  struct sp_feed *out)
{
    struct sp_source *taught = SP_TAKE(a, 1, struct sp_source);
    int code = sp_source_control(a, source, settings->control, taught);
    if (code)
        return code;
    bool tiles = sp_net_tiles(net, taught->row_mean / taught->n);
    *out = sp_feed_make(a, taught, seed, settings->batch, settings->examples, tiles);
    return 0;
}

int sp_train_check(const char *section, const struct sp_train_settings *settings)
{
    if (settings->warmup > settings->steps)
        return sp_fault(SP_BAD, "%s.warmup (%d) is longer than %s.steps (%d)", section,
                        settings->warmup, section, settings->steps);
    if (settings->settle > 0 && settings->settle_window > settings->steps / 2)
        return sp_fault(SP_BAD,
                        "%s.settle compares two windows, but %s.steps (%d) does not "
                        "hold two of %s.settle_window (%d)",
                        section, section, settings->steps, section,
                        settings->settle_window);
    double decay = settings->weight_decay;
    if (settings->optimizer != SP_ADAMW && decay != 0 && decay != PRESET_DECAY)
        return sp_fault(SP_BAD,
                        "%s.weight_decay (%g) is for adamw alone; with %s set %s.l2, "
                        "or use adamw",
                        section, decay, optimizers[settings->optimizer], section);
    return 0;
}

/* One training in progress. */
struct run {
    const struct sp_train_settings *settings;
    struct sp_net *net;
    struct sp_training training;
    int asked;           /* points of the curve, if it comes to the end */
    double sum;          /* of losses since the last point */
    int count;           /* of them */
    double window, last; /* sum of this window's losses; mean of the window before */
    sp_real *early;      /* (count) parameters after four fifths of the steps */
};

/* round(steps^(j / (points - 1))) without repetition: evenly spaced in log(step). */
static void plan_curve(struct sp_arena *a, struct run *run)
{
    const struct sp_train_settings *s = run->settings;
    struct sp_curve *curve = &run->training.curve;
    int most = s->curve < s->steps ? s->curve : s->steps;
    curve->step = SP_TAKE(a, most, int);
    curve->loss = SP_TAKE(a, most, double);
    double last = most > 1 ? most - 1 : 1;
    for (int j = most > 1 ? 0 : 1; j <= last; j++) {
        int step = j == last ? s->steps : (int)lround(exp(log(s->steps) * j / last));
        if (!run->asked || step > curve->step[run->asked - 1])
            curve->step[run->asked++] = step;
    }
}

/* A point of the curve, at the last step summed. */
static void add_point(struct run *run)
{
    struct sp_curve *curve = &run->training.curve;
    if (!run->count)
        return;
    int before = curve->points ? curve->step[curve->points - 1] : 0;
    curve->step[curve->points] = before + run->count;
    curve->loss[curve->points++] = run->sum / run->count;
    run->sum = run->count = 0;
}

static bool all_finite(const struct sp_net *net)
{
    sp_real sum = 0; /* stays 0 unless something is not finite */
    for (size_t i = 0; i < net->count; i++)
        sum += net->param[i] * 0;
    return sum == 0;
}

/* At the end of a window: whether its mean loss is close enough to that before. */
static bool settled(struct run *run, double loss)
{
    const struct sp_train_settings *s = run->settings;
    run->window += loss;
    if (s->settle <= 0 || run->training.steps % s->settle_window)
        return false;
    double mean = run->window / s->settle_window, before = run->last;
    bool first = run->training.steps == s->settle_window;
    run->window = 0;
    run->last = mean;
    return !first && fabs(mean - before) <= s->settle * before;
}

static void keep_early(struct run *run)
{
    const struct sp_net *net = run->net;
    if (run->training.steps == run->settings->steps / 5 * 4)
        memcpy(run->early, net->param, net->count * sizeof *run->early);
}

/* Batches seen again differ in what was learned alone, and not in what was drawn.
   LATE (count) is room for the parameters, which stay: a slope may change those that
   are the kind's own. */
static double change(const struct run *run, struct sp_stream stream, sp_real *late)
{
    enum { MOST = 64, PART = 100 };
    struct sp_net *net = run->net;
    size_t bytes = net->count * sizeof *late;
    int batches = run->settings->steps / PART;
    batches = batches < 1 ? 1 : batches > MOST ? MOST : batches;
    double then = 0, now = 0;
    memcpy(late, net->param, bytes);
    for (int k = 0; k < batches; k++) {
        const struct sp_batch *batch = stream.next(stream.of);
        memcpy(net->param, run->early, bytes);
        then += net->kind->slope(net, batch) * net->terms / batches;
        memcpy(net->param, late, bytes);
        now += net->kind->slope(net, batch) * net->terms / batches;
    }
    memcpy(net->param, late, bytes);
    double scale = fmax(fabs(then), 0.01 * fabs(run->training.curve.loss[0]));
    return now == then ? 0 : (now - then) / scale;
}

/* Takes note of a step and its loss; gives true when training is over. */
static bool ended(struct run *run, double loss)
{
    struct sp_training *t = &run->training;
    bool over = t->steps == run->settings->steps;
    run->sum += loss;
    run->count++;
    if (settled(run, loss)) {
        t->end = SP_TRAIN_SETTLED;
        over = true;
    }
    if (over || t->steps == t->curve.step[t->curve.points]) {
        if (!all_finite(run->net)) {
            t->end = SP_TRAIN_DIVERGED;
            return true;
        }
        add_point(run);
    }
    return over;
}

double sp_train_step(struct sp_optimizer *optimizer, struct sp_net *net,
                     struct sp_stream stream, int t)
{
    const struct sp_train_settings *s = optimizer->settings;
    if (net->kind->begin)
        net->kind->begin(net, t, s->steps);
    double loss = net->kind->slope(net, stream.next(stream.of)) * net->terms;
    if (!isfinite(loss))
        return loss;
    sp_optimizer_step(optimizer, net, s->rate * sp_train_schedule(s, t));
    if (net->kind->end)
        net->kind->end(net, (sp_real *const[2]){optimizer->first, optimizer->second}, t,
                       s->steps);
    return loss;
}

struct sp_training sp_train(struct sp_arena *a, struct sp_net *net,
                            struct sp_stream stream,
                            const struct sp_train_settings *settings,
                            const atomic_bool *stop)
{
    struct sp_optimizer optimizer = sp_optimizer_make(a, net, settings);
    struct run run = {.settings = settings,
                      .net = net,
                      .training = {.change = NAN},
                      .early = SP_TAKE(a, net->count, sp_real)};
    struct sp_training *t = &run.training;
    plan_curve(a, &run);
    keep_early(&run);
    for (;;) {
        if (stop && atomic_load_explicit(stop, memory_order_relaxed)) {
            t->end = SP_TRAIN_STOPPED;
            break;
        }
        double loss = sp_train_step(&optimizer, net, stream, t->steps++);
        if (!isfinite(loss)) {
            t->end = SP_TRAIN_DIVERGED;
            break;
        }
        keep_early(&run);
        if (ended(&run, loss))
            break;
    }
    add_point(&run);
    if (t->end == SP_TRAIN_DONE)
        t->change = change(&run, stream, optimizer.first);
    return run.training;
}
