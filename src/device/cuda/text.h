/* Text that grows: CUDA C under construction, signatures, paths.

   Purpose    printf into memory that grows as needed.
   Ownership  nd_text_free frees it; nd_text is plain memory that starts as {0}.
   Threads    Only the thread that runs Octave (it allocates).
   Failures   Out of memory is remembered: further writing does nothing, and nd_text_status reports
              it once, at the end. */
#ifndef ND_DEVICE_CUDA_TEXT_H
#define ND_DEVICE_CUDA_TEXT_H

#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct nd_text {
  char *bytes; /* ends with '\0'; NULL while empty */
  size_t length, capacity;
  bool failed;
} nd_text;

void nd_text_add (nd_text *text, const char *format, ...) __attribute__ ((format (printf, 2, 3)));
void nd_text_add_string (nd_text *text, const char *string);
void nd_text_clear (nd_text *text); /* keeps the memory */
void nd_text_free (nd_text *text);
nd_status nd_text_status (const nd_text *text, nd_error *error) ND_MUST_USE;

#endif
