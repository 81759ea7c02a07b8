/* Simulated devices.

   Purpose    Devices with memory that host code cannot touch and that obey the rules of a GPU, for
              tests and for machines without one.  ND_SIM_DEVICES says how many there are (2),
              ND_SIM_MEMORY how many bytes each has, ND_SIM_FAIL which calls fail.
   Ownership  A device owns the records of its blocks.
   Threads    Only the thread that runs Octave.
   Failures   Those asked for: ND_OUT_OF_MEMORY for allocations, ND_DEVICE_FAULT for the rest.  A
              fault loses what the device's blocks held: using one again is a fault, too. */
#ifndef ND_DEVICE_SIM_SIM_H
#define ND_DEVICE_SIM_SIM_H

#include "device/device.h"

/* Arms failures: "alloc:3" lets the third allocation from now on fail, "run:2+" every run from the
   second on; kinds are alloc, upload, download, run; several are separated by commas; "" disarms.
   The environment variable ND_SIM_FAIL does the same whenever its value changes. */
void nd_sim_fail (const char *failures);

#endif
