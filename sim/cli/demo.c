/* superpose demo [LESSON]: a toy model in training, live in the terminal; in a pipe the
   last frame of each stage as text. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "demo.h"
#include "screen.h"
#include "superpose/cli.h"
#include "superpose/fault.h"
#include "superpose/progress.h"

enum { ASCII, SEED };

static const struct sp_option options[] = {
    [ASCII] = {"ascii", 0, NULL, "no Unicode, whatever the locale says"},
    [SEED] = {"seed", 0, "N", "of initial weights and data (default 0)"},
    {0}};

static const char keys[] =
    "space pause  s step  +- density  <> importance  c pairs  r seed  n next  q quit";

/* Steps between two frames, and the time a frame stays at least. */
enum { STRIDE = 20, FRAME_MS = 40 };

struct demo {
    const struct sp_lesson *lesson;
    struct sp_live live;
    struct sp_dials dials; /* of live */
    bool unicode, color, paused, over;
    int stage, stages;
    long stage_end; /* steps */
    uint64_t seed;
    struct sp_demo_stage done[SP_LESSON_STAGES];
    const char *said;
};

static int stages_of(const struct sp_lesson *lesson)
{
    int count = 0;
    while (count < SP_LESSON_STAGES && lesson->stage[count].features)
        count++;
    return count;
}

/* On a fault all stays as it was. */
static int turn(struct demo *d, const struct sp_dials *dials)
{
    int code = sp_dials_turn(dials, &d->live);
    if (!code)
        d->dials = *dials;
    d->stage_end = d->live.steps + d->lesson->steps;
    return code;
}

static int begin_stage(struct demo *d, int stage)
{
    struct sp_dials dials = d->lesson->stage[stage];
    dials.seed += d->seed;
    d->stage = stage;
    return turn(d, &dials);
}

static void end_stage(struct demo *d)
{
    const struct sp_live *live = &d->live;
    struct sp_demo_stage *done = &d->done[d->stage];
    *done = (struct sp_demo_stage){.dials = d->dials};
    for (int i = 0; i < live->now->net.n; i++)
        done->represented += live->geometry.norm[i] > 0.5;
    const double *W = live->now->W;
    double norms = live->geometry.norm[0] * live->geometry.norm[1];
    done->cosine = norms > 0 ? (W[0] * W[2] + W[1] * W[3]) / norms : 0;
    d->stages = d->stage + 1;
}

static const char *status_of(struct sp_arena *a, const struct demo *d)
{
    int all = stages_of(d->lesson);
    long left = d->stage_end - d->live.steps;
    return sp_arena_print(a, "stage %d of %d%s%s", d->stage + 1, all,
                          d->paused  ? ", paused"
                          : left > 0 ? ""
                                     : ", done: n or q",
                          d->said ? d->said : "");
}

static void draw(const struct demo *d, int width, int height, bool live)
{
    struct sp_arena a = {0};
    struct sp_canvas c = sp_canvas_make(&a, width, height);
    if (width < SP_DEMO_WIDTH || height < SP_DEMO_HEIGHT)
        sp_canvas_text(&c, 0, 0, SP_INK_PLAIN, "needs 80 x 24 characters; q quits");
    else
        sp_demo_draw(&c, &d->live, &d->dials, d->lesson, live ? status_of(&a, d) : "",
                     live ? keys : "");
    if (live)
        fputs("\033[H", stdout);
    /* The last line has no line feed, which would scroll. */
    c.height--;
    sp_canvas_print(&c, d->unicode, d->color, live ? "\033[K\r\n" : "\n", stdout);
    c.glyph += (ptrdiff_t)c.height * c.width;
    c.height = 1;
    sp_canvas_print(&c, d->unicode, d->color, live ? "\033[K\033[J" : "\n", stdout);
    fflush(stdout);
    sp_arena_free(&a);
}

