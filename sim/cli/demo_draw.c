/* One frame of the demo, and the words at its end. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "demo.h"
#include "wrap.h"

static int ink_of(int feature)
{
    return 1 + feature % SP_INK_COLORS;
}

/* A square of SIDE lines at (0, TOP); norms up to 1.25 fit. */
static void draw_directions(struct sp_canvas *c, const struct sp_live *live, int top,
                            int side)
{
    int middle_x = 2 * side, middle_y = 4 * top + 2 * side;
    double scale = (2 * side - 4) / 1.25;
    for (int k = 0; k < 128; k += 4) { /* the unit circle, faint */
        double turn = 2 * 3.14159265358979 * k / 128;
        sp_canvas_dot(c, middle_x + (int)lround(scale * cos(turn)),
                      middle_y + (int)lround(scale * sin(turn)), SP_INK_FAINT);
    }
    for (int i = 0; i < live->now->net.n; i++) {
        int x = middle_x + (int)lround(scale * live->now->W[2 * i]);
        int y = middle_y - (int)lround(scale * live->now->W[2 * i + 1]);
        sp_canvas_line(c, middle_x, middle_y, x, y, ink_of(i));
    }
    for (int i = 0; i < live->now->net.n; i++) { /* its number a little farther out */
        double norm = live->geometry.norm[i], out = scale + (norm > 0 ? 4 / norm : 0);
        sp_canvas_text(c, (middle_x + (int)lround(out * live->now->W[2 * i])) / 2,
                       (middle_y - (int)lround(out * live->now->W[2 * i + 1])) / 4,
                       ink_of(i), (const char[]){(char)('0' + i), 0});
    }
}

/* Values of D that pairs and polygons have, and where their words stand beside them. */
static const struct {
    double value;
    int shift;
    const char *text;
} levels[] = {{1, 0, "1"},
              {2.0 / 3, 0, "2/3"},
              {0.5, 0, "1/2"},
              {0.4, -2, "2/5"},
              {0.25, -3, "1/4"}};

static void draw_bars(struct sp_canvas *c, const struct sp_live *live, int left,
                      int top)
{
    struct sp_arena a = {0};
    enum { NORM = 8, SHARE = 22 };
    int n = live->now->net.n, share = left + 17;
    sp_canvas_text(c, left, top, SP_INK_BOLD, "  |W|");
    sp_canvas_text(c, share, top, SP_INK_BOLD, "D");
    for (size_t k = 0; k < sizeof levels / sizeof *levels; k++)
        sp_canvas_text(c,
                       share + (int)lround(levels[k].value * SHARE) + levels[k].shift,
                       top, SP_INK_FAINT, levels[k].text);
    for (int i = 0; i < n; i++) {
        int y = top + 1 + i;
        double D = live->geometry.dimensionality[i];
        sp_canvas_text(c, left, y, ink_of(i),
                       sp_arena_print(&a, "%d %.2f", i, live->geometry.norm[i]));
        sp_canvas_bar(c, left + 7, y, NORM, live->geometry.norm[i] / 1.25, ink_of(i));
        for (size_t k = 0; k < sizeof levels / sizeof *levels; k++)
            sp_canvas_text(c, share + (int)lround(levels[k].value * SHARE), y,
                           SP_INK_FAINT, "|");
        sp_canvas_bar(c, share, y, SHARE, D, ink_of(i));
    }
    sp_canvas_text(c, left, top + 1 + n, SP_INK_PLAIN,
                   sp_arena_print(&a, "sum of D %.2f of 2 dimensions",
                                  live->geometry.sum_dimensionality));
    sp_arena_free(&a);
}

/* Logarithms of the least and the greatest loss shown, the best linear one with them;
   four powers of ten at most. */
static void bounds(const struct sp_live *live, double *low, double *high)
{
    double least = live->now->optimum > 0 ? live->now->optimum : live->loss;
    double most = least;
    for (int i = 0; i < live->points; i++) {
        least = fmin(least, live->history[i]);
        most = fmax(most, live->history[i]);
    }
    *high = log(most > 0 ? most : 1);
    *low = fmax(log(least), *high - log(1e4));
}

static void draw_value(struct sp_canvas *c, int x, int bottom, double scale, double low,
                       double value, int ink)
{
    if (log(value) >= low)
        sp_canvas_dot(c, x, bottom - (int)lround(scale * (log(value) - low)), ink);
}

