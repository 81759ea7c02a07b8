/* Failures on demand.

   Purpose    Decides whether a call to a simulated device is one that shall fail.
   Ownership  Static state only.
   Threads    Only the thread that runs Octave.
   Failures   None; what is not understood in a list of failures is ignored. */
#ifndef ND_DEVICE_SIM_FAILURES_H
#define ND_DEVICE_SIM_FAILURES_H

#include <stdbool.h>

typedef enum nd_sim_call {
  ND_SIM_ALLOC,
  ND_SIM_UPLOAD,
  ND_SIM_DOWNLOAD,
  ND_SIM_RUN,
  ND_SIM_CALLS
} nd_sim_call;

/* Counts a call of this kind; true when it shall fail. */
bool nd_sim_must_fail (nd_sim_call call);

#endif
