/* Controls: a source without the dependence of its kind, to see what of a result is
   due to it.  Whatever the kind is, densities and the law of sizes stay.

     shuffle  features are independent, as if every column of the data were shuffled
     l0       as many features are on in a row as the kind says, but at random which:
              the mean and all of the spread of L0 stay, no pair is special */
#ifndef SUPERPOSE_CONTROL_H
#define SUPERPOSE_CONTROL_H

#include "superpose/source.h"

enum sp_control { SP_CONTROL_NONE, SP_CONTROL_SHUFFLE, SP_CONTROL_L0 };

/* For sp_source_open: turns an open source into its control.  SP_BAD where that is not
   the same densities and sizes without dependence. */
int sp_control(struct sp_arena *a, enum sp_control control, struct sp_source *source);

#endif
