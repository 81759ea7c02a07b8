/* Copies that change which dimension is fastest, in tiles that fit the caches.

   Purpose    A load (and cast) and a store whose memory orders differ, as when an image stored row
              by row becomes column-major: element by element, every access would miss the cache.
   Ownership  Borrows the launch; nothing is allocated.
   Threads    Any.
   Failures   ND_INTERRUPTED when nd_should_stop says so. */
#ifndef ND_DEVICE_CPU_TRANSPOSE_H
#define ND_DEVICE_CPU_TRANSPOSE_H

#include "base/status.h"
#include "program/program.h"

/* Is this launch a copy that is worth tiling? */
bool nd_cpu_is_transpose (const nd_launch *launch);
nd_status nd_cpu_transpose (nd_launch *launch, nd_error *error) ND_MUST_USE;

#endif