static void press(struct demo *d, int key)
{
    struct sp_dials dials = d->dials;
    switch (key) {
    case ' ':
        d->paused = !d->paused;
        return;
    case 's':
        d->paused = true;
        sp_live_train(&d->live, 1);
        return;
    case 'q':
        d->over = true;
        return;
    case 'n':
        end_stage(d);
        d->over = d->stage + 1 == stages_of(d->lesson) || begin_stage(d, d->stage + 1);
        return;
    case '+':
    case '-':
        dials.density = fmin(dials.density * (key == '+' ? 1.25 : 0.8), 1);
        break;
    case '<':
    case '>':
        dials.importance = fmin(dials.importance * (key == '>' ? 1.05 : 1 / 1.05), 1);
        break;
    case 'c':
        dials.company = (dials.company + 1) % 3;
        break;
    case 'r':
        dials.seed++;
        break;
    default:
        return;
    }
    d->said = turn(d, &dials) ? "; there are no such data" : NULL;
}

/* Until the last stage is over and quit. */
static void play(struct demo *d)
{
    while (!d->over && !atomic_load(&sp_stop)) {
        double began = sp_clock();
        int width, height;
        if (!d->paused && d->live.steps < d->stage_end)
            sp_live_train(&d->live, STRIDE);
        else if (!d->paused && d->stage + 1 < stages_of(d->lesson))
            press(d, 'n');
        sp_screen_size(&width, &height);
        draw(d, width, height, true);
        double left = FRAME_MS - 1000 * (sp_clock() - began);
        press(d, sp_screen_key(left > 1 ? (int)left : 1));
    }
    end_stage(d);
}

static int print_stages(struct demo *d)
{
    int code = 0, stages = stages_of(d->lesson);
    for (int k = 0; !code && k < stages && !atomic_load(&sp_stop); k++) {
        code = k ? begin_stage(d, k) : 0;
        while (!code && d->live.steps < d->stage_end)
            sp_live_train(&d->live, STRIDE);
        if (!code) {
            end_stage(d);
            draw(d, SP_DEMO_WIDTH, SP_DEMO_HEIGHT, false);
        }
    }
    return code;
}

/* The lesson of this name, the first for NULL; NULL and a fault when there is none. */
static const struct sp_lesson *find_lesson(const char *name)
{
    struct sp_arena a = {0};
    const char *names = "";
    for (const struct sp_lesson *l = sp_lessons; l->name; l++) {
        if (!name || !strcmp(l->name, name)) {
            sp_arena_free(&a);
            return l;
        }
        names = sp_arena_print(&a, "%s%s%s", names, *names ? ", " : "", l->name);
    }
    sp_fault(SP_BAD, "there is no lesson %s; there are %s", name, names);
    sp_arena_free(&a);
    return NULL;
}

static int show(struct demo *d)
{
    int code = begin_stage(d, 0);
    if (code)
        return code;
    d->color = sp_screen_color();
    if (sp_screen_open()) {
        play(d);
        sp_screen_close();
    } else {
        d->color = false;
        code = print_stages(d);
    }
    if (!code)
        sp_demo_end(stdout, d->lesson, d->done, d->stages);
    return code;
}

static int run(const struct sp_arguments *arguments)
{
    struct demo d = {.lesson =
                         find_lesson(arguments->words ? arguments->word[0] : NULL)};
    long seed;
    int code = d.lesson ? 0 : SP_BAD;
    if (!code)
        code = sp_argument_number(arguments, SEED, 0, 1000000, 0, &seed);
    if (code)
        return code;
    d.unicode = !sp_argument(arguments, ASCII) && sp_screen_unicode();
    d.seed = (uint64_t)seed;
    code = show(&d);
    sp_live_close(&d.live);
    return code;
}

const struct sp_command sp_command_demo = {
    "demo",
    "[LESSON] [--ascii] [--seed N]",
    "Watch superposition happen, live in the terminal.",
    "A toy model with two hidden dimensions trains while the data change: directions,\n"
    "norms, shares of dimensions, loss. Keys pause and step, change density,\n"
    "importance and who comes with whom, draw another seed, go on, and quit. Lessons\n"
    "are sparsity (the default), importance, geometry, correlation and linear. Where\n"
    "there is no terminal the last frame of each stage is printed.",
    "  superpose demo\n"
    "  superpose demo correlation\n"
    "  superpose demo geometry | less",
    0,
    1,
    options,
    run};
