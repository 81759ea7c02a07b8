/* Orders that nothing may depend on. */
#include "standin.h"

static unsigned int state;
static int seed;

/* A seed starts its own sequence of numbers when it is first seen. */
int shuffle_order (void)
{
  int order = (int)standin_number ("ND_STANDIN_ORDER", ORDER_FORWARDS);
  if (order != seed) {
    seed = order;
    state = (unsigned int)order;
  }
  return order < ORDER_SHUFFLED ? order : ORDER_SHUFFLED;
}

unsigned int shuffle_random (unsigned int below)
{
  state = state * 1664525u + 1013904223u; /* Numerical Recipes' quick generator */
  return (unsigned int)(((unsigned long long)(state >> 8) * below) >> 24);
}

void shuffle (int *order, int n)
{
  int mode = shuffle_order ();
  for (int i = 0; i < n; i++)
    order[i] = mode == ORDER_BACKWARDS ? n - 1 - i : i;
  if (mode != ORDER_SHUFFLED)
    return;
  for (int i = n - 1; i > 0; i--) {
    int j = (int)shuffle_random ((unsigned int)i + 1), kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}
