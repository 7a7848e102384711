/* The lessons, after Elhage et al. 2022 (Toy Models of Superposition): sparsity,
   importance, the geometry of uniform superposition, correlated and anticorrelated
   pairs, and the linear model that never superposes. */
#include "lessons.h"

const struct sp_lesson sp_lessons[] = {
    {"sparsity",
     "Why do features share dimensions?",
     "five equal features, two dimensions: more arrows as features get rare",
     "A linear model never keeps more than two: beyond that, features share dimensions "
     "because they are seldom on at the same time.",
     "pentagon",
     4000,
     false,
     {{5, 1, 0.99, SP_ALONE, "relu", 0},
      {5, 0.5, 0.99, SP_ALONE, "relu", 0},
      {5, 0.25, 0.99, SP_ALONE, "relu", 0},
      {5, 0.1, 0.99, SP_ALONE, "relu", 0},
      {5, 0.03, 0.99, SP_ALONE, "relu", 0}}},
    {"importance",
     "Which features are kept?",
     "each feature is worth 0.6 of the one before it: which arrows are longest?",
     "Features are given dimensions in the order of what their errors cost, and rarity "
     "decides how far down that list there is room.",
     "basics",
     4000,
     false,
     {{6, 1, 0.6, SP_ALONE, "relu", 0},
      {6, 0.3, 0.6, SP_ALONE, "relu", 0},
      {6, 0.1, 0.6, SP_ALONE, "relu", 0},
      {6, 0.02, 0.6, SP_ALONE, "relu", 0}}},
    {"geometry",
     "Which shapes do features form?",
     "equal features that are rare: pairs, triangles, pentagons; D is 2/n in an n-gon",
     "Up to five features of equal worth spread out evenly, each with its share D of a "
     "dimension; of more, training mostly leaves some out, since the shares never add "
     "up "
     "to more than two.",
     "geometry",
     5000,
     false,
     {{3, 0.03, 1, SP_ALONE, "relu", 0},
      {4, 0.03, 1, SP_ALONE, "relu", 0},
      {5, 0.03, 1, SP_ALONE, "relu", 0},
      {6, 0.03, 1, SP_ALONE, "relu", 0},
      {8, 0.03, 1, SP_ALONE, "relu", 0}}},
    {"correlation",
     "Where do features go that come together, or that exclude each other?",
     "pairs 0-1, 2-3: at right angles when together, opposite when exclusive",
     "Two features that are never on together can share a line, one at each end; two "
     "that always come together get in each other's way there.",
     "correlated",
     5000,
     true,
     {{4, 0.1, 1, SP_ALONE, "relu", 0},
      {4, 0.1, 1, SP_TOGETHER, "relu", 1},
      {4, 0.1, 1, SP_EXCLUSIVE, "relu", 2}}},
    {"linear",
     "Is it the ReLU that makes superposition possible?",
     "the same rare features in a linear model, then in one with a ReLU",
     "Without a ReLU every overlap is paid for in full, so the model keeps the two "
     "best "
     "features; with one, negative overlaps are cut off and cost nothing.",
     "basics",
     4000,
     false,
     {{5, 0.05, 0.9, SP_ALONE, "linear", 0}, {5, 0.05, 0.9, SP_ALONE, "relu", 0}}},
    {.name = NULL},
};
