/* The pieces of `superpose demo`. */
#ifndef SUPERPOSE_CLI_DEMO_H
#define SUPERPOSE_CLI_DEMO_H

#include "canvas.h"
#include "lessons.h"

/* What a stage of a lesson came to. */
struct sp_demo_stage {
    struct sp_dials dials;
    int represented; /* features with a norm above 1/2 */
    double cosine;   /* of features 0 and 1; 0 where one has no direction */
};

/* Directions, norms, shares of dimensions and the loss of a model at these dials; the
   canvas is at least SP_DEMO_WIDTH by SP_DEMO_HEIGHT.  STATUS and KEYS are its last
   lines. */
enum { SP_DEMO_WIDTH = 80, SP_DEMO_HEIGHT = 24 };
void sp_demo_draw(struct sp_canvas *c, const struct sp_live *live,
                  const struct sp_dials *dials, const struct sp_lesson *lesson,
                  const char *status, const char *keys);

/* The two sentences at the end, and where the real figure comes from. */
void sp_demo_end(FILE *out, const struct sp_lesson *lesson,
                 const struct sp_demo_stage *stage, int stages);

#endif