/* The loss so far on a logarithmic scale, with the best a linear map could do now. */
static void draw_loss(struct sp_canvas *c, const struct sp_live *live, int left,
                      int top, int width, int height)
{
    struct sp_arena a = {0};
    double low, high, optimum = live->now->optimum;
    bounds(live, &low, &high);
    double scale = (4 * height - 1) / (high > low ? high - low : 1);
    int bottom = 4 * (top + 1 + height) - 1;
    sp_canvas_text(c, left, top, SP_INK_BOLD,
                   sp_arena_print(&a, "loss %-9.3g", live->loss));
    sp_canvas_text(c, left + 16, top, SP_INK_FAINT,
                   sp_arena_print(&a, "dotted: linear %.3g", optimum));
    for (int x = 0; x < 2 * width; x += 3)
        draw_value(c, 2 * left + x, bottom, scale, low, optimum, SP_INK_FAINT);
    for (int x = 0; x < 2 * width && live->points; x++) {
        int i = (int)((double)x / (2 * width) * live->points);
        draw_value(c, 2 * left + x, bottom, scale, low, live->history[i], SP_INK_PLAIN);
    }
    sp_arena_free(&a);
}

static const char *const companies[] = {"independent", "pairs together",
                                        "pairs exclusive"};

static const char *dials_text(struct sp_arena *a, const struct sp_dials *d)
{
    return sp_arena_print(a, "%d features, %s, density %.3g, importance %.3g^i, %s",
                          d->features, companies[d->company], d->density, d->importance,
                          d->toy);
}

/* What tells stage D apart from the one beside it, OTHER. */
static const char *difference(struct sp_arena *a, const struct sp_dials *d,
                              const struct sp_dials *other)
{
    if (d->features != other->features)
        return sp_arena_print(a, "of %d", d->features);
    if (d->company != other->company)
        return sp_arena_print(a, "with %s%s", companies[d->company],
                              d->company == SP_ALONE ? " features" : "");
    if (strcmp(d->toy, other->toy) != 0)
        return sp_arena_print(a, "in the %s model", d->toy);
    if (d->importance != other->importance)
        return sp_arena_print(a, "at importance %.3g^i", d->importance);
    return sp_arena_print(a, "at density %.3g", d->density);
}

void sp_demo_draw(struct sp_canvas *c, const struct sp_live *live,
                  const struct sp_dials *dials, const struct sp_lesson *lesson,
                  const char *status, const char *keys)
{
    struct sp_arena a = {0};
    enum { TOP = 3 };
    int body = c->height - TOP - 2, side = body;
    if (2 * side > c->width - 43)
        side = (c->width - 43) / 2;
    int left = 2 * side + 2, bars = TOP + 3 + live->now->net.n;
    sp_canvas_text(c, 0, 0, SP_INK_BOLD, lesson->question);
    sp_canvas_text(c, 0, 1, SP_INK_FAINT, lesson->watch);
    sp_canvas_text(
        c, 0, 2, SP_INK_PLAIN,
        sp_arena_print(&a, "%s; step %ld", dials_text(&a, dials), live->steps));
    draw_directions(c, live, TOP, side);
    draw_bars(c, live, left, TOP);
    draw_loss(c, live, left, bars, c->width - left - 1, TOP + body - bars - 1);
    sp_canvas_text(c, 0, c->height - 2, SP_INK_PLAIN, status);
    sp_canvas_text(c, 0, c->height - 1, SP_INK_FAINT, keys);
    sp_arena_free(&a);
}

/* What the stages came to, a sentence. */
static const char *seen(struct sp_arena *a, const struct sp_lesson *lesson,
                        const struct sp_demo_stage *stage, int stages)
{
    const char *text = lesson->pairs ? "The cosine of features 0 and 1 came to"
                                     : "Features whose norm came to more than 1/2:";
    for (int i = 0; i < stages; i++) {
        const struct sp_dials *other = &stage[i ? i - 1 : stages > 1].dials;
        const char *where = difference(a, &stage[i].dials, other);
        const char *comma = i ? "," : "";
        text = lesson->pairs
                   ? sp_arena_print(a, "%s%s %.2f %s", text, comma,
                                    round(100 * stage[i].cosine) / 100 + 0, where)
                   : sp_arena_print(a, "%s%s %d %s", text, comma, stage[i].represented,
                                    where);
    }
    return sp_arena_print(a, "%s.", text);
}

void sp_demo_end(FILE *out, const struct sp_lesson *lesson,
                 const struct sp_demo_stage *stage, int stages)
{
    struct sp_arena a = {0};
    fprintf(out, "%s\n", lesson->question);
    sp_wrap(out, "", 0, seen(&a, lesson, stage, stages));
    sp_wrap(out, "", 0, lesson->meaning);
    fprintf(out, "\nThe real figure, with seeds and theory:\n");
    fprintf(out, "  superpose run experiments/%s.yaml && superpose plot %s\n",
            lesson->figure, lesson->figure);
    sp_arena_free(&a);
}
