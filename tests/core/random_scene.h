/* Random programs on operands that lie at random, for tests of what runs programs.

   Purpose    A scene is a program, a launch of it in host memory, and room for its results.  The
              same seed makes the same scene.
   Ownership  random_scene_free frees what random_scene_make allocated.
   Threads    One.
   Failures   None. */
#ifndef TESTS_CORE_RANDOM_SCENE_H
#define TESTS_CORE_RANDOM_SCENE_H

#include "core.h"
#include "program/program.h"

enum { RANDOM_MOST_OUTPUTS = 3 };

typedef struct random_scene {
  nd_program program;
  nd_launch launch;
  int64_t total;
  size_t nbytes; /* of the memory of each operand */
  char *inputs[3], *outputs[RANDOM_MOST_OUTPUTS], *expected[RANDOM_MOST_OUTPUTS];
  int64_t *lists[2];
  bool in_place; /* output 0 overwrites input 0 */
} random_scene;

void random_scene_make (random_scene *s, uint64_t seed);
/* One whose program folds, or scans; results do not depend on the order in which elements meet. */
void random_scene_make_fold (random_scene *s, uint64_t seed);
void random_scene_make_scan (random_scene *s, uint64_t seed);
void random_scene_free (random_scene *s);

/* 0 ... count - 1 */
int64_t random_pick (int64_t count);

/* Directs the launch to memory for its outputs, which starts as zeros or as input 0. */
void random_scene_prepare (const random_scene *s, nd_launch *launch, char *const *outputs);

#endif
