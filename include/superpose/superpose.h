/* Everything superpose promises, in one include. */
#ifndef SUPERPOSE_SUPERPOSE_H
#define SUPERPOSE_SUPERPOSE_H

#include "superpose/arena.h"
#include "superpose/batch.h"
#include "superpose/evaluate.h"
#include "superpose/experiment.h"
#include "superpose/fault.h"
#include "superpose/feed.h"
#include "superpose/geometry.h"
#include "superpose/job.h"
#include "superpose/kernels.h"
#include "superpose/kind.h"
#include "superpose/kinds.h"
#include "superpose/linalg.h"
#include "superpose/measure.h"
#include "superpose/net.h"
#include "superpose/npy.h"
#include "superpose/param.h"
#include "superpose/progress.h"
#include "superpose/real.h"
#include "superpose/rng.h"
#include "superpose/source.h"
#include "superpose/stats.h"
#include "superpose/store.h"
#include "superpose/sweep.h"
#include "superpose/theory.h"
#include "superpose/toy.h"
#include "superpose/train.h"
#include "superpose/version.h"
#include "superpose/yaml.h"

#endif
