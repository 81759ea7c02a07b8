/* Names that look alike, for "did you mean".

   Purpose    Finds the name a mistyped one was probably meant to be.
   Ownership  Nothing is allocated.
   Threads    Any.
   Failures   None. */
#ifndef ND_DEVICE_NEAR_H
#define ND_DEVICE_NEAR_H

/* The one of `names` that `name` (up to a colon, any case) most likely means, or NULL. */
const char *nd_nearest_name (const char *name, int count, const char *const *names);

#endif
