#include "device/sim/failures.h"
#include "device/sim/sim.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
  long countdown; /* calls until the failing one, 1 = the next; 0: none fails */
  bool onwards;   /* and all after it */
} failure;

static const char *const kinds[ND_SIM_CALLS] = {"alloc", "upload", "download", "run"};
static failure armed[ND_SIM_CALLS];
static char environment[256]; /* the value of ND_SIM_FAIL that was last looked at */

/* Reads "alloc:3+" and returns what follows. */
static const char *arm_one (const char *text)
{
  for (int i = 0; i < ND_SIM_CALLS; i++) {
    size_t length = strlen (kinds[i]);
    if (strncmp (text, kinds[i], length) != 0 || text[length] != ':')
      continue;
    char *end;
    armed[i].countdown = strtol (text + length + 1, &end, 10);
    armed[i].onwards = *end == '+';
    return end;
  }
  return text;
}

void nd_sim_fail (const char *failures)
{
  memset (armed, 0, sizeof armed);
  while (*failures) {
    failures = arm_one (failures);
    failures += strcspn (failures, ",");
    failures += *failures == ',';
  }
}

static void look_at_environment (void)
{
  const char *value = getenv ("ND_SIM_FAIL");
  if (!value)
    value = "";
  if (strncmp (value, environment, sizeof environment - 1) == 0)
    return;
  strncpy (environment, value, sizeof environment - 1);
  nd_sim_fail (environment);
}

bool nd_sim_must_fail (nd_sim_call call)
{
  failure *f = &armed[call];
  look_at_environment ();
  if (f->countdown == 0)
    return false;
  if (f->countdown > 1) {
    f->countdown--;
    return false;
  }
  if (!f->onwards)
    f->countdown = 0;
  return true;
}
