/* The exercises of docs/lessons/, three for each lesson. */
#include "exercises.h"

#include "exercise_answers.h"
#include "superpose/theory.h"

static const char *const winners[] = {
    [SP_ANSWER_PAIRS] = "pairs", [SP_ANSWER_LINEAR] = "linear", NULL};
static const char *const biases[] = {
    [SP_ANSWER_ZERO] = "zero", [SP_ANSWER_SILENT] = "silent", NULL};
static const char *const turns[] = {[SP_ANSWER_SMALLER] = "smaller",
                                    [SP_ANSWER_SAME] = "same",
                                    [SP_ANSWER_LARGER] = "larger",
                                    NULL};
static const char *const sides[] = {
    [SP_ANSWER_OPPOSITE] = "opposite", [SP_ANSWER_MERGED] = "merged", NULL};

#define NUMBER(quantity) .unit = (quantity), .tolerance = 0.01
#define COUNT(quantity)  .unit = (quantity), .tolerance = 0.001
#define WORD(words)      .choices = words

const struct sp_exercise_sheet sp_exercise_sheets[] = {
    {"Why superpose",
     {{"Five features of importance 1, each on with probability 0.1 and then of a size "
       "uniform between 0 and 1; two dimensions. What is the least loss of a linear "
       "map with a bias, summed over the features?",
       NUMBER("summed loss"), .answer = sp_answer_linear_floor,
       .hint = "The best linear map keeps two features and guesses the mean of each of "
               "the others: what does that cost, when the variance is E x^2 - (E x)^2?",
       .why = "Three features are lost, each at its variance p/3 - p^2/4."},
      {"Now four such features, as two pairs of opposite unit directions at right "
       "angles, x' = ReLU(W W^T x), no bias. What is the loss?",
       NUMBER("summed loss"), .answer = sp_answer_two_pairs,
       .hint = "Nothing is lost where one of a pair is on alone. Where both are, each "
               "is wrong by the smaller of the two sizes, and E min(u, v)^2 = 1/6.",
       .why = "Each pair loses 2 p^2 / 6, and there are two."},
      {"The same four features at density 0.9: which loses less, these two pairs or "
       "the best linear map, which keeps two of the four?",
       WORD(winners), .answer = sp_answer_dense_winner,
       .hint = "One loss grows as p^2, the other as the variance: put 0.9 into both.",
       .why = "Features that are nearly always on are hardly ever alone on a line."}}},
    {"Benefit and interference",
     {{"Two unit directions at 60 degrees, ReLU, no bias. Feature i is on alone, its "
       "size uniform between 0 and 1. What squared error is expected at output j?",
       NUMBER("squared error"), .answer = sp_answer_spill,
       .hint = "Output j shows ReLU(W_j . W_i x), and should be 0. What is W_j . W_i, "
               "and what is the mean of x^2?",
       .why = "The product is 1/2, and (1/2)^2 E x^2 = 1/12."},
      {"A regular pentagon of unit vectors; one feature is on. Which costs less in all "
       "five outputs together: bias zero, or one that makes the neighbours just silent "
       "up to x = 1?",
       WORD(biases), .answer = sp_answer_pentagon_bias,
       .hint = "The silent bias is -cos 72 degrees. It also takes that much from the "
               "feature that is on: how much does this cost, and the two neighbours?",
       .why = "0.064 against 0.076. Longer vectors and a bias between cost 0.016, and "
              "training finds them."},
      {"How many unit vectors fit into two dimensions so that no two of them have a "
       "positive product?",
       COUNT("how many"), .answer = sp_answer_no_positive,
       .hint = "No angle between neighbours may be below 90 degrees.",
       .why = "In m dimensions there are 2 m: an axis and its opposite for each."}}},
    {"Sparsity",
     {{"Five independent features of density 0.1. Feature 0 is on. What is the "
       "probability that at least one of the others is on too?",
       NUMBER("probability"), .answer = sp_answer_company,
       .hint = "First the probability that none of the four is on.",
       .why = "1 - 0.9^4."},
      {"An antipodal pair of unit vectors, no bias. By what factor does its loss fall "
       "when density falls from 0.1 to 0.01?",
       NUMBER("factor"), .answer = sp_answer_pair_fall,
       .hint = "It loses only where both are on: how often is that?",
       .why = "The loss is p^2 / 3: both must be on."},
      {"And the loss of the best linear map of the same two features to one dimension?",
       NUMBER("factor"), .answer = sp_answer_linear_fall,
       .hint = "It is the variance of the feature that is dropped.",
       .why = "p/3 - p^2/4 falls about as p does: the rarer, the wider the gap."}}},
    {"Importance",
     {{"Twenty features, importances 0.7^i for i = 0 .. 19, always on (density 1), "
       "sizes uniform; five dimensions. What is the least loss of a linear map?",
       NUMBER("summed loss"), .answer = sp_answer_important_floor,
       .hint = "Which five are kept? Sum the importances of the others, a geometric "
               "series, times the variance 1/12.",
       .why = "The first five are kept; the others cost their importance times 1/12."},
      {"Two features in one dimension, importances 1 and 1/2. Below which density does "
       "an antipodal pair lose less than keeping the first alone?",
       NUMBER("density"), .answer = sp_answer_half_as_important,
       .hint = "Dropping costs r (p/3 - p^2/4), the pair (1 + r) p^2 / 6; where are "
               "they equal?",
       .why = "4 r / (2 + 5 r) at r = 1/2."},
      {"Importances 1 and 0.1, density 0.3: what becomes of the second feature?",
       WORD(sp_phase_names), .answer = sp_answer_class_of_two,
       .hint = "Compare three losses: without it, as a pair, without the first.",
       .why = "0.3 is above 4 r / (2 + 5 r) = 0.16: sharing would cost the first too "
              "much."}}},
    {"Geometry",
     {{"What is the dimensionality D of each of seven unit vectors that point to the "
       "corners of a regular heptagon?",
       NUMBER("dimensions"), .answer = sp_answer_heptagon,
       .hint = "They are equal and fill the plane: what do all D add up to?",
       .why = "Seven equal shares of two dimensions."},
      {"And of the corners of a tetrahedron in three dimensions?", NUMBER("dimensions"),
       .answer = sp_answer_tetrahedron,
       .hint = "The cosine of two corners is -1/3; D = 1 / (sum of squared cosines, "
               "its own among them).",
       .why = "1 / (1 + 3/9)."},
      {"Three unit vectors at 120 degrees in a plane, one straight up, one straight "
       "down. What is D of the one that points up?",
       NUMBER("dimensions"), .answer = sp_answer_apex,
       .hint = "It is at right angles to three of the others: with whom does it share?",
       .why = "Up and down share one dimension, the triangle the other two: "
              "3 x 2/3 + 2 x 1/2 = 3."}}},
    {"Phase change",
     {{"Two features in one dimension, the second four times as important as the "
       "first. "
       "Below which density does an antipodal pair win?",
       NUMBER("density"), .answer = sp_answer_four_times,
       .hint = "It is now the first that would be dropped, at p/3 - p^2/4.",
       .why = "4 / (2 r + 5) at r = 4."},
      {"Both importances 1, at the density where the pair and the single feature lose "
       "the same. What is that loss?",
       NUMBER("summed loss"), .answer = sp_answer_at_the_boundary,
       .hint = "First the density, from p^2 / 3 = p/3 - p^2/4.",
       .why = "p = 4/7, and p^2 / 3. The slopes differ there: a first-order change."},
      {"Three features in two dimensions, importances 1, 1 and 2, density 0.3. What "
       "becomes of the third?",
       WORD(sp_phase_names), .answer = sp_answer_class_of_three,
       .hint = "Some two may share a dimension: which pair costs least when both are "
               "on?",
       .why = "The other two share: (1 + 1) p^2 / 6 is less than (1 + 2) p^2 / 6."}}},
    {"Correlation",
     {{"Two features in one dimension, no bias, size always 1. Below which chance q "
       "that the one is on when the other is does the antipodal pair (1, -1) lose less "
       "than both merged, (1, 1) / sqrt 2?",
       NUMBER("probability"), .answer = sp_answer_switch,
       .hint = "Where both are on, the pair shows nothing, and the merged code all. "
               "Where one is on, the merged code shows half of it twice.",
       .why = "q* = E v^2 / (2 E min(v, v')^2 + (E v)^2) = 1 / (2 + 1)."},
      {"Two features that are always on together, with density 0.1 and independent "
       "uniform sizes. What is the correlation of their values?",
       NUMBER("correlation"), .answer = sp_answer_correlation,
       .hint = "E x y = p E u E v = p/4, the means are p/2, the variance p/3 - p^2/4.",
       .why =
           "3 (1 - p) / (4 - 3 p): sizes are independent, so it is never above 3/4."},
      {"Exponential sizes (E v = 1, E v^2 = 2, E min(v, v')^2 = 1/2), q = 0.9: are "
       "opposite or merged directions better, without bias?",
       WORD(sides), .answer = sp_answer_exponential_pair,
       .hint = "Put the moments into q* = E v^2 / (2 E min(v, v')^2 + (E v)^2).",
       .why =
           "q* = 1: with sizes so uneven, the lesser of two is seldom worth much."}}},
    {"Neurons and privileged bases",
     {{"Each feature is written as two active neurons of five. How many features have "
       "codes of their own?",
       COUNT("how many"), .answer = sp_answer_neuron_pairs,
       .hint = "How many ways are there to choose two of five?",
       .why = "5 x 4 / 2: one for each pair."},
      {"Two antipodal pairs along the axes of a linear hidden layer, density 0.1, are "
       "all turned by 45 degrees. What becomes of the loss?",
       WORD(turns), .answer = sp_answer_turned,
       .hint = "The output depends on the products W_i . W_j alone.",
       .why = "W R R^T W^T = W W^T: no axis is special until something acts on "
              "each neuron alone."},
      {"|x| for x uniform between -1 and 1, from one neuron ReLU(x) alone. What is the "
       "expected squared error?",
       NUMBER("squared error"), .answer = sp_answer_half_absolute,
       .hint = "For which half of the x is it wrong, and by how much?",
       .why = "Half of E x^2; a second neuron, ReLU(-x), makes it 0."}}},
    {"Autoencoders and their traps",
     {{"An orthonormal decoder, loss ||x - f D||^2 + 0.1 sum f. As what is a feature "
       "of size 1 coded?",
       NUMBER("code"), .answer = sp_answer_shrinkage,
       .hint = "Minimise (1 - f)^2 + 0.1 f.",
       .why = "a - lambda / 2: L1 makes everything smaller that is on."},
      {"Four orthogonal features. Three latents have the directions of features 0, 2 "
       "and 3; the latent of feature 1, which comes only with 0, points along both, "
       "(1, 1, 0, 0) / sqrt 2. What is the mean cosine of the best matching (MCC)?",
       NUMBER("MCC"), .answer = sp_answer_absorbed,
       .hint = "Three match perfectly. What is the cosine of (1, 1) and (0, 1)?",
       .why = "(3 + 1 / sqrt 2) / 4: absorption hardly shows in the score."},
      {"What is the mean |cosine| of two random directions in two dimensions?",
       NUMBER("|cosine|"), .answer = sp_answer_chance,
       .hint = "The mean of |cos t| over all angles t.",
       .why = "2 / pi: in few dimensions chance scores high, so look at the null."}}},
    {"The compression hypothesis",
     {{"An effect is positive in all five seeds. What is the one-sided p of the test "
       "that changes signs?",
       NUMBER("p"), .answer = sp_answer_sign_test,
       .hint =
           "In how many of the equally likely ways to choose five signs is the mean "
           "so large?",
       .why = "1 / 2^5: with four seeds p could not be below 0.06."},
      {"Antipodal pairs, n = 2 m, density 0.1, sizes uniform. What is the loss over "
       "the variance?",
       NUMBER("ratio"), .answer = sp_answer_pair_error,
       .hint = "A pair loses p^2 / 3 and has twice the variance p/3 - p^2/4.",
       .why = "p^2 / (6 v): twice the features for 5 % of the variance."},
      {"Up to which n / m could the best of all decoders recover features of density "
       "0.05 exactly, in large models?",
       NUMBER("features per dimension"), .answer = sp_answer_most_load,
       .hint = "As many real numbers as are on must get through, on average.",
       .why = "1 / p (Wu and Verdu 2010). Trained ReLU models stay far below: the "
              "limit is one of computation."}}},
    {.title = NULL},
};
