/* The functions behind the exercises, in the order of the lessons. */
#ifndef SUPERPOSE_CLI_EXERCISE_ANSWERS_H
#define SUPERPOSE_CLI_EXERCISE_ANSWERS_H

#include "superpose/arena.h"

typedef double sp_answer(struct sp_arena *a);

/* Places of the words among which one chooses. */
enum sp_answer_code { SP_ANSWER_PAIRS, SP_ANSWER_LINEAR };
enum sp_answer_bias { SP_ANSWER_ZERO, SP_ANSWER_SILENT };
enum sp_answer_turn { SP_ANSWER_SMALLER, SP_ANSWER_SAME, SP_ANSWER_LARGER };
enum sp_answer_sides { SP_ANSWER_OPPOSITE, SP_ANSWER_MERGED };

sp_answer sp_answer_linear_floor, sp_answer_two_pairs, sp_answer_dense_winner;
sp_answer sp_answer_spill, sp_answer_pentagon_bias, sp_answer_no_positive;
sp_answer sp_answer_company, sp_answer_pair_fall, sp_answer_linear_fall;
sp_answer sp_answer_important_floor, sp_answer_half_as_important,
    sp_answer_class_of_two;
sp_answer sp_answer_heptagon, sp_answer_tetrahedron, sp_answer_apex;
sp_answer sp_answer_four_times, sp_answer_at_the_boundary, sp_answer_class_of_three;
sp_answer sp_answer_switch, sp_answer_correlation, sp_answer_exponential_pair;
sp_answer sp_answer_neuron_pairs, sp_answer_turned, sp_answer_half_absolute;
sp_answer sp_answer_shrinkage, sp_answer_absorbed, sp_answer_chance;
sp_answer sp_answer_sign_test, sp_answer_pair_error, sp_answer_most_load;

#endif
